"""Drafts in the keeper: boxes under tags, none of which it can open or say whose they are."""

from collections.abc import Callable

from kiosk.errors import KioskError
from kiosk.ports.clock import Clock
from kiosk.runtime import messages as m
from kiosk.session.events import DraftKept, DraftNotKept
from kiosk.settings.terminal import DraftSettings
from kiosk.store.store import Store

Answer = Callable[[object], None]

_SWEEP = 600.0  # seconds between two looks at what is too old


class DraftDesk:
    """All methods run in the keeper's thread."""

    def __init__(self, store: Store, settings: DraftSettings, clock: Clock) -> None:
        self._store, self._settings, self._clock = store, settings, clock
        self._sweep_at = 0.0
        self.salt = store.draft_salt()

    def keep(self, message: m.DraftMade, answer: Answer) -> None:
        """Only after the commit it is said to be kept."""
        try:
            self._store.keep_draft(message.tag, message.matter, message.sealed, self._settings.most)
        except KioskError as error:
            answer(DraftNotKept(error.key))
            return
        answer(DraftKept())

    def look(self, message: m.DraftAsked, answer: Answer) -> None:
        """What lies under a tag, unless it is too old by now."""
        self._sweep()
        answer(m.DraftGiven(message.tag, self._store.draft(message.tag, message.matter)))

    def destroy(self, message: m.DraftUnwanted) -> None:
        """Nobody wants it any more."""
        self._store.destroy_draft(message.tag)

    def breathe(self) -> None:
        """Throw away what is too old, now and then."""
        if self._clock.monotonic() >= self._sweep_at:
            self._sweep()

    def _sweep(self) -> None:
        self._sweep_at = self._clock.monotonic() + _SWEEP
        self._store.expire_drafts(self._settings.days)
