"""The whole error tree. Each class knows the sentence that is shown (`key`) and who must act (`actor`).

KioskError
├── BadSettings              a file in config/ is wrong                        technician
├── BadCatalogue             a matter is wrong                                 office
├── DeviceError              a device could not do what was asked
│   ├── DeviceUnplugged      the port is gone                                  technician
│   ├── DeviceSilent         the port is there, nobody answers                 terminal
│   ├── DeviceMisbehaved     it answers, but not in its own protocol           technician
│   ├── CardLifted           the card went away while it was read              resident
│   ├── CardUnreadable       the card is there and cannot be read              resident
│   ├── CardUnknown          it lies on the reader and is no identity card     resident
│   ├── ReaderOutOfService   the reader's security module refuses to work      technician
│   ├── OutOfPaper           the roll is empty                                 staff
│   ├── CoverOpen            the printer's cover is open                       staff
│   ├── CutterFault          the cutter is stuck                               technician
│   ├── PrinterOffline       the printer says that it will not print           staff
│   └── NoPicture            the camera gives no frame                         technician
├── BackendError             what the backend did instead of answering
│   ├── BackendUnreachable   no connection, or none in time                    terminal
│   ├── BackendBusy          5xx, 408, 409, 425, 429: try again later          terminal
│   ├── BackendNonsense      an answer that is not our contract's              office
│   │   └── BackendElsewhere a page of somebody else: a portal, a redirect     technician
│   ├── BackendUnauthorized  401, 403: our token is not taken                  technician
│   └── BackendRefused       a signed refusal of this very request: final      office
├── StoreError               the local database
│   ├── StoreDamaged         it does not pass its own check                    technician
│   └── StoreFull            no room: nothing more is taken in                 technician
└── KeyStoreError            the terminal's own private key cannot be had      technician
    ├── KeyMissing           there is none where it should lie                 technician
    └── KeyChanged           it is not the one that the boxes were sealed for  technician
"""

from enum import StrEnum
from typing import ClassVar


class Actor(StrEnum):
    """Who must act before it works again."""

    TERMINAL = "terminal"  # nobody: it tries again by itself
    RESIDENT = "resident"
    STAFF = "staff"
    TECHNICIAN = "technician"
    OFFICE = "office"


class KioskError(Exception):
    """Anything that the product declares to go wrong."""

    key: ClassVar[str] = "error.unknown"
    actor: ClassVar[Actor] = Actor.TECHNICIAN


class BadSettings(KioskError):
    """A settings file is wrong. The message names the file and every fault in it."""

    key = "error.settings"


class BadCatalogue(KioskError):
    """A matter's data is wrong. The message names the file, the matter and the field."""

    key = "error.catalogue"
    actor = Actor.OFFICE


class DeviceError(KioskError):
    """A device could not do what was asked of it."""

    key = "error.device"


class DeviceUnplugged(DeviceError):
    """The port is gone, or could not be opened."""

    key = "error.device.unplugged"


class DeviceSilent(DeviceError):
    """The port is open and nobody answers in time."""

    key = "error.device.silent"
    actor = Actor.TERMINAL


class DeviceMisbehaved(DeviceError):
    """It answers, but not in its own protocol: wrong baud rate, wrong device, or a broken one."""

    key = "error.device.misbehaved"


class CardLifted(DeviceError):
    """The card went away while it was read."""

    key = "error.card.lifted"
    actor = Actor.RESIDENT


class CardUnreadable(DeviceError):
    """The card is there and cannot be read, or what was read contradicts itself."""

    key = "error.card.unreadable"
    actor = Actor.RESIDENT


class CardUnknown(DeviceError):
    """What lies on the reader is no identity card that we know."""

    key = "error.card.unknown"
    actor = Actor.RESIDENT


class ReaderOutOfService(DeviceError):
    """The reader's security module (SAM) refuses to work."""

    key = "error.reader.out-of-service"


class OutOfPaper(DeviceError):
    """The roll is empty. Staff can mend this; trying again cannot."""

    key = "error.printer.paper"
    actor = Actor.STAFF


class CoverOpen(DeviceError):
    """The printer's cover is open."""

    key = "error.printer.cover"
    actor = Actor.STAFF


class CutterFault(DeviceError):
    """The cutter is stuck."""

    key = "error.printer.cutter"


class PrinterOffline(DeviceError):
    """The printer says that it will not print, and not why."""

    key = "error.printer.offline"
    actor = Actor.STAFF


class NoPicture(DeviceError):
    """The camera gives no frame."""

    key = "error.camera.no-picture"


class BackendError(KioskError):
    """The backend did something else than answer."""

    key = "error.backend"
    actor = Actor.TERMINAL


class BackendUnreachable(BackendError):
    """No connection, or no whole answer in time."""

    key = "error.backend.unreachable"


class BackendBusy(BackendError):
    """It answered "not now" (408, 409, 425, 429, 5xx).

    `for_all`: it said so of everything that we might send, not of this request; `retry_after` are the seconds it asked for.
    """

    key = "error.backend.busy"

    def __init__(self, message: str = "", *, for_all: bool = False, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.for_all = for_all
        self.retry_after = retry_after


class BackendNonsense(BackendError):
    """The answer is not our contract's: HTML, an empty 200, another application's receipt, a bad signature."""

    key = "error.backend.nonsense"
    actor = Actor.OFFICE


class BackendElsewhere(BackendNonsense):
    """Somebody else answers: a login page of the network (captive portal), an error page, a redirect."""

    key = "error.backend.elsewhere"
    actor = Actor.TECHNICIAN


class BackendUnauthorized(BackendError):
    """The terminal's token is not taken (401, 403)."""

    key = "error.backend.unauthorized"
    actor = Actor.TECHNICIAN


class BackendRefused(BackendError):
    """A signed refusal that echoes this very application: trying again cannot change it."""

    key = "error.backend.refused"
    actor = Actor.OFFICE


class StoreError(KioskError):
    """The local database could not do what was asked."""

    key = "error.store"


class StoreDamaged(StoreError):
    """The database does not pass its own integrity check."""

    key = "error.store.damaged"


class StoreFull(StoreError):
    """There is no room: nothing more is taken in until there is."""

    key = "error.store.full"


class KeyStoreError(KioskError):
    """The store of the terminal's own keys does not give or take one."""

    key = "error.key"


class KeyMissing(KeyStoreError):
    """No key lies where the settings say."""

    key = "error.key.missing"


class KeyChanged(KeyStoreError):
    """The key there is not the one that boxes are sealed for."""

    key = "error.key.changed"
