"""ESC/POS bytes → what the print head does. Knows the commands of simple Chinese printers, skips nothing silently.

One call of `step` carries out one command or one run of text, so that the program around it can keep the printer's pace
and stop in the middle of a paper. It says how many lines of paper that moved.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

Align = Literal["left", "center", "right"]
_ALIGN: tuple[Align, ...] = ("left", "center", "right")
_DOTS_PER_LINE = 30


@dataclass(slots=True)
class Style:
    """How the next characters look."""

    wide: int = 1
    high: int = 1
    bold: bool = False
    underline: bool = False


class Page(Protocol):
    """What the interpreter draws on; sizes in dots."""

    def put(self, character: str, style: Style) -> bool:
        """Into the line buffer; False where the line is full, and nothing was put."""
        ...

    def print_line(self, align: Align, pitch: int) -> None: ...

    def feed(self, dots: int) -> None: ...

    def qr(self, payload: bytes, module: int, level: str, align: Align) -> None: ...

    def raster(self, width_bytes: int, rows: int, bits: bytes, align: Align) -> None: ...

    def cut(self) -> None: ...


@dataclass(slots=True)
class Interpreter:
    """The printer's state between commands. `on_turn` is called where GS r is carried out."""

    page: Page
    on_turn: Callable[[int], None]
    style: Style = field(default_factory=Style)
    align: Align = "left"
    pitch: int = _DOTS_PER_LINE
    is_chinese: bool = True  # as Simplified-Chinese models are switched on
    line_has_ink: bool = False
    qr_module: int = 3
    qr_level: str = "l"
    qr_stored: bytes = b""
    unknown: list[str] = field(default_factory=list)

    def step(self, data: bytes) -> tuple[int, int]:
        """(bytes used, lines moved); (0, 0) where the command is not whole yet."""
        first = data[0]
        if first == 0x0A:
            self._end_line()
            return 1, 1
        if first in (0x1B, 0x1C, 0x1D):
            return self._command(data)
        if first < 0x20:
            return 1, 0  # CR and others that simple printers ignore
        if self.is_chinese and first >= 0x81:
            return self._pair(data)
        return 1, self._put(chr(first) if first < 0x7F else "?")

    def _pair(self, data: bytes) -> tuple[int, int]:
        if len(data) < 2:
            return 0, 0
        return 2, self._put(data[:2].decode("gb18030", "replace")[:1])

    def _put(self, character: str) -> int:
        """A full line is printed by itself, as printers do."""
        wrapped = not self.page.put(character, self.style)
        if wrapped:
            self.page.print_line(self.align, self.pitch)
            self.page.put(character, self.style)
        self.line_has_ink = True
        return int(wrapped)

    def _end_line(self) -> None:
        self.page.print_line(self.align, self.pitch)
        self.line_has_ink = False

    def _command(self, data: bytes) -> tuple[int, int]:
        size = _length(data)
        if size == 0 or len(data) < size:
            return 0, 0
        name, arguments = data[:2], data[2:size]
        known = _COMMANDS.get(name)
        if known is None:
            self.unknown.append(data[:size].hex(" "))
            return size, 0
        return size, known(self, arguments) or 0

    def initialise(self, _: bytes) -> None:
        self.style, self.align, self.pitch, self.is_chinese = Style(), "left", _DOTS_PER_LINE, True

    def set_align(self, arguments: bytes) -> None:
        self.align = _ALIGN[arguments[0] % 0x30 % 3]

    def set_scale(self, arguments: bytes) -> None:
        self.style.wide, self.style.high = (arguments[0] >> 4 & 7) + 1, (arguments[0] & 7) + 1

    def set_print_mode(self, arguments: bytes) -> None:
        """ESC !: bold 08, double height 10, double width 20."""
        mode = arguments[0]
        self.style = Style(1 + bool(mode & 0x20), 1 + bool(mode & 0x10), bool(mode & 0x08), bool(mode & 0x80))

    def set_chinese_mode(self, arguments: bytes) -> None:
        """FS !: double width 04, double height 08, underline 80."""
        mode = arguments[0]
        self.style.wide, self.style.high = 1 + bool(mode & 4), 1 + bool(mode & 8)
        self.style.underline = bool(mode & 0x80)

    def set_bold(self, arguments: bytes) -> None:
        self.style.bold = bool(arguments[0] & 1)

    def set_underline(self, arguments: bytes) -> None:
        self.style.underline = bool(arguments[0] % 0x30)

    def set_pitch(self, arguments: bytes) -> None:
        self.pitch = arguments[0] if arguments else _DOTS_PER_LINE

    def chinese_on(self, _: bytes) -> None:
        self.is_chinese = True

    def chinese_off(self, _: bytes) -> None:
        self.is_chinese = False

    def feed_lines(self, arguments: bytes) -> int:
        if self.line_has_ink:
            self._end_line()
        self.page.feed(arguments[0] * self.pitch)
        return arguments[0]

    def feed_dots(self, arguments: bytes) -> int:
        self.page.feed(arguments[0])
        return 1

    def cut(self, arguments: bytes) -> None:
        if len(arguments) > 1:
            self.page.feed(arguments[1])
        self.page.cut()

    def turn(self, arguments: bytes) -> None:
        self.on_turn(arguments[0])

    def raster(self, arguments: bytes) -> int:
        width, rows = int.from_bytes(arguments[2:4], "little"), int.from_bytes(arguments[4:6], "little")
        self.page.raster(width, rows, arguments[6:], self.align)
        return rows // _DOTS_PER_LINE

    def symbol(self, arguments: bytes) -> int:
        """GS ( k for QR (cn 31): size 43, correction 45, store 50, print 51."""
        kind, function, parameters = arguments[3], arguments[4], arguments[5:]
        if kind != 0x31:
            self.unknown.append(f"GS ( k {kind:02x}")
        elif function == 0x43:
            self.qr_module = parameters[0]
        elif function == 0x45:
            self.qr_level = "lmqh"[parameters[0] - 0x30]
        elif function == 0x50:
            self.qr_stored = parameters[1:]
        elif function == 0x51:
            self.page.qr(self.qr_stored, self.qr_module, self.qr_level, self.align)
            return 6
        return 0

    def ignore(self, _: bytes) -> None:
        """Known, and without meaning on paper that is drawn."""


