"""When the hall hears of this terminal, and what."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.contract.v1 import Heartbeat
from kiosk.errors import Actor, BackendUnreachable, KioskError
from kiosk.ports.status import Readiness, Status
from kiosk.runtime.health_desk import HealthDesk, Identity, Sources
from kiosk.store.records import Limits
from kiosk.store.store import Store

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
START = 1000.0
NO_PAPER = ("error.printer.paper", Actor.STAFF)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def monotonic(self) -> float:
        return self.now

    def utc_now(self) -> datetime:
        return NOON + timedelta(seconds=self.now - START)


class FarEnd:
    """A backend; `answer` is what becomes of the next heartbeats."""

    def __init__(self) -> None:
        self.heard: list[Heartbeat] = []
        self.answer: bool | KioskError = True

    def beat(self, heartbeat: Heartbeat) -> bool:
        self.heard.append(heartbeat)
        if isinstance(self.answer, KioskError):
            raise self.answer
        return self.answer


class HereAndNow:
    """A lane without a thread. `holds` keeps work under way until it is let go."""

    def __init__(self) -> None:
        self.is_free = True
        self.holds = False

    def do(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        if self.holds:
            self.is_free = False
            return
        try:
            then(work())
        except KioskError as error:
            then(error)


class Bench:
    """A desk and everything around it."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.clock, self.far, self.lane = Clock(), FarEnd(), HereAndNow()
        self.store = Store.open(folder / "kiosk.db", "CJ01", self.clock, limits=limits)
        self.statuses: dict[str, Status] = {}
        self.visit_is_on = False
        identity = Identity("CJ01", "01号终端", "0.1.0", ("id_reader", "receipt_printer"), NOON)
        sources = Sources(lambda: self.statuses, lambda: self.visit_is_on, lambda: 4321)
        self.desk = HealthDesk(identity, sources, self.store, self.far, self.clock, self.lane)  # type: ignore[arg-type]
        self.say("id_reader", Readiness.READY)
        self.say("receipt_printer", Readiness.READY)
        self.say("backend", Readiness.READY)

    def say(self, device: str, readiness: Readiness, cause: str | None = None, actor: Actor | None = None) -> None:
        now = self.clock.now
        self.statuses[device] = Status(readiness, now, cause=cause, actor=actor, holds_for=10_000)

    def live(self, seconds: float) -> int:
        """So many seconds in the keeper's breaths; how many heartbeats went out."""
        before = len(self.far.heard)
        until = self.clock.now + seconds
        while self.clock.now < until:
            self.clock.now += 0.5
            self.desk.breathe()
        return len(self.far.heard) - before


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.store.close()


def test_the_hall_hears_at_once_and_then_each_minute(bench: Bench) -> None:
    assert bench.live(1) == 1
    assert bench.live(58) == 0
    assert bench.live(300) == 5
    assert [beat.sequence for beat in bench.far.heard] == list(range(1, 7))


def test_a_change_goes_out_within_a_second_with_cause_and_who_must_act(bench: Bench) -> None:
    bench.live(20)
    bench.say("receipt_printer", Readiness.BLOCKED, *NO_PAPER)
    assert bench.live(1) == 1
    printer = bench.far.heard[-1].devices[1]
    assert (printer.device, printer.readiness, printer.cause, printer.actor) == (
        "receipt_printer", Readiness.BLOCKED, *NO_PAPER,
    )  # fmt: skip
    assert bench.live(30) == 0, "it is said once"


def test_what_changes_all_the_time_goes_out_every_five_seconds_and_the_last_state_is_told(bench: Bench) -> None:
    bench.live(20)
    count = 0
    for turn in range(40):
        bench.say("id_reader", Readiness.ABSENT if turn % 2 else Readiness.READY)
        count += bench.live(0.5)
    assert count <= 5
    bench.say("id_reader", Readiness.ABSENT)
    bench.live(6)
    assert bench.far.heard[-1].devices[0].readiness is Readiness.ABSENT


def test_a_status_that_no_longer_holds_is_a_change(bench: Bench) -> None:
    bench.statuses["id_reader"] = Status(Readiness.READY, bench.clock.now, holds_for=30)
    assert bench.live(30) == 1
    assert bench.live(1) == 1
    reader = bench.far.heard[-1].devices[0]
    assert (reader.readiness, reader.cause, reader.age_seconds) == (Readiness.UNKNOWN, "status.stale", 30)


