"""Queue numbers under a lock, on a real file."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

from kiosk.hall.queue import call_next, queue_now, take_ticket
from kiosk.hall.settings import HallSettings, WindowGroup

GROUP = HallSettings().groups[0]
OTHER = WindowGroup("civil", "B", "民政")


def take(hall, group=GROUP, is_priority=False):
    return take_ticket(hall, "CJ01", uuid4(), group, is_priority=is_priority)


def test_four_threads_get_no_number_twice_and_leave_no_gap(hall):
    with ThreadPoolExecutor(4) as pool:
        numbers = [ticket.number for ticket in pool.map(lambda n: take(hall), range(100))]
    assert sorted(numbers) == [f"A{n:03d}" for n in range(1, 101)]


def test_one_request_that_comes_from_four_threads_at_once_is_one_ticket(hall):
    request = uuid4()
    with ThreadPoolExecutor(4) as pool:
        work = pool.map(lambda n: take_ticket(hall, "CJ01", request, GROUP, is_priority=False), range(20))
        assert len(set(work)) == 1
    assert take(hall).number == "A002"


def test_groups_count_for_themselves_and_every_day_anew(hall, clock):
    assert [take(hall).number, take(hall, OTHER).number, take(hall).number] == ["A001", "B001", "A002"]
    clock.wall = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert take(hall).number == "A001"


def test_the_business_day_is_the_halls_and_not_utcs(hall):
    assert take(hall).business_date == date(2026, 11, 22)
    assert queue_now(hall).business_date == date(2026, 11, 22)


def test_ahead_counts_who_still_waits_and_priority_is_called_first(hall):
    first, second = take(hall), take(hall)
    elder = take(hall, is_priority=True)
    assert (first.ahead, second.ahead, elder.ahead) == (0, 1, 0)
    assert [call_next(hall, "general") for _ in range(4)] == [elder.number, first.number, second.number, None]
    assert queue_now(hall).groups[0].waiting == 0
    assert take(hall).ahead == 0


def test_all_window_groups_are_in_the_queue_even_when_nobody_waits(hall):
    both = replace(hall, settings=HallSettings(groups=(GROUP, OTHER)))
    take(both)
    assert {group.group: group.waiting for group in queue_now(both).groups} == {"general": 1, "civil": 0}