_COMMANDS: dict[bytes, Callable[[Interpreter, bytes], int | None]] = {
    b"\x1b@": Interpreter.initialise,
    b"\x1b!": Interpreter.set_print_mode,
    b"\x1b-": Interpreter.set_underline,
    b"\x1b2": Interpreter.set_pitch,
    b"\x1b3": Interpreter.set_pitch,
    b"\x1bE": Interpreter.set_bold,
    b"\x1bG": Interpreter.set_bold,
    b"\x1bJ": Interpreter.feed_dots,
    b"\x1bR": Interpreter.ignore,
    b"\x1ba": Interpreter.set_align,
    b"\x1bd": Interpreter.feed_lines,
    b"\x1bt": Interpreter.ignore,
    b"\x1c!": Interpreter.set_chinese_mode,
    b"\x1c&": Interpreter.chinese_on,
    b"\x1c-": Interpreter.set_underline,
    b"\x1c.": Interpreter.chinese_off,
    b"\x1cS": Interpreter.ignore,
    b"\x1d!": Interpreter.set_scale,
    b"\x1d(": Interpreter.symbol,
    b"\x1dV": Interpreter.cut,
    b"\x1da": Interpreter.ignore,
    b"\x1dr": Interpreter.turn,
    b"\x1dv": Interpreter.raster,
}
_NO_ARGUMENT = {b"\x1b@", b"\x1b2", b"\x1c&", b"\x1c."}


def _length(data: bytes) -> int:
    """Bytes of the whole command; 0 while that cannot be said."""
    name = data[:2]
    if len(name) < 2:
        return 0
    if name in _NO_ARGUMENT:
        return 2
    if name == b"\x1cS":
        return 4
    if name == b"\x1dV":
        return 0 if len(data) < 3 else 4 if data[2] in (0x41, 0x42) else 3
    if name == b"\x1d(":
        return 5 + int.from_bytes(data[3:5], "little") if len(data) >= 5 else 0
    if name == b"\x1dv":
        return 8 + int.from_bytes(data[4:6], "little") * int.from_bytes(data[6:8], "little") if len(data) >= 8 else 0
    return 3
