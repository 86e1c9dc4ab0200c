"""What a code holds → the Scan that is handed on. Pure; nothing that it is given is ever logged."""

import unicodedata
from hashlib import blake2b

from kiosk.ports.qr_scanner import Refusal, Scan

LONGEST = 512  # bytes
_BOM = b"\xef\xbb\xbf"
_ENCODINGS = ("utf-8", "gb18030")  # in this order: GBK is hardly ever valid UTF-8, UTF-8 often valid GB18030
_REFUSED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # Uyghur and Tibetan use them inside words; they turn no direction


def scan_of(raw: bytes, aim: str = "") -> Scan:
    """The code as text: strict UTF-8, else GB18030. What must not be used is refused, and its bytes are dropped."""
    if len(raw) > LONGEST:
        return Scan(aim=aim, refused=Refusal.TOO_LONG)
    text = _decoded(raw.removeprefix(_BOM))
    if not text:
        return Scan(aim=aim, refused=Refusal.NO_TEXT)
    if any(unicodedata.category(each) in _REFUSED and each not in _JOINERS for each in text):
        return Scan(aim=aim, refused=Refusal.CONTROL)
    return Scan(text, raw, aim)


def _decoded(raw: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


class Seen:
    """Tells a code that stays in front of the scanner from a new one. Keeps digests, no codes."""

    _MOST = 8

    def __init__(self, again_after: float) -> None:
        self._again_after = again_after
        self._last: dict[bytes, float] = {}

    def is_new(self, raw: bytes, now: float) -> bool:
        """Whether it was not seen in the last `again_after` seconds; each sight begins them anew."""
        digest = blake2b(raw, digest_size=16).digest()
        before = self._last.pop(digest, None)
        self._last[digest] = now
        if len(self._last) > self._MOST:
            del self._last[next(iter(self._last))]
        return before is None or now - before >= self._again_after

    def forget(self) -> None:
        self._last.clear()
