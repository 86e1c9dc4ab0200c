"""The far ends of one terminal's wires, and terminals of each test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.cli import bench
from tests.flows.terminal import Terminal

Make = Callable[..., Terminal]
QUICK = {"backend": {"wait_seconds": "0.3", "read_timeout": "0.3"}}  # for tests in which the hall gives no receipt


@pytest.fixture(scope="session")
def far_ends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bench.Bench]:
    """Simulators and hall: programs of their own, started once, put back as new before each test."""
    with bench.start(tmp_path_factory.mktemp("bench"), card_time=0.0, paper_speed=5000.0, baud=4_000_000) as far:
        yield far


@pytest.fixture
def far(far_ends: bench.Bench) -> bench.Bench:
    """The far ends as new."""
    for end in (far_ends.reader, far_ends.printer, far_ends.scanner, far_ends.face, far_ends.hall):
        end.ask("reset")
    return far_ends


@pytest.fixture
def make(far: bench.Bench, tmp_path: Path) -> Iterator[Make]:
    """Makes terminals that are not switched on yet; `settings` are sections of the terminal file."""
    made: list[Terminal] = []

    def one(**settings: dict[str, str]) -> Terminal:
        made.append(Terminal(far, tmp_path / str(len(made)), settings))
        return made[-1]

    yield one
    for terminal in made:
        terminal.stop()


@pytest.fixture
def terminal(make: Make) -> Terminal:
    """A terminal with a fresh store, its attract screen on the glass."""
    made = make()
    made.start()
    return made


@pytest.fixture
def quick(make: Make) -> Terminal:
    """The same, and it does not wait long for a receipt."""
    made = make(**QUICK)
    made.start()
    return made
