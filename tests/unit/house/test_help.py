"""Technicians read Chinese first: every command and every option says in both languages what it is."""

import re
from collections.abc import Iterator

import click
import pytest
import typer.main

from kiosk.cli import main
from kiosk.cli.faults import told
from kiosk.errors import BadSettings

CHINESE, ENGLISH = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{3}")


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that help shows, with those inside it."""
    yield name, command
    for inner, each in getattr(command, "commands", {}).items():
        if not each.hidden:
            yield from commands(each, f"{name} {inner}")


def sentences() -> dict[str, str]:
    main._add_rooms([])
    found = {}
    for name, command in commands(typer.main.get_command(main.app), "kiosk"):
        found[name] = command.help or ""
        for parameter in command.params:
            if not getattr(parameter, "hidden", False) and "--help" not in parameter.opts:
                found[f"{name} {parameter.opts[-1]}"] = getattr(parameter, "help", "") or ""
    return found


SENTENCES = sentences()


@pytest.mark.parametrize("what", SENTENCES)
def test_help_is_chinese_first_then_english(what: str) -> None:
    chinese, _, english = SENTENCES[what].partition(" / ")
    assert CHINESE.search(chinese), f"{what}: no Chinese before the stroke"
    assert ENGLISH.search(english) and not CHINESE.search(english), f"{what}: no English after the stroke"


def test_every_room_of_the_command_is_asked() -> None:
    assert {"kiosk run", "kiosk demo --out", "kiosk hall serve --port", "kiosk gallery --only"} <= set(SENTENCES)


def test_a_declared_error_is_chinese_first_names_who_must_act_and_keeps_its_detail() -> None:
    first, detail, end = told(BadSettings("demo.toml: screen: width_mm is missing")).split("\n")
    chinese, english = first.split(" / ")
    assert chinese == "机器的设置有错。请维修人员处理。"
    assert ENGLISH.search(english) and not CHINESE.search(english)
    assert (detail, end) == ("demo.toml: screen: width_mm is missing", "")
