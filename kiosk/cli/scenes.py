"""The scenes that ship, read with the names that this build's screens have."""

from kiosk.errors import BadSettings
from kiosk.settings.places import config_root
from kiosk.settings.scenes import Glass, Scene, Step, read_part, read_scenes
from screens.router import ROUTES
from screens.sheets.presenter import NAMES

_GLASS = Glass(frozenset(route.name for route in ROUTES.values()), NAMES)


def all_scenes() -> tuple[Scene, ...]:
    """Every scene, in the order of the files. Raises BadSettings."""
    return read_scenes(config_root() / "scenes", _GLASS)


def scene_named(name: str) -> Scene:
    """One scene by its id. Raises BadSettings, which lists those that there are."""
    scenes = {scene.id: scene for scene in all_scenes()}
    if name not in scenes:
        raise BadSettings(f"no scene {name!r}; there are {', '.join(scenes)}")
    return scenes[name]


def part_named(name: str) -> tuple[Step, ...]:
    """The steps of a stretch. Raises BadSettings."""
    return read_part(config_root() / "scenes" / "parts" / f"{name}.toml", _GLASS)
