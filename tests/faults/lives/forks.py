"""A warm fork server: it imports once and forks for every trial, because the imports cost more than the trial.

It is a program of its own with one thread: a fork of a test runner, with its threads and its memory, is neither safe nor
quick. One request a line on stdin, one answer a line on stdout:

    {"call": "module:function", "arguments": {…}, "seconds": 0.012, "after": 2}  →  {"status": -9, "told": "…"}

The child runs `function(told, **arguments)`; what it writes to the descriptor `told` comes back whole, whatever became of
the child. `seconds` after its line number `after` (0: its birth) it gets SIGKILL; null lets it live to its end. With
"cut", a folder, the power of its file system is cut in that moment: what was told after that was told by nobody. A module
that is imported may have a function `warm` for what would be done anew in every child.
"""

import base64
import fcntl
import gc
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[3]
_EXT4_IOC_SHUTDOWN, _NOLOGFLUSH = 0x8004587D, 2  # fs/ext4/ext4.h: _IOR('X', 125, __u32)
_CHUNK = 1 << 16
_LONGEST_LIFE = 60.0  # of a child that nobody kills


@dataclass(frozen=True, slots=True)
class Life:
    """What became of one child: its exit status (-9: killed) and what it told before."""

    status: int
    told: bytes
    was_cut: bool = False  # its disk died under it, so it may have died in any way
    late: bytes = b""  # told between the last look and the cut: it had come so far, and nobody was promised anything

    @property
    def was_killed(self) -> bool:
        """By the server's SIGKILL."""
        return self.status == -signal.SIGKILL

    def lines(self, *, late: bool = False) -> list[dict[str, Any]]:
        """The whole lines of JSON that it told; a torn last one was told to nobody."""
        return [json.loads(line) for line in (self.told + self.late * late).split(b"\n")[:-1]]


class Forks:
    """The server as the harness uses it. A context manager; `imports` are modules that every child needs."""

    def __init__(self, *imports: str) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.lives.forks", *imports],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
        )

    def live(
        self, call: str, seconds: float | None = None, after: int = 0, cut: Path | None = None, **arguments: Any
    ) -> Life:
        """Fork, run `call` ("module:function"), kill it `seconds` after its line number `after`.

        `cut` is a folder on a file system whose power is cut just before.
        """
        assert self._server.stdin is not None and self._server.stdout is not None
        asked = {"call": call, "arguments": arguments, "seconds": seconds, "after": after}
        if cut is not None:
            asked["cut"] = str(cut)
        self._server.stdin.write(json.dumps(asked).encode() + b"\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, "the fork server is gone"
        said = json.loads(answer)
        told, late = (base64.b64decode(said[part]) for part in ("told", "late"))
        return Life(said["status"], told, cut is not None, late)

    def __enter__(self) -> "Forks":
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin is not None and self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(timeout=10)
        self._server.stdout.close()


def main() -> int:
    """Serve until stdin ends."""
    for name in sys.argv[1:]:
        getattr(import_module(name), "warm", lambda: None)()
    gc.freeze()
    answers = os.dup(1)
    os.dup2(2, 1)  # what a child prints is no answer
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        life = _life(asked["call"], asked["arguments"], asked["seconds"], asked["after"], asked.get("cut"))
        told, late = (base64.b64encode(part).decode() for part in (life.told, life.late))
        said = {"status": life.status, "told": told, "late": late}
        os.write(answers, json.dumps(said).encode() + b"\n")
    return 0


def _life(call: str, arguments: dict[str, Any], seconds: float | None, after: int, cut: str | None) -> Life:
    into, out = os.pipe()
    child = os.fork()
    if child == 0:
        if cut is not None:  # between the cut and the kill it sees a dead disk, and says so
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        _be_child(call, arguments, into, out)
    os.close(out)
    told = _heard(into, child, seconds, after)
    if cut is not None:
        _cut_power(cut)
    try:
        os.kill(child, signal.SIGKILL)  # it is ours until it is waited for, so the id means nobody else
        _, status = os.waitpid(child, 0)
        code, rest = os.waitstatus_to_exitcode(status), _rest(into)
        return Life(code, told, late=rest) if cut else Life(code, told + rest)
    finally:
        os.close(into)


def _heard(into: int, child: int, seconds: float | None, after: int) -> bytes:
    """What the child tells until its moment has come, or until it ends."""
    told, until = bytearray(), time.monotonic() + _LONGEST_LIFE
    while True:
        if seconds is not None and told.count(b"\n") >= after:
            until, seconds = time.monotonic() + seconds, None
        if not select.select([into], [], [], max(0.0, until - time.monotonic()))[0]:
            return bytes(told)
        piece = os.read(into, _CHUNK)
        if not piece:
            os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)  # it shut the pipe: let it end by itself
            return bytes(told)
        told += piece


def _cut_power(folder: str) -> None:
    """Nothing more reaches that file system's disk, its journal neither; everything that was heard was told before."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.ioctl(handle, _EXT4_IOC_SHUTDOWN, struct.pack("I", _NOLOGFLUSH))
    finally:
        os.close(handle)


def _rest(into: int) -> bytes:
    told = bytearray()
    while piece := os.read(into, _CHUNK):
        told += piece
    return bytes(told)


def _be_child(call: str, arguments: dict[str, Any], into: int, out: int) -> None:
    status = 1
    try:
        os.close(into)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # the requests are not a child's
        module, name = call.split(":")
        getattr(import_module(module), name)(out, **arguments)
        status = 0
    except BaseException:  # a child's traceback belongs to the harness's stderr, and its end to `status`
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
