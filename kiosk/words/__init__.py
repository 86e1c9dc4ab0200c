"""Every sentence a person reads, in every language, and the choice of the language."""

from kiosk.words.catalogue import DEFAULT, LANGUAGES, Words, words

__all__ = ["DEFAULT", "LANGUAGES", "Words", "words"]
