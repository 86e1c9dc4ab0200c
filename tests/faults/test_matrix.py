"""The fault matrix is whole, and a sample of it is walked."""

import pytest

from kiosk.hall.bench import MODES
from kiosk.ports.bench import OPS
from kiosk.session.model import State
from tests.faults import matrix
from tests.faults.grid.data import NEVER, Fault, grid
from tests.faults.grid.faults import SPECIAL
from tests.faults.grid.page import NO_FAULTS, PAGE, page
from tests.faults.grid.steps import STEPS
from tests.faults.promises import harnesses

SEED, SAMPLE = 20261123, 60  # cells that `make test` walks, drawn by the seed: another week, another sample

CASES = [(fault, step.key) for fault in grid().faults for step in grid().steps]
MADE = {(hand["device"], hand["op"]) for fault in grid().faults for hand in fault.make or ()}


def test_every_state_of_a_visit_is_a_step() -> None:
    assert {step.state for step in grid().steps} == {state.value for state in State}


def test_every_step_is_one_that_the_walker_can_come_to() -> None:
    assert [step.key for step in grid().steps] == list(STEPS)


def test_every_cell_has_an_outcome_of_the_closed_vocabulary() -> None:
    known = {word.key for word in grid().outcomes}
    assert [(fault.key, step) for fault, step in CASES if fault.at(step) not in known] == []


def test_no_exception_names_a_step_that_is_none() -> None:
    steps = {step.key for step in grid().steps}
    assert [fault.key for fault in grid().faults if not {*fault.cells, *fault.only} <= steps] == []


def test_what_cannot_come_to_pass_says_why() -> None:
    assert [fault.key for fault in grid().faults if bool(fault.only) != bool(fault.why)] == []
    assert [fault.key for fault in grid().faults if NEVER in (fault.all, *fault.cells.values())] == []


def _has_hands(fault: Fault) -> bool:
    return fault.make is not None or fault.key in SPECIAL or fault.card is not None or fault.code is not None


def test_every_fault_can_be_made() -> None:
    assert [fault.key for fault in grid().faults if not _has_hands(fault)] == []
    assert set(SPECIAL) <= {fault.key for fault in grid().faults}


@pytest.mark.parametrize("device", OPS)
def test_every_op_of_a_bench_makes_a_fault_or_says_why_not(device: str) -> None:
    told = {*NO_FAULTS["*"], *NO_FAULTS.get(device, {})}
    told |= {"unplug"} if device == "document-camera" else set()  # camera-unplugged pulls the wire itself
    assert set(OPS[device]) - told - {op for made, op in MADE if made == device} == set()


def test_every_mode_of_the_hall_is_a_fault() -> None:
    modes = {hand["mode"] for fault in grid().faults for hand in fault.make or () if hand["op"] == "mode"}
    assert modes == set(MODES) - {"ok"}


def test_the_page_says_what_the_data_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.faults.grid.page"


def test_the_promise_asks_for_the_whole_grid() -> None:
    assert harnesses()["matrix"] == len(grid().cells())


@pytest.mark.timeout(900)  # 60 to 90 s on two cores that are free
def test_a_sample_of_the_grid_leads_to_what_is_declared() -> None:
    (figure,) = matrix.measure(SAMPLE, SEED)
    assert figure.trials == SAMPLE
    assert figure.detail["violations"] == []
