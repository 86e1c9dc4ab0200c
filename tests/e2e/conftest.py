"""A bench with all far ends, and a display of its own, for terminals of several real processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli import bench, demo
from kiosk.cli.bench import Bench


@pytest.fixture
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench.start(tmp_path_factory.mktemp("far")) as far:
        yield far


@pytest.fixture
def display() -> Iterator[str]:
    with demo.display() as name:
        yield name


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return tmp_path / "pictures"


@pytest.fixture(autouse=True)
def seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows open on the display: the UI tests, where they are collected too, have told SDL to draw off the screen."""
    monkeypatch.delenv("SDL_VIDEODRIVER", raising=False)
