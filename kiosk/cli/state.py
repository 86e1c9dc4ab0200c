"""Where state lives: --state DIR, else $STATE_DIRECTORY (systemd gives it). Nothing is written elsewhere."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import BadSettings


def state_directory(given: Path | None) -> Path:
    """The state directory, made private. Raises BadSettings where there is none."""
    named = given or (Path(os.environ["STATE_DIRECTORY"]) if os.environ.get("STATE_DIRECTORY") else None)
    if named is None:
        raise BadSettings("没有状态目录：请用 --state 指定 / no state directory: give --state or set STATE_DIRECTORY")
    named.mkdir(parents=True, exist_ok=True, mode=0o700)
    return named.resolve()


@contextmanager
def alone_in(state: Path) -> Iterator[None]:
    """One keeper to a state directory, and no keys moved under it. Raises BadSettings where another is at work there.

    The lock is on the directory itself: nothing is written, so that a full disk keeps no terminal from starting, and the
    kernel lets go of it when its process dies, however it dies.
    """
    handle = os.open(state, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadSettings(
                f"{state}: 已有一个终端在用这个目录，先停掉它；什么也没有动"
                " / a terminal is at work there, stop it first; nothing was changed"
            ) from error
        yield
    finally:
        os.close(handle)
