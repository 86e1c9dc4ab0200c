"""A stream socket that does not leave the machine: a unix socket's path, or host:port on the loopback."""

import ipaddress
import socket

from kiosk.errors import DeviceSilent, DeviceUnplugged
from kiosk.ports.clock import Clock

_MOST = 65_536  # bytes that one read gives


def place_of(address: str) -> str | tuple[str, int]:
    """The path, or (host, port). Raises ValueError for another form, and for a host that is not this machine."""
    if "/" in address:
        return address
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ValueError("a unix socket's path (with a /), or host:port")
    host = "127.0.0.1" if host == "localhost" else host.strip("[]")  # a name could be made to lead elsewhere
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"{host} is not this machine: use 127.0.0.1 or ::1")
    return host, int(port)


class LocalSocket:
    """Implements Transport; `open` besides raises DeviceSilent where somebody listens and never takes the call."""

    def __init__(self, address: str, clock: Clock, write_within: float = 1.0) -> None:
        self._place = place_of(address)
        self._clock = clock
        self._within = write_within
        self._wire: socket.socket | None = None

    def open(self) -> None:
        if self._wire is not None:
            return
        family = socket.AF_UNIX if isinstance(self._place, str) else socket.AF_INET
        if isinstance(self._place, tuple) and ":" in self._place[0]:
            family = socket.AF_INET6
        wire = socket.socket(family, socket.SOCK_STREAM)
        wire.settimeout(self._within)
        try:
            wire.connect(self._place)
        except (TimeoutError, BlockingIOError) as error:  # a unix socket whose queue is full says EAGAIN at once
            wire.close()
            raise DeviceSilent(f"{self._place}: takes no connection") from error
        except OSError as error:
            wire.close()
            raise DeviceUnplugged(f"{self._place}: {error}") from error
        self._wire = wire

    def read(self, deadline: float) -> bytes:
        wire = self._require_open()
        try:
            wire.settimeout(max(0.001, deadline - self._clock.monotonic()))
            data = wire.recv(_MOST)
        except TimeoutError:
            return b""
        except OSError as error:
            raise self._gone(str(error)) from error
        if not data:
            raise self._gone("the far end closed the connection")
        return data

    def write(self, data: bytes) -> None:
        wire = self._require_open()
        try:
            wire.settimeout(self._within)
            wire.sendall(data)
        except TimeoutError as error:  # part of it may have gone: nothing more can be said on this connection
            self.close()
            raise DeviceSilent(f"{self._place}: takes no more bytes") from error
        except OSError as error:
            raise self._gone(str(error)) from error

    def reset(self) -> None:
        while self.read(self._clock.monotonic()):
            pass

    def close(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()

    def _require_open(self) -> socket.socket:
        if self._wire is None:
            raise DeviceUnplugged(f"{self._place}: not open")
        return self._wire

    def _gone(self, why: str) -> DeviceUnplugged:
        self.close()
        return DeviceUnplugged(f"{self._place}: {why}")
