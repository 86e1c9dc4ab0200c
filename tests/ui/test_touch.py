"""A person's hands on the glass: what is posted, and what is not."""

import time
from datetime import date

import pytest

from kiosk.cli.gallery import samples, snapshot
from kiosk.contract.bookings import Half
from kiosk.ports.comparison import Way
from kiosk.session import events as e
from kiosk.session.snapshot import (
    AttractShown,
    FieldShown,
    FormShown,
    GateShown,
    HelpShown,
    SignShown,
    TimeWarning,
)

ALL = dict(samples("zh_CN"))

MAIN_BUTTONS = [
    ("sheet-cancel-keep", "stay", e.StayPressed()),
    ("sheet-cancel-keep", "keep", e.KeepPressed()),
    ("sheet-cancel-keep", "leave", e.CancelConfirmed()),
    ("sheet-time-keep", "keep", e.KeepPressed()),
    ("sheet-draft-found", "resume", e.ResumePressed()),
    ("sheet-draft-found", "afresh", e.AfreshPressed()),
    ("sheet-draft-kept", "stay", e.StayPressed()),
    ("home-one-matter", "matter:elderly_allowance", e.MatterChosen("elderly_allowance")),
    ("home-one-matter", "tickets", e.TicketsOpened()),
    ("home-one-matter", "lang:en", e.LanguageChosen("en")),
    ("home-one-matter", "help", e.HelpPressed()),
    ("home-one-matter", "cancel", e.CancelPressed()),
    ("guide-whole", "next", e.NextPressed()),
    ("guide-whole", "back", e.BackPressed()),
    ("guide-refused", "tickets", e.TicketsOpened()),
    ("notice-six-points", "agree", e.ConsentGiven()),
    ("notice-six-points", "refuse", e.ConsentRefused()),
    ("guide-bookings", "book", e.BookingOpened()),
    ("guide-refused-bookings", "book", e.BookingOpened()),
    ("identity-waiting", "tickets", e.TicketsOpened()),
    ("identity-stuck", "tickets", e.TicketsOpened()),
    ("identity-stuck", "book", e.BookingOpened()),
    ("identity-stuck", "guide", e.BackPressed()),
    ("comparison-choose", "way:clerk", e.WayChosen(Way.CLERK)),
    ("comparison-choose", "way:agent", e.WayChosen(Way.AGENT)),
    ("comparison-choose", "way:face", e.WayChosen(Way.FACE)),
    ("comparison-choose", "book", e.BookingOpened()),
    ("comparison-choose", "tickets", e.TicketsOpened()),
    ("comparison-choose", "back", e.BackPressed()),
    ("comparison-consent", "agree", e.ConsentGiven()),
    ("comparison-consent", "refuse", e.ConsentRefused()),
    ("comparison-face", "back", e.BackPressed()),
    ("comparison-clerk", "other-way", e.BackPressed()),
    ("comparison-agent", "book", e.BookingOpened()),
    ("booking-week", "slot:2026-11-24:morning", e.SlotChosen(date(2026, 11, 24), Half.MORNING)),
    ("booking-week", "tickets", e.TicketsOpened()),
    ("booking-unreachable", "tickets", e.TicketsOpened()),
    ("booked-printed", "next", e.NextPressed()),
    ("form-digits", "next", e.NextPressed()),
    ("form-digits", "field:residence_region", e.FieldFocused("residence_region")),
    ("form-choice", "choice:bank_name:0", e.ValueEntered("bank_name", "0")),
    ("form-region", "region:residence_region:3", e.ValueEntered("residence_region", "320682/108/3")),
    ("form-region", "trail:residence_region:1", e.ValueEntered("residence_region", "320682")),
    ("form-text", "suggestion:residence_detail:0", e.ValueEntered("residence_detail", "x")),
    ("form-group", "add:family_members", e.EntryAdded("family_members")),
    ("form-group", "open:family_members:1", e.EntryOpened("family_members", 1)),
    ("form-group", "remove:family_members:0", e.EntryRemoved("family_members", 0)),
    ("form-entry", "key:X", e.ValueEntered("family_members/1/id_no", "3206992016031501X")),
    ("materials-one-missing", "material:1:photo", e.MaterialChosen(1)),
    ("materials-one-missing", "material:1:promise", e.PromiseMade(1)),
    ("materials-promised", "material:1:withdraw", e.PromiseWithdrawn(1)),
    ("camera-live", "photo", e.PhotoPressed()),
    ("camera-taken", "keep", e.PhotoKept()),
    ("camera-taken", "retake", e.PhotoDropped()),
    ("review-open", "declare", e.DeclarationTicked(True)),
    ("review-ticked", "next", e.NextPressed()),
    ("review-nothing-to-tick-or-sign", "next", e.NextPressed()),
    ("sign-signed", "clear", e.SignatureCleared()),
    ("sign-signed", "next", e.NextPressed()),
    ("done-accepted", "rate:5", e.Rated(5)),
    ("done-accepted", "next", e.NextPressed()),
    ("tickets-six-groups", "group:A", e.GroupChosen("A")),
    ("ticket-printed", "next", e.NextPressed()),
    ("technician-troubled", "test:id_reader", e.TestPressed("id_reader")),
    ("sheet-cancel", "stay", e.StayPressed()),
    ("sheet-cancel", "leave", e.CancelConfirmed()),
    ("sheet-fault", "stay", e.StayPressed()),
    ("sheet-help", "stay", e.StayPressed()),
    ("sheet-time", "stay", e.StayPressed()),
]


