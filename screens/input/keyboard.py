"""Letters, digits, and Chinese by pinyin. Says the whole new text of the field at every change."""

from dataclasses import dataclass

from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.boxlayout import BoxLayout

from screens.input.pinyin import LONGEST, Candidate, engine
from screens.input.typing import Typing
from screens.widgets.press import ItemPress
from screens.widgets.rows import Rows

_LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SIGNS = ("1234567890", "-/#().，。", "、：；？！《》")
_SHOWN = 40  # candidates asked of the engine


@dataclass(frozen=True, slots=True)
class KeyCap:
    """One key of a row."""

    label: str
    target: str


class LetterKey(ItemPress):
    """One letter or sign."""


class CandidateKey(ItemPress):
    """One reading of what was typed."""


class LetterRow(Rows):
    """A row of letters of one keyboard."""

    board = ObjectProperty(None)
    keys = ListProperty([])
    inset = NumericProperty(0)

    def add_widget(self, widget: LetterKey, *args: object, **values: object) -> None:
        super().add_widget(widget, *args, **values)
        widget.bind(on_act=lambda key: self.board.key(key.item.label))


class CandidateRow(Rows):
    """The candidates of one keyboard."""

    board = ObjectProperty(None)

    def add_widget(self, widget: CandidateKey, *args: object, **values: object) -> None:
        super().add_widget(widget, *args, **values)
        widget.bind(on_act=lambda key: self.board.choose(int(key.target.rpartition(":")[2])))


class Keyboard(BoxLayout):
    """`on_typed(text)` at every change. Pinyin waits in `letters` until a candidate is chosen."""

    field = StringProperty("")
    value = StringProperty("")
    max_length = NumericProperty(0)
    mode = OptionProperty("pinyin", options=("pinyin", "letters", "signs"))
    letters = StringProperty("")
    candidates = ListProperty([])
    at = NumericProperty(0)  # the first candidate shown
    chinese = BooleanProperty(True)
    capital = BooleanProperty(False)
    rows = ListProperty([])
    hint = StringProperty("")
    word_pinyin = StringProperty("")
    word_space = StringProperty("")
    __events__ = ("on_typed",)

    def __init__(self, **values: object) -> None:
        self.typing = Typing()
        super().__init__(**values)
        self.chinese = engine() is not None
        for name in ("field", "value"):
            self.fbind(name, self._focus)
        for name in ("mode", "capital"):
            self.fbind(name, self._lay)
        self.reset()

    def reset(self) -> None:
        """As for a new visitor."""
        self.mode = "pinyin" if self.chinese else "letters"
        self.capital = False
        self._spell("")
        self._focus()
        self._lay()

    def key(self, character: str) -> None:
        """One letter or sign."""
        if self.mode == "pinyin":
            if len(self.letters) < LONGEST:
                self._spell(self.letters + character)
        else:
            self._put(self.typing.text + character)
            self.capital = False

    def rub(self) -> None:
        """The last letter away, or the last character of the text."""
        if self.letters:
            self._spell(self.letters[:-1])
        else:
            self._put(self.typing.text[:-1])

    def space(self) -> None:
        """The first candidate, or a space."""
        if self.letters:
            self.choose(0)
        elif self.mode != "pinyin":
            self._put(self.typing.text + " ")

    def choose(self, number: int) -> None:
        """Take the shown candidate `number`; the letters that it does not use stay."""
        if self.at + number >= len(self.candidates):
            return
        chosen: Candidate = self.candidates[self.at + number]
        rest = self.letters[chosen.letters :]
        self._put(self.typing.text + chosen.text)
        self._spell(rest)

    def turn(self, by: int) -> None:
        """The next or the previous row of candidates."""
        at = self.at + by * self.shown()
        if 0 <= at < len(self.candidates):
            self.at = at

    def shown(self) -> int:
        """How many candidates fit into the row."""
        return 5

    def caps(self, candidates: list[Candidate], at: float) -> list[KeyCap]:
        """The candidates that are shown now, for kv."""
        start = int(at)
        return [KeyCap(c.text, f"candidate:{n}") for n, c in enumerate(candidates[start : start + self.shown()])]

    def on_typed(self, text: str) -> None:
        """Bound by whoever holds the keyboard."""

    def _spell(self, letters: str) -> None:
        pinyin = engine()
        self.letters = letters
        self.at = 0
        self.candidates = pinyin.candidates(letters, _SHOWN) if pinyin is not None and letters else []

    def _put(self, text: str) -> None:
        if self.max_length:
            text = text[: int(self.max_length)]
        if text != self.typing.text:
            self.dispatch("on_typed", self.typing.put(text))

    def _focus(self, *_: object) -> None:
        key = self.typing.key
        self.typing.focus(self.field, self.value)
        if key != self.typing.key:
            self.mode = "pinyin" if self.chinese else "letters"
            self.capital = False
            self._spell("")

    def _lay(self, *_: object) -> None:
        if self.mode != "letters":
            self._spell("")
        rows: tuple[str, ...] = _SIGNS if self.mode == "signs" else _LETTERS
        if self.mode == "letters" and self.capital:
            rows = tuple(row.upper() for row in rows)
        self.rows = [[KeyCap(character, f"key:{character}") for character in row] for row in rows]
