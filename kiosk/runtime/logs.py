"""Logs: JSON lines to stderr, no local variables, nothing personal. systemd's journal bounds their size.

What an exception says may be a person's word (`invalid literal for int(): …`). So a process that serves residents tells
where something broke and of which type it was, and never what it said.
"""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

import structlog


def configure(*, personal: bool = False) -> None:
    """Once, at the start of a process. `personal`: it works with what residents say."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_without_values)
            if personal
            else structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    words = "%(levelname)s %(name)s: %(message)s"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Silent(words) if personal else logging.Formatter(words))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    if personal:
        sys.excepthook = lambda *broken: _tell(broken)
        threading.excepthook = lambda broken: _tell((broken.exc_type, broken.exc_value, broken.exc_traceback))


_Broken = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class _Silent(logging.Formatter):
    """Of an exception, where it came from and its type."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's name)
        return _without_values(ei)


def _tell(broken: _Broken) -> None:
    structlog.get_logger().error("broke", thread=threading.current_thread().name, exc_info=broken)


def _without_values(exc_info: _Broken) -> str:
    """The places and the type; what it came from is left out, it speaks too."""
    kind, _, trace = exc_info
    return "".join(traceback.format_tb(trace)) + (kind.__name__ if kind else "")
