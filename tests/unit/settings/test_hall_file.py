"""Hall files and terminal files as frozen types; every fault at once, none as a traceback."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from kiosk.errors import BadSettings
from kiosk.ports.qr_scanner import PayloadKind, kind_of
from kiosk.settings.hall import read_hall
from kiosk.settings.places import config_root
from kiosk.settings.terminal import Timing, read_terminal

HALL = config_root() / "hall" / "changjiang.toml"
TERMINAL = config_root() / "terminals" / "demo.toml"


class _Any(BaseModel):
    """Options of a driver that takes whatever comes."""

    port: str = ""


def _changed(source: Path, folder: Path, *changes: tuple[str, str]) -> Path:
    text = source.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "changed.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_hall_is_read_and_speaks_both_languages() -> None:
    hall = read_hall(HALL)
    assert [group.letter for group in hall.groups] == ["A", "B"]
    assert hall.groups[0].name.in_("en") == "Social and medical insurance"
    assert hall.groups[0].name.in_("tlh") == hall.groups[0].name.zh_CN
    assert hall.places[0].places[0].places


def test_all_faults_of_a_hall_file_come_in_one_message(tmp_path: Path) -> None:
    path = _changed(HALL, tmp_path, ('region = "320682"', 'region = "3206"'), ('letter = "A"', 'letter = "a"'),
                    ('phone = "0513-00000000"\n', ""))  # fmt: skip
    with pytest.raises(BadSettings) as caught:
        read_hall(path)
    said = str(caught.value)
    assert said.startswith(f"{path}:")
    assert all(where in said for where in ("region", "groups.0.letter", "phone"))


def test_a_provinces_own_codes_are_told_by_the_halls_forms() -> None:
    patterns = read_hall(HALL).code_patterns
    assert kind_of("SBK1" + "0A" * 14, patterns) is PayloadKind.SOCIAL_SECURITY
    assert kind_of("SBK1" + "0A" * 14) is PayloadKind.UNKNOWN
    assert kind_of("SBK1" + "0A" * 14 + "!", patterns) is PayloadKind.UNKNOWN


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [('"SBK1[0-9A-Z]{28}"', '"SBK1[0-9A-Z{28}"', "code_forms.0.pattern"),
     ('kind = "social_security"', 'kind = "payment"', "code_forms.0.kind")],
)  # fmt: skip
def test_a_form_of_codes_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, where: str) -> None:
    with pytest.raises(BadSettings, match=where):
        read_hall(_changed(HALL, tmp_path, (old, new)))


@pytest.mark.parametrize("text", ["", "[[", "schema = 1\n", "\x00"])
def test_what_is_no_hall_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadSettings, match=r"odd\.toml"):
        read_hall(path)


def test_bytes_that_are_no_text_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_bytes(b"name = \xff\xfe")
    for read in (read_hall, lambda p: read_terminal(p, lambda _: _Any, {})):
        with pytest.raises(BadSettings, match=r"odd\.toml"):
            read(path)


def test_the_state_folder_is_filled_into_options() -> None:
    _, options = read_terminal(TERMINAL, lambda _: _Any, {"STATE": "here"})
    assert options["id_reader"].model_dump()["port"] == "here/wires/id-reader"


def test_settings_cannot_be_changed_once_read() -> None:
    file, _ = read_terminal(TERMINAL, lambda _: _Any, {})
    with pytest.raises(ValidationError):
        file.terminal.name = "other"


@pytest.mark.parametrize(("name", "seconds"), [("warn", 19), ("idle", 5), ("card_away", 0), ("card_idle", -1)])
def test_a_person_always_has_time_to_answer(name: str, seconds: float) -> None:
    with pytest.raises(ValidationError):
        Timing.model_validate({name: seconds})
