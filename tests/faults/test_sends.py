"""The sends harness in short: on a wire that fails every second time nothing is lost, doubled or out of order."""

from tests.faults.sends import measure, sends
from tests.faults.wire.proxy import FAULTS


def test_sixty_applications_over_a_bad_wire_arrive_once_whole_and_in_order() -> None:
    (figure,) = measure(60, seed=3)
    assert figure.violations == 0, figure
    assert figure.trials == 60 and figure.detail["faulty"] > 20


def test_a_terminal_that_says_done_before_the_answer_is_caught() -> None:
    faults, _ = sends(20, 4, bug="done before the answer")
    assert faults["claimed, and not there"] + faults["never arrived"] > 0


def test_the_wire_has_more_than_the_thirteen_faults_that_were_promised() -> None:
    assert len(FAULTS) >= 13
