"""What the booking screen is looked at and tested with."""

from datetime import date, time

from kiosk.session.snapshot import BookingShown, Half, Say, Slot
from screens.values import Samples

_MORNING, _AFTERNOON = (time(8, 30), time(11, 30)), (time(13, 30), time(17, 0))
_MATTER, _MATTER_EN = "高龄补贴", "Old-age allowance"


def _day(day: int, morning: int, afternoon: int) -> tuple[Slot, ...]:
    when = date(2026, 11, day)
    return (
        Slot(day=when, half=Half.MORNING, begins=_MORNING[0], ends=_MORNING[1], left=morning),
        Slot(day=when, half=Half.AFTERNOON, begins=_AFTERNOON[0], ends=_AFTERNOON[1], left=afternoon),
    )


_WEEK = (*_day(23, 0, 2), *_day(24, 5, 12), *_day(25, 8, 0), *_day(26, 10, 10), *_day(27, 10, 6))
_FULL = (*_day(23, 0, 0), *_day(24, 0, 0), *_day(25, 0, 0))
SAMPLES: Samples = {
    "week": BookingShown(_MATTER, _WEEK, False, None, True),
    "week, booking": BookingShown(_MATTER, _WEEK, True, None, True),
    "two weeks": BookingShown(_MATTER, (*_WEEK, *_day(30, 12, 12)), False, None, False),
    "one day": BookingShown(_MATTER, _day(24, 5, 12), False, None, True),
    "gone": BookingShown(_MATTER, _WEEK, False, Say("booking.gone"), True),
    "full": BookingShown(_MATTER, _FULL, False, None, True),
    "nothing": BookingShown(_MATTER, (), False, None, True),
    "asking": BookingShown(_MATTER, None, True, None, True),
    "unreachable": BookingShown(_MATTER, None, False, Say("booking.unreachable"), True),
    "unreachable, no tickets": BookingShown(_MATTER, None, False, Say("booking.unreachable"), False),
}
SAMPLES_EN: Samples = {"week": BookingShown(_MATTER_EN, _WEEK, False, None, True)}
