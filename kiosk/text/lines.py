"""Where a line of text may end, in Chinese, Tibetan, Uyghur and English. Kivy cuts Tibetan syllables and knows no 禁则.

Chinese breaks between any two characters, except that closing marks do not start a line and opening marks do not end
one (W3C, Requirements for Chinese Text Layout); Tibetan breaks after a tsheg or shad; everything else at spaces. A word
that is wider than the line is cut between its characters, because a word that runs off the screen cannot be read.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

Measure = Callable[[str], float]

NO_START = frozenset(
    "，。、；：？！．）］｝」』》〉】〕〗〙〟”’…—～·‧・％‰℃°々〻ー,.;:?!)]}%"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
    "།༎༏༐༑༔་༌"
    "،؛؟"
)
NO_END = frozenset("（［｛「『《〈【〔〖〘〝“‘￥＄$([{")

SPACE = r"[ \t\u3000\u200b]"
_TIBETAN = r"\u0f00-\u0f0a\u0f0c\u0f15-\u0fff"  # without tsheg (0F0B) and the shads (0F0D to 0F14)
_SINGLE = (
    r"\u2010-\u2027\u2030-\u205e\u2100-\u27bf\u2e80-\u2fff\u3001-\ua4cf\uf900-\ufaff\ufe10-\ufe6f\uff00-\uffef"
    r"\U0001f000-\U0003ffff"
)
_MARK = r"\u0300-\u036f\u302a-\u302f\ufe00-\ufe0f\U000e0100-\U000e01ef"
TOKEN = re.compile(
    rf"(?P<gap>{SPACE}*)(?:"
    rf"(?P<tibetan>[{_TIBETAN}]*[\u0f0b\u0f0d-\u0f14]+(?:{SPACE}*[\u0f0d-\u0f14]+)*|[{_TIBETAN}]+)"
    rf"|(?P<single>[{_SINGLE}][{_MARK}]*)"
    rf"|(?P<word>(?:(?!{SPACE})[^{_TIBETAN}\u0f0b\u0f0d-\u0f14{_SINGLE}])+(?:[\u2010\u2019](?=\w)(?:(?!{SPACE})"
    rf"[^{_TIBETAN}\u0f0b\u0f0d-\u0f14{_SINGLE}])+)*)"
    r")"
)
Piece = tuple[str, str]
"""What may not be broken, with the spaces before it, which vanish where a line ends."""


def break_lines(text: str, width: float, measure: Measure) -> list[str]:
    """The text as lines no wider than `width`, in the unit of `measure`; a newline always ends a line.

    `measure` is asked once for each different piece, and pieces are taken to stand side by side. A single character
    wider than the line stands on a line of its own.
    """
    known: dict[str, float] = {}

    def measured(piece: str) -> float:
        if piece not in known:
            known[piece] = measure(piece)
        return known[piece]

    return [line for part in text.split("\n") for line in _fill(part, width, measured)]


def _fill(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    line, used = "", 0.0
    for gap, body in _fitting(paragraph, width, measure):
        step = measure(gap) + measure(body) if gap else measure(body)
        if used + step <= width:
            line, used = line + gap + body, used + step
            continue
        if line:
            yield line
        line, used = body, measure(body)
    yield line


def _fitting(paragraph: str, width: float, measure: Measure) -> Iterator[Piece]:
    """The pieces, those wider than the line cut into their characters."""
    for gap, body in _pieces(paragraph):
        if measure(body) <= width:
            yield gap, body
            continue
        for cluster in clusters(body):
            yield gap, cluster
            gap = ""


def _pieces(paragraph: str) -> Iterator[Piece]:
    """Tokens, joined where no line may end between them."""
    held: Piece | None = None
    for token in TOKEN.finditer(paragraph):
        gap = token["gap"]
        body = token[0][len(gap) :]
        if held is None:
            held = (gap, body)
        elif body[0] in NO_START or held[1][-1] in NO_END:
            held = (held[0], held[1] + gap + body)
        else:
            yield held
            held = (gap, body)
    if held is not None:
        yield held


def clusters(text: str) -> Iterator[str]:
    """The text as what a reader takes for single characters: a base with the marks that hang on it."""
    held = ""
    for char in text:
        if held and not unicodedata.category(char).startswith("M") and char not in "\u200c\u200d":
            yield held
            held = ""
        held += char
    if held:
        yield held
