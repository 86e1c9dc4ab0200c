"""What every settings file has in common: frozen parts, a schema that is not newer than we are, faults told all at once."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.errors import BadSettings


class Part(BaseModel):
    """Frozen; a key that nobody knows is a fault, not a comment."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read_toml(path: Path, newest: int) -> dict[str, Any]:
    """The file's values. Raises BadSettings where it cannot be read, or its `schema` is newer than `newest`."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: {error}") from error
    if isinstance(raw.get("schema"), int) and raw["schema"] > newest:
        raise BadSettings(f"{path}: schema {raw['schema']} is newer than {newest}, which this version reads")
    return raw


def faults(error: ValidationError, head: str = "") -> str:
    """Every fault of a refused file, one a line: where it stands and what is wrong."""
    lines = (f"  {head}{'.'.join(map(str, fault['loc'])) or '(whole)'}: {fault['msg']}" for fault in error.errors())
    return "\n".join(lines)
