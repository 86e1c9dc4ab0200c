"""Printing as the keeper does it: the ledger first, then the printer's own lane, then what the printer said."""

from collections.abc import Callable
from dataclasses import replace

from kiosk.errors import DeviceError, KioskError, StoreError
from kiosk.ports.clock import Clock
from kiosk.ports.receipt_printer import Paper, Printed, PrintOutcome, ReceiptPrinter
from kiosk.ports.status import Readiness, Status, failed
from kiosk.runtime.lane import Lane, Post
from kiosk.session.events import PrintEnded
from kiosk.store.store import Store

LOOK_EVERY = 5.0
_LAST_PAPER = 2.0  # seconds: a stop takes at most five in all; an unfinished paper is `unknown` at the next start


class Printing:
    """The keeper's printer. `seen` gets each status, in the keeper's thread."""

    def __init__(
        self, printer: ReceiptPrinter, store: Store, clock: Clock, post: Post, seen: Callable[[str, Status], None]
    ) -> None:
        self._printer, self._store, self._clock, self._seen = printer, store, clock, seen
        self._lane = Lane("receipt-printer", post)
        self._open = False
        self._look_at = 0.0

    def print(self, print_id: str, make: Callable[[bool], Paper], then: Callable[[PrintOutcome], None]) -> None:
        """Print what `make(reprint)` makes, once. The ledger says `sent` before the first byte can go out."""
        try:
            paper = make(self._store.print_sent(print_id))
        except StoreError as error:  # not written down, so not printed: the number stands on the screen
            then(PrintOutcome(Printed.NOTHING, error.key))
            return

        def ended(outcome: PrintOutcome | KioskError) -> None:
            if isinstance(outcome, KioskError):
                outcome = PrintOutcome(Printed.UNKNOWN, outcome.key)
            self._look_at = 0.0
            try:
                self._store.print_ended(print_id, outcome.printed, outcome.cause)
            finally:  # also where it cannot be written down: who waits for the paper has it in her hand
                then(outcome)

        self._lane.do(lambda: self._put_out(paper), ended)

    def look(self) -> None:
        """Ask the printer how it is, if it is time and nothing is under way."""
        now = self._clock.monotonic()
        if now < self._look_at or not self._lane.is_free:
            return
        self._look_at = now + LOOK_EVERY
        self._lane.do(self._status, self._tell)

    def close(self) -> None:
        """Let the paper under way come out, within reason, then close the port."""
        self._lane.do(self._printer.close, lambda _: None)
        self._lane.close(_LAST_PAPER)

    # ---- in the lane ----------------------------------------------------------------------------------------------

    def _put_out(self, paper: Paper) -> PrintOutcome:
        try:
            self._require_open()
        except DeviceError as error:
            return PrintOutcome(Printed.NOTHING, error.key)
        outcome = self._printer.print(paper)
        if outcome.cause is not None:
            self._printer.close()
            self._open = False
        return outcome

    def _status(self) -> Status:
        try:
            self._require_open()
        except DeviceError as error:
            return failed(error, self._clock.monotonic(), Readiness.ABSENT)
        status = self._printer.status()
        if status.readiness is Readiness.ABSENT:
            self._printer.close()
            self._open = False
        return status

    def _require_open(self) -> None:
        if not self._open:
            self._printer.open()
            self._open = True

    # ---- in the keeper --------------------------------------------------------------------------------------------

    def _tell(self, status: Status | KioskError) -> None:
        if isinstance(status, KioskError):
            status = failed(status, self._clock.monotonic(), Readiness.ABSENT)
        now = self._clock.monotonic()
        self._seen("receipt_printer", replace(status, observed_at=now, holds_for=4 * LOOK_EVERY))


def paper_ended(kind: str, outcome: PrintOutcome) -> PrintEnded:
    """What a visit is told of a paper of that kind."""
    return PrintEnded(kind, outcome.printed, outcome.cause)
