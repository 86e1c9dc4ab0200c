"""Filling in for others: entries of a group come, change and go; what hangs on an answer goes with it."""

import json
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from stdnum.cn import ric

from kiosk.catalogue.matter import Matter
from kiosk.catalogue.read import read_matters
from kiosk.ports.comparison import Comparison, Way
from kiosk.session import events as e
from kiosk.session import form, machine
from kiosk.session import snapshot as s
from kiosk.session.errands import filling
from kiosk.session.model import Given, Place, Session, State
from kiosk.session.show import snapshot
from kiosk.settings.places import config_root
from tests.unit.session.worlds import CARD, MOBILE, NOW, STROKE, WALL, fresh

GROUP = "family_members"
BOY = "320699201603150172"
REGION = "320682/320682-cj/320682-cj-zq"


@cache
def _matter(slug: str) -> Matter:
    (matter,) = read_matters(json.loads((config_root() / "catalogue" / f"{slug}.json").read_text("utf-8")), slug)
    return matter


def _begun(slug: str = "medical_resident_enroll", way: Way | None = None) -> Session:
    comparison = Comparison(way, "staff", WALL) if way else None
    session = fresh().but(matter=_matter(slug), given=Given(CARD, consented_at=WALL, comparison=comparison))
    return filling.begin(session)[0]


def _do(session: Session, *events: e.Event) -> Session:
    for event in events:
        session, _ = machine.handle(session, event)
    return session


def _at_list(insured_for: str = "家庭成员") -> Session:
    """Everything before the list is filled in, and the list is on the screen."""
    return _do(
        _begun(),
        e.ValueEntered("mobile", MOBILE),
        e.ValueEntered("residence_region", REGION),
        e.ValueEntered("residence_detail", "三组12号"),
        e.NextPressed(),
        e.ValueEntered("insured_for", insured_for),
        e.ValueEntered("person_category", "普通居民"),
        e.NextPressed(),
    )


def _number(day: int) -> str:
    """A boy's of March 2016."""
    begin = f"320699201603{day:02}017"
    return begin + ric.calc_check_digit(begin + "0")


def _added(session: Session, name: str = "陈小满", number: str = "") -> Session:
    """One more, with a number of its own."""
    count = len(_list(session).entries)
    number = number or (_number(15 + count) if count else BOY)
    key = f"{GROUP}/{count}"
    return _do(
        session,
        e.EntryAdded(GROUP),
        e.ValueEntered(f"{key}/name", name),
        e.ValueEntered(f"{key}/id_no", number),
        e.NextPressed(),
        e.ValueEntered(f"{key}/relation", "子女"),
        e.NextPressed(),
    )


def _shown(session: Session) -> s.FormShown:
    shown = snapshot(session).shown
    assert isinstance(shown, s.FormShown)
    return shown


def _list(session: Session) -> s.FieldShown:
    (field,) = _shown(session).fields
    assert (field.key, field.input) == (GROUP, "group")
    return field


def _family(session: Session) -> dict[str, str]:
    return {key: value for key, value in form.kept_answers(session).items() if key.startswith(GROUP)}


def test_an_entry_is_filled_in_on_pages_of_its_own_and_returns_to_the_list_as_a_masked_line() -> None:
    opened = _do(_at_list(), e.EntryAdded(GROUP))
    shown = _shown(opened)
    assert shown.entry == s.Say("form.group.entry", (("entry", "家庭成员"), ("number", "1")))
    assert [field.key for field in shown.fields] == [f"{GROUP}/0/name", f"{GROUP}/0/id_no"]
    assert (shown.rows, shown.pages, shown.fields[0].focused, shown.fields[1].max_length) == ((), 2, True, 18)
    listed = _list(_added(_at_list()))
    assert listed.entries == (s.EntryShown("陈**　3****************2　子女"),)


def test_what_the_number_tells_is_filled_in_and_travels() -> None:
    assert _family(_added(_at_list())) == {
        f"{GROUP}/0/name": "陈小满",
        f"{GROUP}/0/id_no": BOY,
        f"{GROUP}/0/relation": "子女",
        f"{GROUP}/0/birth_date": "20160315",
    }


def test_a_page_keeps_its_fields_while_a_number_is_typed_on_it() -> None:
    opened = _do(_at_list(), e.EntryAdded(GROUP))
    typed = _do(opened, e.ValueEntered(f"{GROUP}/0/id_no", "3"))
    assert [f.key for f in _shown(typed).fields] == [f.key for f in _shown(opened).fields]
    without = _do(opened, e.ValueEntered(f"{GROUP}/0/name", "新生儿"), e.NextPressed())
    assert [f.key for f in _shown(without).fields] == [f"{GROUP}/0/relation", f"{GROUP}/0/birth_date"]


def test_a_number_that_is_taken_back_takes_along_what_it_told() -> None:
    opened = _do(_added(_at_list()), e.EntryOpened(GROUP, 0), e.ValueEntered(f"{GROUP}/0/id_no", ""))
    assert f"{GROUP}/0/birth_date" not in _family(opened)


