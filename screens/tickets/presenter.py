"""The window groups as values, for residents and for staff. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import GroupChosen
from kiosk.session.snapshot import Frame, GroupShown, Row, Say, TicketsShown
from kiosk.words import Words
from screens.values import SILENT, Footer, Intent, Line, Note, Samples, back, lines, warning


@dataclass(frozen=True, slots=True)
class GroupView:
    """One window group: its name, its windows, how many wait."""

    intent: Intent
    name: str
    windows: str
    waiting: str


@dataclass(frozen=True, slots=True)
class TicketsView:
    """What the screen shows: the window groups."""

    title: str
    subtitle: str
    trouble: Note
    paper: Note
    groups: tuple[GroupView, ...]
    printed_title: str
    printed: tuple[Line, ...]
    more: str
    footer: Footer


def present(shown: TicketsShown, frame: Frame, words: Words) -> TicketsView:
    who = "staff" if shown.staff else "resident"
    return TicketsView(
        title=words(f"tickets.title.{who}"),
        subtitle=words("tickets.busy") if shown.busy else words(f"tickets.subtitle.{who}"),
        trouble=warning(words, shown.trouble),
        paper=warning(words, shown.paper) if shown.staff else SILENT,
        groups=tuple(_group(group, shown.busy, words) for group in shown.groups),
        printed_title=words("tickets.printed") if shown.printed else "",
        printed=lines(words, shown.printed),
        more=words("button.more"),
        footer=Footer(back(words, "button.exit-staff" if shown.staff else "button.back")),
    )


def _group(group: GroupShown, busy: bool, words: Words) -> GroupView:
    return GroupView(
        intent=Intent(words("tickets.take"), f"group:{group.group}", GroupChosen(group.group), not busy, "ticket"),
        name=group.name,
        windows=words("tickets.windows", windows=group.windows),
        waiting=_waiting(group.waiting, words),
    )


def _waiting(waiting: int | None, words: Words) -> str:
    if waiting is None:
        return words("tickets.waiting-unknown")
    return words("tickets.waiting", waiting=waiting) if waiting else words("tickets.waiting-none")


_GROUPS = (
    GroupShown("A", "社保医保", "1–3", 7),
    GroupShown("B", "民政残联", "4", 2),
    GroupShown("C", "户籍公安", "5–6", 4),
    GroupShown("D", "市场准入", "7", 0),
    GroupShown("E", "税务", "8", None),
    GroupShown("F", "不动产", "9", 1),
)
_PRINTED = (Row("A031 · 社保医保", "14:31"), Row("B007 · 民政残联", "14:29"), Row("A030 · 社保医保", "14:27"))
_GROUPS_EN = (
    GroupShown("A", "Social and medical insurance", "1–3", 7),
    GroupShown("B", "Civil affairs, disability", "4", 2),
    GroupShown("C", "Household registration, police", "5–6", 4),
    GroupShown("D", "Business registration", "7", None),
)
SAMPLES: Samples = {
    "six groups": TicketsShown(_GROUPS, False, False, None, (), None),
    "busy": TicketsShown(_GROUPS[:3], False, True, None, (), None),
    "trouble": TicketsShown(_GROUPS[:4], False, False, Say("error.printer.paper"), (), None),
    "staff": TicketsShown(_GROUPS, True, False, None, _PRINTED, Say("error.printer.paper")),
}
SAMPLES_EN: Samples = {
    "six groups": TicketsShown(_GROUPS_EN, False, False, None, (), None),
    "busy": TicketsShown(_GROUPS_EN, False, True, None, (), None),
    "trouble": TicketsShown(_GROUPS_EN, False, False, Say("error.printer.paper"), (), None),
}
