"""Whole visits, from the first touch to the wiped glass."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image

from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.words import words
from screens.done import presenter
from tests.flows.conftest import QUICK, Make
from tests.flows.terminal import FORM, STROKE, Terminal, eventually


def test_a_resident_applies_alone_and_leaves_with_a_slip(terminal: Terminal) -> None:
    done = terminal.comes_to(s.DoneShown)
    assert done.outcome == "received"
    assert done.promised_on is not None
    assert terminal.slip_ends().slip == "printed"
    terminal.touch(e.Rated(5))
    terminal.until(lambda shown: getattr(shown.shown, "rating", None) == 5)
    first = terminal.here
    terminal.touch(e.NextPressed())
    terminal.until(lambda shown: terminal.current is not first and isinstance(shown.shown, s.AttractShown))
    assert first.visit.session.given.card is None
    assert [row[0] for row in terminal.arrived()] == [done.number]


def test_what_arrives_is_what_was_given(terminal: Terminal) -> None:
    terminal.comes_to(s.DoneShown)
    ((_, slip_number, raw),) = terminal.arrived()
    body = json.loads(raw)
    assert body["applicant"]["name"] == "王秀英" and body["applicant"]["number"] == "320699194103120249"
    assert {key: body["answers"][key] for key in FORM} == FORM
    assert body["answers"]["age_band"] == "80—89周岁" and body["answers"]["is_agent"] == "no"
    assert body["slip_number"] == slip_number
    assert body["consent"]["version"] == terminal.setup.hall.notice.version
    assert body["consent"]["agreed_at"] <= body["signed_at"] <= body["made_at"]
    assert "M60.0 120.0" in body["signature_svg"]  # the stroke's first point on a pad of 600 x 240
    register = next(material for material in body["materials"] if material["name"] == "居民户口簿")
    assert register["how"] == "photo" and len(register["pages"]) == 1
    assert terminal.in_hall("SELECT sha256 FROM material WHERE application_id = ?", body["application_id"]) == [
        (register["pages"][0],)
    ]


def test_a_promised_material_travels_with_its_day(terminal: Terminal) -> None:
    shown = terminal.comes_to(s.MaterialsShown)
    assert not shown.complete
    terminal.touch(e.PromiseMade(1))
    item = next(i for i in terminal.until(lambda shown: shown.shown.complete).shown.items if i.index == 1)
    terminal.touch(e.NextPressed(), e.DeclarationTicked(True), e.NextPressed())
    terminal.sees(s.SignShown)
    terminal.sign()
    assert terminal.sees(s.DoneShown).outcome == "received"
    body = json.loads(terminal.arrived()[0][2])
    register = next(material for material in body["materials"] if material["name"] == "居民户口簿")
    assert register == {
        "name": "居民户口簿",
        "how": "promise",
        "pages": [],
        "promised_by": item.promised_by.isoformat(),
    }


def test_two_touches_on_submit_submit_once(terminal: Terminal) -> None:
    terminal.comes_to(s.SignShown)
    terminal.touch(e.StrokeDrawn(STROKE), e.NextPressed(), e.NextPressed(), e.NextPressed())
    terminal.sees(s.DoneShown)
    terminal.slip_ends()
    assert terminal.stored("SELECT count(*) FROM application") == [(1,)]
    assert len(terminal.arrived()) == 1
    assert len(terminal.papers) == 1


def test_the_next_visitor_sees_nothing_of_the_one_before(terminal: Terminal) -> None:
    done = terminal.comes_to(s.DoneShown)
    terminal.slip_ends()
    first = terminal.here
    terminal.bench.reader.ask("lift")
    terminal.touch(e.NextPressed())
    terminal.until(lambda shown: terminal.current is not first)
    shown = terminal.comes_to(s.MaterialsShown)
    assert next(item for item in shown.items if item.index == 1).pages == 0
    terminal.touch(e.BackPressed(), e.BackPressed(), e.BackPressed())
    terminal.settle()
    assert terminal.here is not first
    for snapshot in terminal.here.glass.past:
        assert done.number not in str(snapshot)
        if isinstance(snapshot.shown, s.FormShown) and snapshot.shown.page == 2:
            break
    else:
        raise AssertionError("the form's last page was never shown")
    started = next(shot for shot in terminal.here.glass.past if isinstance(shot.shown, s.FormShown))
    assert all(field.value == "" for field in started.shown.fields)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(("mode", "word"), [("ok", "received"), ("500", "kept")])
def test_screen_and_slip_say_the_same(make: Make, language: str, mode: str, word: str) -> None:
    terminal = make(**(QUICK if word == "kept" else {}))
    terminal.start()
    terminal.bench.hall.ask("mode", mode=mode)
    terminal._home()
    terminal.touch(e.LanguageChosen(language))
    terminal._guide(), terminal._notice(), terminal._identity(), terminal._form()
    terminal._materials(), terminal._review(), terminal._sign()
    shown = terminal._done()
    terminal.slip_ends()
    (paper,) = terminal.papers
    assert shown.outcome == word
    said = presenter.present(shown, terminal.settle().frame, words(language))
    outcome = next(value for value in _texts(said) if value == words(language)(f"outcome.{word}"))
    text = "".join("".join(paper["lines"]).split())
    assert "".join(outcome.split()) in text
    others = {words(language)(f"outcome.{other}") for other in ("kept", "received", "accepted")} - {outcome}
    assert all("".join(other.split()) not in text for other in others if other not in outcome)
    assert shown.number in text


def test_the_code_on_the_slip_is_the_code_on_the_screen(terminal: Terminal) -> None:
    shown = terminal.comes_to(s.DoneShown)
    terminal.slip_ends()
    (paper,) = terminal.papers
    found = zxingcpp.read_barcodes(Image.open(eventually(lambda: Path(paper["png"]) if paper["png"] else None)))
    assert [code.text for code in found] == [shown.qr] == [f"KS1/{shown.number}"]


def _texts(value: object) -> list[str]:
    """Every text in a view."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for part in value for text in _texts(part)]
    slots = getattr(value, "__dataclass_fields__", {})
    return [text for name in slots for text in _texts(getattr(value, name))]


def test_a_slip_bears_the_halls_day_also_while_it_is_yesterday_in_greenwich(make: Make) -> None:
    terminal = make()
    terminal.move_to(2)
    today = datetime.now(ZoneInfo(terminal.setup.hall.zone)).date()  # the hall's own clock was not moved
    terminal.start()
    terminal.until(lambda shown: shown.frame.wall.hour == 2)
    terminal.session_has(lambda session: session.works("backend"))
    terminal.comes_to(s.DoneShown)
    [(number,)] = terminal.stored("SELECT slip_number FROM application")
    assert number == f"{terminal.short}-{today:%Y%m%d}-0001"
