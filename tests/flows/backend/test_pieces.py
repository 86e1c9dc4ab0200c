"""Large pictures over bad wires: they go on where they stopped, and a backend that takes no pieces gets them whole."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from kiosk.backend.client import Backend
from kiosk.backend.line import Timeouts
from kiosk.backend.submission import PIECE
from kiosk.contract.signing import public_key
from kiosk.errors import BackendBusy, BackendElsewhere, BackendNonsense, BackendUnreachable
from kiosk.runtime.clock import SystemClock
from tests.flows.backend.conftest import Case, reset, says

LARGE = bytes(range(256)) * 2500  # 640,000 bytes: three pieces


@pytest.fixture
def backend(hall, wire):
    """One with time for many exchanges."""
    url, key = f"http://127.0.0.1:{wire.port}", public_key(hall.public)
    return Backend(url, "CJ01", hall.token, key, SystemClock(), Timeouts(connect=2.0, read=4.0, total=8.0))


@pytest.fixture
def large() -> Case:
    return Case(pictures={hashlib.sha256(LARGE).hexdigest(): LARGE})


def asked(wire):
    """What the terminal has asked since the last look, as METHOD offset."""
    return [f"{method} {offset}".strip() for method, offset in wire.heard]


@pytest.fixture
def listening(wire):
    """A wire that notes what passes it."""
    wire.heard, carry = [], wire._ask

    def ask(request):
        head = request.split(b"\r\n\r\n")[0].decode()
        offset = next((line.split(": ")[1] for line in head.splitlines() if line.startswith("Upload-Offset")), "")
        wire.heard.append((head.split()[0], offset))
        return carry(request)

    wire._ask = ask
    return wire


def arrived(hall, case):
    with closing(sqlite3.connect(hall.state_folder / "hall.db", timeout=10.0)) as database:
        return database.execute("SELECT content FROM material WHERE application_id = ?", (case.id,)).fetchall()


def test_a_large_picture_goes_in_pieces_and_arrives_as_it_was(listening, backend, hall, large):
    backend.submit(large.body, large.id, large.pictures)
    assert asked(listening) == ["HEAD", "PATCH 0", f"PATCH {PIECE}", f"PATCH {2 * PIECE}", "POST"]
    assert arrived(hall, large) == [(LARGE,)]


def test_after_a_break_it_goes_on_where_it_stopped_and_what_is_there_is_not_sent_again(listening, backend, hall, large):
    listening.only_for, listening.fault = "PATCH", reset
    with pytest.raises(BackendUnreachable):
        backend.submit(large.body, large.id, large.pictures)  # the first piece arrived, its answer did not
    listening.only_for = "POST"
    listening.heard.clear()
    with pytest.raises(BackendUnreachable):
        backend.submit(large.body, large.id, large.pictures)
    assert asked(listening) == ["HEAD", f"PATCH {PIECE}", f"PATCH {2 * PIECE}", "POST"]
    listening.only_for = "nothing"
    listening.heard.clear()
    backend.submit(large.body, large.id, large.pictures)
    assert asked(listening) == ["HEAD", "POST"]
    assert arrived(hall, large) == [(LARGE,)]


@pytest.mark.parametrize("status", ["404 Not Found", "405 Method Not Allowed", "501 Not Implemented"])
@pytest.mark.parametrize("method", ["HEAD", "PATCH"])
def test_a_backend_that_takes_no_pieces_gets_the_picture_whole(listening, backend, hall, large, method, status):
    listening.only_for, listening.fault = method, says(status)
    listening.reaches_hall = False
    backend.submit(large.body, large.id, large.pictures)
    assert asked(listening)[-2:] == ["PUT", "POST"]
    assert arrived(hall, large) == [(LARGE,)]


def test_a_small_picture_goes_whole(listening, backend, case):
    backend.submit(case.body, case.id, case.pictures)
    assert asked(listening) == ["PUT", "POST"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [(says("200 OK", kind="text/html"), BackendElsewhere), (says("204 No Content"), BackendNonsense),
     (says("204 No Content", more="Upload-Offset: -5\r\n"), BackendNonsense),
     (says("204 No Content", more="Upload-Offset: 700000\r\n"), BackendNonsense), (says("503 No"), BackendBusy)],
)  # fmt: skip
def test_an_offset_that_is_none_is_not_believed(wire, backend, large, fault, error):
    wire.only_for, wire.reaches_hall, wire.fault = "HEAD", False, fault
    with pytest.raises(error) as caught:
        backend.submit(large.body, large.id, large.pictures)
    assert type(caught.value) is error


def test_a_wrong_offset_is_corrected_by_the_backend_and_nothing_is_hurt(wire, backend, hall, large):
    wire.only_for, wire.reaches_hall, wire.fault = "HEAD", False, says("204 No Content", more="Upload-Offset: 1000\r\n")
    with pytest.raises(BackendBusy):
        backend.submit(large.body, large.id, large.pictures)
    wire.only_for = "nothing"
    backend.submit(large.body, large.id, large.pictures)
    assert arrived(hall, large) == [(LARGE,)]


@pytest.mark.parametrize(("said", "seconds"), [("17", 17.0), ("", None), ("Sun, 22 Nov 2026 06:00:00 GMT", None)])
@pytest.mark.parametrize("status", ["429 Too Many", "503 Not Now"])
def test_the_seconds_that_the_backend_asks_for_come_with_the_error(wire, backend, case, status, said, seconds):
    wire.fault = says(status, more=f"Retry-After: {said}\r\n" if said else "")
    with pytest.raises(BackendBusy) as caught:
        backend.submit(case.body, case.id, case.pictures)
    assert (caught.value.for_all, caught.value.retry_after) == (True, seconds)


@pytest.mark.parametrize("status", ["500 Broken", "409 Not Yet"])
def test_what_is_about_this_application_alone_is_not_about_all(wire, backend, case, status):
    wire.fault = says(status)
    with pytest.raises(BackendBusy) as caught:
        backend.submit(case.body, case.id, case.pictures)
    assert (caught.value.for_all, caught.value.retry_after) == (False, None)
