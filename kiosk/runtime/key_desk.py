"""Whether what is taken in can be opened again: the sender's key is asked for its public half, at the start and now and then.

While it cannot be had, or is another one, nobody may begin an application: it could only ever be kept.
"""

from collections.abc import Callable
from dataclasses import replace

import structlog

from kiosk.backend.own_key import sender_public
from kiosk.errors import KeyChanged, KioskError
from kiosk.ports.clock import Clock
from kiosk.ports.key_store import KeptIn, KeyPlace
from kiosk.ports.status import Readiness, Status, failed
from kiosk.runtime.lane import Lane, Post
from kiosk.store.journal.kinds import Kind
from kiosk.store.store import Store

_WELL, _ILL = 900.0, 30.0  # seconds until the next look

log = structlog.get_logger()


class KeyDesk:
    """All methods run in the keeper's thread; `seen` gets each status of the key store."""

    def __init__(
        self,
        keys: KeyPlace,
        public: bytes,
        store: Store,
        clock: Clock,
        post: Post,
        seen: Callable[[str, Status], None],
    ) -> None:
        self._keys, self._public, self._store = keys, public, store
        self._clock, self._post, self._seen = clock, post, seen
        self._ask_at = 0.0
        self._is_asking = False
        self._is_usable = True  # until it is known better: the journal tells only what changes

    def breathe(self) -> None:
        """Look, if it is time."""
        if self._clock.monotonic() >= self._ask_at:
            self.ask()

    def ask(self) -> None:
        """Look now."""
        if self._is_asking:
            return
        self._is_asking, self._ask_at = True, self._clock.monotonic() + _WELL
        lane = Lane("key", self._post)
        lane.do(lambda: sender_public(self._keys), self._told)
        lane.close(0)

    def _told(self, said: bytes | KioskError) -> None:
        self._is_asking = False
        now = self._clock.monotonic()
        fault = said if isinstance(said, KioskError) else None
        if fault is None and said != self._public:
            fault = KeyChanged("The key there is not the one that visits seal to. Technician: put the old one back.")
        self._store.key_fault = fault
        if fault is None:
            is_bare = self._keys.kept_in is KeptIn.FILE
            status = Status(Readiness.READY, now, cause="status.key-in-file" if is_bare else None)
        else:
            log.error("no key", key=fault.key, detail=str(fault))
            self._ask_at = now + _ILL
            status = failed(fault, now)
        self._seen("key_store", replace(status, holds_for=2 * _WELL))
        self._write_down(is_usable=fault is None)

    def _write_down(self, *, is_usable: bool) -> None:
        if is_usable is not self._is_usable:
            self._store.journal(Kind.KEY, "usable" if is_usable else "unusable")
            self._is_usable = is_usable