def test_an_untouched_new_entry_is_abandoned_by_going_back() -> None:
    listed = _at_list()
    assert _do(listed, e.EntryAdded(GROUP), e.BackPressed()) == listed
    touched = _do(listed, e.EntryAdded(GROUP), e.ValueEntered(f"{GROUP}/0/name", "陈"))
    emptied = _do(touched, e.ValueEntered(f"{GROUP}/0/name", ""), e.BackPressed())
    assert _list(emptied).entries == ()


def test_an_entry_of_which_every_word_was_taken_back_is_gone_and_the_next_moves_up() -> None:
    two = _added(_added(_at_list(), "甲一"), "乙二")
    emptied = _do(
        two,
        e.EntryOpened(GROUP, 0),
        e.ValueEntered(f"{GROUP}/0/name", ""),
        e.ValueEntered(f"{GROUP}/0/id_no", ""),
    )
    assert not _list(_do(emptied, e.BackPressed())).entries[0].whole  # the relation still stands
    answers = {**emptied.given.answers, f"{GROUP}/0/relation": ""}
    listed = _do(emptied.but(given=replace(emptied.given, answers=answers)), e.BackPressed())
    assert [entry.line[:1] for entry in _list(listed).entries] == ["乙"]


def test_a_begun_entry_is_kept_and_said_to_be_unfinished_and_holds_up_the_form() -> None:
    begun = _do(_at_list(), e.EntryAdded(GROUP), e.ValueEntered(f"{GROUP}/0/name", "陈小满"), e.BackPressed())
    assert _list(begun).entries == (s.EntryShown("陈**", whole=False),)
    stopped = _do(begun, e.NextPressed())
    assert (stopped.state, _list(stopped).trouble) == (State.FORM, s.Say("check.group.open"))


def test_faults_are_told_at_their_fields() -> None:
    opened = _do(_at_list(), e.EntryAdded(GROUP), e.ValueEntered(f"{GROUP}/0/id_no", "320699"), e.NextPressed())
    assert [field.trouble for field in _shown(opened).fields] == [s.Say("check.required"), s.Say("check.id-number")]


def test_nobody_stands_in_the_list_twice() -> None:
    twice = _added(_added(_at_list()), "陈小满", BOY)
    (name, number) = _shown(twice).fields
    assert (name.trouble, number.trouble) == (None, s.Say("check.group.twice"))
    listed = _do(twice, e.BackPressed())
    assert [entry.whole for entry in _list(listed).entries] == [False, False]
    mended = _do(listed, e.EntryRemoved(GROUP, 1))
    assert [entry.whole for entry in _list(mended).entries] == [True]


def test_a_required_group_needs_somebody() -> None:
    stopped = _do(_at_list(), e.NextPressed())
    assert (stopped.state, _list(stopped).trouble) == (State.FORM, s.Say("check.group.none"))
    gone_on = _do(_added(stopped), e.NextPressed())
    assert gone_on.state is State.MATERIALS


def test_back_leads_through_the_pages_of_an_entry_to_the_list_and_from_there_through_the_form() -> None:
    second = _do(_added(_at_list()), e.EntryOpened(GROUP, 0), e.NextPressed())
    assert _shown(second).page == 1
    first = _do(second, e.BackPressed())
    assert (_shown(first).page, first.place.entry) == (0, (GROUP, 0))
    listed = _do(first, e.BackPressed())
    assert len(_list(listed).entries) == 1
    assert [field.key for field in _shown(_do(listed, e.BackPressed())).fields] == ["insured_for", "person_category"]


def test_a_removed_entry_closes_the_gap() -> None:
    three = _added(_added(_added(_at_list(), "甲一"), "乙二"), "丙三")
    left = _do(three, e.EntryRemoved(GROUP, 1))
    assert [entry.line[:1] for entry in _list(left).entries] == ["甲", "丙"]
    assert _family(left)[f"{GROUP}/1/name"] == "丙三" and f"{GROUP}/2/name" not in _family(left)


def test_no_more_can_be_added_than_the_data_allows() -> None:
    session = _at_list()
    for _ in range(12):
        assert not _list(session).full
        session = _added(session)
    assert _list(session).full
    assert _do(session, e.EntryAdded(GROUP)) == session


@pytest.mark.parametrize(
    "event",
    [
        e.EntryOpened(GROUP, 1),
        e.EntryOpened(GROUP, -1),
        e.EntryRemoved(GROUP, 7),
        e.EntryAdded("mobile"),
        e.EntryAdded("nobody"),
        e.ValueEntered(GROUP, "x"),
        e.ValueEntered(f"{GROUP}/0/name", "x"),
    ],
)
def test_touches_of_what_is_not_on_the_screen_change_nothing(event: e.Event) -> None:
    listed = _added(_at_list())
    assert _do(listed, event) == listed


def test_an_entry_cannot_be_opened_from_within_another() -> None:
    opened = _do(_added(_at_list()), e.EntryAdded(GROUP))
    for event in (e.EntryAdded(GROUP), e.EntryOpened(GROUP, 0), e.EntryRemoved(GROUP, 0)):
        assert _do(opened, event) == opened


