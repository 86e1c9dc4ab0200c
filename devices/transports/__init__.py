"""Bytes in and out. A transport knows no frame, a driver knows no port's kind; `at` joins the two."""

from typing import Protocol

from kiosk.ports.clock import Clock


class Transport(Protocol):
    """One wire. Every fault of the wire is DeviceUnplugged, a wire that takes no more bytes is DeviceSilent."""

    def open(self) -> None:
        """Open the wire; nothing happens where it is open. Raises DeviceUnplugged."""
        ...

    def read(self, deadline: float) -> bytes:
        """What has come, as soon as something has; b"" at `deadline` (monotonic seconds)."""
        ...

    def write(self, data: bytes) -> None:
        """Send all of it. Raises DeviceUnplugged, DeviceSilent."""
        ...

    def reset(self) -> None:
        """Throw away what came and was not read. Raises DeviceUnplugged."""
        ...

    def close(self) -> None:
        """Never raises; may be called twice."""
        ...


def at(address: str, clock: Clock, baud: int = 115_200) -> Transport:
    """The transport for an address: a serial port's path, tcp://host:port or usb://vendor:product (hex)."""
    if address.startswith(("tcp://", "usb://")):
        from devices.transports.escpos_connector import connector  # escpos costs 0.5 s: only who needs it pays

        return connector(address, clock)
    from devices.transports.serial_port import SerialPort

    return SerialPort(address, clock, baud)
