"""An identity-card reader with a SAM behind a serial port: find, select, read twice, and see the card leave.

Timings come from vendors' notes (docs/wire/id_card.md): polls more than 300 ms apart, find and select answered within a
second, a read within three. Every call returns within them. One thread owns the reader.
"""

from pydantic import Field

from devices.id_card import codec, text_block
from devices.id_card.codec import Command, Reply, Sw
from devices.options import DriverOptions
from devices.transports import Transport, at
from kiosk.errors import (
    CardLifted,
    CardUnknown,
    CardUnreadable,
    DeviceError,
    DeviceMisbehaved,
    DeviceSilent,
    DeviceUnplugged,
    ReaderOutOfService,
)
from kiosk.ports.clock import Clock
from kiosk.ports.id_reader import IdCard
from kiosk.ports.status import Readiness, Status, failed

_TRIES = 2  # a request is sent again once: after line noise, or when the reader says that it came damaged
_READS = 3  # base reads for two that agree
_SELECTS = 3  # finds in a row whose select fails, before the resident is told
_REFUSALS = {
    Sw.WRONG_CARD_TYPE: CardUnknown,
    Sw.SELF_TEST_FAILED: ReaderOutOfService,
    Sw.NOT_AUTHORISED: ReaderOutOfService,
    Sw.NOT_PERMITTED: DeviceMisbehaved,
    Sw.UNKNOWN_ERROR: DeviceMisbehaved,
    **dict.fromkeys(codec.HOST_FAULTS, DeviceMisbehaved),  # said of a repeated request too
}


class Options(DriverOptions):
    """Settings of a SAM reader."""

    port: str = Field(description="serial port of the reader, by a stable name: /dev/kiosk/id-reader")
    baud: int = Field(115_200, description="115200 as delivered; 57600, 38400, 19200, 9600 where it was changed")
    poll_every: float = Field(0.32, ge=0, le=5, description="seconds between two finds; vendors ask for over 0.3")
    answer_within: float = Field(1.0, gt=0, le=10, description="seconds for find, select, status, new address")
    read_within: float = Field(3.0, gt=0, le=10, description="seconds for one base read")
    quiet_after: float = Field(0.25, gt=0, le=1, description="a reply that pauses this long has ended")
    read_twice: bool = Field(True, description="give an identity only when two reads in a row are the same")


