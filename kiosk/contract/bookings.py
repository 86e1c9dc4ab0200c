"""A time at the window (预约): half days, nothing personal. The paper's number is what is shown there.

Read with pydantic by the keeper; frozen values for the session.
"""

from datetime import date, time
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kiosk.contract.v1 import Answer, Model

MatterSlug = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,64}$")]


class Half(StrEnum):
    """Half a day at the window."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class Slot(BaseModel):
    """One half day: its hours in the hall's local time, and how many more can come."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    day: date
    half: Half
    begins: time
    ends: time
    left: int = Field(ge=0)


class BookingMade(BaseModel):
    """One booking. `number` is what is shown at the window, e.g. Y0123; `windows` where."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    booking_id: str
    number: str = Field(pattern=r"^[0-9A-Z-]{3,16}$")
    day: date
    half: Half
    begins: time
    ends: time
    windows: str = ""


class Slots(Answer):
    """The half days that can be booked for one matter, the soonest first; full ones are in it with `left` 0."""

    slots: tuple[Slot, ...] = Field(max_length=64)


class BookingRequest(Model):
    """This half day, please. The same booking_id always gets the same booking."""

    booking_id: UUID
    terminal_id: str
    matter: MatterSlug
    day: date
    half: Half
