"""Which applications are one resident's, without saying whose."""

from kiosk.contract.lanes import LANE_BITS, lane_of

KEY, OTHER = b"k" * 32, b"o" * 32


def test_one_person_has_one_lane_at_one_terminal_and_another_at_the_next():
    assert lane_of(KEY, "320699194103120249") == lane_of(KEY, "320699194103120249")
    assert lane_of(KEY, "320699194103120249") != lane_of(OTHER, "320699194103120249")


def test_a_lane_says_little_and_all_of_its_values_are_used():
    lanes = {lane_of(KEY, str(number)) for number in range(20_000)}
    assert all(0 <= lane < 2**LANE_BITS for lane in lanes)
    assert 15_000 < len(lanes) < 19_000  # many share one: a lane is nobody's name
