"""Presenters: values in, values out, no window."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from kiosk.ports.comparison import Way
from kiosk.session import events as e
from kiosk.session.snapshot import (
    Choice,
    EntryShown,
    FieldShown,
    FormShown,
    Frame,
    GuideShown,
    MaterialShown,
    MaterialsShown,
    Say,
    WayShown,
)
from kiosk.words import LANGUAGES, words
from screens import router
from screens.booking.presenter import present as present_booking
from screens.booking.samples import SAMPLES as BOOKING
from screens.comparison.presenter import present as present_comparison
from screens.comparison.samples import SAMPLES as COMPARISON
from screens.done.presenter import SAMPLES as DONE
from screens.done.presenter import present as present_done
from screens.form.presenter import grouped
from screens.form.presenter import present as present_form
from screens.guide.presenter import SAMPLES as GUIDES
from screens.guide.presenter import present as present_guide
from screens.identity.presenter import SAMPLES as IDENTITY
from screens.identity.presenter import present as present_identity
from screens.materials.presenter import present as present_materials
from screens.page.presenter import calm
from screens.page.presenter import present as present_page
from screens.sheets.presenter import SAMPLES as SHEETS
from screens.sheets.presenter import present as present_sheet
from screens.values import NOTHING, day

FRAME = Frame("大厅", "01", "0513", datetime(2026, 11, 22, 14, 32), "zh_CN", tuple(LANGUAGES), 2, 90)


def _frame(language):
    return Frame("大厅", "01", "0513", datetime(2026, 11, 22, 14, 32), language, tuple(LANGUAGES), 2, 90)


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)
    elif hasattr(value, "__dataclass_fields__") and type(value).__module__.startswith("screens."):
        for name in value.__dataclass_fields__:
            if name not in ("target", "icon", "event", "tone", "name", "kind", "key"):
                yield from _strings(getattr(value, name))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("route", router.ROUTES.values(), ids=lambda route: route.name)
def test_every_sample_becomes_sentences_and_never_keys(route, language):
    said = words(language)
    for shown in {**route.samples, **route.samples_en}.values():
        for text in _strings(route.present(shown, _frame(language), said)):
            assert not (text and said.has(text)), f"{text} is a key"
            assert not text.startswith(("error.", "check.", "outcome.", "button.")), text
            assert "{" not in text, text


@pytest.mark.parametrize("route", router.ROUTES.values(), ids=lambda route: route.name)
def test_views_compare_by_value(route):
    for shown in route.samples.values():
        assert route.present(shown, FRAME, words()) == route.present(shown, FRAME, words())
        hash(route.present(shown, FRAME, words()))


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_can_be_left(name):
    leads_on = {"draft-found": e.ResumePressed(), "draft-saving": None}  # the second goes by itself, in milliseconds
    assert present_sheet(SHEETS[name], FRAME, words()).stay.event == leads_on.get(name, e.StayPressed())


def test_a_guide_that_cannot_be_started_offers_a_number_or_nothing():
    shown = GUIDES["refused"]
    assert isinstance(shown, GuideShown)
    assert present_guide(shown, FRAME, words()).footer.main.event == e.TicketsOpened()
    lonely = GUIDES["refused, no tickets"]
    assert isinstance(lonely, GuideShown)
    assert present_guide(lonely, FRAME, words()).footer.main == NOTHING


def test_regions_are_codes_joined_by_slashes():
    field = FieldShown(
        "home", "现居住地", "region", "32/06", True, True, choices=(Choice("82", "如皋"),), trail=("江苏", "南通")
    )
    entry = present_form(FormShown("", (), (field,), 0, 1), FRAME, words()).entry
    assert entry.options[0].intent.event == e.ValueEntered("home", "32/06/82")
    assert [step.event for step in entry.trail] == [e.ValueEntered("home", ""), e.ValueEntered("home", "32")]


def _family(*entries, **changes):
    field = FieldShown("family", "家庭成员", "group", "", True, True, entries=entries, entry="家庭成员", **changes)
    return present_form(FormShown("", (), (field,), 1, 2), FRAME, words())


def test_an_entry_of_a_group_says_what_a_touch_on_it_is_good_for():
    view = _family(EntryShown("王*　父母"), EntryShown("陈*", whole=False), trouble=Say("check.group.open"))
    assert [row.note for row in view.group.rows] == ["点这里修改", "没填完，点这里接着填"]
    assert [row.open.event for row in view.group.rows] == [e.EntryOpened("family", 0), e.EntryOpened("family", 1)]
    assert [row.remove.event for row in view.group.rows] == [e.EntryRemoved("family", 0), e.EntryRemoved("family", 1)]
    assert (view.title, view.group.add.label, view.group.trouble.tone) == ("家庭成员", "添加一位家庭成员", "bad")
    assert (view.fields, view.entry.kind, view.group.empty, view.group.full) == ((), "", "", "")


def test_a_full_group_says_how_many_it_takes_and_where_the_others_go():
    view = _family(*[EntryShown("王*")] * 12, full=True)
    assert not view.group.add.enabled
    assert "12" in view.group.full and "窗口" in view.group.full


def test_the_page_of_an_entry_is_called_after_it():
    shown = FormShown("", (), (), 0, 1, entry=Say("form.group.entry", (("entry", "家庭成员"), ("number", "2"))))
    assert present_form(shown, FRAME, words()).title == "家庭成员（第 2 位）"


@pytest.mark.parametrize(
    ("digits", "length", "shown"),
    [
        ("13800138000", 11, "138 0013 8000"),
        ("138", 11, "138"),
        ("6228480402564890018", 19, "6228 4804 0256 4890 018"),
        ("20261122", 8, "20261122"),
    ],
)
def test_long_numbers_are_grouped(digits, length, shown):
    assert grouped(digits, length) == shown


def test_a_promised_material_can_be_given_now_and_not_photographed():
    item = MaterialShown(3, "户口簿", "photo", True, 0, 10, date(2026, 12, 4))
    view = present_materials(MaterialsShown((item,), True, None), FRAME, words())
    assert [action.intent.event for action in view.items[0].actions] == [e.PromiseWithdrawn(3)]


def test_without_a_camera_nothing_can_be_photographed_and_the_reason_is_said():
    item = MaterialShown(0, "户口簿", "photo", True, 0, None, None)
    view = present_materials(MaterialsShown((item,), False, Say("error.camera.no-picture")), FRAME, words())
    assert not view.items[0].actions[0].intent.enabled
    assert view.note.text
    assert not view.footer.main.enabled


def test_the_page_marks_the_steps():
    view = present_page(GUIDES["whole"], FRAME, words())
    assert [(step.done, step.now) for step in view.steps[:4]] == [
        (True, False),
        (True, False),
        (False, True),
        (False, False),
    ]


@pytest.mark.parametrize(
    ("seconds", "told"), [(90, 90), (89, 90), (86, 90), (85, 85), (11, 15), (10, 10), (3, 3), (0, 0)]
)
def test_the_time_left_is_told_calmly(seconds, told):
    assert calm(seconds) == told


def test_dates_are_written_as_each_language_writes_them():
    assert day(words("zh_CN"), date(2026, 12, 4)) == "2026年12月4日"
    assert day(words("en"), date(2026, 12, 4)) == "4 December 2026"


# ---- who she is, and what goes when that cannot be shown ------------------------------------------------------------


def _identity(name):
    return present_identity(IDENTITY[name], FRAME, words())


def test_after_three_misses_everything_without_a_card_is_offered_and_trying_again_stays():
    view = _identity("stuck")
    assert [door.intent.target for door in view.doors] == ["tickets", "book", "guide"]
    assert [one.scene for one in view.tries] == ["scene_card", "scene_phone"]
    assert view.replace.text
    assert view.footer.main == NOTHING  # the doors have it


def test_a_code_stands_beside_the_card_only_where_one_does():
    assert [one.lay for one in _identity("waiting").tries] == [True]
    assert [one.lay for one in _identity("waiting, codes").tries] == [True, False]
    assert [one.lay for one in _identity("waiting, code alone").tries] == [False]


def test_laid_again_nothing_leads_away_but_back():
    view = _identity("again, stuck")
    assert view.doors == ()
    assert view.footer.main == NOTHING
    assert words()("identity.title.again") == view.title


# ---- who compares ---------------------------------------------------------------------------------------------------


def _compare(**values):
    return present_comparison(replace(COMPARISON["choose"], **values), FRAME, words())


def test_people_come_before_the_face_whatever_the_order_of_the_settings():
    assert [door.intent.target for door in _compare().ways] == ["way:clerk", "way:agent", "way:face"]


def test_a_closed_way_says_why_and_cannot_be_chosen():
    view = _compare(ways=(WayShown(Way.FACE, Say("refuse.face-alone")),))
    assert not view.ways[0].intent.enabled
    assert view.ways[0].refused == words()("refuse.face-alone")


def test_the_keypad_is_shut_while_a_pin_is_looked_at_and_while_she_must_wait():
    assert _compare(phase="clerk").open
    assert not _compare(phase="clerk", busy=True).open
    waiting = _compare(phase="clerk", wait=30, trouble=Say("gate.wait"))
    assert not waiting.open
    assert "30" in waiting.trouble.text
    assert _compare(phase="clerk", trouble=Say("gate.wait")).trouble.text == ""  # the wait is over


@pytest.mark.parametrize("phase", ["choose", "consent", "face", "clerk", "agent"])
def test_from_every_step_there_is_a_way_out(phase):
    view = _compare(phase=phase)
    targets = {view.footer.back.target, *(intent.target for intent in view.others), view.refuse.target}
    assert {"back", "book", "tickets"} <= targets
    assert phase == "choose" or targets & {"other-way", "refuse"}


# ---- half days, and what was decided --------------------------------------------------------------------------------


def test_half_days_stand_by_day_with_the_near_one_named_and_the_full_one_closed():
    view = present_booking(BOOKING["week"], FRAME, words())
    assert [day.day for day in view.days[:2]] == ["11月23日", "11月24日"]
    assert "明天" in view.days[0].weekday
    assert [slot.intent.enabled for slot in view.days[0].slots] == [False, True]


def test_where_no_half_day_is_known_the_number_is_offered_large():
    view = present_booking(BOOKING["unreachable"], FRAME, words())
    assert view.days == ()
    assert view.empty
    assert [door.intent.target for door in view.doors] == ["tickets"]


@pytest.mark.parametrize("name", ["instant, kept", "instant, received", "instant, accepted"])
def test_an_instant_matter_that_is_not_done_says_so_first_and_keeps_the_slips_word(name):
    view = present_done(DONE[name], FRAME, words())
    assert view.outcome == "还没有办成"
    assert view.word == words()(f"outcome.{DONE[name].outcome}")
    assert view.tone != "ok"


def test_a_result_is_named_with_its_number_and_how_long_it_holds():
    view = present_done(DONE["done"], FRAME, words())
    assert (view.outcome, view.result.name) == ("已办结", "资格认证结果回执")
    assert view.result.number
    assert "2027" in view.result.valid
