"""The shipped matters beside the first one: who must be compared, who may show a code, what is done at once."""

import json
from datetime import date

import pytest

from kiosk.ports.comparison import Way
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.model import State
from kiosk.session.snapshot import Say
from tests.flows.conftest import QUICK, Make
from tests.flows.terminal import MOBILE, STROKE, Terminal

ALIVE, ENROL = "pension_alive_cert", "medical_resident_enroll"
PIN = "135790"
CODE = "424" + "0123456789" * 2 + "12345"
ELDER = {"name": "王秀英", "number": "320699194103120249", "sex": "2", "ethnic": "01", "birth": "19410312",
         "address": "江苏省如皋市长江镇知青村三组12号"}  # fmt: skip
AGENT = {"name": "陈晓芸", "number": "320699198106050424", "reference": "D-0007"}


@pytest.fixture
def monday(make: Make) -> Terminal:
    """Ten o'clock on a working day: clerks are at the windows, and the staff PIN is set."""
    terminal = make(timing={"face": "1.5"})
    terminal.sets_pin("staff", PIN)
    terminal.move_to(10)
    terminal.start()
    return terminal


def _compared(terminal: Terminal) -> s.ComparisonShown:
    terminal.is_asked_who(ALIVE)
    terminal.bench.reader.ask("lay", card="elder")
    shown: s.ComparisonShown = terminal.sees(s.ComparisonShown)
    return shown


def _chooses(terminal: Terminal, way: Way) -> None:
    """Once the terminal has heard from everything that this way needs."""
    terminal.until(lambda shown: any(one.way is way and one.refused is None for one in shown.shown.ways))
    terminal.touch(e.WayChosen(way))


def _sends_off(terminal: Terminal) -> s.DoneShown:
    """From the form's first page to the outcome: a matter without a signature."""
    terminal.sees(s.FormShown)
    terminal.touch(e.ValueEntered("mobile", MOBILE), e.ValueEntered("benefit_kind", "城乡居民养老"), e.NextPressed())
    terminal.sees(s.ReviewShown)
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    terminal.sees(s.DoneShown)
    shown: s.DoneShown = terminal.slip_ends()
    return shown


def _body(terminal: Terminal) -> dict[str, object]:
    [(_, _, raw)] = terminal.arrived()
    body: dict[str, object] = json.loads(raw)
    return body


def _text(terminal: Terminal) -> str:
    return "\n".join(terminal.papers[-1]["lines"])


# ---- card and person compared -------------------------------------------------------------------------------------


def test_a_clerk_compares_and_the_certification_is_done_with_its_number(monday: Terminal) -> None:
    _compared(monday)
    monday.touch(e.WayChosen(Way.CLERK), e.PinEntered(PIN))
    done = _sends_off(monday)
    assert done.outcome == "done" and done.result is not None
    assert done.result.name == "资格认证结果回执" and done.result.number and done.result.valid_until > date(2026, 11, 1)
    assert "已办结" in _text(monday) and done.result.number in _text(monday).replace("\n", "")
    body = _body(monday)
    assert body["proof"]["way"] == "compared" and body["proof"]["compared_by"] == "clerk"
    assert body["answers"]["verify_method"] == "工作人员现场核验"


def test_who_reads_english_reads_the_results_name_in_english(monday: Terminal) -> None:
    _compared(monday)
    monday.touch(e.LanguageChosen("en"), e.WayChosen(Way.CLERK), e.PinEntered(PIN))
    done = _sends_off(monday)
    assert done.result is not None and done.result.name == "Receipt of certification"
    assert "Receipt of certification" in _text(monday) and "资格认证结果回执" not in _text(monday)


def test_an_agent_compares_with_a_card_that_the_office_knows(monday: Terminal) -> None:
    monday.bench.hall.ask("agent", **AGENT)
    _compared(monday)
    _chooses(monday, Way.AGENT)
    monday.bench.reader.ask("lift")
    monday.session_has(lambda session: not session.proof.there)
    monday.bench.reader.ask("lay", card="adult")
    monday.sees(s.FormShown)
    monday.touch(e.ValueEntered("mobile", MOBILE), e.ValueEntered("benefit_kind", "城乡居民养老"), e.NextPressed())
    monday.sees(s.ReviewShown)
    monday.touch(e.DeclarationTicked(True), e.NextPressed())
    assert monday.sees(s.IdentityShown).purpose == "again"  # the agent's card vouches for the agent alone
    monday.bench.reader.ask("lift")
    monday.session_has(lambda session: not session.proof.there)
    monday.bench.reader.ask("lay", card="elder")
    monday.sees(s.ReviewShown)
    monday.touch(e.NextPressed())
    monday.sees(s.DoneShown)
    assert _body(monday)["proof"] | {"at": None} == {
        "way": "compared", "compared_by": "agent", "by": "D-0007", "at": None, "code_kind": None, "code_reference": None,
    }  # fmt: skip
    assert _body(monday)["applicant"]["name"] == ELDER["name"]


