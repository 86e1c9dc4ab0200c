"""Scenes (config/scenes/<name>.toml): what happens before a terminal, as data. The demo, training and tests play the same.

A step is one act: what a hand does to a device (`hand`), what a finger does on the glass (`touch` a target, `type` a
text), what must then stand there (`expect` a screen, `over` it a sheet, `words` on it). `say` is what the trainer tells
with it, or alone. `play` stands for the steps of config/scenes/parts/<name>.toml.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from kiosk.errors import BadSettings
from kiosk.ports.bench import OPS
from kiosk.settings.files import Part, read_toml
from kiosk.settings.hall import Texts
from kiosk.words import words

_File = TypeVar("_File", bound="Stretch")

SCHEMA = 1
_NEVER = frozenset({"quit"})  # a scene leaves the simulators running
_VERBS = ("hand", "touch", "typed", "expect", "play")


class Glass(NamedTuple):
    """The names that screens and the sheets over them have."""

    screens: frozenset[str]
    sheets: frozenset[str]


class Hand(Part):
    """An op of a simulator's bench (kiosk.ports.bench.OPS); what else stands there are its arguments."""

    model_config = ConfigDict(frozen=True, extra="allow")

    device: str
    op: str

    @property
    def arguments(self) -> dict[str, Any]:
        return dict(self.model_extra or {})

    @model_validator(mode="after")
    def _known(self) -> "Hand":
        ops = OPS.get(self.device)
        if ops is None:
            raise ValueError(f"no device {self.device!r}; there are {', '.join(OPS)}")
        if self.op not in ops or self.op in _NEVER:
            raise ValueError(f"{self.device} has no op {self.op!r}; it has {', '.join(sorted(set(ops) - _NEVER))}")
        strange = sorted(set(self.arguments) - ops[self.op])
        if strange:
            raise ValueError(f"{self.device} {self.op} knows no {', '.join(strange)}")
        return self


def meant(touch: str, there: Iterable[str]) -> str | None:
    """The target that a step means among those that can be touched: itself, or for `slot:*` the first that begins so."""
    if not touch.endswith("*"):
        return touch if touch in there else None
    return next((name for name in there if name.startswith(touch[:-1])), None)


class Step(Part):
    """One act, or only a sentence."""

    hand: Hand | None = None
    touch: str = ""
    typed: str = Field(default="", alias="type", repr=False)
    expect: str = ""
    over: str = ""
    words: tuple[str, ...] = ()
    play: str = ""
    say: Texts | None = None

    @property
    def verb(self) -> str:
        """hand, touch, typed, expect, play or say."""
        return next((verb for verb in _VERBS if getattr(self, verb)), "say")

    @field_validator("words")
    @classmethod
    def _sentences(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        strange = [key for key in keys if not words().has(key)]
        if strange:
            raise ValueError(f"no such sentence: {', '.join(strange)}")
        return keys

    @model_validator(mode="after")
    def _one_act(self) -> "Step":
        acts = [verb for verb in _VERBS if getattr(self, verb)]
        if len(acts) > 1:
            raise ValueError(f"one act a step, not {' and '.join(acts)}")
        if not acts and self.say is None:
            raise ValueError("neither an act nor a sentence")
        if (self.over or self.words) and not self.expect:
            raise ValueError("over and words belong to expect")
        return self


class Stretch(Part):
    """A stretch that several scenes play."""

    schema_: int = Field(alias="schema")
    steps: tuple[Step, ...] = Field(min_length=1)


class SceneFile(Stretch):
    """A whole scene file."""

    name: Texts
    teaches: Texts


class Scene(NamedTuple):
    """A scene with the steps of its parts in their places. `id` is the file's name without the number that orders it."""

    id: str
    name: Texts
    teaches: Texts
    steps: tuple[Step, ...]


def read_scenes(folder: Path, glass: Glass) -> tuple[Scene, ...]:
    """Every scene of the folder by file name. Raises BadSettings with every fault of the first file that has one."""
    return tuple(read_scene(path, glass) for path in sorted(folder.glob("*.toml")))


def read_scene(path: Path, glass: Glass) -> Scene:
    """The scene at `path`. Raises BadSettings: file, step, and what is wrong with it."""
    file = _checked(path, SceneFile)
    return Scene(re.sub(r"^\d+-", "", path.stem), file.name, file.teaches, tuple(_steps(path, file, glass)))


def read_part(path: Path, glass: Glass) -> tuple[Step, ...]:
    """The steps of a stretch. Raises BadSettings."""
    return tuple(_steps(path, _checked(path, Stretch), glass))


def _checked(path: Path, kind: type[_File]) -> _File:
    raw = read_toml(path, SCHEMA)
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        raise BadSettings(f"{path}:\n" + "\n".join(_fault(fault) for fault in error.errors())) from error


def _fault(fault: Any) -> str:
    """Steps are counted from one, as people count."""
    match fault["loc"]:
        case ("steps", int(number), *rest):
            place = ": ".join((f"step {number + 1}", *map(str, rest)))
        case loc:
            place = ".".join(map(str, loc)) or "(whole)"
    return f"  {place}: {fault['msg']}"


def _steps(path: Path, file: Stretch, glass: Glass) -> Iterator[Step]:
    for number, step in enumerate(file.steps, 1):
        if step.expect and step.expect not in glass.screens:
            raise BadSettings(f"{path}:\n  step {number}: expect: no screen {step.expect!r}")
        if step.over and step.over not in glass.sheets:
            raise BadSettings(f"{path}:\n  step {number}: over: no sheet {step.over!r}")
        if not step.play:
            yield step
            continue
        part = path.parent / "parts" / f"{step.play}.toml"
        if not part.is_file():  # nor do parts play parts: none lies beside them
            raise BadSettings(f"{path}:\n  step {number}: play: no part {step.play!r}")
        if step.say is not None:
            yield Step(say=step.say)
        yield from read_part(part, glass)
