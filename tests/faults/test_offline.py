"""The offline harness in short: days without a line lose nothing, and the hall is not flooded afterwards."""

from tests.faults.offline import measure


def test_six_applications_of_half_a_day_without_a_line_arrive_and_the_terminal_did_not_hammer() -> None:
    (figure,) = measure(6, seed=5, days=0.5)
    assert figure.is_kept, figure
    assert figure.detail["tries in the week"] < 86400 / 2 / 100  # one at a time, not each of them
