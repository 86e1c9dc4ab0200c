"""The thread that owns the identity-card reader: opens, polls, watches the card, closes, comes back after a fault."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from kiosk.errors import CardLifted, CardUnknown, CardUnreadable, DeviceError, DeviceUnplugged
from kiosk.ports.clock import Clock
from kiosk.ports.id_reader import IdReader
from kiosk.ports.status import Readiness, Status, failed
from kiosk.runtime.device_thread import DeviceThread
from kiosk.session.events import CardFailed, CardRead, CardRemoved, Event, StatusSeen

Order = Literal["start", "stop", "test", "close"]

_POLL = 0.05  # the driver itself keeps the vendor's interval between polls
_QUIET = 10.0  # between two looks at a reader that nobody uses
_BACK_OFF = (0.5, 1.0, 2.0, 4.0)
_SAME_TROUBLE = 2.0  # a card that cannot be read is told once, not three times a second
_MENDABLE = (CardLifted, CardUnreadable, CardUnknown)


class ReaderWatch(DeviceThread[Order]):
    """Posts CardRead, CardRemoved, CardFailed and StatusSeen. No other thread touches the reader."""

    def __init__(self, reader: IdReader, post: Callable[[Event], None], clock: Clock) -> None:
        super().__init__("id-reader", reader)
        self._reader = reader
        self._post = post
        self._clock = clock
        self._reading = False
        self._open = False
        self._there = False
        self._faults = 0
        self._looked_at = float("-inf")
        self._trouble: tuple[str, float] = ("", 0.0)

    def _take(self, order: Order | None) -> None:
        if order == "start":
            self._reading = True
        elif order == "stop":
            self._reading = False
        elif order == "test":
            self._look()

    def _live(self, order: Order | None) -> float:
        """One breath; returns the seconds until the next."""
        try:
            self._take(order)
            self._require_open()
            if self._reading:
                self._poll()
                return _POLL
            if self._clock.monotonic() - self._looked_at >= _QUIET:
                self._look()
            return 1.0
        except _MENDABLE as error:
            self._tell(error)
            return _POLL
        except DeviceError as error:
            return self._fail(error)

    def _require_open(self) -> None:
        if self._open:
            return
        self._reader.open()
        self._open, self._faults = True, 0
        self._look()

    def _poll(self) -> None:
        if self._there:
            if not self._reader.is_card_there():
                self._there = False
                self._post(CardRemoved())
        else:
            card = self._reader.read()
            if card is not None:
                self._there = True
                self._trouble = ("", 0.0)
                self._post(CardRead(card))
        now = self._clock.monotonic()
        if now - self._looked_at >= _QUIET:  # a poll that was answered is a look
            self._looked_at = now
            self._post(StatusSeen("id_reader", Status(Readiness.READY, now, holds_for=3 * _QUIET)))

    def _look(self) -> None:
        status = self._reader.status()
        now = self._looked_at = self._clock.monotonic()
        self._post(StatusSeen("id_reader", replace(status, observed_at=now, holds_for=3 * _QUIET)))
        if status.readiness is Readiness.ABSENT:
            raise DeviceUnplugged("the reader does not answer")

    def _tell(self, error: DeviceError) -> None:
        now = self._clock.monotonic()
        if self._there:
            self._there = False
            self._post(CardRemoved())
        if error.key == self._trouble[0] and now - self._trouble[1] < _SAME_TROUBLE:
            return
        self._trouble = (error.key, now)
        self._post(CardFailed(error.key))

    def _fail(self, error: DeviceError) -> float:
        self._reader.close()
        self._open = self._there = False
        self._looked_at = float("-inf")
        self._post(StatusSeen("id_reader", failed(error, self._clock.monotonic(), Readiness.ABSENT)))
        self._faults += 1
        return _BACK_OFF[min(self._faults, len(_BACK_OFF)) - 1]
