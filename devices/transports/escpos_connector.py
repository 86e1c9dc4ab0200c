"""Printers behind TCP or USB, by python-escpos's connectors, with deadlines.

Only their bytes in and out are used; what is printed is ours (devices/receipt_printer/codec.py). Traps of version 3.1
that are contained here: importing it installs a root log handler and leaves a directory with a pickle per process;
reads wait 60 s (network) or for ever (USB) and end in exceptions of their own; a failed connect leaks its socket.
The USB half was not run on a real bus, and needs pyusb, which is not among our dependencies.
"""

import logging
import os
import shutil
import socket
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from kiosk.errors import DeviceSilent, DeviceUnplugged
from kiosk.ports.clock import Clock

_CONNECT_WITHIN = 3.0
_WRITE_WITHIN = 5.0
_RAW_PRINT_PORT = 9100


def connector(address: str, clock: Clock) -> "NetworkConnector | UsbConnector":
    """For tcp://host[:port] or usb://vendor:product, both hexadecimal. Raises ValueError for another form."""
    if address.startswith("tcp://"):
        place = urlsplit(address)
        return NetworkConnector(place.hostname or "", place.port or _RAW_PRINT_PORT, clock)
    vendor, _, product = address.removeprefix("usb://").partition(":")
    return UsbConnector(int(vendor, 16), int(product, 16), clock)


class NetworkConnector:
    """Implements Transport."""

    def __init__(self, host: str, port: int, clock: Clock) -> None:
        self._place = (host, port)
        self._clock = clock
        self._printer = _escpos("escpos.printer.network").Network(host, port=port)
        self._wire: socket.socket | None = None

    def open(self) -> None:
        if self._wire is not None:
            return
        try:
            self._wire = socket.create_connection(self._place, _CONNECT_WITHIN)
        except OSError as error:
            raise DeviceUnplugged(f"{self._place}: {error}") from error
        self._printer.device = self._wire  # its own connect has no deadline of ours and leaks the socket that failed

    def read(self, deadline: float) -> bytes:
        try:
            self._require_open().settimeout(max(0.001, deadline - self._clock.monotonic()))
            data = bytes(self._printer._read())  # noqa: SLF001 - the library's only way to read
        except TimeoutError:
            return b""
        except OSError as error:
            raise self._gone(str(error)) from error
        if not data:
            raise self._gone("the printer closed the connection")
        return data

    def write(self, data: bytes) -> None:
        try:
            self._require_open().settimeout(_WRITE_WITHIN)
            self._printer._raw(data)  # noqa: SLF001 - the library's only way to send bytes
        except TimeoutError as error:
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
            self._printer.device = None

    def _require_open(self) -> socket.socket:
        if self._wire is None:
            raise DeviceUnplugged(f"{self._place}: not open")
        return self._wire

    def _gone(self, why: str) -> DeviceUnplugged:
        self.close()
        return DeviceUnplugged(f"{self._place}: {why}")


class UsbConnector:
    """Implements Transport. The endpoints are the library's defaults: 0x82 in, 0x01 out."""

    def __init__(self, vendor: int, product: int, clock: Clock) -> None:
        self._name = f"usb {vendor:04x}:{product:04x}"
        self._clock = clock
        module = _escpos("escpos.printer.usb")
        self._usable = bool(module.is_usable())
        self._printer: Any = module.Usb(vendor, product, timeout=int(_WRITE_WITHIN * 1000)) if self._usable else None
        self._is_open = False

    def open(self) -> None:
        if self._is_open:
            return
        if not self._usable:
            raise DeviceUnplugged(f"{self._name}: pyusb is not installed")
        try:
            self._printer.open()
        except Exception as error:  # the library's DeviceNotFoundError is a bare Exception
            raise DeviceUnplugged(f"{self._name}: {error}") from error
        self._is_open = True

    def read(self, deadline: float) -> bytes:
        wait = max(1, int((deadline - self._clock.monotonic()) * 1000))
        try:
            return bytes(self._require_open().read(self._printer.in_ep, 64, wait))
        except OSError as error:  # USBTimeoutError and USBError are both OSErrors
            if type(error).__name__ == "USBTimeoutError":
                return b""
            raise self._gone(error) from error

    def write(self, data: bytes) -> None:
        try:
            self._require_open().write(self._printer.out_ep, data, int(_WRITE_WITHIN * 1000))
        except OSError as error:
            if type(error).__name__ == "USBTimeoutError":
                raise DeviceSilent(f"{self._name}: takes no more bytes") from error
            raise self._gone(error) from error

    def reset(self) -> None:
        while self.read(self._clock.monotonic()):
            pass

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            try:
                self._printer.close()
            except Exception:  # whatever a bus without the device raises: it is gone, and that was asked
                logging.getLogger(__name__).debug("%s: was gone", self._name)

    def _require_open(self) -> Any:
        if not self._is_open:
            raise DeviceUnplugged(f"{self._name}: not open")
        return self._printer.device

    def _gone(self, error: Exception) -> DeviceUnplugged:
        self.close()
        return DeviceUnplugged(f"{self._name}: {error}")


def _escpos(name: str) -> ModuleType:
    """Import a part of python-escpos and undo what its import does to the process."""
    root = logging.getLogger()
    before = list(root.handlers)
    module = import_module(name)
    for added in [each for each in root.handlers if each not in before]:
        root.removeHandler(added)
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(import_module("escpos.capabilities").pickle_dir, ignore_errors=True)
    return module
