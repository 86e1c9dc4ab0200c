"""Where state lives: --state DIR, else $STATE_DIRECTORY (systemd gives it). Nothing is written elsewhere."""

import os
from pathlib import Path

from kiosk.errors import BadSettings


def state_directory(given: Path | None) -> Path:
    """The state directory, made private. Raises BadSettings where there is none."""
    named = given or (Path(os.environ["STATE_DIRECTORY"]) if os.environ.get("STATE_DIRECTORY") else None)
    if named is None:
        raise BadSettings("没有状态目录：请用 --state 指定 / no state directory: give --state or set STATE_DIRECTORY")
    named.mkdir(parents=True, exist_ok=True, mode=0o700)
    return named.resolve()
