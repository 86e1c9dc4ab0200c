"""The far ends of all wires, as programs. `kiosk simulate` alone starts them; `kiosk run` never imports this."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from devices.document_camera.simulator import CameraSimulator, FolderWire, write_sample_pages
from devices.face_comparison.simulator import FaceSimulator
from devices.far_end import FarEnd, run_until_told
from devices.id_card.simulator import ReaderSimulator, titles
from devices.qr_scanner.codec import Framing
from devices.qr_scanner.presets import PRESETS
from devices.qr_scanner.simulator import ScannerSimulator
from devices.receipt_printer.layout import Width
from devices.receipt_printer.simulator import PrinterSimulator
from devices.receipt_printer.simulator.canvas import DEFAULT_FONT
from devices.wires import PtyWire, TcpWire, UnixWire

__all__ = [
    "DEFAULT_FONT",
    "PRESETS",
    "run_document_camera",
    "run_face_comparison",
    "run_id_reader",
    "run_qr_scanner",
    "run_receipt_printer",
    "titles",
    "write_sample_pages",
]

_BITS_PER_BYTE = 10  # start, 8 data, stop


def run_id_reader(
    link: Path, control: Path | None, card: str | None, card_time: float, baud: int, *, finds_again: bool
) -> None:
    """An identity-card reader behind the pseudo-terminal `link`, until SIGTERM."""
    device = ReaderSimulator(card_time, card, finds_again)
    far_end = FarEnd(device, PtyWire(link), control, baud / _BITS_PER_BYTE)
    run_until_told(far_end, _say_ready(device="id-reader", link=str(link), control=str(control or "")))


def run_qr_scanner(
    link: Path,
    control: Path | None,
    preset: str,
    prefix: bytes,
    suffix: bytes,
    decode_time: float,
    baud: int,
    *,
    aim: bool,
) -> None:
    """A code scanner of the make `preset` behind the pseudo-terminal `link`, until SIGTERM."""
    device = ScannerSimulator(Framing(prefix, suffix, aim), preset, decode_time)
    far_end = FarEnd(device, PtyWire(link), control, baud / _BITS_PER_BYTE)
    run_until_told(far_end, _say_ready(device="qr-scanner", link=str(link), control=str(control or "")))


def run_receipt_printer(
    link: Path | None,
    tcp: int | None,
    control: Path | None,
    paper: Path | None,
    width: Width,
    font: Path,
    speed: float,
    baud: int,
) -> None:
    """A receipt printer behind the pseudo-terminal `link` or the TCP port `tcp`, until SIGTERM."""
    device = PrinterSimulator(width, paper, font, speed)
    wire = PtyWire(link) if link is not None else TcpWire("127.0.0.1", tcp or 0)
    rate = baud / _BITS_PER_BYTE if link is not None else None
    far_end = FarEnd(device, wire, control, rate, {"roll": device.roll})

    def ready() -> None:
        port = wire.port if isinstance(wire, TcpWire) else 0
        _say_ready(device="receipt-printer", link=str(link or ""), port=port, control=str(control or ""))()

    run_until_told(far_end, ready)


def run_document_camera(folder: Path, control: Path, font: Path) -> None:
    """A document camera whose wire is the link `folder`, with pages that can be laid under it, until SIGTERM."""
    device = CameraSimulator(folder.with_name(f"{folder.name}.desk"), font)
    far_end = FarEnd(device, FolderWire(folder, device.desk), control, None)
    run_until_told(far_end, _say_ready(device="document-camera", link=str(folder), control=str(control)))


def run_face_comparison(link: Path | None, tcp: int | None, control: Path | None, compare_time: float) -> None:
    """A face comparison service behind the unix socket `link` or the TCP port `tcp` of this machine, until SIGTERM."""
    device = FaceSimulator(compare_time)
    local = UnixWire(link, device.hang_up) if link is not None else TcpWire("127.0.0.1", tcp or 0, device.hang_up)

    def ready() -> None:
        _say_ready(device="face-comparison", link=str(link or ""), port=local.port, control=str(control or ""))()

    run_until_told(FarEnd(device, local, control, None), ready)


def _say_ready(**what: object) -> Callable[[], None]:
    def say() -> None:
        sys.stdout.write(json.dumps({"ready": True, **what}, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    return say
