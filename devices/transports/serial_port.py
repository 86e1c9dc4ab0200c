"""A serial port, or a pseudo-terminal, by pyserial: 8 data bits, no parity, 1 stop bit, nobody else at the port."""

import termios

import serial

from kiosk.errors import DeviceSilent, DeviceUnplugged
from kiosk.ports.clock import Clock

# SerialException is an OSError, `in_waiting` raises a bare one (EIO) and termios.error is neither (seen with 3.5).
_FAULTS = (OSError, termios.error, ValueError)


class SerialPort:
    """Implements Transport."""

    def __init__(self, path: str, clock: Clock, baud: int = 115_200, write_within: float = 2.0) -> None:
        self._path = path
        self._clock = clock
        self._baud = baud
        self._write_within = write_within
        self._port: serial.Serial | None = None

    def open(self) -> None:
        if self._port is not None:
            return
        try:
            # exclusive is an advisory flock: a second program of ours is refused, a stranger's is not.
            self._port = serial.Serial(
                self._path, self._baud, timeout=0, write_timeout=self._write_within, exclusive=True
            )
        except _FAULTS as error:
            raise DeviceUnplugged(f"{self._path}: {error}") from error

    def read(self, deadline: float) -> bytes:
        port = self._require_open()
        try:
            port.timeout = max(0.0, deadline - self._clock.monotonic())
            first = port.read(1)
            return bytes(first + port.read(port.in_waiting)) if first else b""
        except _FAULTS as error:
            raise self._gone(error) from error

    def write(self, data: bytes) -> None:
        port = self._require_open()
        try:
            port.write(data)
        except serial.SerialTimeoutException as error:
            raise DeviceSilent(f"{self._path}: takes no more bytes") from error
        except _FAULTS as error:
            raise self._gone(error) from error

    def reset(self) -> None:
        port = self._require_open()
        try:
            port.reset_input_buffer()
        except _FAULTS as error:
            raise self._gone(error) from error

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            try:
                port.close()
            except _FAULTS:
                return  # it is gone already, and that is what was asked

    def _require_open(self) -> serial.Serial:
        if self._port is None:
            raise DeviceUnplugged(f"{self._path}: not open")
        return self._port

    def _gone(self, error: BaseException) -> DeviceUnplugged:
        self.close()  # so that the next open finds the port that was plugged in meanwhile
        return DeviceUnplugged(f"{self._path}: {error}")
