"""The keeper's half of the wipe, at its start: what an earlier run left when it was killed or lost its power."""

from contextlib import suppress
from pathlib import Path

from kiosk.runtime import private_temp
from kiosk.runtime.wipe import LEFT, Report

# Written beside a file and renamed onto it: one that still lies there was never finished. And sockets of nobody.
_UNFINISHED = ("*.key.new", "*.pub.new", "pins.json.new", "*.sock")


def sweep(state: Path) -> Report:
    """Before the first visit is started. Drafts that are too old go when the store is open (kiosk.store.drafts)."""
    found = [path for pattern in _UNFINISHED for path in state.glob(pattern)]
    for path in found:
        with suppress(OSError):
            path.unlink()
    stays = sum(1 for path in found if path.exists())
    return (
        ("temp", _word(private_temp.sweep(state), 0)),
        ("unfinished", _word(len(found), stays)),
        ("spool", "nothing to look at: no print system"),
    )


def outcome(report: Report) -> str:
    """The journal's word for it."""
    if any(LEFT in how for _, how in report):
        return "leftovers-left"
    return "clean" if all("removed" not in how for _, how in report) else "leftovers-removed"


def _word(found: int, stays: int) -> str:
    if stays:
        return f"{stays} {LEFT}"
    return f"{found} removed" if found else "nothing found"
