"""One hall's data (config/hall/<name>.toml): name, phone, window groups, banks, places, the privacy notice."""

import re
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator

from kiosk.errors import BadSettings
from kiosk.ports.qr_scanner import LocalPattern, PayloadKind
from kiosk.settings.files import Part, faults, read_toml

SCHEMA = 1


class Texts(Part):
    """A sentence in the terminal's languages; Chinese is always there."""

    zh_CN: str  # noqa: N815 (the language's own code)
    en: str = ""

    def in_(self, language: str) -> str:
        return getattr(self, language, "") or self.zh_CN


class Group(Part):
    """One window group; `letter` heads its ticket numbers."""

    id: str = Field(pattern=r"^[a-z_]+$")
    letter: str = Field(pattern=r"^[A-Z]$")
    name: Texts
    windows: str
    matters: tuple[str, ...] = ()  # the matters that these windows see to: where a booking leads


class Place(Part):
    """A place and the places in it: county → town → village (GB/T 2260 and below)."""

    code: str
    name: str
    places: tuple["Place", ...] = ()


class Notice(Part):
    """The privacy notice. Its version and the time of consent travel with every application."""

    version: str
    title: Texts
    points: tuple[Texts, ...]


class Hours(Part):
    """When the windows are open on a working day: half days in the hall's local time, and how many may book each."""

    begins: time
    ends: time
    bookable: int = Field(default=10, ge=0)


class OpenHours(Part):
    """Both half days."""

    morning: Hours = Hours(begins=time(8, 30), ends=time(11, 30))
    afternoon: Hours = Hours(begins=time(14, 0), ends=time(17, 0))


class CodeForm(Part):
    """The form of a province's own codes that stand for a person: a regular expression for the whole text."""

    kind: Literal[PayloadKind.SOCIAL_SECURITY, PayloadKind.MEDICAL_INSURANCE, PayloadKind.LICENCE]
    pattern: str = Field(min_length=1)

    @field_validator("pattern")
    @classmethod
    def _is_regex(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        return pattern


class HallFile(Part):
    """A whole hall file."""

    schema_: int = Field(alias="schema")
    name: str
    region: str = Field(pattern=r"^\d{6}$")
    phone: str
    zone: str = "Asia/Shanghai"
    groups: tuple[Group, ...]
    banks: tuple[str, ...]
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()  # weekends that are worked (调休)
    hours: OpenHours = OpenHours()
    card_office: Texts | None = None  # where a lost or broken identity card is replaced
    code_forms: tuple[CodeForm, ...] = ()
    notice: Notice
    places: tuple[Place, ...]

    @cached_property
    def code_patterns(self) -> tuple[LocalPattern, ...]:
        """The code forms as the scanner's port takes them."""
        return tuple(LocalPattern(form.kind, re.compile(form.pattern)) for form in self.code_forms)


def read_hall(path: Path) -> HallFile:
    """The hall file at `path`. Raises BadSettings with every fault that it has, in one message."""
    raw = read_toml(path, SCHEMA)
    try:
        return HallFile.model_validate(raw)
    except ValidationError as error:
        raise BadSettings(f"{path}:\n{faults(error)}") from error
