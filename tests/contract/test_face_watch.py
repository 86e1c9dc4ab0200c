"""The thread that owns the face comparison device, with its real driver at the simulator's socket."""

import gc
import queue
import sys
import time
from dataclasses import dataclass

import pytest

from kiosk.errors import DeviceMisbehaved, DeviceSilent, NoPicture
from kiosk.ports.face_comparison import Cause, FaceFinding, Verdict
from kiosk.ports.status import Readiness
from kiosk.runtime.face_watch import FaceWatch
from kiosk.session.events import Event, StatusSeen
from tests.contract.conftest import MachineClock

PHOTO = b"WLf".ljust(1024, b"\x01")


@dataclass(frozen=True)
class Found(Event):
    """Stands for the session's own event."""

    finding: FaceFinding


@pytest.fixture(scope="module")
def wire(program, tmp_path_factory):
    place = tmp_path_factory.mktemp("watch")
    return program("face-comparison", "--link", place / "service", "--control", place / "sock", "--compare-time", 0)


@pytest.fixture
def bench(wire):
    wire.bench.ask("reset")
    return wire.bench


@pytest.fixture
def posted():
    return queue.Queue()


@pytest.fixture
def start(wire, bench, build, posted):
    """start(seconds) → the thread, running; closed at the end."""
    started = []

    def begin(seconds=30.0):
        device = build("face-service", port=wire.ready["link"], answer_within=0.3)
        started.append(FaceWatch(device, posted.put, Found, MachineClock(), seconds))
        started[-1].start()
        return started[-1]

    yield begin
    for watch in started:
        watch.order("close")
        watch.join(3)
        assert not watch.is_alive()


def next_of(posted, kind, within=5.0):
    """The next event of that kind; the others are dropped."""
    until = time.monotonic() + within
    while (left := until - time.monotonic()) > 0:
        event = posted.get(timeout=left)
        if isinstance(event, kind):
            return event
    raise queue.Empty


def test_it_says_at_once_how_the_device_is_and_again_when_it_is_tested(start, posted, bench):
    watch = start()
    seen = next_of(posted, StatusSeen)
    assert (seen.device, seen.status.readiness) == ("face_comparison", Readiness.READY)
    bench.ask("camera", ok=False)
    watch.order("test")
    seen = next_of(posted, StatusSeen)
    assert (seen.status.readiness, seen.status.cause) == (Readiness.BLOCKED, NoPicture.key)


@pytest.mark.parametrize(("who", "verdict"), [("same", Verdict.SAME), ("other", Verdict.DIFFERENT)])
def test_what_was_found_is_posted_once(start, posted, bench, who, verdict):
    bench.ask("person", who=who)
    start().order("compare", PHOTO)
    assert next_of(posted, Found).finding.verdict is verdict
    with pytest.raises(queue.Empty):
        next_of(posted, Found, within=0.2)


def test_it_waits_no_longer_than_it_was_told(start, posted, bench):
    bench.ask("person", who="nobody")
    start(seconds=0.2).order("compare", PHOTO)
    assert next_of(posted, Found, within=2.0).finding.cause == Cause.NOBODY


@pytest.mark.parametrize(
    ("op", "arguments", "error", "readiness"),
    [
        ("silent", {"on": True}, DeviceSilent, Readiness.ABSENT),
        ("garble", {"next": 1}, DeviceMisbehaved, Readiness.BLOCKED),
        ("keep", {"on": True}, DeviceMisbehaved, Readiness.BLOCKED),
    ],
)
def test_a_device_that_fails_is_told_as_status_and_as_an_undecided_finding(
    start, posted, bench, op, arguments, error, readiness
):
    watch = start(seconds=0.2)
    next_of(posted, StatusSeen)
    bench.ask(op, **arguments)
    watch.order("compare", PHOTO)
    seen = next_of(posted, StatusSeen)
    assert (seen.status.readiness, seen.status.cause) == (readiness, error.key)
    finding = next_of(posted, Found).finding
    assert (finding.verdict, finding.cause) == (Verdict.UNDECIDED, error.key)


def test_a_device_that_is_back_is_told_without_being_asked(start, posted, bench):
    bench.ask("unplug")
    start()
    assert next_of(posted, StatusSeen).status.readiness is Readiness.ABSENT
    bench.ask("plug")
    assert next_of(posted, StatusSeen, within=8.0).status.readiness is Readiness.READY


@pytest.mark.parametrize("order", ["cancel", "close"])
def test_cancelling_reaches_a_comparison_that_is_running_and_nothing_is_posted(start, posted, bench, eventually, order):
    bench.ask("person", who="nobody")
    watch = start()
    watch.order("compare", PHOTO)
    assert eventually(lambda: bench.ask("state")["held"] == 1)
    begun = time.monotonic()
    watch.order(order)
    assert eventually(lambda: bench.ask("state")["forgets"] == 1)
    assert time.monotonic() - begun < 1.0
    with pytest.raises(queue.Empty):
        next_of(posted, Found, within=0.3)


def test_a_comparison_cancelled_before_its_turn_sends_no_photo(start, posted, bench, eventually):
    bench.ask("silent", on=True)  # the first look takes its time, and the orders wait
    watch = start()
    watch.order("compare", PHOTO)
    watch.order("cancel")
    next_of(posted, StatusSeen)
    bench.ask("silent", on=False)
    watch.order("test")
    while next_of(posted, StatusSeen).status.readiness is not Readiness.READY:
        watch.order("test")
    assert bench.ask("state")["comparisons"] == 0


def test_after_a_cancel_the_next_comparison_is_a_new_one(start, posted, bench, eventually):
    bench.ask("person", who="nobody")
    watch = start()
    watch.order("compare", PHOTO)
    assert eventually(lambda: bench.ask("state")["held"] == 1)
    watch.order("cancel")
    bench.ask("person", who="other")
    watch.order("compare", PHOTO)
    assert next_of(posted, Found).finding.verdict is Verdict.DIFFERENT
    assert bench.ask("state")["comparisons"] == 2


def test_a_second_order_takes_the_place_of_the_first(start, posted, bench, eventually):
    bench.ask("person", who="nobody")
    watch = start()
    watch.order("compare", PHOTO)
    assert eventually(lambda: bench.ask("state")["held"] == 1)
    watch.order("compare", PHOTO)
    assert eventually(lambda: bench.ask("state")["comparisons"] == 2)
    bench.ask("person", who="same")
    assert next_of(posted, Found).finding.verdict is Verdict.SAME
    with pytest.raises(queue.Empty):
        next_of(posted, Found, within=0.2)


def test_between_two_uses_the_port_is_free_for_another_program(start, posted, build, wire):
    watch = start()
    watch.order("compare", PHOTO)
    next_of(posted, Found)
    next_of(posted, StatusSeen)
    assert build("face-service", port=wire.ready["link"], answer_within=0.3).status().readiness is Readiness.READY


def test_nothing_keeps_the_photo_after_the_comparison(start, posted):
    watch, photo = start(), bytes(bytearray(PHOTO))
    before = sys.getrefcount(photo)
    watch.order("compare", photo)
    next_of(posted, Found)
    next_of(posted, StatusSeen)
    gc.collect()
    assert sys.getrefcount(photo) == before
