"""What the hall remembers of a terminal: its last word, and a short history."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from kiosk.hall.database import open_database
from kiosk.hall.heartbeats import KEPT, WHOLE, Heard, all_terminals, take_heartbeat
from kiosk.hall.tables import TerminalChange
from tests.unit.hall.beats import NO_PAPER, PRINTER, READER, STARTED, ask, heartbeat


def heard(hall) -> Heard:
    (one,) = all_terminals(hall, KEPT)
    return one


def told(hall) -> list[tuple[str, str]]:
    """The history, the oldest first."""
    return [(change.device, change.readiness.value) for change in reversed(heard(hall).changes)]


def later(clock, **time: float) -> None:
    clock.wall += timedelta(**time)


def test_a_terminal_that_never_spoke_is_known_and_silent(hall):
    assert (heard(hall).said, heard(hall).heard_at) == (None, None)
    assert heard(hall).is_silent(hall.now())


def test_the_last_word_is_kept_and_when_it_came(hall, clock):
    take_heartbeat(hall, heartbeat(1, PRINTER))
    later(clock, seconds=5)
    take_heartbeat(hall, heartbeat(2, NO_PAPER))
    assert heard(hall).said == heartbeat(2, NO_PAPER)
    assert heard(hall).heard_at == clock.wall


def test_a_terminal_is_silent_after_three_minutes_by_the_halls_clock(hall, clock):
    take_heartbeat(hall, heartbeat(1, PRINTER, sent_at=STARTED + timedelta(days=900)))
    later(clock, minutes=3)
    assert not heard(hall).is_silent(clock.wall)
    later(clock, seconds=1)
    assert heard(hall).is_silent(clock.wall)


def test_the_same_again_and_an_older_one_that_comes_late_change_nothing(hall, clock):
    take_heartbeat(hall, heartbeat(7, NO_PAPER))
    first = heard(hall)
    later(clock, seconds=30)
    take_heartbeat(hall, heartbeat(7, NO_PAPER))
    take_heartbeat(hall, heartbeat(6, PRINTER))
    assert heard(hall) == first


def test_a_terminal_that_was_started_anew_counts_from_one_even_if_its_clock_went_back(hall):
    take_heartbeat(hall, heartbeat(900, PRINTER))
    take_heartbeat(hall, heartbeat(1, NO_PAPER, started_at=STARTED - timedelta(days=3000)))
    assert heard(hall).said.devices[0].cause == "error.printer.paper"


def test_the_history_has_what_changed_and_nothing_else(hall, clock):
    for sequence, printer in enumerate((PRINTER, PRINTER, NO_PAPER, NO_PAPER, PRINTER), 1):
        take_heartbeat(hall, heartbeat(sequence, READER, printer))
        later(clock, seconds=60)
    assert told(hall) == [("receipt_printer", "blocked"), ("receipt_printer", "ready")]
    assert heard(hall).changes[1].cause == "error.printer.paper"
    assert heard(hall).changes[1].actor == "staff"


def test_a_silence_that_is_over_stands_in_the_history_with_its_ends(hall, clock):
    take_heartbeat(hall, heartbeat(1, PRINTER))
    gone_at = clock.wall
    later(clock, minutes=40)
    take_heartbeat(hall, heartbeat(2, PRINTER))
    assert told(hall) == [(WHOLE, "absent"), (WHOLE, "ready")]
    assert [change.at for change in reversed(heard(hall).changes)] == [gone_at, clock.wall]


def test_only_the_last_hundred_changes_of_each_terminal_are_kept(hall):
    hall.add_terminal("CJ02")
    take_heartbeat(hall, heartbeat(1, NO_PAPER, terminal_id="CJ02"))
    for sequence in range(1, KEPT + 20):
        take_heartbeat(hall, heartbeat(sequence, NO_PAPER if sequence % 2 else PRINTER))
    with Session(hall.engine) as session:
        counted = session.execute(select(TerminalChange.terminal_id, func.count()).group_by(TerminalChange.terminal_id))
        assert dict(tuple(row) for row in counted) == {"CJ01": KEPT, "CJ02": 1}
    assert heard_of(hall, "CJ01").changes[0].readiness.value == "blocked"


def heard_of(hall, terminal_id) -> Heard:
    return next(one for one in all_terminals(hall, KEPT) if one.terminal_id == terminal_id)


# ---- over HTTP ----------------------------------------------------------------------------------------------------


@pytest.fixture
def put(hall):
    def send(body: str, path: str = "CJ01", token: str | None = None) -> int:
        headers = {"X-Kiosk-Contract": "1", "X-Terminal-Id": "CJ01"}
        headers["Authorization"] = f"Bearer {hall.add_terminal('CJ01') if token is None else token}"
        return ask(hall, "PUT", f"/v1/terminals/{path}/heartbeat", body, **headers).status_code

    return send


def test_a_terminal_speaks_for_itself_alone(hall, put):
    hall.add_terminal("CJ02")
    said = heartbeat(1, PRINTER).model_dump_json()
    other = heartbeat(1, NO_PAPER, terminal_id="CJ02").model_dump_json()
    assert put(said) == 204
    assert [put(other), put(other, "CJ02"), put(said, "CJ02")] == [403, 403, 403]
    assert put(said, token="wrong") == 401
    assert heard_of(hall, "CJ02").said is None


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"terminal_id":"CJ01"}', "\x00"])
def test_what_is_no_heartbeat_is_not_kept(hall, put, body):
    assert put(body) == 422
    assert heard(hall).said is None


def test_a_newer_terminal_may_say_more(hall, put):
    body = heartbeat(1, PRINTER).model_dump_json().replace('"sequence":1', '"sequence":1,"mood":"fine"')
    assert put(body) == 204
    assert heard(hall).said == heartbeat(1, PRINTER)


# ---- the database -------------------------------------------------------------------------------------------------


def test_a_hall_of_the_first_tables_gets_the_new_ones_and_loses_nothing(hall, tmp_path):
    with hall.engine.begin() as connection:
        for later in ("terminal_change", "terminal_state", "booking", "holder", "agent", "piece"):
            connection.execute(text(f"DROP TABLE {later}"))
        connection.execute(text("DROP INDEX application_result"))
        for later in ("result_name", "result_number", "result_valid_until"):
            connection.execute(text(f"ALTER TABLE application DROP COLUMN {later}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    open_database(f"sqlite:///{tmp_path / 'hall' / 'hall.db'}").dispose()
    take_heartbeat(hall, heartbeat(1, PRINTER))
    assert heard(hall).said is not None


def test_a_word_that_cannot_be_read_any_more_is_mended_by_the_next(hall):
    take_heartbeat(hall, heartbeat(1, PRINTER))
    with hall.engine.begin() as connection:
        connection.execute(text("UPDATE terminal_state SET said = '{}'"))
    assert heard(hall).said is None
    take_heartbeat(hall, heartbeat(2, NO_PAPER))
    assert heard(hall).said == heartbeat(2, NO_PAPER)
