"""Every sentence exists in every language, is tidy, and says what the field requires."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from kiosk import errors
from kiosk.errors import Actor, KioskError
from kiosk.words import LANGUAGES, words

ROOT = Path(errors.__file__).parents[1]
LOCALE = ROOT / "kiosk" / "words" / "locale"
_KEY = re.compile(r"^[a-z]+(\.[a-z0-9_-]+)+$")
_FAMILIES = {
    key.split(".")[0] for key in re.findall(r'^msgid "(.+)"$', (LOCALE / "en/LC_MESSAGES/kiosk.po").read_text(), re.M)
}


def _entries(language: str) -> dict[str, str]:
    text = (LOCALE / language / "LC_MESSAGES" / "kiosk.po").read_text(encoding="utf-8")
    return dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.M))


def _classes(base: type[KioskError]) -> list[type[KioskError]]:
    return [base, *(found for child in base.__subclasses__() for found in _classes(child))]


def _keys_in(folder: str) -> set[str]:
    """Whole keys written in the code; keys put together at run time are covered by rendering every sample."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEY.match(node.value):
                found.add(node.value)
    return {key for key in found if key.split(".")[0] in _FAMILIES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", _classes(KioskError))
def test_every_error_has_its_sentence(error, language):
    assert error.key in _entries(language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", ["screens", "kiosk/session", "kiosk/forms"])
def test_every_key_in_the_code_has_its_sentence(folder, language):
    assert _keys_in(folder) - set(_entries(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_families_are_whole(language):
    from kiosk.session.snapshot import STEPS

    keys = {f"actor.{actor}" for actor in Actor} | {f"step.{step}" for step in STEPS}
    keys |= {f"status.{word}" for word in ("ready", "low", "blocked", "absent", "unknown")}
    keys |= {f"outcome.{word}" for word in ("kept", "received", "accepted", "done")}
    keys |= {f"rating.{level}" for level in range(1, 6)}
    keys |= {f"device.{device}" for device in ("id_reader", "receipt_printer", "document_camera", "backend")}
    assert keys - set(_entries(language)) == set()


def test_the_three_outcomes_are_called_as_the_slip_calls_them():
    chinese = words("zh_CN")
    assert [chinese(f"outcome.{word}") for word in ("received", "accepted", "kept")] == [
        "已收件",
        "已受理",
        "已留存待报送",
    ]


def test_the_languages_know_the_same_keys_and_fill_the_same_blanks():
    chinese, english = _entries("zh_CN"), _entries("en")
    assert chinese.keys() == english.keys()
    free = {"date.short", "date.weekday", "date.whole"}
    for key in chinese.keys() - free:
        assert set(re.findall(r"{\w+}", chinese[key])) == set(re.findall(r"{\w+}", english[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_sorted_and_without_doubles(language):
    text = (LOCALE / language / "LC_MESSAGES" / "kiosk.po").read_text(encoding="utf-8")
    keys = re.findall(r'^msgid "(.+)"$', text, re.M)
    assert keys == sorted(set(keys))


def test_every_route_has_its_screen():
    from screens.router import ROUTES

    for route in ROUTES.values():
        importlib.import_module(f"screens.{route.name}.presenter")
        assert (ROOT / "screens" / route.name / "view.kv").exists()
