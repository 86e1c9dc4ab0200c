"""She has filled in half of it and has to go: what is kept, who opens it, and when it is gone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.runtime import messages as m
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.store.drafts import Drafts
from kiosk.store.store import Store
from tests.flows.conftest import Make
from tests.flows.terminal import ACCOUNT, HOUSE, MOBILE, Terminal, VisitThread, eventually

PERSONAL = ("王秀英", "320699194103120249", "19410312", "知青村三组", MOBILE, ACCOUNT, HOUSE)
DAY = 86_400.0


def _gone(terminal: Terminal, first: VisitThread) -> None:
    terminal.until(lambda shown: terminal.current is not first and isinstance(shown.shown, s.AttractShown))
    eventually(lambda: not first.is_alive())


def _kept(terminal: Terminal, upto: type = s.ReviewShown) -> None:
    """She comes so far, keeps it, reads that it is kept and goes."""
    terminal.comes_to(upto)
    if upto is s.FormShown:
        terminal.touch(e.ValueEntered("mobile", MOBILE))
    first = terminal.here
    terminal.touch(e.CancelPressed())
    assert terminal.sees_over(s.CancelAsked).keep_days == 7
    terminal.touch(e.KeepPressed())
    terminal.sees_over(s.DraftKeptShown)
    terminal.touch(e.StayPressed())
    _gone(terminal, first)
    terminal.bench.reader.ask("lift")


def _drafts(terminal: Terminal) -> list[str]:
    return [outcome for kind, outcome in terminal.journal() if kind == "draft"]


def _rows(terminal: Terminal) -> int:
    return int(terminal.stored("SELECT count(*) FROM draft")[0][0])


def _files(terminal: Terminal) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(terminal.state.rglob("*")) if path.is_file())


def test_kept_found_again_gone_on_with_handed_in_and_gone(terminal: Terminal) -> None:
    _kept(terminal)
    assert (_rows(terminal), _drafts(terminal)) == (1, ["kept"])
    terminal.comes_to(s.FormShown)
    terminal.sees_over(s.DraftFoundAsked)
    terminal.touch(e.ResumePressed())
    terminal.until(lambda shown: shown.overlay is None and isinstance(shown.shown, s.MaterialsShown))
    assert terminal.sees(s.MaterialsShown).items[1].pages == 1
    terminal.touch(e.NextPressed(), e.DeclarationTicked(True), e.NextPressed())
    assert terminal.sees(s.SignShown).strokes == ()
    terminal.sign()
    assert terminal.sees(s.DoneShown).outcome == "received"
    assert (_rows(terminal), _drafts(terminal)) == (0, ["kept", "fetched", "destroyed"])
    (arrived,) = terminal.arrived()
    assert MOBILE.encode() in arrived[2] and ACCOUNT.encode() in arrived[2]


def test_another_card_sees_nothing_and_is_told_nothing(terminal: Terminal) -> None:
    _kept(terminal, s.FormShown)
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("lay", card="elder2")
    terminal.sees(s.FormShown)
    eventually(lambda: terminal.here.visit._out.drafts._asked is None)
    assert terminal.settle().overlay is None
    assert not terminal.here.visit.session.given.answers.get("mobile")
    assert (_rows(terminal), _drafts(terminal)) == (1, ["kept"])


def test_the_same_card_is_asked_nothing_in_another_matter(terminal: Terminal) -> None:
    _kept(terminal, s.FormShown)
    terminal.is_asked_who("medical_resident_enroll")
    terminal.bench.reader.ask("lay", card="elder")
    terminal.sees(s.FormShown)
    eventually(lambda: terminal.here.visit._out.drafts._asked is None)
    assert terminal.settle().overlay is None


def test_it_outlives_the_keeper_and_starting_again_destroys_it(terminal: Terminal) -> None:
    _kept(terminal, s.FormShown)
    terminal.stop()
    terminal.start()
    terminal.comes_to(s.FormShown)
    terminal.sees_over(s.DraftFoundAsked)
    terminal.touch(e.AfreshPressed())
    terminal.until(lambda shown: shown.overlay is None)
    eventually(lambda: _rows(terminal) == 0)
    assert not terminal.here.visit.session.given.answers.get("mobile")
    assert _drafts(terminal) == ["kept", "fetched", "destroyed"]


def test_time_that_runs_out_keeps_nothing_and_the_warning_offers_to(terminal: Terminal) -> None:
    terminal.comes_to(s.ReviewShown)
    first = terminal.here
    terminal.pass_time(75)
    assert terminal.sees_over(s.TimeWarning).keep_days == 7
    terminal.pass_time(20)
    _gone(terminal, first)
    assert (_rows(terminal), _drafts(terminal)) == (0, [])


def test_kept_from_the_warning(terminal: Terminal) -> None:
    terminal.comes_to(s.ReviewShown)
    terminal.pass_time(75)
    terminal.sees_over(s.TimeWarning)
    terminal.touch(e.KeepPressed())
    terminal.sees_over(s.DraftKeptShown)
    assert _rows(terminal) == 1


def test_a_card_without_a_picture_is_offered_nothing(terminal: Terminal) -> None:
    terminal.comes_to(s.IdentityShown)
    terminal.bench.reader.ask("lay", card="elder", photo_hex="00" * 1024)
    terminal.sees(s.FormShown)
    terminal.touch(e.ValueEntered("mobile", MOBILE), e.CancelPressed())
    assert terminal.sees_over(s.CancelAsked) == s.CancelAsked()
    terminal.touch(e.KeepPressed())
    terminal.settle()
    assert _rows(terminal) == 0


def test_not_a_byte_of_her_is_on_the_disk(terminal: Terminal, capfd: pytest.CaptureFixture[str]) -> None:
    _kept(terminal)
    photo = _photo(terminal)
    terminal.stop()
    files = _files(terminal)
    for text in PERSONAL:
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert text.encode(encoding) not in files
        assert text.encode().hex().encode() not in files
    assert photo not in files and b"\xff\xd8\xff" not in files
    said = capfd.readouterr()
    assert not [text for text in PERSONAL if text in said.out + said.err]


def _photo(terminal: Terminal) -> bytes:
    """What the chip gives: the reader's bytes, as the driver hands them on at each read."""
    photos = set()
    for _ in range(2):
        terminal.comes_to(s.FormShown)
        terminal.sees_over(s.DraftFoundAsked)
        card = terminal.here.visit.session.given.card
        assert card is not None
        photos.add(card.photo)
        first = terminal.here
        terminal.pass_time(91)
        _gone(terminal, first)
        terminal.bench.reader.ask("lift")
    (photo,) = photos
    return photo[16:48]


