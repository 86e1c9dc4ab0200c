"""Working days (工作日): Monday to Friday, without holidays, with the weekends that are worked instead (调休).

The day of receipt does not count (《民法典》第二百零一条: 开始的当日不计入).
"""

from collections.abc import Set
from datetime import date, timedelta


def after(start: date, days: int, holidays: Set[date], workdays: Set[date]) -> date:
    """The working day that is `days` working days after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_worked(day, holidays, workdays):
            days -= 1
    return day


def is_worked(day: date, holidays: Set[date], workdays: Set[date]) -> bool:
    """Whether the office works on that day."""
    return day in workdays or (day.weekday() < 5 and day not in holidays)
