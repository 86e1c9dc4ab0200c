"""Every sentence, by key, in one language: gettext catalogues read once, nothing else.

A key that a language lacks falls back to Chinese; a key that Chinese lacks is a fault that a test finds, and is shown as
the key itself so that no screen ever fails for want of a word.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files

DEFAULT = "zh_CN"
LANGUAGES: Mapping[str, str] = {"zh_CN": "中文", "en": "English"}


@dataclass(frozen=True)
class Words:
    """The sentences of one language."""

    language: str
    _messages: gettext.NullTranslations = field(repr=False)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence for `key` with its `{names}` filled in; the key itself where no language has it."""
        sentence = self._messages.gettext(key)
        return sentence.format(**values) if values else sentence

    def has(self, key: str) -> bool:
        """Whether the sentence exists in this language or in Chinese."""
        return self._messages.gettext(key) != key


@cache
def words(language: str = DEFAULT) -> Words:
    """The sentences of `language` (a key of LANGUAGES); Chinese stands in for what it lacks."""
    chinese = _load(DEFAULT)
    if language == DEFAULT:
        return Words(DEFAULT, chinese)
    messages = _load(language)
    messages.add_fallback(chinese)
    return Words(language, messages)


def _load(language: str) -> gettext.NullTranslations:
    source = files("kiosk.words").joinpath("locale", language, "LC_MESSAGES", "kiosk.mo")
    with as_file(source) as path, path.open("rb") as stream:
        return gettext.GNUTranslations(stream)
