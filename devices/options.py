"""What every driver's Options share: frozen values out of a terminal file, where an unknown word is a fault."""

from pydantic import BaseModel, ConfigDict


class DriverOptions(BaseModel):
    """The settings of one driver. Times are seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")
