"""Chinese from pinyin letters through libgooglepinyin (Debian: libgooglepinyin0), which here learns and keeps nothing.

No user dictionary is opened and no choice is told to the library: what one visitor typed cannot appear for the next.
Not safe for threads; the window's thread alone uses it.
"""

import ctypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LIBRARY = "libgooglepinyin.so.0"
_DICTIONARY = "googlepinyin/data/dict_pinyin.dat"  # beside the library
_FOLDERS = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib/loongarch64-linux-gnu", "/usr/lib")
LONGEST = 24  # letters. From 38 on the engine aborts the whole process (seen: 38 times q); nobody needs so many
_LETTERS = re.compile("[a-z]+")
_CANDIDATE = 32  # characters


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the letters may mean; `letters` of them are used up by it."""

    text: str
    letters: int


class Pinyin:
    """The engine. Raises OSError where library or dictionary is missing."""

    def __init__(self) -> None:
        self._engine = ctypes.CDLL(_LIBRARY)
        self._engine.im_get_candidate.restype = ctypes.c_void_p
        self._engine.im_get_candidate.argtypes = [ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t]
        self._engine.im_search.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
        self._engine.im_search.restype = ctypes.c_size_t
        self._engine.im_get_spl_start_pos.argtypes = [ctypes.POINTER(ctypes.POINTER(ctypes.c_uint16))]
        self._engine.im_get_spl_start_pos.restype = ctypes.c_size_t
        if not self._engine.im_open_decoder(str(_dictionary()).encode(), b""):
            raise OSError(f"{_LIBRARY} does not take its dictionary")

    def candidates(self, letters: str, most: int) -> list[Candidate]:
        """At most `most` readings of `letters` (a-z), the likeliest first; empty where there is none."""
        if not _LETTERS.fullmatch(letters[:LONGEST]):
            return []
        typed = letters[:LONGEST].encode()
        found = self._engine.im_search(typed, len(typed))
        starts = self._starts()
        result = []
        for number in range(min(found, most)):
            text = self._text(number)
            if text:
                result.append(Candidate(text, starts[len(text)] if len(text) < len(starts) else len(typed)))
        self._engine.im_reset_search()
        return result

    def _starts(self) -> list[int]:
        """Where each syllable starts in the letters, and where the last one ends."""
        positions = ctypes.POINTER(ctypes.c_uint16)()
        count = self._engine.im_get_spl_start_pos(ctypes.byref(positions))
        return [positions[number] for number in range(count + 1)]

    def _text(self, number: int) -> str:
        buffer = (ctypes.c_uint16 * _CANDIDATE)()
        if not self._engine.im_get_candidate(number, buffer, _CANDIDATE - 1):
            return ""
        return bytes(buffer).decode("utf-16-le").split("\0", 1)[0]


@cache
def engine() -> Pinyin | None:
    """The one engine of this process; None where it is not installed (then the keyboard says so)."""
    try:
        return Pinyin()
    except OSError:
        return None


def _dictionary() -> Path:
    for folder in _FOLDERS:
        if (path := Path(folder) / _DICTIONARY).exists():
            return path
    raise OSError("no pinyin dictionary")
