"""The far end of a serial scanner's wire: an engine before which codes are held. Synthetic codes only."""

import json
from dataclasses import dataclass, field
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from PIL import Image

from devices.qr_scanner.codec import Framing
from devices.qr_scanner.presets import PRESETS

# name → title, kind, text, and whose card's holder the bench's hall knows by it. All invented; none leads anywhere.
LISTED: dict[str, dict[str, Any]] = json.loads(files("devices.qr_scanner").joinpath("codes.json").read_text("utf-8"))
CODES: dict[str, str] = {name: code["text"] for name, code in LISTED.items()}
_FRAME, _DESK = (1280, 720), (70, 72, 76)
_ANSWERS = {  # a command was taken, or was not
    "newland": {True: "02013030303053434E54524731063B03", False: "02013030303053434E54524731153B03"},
    "em3095": {True: "02000001003331", False: "02000301006A61"},
    "zebra-ssi": {True: "04D00000FF2C", False: "05D1000001FF29"},
}


@dataclass
class Window:
    """What is held before the scanner, and what is wrong with it."""

    shown: list[bytes] = field(default_factory=list)
    aim: str = "]Q1"
    triggered: bool = False
    garble: int = 0
    tear: int = 0
    silent: bool = False
    refuse: bool = False
    reads: int = 0


@dataclass
class ScannerSimulator:
    """Implements devices.far_end.Device. With the preset "none" it reads whatever it is shown, at once."""

    framing: Framing = field(default_factory=Framing)
    preset: str = "none"
    decode_time: float = 0.05
    window: Window = field(default_factory=Window)
    _heard: bytearray = field(default_factory=bytearray)
    _due: float | None = None

    @property
    def busy(self) -> bool:
        return bool(self.window.shown) and self.window.triggered

    def reset(self) -> None:
        self.window = Window(triggered=self.preset == "none")
        self._heard.clear()
        self._due = None

    def __post_init__(self) -> None:
        self.reset()

    def feed(self, data: bytes, now: float) -> bytes:
        commands = PRESETS[self.preset]
        self._heard += data
        out = b""
        while commands.start:
            found = [(self._heard.find(each), each) for each in (commands.start, commands.stop) if each in self._heard]
            if not found:
                break
            at, command = min(found)
            del self._heard[: at + len(command)]
            out += self._obey(command == commands.start)
        del self._heard[:-32]
        return out

    def tick(self, now: float) -> bytes:
        if not self.busy or self.window.silent:
            self._due = None
            return b""
        if self._due is None:
            self._due = now + self.decode_time
        if now < self._due:
            return b""
        self._due = None
        return self._read()

    def do(self, op: str, arguments: dict[str, Any]) -> bytes:
        window = self.window
        if op == "show":
            window.shown, window.aim = [_code_of(arguments)], str(arguments.get("aim", "]Q1"))
        elif op == "take_away":
            window.shown = []
        elif op == "burst":
            window.shown = [str(text).encode() for text in arguments["texts"]]
        elif op == "noise":
            return bytes.fromhex(arguments["hex"])
        elif op in ("garble", "tear"):
            setattr(window, op, int(arguments["next"]))
        elif op in ("silent", "refuse"):
            setattr(window, op, bool(arguments["on"]))
        else:
            raise ValueError(f"no op {op!r}")
        return b""

    def state(self) -> dict[str, Any]:
        window = self.window
        return {
            "device": "qr-scanner",
            "shown": [code.decode("utf-8", "replace") for code in window.shown],
            "triggered": window.triggered,
            "reads": window.reads,
            "silent": window.silent,
            "codes": CODES,
            "titles": {name: code["title"] for name, code in LISTED.items()},
        }

    def _obey(self, start: bool) -> bytes:
        if self.window.silent:
            return b""
        if not self.window.refuse:
            self.window.triggered = start
        answers = _ANSWERS.get(self.preset)
        return bytes.fromhex(answers[not self.window.refuse]) if answers else b""

    def _read(self) -> bytes:
        """What is shown goes onto the wire; as real ones do, it then waits for the next trigger."""
        window = self.window
        window.reads += 1
        if self.preset == "none":
            codes, window.shown = window.shown, []  # else it would be sent for ever
        else:
            codes, window.triggered = window.shown, False
        return b"".join(self._onto_wire(code) for code in codes)

    def _onto_wire(self, code: bytes) -> bytes:
        window = self.window
        wire = bytearray(self.framing.encode(code, window.aim))
        middle = len(self.framing.prefix) + len(code) // 2
        if window.garble > 0:
            window.garble -= 1
            wire[middle] ^= 0x80
        if window.tear > 0:
            window.tear -= 1
            del wire[middle:]
        return bytes(wire)


def _code_of(arguments: dict[str, Any]) -> bytes:
    if "hex" in arguments:
        return bytes.fromhex(arguments["hex"])
    if "text" in arguments:
        return str(arguments["text"]).encode(str(arguments.get("encoding", "utf-8")))
    return CODES[arguments["code"]].encode()


def write_sample_frames(folder: Path, raw: bytes) -> list[Path]:
    """Draw what a camera sees while a code is held before it into `folder`: an empty frame, then the code."""
    folder.mkdir(parents=True, exist_ok=True)
    code = segno.make(raw, mode="byte", error="m", micro=False)
    drawn, frame = BytesIO(), Image.new("RGB", _FRAME, _DESK)
    code.save(drawn, kind="png", scale=6, border=4)
    places = [folder / "1-empty.png", folder / "2-code.png"]
    frame.save(places[0])
    with Image.open(drawn) as picture:
        frame.paste(picture.convert("RGB"), ((_FRAME[0] - picture.width) // 2, (_FRAME[1] - picture.height) // 2))
    frame.save(places[1])
    return places