class SamReader:
    """Implements kiosk.ports.id_reader.IdReader."""

    def __init__(self, transport: Transport, options: Options, clock: Clock) -> None:
        self._transport = transport
        self._options = options
        self._clock = clock
        self._next_poll = 0.0
        self._card_lies = False  # the card that was read last has not been seen to leave
        self._refused_selects = 0
        self._must_lift = False  # it could not be read: nothing is tried until it was taken away

    def open(self) -> None:
        self._transport.open()

    def close(self) -> None:
        self._transport.close()
        self._card_lies = self._must_lift = False

    def read(self) -> IdCard | None:
        self._transport.open()
        self._wait_for_poll()
        if self._card_lies and self.is_card_there():
            return None
        if not self._find():
            self._must_lift = False
            return None
        if self._must_lift or not self._select():
            return None
        return self._read_card()

    def is_card_there(self) -> bool:
        # 30 03 answers 90 or 91 while the card lies there (seen in one product); find answers 80 for a card once read.
        self._transport.open()
        self._card_lies = self._ask(codec.READ_NEW_ADDRESS).sw3 in (Sw.OK, Sw.ITEM_EMPTY)
        return self._card_lies

    def status(self) -> Status:
        try:
            self._transport.open()
            self._ask(codec.SAM_STATUS)
        except (DeviceUnplugged, DeviceSilent) as error:
            return failed(error, self._clock.monotonic(), Readiness.ABSENT)
        except DeviceError as error:
            return failed(error, self._clock.monotonic())
        return Status(Readiness.READY, self._clock.monotonic())

    def _wait_for_poll(self) -> None:
        """Reading is how we wait: a pulled plug is noticed at once, and stray bytes are swallowed."""
        while self._clock.monotonic() < self._next_poll:
            self._transport.read(self._next_poll)
        self._next_poll = self._clock.monotonic() + self._options.poll_every

    def _find(self) -> bool:
        return self._ask(codec.FIND).sw3 == Sw.CARD_FOUND

    def _select(self) -> bool:
        """False after 81, which sends us back to find; a card that is never selected is told, once."""
        if self._ask(codec.SELECT).sw3 == Sw.OK:
            self._refused_selects = 0
            return True
        self._refused_selects += 1
        if self._refused_selects >= _SELECTS:
            self._refused_selects, self._must_lift = 0, True
            raise CardUnreadable("found, and never selected")
        return False

    def _read_card(self) -> IdCard:
        try:
            text, photo = self._read_agreed()
            card = text_block.parse(text, photo)
        except (CardUnreadable, CardUnknown):
            self._must_lift = True
            raise
        self._card_lies = True
        return card

    def _read_agreed(self) -> tuple[bytes, bytes]:
        """Text and photo. XOR misses one damaged frame in 256, so one read alone is no identity."""
        last = self._read_base()
        for _ in range(_READS - 1 if self._options.read_twice else 0):
            previous, last = last, self._read_base()
            if previous == last:
                break
        else:
            if self._options.read_twice:
                raise CardUnreadable("no two reads in a row were the same")
        start = 4 + codec.TEXT_SIZE
        return last[4:start], last[start:]

    def _read_base(self) -> bytes:
        reply = self._ask(codec.READ_BASE, self._options.read_within)
        if reply.sw3 == Sw.OK:
            return reply.data
        if reply.sw3 in (Sw.READ_FAILED, Sw.NOT_SELECTED, Sw.NO_CARD) and not self._find():
            raise CardLifted("it went away while it was read")
        raise CardUnreadable(f"the reader says {reply.sw3:02X}")

    def _ask(self, command: Command, within: float | None = None) -> Reply:
        """The reader's answer. Raises DeviceSilent, DeviceMisbehaved, DeviceUnplugged and what its refusals mean."""
        heard = b""
        for last in (False, True):
            reply, heard = self._ask_once(command, within or self._options.answer_within)
            if reply is not None and (last or reply.sw3 not in codec.HOST_FAULTS):
                return self._accept(command, reply)
            if not heard:
                raise DeviceSilent(f"{command.name}: no answer")
        raise DeviceMisbehaved(f"{command.name}: {len(heard)} bytes that are no answer")

    def _ask_once(self, command: Command, within: float) -> tuple[Reply | None, bytes]:
        decoder, heard = codec.Decoder(), b""
        self._transport.reset()  # what is still there answers something older
        self._transport.write(codec.encode(command.code))
        deadline = self._clock.monotonic() + within
        while (now := self._clock.monotonic()) < deadline:
            data = self._transport.read(min(deadline, now + self._options.quiet_after) if heard else deadline)
            if heard and not data:
                break  # it has ended and is no frame
            heard = (heard + data)[-4096:]
            for item in decoder.feed(data):
                reply = Reply.of(item) if isinstance(item, codec.Frame) else None
                if reply is not None and command.fits(reply):
                    return reply, heard
        return None, heard

    def _accept(self, command: Command, reply: Reply) -> Reply:
        if reply.sw3 == Sw.SELF_TEST_FAILED and command is not codec.RESET_SAM:
            self._ask_once(codec.RESET_SAM, self._options.answer_within)  # the one cure that the standard names
        refusal = _REFUSALS.get(Sw(reply.sw3)) if reply.sw3 in set(Sw) else DeviceMisbehaved
        if refusal is not None:
            raise refusal(f"{command.name}: the reader says {reply.sw3:02X}")
        return reply


def build(options: Options, clock: Clock) -> SamReader:
    """The reader at the port that the options name."""
    return SamReader(at(options.port, clock, options.baud), options, clock)