def test_a_device_that_nobody_asked_yet_is_named_and_has_no_age(bench: Bench) -> None:
    del bench.statuses["id_reader"]
    bench.live(1)
    reader = bench.far.heard[-1].devices[0]
    assert (reader.device, reader.readiness, reader.age_seconds) == ("id_reader", Readiness.UNKNOWN, None)
    bench.live(10)
    bench.say("id_reader", Readiness.UNKNOWN)
    assert bench.live(1) == 1, "asked, and still unknown, is news"


def test_while_the_hall_does_not_answer_nothing_is_tried_and_it_hears_as_soon_as_it_does(bench: Bench) -> None:
    bench.live(10)
    bench.say("backend", Readiness.ABSENT, "error.backend.unreachable", Actor.TERMINAL)
    bench.say("receipt_printer", Readiness.BLOCKED, *NO_PAPER)
    assert bench.live(600) == 0
    bench.say("backend", Readiness.READY)
    assert bench.live(1) == 1
    assert bench.far.heard[-1].devices[1].actor is Actor.STAFF


def test_a_hall_that_answers_and_takes_no_applications_of_ours_still_hears_of_us(bench: Bench) -> None:
    bench.live(1)
    bench.say("backend", Readiness.BLOCKED, "error.backend.unauthorized", Actor.TECHNICIAN)
    assert bench.live(120) == 2


def test_nothing_is_sent_before_the_hall_answered_for_the_first_time(bench: Bench) -> None:
    del bench.statuses["backend"]
    assert bench.live(120) == 0


def test_a_failure_is_tried_again_with_patience_and_a_change_does_not_hurry_it(bench: Bench) -> None:
    bench.far.answer = BackendUnreachable()
    assert bench.live(1) == 1
    bench.say("receipt_printer", Readiness.BLOCKED, *NO_PAPER)
    assert bench.live(13) == 0
    bench.far.answer = True
    assert bench.live(2) == 1
    assert bench.far.heard[-1].devices[1].cause == "error.printer.paper"
    assert bench.live(50) == 0


def test_a_hall_that_comes_back_hears_at_once_even_if_nothing_changed_or_the_last_one_failed(bench: Bench) -> None:
    bench.live(10)
    for answer in (True, BackendUnreachable()):
        bench.far.answer = answer
        bench.live(60)
        bench.say("backend", Readiness.ABSENT)
        bench.live(5)
        bench.far.answer = True
        bench.say("backend", Readiness.READY)
        assert bench.live(1) == 1


def test_a_backend_without_this_endpoint_is_left_alone_for_ten_minutes(bench: Bench) -> None:
    bench.far.answer = False
    assert bench.live(1) == 1
    bench.say("receipt_printer", Readiness.BLOCKED, *NO_PAPER)
    assert bench.live(595) == 0
    bench.far.answer = True
    assert bench.live(6) == 1


def test_it_waits_while_the_lane_has_other_work(bench: Bench) -> None:
    bench.lane.is_free = False
    assert bench.live(90) == 0
    bench.lane.is_free = True
    assert bench.live(1) == 1


def test_one_that_is_under_way_is_not_joined_by_another(bench: Bench) -> None:
    bench.lane.holds = True
    bench.live(200)
    bench.lane.is_free, bench.lane.holds = True, False
    assert bench.live(1) == 1
    assert bench.far.heard[-1].sequence == 2


def test_it_says_whether_somebody_is_served_and_not_who(bench: Bench) -> None:
    bench.visit_is_on = True
    bench.live(1)
    (said,) = bench.far.heard
    assert (said.visit_is_on, said.store_has_room, said.disk_free_mb) == (True, True, 4321)
    assert (said.waiting.count, said.waiting.oldest_at, said.waiting.refused) == (0, None, 0)
    assert (said.terminal_id, said.name, said.started_at) == ("CJ01", "01号终端", NOON)
    assert [device.device for device in said.devices] == ["id_reader", "receipt_printer"], "the backend is no device"
    assert len(said.model_dump_json()) < 1000


def test_a_full_store_is_said(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Limits(pending=0))
    bench.live(1)
    assert not bench.far.heard[-1].store_has_room
    bench.store.close()
