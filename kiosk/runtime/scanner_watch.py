"""The thread that owns the code scanner: reads while a screen wants codes, looks after it else, comes back after a fault."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from kiosk.errors import DeviceError, DeviceUnplugged
from kiosk.ports.clock import Clock
from kiosk.ports.qr_scanner import QrScanner
from kiosk.ports.status import Readiness, Status, failed
from kiosk.runtime.device_thread import DeviceThread
from kiosk.session.events import CodeScanned, Event, StatusSeen

Order = Literal["start", "stop", "test", "close"]

_QUIET = 10.0  # between two looks at a scanner that nobody uses
_BACK_OFF = (0.5, 1.0, 2.0, 4.0)


class ScannerWatch(DeviceThread[Order]):
    """Posts CodeScanned and StatusSeen. No other thread touches the scanner."""

    def __init__(self, scanner: QrScanner, post: Callable[[Event], None], clock: Clock) -> None:
        super().__init__("qr-scanner", scanner)
        self._scanner = scanner
        self._post = post
        self._clock = clock
        self._wanted = False  # a screen wants codes
        self._reading = False  # and the scanner has been told so
        self._faults = 0
        self._looked_at = float("-inf")

    def _live(self, order: Order | None) -> float:
        """One breath; returns the seconds until the next."""
        if order in ("start", "stop"):
            self._wanted = order == "start"
        try:
            self._follow()
            if order == "test" or self._clock.monotonic() - self._looked_at >= _QUIET:
                self._look()
            if not self._reading:
                return 1.0
            scan = self._scanner.read()
            if scan is not None:
                self._post(CodeScanned(scan))
            return 0.0
        except DeviceError as error:
            return self._fail(error)

    def _follow(self) -> None:
        """The scanner reads exactly while a screen wants codes: what is shown to another screen is never kept."""
        if self._wanted and not self._reading:
            self._scanner.start()
            self._reading = True
        elif self._reading and not self._wanted:
            self._reading = False
            self._scanner.stop()

    def _look(self) -> None:
        status = self._scanner.status()
        now = self._looked_at = self._clock.monotonic()
        self._faults = 0 if status.readiness is Readiness.READY else self._faults
        self._tell(status, now)
        if status.readiness is Readiness.ABSENT:
            raise DeviceUnplugged("the scanner does not answer")

    def _fail(self, error: DeviceError) -> float:
        self._scanner.close()
        self._reading = False
        self._looked_at = float("-inf")
        self._tell(failed(error, self._clock.monotonic(), Readiness.ABSENT), self._clock.monotonic())
        self._faults += 1
        return _BACK_OFF[min(self._faults, len(_BACK_OFF)) - 1]

    def _tell(self, status: Status, now: float) -> None:
        self._post(StatusSeen("qr_scanner", replace(status, observed_at=now, holds_for=3 * _QUIET)))