@pytest.mark.parametrize(("sample", "target", "event"), MAIN_BUTTONS)
def test_a_tap_posts_its_one_event(hand, sample, target, event):
    hand.show(ALL[f"{sample}.zh_CN"])
    hand.tap(target)
    assert hand.events() == [event]


def test_a_press_is_painted_at_once_and_acts_only_on_release(hand):
    hand.show(ALL["guide-whole.zh_CN"])
    hand.down(*hand.middle("next"))
    from screens.widgets.touch import touchables

    assert [w.target for w in touchables(hand.stage) if w.pressed] == ["next"]
    assert hand.events() == []
    hand.up(*hand.middle("next"))
    assert hand.events() == [e.NextPressed()]


def test_dragging_off_a_button_posts_nothing(hand):
    hand.show(ALL["guide-whole.zh_CN"])
    x, y = hand.middle("next")
    hand.down(x, y)
    hand.move(x, y - 400)
    hand.up(x, y - 400)
    assert hand.events() == []


def test_a_disabled_button_posts_nothing(hand):
    hand.show(ALL["review-open.zh_CN"])
    hand.tap_at(*_foot_right())
    assert hand.events() == []


def test_a_full_list_takes_no_more(hand):
    hand.show(ALL["form-group-full.zh_CN"])
    assert "add:family_members" not in hand.targets()


def test_a_long_list_is_moved_by_its_arrows_and_its_last_entry_can_be_opened(hand):
    hand.show(ALL["form-group-full.zh_CN"])
    while "page-down" in hand.targets():
        hand.tap("page-down")
    hand.tap("open:family_members:11")
    assert hand.events() == [e.EntryOpened("family_members", 11)]


def test_removing_and_opening_an_entry_are_far_enough_apart(hand):
    hand.show(ALL["form-group.zh_CN"])
    opens, removes = hand.targets()["open:family_members:0"], hand.targets()["remove:family_members:0"]
    px_per_mm = 1080 / 535.7
    assert (removes["x"] - opens["x"] - opens["w"]) / px_per_mm >= 8
    assert min(removes["w"], removes["h"]) / px_per_mm >= 12


def test_a_double_tap_is_one_wish(hand, clock):
    hand.show(ALL["guide-whole.zh_CN"])
    x, y = hand.middle("next")
    hand.tap_at(x, y)
    hand.tap_at(x + 9, y - 7)
    assert hand.events() == [e.NextPressed()]
    clock(0.6)
    hand.tap_at(x, y)
    assert hand.events() == [e.NextPressed()]


def test_a_double_tap_does_not_press_what_the_next_screen_puts_there(hand):
    hand.show(ALL["guide-whole.zh_CN"])
    x, y = hand.middle("next")
    hand.tap_at(x, y)
    hand.show(ALL["notice-six-points.zh_CN"])
    hand.tap_at(x, y)
    assert hand.events() == [e.NextPressed()]


def test_the_attract_screen_wakes_and_presses_nothing(hand):
    hand.show(ALL["attract-one-matter.zh_CN"])
    hand.tap_at(540, 1000)
    assert hand.events() == [e.ScreenTouched()]


def test_four_corners_in_turn_open_the_gate(hand):
    hand.show(snapshot("attract", AttractShown((), 1), "zh_CN"))
    for x, y in ((20, 20), (1060, 20), (1060, 1900)):
        hand.tap_at(x, y)
    assert hand.events() == []
    hand.tap_at(20, 1900)
    assert hand.events() == [e.GateFound()]