@pytest.mark.parametrize("jump", [-30 * 365 * DAY, 30 * 365 * DAY])
def test_a_wall_clock_that_is_wrong_neither_keeps_it_longer_nor_ends_it(terminal: Terminal, jump: float) -> None:
    _kept(terminal, s.FormShown)
    wall = terminal.clock.utc_now
    terminal.clock.utc_now = lambda: wall() + timedelta(seconds=jump)  # type: ignore[method-assign]
    terminal.clock.moved += 6.9 * DAY
    assert _rows(terminal) == 1
    terminal.clock.moved += 0.2 * DAY
    eventually(lambda: _rows(terminal) == 0)
    assert _drafts(terminal) == ["kept", "expired"]


def test_a_new_version_of_the_matter_lets_it_go_and_says_so(terminal: Terminal) -> None:
    _kept(terminal, s.FormShown)
    terminal.stop()
    catalogue = terminal.file.parent.parent / "catalogue"
    _new_version(terminal, catalogue)
    terminal.start()
    terminal.comes_to(s.FormShown)
    assert terminal.sees_over(s.FaultShown).happened.key == "fault.happened.draft-outdated"
    eventually(lambda: _rows(terminal) == 0)
    terminal.touch(e.StayPressed())
    terminal.until(lambda shown: shown.overlay is None)
    assert not terminal.here.visit.session.given.answers.get("mobile")


def _new_version(terminal: Terminal, catalogue: Path) -> None:
    """The catalogue with its matters in a later version."""
    from dataclasses import replace

    terminal.setup = replace(
        terminal.setup, matters=tuple(replace(matter, version="later") for matter in terminal.setup.matters)
    )


def test_a_full_store_is_said_before_it_promises(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = make()
    monkeypatch.setattr(Drafts, "has_room_for_drafts", lambda self: False)
    terminal.start()
    terminal.comes_to(s.ReviewShown)
    terminal.session_has(lambda session: session.hall is not None)
    terminal.touch(e.CancelPressed())
    assert terminal.sees_over(s.CancelAsked) == s.CancelAsked(is_full=True)


def test_a_store_that_fills_up_meanwhile_is_said_and_everything_is_still_there(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.comes_to(s.ReviewShown)
    terminal.touch(e.CancelPressed())
    terminal.sees_over(s.CancelAsked)
    monkeypatch.setattr(Drafts, "has_room_for_drafts", lambda self: False)
    terminal.touch(e.KeepPressed())
    assert terminal.sees_over(s.FaultShown).happened.key == "fault.happened.draft-not-kept"
    terminal.touch(e.StayPressed())
    assert isinstance(terminal.until(lambda shown: shown.overlay is None).shown, s.ReviewShown)
    assert terminal.here.visit.session.given.answers["mobile"] == MOBILE and _rows(terminal) == 0


def test_the_power_goes_before_the_commit_and_nothing_was_promised(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keeper dies with the box in its hands: her screen never said that it is kept, and nothing lies here."""
    terminal.comes_to(s.ReviewShown)
    first = terminal.here
    terminal.touch(e.CancelPressed())
    terminal.sees_over(s.CancelAsked)
    monkeypatch.setitem(type(terminal.keeper)._EARS, m.DraftMade, lambda keeper, visit, message: keeper.stop())
    terminal.touch(e.KeepPressed())
    assert terminal._thread is not None
    terminal._thread.join(15)
    assert not [shown for shown in first.glass.past if isinstance(shown.overlay, s.DraftKeptShown)]
    assert (_rows(terminal), _drafts(terminal)) == (0, [])


def test_it_is_on_the_disk_before_it_is_said_to_be_kept(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []
    keep = Store.keep_draft

    def slowly(self: Store, *values: Any) -> None:
        visit = terminal.here.visit
        said.append(("before", visit.session.draft.until))
        keep(self, *values)
        said.append(("after", self.draft(values[0], values[1]) is not None))

    monkeypatch.setattr(Store, "keep_draft", slowly)
    _kept(terminal, s.FormShown)
    assert said == [("before", None), ("after", True)]


def test_the_terminal_may_be_set_to_keep_none(make: Make) -> None:
    terminal = make(drafts={"most": "0"})
    terminal.start()
    terminal.comes_to(s.ReviewShown)
    terminal.touch(e.CancelPressed())
    assert terminal.sees_over(s.CancelAsked) == s.CancelAsked()
