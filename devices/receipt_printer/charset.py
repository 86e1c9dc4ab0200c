"""What a printer in Chinese mode can print: every character becomes one or two GB18030 bytes, none of them a command.

The first byte of a pair is 81 to FE and the second 40 to FE, and single bytes are 20 to 7E: no control byte ever comes
out of `encode`, whatever went in. Four-byte characters are in no printer's font: a look-alike or 〓 stands for them.
"""

import unicodedata

from kiosk.text.width import is_printable

MISSING = "〓"
_LOOK_ALIKES = {
    "¥": "￥",
    "•": "·",
    "✓": "√",
    "✔": "√",
    "☑": "■",
    "☐": "□",
    "✗": "×",
    "✘": "×",
    "\u00a0": " ",
    "\u2009": " ",
    "\t": " ",
}
_UNSEEN = {"Cf", "Mn", "Me"}  # joiners, direction marks, variation selectors: nothing is lost without them


def printable(text: str) -> str:
    """The same text in characters that have a cell; control characters vanish."""
    return "".join(map(_printable, text))


def encode(text: str) -> bytes:
    """Bytes 20..7E and pairs only."""
    return printable(text).encode("gb18030")


def _printable(character: str) -> str:
    alike = _LOOK_ALIKES.get(character, character)
    if is_printable(alike):
        return alike
    kind = unicodedata.category(alike)
    return "" if kind in _UNSEEN or kind == "Cc" else MISSING