def test_a_change_in_an_entry_asks_for_declaration_and_signature_anew_and_a_look_does_not() -> None:
    listed = _added(_at_list())
    signed = listed.but(given=replace(listed.given, declared=True, strokes=(STROKE,)))
    looked = _do(signed, e.EntryOpened(GROUP, 0), e.NextPressed(), e.NextPressed())
    assert (looked.given.declared, looked.given.strokes) == (True, (STROKE,))
    for change in (
        (e.EntryRemoved(GROUP, 0),),
        (e.EntryOpened(GROUP, 0), e.ValueEntered(f"{GROUP}/0/name", "陈大满")),
    ):
        changed = _do(signed, *change)
        assert (changed.given.declared, changed.given.strokes) == (False, ())


def test_who_insures_herself_is_not_asked_for_others_and_nothing_of_them_travels() -> None:
    alone = _at_list("本人")
    assert alone.state is State.MATERIALS
    turned = _do(_added(_at_list()), e.BackPressed(), e.ValueEntered("insured_for", "本人"))
    assert _family(turned) == {}
    again = _do(turned, e.ValueEntered("insured_for", "家庭成员"))
    assert len(_family(again)) == 4  # asked once more, it is still there


def test_the_review_shows_entries_masked_and_what_the_system_filled_in() -> None:
    review = _do(_added(_at_list()), e.NextPressed(), e.NextPressed())
    shown = snapshot(review).shown
    assert isinstance(shown, s.ReviewShown)
    rows = {row.label: row.value for row in shown.sections[1][1]}
    assert rows[s.Say("form.group.entry", (("entry", "家庭成员"), ("number", "1")))] == "陈**　3****************2　子女"
    assert rows["参保年度"] == "2027"
    assert "陈小满" not in repr(shown) and BOY not in repr(shown) and "陈小满" not in str(rows)


@examples(st.lists(st.sampled_from(["add", "fill", "back", "next", "open", "remove"]), max_size=25))
def test_whatever_is_touched_the_entries_have_no_gap_and_the_screen_shows_them(touches: list[str]) -> None:
    session = _at_list()
    for number, touch in enumerate(touches):
        index = session.place.entry[1] if session.place.entry else 0
        session = _do(
            session,
            {
                "add": e.EntryAdded(GROUP),
                "fill": e.ValueEntered(f"{GROUP}/{index}/name", f"名{number}"),
                "back": e.BackPressed(),
                "next": e.NextPressed(),
                "open": e.EntryOpened(GROUP, 0),
                "remove": e.EntryRemoved(GROUP, 0),
            }[touch],
        )
        if session.state is not State.FORM or session.leaving:
            return
        indices = {int(key.split("/")[1]) for key, value in session.given.answers.items() if value and "/" in key}
        assert indices == set(range(len(indices)))
        assert snapshot(session)


def test_nothing_of_an_entry_is_shown_by_a_repr() -> None:
    listed = _added(_at_list())
    for session in (listed, _do(listed, e.EntryOpened(GROUP, 0)), _do(listed, e.NextPressed(), e.NextPressed())):
        for value in (session, session.given, session.place, snapshot(session)):
            assert "陈小满" not in repr(value) and BOY not in repr(value)


# ---- short matters ------------------------------------------------------------------------------------------------


def test_where_nothing_is_to_be_photographed_the_form_leads_to_the_review_and_back() -> None:
    form_ = _begun("pension_alive_cert", Way.CLERK)
    assert [field.key for field in _shown(form_).fields] == ["mobile", "benefit_kind"]
    review = _do(
        form_, e.ValueEntered("mobile", MOBILE), e.ValueEntered("benefit_kind", "城乡居民养老"), e.NextPressed()
    )
    assert review.state is State.REVIEW
    shown = snapshot(review).shown
    assert isinstance(shown, s.ReviewShown)
    assert (shown.declaration, shown.declared, shown.signs) == ("", True, False)
    assert {row.label: row.value for row in shown.sections[1][1]}["核验方式"] == "工作人员现场核验"
    back = _do(review, e.BackPressed())
    assert (back.state, back.place.page) == (State.FORM, 0)


def test_a_consent_to_the_face_travels_only_where_a_face_was_compared() -> None:
    assert form.kept_answers(_begun("pension_alive_cert", Way.FACE))["face_consent"] == "yes"
    assert "face_consent" not in form.kept_answers(_begun("pension_alive_cert", Way.AGENT))


def test_a_form_that_asks_nothing_is_no_page() -> None:
    matter = _matter("pension_alive_cert")
    given = tuple(field for field in matter.fields if field.prefill in ("id_card", "system"))
    session = fresh().but(matter=replace(matter, fields=given), given=Given(CARD, consented_at=WALL))
    begun = filling.begin(session)[0]
    assert (begun.state, begun.touched_at) == (State.REVIEW, NOW)
    back = _do(begun, e.BackPressed())
    assert (back.state, back.leaving) == (State.REVIEW, True)


def test_an_entry_of_a_group_that_is_not_there_is_no_place() -> None:
    session = _begun("pension_alive_cert").but(place=Place(entry=("nobody", 3)))
    assert form.entry(session) is None and snapshot(session)
