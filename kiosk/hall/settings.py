"""What a hall must know to answer: plain frozen values; `kiosk.cli.hall` fills them from the hall's file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from zoneinfo import ZoneInfo

from kiosk.catalogue.matter import PersonProof
from kiosk.contract.bookings import Half
from kiosk.contract.receipts import ReceiptState


@dataclass(frozen=True, slots=True)
class WindowGroup:
    """One queue; `letter` heads its numbers. `windows` see to `matters` when somebody comes with a booking."""

    id: str
    letter: str
    name: str
    windows: str = ""
    matters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opening:
    """When the windows are open on half a working day, and how many may book it."""

    begins: time
    ends: time
    bookable: int = 10


_HALVES = {Half.MORNING: Opening(time(8, 30), time(11, 30)), Half.AFTERNOON: Opening(time(14, 0), time(17, 0))}


@dataclass(frozen=True, slots=True)
class MatterRule:
    """How the hall answers an application of one matter; `working_days` until the result is promised.

    A matter with a `result` is decided at once (即办件); the result holds for `result_months`. `proofs` of person: any one
    is enough; an empty set asks for none in particular.
    """

    name: str = ""
    state: ReceiptState = ReceiptState.RECEIVED
    working_days: int | None = None
    result: str | None = None
    result_months: int | None = None
    proofs: frozenset[PersonProof] = frozenset()
    is_signed: bool = False  # its form asks for a signature

    def takes(self, way: str) -> bool:
        """Whether a person who was proved that way may apply. Who was compared with her card has shown it too."""
        shown = {way, "card"} if way == "compared" else {way}
        return not self.proofs or PersonProof.NONE in self.proofs or not shown.isdisjoint(self.proofs)


@dataclass(frozen=True, slots=True)
class HallSettings:
    """One hall. An empty `matters` takes every matter with the plain rule (a bench), else only those are taken."""

    name: str = "示例镇为民服务中心"
    region: str = "320682"
    code: str = "CJ01"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    groups: tuple[WindowGroup, ...] = (WindowGroup("general", "A", "综合窗口"),)
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()  # weekends that are worked (调休)
    matters: Mapping[str, MatterRule] = field(default_factory=dict)
    halves: Mapping[Half, Opening] = field(default_factory=lambda: dict(_HALVES))
    applications_per_minute: int | None = None  # that are taken of one terminal; None: as they come

    def rule(self, matter: str) -> MatterRule | None:
        """The rule of a matter, None where this hall does not take it."""
        return self.matters.get(matter) if self.matters else MatterRule()

    def group(self, group_id: str) -> WindowGroup | None:
        """The window group of that id."""
        return next((group for group in self.groups if group.id == group_id), None)

    def windows_for(self, matter: str) -> str:
        """Where somebody goes who has booked this matter; '' where the hall does not say."""
        return next((group.windows for group in self.groups if matter in group.matters), "")
