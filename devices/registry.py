"""Driver name → its Options and its factory. Importing this imports no driver, no library of one and no simulator."""

from importlib import import_module
from typing import Any, NamedTuple

from devices.options import DriverOptions
from kiosk.errors import BadSettings
from kiosk.ports.clock import Clock


class Entry(NamedTuple):
    """One driver: the port (file in kiosk.ports) that it implements, and the module with its `Options` and `build`."""

    port: str
    module: str


DRIVERS = {
    "sam-reader": Entry("id_reader", "devices.id_card.driver"),
    "escpos-printer": Entry("receipt_printer", "devices.receipt_printer.driver"),
    "serial-scanner": Entry("qr_scanner", "devices.qr_scanner.driver"),
    "camera-scanner": Entry("qr_scanner", "devices.qr_scanner.camera"),
    "opencv-camera": Entry("document_camera", "devices.document_camera.driver"),
    "face-service": Entry("face_comparison", "devices.face_comparison.driver"),
}


def options_for(driver_name: str) -> type[DriverOptions]:
    """The settings that a driver takes. Raises BadSettings for a name that is no driver's."""
    options: type[DriverOptions] = _module(driver_name).Options
    return options


def build(driver_name: str, options: DriverOptions, clock: Clock) -> Any:
    """The device, not yet opened: what `DRIVERS[driver_name].port` names. Raises BadSettings."""
    module = _module(driver_name)
    if not isinstance(options, module.Options):
        raise BadSettings(f"{driver_name}: these are another driver's options")
    return module.build(options, clock)


def _module(driver_name: str) -> Any:
    if driver_name not in DRIVERS:
        raise BadSettings(f"no driver {driver_name!r}; there are {', '.join(sorted(DRIVERS))}")
    return import_module(DRIVERS[driver_name].module)