def test_somebody_whom_the_office_does_not_know_is_no_agent(monday: Terminal) -> None:
    _compared(monday)
    _chooses(monday, Way.AGENT)
    monday.bench.reader.ask("lift")
    monday.session_has(lambda session: not session.proof.there)
    monday.bench.reader.ask("lay", card="elder2")
    assert monday.until(lambda shown: getattr(shown.shown, "trouble", None)).shown.trouble == Say("agent.unknown")
    assert monday.here.visit.session.state is State.COMPARISON


def test_without_a_reader_no_agent_can_show_a_card_and_it_is_said_while_he_tries(monday: Terminal) -> None:
    _compared(monday)
    _chooses(monday, Way.AGENT)
    monday.bench.reader.ask("unplug")
    shown = monday.until(lambda shown: getattr(shown.shown, "trouble", None)).shown
    assert (shown.phase, shown.trouble) == ("agent", Say("refuse.id-reader"))
    monday.touch(e.BackPressed(), e.WayChosen(Way.CLERK), e.PinEntered(PIN))
    monday.sees(s.FormShown)


def test_where_nobody_can_compare_a_time_is_booked_and_nothing_is_passed_on_the_card(make: Make) -> None:
    terminal = make(comparison={"ways": "[]"})
    terminal.move_to(10)
    terminal.start()
    guide = terminal.chooses(ALIVE)
    guide = terminal.until(lambda shown: shown.shown.bookings).shown
    assert guide.refused == Say("refuse.comparison") and guide.tickets
    terminal.touch(e.NextPressed())
    assert isinstance(terminal.settle().shown, s.GuideShown)
    terminal.touch(e.BookingOpened())
    slots = terminal.until(lambda shown: getattr(shown.shown, "slots", None)).shown.slots
    terminal.touch(e.SlotChosen(slots[0].day, slots[0].half))
    booked = terminal.sees(s.BookedShown)
    assert booked.made.day == slots[0].day
    terminal.until(lambda shown: getattr(shown.shown, "slip", "") == "printed")
    assert booked.made.number in _text(terminal)
    assert terminal.in_hall(
        "SELECT count(*) FROM booking WHERE number = ? AND day = ?", booked.made.number, f"{slots[0].day}"
    ) == [(1,)]


def test_at_night_no_clerk_is_offered_and_the_agent_still_is(make: Make) -> None:
    terminal = make()
    terminal.move_to(2)
    terminal.start()
    refused = {way.way: way.refused for way in _compared(terminal).ways}
    assert refused[Way.CLERK] == Say("refuse.clerk-away") and refused[Way.AGENT] is None


# ---- a face -------------------------------------------------------------------------------------------------------


def _looks(terminal: Terminal, who: str) -> None:
    terminal.bench.face.ask("person", who=who)
    _chooses(terminal, Way.FACE)
    terminal.touch(e.ConsentGiven())


def test_a_face_that_is_the_cards_own_passes_after_its_own_consent(monday: Terminal) -> None:
    _compared(monday)
    _looks(monday, "same")
    assert _sends_off(monday).outcome == "done"
    assert _body(monday)["proof"]["compared_by"] == "face"
    assert _body(monday)["answers"]["verify_method"] == "人脸"


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("other", "face.different"), ("nobody", "face.nobody"), ("several", "face.several"), ("photo", "face.not-live"),
     ("dark", "face.dark")],
)  # fmt: skip
def test_any_other_face_is_said_why_and_another_way_stays_open(monday: Terminal, who: str, sentence: str) -> None:
    _compared(monday)
    _looks(monday, who)
    shown = monday.until(lambda shown: getattr(shown.shown, "trouble", None)).shown
    assert shown.trouble == Say(sentence)
    assert monday.here.visit.session.given.comparison is None
    monday.touch(e.ConsentRefused(), e.WayChosen(Way.CLERK), e.PinEntered(PIN))
    monday.sees(s.FormShown)


def test_a_face_module_that_dies_in_the_middle_leaves_the_other_ways(monday: Terminal) -> None:
    _compared(monday)
    monday.until(lambda shown: any(way.way is Way.FACE and way.refused is None for way in shown.shown.ways))
    monday.bench.face.ask("silent", on=True)
    _chooses(monday, Way.FACE)
    monday.touch(e.ConsentGiven())
    shown = monday.until(lambda shown: getattr(shown.shown, "trouble", None)).shown
    assert shown.trouble == Say("error.device.silent")
    monday.touch(e.ConsentRefused(), e.WayChosen(Way.CLERK), e.PinEntered(PIN))
    monday.sees(s.FormShown)


# ---- a code -------------------------------------------------------------------------------------------------------


