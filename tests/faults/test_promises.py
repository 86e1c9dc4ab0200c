"""Every promise has a command that exists, and the page says what was measured."""

from importlib import import_module

import pytest

from tests.faults import promises


@pytest.mark.parametrize("name", sorted(promises.harnesses()))
def test_every_command_of_the_page_is_a_harness_that_measures(name: str) -> None:
    assert callable(import_module(f"tests.faults.{name}").measure)


def test_the_page_is_what_was_promised_and_measured() -> None:
    assert promises.PAGE.read_text("utf-8") == promises.page(), "run: .venv/bin/python -m tests.faults table"


def test_the_make_target_runs_every_harness() -> None:
    recipe = (promises.PAGE.parents[1] / "Makefile").read_text("utf-8").partition("faults: ")[2].partition("\n\n")[0]
    assert "tests.faults list" in recipe and "--keep" in recipe
