"""One terminal's settings (config/terminals/<name>.toml) as frozen types. A refusal names the file and every fault."""

import base64
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError, field_validator

from kiosk.contract.envelope import Cipher
from kiosk.errors import BadSettings
from kiosk.ports.comparison import Way
from kiosk.ports.key_store import CREDENTIALS, KeptIn, KeyPlace
from kiosk.settings.files import Part, faults, read_toml
from kiosk.words import LANGUAGES

SCHEMA = 1
PORTS = frozenset(
    {"id_reader", "receipt_printer", "document_camera", "qr_scanner", "face_comparison"}
)  # what a terminal makes use of


class Terminal(Part):
    """Who this terminal is. `short` heads its own numbers."""

    id: str = Field(pattern=r"^[0-9A-Za-z-]{2,24}$")
    short: str = Field(pattern=r"^[0-9A-Z]{1,6}$")
    name: str
    hall: str = Field(pattern=r"^[0-9a-z_-]+$")
    languages: tuple[str, ...] = ("zh_CN", "en")

    @field_validator("languages")
    @classmethod
    def _known(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        strange = [language for language in languages if language not in LANGUAGES]
        if strange or not languages:
            raise ValueError(f"unknown languages {strange}; known are {list(LANGUAGES)}")
        return languages


class Screen(Part):
    """The panel: pixels and, since letters are set in millimetres, its real size."""

    width_px: int = Field(ge=360, le=7680)
    height_px: int = Field(ge=480, le=7680)
    width_mm: float = Field(ge=100, le=2000)


class BackendSettings(Part):
    """Where applications go. `hall_key` is the hall's Ed25519 public key (base64), by which receipts are checked."""

    url: str = Field(pattern=r"^https?://")
    hall_key: str
    token_file: str  # in the state directory, 0600
    ca_file: str | None = None  # the only authority that is trusted for https, PEM; none: the public ones
    wait_seconds: float = Field(default=8.0, ge=0, le=60)
    connect_timeout: float = Field(default=3.0, gt=0)
    read_timeout: float = Field(default=5.0, gt=0)

    @property
    def is_readable_on_the_way(self) -> bool:
        """Whether anybody on the line can read what is sent, the token too: plain http to another machine."""
        host = urlsplit(self.url).hostname or ""
        return self.url.startswith("http://") and host != "localhost" and not _is_loopback(host)

    @field_validator("hall_key")
    @classmethod
    def _is_key(cls, text: str) -> str:
        if len(base64.b64decode(text, validate=True)) != 32:
            raise ValueError("the hall's key is 32 bytes in base64")
        return text


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Timing(Part):
    """How long things may take, in seconds."""

    idle: float = Field(default=90.0, ge=30)
    idle_identity: float = Field(default=60.0, ge=30)
    idle_done: float = Field(default=60.0, ge=30)
    warn: float = Field(default=20.0, ge=20)  # WCAG 2.2.1: at least 20 s to answer
    card_away: float = Field(default=10.0, gt=0)  # lifted this long: signing asks for the card again
    card_idle: float = Field(default=30.0, gt=0)  # nobody touched this long: likewise
    face: float = Field(default=15.0, ge=1, le=60)  # for a slow person to find the camera of the face module
    inquiry: float = Field(default=10.0, gt=0)  # the backend said nothing about a code or an agent for so long


class ComparisonSettings(Part):
    """Who may compare a card with its person here. A face module is never the only way: without another it is refused."""

    ways: tuple[Way, ...] = ()

    @field_validator("ways")
    @classmethod
    def _not_face_alone(cls, ways: tuple[Way, ...]) -> tuple[Way, ...]:
        if ways == (Way.FACE,):
            raise ValueError("face is never the only way: name clerk or agent beside it")
        return ways


class StoreSettings(Part):
    """What lies on this disk until it is sent."""

    cipher: Cipher = Cipher.AES_256_GCM


class KeySettings(Part):
    """Where the terminal's own private keys lie (docs/zh/technician.md says which to choose)."""

    store: KeptIn = KeptIn.FILE
    credentials: Path = Path(CREDENTIALS)  # of `credential`: where the sealed ones lie
    tcti: str = ""  # of `tpm`: how it is reached; empty: as tpm2-tools find it
    pcrs: tuple[Annotated[int, Field(ge=0, le=23)], ...] = ()  # of `tpm`: no key once these have changed

    def place(self, state: Path, environ: Mapping[str, str]) -> KeyPlace:
        """The way there, from this process's environment."""
        given = environ.get("CREDENTIALS_DIRECTORY")
        tcti = self.tcti or environ.get("TPM2TOOLS_TCTI", "")
        return KeyPlace(self.store, state, self.credentials, Path(given) if given else None, tcti, self.pcrs)


class DraftSettings(Part):
    """What residents may have kept here of an unfinished application: how many, how long. `most` 0: nothing is kept."""

    most: int = Field(default=200, ge=0, le=1000)
    days: int = Field(default=7, ge=1, le=30)


class DeviceSettings(Part):
    """One port's driver; the driver's own Options check `options`."""

    driver: str
    options: Mapping[str, Any] = {}


class TerminalFile(Part):
    """A whole terminal file."""

    schema_: int = Field(alias="schema")
    terminal: Terminal
    screen: Screen
    backend: BackendSettings
    timing: Timing = Timing()
    comparison: ComparisonSettings = ComparisonSettings()
    store: StoreSettings = StoreSettings()
    keys: KeySettings = KeySettings()
    drafts: DraftSettings = DraftSettings()
    matters: tuple[str, ...] = ()  # slugs that are offered here; empty: all of the catalogue
    devices: Mapping[str, DeviceSettings]

    @field_validator("devices")
    @classmethod
    def _ports(cls, devices: Mapping[str, DeviceSettings]) -> Mapping[str, DeviceSettings]:
        strange = sorted(set(devices) - PORTS)
        if strange:
            raise ValueError(f"unknown ports {strange}")
        return devices


def read_terminal(
    path: Path, options_for: Callable[[str], type[BaseModel]], fill: Mapping[str, str]
) -> tuple[TerminalFile, dict[str, BaseModel]]:
    """The terminal file at `path` and each port's driver options, checked all at once.

    `options_for` gives a driver's own Options (raises BadSettings for an unknown driver); `fill` fills ${NAME} in option
    texts. Raises BadSettings: one message that names the file and every fault in it.
    """
    raw = read_toml(path, SCHEMA)
    found, options = _options(raw.get("devices"), options_for, fill)
    try:
        file = TerminalFile.model_validate(raw)
    except ValidationError as error:
        found = [faults(error), *found]
    if found:
        raise BadSettings(f"{path}:\n" + "\n".join(found))
    return file, options


def _options(
    devices: object, options_for: Callable[[str], type[BaseModel]], fill: Mapping[str, str]
) -> tuple[list[str], dict[str, BaseModel]]:
    """Every port's options, and every fault in them."""
    found: list[str] = []
    options: dict[str, BaseModel] = {}
    for port, device in devices.items() if isinstance(devices, Mapping) else ():
        given = device.get("options", {}) if isinstance(device, Mapping) else None
        if not isinstance(given, Mapping) or not isinstance(device.get("driver"), str):
            continue  # the file's own check says so
        try:
            texts = {key: _filled(value, fill) for key, value in given.items()}
            options[port] = options_for(device["driver"]).model_validate(texts)
        except ValidationError as error:
            found.append(faults(error, f"devices.{port}.options."))
        except BadSettings as error:
            found.append(f"  devices.{port}.driver: {error}")
    return found, options


def _filled(value: Any, fill: Mapping[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    for name, text in fill.items():
        value = value.replace("${" + name + "}", text)
    return value