def _enrols(terminal: Terminal) -> s.DoneShown:
    """From the form's first page to the outcome, for herself."""
    terminal.sees(s.FormShown)
    answers = {
        "mobile": MOBILE,
        "residence_region": "320682/320682-cj/320682-cj-zq",
        "residence_detail": "三组12号",
        "insured_for": "本人",
        "person_category": "普通居民",
    }
    while isinstance(page := terminal.settle().shown, s.FormShown):
        terminal.touch(
            *(e.ValueEntered(f.key, answers[f.key]) for f in page.fields if f.key in answers), e.NextPressed()
        )
        terminal.until(lambda shown, page=page: shown.shown != page)
        terminal.settle()
        if getattr(terminal.now.shown, "fields", None) == page.fields:
            raise AssertionError(f"the form does not go on: {page}")
    terminal.sees(s.MaterialsShown)
    terminal.touch(e.NextPressed())
    terminal.sees(s.ReviewShown)
    terminal.touch(e.DeclarationTicked(True), e.NextPressed())
    terminal.sees(s.SignShown)
    terminal.touch(e.StrokeDrawn(STROKE), e.NextPressed())
    terminal.sees(s.DoneShown)
    shown: s.DoneShown = terminal.slip_ends()
    return shown


def test_who_has_only_her_phone_enrols_with_its_code(terminal: Terminal) -> None:
    terminal.bench.hall.ask("holder", code=CODE, kind="medical_insurance", person=ELDER)
    terminal.is_asked_who(ENROL)
    terminal.until(lambda shown: shown.shown.codes)
    terminal.bench.scanner.ask("show", text=CODE)
    done = _enrols(terminal)
    assert done.outcome == "done" and done.result is not None and done.result.name == "参保登记回执"
    body = _body(terminal)
    assert body["proof"]["way"] == "code" and body["proof"]["code_kind"] == "medical_insurance"
    assert body["applicant"]["name"] == ELDER["name"]
    assert CODE not in json.dumps(body)


@pytest.mark.parametrize("card", ["elder", "hmt_permit", "foreign_2023"])
def test_every_card_that_the_matter_takes_enrols(make: Make, card: str) -> None:
    terminal = make()
    terminal.start()
    terminal.is_asked_who(ENROL)
    terminal.bench.reader.ask("lay", card=card)
    if card == "hmt_permit":  # the sample ran out in 2025
        assert terminal.until(lambda shown: getattr(shown.shown, "trouble", None)).shown.trouble == Say(
            "identity.expired"
        )
        return
    assert _enrols(terminal).outcome == "done"
    applicant = _body(terminal)["applicant"]
    assert applicant["card_kind"] == {"elder": "resident"}.get(card, card)
    assert applicant["latin_name"] == {"foreign_2023": "ZHENGJIAN, YANGBEN"}.get(card, "")


def test_a_code_that_the_office_does_not_know_lets_nobody_in(terminal: Terminal) -> None:
    terminal.is_asked_who(ENROL)
    terminal.until(lambda shown: shown.shown.codes)
    terminal.bench.scanner.ask("show", text="424" + "9" * 25)
    shown = terminal.until(lambda shown: getattr(shown.shown, "phase", "") == "failed").shown
    assert shown.trouble == Say("holder.unknown") and shown.tickets


def test_a_hall_that_says_nothing_to_a_code_keeps_nobody_waiting_for_ever(quick: Terminal) -> None:
    quick.is_asked_who(ENROL)
    quick.until(lambda shown: shown.shown.codes)
    quick.bench.hall.ask("mode", mode="hang")
    quick.bench.scanner.ask("show", text=CODE)
    shown = quick.until(lambda shown: getattr(shown.shown, "phase", "") == "failed").shown
    assert shown.trouble in (Say("inquiry.away"), Say("inquiry.silent"))
    quick.bench.hall.ask("mode", mode="ok")
    quick.bench.reader.ask("lay", card="elder")
    quick.sees(s.FormShown)


# ---- done at once, or not done yet --------------------------------------------------------------------------------


def test_offline_an_instant_matter_is_said_not_to_be_done_yet(make: Make) -> None:
    terminal = make(**QUICK)
    terminal.sets_pin("staff", PIN)
    terminal.move_to(10)
    terminal.start()
    _compared(terminal)
    terminal.touch(e.WayChosen(Way.CLERK), e.PinEntered(PIN))
    terminal.sees(s.FormShown)
    terminal.bench.hall.ask("mode", mode="500")
    done = _sends_off(terminal)
    assert (done.outcome, done.instant, done.result) == ("kept", True, None)
    assert "没有办成" in _text(terminal).replace("\n", "") and "已办结" not in _text(terminal)


def test_an_office_that_takes_its_time_has_received_it_and_not_done_it(monday: Terminal) -> None:
    monday.bench.hall.ask("decide", on=False)
    _compared(monday)
    monday.touch(e.WayChosen(Way.CLERK), e.PinEntered(PIN))
    done = _sends_off(monday)
    assert (done.outcome, done.instant, done.result) == ("received", True, None)
