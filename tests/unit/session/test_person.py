"""Who is here: what each matter takes as a proof of person, and that nothing less ever passes."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.catalogue.matter import PersonProof
from kiosk.ports.comparison import Way
from kiosk.ports.id_reader import CardKind
from kiosk.ports.qr_scanner import PayloadKind, Refusal, Scan
from kiosk.ports.status import Readiness, Status
from kiosk.session import commands as c
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.machine import handle
from kiosk.session.model import Booking, Proof, Session, State
from kiosk.session.show import snapshot
from tests.unit.session.worlds import BOOKED, CARD, CODE, NOW, OTHER, SLOT, STROKE, fresh, given, world

NIGHT = datetime(2026, 11, 23, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def at(state: State, *proofs: PersonProof, **matter: object) -> Session:
    """A session in `state` with a matter that takes these proofs; what a visit has before anybody is known."""
    changed = replace(world().matters[0], proofs=proofs or (PersonProof.CARD,), age=None, **matter)
    return fresh().but(state=state, matter=changed, given=replace(fresh().given, consented_at=fresh().wall))


def after(session: Session, *events: e.Event) -> tuple[Session, tuple[c.Command, ...]]:
    commands: tuple[c.Command, ...] = ()
    for event in events:
        session, more = handle(session, event)
        commands += more
    return session, commands


def without(session: Session, *devices: str) -> Session:
    gone = Status(Readiness.ABSENT, NOW, holds_for=1e9)
    return session.but(statuses={**session.statuses, **dict.fromkeys(devices, gone)})


def shown(session: Session) -> Any:
    return snapshot(session).shown


# ---- what is asked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proofs", "state", "started"),
    [
        ((PersonProof.CARD,), State.IDENTITY, {c.StartReader()}),
        ((PersonProof.CODE,), State.IDENTITY, {c.StartScanner()}),
        ((PersonProof.CARD, PersonProof.CODE), State.IDENTITY, {c.StartReader(), c.StartScanner()}),
        ((PersonProof.COMPARED,), State.IDENTITY, {c.StartReader()}),
        ((PersonProof.NONE,), State.FORM, set()),
    ],
)
def test_consent_leads_to_what_the_matter_asks_for_and_to_nothing_more(
    proofs: tuple[PersonProof, ...], state: State, started: set[c.Command]
) -> None:
    session, commands = after(at(State.NOTICE, *proofs), e.ConsentGiven())
    assert session.state is state
    assert set(commands) == started


def test_a_code_alone_is_offered_as_a_code_alone() -> None:
    screen = shown(at(State.IDENTITY, PersonProof.CODE))
    assert isinstance(screen, s.IdentityShown) and (screen.card, screen.codes) == (False, True)


def test_where_the_reader_is_gone_a_code_still_does_where_the_matter_takes_one() -> None:
    both = without(at(State.IDENTITY, PersonProof.CARD, PersonProof.CODE), "id_reader")
    assert shown(both).phase == "waiting"
    assert shown(without(at(State.IDENTITY), "id_reader")).phase == "unavailable"


@pytest.mark.parametrize("kind", list(CardKind))
def test_a_card_counts_exactly_where_the_matter_takes_its_kind(kind: CardKind) -> None:
    card = replace(CARD, kind=kind)
    taken, _ = after(at(State.IDENTITY, cards=(kind,)), e.CardRead(card))
    others = tuple(other for other in CardKind if other is not kind)
    refused, _ = after(at(State.IDENTITY, cards=others), e.CardRead(card))
    assert taken.state is State.FORM
    assert refused.state is State.IDENTITY and refused.proof.misses == 1 and refused.given.card is None


def test_after_three_misses_nobody_is_locked_out_and_every_other_way_is_shown() -> None:
    session = at(State.IDENTITY, PersonProof.CARD, PersonProof.CODE)
    for _ in range(3):
        session, _ = handle(session, e.CardFailed("error.card.unreadable"))
    screen = shown(session)
    assert isinstance(screen, s.IdentityShown)
    assert screen.stuck and screen.codes and screen.bookings and screen.tickets and screen.replace_at
    assert after(session, e.CardRead(CARD))[0].state is State.FORM


def test_a_card_that_lies_there_since_before_is_told_to_be_laid_again_and_that_is_no_miss() -> None:
    session = at(State.IDENTITY).but(touched_at=NOW)
    for seconds, trouble in ((7.0, None), (8.0, s.Say("identity.lift-first"))):
        session, _ = handle(session, e.Ticked(NOW + seconds, session.wall))
        assert (shown(session).trouble, shown(session).misses) == (trouble, 0)


# ---- codes --------------------------------------------------------------------------------------------------------


def test_a_persons_code_is_asked_about_and_its_holder_counts_as_the_person() -> None:
    session, commands = after(at(State.IDENTITY, PersonProof.CODE), e.CodeScanned(CODE))
    assert commands == (c.AskHolder(CODE.text, PayloadKind.MEDICAL_INSURANCE),)
    assert shown(session).phase == "asking"
    session, _ = after(session, e.HolderFound(CARD, "medical_insurance", "H-1"))
    assert session.state is State.FORM
    assert session.given.card == CARD and session.given.code and session.given.code.reference == "H-1"


def test_two_codes_at_once_are_one_question() -> None:
    _, commands = after(at(State.IDENTITY, PersonProof.CODE), e.CodeScanned(CODE), e.CodeScanned(CODE))
    assert len(commands) == 1


@pytest.mark.parametrize(
    ("scan", "sentence"),
    [
        (Scan("KS1/CJ01-20261122-0007"), "scan.our-paper"),
        (Scan("KT1/2026-11-22/A031"), "scan.our-paper"),
        (Scan("wxp://f2f0abc"), "scan.payment"),
        (Scan("https://example.org/x"), "scan.address"),
        (Scan("a parcel's number"), "scan.unknown"),
        (Scan(refused=Refusal.TORN), "scan.torn"),
        (Scan(refused=Refusal.TOO_LONG), "scan.too-long"),
        (Scan(refused=Refusal.CONTROL), "scan.strange"),
        (Scan(refused=Refusal.NO_TEXT), "scan.strange"),
    ],
)
def test_any_other_code_is_said_to_be_another_and_asked_of_nobody(scan: Scan, sentence: str) -> None:
    session, commands = after(at(State.IDENTITY, PersonProof.CODE), e.CodeScanned(scan))
    assert commands == ()
    assert shown(session).trouble == s.Say(sentence)


def test_a_code_says_nothing_to_a_matter_that_takes_none() -> None:
    session, commands = after(at(State.IDENTITY, PersonProof.CARD), e.CodeScanned(CODE))
    assert (session.proof, commands) == (Proof(), ())


def test_an_answer_that_nobody_waits_for_brings_nobody_in() -> None:
    session, _ = after(at(State.IDENTITY, PersonProof.CODE), e.HolderFound(CARD, "medical_insurance", "H-1"))
    assert session.state is State.IDENTITY and session.given.card is None


def test_a_code_that_went_stale_is_shown_again_by_the_same_person_only() -> None:
    session = at(State.SIGN, PersonProof.CODE)
    code, _ = after(at(State.IDENTITY, PersonProof.CODE), e.CodeScanned(CODE), e.HolderFound(CARD, "x", "H-1"))
    session = session.but(given=replace(given(), code=code.given.code), proof=Proof(stale=True))
    again, commands = after(session, e.NextPressed())
    assert again.state is State.IDENTITY_AGAIN and commands == (c.StartScanner(),)
    other, _ = after(again, e.CodeScanned(CODE), e.HolderFound(OTHER, "x", "H-2"))
    assert other.state is State.IDENTITY_AGAIN and other.given.card == CARD
    same, _ = after(other, e.CodeScanned(CODE), e.HolderFound(CARD, "x", "H-1"))
    assert same.state is State.SIGN


def test_a_reader_that_breaks_takes_nothing_from_who_showed_a_code() -> None:
    gone = e.StatusSeen("id_reader", Status(Readiness.ABSENT, NOW, holds_for=1e9))
    coded, _ = after(at(State.IDENTITY, PersonProof.CODE), e.CodeScanned(CODE), e.HolderFound(CARD, "x", "H-1"), gone)
    carded, _ = after(at(State.IDENTITY, PersonProof.CARD), e.CardRead(CARD), gone)
    assert (coded.proof.stale, carded.proof.stale) == (False, True)


# ---- card and person compared -------------------------------------------------------------------------------------


def compared(*ways: Way) -> Session:
    session, _ = after(at(State.IDENTITY, PersonProof.COMPARED), e.CardRead(CARD))
    return session.but(world=replace(session.world, ways=ways or tuple(Way)))


def test_a_card_alone_does_not_pass_where_the_person_must_be_compared() -> None:
    session = compared()
    assert session.state is State.COMPARISON
    assert shown(session).name == "王**"


def test_where_nobody_can_compare_the_matter_is_booked_or_done_at_the_window() -> None:
    guide = at(State.GUIDE, PersonProof.COMPARED).but(world=replace(world(), ways=()))
    screen = shown(guide)
    assert isinstance(screen, s.GuideShown)
    assert screen.refused == s.Say("refuse.comparison") and screen.bookings and screen.tickets
    assert after(guide, e.NextPressed())[0].state is State.GUIDE


@pytest.mark.parametrize("moment", [NIGHT, SUNDAY])
def test_no_clerk_is_offered_while_the_windows_are_closed(moment: datetime) -> None:
    session = compared(Way.CLERK, Way.AGENT).but(wall=moment)
    refused = {way.way: way.refused for way in shown(session).ways}
    assert refused[Way.CLERK] == s.Say("refuse.clerk-away") and refused[Way.AGENT] is None


def test_a_face_is_no_offer_while_it_would_be_the_only_one() -> None:
    session = compared(Way.FACE, Way.CLERK).but(wall=NIGHT)
    assert all(way.refused for way in shown(session).ways)


def test_a_face_is_looked_at_only_after_a_consent_of_its_own() -> None:
    session, commands = after(compared(), e.WayChosen(Way.FACE))
    assert shown(session).phase == "consent" and commands == ()
    session, commands = after(session, e.ConsentGiven())
    assert commands == (c.CompareFace(CARD.photo),)
    session, _ = after(session, e.PersonCompared(True, "model 1"))
    assert session.state is State.FORM
    assert session.given.comparison and session.given.comparison.way is Way.FACE


def test_no_to_the_face_leads_to_the_other_ways() -> None:
    session, _ = after(compared(), e.WayChosen(Way.FACE), e.ConsentRefused())
    assert shown(session).phase == "choose" and session.given.card == CARD


def test_a_face_that_was_left_cannot_pass_afterwards() -> None:
    session, commands = after(compared(), e.WayChosen(Way.FACE), e.ConsentGiven(), e.BackPressed())
    assert c.StopComparing() in commands
    session, _ = after(session, e.PersonCompared(True, "model 1"))
    assert session.state is State.COMPARISON and session.given.comparison is None


def test_after_three_misses_a_person_has_to_look() -> None:
    session = compared()
    for _ in range(3):
        session, _ = after(session, e.WayChosen(Way.FACE), e.ConsentGiven(), e.PersonCompared(False, "m"))
    screen = shown(session)
    assert screen.phase == "choose" and screen.trouble == s.Say("face.tired")
    assert after(session, e.WayChosen(Way.FACE))[0].compare.way is None


def test_going_back_gives_the_face_no_new_tries() -> None:
    session = compared()
    for _ in range(3):
        session, _ = after(session, e.WayChosen(Way.FACE), e.ConsentGiven(), e.PersonCompared(False, "m"))
    session, _ = after(session, e.BackPressed(), e.NextPressed(), e.ConsentGiven(), e.CardRead(CARD))
    assert session.state is State.COMPARISON
    assert {way.way for way in shown(session).ways if way.refused} == {Way.FACE}


def test_a_clerk_signs_with_the_staff_pin_and_a_technician_cannot() -> None:
    asked, commands = after(compared(), e.WayChosen(Way.CLERK), e.PinEntered("135790"))
    assert commands == (c.CheckPin("135790", at_comparison=True),)
    technician, _ = after(asked, e.PinAnswered("technician"))
    assert technician.state is State.COMPARISON and technician.given.comparison is None
    wrong, _ = after(asked, e.PinAnswered(None))
    assert wrong.state is State.COMPARISON
    clerk, _ = after(asked, e.PinAnswered("staff"))
    assert clerk.state is State.FORM and clerk.given.comparison and clerk.given.comparison.way is Way.CLERK


def test_an_agent_shows_a_card_of_his_own_that_the_office_knows() -> None:
    session, _ = after(compared(), e.WayChosen(Way.AGENT))
    own, commands = after(session, e.CardRead(CARD))
    assert commands == () and shown(own).trouble == s.Say("comparison.own-card")
    asked, commands = after(session, e.CardRead(OTHER))
    assert commands == (c.AskAgent(OTHER),)
    assert after(asked, e.AgentUnknown("agent.unknown"))[0].state is State.COMPARISON
    passed, _ = after(asked, e.AgentKnown("D-7"))
    assert passed.state is State.FORM and passed.given.comparison and passed.given.comparison.by == "D-7"


def test_after_an_agents_card_the_residents_own_is_asked_for_before_anything_goes_off() -> None:
    asked, _ = after(compared(), e.WayChosen(Way.AGENT), e.CardRead(OTHER), e.AgentKnown("D-7"))
    assert asked.proof.stale


@pytest.mark.parametrize("proofs", [(PersonProof.COMPARED,), (PersonProof.CODE,), (PersonProof.NONE,)])
def test_no_application_goes_off_on_a_proof_that_its_matter_does_not_take(proofs: tuple[PersonProof, ...]) -> None:
    """Whatever led to the pad: here a card lies, and the matter asks for something else."""
    session = at(State.SIGN, *proofs).but(given=replace(given(), strokes=(STROKE,)), proof=Proof(there=True))
    after_, commands = after(session, e.NextPressed())
    assert after_.state is State.SIGN and commands == ()


# ---- bookings -----------------------------------------------------------------------------------------------------


def test_a_half_day_is_booked_once_however_often_it_is_touched() -> None:
    session, commands = after(at(State.GUIDE), e.BookingOpened())
    assert commands[-1] == c.AskSlots("elderly_allowance")
    chosen = e.SlotChosen(SLOT.day, SLOT.half)
    session, commands = after(session, e.SlotsSeen((SLOT,)), chosen, chosen)
    assert len(commands) == 1 and isinstance(commands[0], c.Book)
    session, _ = after(session, e.BookingTaken(BOOKED, "elderly_allowance"))
    assert isinstance(shown(session), s.BookedShown)


def test_a_full_half_day_cannot_be_chosen() -> None:
    session, _ = after(at(State.GUIDE), e.BookingOpened(), e.SlotsSeen((SLOT.model_copy(update={"left": 0}),)))
    assert after(session, e.SlotChosen(SLOT.day, SLOT.half))[1] == ()


def test_who_was_too_late_sees_what_is_left() -> None:
    session, _ = after(at(State.GUIDE), e.BookingOpened(), e.SlotsSeen((SLOT,)), e.SlotChosen(SLOT.day, SLOT.half))
    session, commands = after(session, e.BookingRefused("booking.full", "elderly_allowance"))
    assert commands == (c.AskSlots("elderly_allowance"),)
    session, _ = after(session, e.SlotsSeen(()))
    assert shown(session).trouble == s.Say("booking.full")


def test_a_booking_of_which_nobody_knows_stays_said_while_the_hall_is_silent() -> None:
    session, _ = after(at(State.GUIDE), e.BookingOpened(), e.SlotsSeen((SLOT,)), e.SlotChosen(SLOT.day, SLOT.half))
    session, _ = after(session, e.BookingRefused("booking.unclear", "elderly_allowance"), e.SlotsSeen(None))
    assert shown(session).trouble == s.Say("booking.unclear")


def test_to_book_instead_of_comparing_leaves_nothing_of_the_card_behind() -> None:
    session, commands = after(compared(), e.BookingOpened())
    assert session.state is State.BOOKING and session.given.card is None
    assert {c.StopReader(), c.StopComparing()} <= set(commands)


def test_nothing_is_booked_while_the_hall_is_not_there() -> None:
    guide = without(at(State.GUIDE), "backend")
    assert not shown(guide).bookings
    assert after(guide, e.BookingOpened())[0].state is State.GUIDE


def test_the_answer_to_a_booking_of_another_matter_is_not_shown_as_this_ones() -> None:
    session = at(State.BOOKING, slug="second").but(booking=Booking(slots=(SLOT,)))
    session, _ = after(session, e.SlotChosen(SLOT.day, SLOT.half))
    assert after(session, e.BookingTaken(BOOKED, "first")) == (session, ())
    assert after(session, e.BookingRefused("booking.gone", "first")) == (session, ())
    assert after(session, e.BookingTaken(BOOKED, "second"))[0].state is State.BOOKED
