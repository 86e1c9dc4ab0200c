"""The far end of the face comparison's socket: a service before whose camera somebody can be put.

It decodes no photo and sees no face: a hand says who stands there. What it is given it drops when told to forget, and when
its client hangs up; its state shows counts only.
"""

from dataclasses import dataclass, field
from typing import Any

from devices.face_comparison import codec
from devices.face_comparison.codec import (
    Broken,
    Cancelled,
    Compared,
    Decoder,
    Forgotten,
    Hello,
    Refused,
    Request,
    Standing,
)

_WLF = b"WLf"  # how a card's photo begins
_FAULTS = ("wrong_id", "garble", "half", "oversize", "careless")
_Unclear: dict[str, codec.Unclear] = {"several": "several", "dark": "dark", "photo": "not-live", "nobody": "nobody"}
_WHO = ("same", "other", *_Unclear)
_SAME, _OTHER = 0.93, 0.11  # scores


@dataclass
class Booth:
    """Who stands before the camera, what is wrong with the service, and what it has done."""

    who: str = "same"
    silent: bool = False
    late: float = 0.0
    keep: bool = False
    camera: bool = True
    decoder: bool = True
    faults: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_FAULTS, 0))
    comparisons: int = 0
    cancels: int = 0
    forgets: int = 0
    nonsense: int = 0  # requests that are none


@dataclass(frozen=True)
class Running:
    """A comparison under way: earliest and latest moment of its answer."""

    number: int
    early: float
    last: float
    photo: bytes = field(repr=False)


@dataclass
class FaceSimulator:
    """Implements devices.far_end.Device. `compare_time` is what it takes to compare whoever is there, in seconds."""

    compare_time: float = 1.5
    booth: Booth = field(default_factory=Booth)
    _decoder: Decoder = field(default_factory=lambda: Decoder(codec.MOST_PHOTO))
    _running: Running | None = None
    _due: list[tuple[float, bytes]] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        return self._running is not None or bool(self._due)

    def reset(self) -> None:
        self.booth = Booth()
        self._running = None
        self._due.clear()

    def hang_up(self) -> None:
        """The client left: all is forgotten, and nothing more is sent."""
        self._running = None
        self._due.clear()
        self._decoder = Decoder(codec.MOST_PHOTO)

    def feed(self, data: bytes, now: float) -> bytes:
        out = b""
        for item in self._decoder.feed(data):
            request = None if isinstance(item, Broken) else codec.request_in(item)
            if request is None or isinstance(item, Broken):
                self.booth.nonsense += 1
                continue
            answer = self._answer(request, item.photo, now)
            out += b"" if answer is None or self.booth.silent else codec.encode(answer)
        return out + self.tick(now)

    def tick(self, now: float) -> bytes:
        running = self._running
        if running is not None and now >= (running.last if self.booth.who == "nobody" else running.early):
            self._running = None
            self._due.append((now + self.booth.late, self._onto_wire(self._compared(running))))
        out = b"".join(wire for due, wire in self._due if due <= now)
        self._due = [item for item in self._due if item[0] > now]
        return b"" if self.booth.silent else out

    def do(self, op: str, arguments: dict[str, Any]) -> bytes:
        booth = self.booth
        if op == "person":
            if arguments["who"] not in _WHO:
                raise ValueError(f"who is one of {', '.join(_WHO)}")
            booth.who = arguments["who"]
        elif op in _FAULTS:
            booth.faults[op] = int(arguments["next"])
        elif op in ("silent", "keep"):
            setattr(booth, op, bool(arguments["on"]))
        elif op in ("camera", "decoder"):
            setattr(booth, op, bool(arguments["ok"]))
        elif op == "late":
            booth.late = float(arguments["seconds"])
        else:
            raise ValueError(f"no op {op!r}")
        return b""

    def state(self) -> dict[str, Any]:
        booth = self.booth
        return {
            "device": "face-comparison",
            "who": booth.who,
            "silent": booth.silent,
            "camera": booth.camera,
            "decoder": booth.decoder,
            "held": int(self._running is not None),
            "late": len(self._due),
            "comparisons": booth.comparisons,
            "cancels": booth.cancels,
            "forgets": booth.forgets,
            "nonsense": booth.nonsense,
        }

    def _answer(self, request: Request, photo: bytes, now: float) -> codec.Answer | None:
        booth, number = self.booth, request.id
        if request.ask == "hello":
            return Hello(id=number, model="Simulated", version="1", max_photo=1024)
        if request.ask == "status":
            return Standing(id=number, camera=booth.camera, decoder=booth.decoder)
        if request.ask == "compare":
            return self._begin(request, photo, now)
        self._running = None
        if request.ask == "cancel":
            booth.cancels += 1
            return Cancelled(id=number)
        booth.forgets += 1  # an answer that is late comes all the same: a service with a fault
        return Forgotten(id=number, held=int(booth.keep))

    def _begin(self, request: Request, photo: bytes, now: float) -> Refused | None:
        if request.seconds is None or self._running is not None:
            return Refused(id=request.id, ask="compare", error="request")
        self.booth.comparisons += 1
        if not self.booth.camera:
            return Refused(id=request.id, ask="compare", error="camera")
        last = now + request.seconds
        self._running = Running(request.id, min(now + self.compare_time, last), last, photo)
        return None

    def _compared(self, running: Running) -> Compared:
        number, who = running.number, self.booth.who
        if not running.photo.startswith(_WLF) or not self.booth.decoder:
            return Compared(id=number, verdict="undecided", score=None, live=False, cause="no-photo")
        if self._takes("careless"):
            return Compared(id=number, verdict="same", score=_SAME, live=False, cause=None)
        if who in _Unclear:
            return Compared(id=number, verdict="undecided", score=None, live=False, cause=_Unclear[who])
        same = who == "same"
        score = _SAME if same else _OTHER
        return Compared(id=number, verdict="same" if same else "different", score=score, live=True, cause=None)

    def _takes(self, fault: str) -> bool:
        left = self.booth.faults[fault]
        self.booth.faults[fault] = max(0, left - 1)
        return left > 0

    def _onto_wire(self, answer: Compared) -> bytes:
        if self._takes("wrong_id"):
            answer = answer.model_copy(update={"id": answer.id + 1000})
        wire = bytearray(codec.encode(answer))
        if self._takes("garble"):
            wire[len(wire) // 2] ^= 0x04
        if self._takes("half"):
            del wire[len(wire) // 2 :]
        if self._takes("oversize"):
            wire[3:5] = b"\xff\xff"
        return bytes(wire)
