"""A code scanner on a serial line, or at a USB port that acts as one."""

from collections import deque
from typing import Literal

from pydantic import Field, field_validator

from devices.options import DriverOptions
from devices.qr_scanner.codec import Answer, Code, Decoder, Framing, Item, Torn
from devices.qr_scanner.payload import Seen, scan_of
from devices.qr_scanner.presets import PRESETS
from devices.transports import Transport, at
from kiosk.errors import DeviceError, DeviceMisbehaved, DeviceSilent, DeviceUnplugged
from kiosk.ports.clock import Clock
from kiosk.ports.qr_scanner import Refusal, Scan
from kiosk.ports.status import How, Readiness, Status, failed

_WAKE = 0.05
_TRIES = 2  # of one command: an answer may be lost, or stand in the middle of a code
_MOST_KEPT = 8  # codes of one burst


class Options(DriverOptions):
    """Settings of a serial scanner, as the scanner itself was set up."""

    port: str = Field(description="serial port of the scanner, by a stable name: /dev/kiosk/qr-scanner")
    baud: int = Field(9600, description="9600 as delivered; some makes 115200")
    prefix: str = Field("", max_length=8, description="what the scanner sends before each code")
    suffix: str = Field("\r", max_length=8, description='what ends a code; "" where only a pause does')
    aim_id: bool = Field(False, description="the scanner sends the AIM identifier (]Q1) before the code")
    preset: Literal["none", "honeywell", "newland", "em3095", "zebra-ssi"] = Field(
        "none", description="the make's trigger commands; none: it always reads"
    )
    trigger_on: str = Field("", description="command that starts reading, in hex; instead of the preset's")
    trigger_off: str = Field("", description="command that ends reading, in hex")
    trigger_again: float = Field(4.0, ge=0, le=60, description="seconds after which start is sent again; 0: never")
    read_within: float = Field(0.3, gt=0, le=5, description="seconds that one read waits for a code")
    quiet_after: float = Field(0.1, ge=0.02, le=1, description="a pause this long ends a code")
    answer_within: float = Field(0.5, gt=0, le=5, description="seconds for the answer to a trigger command")
    repeat_after: float = Field(2.0, ge=0, le=30, description="the same code is given again after so many seconds")

    @field_validator("prefix", "suffix")
    @classmethod
    def _one_byte_each(cls, text: str) -> str:
        text.encode("latin-1")
        return text

    @field_validator("trigger_on", "trigger_off")
    @classmethod
    def _hex(cls, text: str) -> str:
        bytes.fromhex(text)
        return text

    def framing(self) -> Framing:
        return Framing(self.prefix.encode("latin-1"), self.suffix.encode("latin-1"), self.aim_id, PRESETS[self.preset])


