"""Half days at the windows: which can be had, one booking for one id, no place given twice."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from kiosk.contract.bookings import BookingMade, BookingRequest, Half, Slots
from kiosk.contract.receipts import opened_refusal
from kiosk.hall import bookings
from kiosk.hall.settings import HallSettings, MatterRule, Opening, WindowGroup

MONDAY = date(2026, 11, 23)  # the clock stands at half past midnight of Sunday, the 22nd
WINDOWS = WindowGroup("civil", "B", "民政", "4", frozenset({"allowance"}))
BODY = "a" * 64  # the hash of what was sent
HALVES = {Half.MORNING: Opening(time(8, 30), time(11, 30), 3), Half.AFTERNOON: Opening(time(14), time(17), 1)}


@pytest.fixture
def desk(hall):
    settings = HallSettings(groups=(WINDOWS,), matters={"allowance": MatterRule("高龄津贴")}, halves=HALVES)
    return replace(hall, settings=settings)


def offered(desk):
    return Slots.model_validate_json(bookings.offer(desk, "allowance").text).slots


def asked(day=MONDAY, half=Half.MORNING, matter="allowance", booking=None):
    return BookingRequest(booking_id=booking or uuid4(), terminal_id="CJ01", matter=matter, day=day, half=half)


def book(desk, wanted, terminal="CJ01"):
    return bookings.book(desk, terminal, wanted, BODY)


def booked(desk, wanted, terminal="CJ01"):
    reply = book(desk, wanted, terminal)
    assert reply.status == 200, reply.text
    return BookingMade.model_validate_json(reply.text)


def refused(desk, wanted, terminal="CJ01"):
    """The code of a signed refusal of this very request."""
    reply = book(desk, wanted, terminal)
    assert reply.status == 422
    return opened_refusal(reply.text.encode(), str(wanted.booking_id), BODY, desk.key.public_key()).code


def test_seven_working_days_are_offered_without_weekends_and_holidays(desk):
    away = replace(desk, settings=replace(desk.settings, holidays=frozenset({date(2026, 11, 25)}),
                                          workdays=frozenset({date(2026, 11, 28)})))  # fmt: skip
    days = list(dict.fromkeys(slot.day for slot in offered(away)))
    assert [day.day for day in days] == [23, 24, 26, 27, 28, 30, 1]
    assert [(slot.half, slot.begins, slot.ends, slot.left) for slot in offered(away)[:2]] == [
        (Half.MORNING, time(8, 30), time(11, 30), 3), (Half.AFTERNOON, time(14), time(17), 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("utc", "first"),
    [((0, 29), (MONDAY, Half.MORNING)), ((0, 30), (MONDAY, Half.AFTERNOON)), ((6, 0), (date(2026, 11, 24), Half.MORNING))],
)  # fmt: skip
def test_a_half_day_that_has_begun_is_past(desk, clock, utc, first):
    clock.wall = datetime(2026, 11, 23, *utc, tzinfo=UTC)
    slot = offered(desk)[0]
    assert (slot.day, slot.half) == first
    if first != (MONDAY, Half.MORNING):
        assert refused(desk, asked()) == "past"


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 11, 28), date(2026, 12, 2), date(2025, 11, 24)])
def test_a_day_that_is_not_offered_cannot_be_booked(desk, day):
    assert refused(desk, asked(day)) == "past"


def test_numbers_count_on_the_day_that_is_booked_and_say_where_to_go(desk):
    made = [booked(desk, asked()), booked(desk, asked(half=Half.AFTERNOON)), booked(desk, asked(date(2026, 11, 24)))]
    assert [each.number for each in made] == ["Y0001", "Y0002", "Y0001"]
    assert {each.windows for each in made} == {"4"}


def test_a_full_half_day_is_shown_as_full_and_refused_for_good_without_using_up_a_number(desk):
    first, wanted = booked(desk, asked(half=Half.AFTERNOON)), asked(half=Half.AFTERNOON)
    assert [refused(desk, wanted) for _ in range(2)] == ["full", "full"]
    assert [slot.left for slot in offered(desk)[:2]] == [3, 0]
    assert (first.number, booked(desk, asked()).number) == ("Y0001", "Y0002")


def test_the_same_id_always_gets_the_same_booking_whatever_it_asks_for_later(desk, clock):
    wanted = asked(half=Half.AFTERNOON)
    made = booked(desk, wanted)
    assert booked(desk, wanted) == made  # though the half day is full now
    assert booked(desk, asked(date(2026, 11, 24), booking=wanted.booking_id)) == made
    clock.wall = datetime(2026, 11, 25, tzinfo=UTC)
    assert booked(desk, wanted) == made
    assert len({slot.left for slot in offered(desk) if slot.half is Half.MORNING}) == 1


def test_another_terminal_gets_nothing_for_an_id_that_is_not_its_own(desk):
    desk.add_terminal("CJ02")
    wanted = asked()
    booked(desk, wanted)
    assert refused(desk, wanted.model_copy(update={"terminal_id": "CJ02"}), terminal="CJ02") == "other_terminal"
    assert len(bookings.coming(desk)) == 1


def test_of_twenty_that_come_at_once_three_get_a_place(desk):
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: book(desk, asked()), range(20)))
    made = [BookingMade.model_validate_json(reply.text).number for reply in replies if reply.status == 200]
    assert sorted(made) == ["Y0001", "Y0002", "Y0003"]


def test_one_id_that_comes_from_four_threads_at_once_is_one_booking(desk):
    wanted = asked()
    with ThreadPoolExecutor(4) as pool:
        assert len({reply.text for reply in pool.map(lambda _: book(desk, wanted), range(12))}) == 1
    assert len(bookings.coming(desk)) == 1


@pytest.fixture
def roomy(desk):
    """Places enough for more than one terminal may book."""
    halves = {half: replace(opening, bookable=50) for half, opening in HALVES.items()}
    return replace(desk, settings=replace(desk.settings, halves=halves))


def test_a_terminal_that_books_one_half_day_after_the_other_is_told_later_and_the_others_are_not(roomy):
    roomy.add_terminal("CJ02")
    last = [asked() for _ in range(bookings.MOST_AN_HOUR)]
    made = [booked(roomy, wanted) for wanted in last]
    assert {book(roomy, asked(half=half)).status for half in Half} == {429}
    assert booked(roomy, last[-1]) == made[-1]  # what it has booked it still hears
    other = asked().model_copy(update={"terminal_id": "CJ02"})
    assert booked(roomy, other, "CJ02").number == f"Y{bookings.MOST_AN_HOUR + 1:04d}"  # no number was used up


def test_what_a_terminal_booked_an_hour_ago_does_not_count_any_more(roomy, clock):
    for _ in range(bookings.MOST_AN_HOUR):
        booked(roomy, asked())
    clock.wall += timedelta(hours=1)
    assert book(roomy, asked()).status == 429
    clock.wall += timedelta(microseconds=1)
    booked(roomy, asked())


def test_bookings_that_a_wrong_clock_put_into_the_future_hold_nobody_up(roomy, clock):
    clock.wall += timedelta(hours=6)
    for _ in range(bookings.MOST_AN_HOUR):
        booked(roomy, asked())
    clock.wall -= timedelta(hours=6)
    booked(roomy, asked())


def test_of_thirty_of_one_terminal_that_come_at_once_a_dozen_are_booked(roomy):
    wanted = [asked(half=half) for half in Half for _ in range(15)]
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda each: book(roomy, each).status, wanted))
    assert sorted(statuses) == [200] * 12 + [429] * 18


def test_a_matter_that_the_hall_does_not_take_and_another_terminals_id_are_refused(desk):
    assert refused(desk, asked(matter="marriage")) == "unknown_matter"
    assert refused(desk, asked(), terminal="CJ02") == "other_terminal"
    reply = bookings.offer(desk, "marriage")
    assert reply.status == 404
    assert (
        opened_refusal(reply.text.encode(), "marriage", hashlib.sha256().hexdigest(), desk.key.public_key()).code
        == "unknown_matter"
    )


def test_over_http_strange_fields_and_another_key_are_malformed(desk, call):
    wanted = asked()
    body, key = json.loads(wanted.model_dump_json()), str(wanted.booking_id)

    def post(content, name=key):
        return call(desk, "POST", "/v1/bookings", name, json=content)

    for wrong in ({**body, "name": "x"}, {**body, "half": "night"}, {**body, "matter": "../x"}, []):
        assert (post(wrong).status_code, post(wrong).json()["refusal"]["code"]) == (422, "malformed")
    assert post(body, str(uuid4())).json()["refusal"]["code"] == "malformed"
    assert post(body).json()["number"] == "Y0001"
    assert call(desk, "GET", "/v1/bookings?matter=allowance").json()["slots"][0]["left"] == 2


def test_the_office_sees_who_comes_when(desk, call):
    booked(desk, asked())
    page = call(desk, "GET", "/bookings")
    assert page.status_code == 200
    for text in ("2026-11-23 星期一", "上午 08:30–11:30", "Y0001", "高龄津贴", ">4<"):
        assert text in page.text
