"""What the core asks of an identity-card reader, and the card that it reads."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kiosk.ports.status import Status


class CardKind(StrEnum):
    """The four layouts of the 256-byte text block (GA/T 490; `docs/wire/id_card.md`)."""

    RESIDENT = "resident"  # 居民身份证
    HMT_PERMIT = "hmt_permit"  # 港澳台居民居住证
    FOREIGN_2017 = "foreign_2017"  # 外国人永久居留身份证 2017
    FOREIGN_2023 = "foreign_2023"  # 外国人永久居留身份证 2023


@dataclass(frozen=True, slots=True)
class IdCard:
    """What a card says. Dates are YYYYMMDD text as on the card; `valid_to` may be 长期; absent fields are ''.

    Masks itself: `repr` and `str` never show a whole name, number or address.
    """

    kind: CardKind
    name: str
    sex: str  # GB/T 2261.1: 0 1 2 9
    ethnic: str  # GB/T 3304 code, '' where the layout has none
    birth: str
    address: str
    number: str
    issuer: str
    valid_from: str
    valid_to: str
    photo: bytes = field(default=b"", repr=False)  # the card's own WLF bytes, 1024 B
    latin_name: str = ""  # foreigners: as in the passport; stands in `name` too where the card has no Chinese one
    country: str = ""  # foreigners: three letters (GB/T 2659)
    permit_number: str = ""  # 港澳台: 通行证号码

    def __repr__(self) -> str:
        return f"IdCard({self.kind.value}, {self.name[:1]}*, …{self.number[-1:]})"

    __str__ = __repr__


class IdReader(Protocol):
    """One reader. Only the thread that owns it calls it; every call returns within its driver's deadlines."""

    def open(self) -> None:
        """Open the port. Raises DeviceUnplugged."""
        ...

    def close(self) -> None:
        """Close the port; never raises; may be called twice."""
        ...

    def read(self) -> IdCard | None:
        """One poll: None while no new card lies there, the card when one was read whole and passed its second check.

        Raises CardLifted, CardUnreadable, CardUnknown (the resident can mend these), ReaderOutOfService,
        DeviceSilent, DeviceMisbehaved, DeviceUnplugged.
        """
        ...

    def is_card_there(self) -> bool:
        """Whether the card that was read last still lies there (the lifted-card rule). Raises as `read`."""
        ...

    def status(self) -> Status:
        """Ask the reader how it is; a status is returned even when the port is gone."""
        ...