def test_any_touch_answers_the_time_warning(hand):
    hand.show(snapshot("home", ALL["home-one-matter.zh_CN"].shown, "zh_CN", TimeWarning(9)))
    hand.tap_at(540, 60)
    assert hand.events() == [e.StayPressed()]


def test_nothing_under_a_sheet_can_be_pressed(hand):
    hand.show(snapshot("home", ALL["home-one-matter.zh_CN"].shown, "zh_CN", HelpShown("1")))
    hand.tap_at(150, 200)
    hand.tap_at(540, 450)
    assert hand.events() == []


def test_escape_f1_and_letters_do_nothing(hand):
    hand.show(ALL["home-one-matter.zh_CN"])
    from kivy.base import EventLoop

    for key in ((27, 41), (1073741882, 58), (97, 4)):
        hand.key(key)
    assert hand.events() == []
    assert not EventLoop.quit
    assert len(hand.stage.children) == 1


# ---- filling in ---------------------------------------------------------------------------------------------------


def _form(field):
    return snapshot("form", FormShown("高龄补贴", (), (field,), 0, 1), "zh_CN")


def _mobile(value=""):
    return _form(FieldShown("mobile", "手机号码", "digits", value, True, True, max_length=11))


def _text(key="residence_detail", value="", length=100):
    return _form(FieldShown(key, "详细居住地址", "text", value, True, True, max_length=length))


def _values(hand):
    return [event.value for event in hand.events() if isinstance(event, e.ValueEntered)]


def test_digits_may_run_ahead_of_the_session(hand):
    hand.show(_mobile())
    for digit in "13880":
        hand.tap(f"key:{digit}")
    assert _values(hand) == ["1", "13", "138", "1388", "13880"]
    hand.show(_mobile("13"))  # a late echo takes nothing back
    hand.tap("key:0")
    hand.tap("key:rub")
    assert _values(hand) == ["138800", "13880"]


def test_a_full_field_takes_no_more_digits(hand):
    hand.show(_form(FieldShown("other", "手机", "digits", "1" * 11, True, True, max_length=11)))
    hand.tap("key:7")
    assert _values(hand) == []


def test_clear_empties_the_field(hand):
    hand.show(_form(FieldShown("third", "手机", "digits", "139", True, True, max_length=11)))
    hand.tap("key:clear")
    assert _values(hand) == [""]


def test_pinyin_gives_chinese(hand):
    hand.show(_text("pinyin"))
    for letter in "zhiqing":
        hand.tap(f"key:{letter}")
    assert _values(hand) == []  # letters alone are no answer
    keyboard = _keyboard(hand)
    wanted = [candidate.text for candidate in keyboard.candidates].index("知青")
    hand.tap(f"candidate:{wanted}")
    assert _values(hand) == ["知青"]
    assert keyboard.letters == ""


def test_a_candidate_for_half_the_letters_leaves_the_rest(hand):
    hand.show(_text("half"))
    for letter in "nihao":
        hand.tap(f"key:{letter}")
    keyboard = _keyboard(hand)
    keyboard.choose([candidate.text for candidate in keyboard.candidates].index("你"))
    assert keyboard.letters == "hao"
    hand.turn(2)
    hand.tap("key:space")
    assert _values(hand) == ["你", "你好"]


def test_letters_and_signs(hand):
    hand.show(_text("signs"))
    hand.tap("mode:letters")
    hand.tap("key:a")
    hand.tap("mode:signs")
    hand.tap("key:3")
    hand.tap("key:-")
    assert _values(hand) == ["a", "a3", "a3-"]


def test_the_next_visitor_finds_no_letters(hand):
    hand.show(_text("left"))
    hand.tap("key:w")
    assert _keyboard(hand).letters == "w"
    hand.show(ALL["attract-one-matter.zh_CN"])
    hand.show(_text("left"))
    assert _keyboard(hand).letters == ""
    assert _keyboard(hand).candidates == []


def test_a_language_switch_keeps_what_was_typed(hand):
    hand.show(_text("kept"))
    hand.tap("key:n")
    shown = _text("kept").shown
    hand.show(snapshot("form", shown, "en"))
    assert _keyboard(hand).letters == "n"


