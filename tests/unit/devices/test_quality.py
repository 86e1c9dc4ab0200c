"""The quality ledger answers every rule for every driver, and does not claim what has no evidence."""

import tomllib
from pathlib import Path

import pytest

from devices.registry import DRIVERS

ROOT = Path(__file__).parents[3]
LEDGER = tomllib.loads((ROOT / "devices/quality.toml").read_text("utf-8"))
RULES = LEDGER.pop("rules")


def test_the_ledger_has_exactly_the_registrys_drivers():
    assert set(LEDGER) == set(DRIVERS)


@pytest.mark.parametrize("driver", DRIVERS)
def test_every_rule_is_answered(driver):
    assert set(LEDGER[driver]) == set(RULES)


@pytest.mark.parametrize("driver", DRIVERS)
def test_an_exemption_has_a_reason(driver):
    for answer in LEDGER[driver].values():
        assert answer in ("done", "todo") or len(answer.removeprefix("exempt: ")) > 15, answer
        assert answer in ("done", "todo") or answer.startswith("exempt: ")


@pytest.mark.parametrize("driver", DRIVERS)
def test_what_is_called_done_has_its_file(driver):
    family = DRIVERS[driver].module.split(".")[1]
    evidence = {
        "wire-note": ROOT / "docs/wire" / f"{family}.md",
        "vectors": ROOT / "tests/data/wire" / f"{family}.hex",
        "contract": ROOT / "tests/contract" / f"test_{DRIVERS[driver].port}.py",
    }
    for rule, place in evidence.items():
        assert LEDGER[driver][rule] != "done" or place.is_file(), place
