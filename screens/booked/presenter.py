"""The booked time as values. No Kivy."""

from dataclasses import dataclass
from datetime import date, time

from kiosk.session.snapshot import BookedShown, BookingMade, Frame, Half, Say
from kiosk.words import Words
from screens.done.presenter import slip_note
from screens.values import Footer, How, Note, Samples, day_and_weekday, main

_BRING = (("card", "card"), ("paper", "materials"), ("slip", "slip"))


@dataclass(frozen=True, slots=True)
class BookedView:
    """What the screen shows: the day and the hours first, the number, the window, what to bring, the paper."""

    title: str
    matter: str
    day: str
    half: str
    number_word: str
    number: str
    windows: str
    slip: Note
    bring_title: str
    bring: tuple[How, ...]
    more: str
    footer: Footer


def present(shown: BookedShown, frame: Frame, words: Words) -> BookedView:
    made = shown.made
    hours = f"{made.begins:%H:%M}–{made.ends:%H:%M}"
    return BookedView(
        title=words("booking.booked"),
        matter=shown.matter,
        day=day_and_weekday(words, made.day),
        half=f"{words(f'booking.half.{made.half.value}')} {hours}",
        number_word=words("booking.number"),
        number=made.number,
        windows=words("booking.windows", windows=made.windows) if made.windows else words("booking.windows-any"),
        slip=slip_note(words, shown.slip, shown.slip_trouble, "booking"),
        bring_title=words("booking.bring"),
        bring=tuple(
            How(icon, words(f"booking.bring.{key}"), words(f"booking.bring.{key}.sentence")) for icon, key in _BRING
        ),
        more=words("button.more"),
        footer=Footer(main=main(words, "button.finish")),
    )


def _made(day: int, half: Half, windows: str) -> BookingMade:
    begins, ends = (time(8, 30), time(11, 30)) if half is Half.MORNING else (time(13, 30), time(17, 0))
    return BookingMade(
        booking_id="b-187",
        number="Y0123",
        day=date(2026, 11, day),
        half=half,
        begins=begins,
        ends=ends,
        windows=windows,
    )


_MADE = _made(24, Half.MORNING, "1–3")
SAMPLES: Samples = {
    "printed": BookedShown("高龄补贴", _MADE, "printed", None),
    "printing": BookedShown("80周岁以上老年人高龄津贴申领", _made(25, Half.AFTERNOON, ""), "printing", None),
    "not printed": BookedShown("高龄补贴", _MADE, "not_printed", Say("error.printer.paper")),
    "unknown": BookedShown("高龄补贴", _MADE, "unknown", None),
}
SAMPLES_EN: Samples = {
    "printed": BookedShown("Old-age allowance (80 and over)", _made(25, Half.AFTERNOON, "1–3"), "printed", None)
}
