"""A receipt printer that speaks ESC/POS: asked before, waited for, asked again.

That bytes were accepted says nothing. A paper is CONFIRMED when the printer answered GS r 1, which it does only when
everything before is carried out, and then reports no fault. Printers without GS r are given time instead
(`answers_in_turn = false`), and the same question afterwards.
"""

from typing import Annotated

from pydantic import Field

from devices.options import DriverOptions
from devices.receipt_printer import codec
from devices.receipt_printer.codec import Cut, Report
from devices.receipt_printer.layout import Feed, Laid, QrRow, Width, lay_out
from devices.transports import Transport, at
from kiosk.errors import (
    CoverOpen,
    CutterFault,
    DeviceError,
    DeviceMisbehaved,
    DeviceSilent,
    DeviceUnplugged,
    OutOfPaper,
    PrinterOffline,
)
from kiosk.ports.clock import Clock
from kiosk.ports.receipt_printer import Paper, Printed, PrintOutcome
from kiosk.ports.status import How, Readiness, Status, failed

_CHUNK = 512  # a write of a whole paper at 9600 baud would outlast the port's own deadline
_ASK_EVERY = 0.5  # while waiting: a printer out of paper never answers GS r, and says why only when asked
_LINE_TIME = 0.06  # seconds a line takes on a slow printer (60 mm/s)
_SEEN_FAULTS = (OutOfPaper, CoverOpen, CutterFault, PrinterOffline)


class Options(DriverOptions):
    """Settings of an ESC/POS printer."""

    port: str = Field(description="serial port by a stable name, tcp://host:9100, or usb://vendor:product (hex)")
    baud: int = Field(115_200, description="of a serial port; many are delivered with 9600 or 19200")
    paper_mm: Annotated[Width, Field(description="58 (32 columns) or 80 (48 columns)")] = 80
    cut: Cut = Field(Cut.PARTIAL, description="partial, full, or none for a printer without a cutter")
    feed_lines: int = Field(4, ge=1, le=15, description="lines from the print head to past the cutter")
    status_within: float = Field(0.5, gt=0, le=5, description="seconds for one status byte")
    print_within: float = Field(20.0, gt=0, le=120, description="seconds for one whole paper")
    answers_in_turn: bool = Field(True, description="whether it answers GS r 1")
    drop_after_fault: bool = Field(True, description="forget the rest of a paper that failed (DLE ENQ 2)")


class EscPosPrinter:
    """Implements kiosk.ports.receipt_printer.ReceiptPrinter."""

    def __init__(self, transport: Transport, options: Options, clock: Clock) -> None:
        self._transport = transport
        self._options = options
        self._clock = clock

    def open(self) -> None:
        self._transport.open()

    def close(self) -> None:
        self._transport.close()

    def print(self, paper: Paper) -> PrintOutcome:
        """As the port says. Raises ValueError for a code too long for this paper: that is the caller's fault."""
        rows = lay_out(paper, self._options.paper_mm)
        data = codec.encode(rows, self._options.cut, self._options.feed_lines)
        try:
            self._transport.open()
            self._require_fit()
        except DeviceError as error:
            return PrintOutcome(Printed.NOTHING, error.key)
        try:
            self._send(data)
            self._wait_until_printed(rows)
            self._require_fit()
        except DeviceError as error:
            self._drop_rest(error)
            return PrintOutcome(Printed.UNKNOWN, error.key)
        return PrintOutcome(Printed.CONFIRMED)

    def status(self) -> Status:
        try:
            self._transport.open()
            report = self._require_fit()
        except (DeviceUnplugged, DeviceSilent) as error:
            return failed(error, self._clock.monotonic(), Readiness.ABSENT)
        except DeviceError as error:
            return failed(error, self._clock.monotonic())
        now = self._clock.monotonic()
        if report.is_paper_low:
            return Status(Readiness.LOW, now, How.ASKED, "status.paper-low", OutOfPaper.actor)
        return Status(Readiness.READY, now)

    def _require_fit(self) -> Report:
        """What the printer says of itself. Raises what keeps it from printing."""
        self._transport.reset()
        return _require_no_fault(Report.of(*(self._ask(group) for group in (1, 2, 3, 4))))

    def _ask(self, group: int) -> int:
        self._transport.write(codec.status_request(group))
        deadline = self._clock.monotonic() + self._options.status_within
        heard = b""
        while self._clock.monotonic() < deadline:
            data = self._transport.read(deadline)
            answers = [byte for byte in data if codec.is_status(byte)]
            if answers and not any(map(codec.is_foreign, data)):
                return answers[-1]
            heard += data
        if heard:
            raise DeviceMisbehaved(f"DLE EOT {group}: {len(heard)} bytes that are no status")
        raise DeviceSilent(f"DLE EOT {group}: no answer")

    def _send(self, data: bytes) -> None:
        for start in range(0, len(data), _CHUNK):
            self._transport.write(data[start : start + _CHUNK])

    def _wait_until_printed(self, rows: tuple[Laid, ...]) -> None:
        if not self._options.answers_in_turn:
            self._wait(min(sum(map(_lines, rows)) * _LINE_TIME, self._options.print_within))
            return
        self._transport.write(codec.GIVE_STATUS_IN_TURN)
        deadline = self._clock.monotonic() + self._options.print_within
        while self._clock.monotonic() < deadline:
            data = self._transport.read(min(deadline, self._clock.monotonic() + _ASK_EVERY))
            if any(map(codec.is_turn, data)) or (not data and self._hears_turn_while_asking()):
                return
        raise DeviceSilent("GS r 1: no answer")

    def _hears_turn_while_asking(self) -> bool:
        """Ask why nothing comes; True when it came meanwhile. A printer that is busy may leave questions unanswered."""
        self._transport.write(b"".join(map(codec.status_request, (1, 2, 3, 4))))
        deadline = self._clock.monotonic() + self._options.status_within
        heard, its_turn = b"", False
        while len(heard) < 4 and self._clock.monotonic() < deadline:
            data = self._transport.read(deadline)
            heard += bytes(byte for byte in data if codec.is_status(byte))
            its_turn = its_turn or any(map(codec.is_turn, data))
        if len(heard) == 4:
            _require_no_fault(Report.of(*heard))
        return its_turn

    def _wait(self, seconds: float) -> None:
        """Reading is how we wait: a pulled plug is noticed at once."""
        until = self._clock.monotonic() + seconds
        while self._clock.monotonic() < until:
            self._transport.read(until)

    def _drop_rest(self, error: DeviceError) -> None:
        """Else the rest of this paper would come out by itself, hours later, when somebody puts paper in."""
        if not self._options.drop_after_fault or not isinstance(error, _SEEN_FAULTS):
            return
        try:
            self._transport.write(codec.DROP_AND_RECOVER)
        except DeviceError:
            return  # the outcome is told already


def _require_no_fault(report: Report) -> Report:
    if report.is_cover_open:
        raise CoverOpen("the printer says so")
    if report.is_paper_out:
        raise OutOfPaper("the printer says so")
    if report.is_cutter_stuck:
        raise CutterFault("the printer says so")
    if report.is_offline or report.has_error:
        raise PrinterOffline("the printer says so")
    return report


def _lines(row: Laid) -> int:
    match row:
        case Feed(lines):
            return lines
        case QrRow(_, module):
            return 2 * module
        case _:
            return row.size


def build(options: Options, clock: Clock) -> EscPosPrinter:
    """The printer at the port that the options name."""
    return EscPosPrinter(at(options.port, clock, options.baud), options, clock)
