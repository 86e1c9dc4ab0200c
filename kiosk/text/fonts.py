"""The terminal's own fonts: where they are, and which of them draws which piece of a text."""

from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from kiosk.text.coverage import is_rare


class Face(StrEnum):
    """One font file, built by `make fonts` (kiosk/text/build_fonts.py)."""

    REGULAR = "kiosk-regular.ttf"
    BOLD = "kiosk-bold.ttf"
    RARE = "kiosk-rare.ttf"

    @property
    def path(self) -> Path:
        """Where the file lies, in a checkout and in an installed wheel alike."""
        return Path(str(files("screens"))) / "theme" / "fonts" / self.value


def runs(text: str, face: Face = Face.REGULAR) -> list[tuple[Face, str]]:
    """The text cut where the font changes: `face`, or the rare font for characters that only that one has.

    Nearly every text is one run. A variation selector stays with the character that it varies.
    """
    found: list[tuple[Face, str]] = []
    for char in text:
        point = ord(char)
        if found and (0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF):
            chosen = found[-1][0]
        else:
            chosen = Face.RARE if is_rare(point) else face
        if found and found[-1][0] is chosen:
            found[-1] = (chosen, found[-1][1] + char)
        else:
            found.append((chosen, char))
    return found
