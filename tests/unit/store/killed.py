"""A child that is killed at the n-th thing it does: a file opened, renamed or removed, an SQL statement run."""

import os
import signal
import sys
from collections.abc import Callable

import apsw

_EVENTS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.copyfile"})


def steps_of(act: Callable[[], object]) -> int:
    """How many such things `act` does, when nothing kills it."""
    into, out = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            counted = _count(lambda _: None)
            act()
            os.write(out, str(counted[0]).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(out)
    with os.fdopen(into, "rb") as told:
        said = told.read()
    assert os.waitpid(child, 0)[1] == 0
    return int(said)


def kill_at(step: int, act: Callable[[], object]) -> None:
    """Do `act` in a child that is killed at this step."""
    child = os.fork()
    if child == 0:
        try:
            _count(lambda n: os.kill(os.getpid(), signal.SIGKILL) if n == step else None)
            act()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def _count(tick: Callable[[int], None]) -> list[int]:
    counted = [0]

    def one(*_: object) -> bool:
        counted[0] += 1
        tick(counted[0])
        return True

    sys.addaudithook(lambda event, _: one() and None if event in _EVENTS else None)
    apsw.connection_hooks.append(lambda connection: setattr(connection, "exec_trace", one))
    return counted
