"""The devices of a visit, each with the thread that alone opens, reads and closes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.ports.clock import Clock
from kiosk.ports.document_camera import DocumentCamera, Frame
from kiosk.ports.face_comparison import FaceComparison, FaceFinding, Verdict
from kiosk.ports.id_reader import IdReader
from kiosk.ports.qr_scanner import QrScanner
from kiosk.runtime.camera_watch import CameraWatch
from kiosk.runtime.face_watch import FaceWatch
from kiosk.runtime.reader_watch import ReaderWatch
from kiosk.runtime.scanner_watch import ScannerWatch
from kiosk.runtime.wipe import Watch
from kiosk.session.events import Event, PersonCompared


@dataclass(frozen=True, slots=True)
class Devices:
    """The devices of a visit, not opened; None where the terminal has none."""

    reader: IdReader | None = None
    scanner: QrScanner | None = None
    camera: DocumentCamera | None = None
    face: FaceComparison | None = None


class Watches:
    """A thread for each device that is there, by the name of its port."""

    def __init__(
        self,
        devices: Devices,
        post: Callable[[Event], None],
        preview: Callable[[Frame], None],
        clock: Clock,
        face_seconds: float,
    ) -> None:
        self._threads: dict[str, Any] = {}
        if devices.reader is not None:
            self._threads["id_reader"] = ReaderWatch(devices.reader, post, clock)
        if devices.scanner is not None:
            self._threads["qr_scanner"] = ScannerWatch(devices.scanner, post, clock)
        if devices.camera is not None:
            self._threads["document_camera"] = CameraWatch(devices.camera, post, preview, clock)
        if devices.face is not None:
            self._threads["face_comparison"] = FaceWatch(devices.face, post, _compared, clock, face_seconds)

    def __contains__(self, device: str) -> bool:
        return device in self._threads

    def __getitem__(self, device: str) -> Any:
        return self._threads[device]

    def start(self) -> None:
        """Open the ports."""
        for thread in self._threads.values():
            thread.start()

    def order(self, device: str, *order: Any) -> None:
        """To the thread that owns the device; nothing where the terminal has none: the session does not offer it."""
        if device in self._threads:
            self._threads[device].order(*order)

    def every(self) -> tuple[Watch, ...]:
        """All of them, for the wipe."""
        return tuple(self._threads.values())


def _compared(finding: FaceFinding) -> Event:
    """Only a living face that is the card's own counts as the same."""
    same = finding.verdict is Verdict.SAME and finding.live
    return PersonCompared(same, finding.model, None if same else finding.cause or "face.different")
