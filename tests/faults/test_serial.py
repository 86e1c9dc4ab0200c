"""The serial harness in short: whole frames are found among damaged ones, and nobody is taken for somebody else."""

from tests.faults import serial


def test_of_20000_frames_on_a_bad_line_all_whole_ones_are_found_and_none_gives_a_wrong_identity() -> None:
    (figure,) = serial.measure(20_000, seed=20_260_801)
    assert figure.is_kept, figure
    assert figure.detail["whole"] > 14_000
    assert figure.detail["given out"] > 8_000
