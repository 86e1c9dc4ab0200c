"""A receipt printer to play with: paper, cover, cutter, a receive buffer, and its own pace."""

import base64
import json
import re
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from devices.receipt_printer.layout import DOTS, Width
from devices.receipt_printer.simulator.canvas import DEFAULT_FONT, Canvas
from devices.receipt_printer.simulator.interpreter import Interpreter

# Carried out at once, wherever they stand, even offline and with a full buffer (DLE EOT n, DLE ENQ n).
_REAL_TIME = re.compile(rb"\x10\x04[\x01-\x04]|\x10\x05[\x01\x02]")
_MAYBE = re.compile(rb"\x10[\x04\x05]?\Z")
_DOTS_PER_MM = 8
_KEPT = 50
_LEVELS = ("ok", "low", "out")


@dataclass
class Bench:
    """What hands have done to it."""

    paper: str = "ok"
    cover_open: bool = False
    cutter_stuck: bool = False
    silent: bool = False
    lines_left: int | None = None  # until the roll ends
    cover_after: int | None = None  # lines until somebody opens the cover


@dataclass
class PrinterSimulator:
    """Implements devices.far_end.Device. `speed` in mm a second; papers are drawn into `folder`, if there is one."""

    width: Width = 80
    folder: Path | None = None
    font: Path = DEFAULT_FONT
    speed: float = 150.0
    bench: Bench = field(default_factory=Bench)
    papers: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._number = 0
        self._received = bytearray()
        self._maybe = b""
        self._ready_at = 0.0
        self._answers = bytearray()
        self._begin()

    @property
    def busy(self) -> bool:
        return bool(self._received) and self._can_print

    @property
    def _can_print(self) -> bool:
        return self.bench.paper != "out" and not self.bench.cover_open and not self.bench.cutter_stuck

    def reset(self) -> None:
        self.bench = Bench()
        self.papers.clear()
        self._received.clear()
        self._begin()

    def feed(self, data: bytes, now: float) -> bytes:
        data, self._maybe = self._maybe + data, b""
        answers, end = bytearray(), 0
        for found in _REAL_TIME.finditer(data):
            self._received += data[end : found.start()]
            answers += self._at_once(found.group())
            end = found.end()
        rest = data[end:]
        if (tail := _MAYBE.search(rest)) is not None:  # the beginning of one, perhaps: wait for its end
            rest, self._maybe = rest[: tail.start()], tail.group()
        self._received += rest
        return b"" if self.bench.silent else bytes(answers)

    def tick(self, now: float) -> bytes:
        while self.busy and now >= self._ready_at:
            used, lines = self._interpreter.step(bytes(self._received[:65_536]))
            if used == 0:
                break  # the command is not whole yet
            del self._received[:used]
            self._move(lines, now)
        answers = b"" if self.bench.silent else bytes(self._answers)
        self._answers.clear()
        return answers

    def do(self, op: str, arguments: dict[str, Any]) -> bytes:
        if op == "paper":
            self._set_paper(arguments["state"])
        elif op == "cover":
            self._move_cover(bool(arguments["open"]), int(arguments.get("after", 0)))
        elif op == "cutter":
            self.bench.cutter_stuck = bool(arguments["stuck"])
        elif op == "run_out_after":
            self.bench.lines_left = int(arguments["lines"])
        elif op == "silent":
            self.bench.silent = bool(arguments["on"])
        elif op != "papers":
            raise ValueError(f"no op {op!r}")
        return b""

    def state(self) -> dict[str, Any]:
        return {
            "device": "receipt-printer",
            "width_mm": self.width,
            "paper": self.bench.paper,
            "cover_open": self.bench.cover_open,
            "cutter_stuck": self.bench.cutter_stuck,
            "silent": self.bench.silent,
            "buffered": len(self._received),
            "printing": self.busy,
            "hangs_out_mm": 0 if self._canvas.is_blank else self._canvas.height // _DOTS_PER_MM,
            "papers": self.papers,
            "unknown": self._interpreter.unknown,
        }

    def roll(self) -> dict[str, Any]:
        """What hangs out of the printer now, as a picture at half size: `png` in base64, empty where nothing does."""
        if self._canvas.is_blank:
            return {"png": ""}
        drawn = BytesIO()
        self._canvas.strip().save(drawn, format="PNG")
        return {"png": base64.b64encode(drawn.getvalue()).decode()}

    def cut(self) -> None:
        """Called by the page's owner: what was printed falls out."""
        self._give_out(is_whole=True)

    def _begin(self) -> None:
        self._canvas = Canvas(DOTS[self.width], str(self.font))
        self._interpreter = Interpreter(_Page(self._canvas, self), self._turn)

    def _move(self, lines: int, now: float) -> None:
        self._ready_at = now + lines * self._interpreter.pitch / _DOTS_PER_MM / self.speed
        if self.bench.lines_left is not None and lines:
            self.bench.lines_left -= lines
            if self.bench.lines_left <= 0:
                self.bench.lines_left, self.bench.paper = None, "out"
        if self.bench.cover_after is not None and lines:
            self.bench.cover_after -= lines
            if self.bench.cover_after <= 0:
                self._move_cover(True, 0)

    def _move_cover(self, is_open: bool, after: int) -> None:
        """Now, or in the middle of the next paper, after so many lines."""
        self.bench.cover_after = after if is_open and after > 0 else None
        self.bench.cover_open = is_open and after <= 0

    def _set_paper(self, level: str) -> None:
        if level not in _LEVELS:
            raise ValueError(f"paper is one of {', '.join(_LEVELS)}")
        if self.bench.paper == "out" and level != "out":
            self._give_out(is_whole=False)  # who puts a new roll in tears off what hung out
        self.bench.paper = level

    def _at_once(self, command: bytes) -> bytes:
        if command[1] == 0x05:
            if command[2] == 2:
                self._received.clear()
            return b""
        return bytes([0x12 | self._bits(command[2])])

    def _bits(self, group: int) -> int:
        bench = self.bench
        out = bench.paper == "out"
        match group:
            case 1:
                return 0 if self._can_print else 0x08
            case 2:
                return bench.cover_open * 0x04 | out * 0x20 | bench.cutter_stuck * 0x40
            case 3:
                return bench.cutter_stuck * 0x08
            case _:
                return (bench.paper != "ok") * 0x0C | out * 0x60

    def _turn(self, what: int) -> None:
        """GS r 1: paper; anything else is answered with zero."""
        self._answers.append(0x03 if what in (1, 0x31) and self.bench.paper == "low" else 0x00)

    def _give_out(self, *, is_whole: bool) -> None:
        canvas = self._canvas
        style = self._interpreter
        self._begin()
        self._interpreter.style, self._interpreter.align = style.style, style.align
        self._interpreter.unknown = style.unknown
        if canvas.is_blank:
            return
        self._number += 1
        paper = {"number": self._number, "complete": is_whole, "lines": canvas.lines, "codes": canvas.codes, "png": ""}
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            place = self.folder / f"{self._number:04}.png"
            fresh = place.with_name(f".{place.name}.new")
            canvas.picture(self._number).save(fresh, format="PNG")
            fresh.replace(place)
            paper["png"] = str(place)
            place.with_suffix(".json").write_text(json.dumps(paper, ensure_ascii=False, indent=1), "utf-8")
        self.papers = [*self.papers, paper][-_KEPT:]


class _Page:
    """The canvas, and the cutter behind it."""

    def __init__(self, canvas: Canvas, owner: PrinterSimulator) -> None:
        self.put, self.print_line, self.feed = canvas.put, canvas.print_line, canvas.feed
        self.qr, self.raster = canvas.qr, canvas.raster
        self.cut = owner.cut
