"""Face comparison by a service on this device, which owns the face camera and the decoder of card photos.

The card's photo (WLF) can only be decoded by a licensed library of the vendor; a small adapter puts it behind our protocol
(docs/wire/face_comparison.md). A comparison takes at most `seconds` and 4 times `answer_within`: to be reached, to say hello,
to answer after its time, to forget. One thread owns the driver.
"""

import secrets
from collections.abc import Callable
from typing import TypeVar

from pydantic import Field, field_validator

from devices.face_comparison import codec
from devices.face_comparison.codec import Ask, Broken, Compared, Decoder, Forgotten, Frame, Hello, Refused, Standing
from devices.options import DriverOptions
from devices.transports import Transport
from devices.transports.local_socket import LocalSocket, place_of
from kiosk.errors import Actor, DeviceError, DeviceMisbehaved, DeviceSilent, DeviceUnplugged, NoPicture
from kiosk.ports.clock import Clock
from kiosk.ports.face_comparison import Cause, FaceFinding, Verdict, never, undecided
from kiosk.ports.status import How, Readiness, Status, failed

_LOOK = 0.05  # seconds between two looks at whether it was cancelled
_NO_DECODER = "face.no-decoder"

A = TypeVar("A", bound=codec.Answer)


class _Stopped(Exception):
    """Whoever asked does not want the answer any more."""


class Options(DriverOptions):
    """Settings of a face comparison service."""

    port: str = Field(description="the service's unix socket, or host:port on this machine (127.0.0.1, ::1)")
    answer_within: float = Field(
        1.0, gt=0, le=2, description="seconds for hello, status, forget, and for a comparison after its time is over"
    )

    @field_validator("port")
    @classmethod
    def _stays_here(cls, port: str) -> str:
        place_of(port)
        return port


class FaceService:
    """Implements kiosk.ports.face_comparison.FaceComparison."""

    def __init__(self, transport: Transport, options: Options, clock: Clock) -> None:
        self._transport = transport
        self._within = options.answer_within
        self._clock = clock
        self._decoder = Decoder()
        self._hello: Hello | None = None  # None: nobody was asked on this connection yet
        self._number = self._first = secrets.randbits(32)  # ids go on from here, over all connections

    def open(self) -> None:
        self._greeted()

    def close(self) -> None:
        self._transport.close()  # to the service the end of a connection is an order to forget
        self._hello = None

    def status(self) -> Status:
        try:
            self._greeted()
            standing = self._ask("status", Standing, self._within)
        except DeviceError as error:
            self.close()
            gone = isinstance(error, DeviceUnplugged | DeviceSilent)
            return failed(error, self._clock.monotonic(), Readiness.ABSENT if gone else Readiness.BLOCKED)
        return self._status(standing)

    def compare(self, card_photo: bytes, seconds: float, cancelled: Callable[[], bool] = never) -> FaceFinding:
        hello = self._greeted()
        model = f"{hello.model} {hello.version}"
        if not 0 < len(card_photo) <= min(hello.max_photo, codec.MOST_PHOTO):
            return undecided(Cause.NO_PHOTO, model)
        if cancelled():
            return undecided(Cause.STOPPED, model)
        is_answered = False
        try:
            found = self._ask("compare", Compared, seconds + self._within, cancelled, seconds, card_photo)
            is_answered = True
        except _Stopped:
            return undecided(Cause.STOPPED, model)
        finally:
            self._have_forgotten(is_answered=is_answered)
        return _finding(found, model)

    def _greeted(self) -> Hello:
        if self._hello is None:
            try:
                self._transport.open()
                self._decoder, self._first = Decoder(), self._number + 1
                self._hello = self._ask("hello", Hello, self._within)
            except DeviceError:
                self.close()
                raise
        return self._hello

    def _status(self, standing: Standing) -> Status:
        now = self._clock.monotonic()
        if not standing.camera:
            return Status(Readiness.BLOCKED, now, How.ASKED, NoPicture.key, NoPicture.actor)
        if not standing.decoder:
            return Status(Readiness.BLOCKED, now, How.ASKED, _NO_DECODER, Actor.TECHNICIAN)
        return Status(Readiness.READY, now)

    def _have_forgotten(self, *, is_answered: bool) -> None:
        """Sent after every comparison, however it ended; without the answer that it did there is no finding."""
        try:
            if not is_answered:
                self._send("cancel")
            if self._ask("forget", Forgotten, self._within).held:
                raise DeviceMisbehaved("forget: it still holds something")
        except DeviceError:
            self.close()
            raise

    def _ask(
        self,
        ask: Ask,
        kind: type[A],
        within: float,
        cancelled: Callable[[], bool] = never,
        seconds: float | None = None,
        photo: bytes = b"",
    ) -> A:
        """The answer to this very question. Raises _Stopped, besides what the port names."""
        deadline = self._clock.monotonic() + within
        number = self._send(ask, seconds, photo)
        while not cancelled():
            now = self._clock.monotonic()
            if now >= deadline:
                raise self._overdue(ask)
            for item in self._decoder.feed(self._transport.read(min(deadline, now + _LOOK))):
                answer = self._fitting(item, number, kind)
                if answer is not None:
                    return answer
        raise _Stopped

    def _send(self, ask: Ask, seconds: float | None = None, photo: bytes = b"") -> int:
        self._number += 1
        self._transport.write(codec.encode(codec.Request(id=self._number, ask=ask, seconds=seconds), photo))
        return self._number

    def _fitting(self, item: Frame | Broken, number: int, kind: type[A]) -> A | None:
        """None for a late answer to an older question. Raises DeviceMisbehaved, NoPicture; no text of theirs is told."""
        if isinstance(item, Broken):
            raise DeviceMisbehaved(item.why)
        answer = codec.answer_in(item)
        if answer is None:
            raise DeviceMisbehaved("an answer that is not of this protocol")
        if self._first <= answer.id < number:
            return None
        if answer.id == number and isinstance(answer, kind):
            return answer
        if answer.id == number and isinstance(answer, Refused) and answer.error == "camera":
            raise NoPicture("the service says that its camera gives no picture")
        raise DeviceMisbehaved(
            f"{kind.__name__} was due, {type(answer).__name__} came, or with an id that was not asked"
        )

    def _overdue(self, ask: Ask) -> DeviceError:
        if self._decoder.waiting:
            return DeviceMisbehaved(f"{ask}: a frame that does not end")
        return DeviceSilent(f"{ask}: no answer")


def _finding(found: Compared, model: str) -> FaceFinding:
    cause = f"face.{found.cause}" if found.cause else None
    return FaceFinding(Verdict(found.verdict), found.score, found.live, model, cause)


def build(options: Options, clock: Clock) -> FaceService:
    """The service at the place that the options name."""
    return FaceService(LocalSocket(options.port, clock, options.answer_within), options, clock)
