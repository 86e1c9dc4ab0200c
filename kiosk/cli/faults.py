"""What a person at the command line reads of a declared error: Chinese first, then the detail, never a traceback."""

from kiosk.errors import KioskError
from kiosk.words import words


def told(error: KioskError) -> str:
    """The sentence and who must act, in both languages; below it what exactly is wrong, and where."""
    return f"{_sentence(error, 'zh_CN')} / {_sentence(error, 'en')}\n{error}\n"


def _sentence(error: KioskError, language: str) -> str:
    said = words(language)
    return said("technician.cause", cause=said(error.key), actor=said(f"actor.{error.actor.value}"))