class SerialScanner:
    """Implements kiosk.ports.qr_scanner.QrScanner."""

    def __init__(self, transport: Transport, options: Options, clock: Clock) -> None:
        preset = PRESETS[options.preset]
        self._transport = transport
        self._options = options
        self._clock = clock
        self._on = bytes.fromhex(options.trigger_on) or preset.start
        self._off = bytes.fromhex(options.trigger_off) or preset.stop
        self._decoder = Decoder(options.framing())
        self._codes: deque[Scan] = deque()
        self._seen = Seen(options.repeat_after)
        self._started = False
        self._triggered_at: float | None = None  # None: the scanner has yet to be told
        self._verdict: bool | None = None
        self._heard_at = 0.0
        self._sent_at = 0.0
        self._settled = False

    def open(self) -> None:
        self._transport.open()

    def close(self) -> None:
        self.stop()
        self._transport.close()

    def start(self) -> None:
        self._transport.open()
        self._forget()
        self._settled = False
        self._settle()
        self._started = True
        self._trigger()

    def stop(self) -> None:
        was, self._started, self._triggered_at = self._started, False, None
        try:
            if was:
                self._command(self._off)
        except DeviceError:
            return  # the next call says so; here nothing is read any more, and that is what was asked
        finally:
            self._forget()

    def read(self) -> Scan | None:
        self._transport.open()
        deadline = self._clock.monotonic() + self._options.read_within
        if self._started and not self._codes:
            self._settle()
            self._trigger_again()
        while not self._codes and self._clock.monotonic() < deadline:
            self._hear(deadline)
        if not self._started:
            self._forget()
            return None
        return self._codes.popleft() if self._codes else None

    def status(self) -> Status:
        try:
            self._transport.open()
            if self._started:
                self._trigger()
            else:
                self._command(self._off)
        except (DeviceUnplugged, DeviceSilent) as error:
            return failed(error, self._clock.monotonic(), Readiness.ABSENT)
        except DeviceError as error:
            return failed(error, self._clock.monotonic())
        how = How.ASKED if self._answers() else How.ASSUMED  # most makes cannot be asked: their port is there
        return Status(Readiness.READY, self._clock.monotonic(), how)

    def _settle(self) -> None:
        """Throw away what comes until the line is quiet: opened in the middle of a code, its end would pass for a whole."""
        deadline = self._clock.monotonic() + self._options.answer_within
        while not self._settled and self._clock.monotonic() < deadline:
            self._settled = not self._incoming(self._clock.monotonic() + self._options.quiet_after)
        self._settled = True

    def _answers(self) -> bool:
        preset = PRESETS[self._options.preset]
        return preset.reply is not None and self._on == preset.start

    def _trigger_again(self) -> None:
        """A scanner ends its session after a code and after some seconds, and when it was unplugged."""
        since, again = self._triggered_at, self._options.trigger_again
        if since is None or (again and self._clock.monotonic() - since >= again):
            self._trigger()

    def _trigger(self) -> None:
        self._triggered_at = self._clock.monotonic()  # before: a code may come together with the answer
        try:
            self._command(self._on)
        except DeviceError:
            self._triggered_at = None
            raise

    def _command(self, command: bytes) -> None:
        """Send it, and wait for its answer where this make gives one. Raises DeviceSilent, DeviceMisbehaved."""
        if not command:
            return
        heard = False
        for _ in range(_TRIES if self._answers() else 1):
            self._let_finish()
            self._write(command)
            self._verdict = None
            if not self._answers() or self._is_accepted():
                return
            heard = heard or self._heard_at >= self._sent_at
        if not heard:
            raise DeviceSilent("no answer to a trigger command")
        raise DeviceMisbehaved("a trigger command was refused, or answered with something else")

    def _let_finish(self) -> None:
        """A code that is coming is taken in before anything is sent: an answer in its middle would spoil it."""
        deadline = self._clock.monotonic() + self._options.answer_within
        self._hear(0.0)
        while self._decoder.waiting and self._clock.monotonic() < deadline:
            self._hear(deadline)

    def _write(self, command: bytes) -> None:
        try:
            if wake := PRESETS[self._options.preset].wake:
                self._transport.write(wake)
                self._hear(self._clock.monotonic() + _WAKE)
            self._sent_at = self._clock.monotonic()
            self._transport.write(command)
        except DeviceUnplugged:
            self._unplugged()
            raise

    def _is_accepted(self) -> bool:
        self._decoder.expect_answer()
        deadline = self._clock.monotonic() + self._options.answer_within / _TRIES
        while self._verdict is None and self._clock.monotonic() < deadline:
            self._hear(deadline)
        return bool(self._verdict)

    def _hear(self, deadline: float) -> bool:
        """Take in what comes until `deadline`, at the latest until a code that has begun pauses."""
        begun = self._decoder.waiting > 0
        pause = self._heard_at + self._options.quiet_after
        data = self._incoming(min(deadline, pause) if begun else deadline)
        now, items = self._clock.monotonic(), list[Item]()
        if data:
            self._heard_at, items = now, self._decoder.feed(data)
        elif begun and now >= pause:
            items = self._decoder.end()
        for item in items:
            self._take(item)
        return bool(data)

    def _incoming(self, deadline: float) -> bytes:
        try:
            return self._transport.read(deadline)
        except DeviceUnplugged:
            self._unplugged()
            raise

    def _take(self, item: Item) -> None:
        if isinstance(item, Answer):
            self._verdict = item.accepted
            return
        self._triggered_at = None  # the scanner has read something, and with most makes that ends its session
        if isinstance(item, Code):
            self._keep(scan_of(item.raw, item.aim), item.raw)
        else:
            refused = Refusal.TORN if isinstance(item, Torn) else Refusal.TOO_LONG
            self._keep(Scan(refused=refused), refused.value.encode())

    def _keep(self, scan: Scan, what: bytes) -> None:
        if self._seen.is_new(what, self._clock.monotonic()) and len(self._codes) < _MOST_KEPT:
            self._codes.append(scan)

    def _unplugged(self) -> None:
        self._forget()
        self._triggered_at = None
        self._settled = False

    def _forget(self) -> None:
        self._codes.clear()
        self._seen.forget()
        self._decoder = Decoder(self._options.framing())


def build(options: Options, clock: Clock) -> SerialScanner:
    """The scanner at the port that the options name."""
    return SerialScanner(at(options.port, clock, options.baud), options, clock)
