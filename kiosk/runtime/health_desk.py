"""What the keeper tells the hall of this terminal: each minute, and at once when a device changes.

In the hall's lane, and only while the hall answers: a word that cannot arrive would keep a queue number waiting.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from kiosk.backend.client import Backend
from kiosk.contract.v1 import VERSION, DeviceState, Heartbeat, SetAside, Waiting
from kiosk.errors import KioskError
from kiosk.ports.clock import Clock
from kiosk.ports.status import Readiness, Status, unknown
from kiosk.runtime.lane import Lane
from kiosk.store.records import Backlog
from kiosk.store.store import Store

BEAT_EVERY = 60.0
CLOSEST = 5.0  # between two of them, however much changes
AFTER_FAILURE = 15.0
DEAF = 600.0  # a backend without this endpoint is asked again after so long: it may have been brought up to date

_Signature = tuple[tuple[str, str, str | None], ...]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Identity:
    """What never changes while the keeper lives. `devices` are those that the terminal file names."""

    terminal_id: str
    name: str
    product: str
    devices: tuple[str, ...]
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the desk looks, always in the keeper's thread."""

    statuses: Callable[[], Mapping[str, Status]]
    visit_is_on: Callable[[], bool]
    disk_free_mb: Callable[[], int | None]
    set_aside: Callable[[], SetAside | None] = lambda: None


class HealthDesk:
    """All methods run in the keeper's thread."""

    def __init__(
        self, identity: Identity, sources: Sources, store: Store, backend: Backend, clock: Clock, lane: Lane
    ) -> None:
        self._identity, self._sources, self._store = identity, sources, store
        self._backend, self._clock, self._lane = backend, clock, lane
        self._sequence, self._last_backlog = 0, Backlog(0, None, 0)
        self._told: _Signature | None = None
        self._beat_at = self._not_before = self._closest = 0.0
        self._was_up = False

    def breathe(self) -> None:
        """Send a heartbeat if it is time, or if a device is not as the hall knows it."""
        now = self._clock.monotonic()
        if not self._is_up(now) or now < self._not_before or not self._lane.is_free:
            return
        signature = self._signature(now)
        if now >= self._beat_at or signature != self._told:
            self._beat(now, signature)

    def _is_up(self, now: float) -> bool:
        """Whether the hall answers; one that comes back hears of us at once."""
        backend = self._sources.statuses().get("backend")
        # Blocked: it answers, and takes no applications of ours (401, 403). Who waits for a technician is not lost.
        is_up = backend is not None and (backend.works(now) or backend.at(now).readiness is Readiness.BLOCKED)
        if is_up and not self._was_up:
            self._beat_at, self._not_before = now, self._closest
        self._was_up = is_up
        return is_up

    def _statuses(self, now: float) -> list[tuple[str, Status | None]]:
        """Every device of this terminal, as it must be taken now. The backend is not one: it hears this, so it works."""
        seen = self._sources.statuses()
        names = sorted({*self._identity.devices, *seen} - {"backend"})
        return [(name, seen[name].at(now) if name in seen else None) for name in names]

    def _signature(self, now: float) -> _Signature:
        return tuple(
            (name, "", None) if status is None else (name, status.readiness.value, status.cause)
            for name, status in self._statuses(now)
        )

    def _beat(self, now: float, signature: _Signature) -> None:
        heartbeat = self._heartbeat(now)
        self._beat_at, self._not_before = now + BEAT_EVERY, now + CLOSEST
        self._closest = self._not_before
        self._lane.do(lambda: self._backend.beat(heartbeat), lambda said: self._heard(said, signature))

    def _heard(self, said: bool | KioskError, signature: _Signature) -> None:
        """Failures are quiet: the backend's own status tells of them, and the next heartbeat says it all again."""
        now = self._clock.monotonic()
        if said is True:
            self._told = signature
        elif said is False:
            log.info("the backend takes no heartbeats", again_in=DEAF)
            self._not_before = now + DEAF
        else:
            self._beat_at = self._not_before = now + AFTER_FAILURE

    def _heartbeat(self, now: float) -> Heartbeat:
        identity, backlog = self._identity, self._backlog()
        self._sequence += 1
        return Heartbeat(
            terminal_id=identity.terminal_id,
            name=identity.name,
            product=identity.product,
            contract=VERSION,
            started_at=identity.started_at,
            sequence=self._sequence,
            sent_at=self._clock.utc_now(),
            devices=tuple(_state(name, status, now) for name, status in self._statuses(now)),
            waiting=Waiting(count=backlog.count, oldest_at=backlog.oldest_at, refused=backlog.refused),
            store_has_room=self._has_room(),
            visit_is_on=self._sources.visit_is_on(),
            disk_free_mb=self._sources.disk_free_mb(),
            set_aside=self._sources.set_aside(),
        )

    def _backlog(self) -> Backlog:
        """As it was last seen, where the store has failed: the hall still hears that there is no room."""
        if not self._store.is_hurt:
            self._last_backlog = self._store.pending()
        return self._last_backlog

    def _has_room(self) -> bool:
        try:
            self._store.require_room()
        except KioskError:
            return False
        return True


def _state(device: str, status: Status | None, now: float) -> DeviceState:
    known = status or unknown(now)
    return DeviceState(
        device=device,
        readiness=known.readiness,
        cause=known.cause,
        actor=known.actor,
        how=known.how,
        age_seconds=None if status is None else max(0, int(now - status.observed_at)),
    )
