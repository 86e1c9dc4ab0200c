"""The simulators' end of a wire: a pseudo-terminal behind a stable link, a TCP port, or a unix socket."""

import os
import socket
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Wire(Protocol):
    """Bytes to and from whoever opened the other end; nothing here blocks."""

    @property
    def plugged(self) -> bool: ...

    def plug(self) -> None:
        """Nothing happens where it is plugged in."""
        ...

    def unplug(self) -> None: ...

    def fileno(self) -> int | None:
        """What to watch for bytes; None while the wire is pulled."""
        ...

    def read(self, count: int) -> bytes: ...

    def write(self, data: bytes) -> int: ...


class PtyWire:
    """A pseudo-terminal; `link` always leads to it."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._master: int | None = None
        self._slave = -1

    @property
    def plugged(self) -> bool:
        return self._master is not None

    def plug(self) -> None:
        if self._master is not None:
            return
        self._master, self._slave = os.openpty()  # our own slave end stays open: else reads give EIO without a client
        tty.setraw(self._slave)  # a fresh one echoes what we send back to us until the host sets it raw
        os.set_blocking(self._master, False)
        self._link.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._link.with_name(f".{self._link.name}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self._link)

    def unplug(self) -> None:
        if self._master is None:
            return
        os.close(self._slave)
        os.close(self._master)
        self._master = None
        self._link.unlink(missing_ok=True)

    def fileno(self) -> int | None:
        return self._master

    def read(self, count: int) -> bytes:
        try:
            return b"" if self._master is None else os.read(self._master, count)
        except OSError:
            return b""

    def write(self, data: bytes) -> int:
        try:
            return len(data) if self._master is None else os.write(self._master, data)
        except OSError:
            return 0


class TcpWire:
    """A printer's network port (9100 on real ones), or a service's: one host at a time; `hung_up` tells that it left."""

    def __init__(self, host: str, port: int, hung_up: Callable[[], None] = lambda: None) -> None:
        self._host = host
        self._port = port
        self._hung_up = hung_up
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None

    @property
    def plugged(self) -> bool:
        return self._listener is not None

    @property
    def port(self) -> int:
        """The port that it listens on; known once plugged in."""
        return self._port

    def plug(self) -> None:
        if self._listener is None:
            self._listener = self._listen()
            self._listener.setblocking(False)

    def unplug(self) -> None:
        self._drop_client()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def fileno(self) -> int | None:
        end = self._client or self._listener
        return None if end is None else end.fileno()

    def read(self, count: int) -> bytes:
        if self._client is None and not self._accept():
            return b""
        try:
            data = self._client.recv(count) if self._client else b""
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._drop_client()
        return data

    def write(self, data: bytes) -> int:
        if self._client is None:
            return len(data)  # nobody listens: lost, as on a cable
        try:
            return self._client.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            return len(data)

    def _listen(self) -> socket.socket:
        listener = socket.create_server((self._host, self._port))
        self._port = listener.getsockname()[1]
        return listener

    def _drop_client(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
            self._hung_up()

    def _accept(self) -> bool:
        if self._listener is None:
            return False
        try:
            self._client, _ = self._listener.accept()
        except BlockingIOError:
            return False
        self._client.setblocking(False)
        return True


class UnixWire(TcpWire):
    """A service's unix socket at `path`, which is there while it is plugged in; only its owner may connect."""

    def __init__(self, path: Path, hung_up: Callable[[], None] = lambda: None) -> None:
        super().__init__("", 0, hung_up)
        self._path = path

    def unplug(self) -> None:
        if self.plugged:
            self._path.unlink(missing_ok=True)
        super().unplug()

    def _listen(self) -> socket.socket:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(self._path))
        self._path.chmod(0o600)
        listener.listen()
        return listener
