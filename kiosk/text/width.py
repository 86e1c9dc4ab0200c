"""How many columns a character takes on receipt paper.

A printer in Chinese mode takes text as GB18030 bytes and prints one half-width cell (12 dots) per byte, so its width
is its number of bytes: 1 or 2. East Asian Width does not say this: “ ” · … — ① √ are "ambiguous" there and
print two columns wide. Characters that GB18030 writes with four bytes are in no printer's font and cannot be printed
in text mode; `is_printable` says which, and the printer's codec replaces them before it measures.
Nothing here draws, and screens do not use it: they measure pixels.
"""

import unicodedata
from functools import lru_cache

_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}  # controls, format, private use, surrogates, unassigned


@lru_cache(maxsize=8192)
def char_columns(character: str) -> int:
    """1 or 2 for a character that can be printed in text mode, 0 for one that cannot."""
    if unicodedata.category(character) in _HIDDEN:
        return 0
    size = len(character.encode("gb18030"))
    return size if size <= 2 else 0


def is_printable(character: str) -> bool:
    """Whether a printer in Chinese mode has a cell for it."""
    return char_columns(character) > 0


def columns(text: str) -> int:
    """Columns of a text; what cannot be printed counts nothing."""
    return sum(map(char_columns, text))
