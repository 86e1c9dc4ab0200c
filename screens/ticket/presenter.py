"""One queue number as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.snapshot import Frame, Say, TicketShown
from kiosk.words import Words
from screens.done.presenter import slip_note
from screens.values import Footer, Note, Samples, main


@dataclass(frozen=True, slots=True)
class TicketView:
    """What the screen shows: the number, large, and its paper."""

    title: str
    number: str
    group: str
    ahead: str
    slip: Note
    advice: str
    footer: Footer


def present(shown: TicketShown, frame: Frame, words: Words) -> TicketView:
    return TicketView(
        title=words("ticket.title"),
        number=shown.number,
        group=shown.group,
        ahead=words("ticket.ahead", ahead=shown.ahead) if shown.ahead is not None else words("ticket.ahead-unknown"),
        slip=slip_note(words, shown.slip, shown.slip_trouble, "ticket"),
        advice=words("ticket.advice"),
        footer=Footer(main=main(words, "button.finish")),
    )


SAMPLES: Samples = {
    "printed": TicketShown("A032", "社保医保", 7, "printed", None),
    "printing": TicketShown("B008", "民政残联", 0, "printing", None),
    "not printed": TicketShown("A033", "社保医保", None, "not_printed", Say("error.printer.paper")),
    "unknown": TicketShown("A034", "社保医保", 3, "unknown", None),
}
SAMPLES_EN: Samples = {"printed": TicketShown("A032", "Social and medical insurance", 7, "printed", None)}
