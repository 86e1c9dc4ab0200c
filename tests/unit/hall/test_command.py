"""`kiosk hall`: what its options make of the hall's file and the catalogue."""

import json
import re
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


def test_holders_and_agents_are_registered_from_stdin_so_that_no_argument_shows_them(tmp_path):
    person = {"name": "王秀英", "number": "320699194103120249", "sex": "2", "ethnic": "01", "birth": "19410312"}
    person["address"] = "江苏省如皋市长江镇"
    holder = json.dumps({"code": "SBK1", "kind": "social_security", "person": person})
    agent = json.dumps({"name": "陈晓芸", "number": "320699198106050424", "reference": "D-0007"})
    for command, said, reference in (("add-holder", holder, r"H-[0-9a-f]{12}"), ("add-agent", agent, "D-0007")):
        ran = CliRunner().invoke(app, [command, "-", "--state", str(tmp_path / "hall")], input=said)
        assert ran.exit_code == 0 and re.fullmatch(reference, ran.stdout.strip())


@pytest.mark.parametrize("said", ["{}", "[]", "no JSON"])
def test_what_is_no_holder_is_one_sentence_that_names_the_file(tmp_path, said):
    ran = CliRunner().invoke(app, ["add-holder", "-", "--state", str(tmp_path / "hall")], input=said)
    assert isinstance(ran.exception, BadSettings) and "<stdin>" in str(ran.exception)
