"""承诺办结日：工作日、节假日与调休。"""

from datetime import date

import pytest

from kiosk.hall.working_days import after

SUNDAY, FRIDAY = date(2026, 11, 22), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (SUNDAY, 0, SUNDAY),
        (SUNDAY, 1, date(2026, 11, 23)),
        (FRIDAY, 1, date(2026, 11, 23)),
        (FRIDAY, 5, date(2026, 11, 27)),
        (SUNDAY, 15, date(2026, 12, 11)),
    ],
)
def test_weekends_do_not_count_and_neither_does_the_first_day(start, days, end):
    assert after(start, days, frozenset(), frozenset()) == end


def test_a_holiday_does_not_count_and_a_worked_saturday_does():
    monday, saturday = date(2026, 11, 23), date(2026, 11, 28)
    assert after(FRIDAY, 1, {monday}, frozenset()) == date(2026, 11, 24)
    assert after(date(2026, 11, 27), 1, frozenset(), {saturday}) == saturday
