"""`kiosk hall`: what its options make of the hall's file and the catalogue."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli.hall import app, settings
from kiosk.contract.receipts import ReceiptState
from kiosk.errors import BadSettings

ROOT = Path(__file__).parents[3]
HALL, CATALOGUE = ROOT / "config/hall/changjiang.toml", ROOT / "config/catalogue"


def test_the_halls_file_gives_groups_region_and_holidays():
    values = settings(HALL, "CJ01", None, [])
    assert (values.region, values.zone.key) == ("320682", "Asia/Shanghai")
    assert [(group.id, group.letter) for group in values.groups][:2] == [("social", "A"), ("civil", "B")]
    assert date(2026, 10, 1) in values.holidays
    assert values.rule("anything").state is ReceiptState.RECEIVED


def test_with_a_catalogue_only_its_matters_are_taken_and_the_named_ones_accepted():
    values = settings(HALL, "CJ01", CATALOGUE, ["elderly_allowance"])
    rule = values.rule("elderly_allowance")
    assert (rule.state, rule.working_days) == (ReceiptState.ACCEPTED, 15)
    assert values.rule("marriage") is None
    with pytest.raises(BadSettings, match="marriage"):
        settings(HALL, "CJ01", CATALOGUE, ["marriage"])


def test_the_help_speaks_chinese_first():
    shown = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200"}).output
    assert "监听地址" in shown
    assert "状态目录" in shown
