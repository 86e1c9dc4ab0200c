"""What an X display keeps for anybody who asks: selections (clipboard, primary, secondary) and cut buffers."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

_SELECTIONS = (b"CLIPBOARD", b"PRIMARY", b"SECONDARY")
_BUFFERS = 8


@contextmanager
def _server(display: str) -> Iterator[tuple[ctypes.CDLL, ctypes.c_void_p]]:
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XFetchBuffer.restype = ctypes.c_void_p
    server = ctypes.c_void_p(x.XOpenDisplay(display.encode()))
    if not server:
        raise RuntimeError(f"no X server at {display}")
    try:
        yield x, server
    finally:
        x.XCloseDisplay(server)


def kept(display: str) -> list[str]:
    """What is kept: selections that somebody offers, cut buffers that are not empty. A terminal keeps none."""
    with _server(display) as (x, server):
        offered = [
            name.decode()
            for name in _SELECTIONS
            if x.XGetSelectionOwner(server, ctypes.c_ulong(x.XInternAtom(server, name, 0)))
        ]
        size = ctypes.c_int()
        full = [
            f"CUT_BUFFER{number}"
            for number in range(_BUFFERS)
            if x.XFetchBuffer(server, ctypes.byref(size), number) and size.value
        ]
    return offered + full


def put(display: str, text: bytes) -> None:
    """Fill the first cut buffer, as an old program does."""
    with _server(display) as (x, server):
        x.XStoreBuffer(server, text, len(text), 0)
        x.XSync(server, 0)
