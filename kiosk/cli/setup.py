"""One terminal's files, read and checked, and its devices by their drivers: what keeper and visit both begin with."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from devices import registry
from kiosk.catalogue.matter import Matter
from kiosk.cli.matters import matters_in
from kiosk.errors import BadSettings
from kiosk.ports.clock import Clock
from kiosk.ports.key_store import KeyPlace
from kiosk.settings.hall import HallFile, read_hall
from kiosk.settings.places import config_root
from kiosk.settings.terminal import TerminalFile, read_terminal

VERSION = version("kiosk")


@dataclass(frozen=True)
class Setup:
    """One terminal's files, read and checked. `options` are each port's driver options."""

    terminal: TerminalFile
    hall: HallFile
    matters: tuple[Matter, ...]
    options: Mapping[str, BaseModel]
    state: Path

    @property
    def database(self) -> Path:
        """The terminal's one database."""
        return self.state / "kiosk.db"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.hall.zone)

    @property
    def keys(self) -> KeyPlace:
        """The way to this terminal's own keys."""
        return self.terminal.keys.place(self.state, os.environ)


def read_setup(path: Path, state: Path) -> Setup:
    """Everything that a terminal file names. Raises BadSettings, BadCatalogue."""
    terminal, options = read_terminal(path, registry.options_for, {"STATE": str(state)})
    hall = read_hall(_beside(path, "hall", f"{terminal.terminal.hall}.toml"))
    matters = matters_in(_beside(path, "catalogue", ""), terminal.matters)
    strange = sorted(set(terminal.matters) - {matter.slug for matter in matters})
    if strange:
        raise BadSettings(f"{path}:\n  matters: {strange} are not in the catalogue")
    return Setup(terminal, hall, matters, options, state)


def device(setup: Setup, port: str, clock: Clock) -> Any:
    """The device of a port, not opened; None where the terminal has none."""
    if port not in setup.options:
        return None
    options: Any = setup.options[port]  # of this very driver: read_terminal has checked them by its Options
    return registry.build(setup.terminal.devices[port].driver, options, clock)


def _beside(terminal_file: Path, room: str, name: str) -> Path:
    """A file of the same configuration: next to the terminal file's own folder, else the one that ships."""
    own = terminal_file.resolve().parent.parent / room / name
    return own if own.exists() else config_root() / room / name
