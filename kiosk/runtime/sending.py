"""When which application is tried: who waits at the glass first, then the backlog, at the pace that the hall takes.

What is to be known after a restart lies in the store (`kiosk.store.outbox`, `kiosk.store.pauses`). One row that fails by
itself backs off by itself; a line that is down backs off once, for all rows.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kiosk.backend.backoff import asked, delay
from kiosk.backend.sender import SendJob, SendResult, SendTo, run_sender
from kiosk.errors import BackendBusy, BackendUnauthorized, KioskError, StoreError
from kiosk.ports.clock import Clock
from kiosk.runtime.lane import Lane, Post
from kiosk.store.records import OutboxKind, OutboxRow
from kiosk.store.store import Store

# Seconds for one try with all its pictures: short while somebody may wait, long for a line of 1 Mbit/s afterwards.
_FIRST_TRY, _LATER_TRY = 30.0, 300.0
_START = 3.0  # and for the sender's own start
_HOLD_RETRY = 300.0  # a token that was not taken is tried again now and then: the office may have mended it
_UNWRITTEN_RETRY = 5.0  # what came of a try could not be written down
# Of what the hall takes of us in a minute, the backlog uses so much: the rest is for who comes meanwhile.
_BACKLOG_SHARE = 0.8

Send = Callable[[SendJob, float], SendResult]
Ended = Callable[[str, SendResult], None]


@dataclass(slots=True)
class _AtGlass:
    """Somebody waits for this one; it is not tried again before `again_at` (monotonic)."""

    tries: int = 0
    again_at: float = 0.0


class Sending:
    """All methods run in the keeper's thread. `ended` gets each application that was received or declined."""

    def __init__(
        self,
        store: Store,
        send_to: SendTo,
        clock: Clock,
        post: Post,
        per_minute: Callable[[], int | None],
        send: Send = run_sender,
    ) -> None:
        self._store, self._send_to, self._clock, self._per_minute, self._run = store, send_to, clock, per_minute, send
        # Two lanes: a resident does not wait behind yesterday's pictures on a slow line.
        self._glass_lane, self._backlog_lane = Lane("sender-glass", post), Lane("sender", post)
        self._at_glass: dict[str, _AtGlass] = {}
        self._under_way: set[int] = set()
        self._probe_at = self._pace_at = 0.0
        self.ended: Ended = lambda _, __: None

    def hurry(self, application_id: str) -> None:
        """Somebody waits for this one at the glass."""
        self._at_glass.setdefault(application_id, _AtGlass())

    def no_hurry(self, application_id: str) -> None:
        """Nobody waits for it any more; it is sent as the others are."""
        self._at_glass.pop(application_id, None)

    def try_now(self) -> None:
        """A technician wants to see whether it works again."""
        self._probe_at = 0.0
        self._store.line_works()
        self.breathe()

    def breathe(self) -> None:
        """Send what is due."""
        self._serve_glass()
        self._serve_backlog()

    def close(self) -> None:
        """What is under way ends with the process, and is sent again by the next."""
        self._glass_lane.close(0)
        self._backlog_lane.close(0)

    # ---- what is next ---------------------------------------------------------------------------------------------

    def _serve_glass(self) -> None:
        """Also while the line is thought to be down: she waits, and only a try can tell that it is back."""
        now = self._clock.monotonic()
        for application_id, waiting in self._at_glass.items():
            lane = next((lane for lane in (self._glass_lane, self._backlog_lane) if lane.is_free), None)
            if lane is None:
                return
            row = self._store.first_for(application_id, self._clock.utc_now()) if waiting.again_at <= now else None
            if row is not None and row.id not in self._under_way:
                waiting.tries += 1
                waiting.again_at = now + delay(waiting.tries, _chance())
                self._send(row, lane, _FIRST_TRY)

    def _serve_backlog(self) -> None:
        now = self._clock.monotonic()
        if not self._backlog_lane.is_free or now < self._pace_at:
            return
        row = self._next(now)
        if row is not None:
            self._send(row, self._backlog_lane, _FIRST_TRY if row.tries == 0 else _LATER_TRY)

    def _next(self, now: float) -> OutboxRow | None:
        """The next of the backlog; while on hold, one now and then to see whether the token is taken again."""
        if self._store.is_held():
            if now < self._probe_at:
                return None
            self._probe_at = now + _HOLD_RETRY
            return self._store.probe()
        due = self._store.due(self._clock.utc_now(), OutboxKind.APPLICATION, limit=1 + len(self._under_way))
        return next((row for row in due if row.id not in self._under_way), None)

    def _send(self, row: OutboxRow, lane: Lane, seconds: float) -> None:
        sealed, run = self._store.sealed(row.subject), self._run
        job = SendJob(
            to=self._send_to.within(seconds),
            application_id=sealed.application_id,
            body_sha256=sealed.body_sha256,
            sealed_key=sealed.sealed_key,
            sealed_body=sealed.sealed_body,
            attachments=tuple((page.sha256, page.sealed) for page in sealed.attachments),
        )
        self._under_way.add(row.id)
        per_minute = self._per_minute()
        if per_minute is not None:
            self._pace_at = max(self._pace_at, self._clock.monotonic()) + 60.0 / (per_minute * _BACKLOG_SHARE)
        lane.do(lambda: run(job, seconds + _START), lambda result: self._sent(row, result))

    # ---- what came of it ------------------------------------------------------------------------------------------

    def _sent(self, row: OutboxRow, result: SendResult | KioskError) -> None:
        self._under_way.discard(row.id)
        if isinstance(result, KioskError):
            result = SendResult(error=result.key)
        try:
            self._write_down(row, result)
        except StoreError:
            # A full disk: the row is as due as before, and nothing but this keeps it from being sent at once.
            self._pace_at = max(self._pace_at, self._clock.monotonic() + _UNWRITTEN_RETRY)
            raise
        self.breathe()

    def _write_down(self, row: OutboxRow, result: SendResult) -> None:
        if result.receipt is not None:
            self._store.record_receipt(row.subject, result.receipt)
        elif result.refusal is not None:
            self._store.record_refusal(row.subject, result.refusal)
        if result.error is None:
            self._got_through(row, result)
        else:
            self._missed(row, result, result.error)

    def _got_through(self, row: OutboxRow, result: SendResult) -> None:
        self._store.line_works()
        self._store.release()
        self.no_hurry(row.subject)
        for waiting in self._at_glass.values():  # theirs may have waited for this one
            waiting.again_at = 0.0
        self.ended(row.subject, result)

    def _missed(self, row: OutboxRow, result: SendResult, cause: str) -> None:
        """Not through: the next try is in the database, so that it survives us."""
        now = self._clock.utc_now()
        if cause == BackendBusy.key and not result.for_all:
            self._store.release()  # it knows us, and says no to this one alone
        if not result.for_all:
            self._store.record_try(row.id, now + timedelta(seconds=delay(row.tries + 1, _chance())), cause)
        else:
            # The row waits for the line, behind the others: who is to blame if it fails again is not known.
            self._store.record_try(row.id, now, cause)
            self._wait_all(result.retry_after, cause)
        if cause == BackendUnauthorized.key:
            self._store.hold(cause)
            self._probe_at = self._clock.monotonic() + _HOLD_RETRY

    def _wait_all(self, retry_after: float | None, cause: str) -> None:
        now = self._clock.utc_now()
        if retry_after is not None:
            self._store.asked_to_wait(now + timedelta(seconds=asked(retry_after, _chance())), cause)
        else:
            wait = delay(self._store.line_failures() + 1, _chance())
            self._store.line_failed(now + timedelta(seconds=wait), cause)


def _chance() -> float:
    return random.random()  # noqa: S311 (spreads retries, protects nothing)
