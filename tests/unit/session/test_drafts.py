"""Drafts in a visit: when one is offered, what goes into it, what of it comes back, and what is said."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.catalogue.matter import PersonProof
from kiosk.forms.entries import key_of
from kiosk.forms.fields import FieldKind
from kiosk.ports.document_camera import Photo
from kiosk.ports.qr_scanner import CodeProof
from kiosk.session import commands as c
from kiosk.session import drafts, machine
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.model import Given, Keeping, Place, Proof, Session, State
from kiosk.session.show import snapshot
from tests.unit.session.worlds import (
    ACCOUNT,
    ADDRESS,
    ANSWERS,
    CARD,
    DRAFT,
    HOUSE,
    MOBILE,
    NAME,
    NOW,
    NUMBER,
    OTHER,
    PHOTO,
    WALL,
    session_in,
    world,
)  # fmt: skip

STATES = list(drafts.STATES)
CURRENT = replace(DRAFT, matter_version=world().matters[0].version)


def _after(session: Session, *events: e.Event) -> Session:
    for event in events:
        session = machine.handle(session, event)[0]
    return session


def _overlay(session: Session) -> Any:
    return snapshot(session).overlay


def _at_form(**given: Any) -> Session:
    """She has just laid the card; nothing is filled in but what the card says."""
    identity = session_in(State.IDENTITY).but(given=Given(consented_at=WALL))
    here = _after(identity, e.CardRead(CARD))
    return here.but(given=replace(here.given, **given))


def _saved(session: Session) -> tuple[Session, c.KeepDraft]:
    asked, commands = machine.handle(_after(session, e.CancelPressed()), e.KeepPressed())
    (command,) = commands
    assert isinstance(command, c.KeepDraft)
    return asked, command


# ---- when -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_who_leaves_with_something_filled_in_may_keep_it(state: State) -> None:
    asked = _after(session_in(state), e.CancelPressed())
    assert _overlay(asked) == s.CancelAsked(keep_days=7)
    assert _after(asked, e.KeepPressed()).draft.asked_at == NOW


@pytest.mark.parametrize(
    "given",
    [
        {"card": replace(CARD, photo=b"")},  # nothing on it that nobody could guess
        {"code": CodeProof("medical_insurance", "H-1")},  # no card that could open it again
        {"answers": {"applicant_name": NAME, "id_no": NUMBER}, "pages": {}},  # nothing that she gave
        {"answers": {"mobile": ""}, "pages": {}},
    ],
)
def test_where_no_card_could_open_it_or_nothing_is_in_it_nothing_is_offered(given: dict[str, Any]) -> None:
    form = session_in(State.FORM)
    asked = _after(form.but(given=replace(form.given, **given)), e.CancelPressed())
    assert _overlay(asked) == s.CancelAsked()
    assert machine.handle(asked, e.KeepPressed()) == (asked, ())


@pytest.mark.parametrize(
    "given", [{"pages": {1: (PHOTO,)}}, {"promises": {1: WALL.date()}}, {"answers": {"mobile": "1"}}]
)
def test_any_one_thing_that_she_gave_is_worth_keeping(given: dict[str, Any]) -> None:
    assert not drafts.is_offered(_at_form()) and drafts.is_offered(_at_form(**given))


def test_a_terminal_that_keeps_none_neither_offers_nor_looks() -> None:
    form = session_in(State.FORM)
    without = form.but(world=replace(form.world, draft_days=0))
    assert _overlay(_after(without, e.CancelPressed())) == s.CancelAsked()
    assert drafts.look(without) == ()


def test_a_disk_that_is_nearly_full_is_said_before_anything_is_promised() -> None:
    full = session_in(State.FORM).but(hall=e.HallSeen((), 0, True, keeps_drafts=False))
    asked = _after(full, e.CancelPressed())
    assert _overlay(asked) == s.CancelAsked(is_full=True)
    assert machine.handle(asked, e.KeepPressed()) == (asked, ())


def test_what_was_handed_in_already_is_no_draft() -> None:
    sign = session_in(State.SIGN)
    sent = _after(sign, e.NextPressed(), e.NotAdmitted("error.store"), e.StayPressed())
    assert sent.state is State.SIGN and drafts.is_offered(sign) and not drafts.is_offered(sent)


def test_keeping_is_asked_for_on_its_sheet_alone() -> None:
    form = session_in(State.FORM)
    assert machine.handle(form, e.KeepPressed()) == (form, ())


@pytest.mark.parametrize("state", [State.FORM, State.CAMERA, State.SIGN])
def test_the_warning_offers_it_too_and_no_answer_keeps_nothing(state: State) -> None:
    session = session_in(state)
    warned = _after(session, e.Ticked(NOW + 75, WALL))
    assert _overlay(warned).keep_days == 7
    assert isinstance(machine.handle(warned, e.KeepPressed())[1][0], c.KeepDraft)
    _, commands = machine.handle(warned, e.Ticked(NOW + 91, WALL))
    assert c.Wipe("timed-out") in commands and not [each for each in commands if isinstance(each, c.KeepDraft)]


# ---- what -----------------------------------------------------------------------------------------------------------


def test_only_what_she_gave_herself_is_in_it_and_never_the_signature() -> None:
    _, command = _saved(session_in(State.SIGN))
    draft = command.draft
    assert command.card == CARD
    assert (draft.matter, draft.matter_version, draft.made_on) == (
        "elderly_allowance",
        CURRENT.matter_version,
        WALL.date(),
    )
    assert (
        draft.answers["mobile"] == MOBILE and draft.answers["bank_account"] == ACCOUNT and draft.pages == {1: (PHOTO,)}
    )
    assert not {"applicant_name", "id_no", "hukou_address"} & draft.answers.keys()
    assert not hasattr(draft, "strokes") and not hasattr(draft, "consented_at")


def test_what_belongs_to_no_question_that_is_asked_now_is_not_in_it() -> None:
    hidden = next(field for field in world().matters[0].fields if field.show_if is not None and field.asked)
    form = _at_form(answers={**ANSWERS, hidden.key: "of an answer that she changed", "stray": "x"})
    assert {hidden.key, "stray"}.isdisjoint(drafts.content(form).answers)


def test_the_entries_of_a_group_are_in_it() -> None:
    matter = next((each for each in world().matters if any(field.items for field in each.fields)), None)
    group = (
        next(field for field in (matter or world().matters[0]).fields if field.kind is FieldKind.GROUP)
        if matter
        else None
    )
    if group is None:  # the shipped allowance has none: one of its fields becomes one
        whole = world().matters[0]
        item = next(field for field in whole.fields if field.key == "residence_detail")
        group = replace(item, key="family", kind=FieldKind.GROUP, items=(replace(item, key="name"),))
        matter = replace(whole, fields=(*whole.fields, group))
    answers = {key_of(group, 0, "name"): "王小明", key_of(group, 1, "name"): "王小红"}
    form = _at_form(answers=answers).but(matter=matter)
    draft = drafts.content(form)
    assert draft.answers == answers
    assert drafts.restored(_at_form().but(matter=matter), draft).given.answers.items() >= answers.items()


def test_of_too_many_pictures_whole_materials_stay_out_and_she_is_told_how_many() -> None:
    large = Photo(4000, 3000, bytes(1_500_000), 100.0)
    form = session_in(State.FORM)
    many = form.but(given=replace(form.given, pages={1: (large, large), 2: (large, large, PHOTO), 3: (PHOTO,)}))
    asked, command = _saved(many)
    assert command.draft.pages == {1: (large, large), 3: (PHOTO,)}
    assert _overlay(_after(asked, e.DraftKept())).left_out == 3


# ---- kept -----------------------------------------------------------------------------------------------------------


def test_it_is_said_to_be_kept_after_the_commit_only_and_then_nothing_of_her_is_here() -> None:
    asked, _ = _saved(session_in(State.FORM))
    assert isinstance(_overlay(asked), s.DraftSaving)
    for touch in (e.KeepPressed(), e.StayPressed(), e.CancelConfirmed(), e.BackPressed(), e.NextPressed()):
        assert machine.handle(asked, touch) == (asked, ())
    kept = _after(asked, e.DraftKept())
    assert (kept.given, kept.proof, kept.state) == (Given(), Proof(), State.GUIDE)
    shown = _overlay(kept)
    assert isinstance(shown, s.DraftKeptShown) and (shown.until - WALL.date()).days == 7
    ended, commands = machine.handle(kept, e.StayPressed())
    assert ended.state is State.WIPING and c.Wipe("cancelled") in commands
    assert not [each for each in commands if isinstance(each, c.DestroyDraft)]


def test_a_keeper_that_could_not_or_does_not_answer_is_said_and_everything_is_still_there() -> None:
    asked, _ = _saved(session_in(State.FORM))
    for event, said in (
        (e.DraftNotKept("error.store.full"), "fault.happened.draft-not-kept"),
        (e.Ticked(NOW + 21, WALL), "fault.happened.draft-silent"),
    ):
        told = _after(asked, event)
        assert _overlay(told).happened.key == said
        back = _after(told, e.StayPressed())
        assert (back.state, back.given, _overlay(back)) == (State.FORM, asked.given, None)
        assert machine.handle(back, e.DraftKept()) == (back, ())


# ---- next time ------------------------------------------------------------------------------------------------------


def test_it_is_looked_for_once_the_card_has_proved_her() -> None:
    identity = session_in(State.IDENTITY).but(given=Given(consented_at=WALL))
    here, commands = machine.handle(identity, e.CardRead(CARD))
    assert here.state is State.FORM and c.LookForDraft("elderly_allowance", CARD) in commands
    compared = identity.but(matter=replace(world().matters[0], proofs=(PersonProof.COMPARED,)))
    waits, commands = machine.handle(compared, e.CardRead(CARD))
    assert waits.state is State.COMPARISON and not [each for each in commands if isinstance(each, c.LookForDraft)]


def test_an_agent_who_vouches_opens_hers_and_not_his_own() -> None:
    identity = session_in(State.IDENTITY).but(given=Given(consented_at=WALL))
    compared = identity.but(matter=replace(world().matters[0], proofs=(PersonProof.COMPARED,)))
    vouched = _after(compared, e.CardRead(CARD), e.WayChosen(world().ways[2]), e.CardRead(OTHER))
    passed, commands = machine.handle(vouched, e.AgentKnown("D-7"))
    assert passed.state is State.FORM and c.LookForDraft("elderly_allowance", CARD) in commands


def test_she_is_asked_and_goes_on_where_she_stopped() -> None:
    found = _after(_at_form(), e.DraftFound(CURRENT))
    shown = _overlay(found)
    assert isinstance(shown, s.DraftFoundAsked) and shown.made_on == WALL.date()
    for touch in (
        e.StayPressed(),
        e.BackPressed(),
        e.NextPressed(),
        e.ValueEntered("mobile", "1"),
        e.CancelConfirmed(),
    ):
        assert machine.handle(found, touch)[0].given == found.given
    on = _after(found, e.ResumePressed())
    assert on.given.answers["mobile"] == MOBILE and on.given.answers["residence_detail"] == HOUSE
    assert on.given.answers["applicant_name"] == NAME and on.given.answers["hukou_address"] == ADDRESS
    assert on.given.pages == {1: (PHOTO,)} and _overlay(on) is None
    assert "residence_region" in [field.key for field in snapshot(on).shown.fields]  # type: ignore[union-attr]


def test_what_was_whole_goes_on_behind_the_form_and_is_signed_anew() -> None:
    _, command = _saved(session_in(State.SIGN))
    on = _after(_at_form(), e.DraftFound(command.draft), e.ResumePressed())
    assert on.state is State.MATERIALS
    assert not on.given.declared and on.given.strokes == () and on.given.consented_at == WALL


def test_a_promise_counts_from_the_day_on_which_she_goes_on() -> None:
    promising = replace(CURRENT, pages={}, promised=(1,))
    later = _after(_at_form(), e.Ticked(NOW + 1, WALL.replace(day=27)), e.DraftFound(promising), e.ResumePressed())
    days = world().matters[0].materials[1].promise_days
    assert days and (later.given.promises[1] - WALL.date()).days == days + 4


def test_starting_again_destroys_it() -> None:
    fresh, commands = machine.handle(_after(_at_form(), e.DraftFound(CURRENT)), e.AfreshPressed())
    assert commands == (c.DestroyDraft("elderly_allowance", CARD),)
    assert fresh.given == _at_form().given and _overlay(fresh) is None


def test_no_answer_leaves_it_as_it_was() -> None:
    found = _after(_at_form(), e.DraftFound(CURRENT))
    _, commands = machine.handle(found, e.Ticked(NOW + 91, WALL))
    assert c.Wipe("timed-out") in commands and not [each for each in commands if isinstance(each, c.DestroyDraft)]


def test_of_another_version_it_goes_and_she_is_told() -> None:
    older = replace(CURRENT, matter_version="of last year")
    told, commands = machine.handle(_at_form(), e.DraftFound(older))
    assert commands == (c.DestroyDraft("elderly_allowance", CARD),)
    assert _overlay(told).happened.key == "fault.happened.draft-outdated" and told.given == _at_form().given


def test_of_another_matter_or_a_second_time_it_is_nobodys() -> None:
    form = _at_form()
    assert machine.handle(form, e.DraftFound(replace(CURRENT, matter="pension_alive_cert"))) == (form, ())
    resumed = _after(form, e.DraftFound(CURRENT), e.ResumePressed())
    assert machine.handle(resumed, e.DraftFound(CURRENT)) == (resumed, ())


def test_who_goes_on_and_leaves_without_keeping_it_destroys_it_and_is_told_before() -> None:
    on = _after(_at_form(), e.DraftFound(CURRENT), e.ResumePressed(), e.CancelPressed())
    assert _overlay(on) == s.CancelAsked(keep_days=7, resumed=True)
    _, commands = machine.handle(on, e.CancelConfirmed())
    assert c.DestroyDraft("elderly_allowance", CARD) in commands
    _, kept = machine.handle(_after(on, e.KeepPressed(), e.DraftKept()), e.StayPressed())
    assert not [each for each in kept if isinstance(each, c.DestroyDraft)]


def test_once_the_application_is_held_nothing_of_a_draft_is_left() -> None:
    on = session_in(State.SUBMITTING).but(draft=Keeping(resumed=True), place=Place())
    assert _after(on, e.Admitted("id", "S-1")).draft == Keeping()
