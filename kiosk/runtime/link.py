"""The link between keeper and visit: whole values over a socket pair, each way, from any thread.

A value is 4 bytes of length (big-endian) and a pickle. The reading side takes only types of the rooms that may cross, so
that a visit that was broken into cannot make the keeper run its code.
"""

import io
import pickle
import socket
import struct
import threading
from contextlib import suppress
from enum import Enum
from typing import Any

MAX_BYTES = 64 * 1024 * 1024  # six materials of six pages of 400 kB stay far below
_HEAD = struct.Struct(">I")
_ROOMS = (
    "kiosk.runtime.messages", "kiosk.session.events", "kiosk.ports.", "kiosk.errors", "kiosk.documents.papers",
    "kiosk.contract.bookings", "kiosk.contract.envelope", "kiosk.contract.receipts",
)  # fmt: skip
_PLAIN = {("datetime", name) for name in ("date", "datetime", "time", "timezone", "timedelta")}


class LinkClosed(Exception):
    """The other process has gone."""


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if (module, name) == ("builtins", "getattr"):  # how Python 3.11 names an enum's member
            return _member
        if module.startswith(_ROOMS) and "." not in name:
            found = super().find_class(module, name)
            # A class that lives there, not something that the module happens to import.
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} may not cross the link")


def _member(kind: Any, name: str) -> Enum:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind[name]
    raise pickle.UnpicklingError("only an enum's members are named so")


class Link:
    """One end. `send` from any thread; `receive` from one.

    With `patience` (whole seconds) a send waits no longer for an end that reads nothing: the link is closed then.
    """

    def __init__(self, wire: socket.socket, patience: int = 0) -> None:
        self._wire = wire
        if patience:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", patience, 0))
        self._sending = threading.Lock()

    def send(self, value: object) -> None:
        """Send one value whole; a link whose other end has gone swallows it (the reader will say so)."""
        content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            with self._sending:
                self._wire.sendall(_HEAD.pack(len(content)) + content)
        except BlockingIOError:  # half of it may be gone out: nothing that followed would be understood
            self.close()
        except OSError:
            return

    def receive(self) -> object:
        """The next value; waits for it. Raises LinkClosed."""
        (size,) = _HEAD.unpack(self._take(_HEAD.size))
        if size > MAX_BYTES:
            raise LinkClosed(f"{size} bytes announced")
        try:
            return _Reader(io.BytesIO(self._take(size))).load()
        except Exception as error:  # a stranger's bytes can make the unpickler raise anything
            raise LinkClosed("what came is no message") from error

    def close(self) -> None:
        """Close this end; a `receive` in another thread ends with LinkClosed."""
        with suppress(OSError):
            self._wire.shutdown(socket.SHUT_RDWR)
        self._wire.close()

    def _take(self, size: int) -> bytes:
        content = bytearray()
        while len(content) < size:
            try:
                piece = self._wire.recv(min(size - len(content), 1 << 20))
            except OSError as error:
                raise LinkClosed(str(error)) from error
            if not piece:
                raise LinkClosed("the other process has gone")
            content += piece
        return bytes(content)


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected ends."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