def test_a_signature_is_posted_stroke_by_stroke(hand):
    hand.show(snapshot("sign", SignShown("王*英", ()), "zh_CN"))
    box = hand.targets()["pad"]
    left, top = box["x"] + box["w"] // 4, box["y"] + box["h"] // 4
    hand.down(left, top)
    for step in range(1, 6):
        hand.move(left + step * 40, top + step * 20)
    hand.up(left + 200, top + 100)
    (stroke,) = hand.events()
    assert isinstance(stroke, e.StrokeDrawn)
    assert len(stroke.points) == 6
    assert stroke.points[0] == pytest.approx((0.25, 0.25), abs=0.01)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in stroke.points)


def test_the_gate_posts_the_whole_pin_and_forgets_it(hand):
    hand.show(snapshot("gate", GateShown(4, None, 0), "zh_CN"))
    for digit in "2031":
        hand.tap(f"key:{digit}")
    assert hand.events() == [e.PinEntered("2031")]
    assert hand.stage.screen.ids.pin.pin == ""


def test_the_clerks_pin_is_posted_whole_and_shown_as_dots(hand):
    hand.show(ALL["comparison-clerk.zh_CN"])
    for digit in "20310":
        hand.tap(f"key:{digit}")
    assert hand.events() == []
    assert [text for text in _texts(hand) if set(text) <= set("●○")] == ["●●●●●○"]
    hand.tap("key:7")
    assert hand.events() == [e.PinEntered("203107")]
    assert [text for text in _texts(hand) if set(text) <= set("●○")] == ["○○○○○○"]


def test_a_clerk_who_steps_back_leaves_no_digits(hand):
    hand.show(ALL["comparison-clerk.zh_CN"])
    hand.tap("key:2")
    hand.show(ALL["comparison-choose.zh_CN"])
    hand.show(ALL["comparison-clerk.zh_CN"])
    assert hand.stage.screen.ids.pin.pin == ""


@pytest.mark.parametrize("sample", ["comparison-clerk-busy", "comparison-clerk-waiting"])
def test_no_pin_is_taken_while_one_is_looked_at_or_too_soon(hand, sample):
    hand.show(ALL[f"{sample}.zh_CN"])
    assert not [target for target in hand.targets() if target.startswith("key:")]


def test_a_closed_way_and_a_full_half_day_cannot_be_chosen(hand):
    hand.show(ALL["comparison-choose-evening.zh_CN"])
    assert not [target for target in hand.targets() if target.startswith("way:")]
    hand.show(ALL["booking-week.zh_CN"])
    assert "slot:2026-11-23:morning" not in hand.targets()
    assert "slot:2026-11-23:afternoon" in hand.targets()


def test_to_agree_to_the_face_is_no_larger_than_to_refuse(hand):
    hand.show(ALL["comparison-consent.zh_CN"])
    agree, refuse = hand.targets()["agree"], hand.targets()["refuse"]
    assert (agree["w"], agree["h"]) == (refuse["w"], refuse["h"])
    hand.show(ALL["comparison-choose.zh_CN"])
    found = hand.targets()
    assert found["way:clerk"]["y"] < found["way:agent"]["y"] < found["way:face"]["y"]


def test_a_page_that_fits_has_no_arrows(hand):
    hand.show(ALL["notice-long.zh_CN"])
    assert "page-down" in hand.targets()
    hand.show(ALL["notice-six-points.zh_CN"])
    assert "page-down" not in hand.targets()


def test_a_finger_moves_a_long_page_and_presses_nothing(hand):
    hand.show(ALL["home-eight-matters.zh_CN"])
    pane = hand.stage.screen.ids.pane
    x, y = hand.middle("matter:elderly_allowance_6")
    hand.down(x, y)
    for step in range(1, 9):
        hand.move(x, y - step * 20)
    hand.up(x, y - 160)
    assert pane.offset > 50
    assert hand.events() == []


def test_arrows_move_a_long_page(hand):
    hand.show(ALL["notice-long.zh_CN"])
    hand.tap("page-down")
    hand.tap("page-down")
    pane = hand.stage.screen.ids.pane
    assert pane.offset > 0
    assert not pane.more


def test_touches_are_answered_within_a_frame(hand):
    hand.show(ALL["guide-whole.zh_CN"])
    x, y = hand.middle("next")
    began = time.perf_counter()
    hand.down(x, y)
    assert time.perf_counter() - began < 1.0
    hand.up(x, y)


def _texts(hand):
    from screens.widgets.text import Text

    return [w.text for w in hand.stage.screen.walk(restrict=True) if isinstance(w, Text) and w.text]


def _keyboard(hand):
    return hand.stage.screen.ids.keyboard


def _foot_right():
    return 900, 1850
