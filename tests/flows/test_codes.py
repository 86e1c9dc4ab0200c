"""Codes before the scanner: only a person's own counts, only where it is asked for, and everything else is a sentence."""

from pathlib import Path

import cv2
import pytest

from devices.qr_scanner import decode
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from tests.flows.conftest import Make
from tests.flows.terminal import Terminal
from tests.flows.test_matters import CODE, ELDER, ENROL
from tests.unit.devices import qr_frames


@pytest.fixture
def asked(terminal: Terminal) -> Terminal:
    """Before the screen that takes a card or a code; the office knows whose CODE is."""
    terminal.bench.hall.ask("holder", code=CODE, kind="medical_insurance", person=ELDER)
    terminal.is_asked_who(ENROL)
    terminal.until(lambda shown: shown.shown.codes)
    return terminal


def _failed(terminal: Terminal) -> s.IdentityShown:
    shown = terminal.until(lambda shown: getattr(shown.shown, "phase", "") == "failed").shown
    assert isinstance(shown, s.IdentityShown)
    return shown


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ({"text": "8" * 600}, "scan.too-long"),
        ({"hex": "34323400" + "37" * 24}, "scan.strange"),
        ({"hex": "1b5b324a" + "37" * 24}, "scan.strange"),
        ({"hex": "c328fffe"}, "scan.strange"),
        ({"text": "‮424" + "7" * 25}, "scan.strange"),
        ({"text": "134567890123456789"}, "scan.payment"),
        ({"text": "https://example.org/?id=1"}, "scan.address"),
        ({"text": "KS1/CJ01-20261122-0007"}, "scan.our-paper"),
        ({"text": "'; DROP TABLE holder; --"}, "scan.unknown"),
    ],
)
def test_any_other_code_is_a_sentence_and_the_next_one_counts(
    asked: Terminal, what: dict[str, str], sentence: str
) -> None:
    asked.bench.scanner.ask("show", **what)
    assert _failed(asked).trouble == Say(sentence)
    asked.bench.scanner.ask("take_away")
    asked.bench.scanner.ask("show", text=CODE)
    asked.sees(s.FormShown)


def test_noise_on_the_line_is_nobodys_code(asked: Terminal) -> None:
    asked.bench.scanner.ask("noise", hex="00ff80fe" * 60)
    asked.bench.scanner.ask("show", text=CODE)
    shown = asked.until(lambda shown: isinstance(shown.shown, s.FormShown) or shown.shown.phase == "failed").shown
    if not isinstance(shown, s.FormShown):  # the noise ran into the code: it is said so, and shown again it counts
        assert shown.trouble in (Say("scan.strange"), Say("scan.torn"), Say("scan.unknown"))
        asked.bench.scanner.ask("take_away")
        asked.bench.scanner.ask("show", text=CODE)
    asked.sees(s.FormShown)
    assert asked.here.visit.session.given.card.name == ELDER["name"]


def test_two_codes_at_once_are_one_person_and_never_the_other(asked: Terminal) -> None:
    other = {**ELDER, "name": "李长根", "number": "320699193809070314"}
    second = CODE[:-1] + "0"
    asked.bench.hall.ask("holder", code=second, kind="medical_insurance", person=other)
    asked.bench.scanner.ask("burst", texts=[CODE, second])
    asked.sees(s.FormShown)
    asked.settle()
    assert asked.here.visit.session.given.card.name == ELDER["name"]


def test_a_scanner_that_is_unplugged_leaves_the_card_and_comes_back(asked: Terminal) -> None:
    asked.bench.scanner.ask("unplug")
    shown = asked.until(lambda shown: not shown.shown.codes).shown
    assert shown.card and shown.phase == "waiting"
    asked.bench.scanner.ask("plug")
    asked.until(lambda shown: shown.shown.codes)
    asked.bench.scanner.ask("show", text=CODE)
    asked.sees(s.FormShown)


def test_a_code_that_is_shown_where_nobody_asks_for_one_is_kept_nowhere(terminal: Terminal) -> None:
    """Before consent and after it: the scanner reads on the screens that ask, and on no other."""
    terminal.bench.hall.ask("holder", code=CODE, kind="medical_insurance", person=ELDER)
    terminal.chooses(ENROL)
    terminal.bench.scanner.ask("show", text=CODE)
    terminal.until(lambda shown: shown.shown.refused is None)
    terminal.touch(e.NextPressed())
    terminal.sees(s.NoticeShown)
    terminal.bench.scanner.ask("take_away")
    terminal.touch(e.ConsentGiven())
    shown = terminal.until(lambda shown: isinstance(shown.shown, s.IdentityShown) and shown.shown.codes).shown
    assert shown.phase == "waiting"
    assert terminal.settle().shown.phase == "waiting"


@pytest.mark.parametrize("fault", ["lost_answer", "html", "empty", "wrong_receipt", "500"])
def test_half_and_wrong_answers_let_nobody_in_and_the_next_try_does(asked: Terminal, fault: str) -> None:
    asked.bench.hall.ask("mode", mode=fault)
    asked.bench.scanner.ask("show", text=CODE)
    assert str(_failed(asked).trouble.key).startswith("inquiry.")
    assert asked.here.visit.session.given.card is None
    asked.bench.hall.ask("mode", mode="ok")
    asked.until(lambda shown: shown.shown.codes)
    asked.bench.scanner.ask("take_away")
    asked.bench.scanner.ask("show", text=CODE)
    asked.sees(s.FormShown)


def test_an_answer_that_comes_after_she_has_left_brings_her_back_nowhere(asked: Terminal) -> None:
    asked.bench.hall.ask("slow", seconds=1.0)
    asked.bench.scanner.ask("show", text=CODE)
    asked.until(lambda shown: getattr(shown.shown, "phase", "") == "asking")
    asked.touch(e.BackPressed())
    asked.sees(s.GuideShown)
    asked.bench.hall.ask("slow", seconds=0)
    asked.touch(e.NextPressed())
    asked.sees(s.NoticeShown)
    asked.touch(e.ConsentGiven())
    asked.until(lambda shown: isinstance(shown.shown, s.IdentityShown) and shown.shown.codes)
    assert asked.settle().shown.phase == "waiting"
    assert asked.here.visit.session.given.card is None


@pytest.mark.parametrize("lost", ["", "_zxing", "_zbar"])
def test_a_camera_does_as_a_scanner_too_with_one_decoder_or_both(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """A terminal without a scan engine: the code is held before a camera. Where zxing-cpp is missing, zbar reads alone."""
    if lost:
        monkeypatch.setattr(decode, lost, None)
    frames = tmp_path / "frames"
    frames.mkdir()
    cv2.imwrite(str(frames / "0.png"), qr_frames.empty())
    terminal = make(
        **{
            "devices.qr_scanner": {
                "driver": '"camera-scanner"',
                "options": f'{{ port = "{frames}", frame_every = 0.05 }}',
            }
        }
    )
    terminal.bench.hall.ask("holder", code=CODE, kind="medical_insurance", person=ELDER)
    terminal.start()
    terminal.is_asked_who(ENROL)
    terminal.until(lambda shown: shown.shown.codes)
    cv2.imwrite(str(frames / "0.png"), qr_frames.frame(CODE.encode(), angle=8))
    terminal.sees(s.FormShown)
    assert terminal.here.visit.session.given.card.name == ELDER["name"]
