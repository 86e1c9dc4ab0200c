"""One HTTP exchange with a total deadline: however slowly the far end drips, the call ends in time.

requests' own timeouts count from byte to byte; a header that comes one byte a second would be read for hours. So a
timer cuts the socket at the deadline. No redirects, no proxies from the environment, no retries, no more than 64 kB,
a new connection each time.
"""

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from kiosk.errors import BackendNonsense, BackendUnreachable

LARGEST_ANSWER = 64 * 1024
_CHUNK = 8192
_KEPT = "What was to be sent is kept and will be tried again."


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, from byte to byte, and for a whole call with all its exchanges."""

    connect: float = 3.0
    read: float = 5.0
    total: float = 8.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. Its body may carry a name: never shown by repr."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # their names in small letters

    @property
    def is_a_page(self) -> bool:
        """Whether this is for a person's browser: HTML, or the way to another place. No backend of ours says either."""
        is_html = "html" in self.headers.get("content-type", "").lower()
        begins = self.body[:64].lstrip()[:1]
        return 300 <= self.status < 400 or begins == b"<" or (is_html and begins != b"{")


class Line:
    """Exchanges with one backend, one after the other, until `deadline` (in the monotonic seconds of `now`)."""

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        timeouts: Timeouts,
        now: Callable[[], float],
        ca_file: str | None = None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close", **headers}
        self._timeouts = timeouts
        self._now = now
        self._deadline = now() + timeouts.total
        self._verify: bool | str = ca_file or True

    def exchange(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send and read the whole answer. Raises BackendUnreachable, and BackendNonsense for an answer without end."""
        left = self._deadline - self._now()
        if left <= 0:
            raise BackendUnreachable(f"{path}: the time for this call is over. {_KEPT}")
        wire = _Wire()
        scissors = threading.Timer(left, wire.cut)
        scissors.daemon = True
        scissors.start()
        try:
            with requests.Session() as session:
                session.trust_env = False
                session.mount("http://", wire)
                session.mount("https://", wire)
                reply = self._exchange(session, left, method, path, body, {**self._headers, **(headers or {})})
        except (requests.RequestException, HTTPError, OSError) as error:
            raise BackendUnreachable(f"{path}: no whole answer ({type(error).__name__}). {_KEPT}") from error
        finally:
            scissors.cancel()
        if wire.is_cut:  # what the scissors ended looks like a whole answer where no length was said
            raise BackendUnreachable(f"{path}: no whole answer in time. {_KEPT}")
        return reply

    def _exchange(
        self,
        session: requests.Session,
        left: float,
        method: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
    ) -> Reply:
        with session.request(
            method,
            self._base_url + path,
            data=body,
            headers=headers,
            timeout=(min(self._timeouts.connect, left), min(self._timeouts.read, left)),
            allow_redirects=False,
            verify=self._verify,
            stream=True,
        ) as response:
            answer = bytearray()
            while chunk := response.raw.read(_CHUNK, decode_content=False):  # only a read of nothing tells a cut answer
                answer += chunk
                if len(answer) > LARGEST_ANSWER:
                    raise BackendNonsense(f"{path}: an answer of more than {LARGEST_ANSWER} bytes. {_KEPT}")
            named = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status_code, bytes(answer), named)


class _Wire(HTTPAdapter):
    """requests' adapter over connections whose socket can be cut from another thread."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self.is_cut = False
        super().__init__(max_retries=0)

    def opened(self, fresh: socket.socket) -> None:
        """A connection has its socket. Its double stays ours when TLS takes the first one over."""
        self._sockets.append(fresh.dup())
        if self.is_cut:
            self.cut()

    def cut(self) -> None:
        """End everything now: whoever reads or writes gets an error at once."""
        self.is_cut = True
        for each in self._sockets:
            with suppress(OSError):  # the far end, or `close`, was quicker
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        for each in self._sockets:
            each.close()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        plain = type("_PlainHere", (_Plain,), {"wire": self})
        tls = type("_TlsHere", (_Tls,), {"wire": self})
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("_PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("_TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": tls}),
        }


class _Plain(HTTPConnection):
    """A connection that shows its socket to the adapter as soon as it has one."""

    wire: _Wire

    def _new_conn(self) -> socket.socket:
        fresh = super()._new_conn()
        self.wire.opened(fresh)
        return fresh


class _Tls(HTTPSConnection, _Plain):
    """The same below TLS."""
