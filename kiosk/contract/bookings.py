"""A time at the window (预约): half days, nothing personal. The paper's number is what is shown there.

Read with pydantic by the keeper; frozen values for the session.
"""

from datetime import date, time
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


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
