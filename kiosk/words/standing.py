"""Whether a sentence stands on a screen: what is between its words may be anything."""

import re
from collections.abc import Iterable
from functools import lru_cache

from kiosk.words.catalogue import Words


def standing(words: Words, keys: Iterable[str], texts: Iterable[str]) -> list[str]:
    """The keys whose sentences stand in one of the texts, alone or inside a longer one."""
    seen = list(texts)
    return [key for key in keys if any(_shape(words(key)).search(text) for text in seen)]


@lru_cache(maxsize=256)
def _shape(sentence: str) -> re.Pattern[str]:
    """`{name}` is whatever fills it."""
    return re.compile(".+".join(re.escape(part) for part in re.split(r"\{\w+\}", sentence)))
