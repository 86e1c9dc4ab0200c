"""The form and the review as the screen may see them: the card's facts masked, one field in focus."""

from typing import Literal

from kiosk.forms import entries, masks
from kiosk.forms.fields import Field, FieldKind, reviewed
from kiosk.ports.id_reader import IdCard
from kiosk.session import form, materials
from kiosk.session.model import Session
from kiosk.session.snapshot import Choice, EntryShown, FieldShown, FormShown, ReviewShown, Row, Say, Shown
from kiosk.settings.hall import Place as HallPlace

_DIGITS = (FieldKind.MOBILE, FieldKind.NUMBER, FieldKind.BANK_CARD, FieldKind.ID_NUMBER, FieldKind.DATE)
_LINE_PARTS = 3
_CHOICES = (FieldKind.SELECT, FieldKind.BOOL)
_BANKS = ("hall.banks", "locality list")  # the second is how the shared catalogue says it


def form_shown(session: Session) -> Shown:
    """One page of the form."""
    opened = form.entry(session)
    return FormShown(
        matter=session.matter.name.in_(session.language) if session.matter else "",
        rows=_card_rows(session.given.card) if session.place.page == 0 and opened is None else (),
        fields=tuple(_field(session, field) for field in form.page(session)),
        page=session.place.page,
        pages=len(form.pages(session)),
        entry=_entry_title(session, *opened) if opened is not None else None,
    )


def review_shown(session: Session) -> Shown:
    """Everything once more."""
    matter, language = session.matter, session.language
    if matter is None:
        return ReviewShown("", (), "", False)
    answers = session.given.answers
    filled = tuple(row for field in reviewed(matter.fields, answers) for row in _filled_rows(session, field))
    return ReviewShown(
        matter=matter.name.in_(language),
        sections=(
            (Say("review.applicant"), _card_rows(session.given.card)),
            (Say("review.answers"), filled),
            (Say("review.materials"), _material_rows(session)),
        ),
        declaration=matter.declaration.in_(language),
        declared=session.given.declared or not form.asks_declaration(matter),
        signs=form.asks_signature(matter),
    )


def _card_rows(card: IdCard | None) -> tuple[Row, ...]:
    """What the card gives has the same name in every matter."""
    if card is None:
        return ()
    return (
        Row(Say("card.name"), masks.name(card.name)),
        Row(Say("card.number"), masks.number(card.number)),
        Row(Say("card.address"), masks.address(card.address)),
    )


def _material_rows(session: Session) -> tuple[Row, ...]:
    rows = []
    for index, material in materials.asked(session):
        pages, promised = session.given.pages.get(index, ()), session.given.promises.get(index)
        if pages:
            value = Say("material.pages", (("count", str(len(pages))),))
        elif promised:
            value = Say("material.promised", (("day", f"{promised:%Y-%m-%d}"),))
        elif material.how == "photo":
            continue
        else:
            value = Say(f"material.{material.how}")
        rows.append(Row(material.name.in_(session.language), value))
    return tuple(rows)


def _filled_rows(session: Session, field: Field) -> tuple[Row, ...]:
    """An answer, or an answer for each entry; nothing where nothing stands."""
    answers = session.given.answers
    if field.kind is FieldKind.GROUP:
        count = entries.count(field, answers)
        return tuple(Row(_entry_title(session, field, index), _line(session, field, index)) for index in range(count))
    value = answers.get(field.key, "")
    return (Row(field.label.in_(session.language), _answer(session, field, value)),) if value else ()


def _entry_title(session: Session, group: Field, index: int) -> Say:
    name = (group.entry if group.entry.zh else group.label).in_(session.language)
    return Say("form.group.entry", (("entry", name[:1].upper() + name[1:]), ("number", str(index + 1))))


def _line(session: Session, group: Field, index: int) -> str:
    """An entry in one line, masked: what was filled in first tells enough to know it again."""
    answers = session.given.answers
    told = (
        _answer(session, field, answers[field.key])
        for field in entries.asked(group, index, answers)
        if answers.get(field.key)
    )
    return "　".join(list(told)[:_LINE_PARTS])


def _answer(session: Session, field: Field, value: str) -> str:
    if field.kind is FieldKind.REGION:
        return " ".join(place.name for place in _trail(session, value))
    for option in field.options:
        if option.value == value:
            return option.label.in_(session.language)
    return masks.answer(field, value)


def _field(session: Session, field: Field) -> FieldShown:
    value = session.given.answers.get(field.key, "")
    trouble = session.place.troubles.get(field.key)
    trail = _trail(session, value) if field.kind is FieldKind.REGION else ()
    return FieldShown(
        key=field.key,
        label=field.label.in_(session.language),
        input=_input(field),
        value=value,
        required=field.required,
        focused=session.place.focus == field.key,
        trouble=Say(trouble) if trouble else None,
        hint=field.help.in_(session.language),
        choices=_choices(session, field, trail),
        trail=tuple(place.name for place in trail),
        suggestions=_suggestions(session, field),
        max_length=field.max_length,
        entries=_entries(session, field),
        entry=field.entry.in_(session.language),
        full=len(_entries(session, field)) >= field.max_entries,
    )


def _entries(session: Session, group: Field) -> tuple[EntryShown, ...]:
    if group.kind is not FieldKind.GROUP:
        return ()
    answers = session.given.answers
    return tuple(
        EntryShown(_line(session, group, index), entries.is_whole(group, index, answers))
        for index in range(entries.count(group, answers))
    )


def _input(field: Field) -> Literal["digits", "text", "choice", "region", "group"]:
    if field.kind is FieldKind.GROUP:
        return "group"
    if field.kind in _DIGITS:
        return "digits"
    if field.kind in _CHOICES and (field.options or field.options_ref in _BANKS):
        return "choice"  # a list that nobody has given cannot be chosen from: then it is typed
    return "region" if field.kind is FieldKind.REGION else "text"


def _choices(session: Session, field: Field, trail: tuple[HallPlace, ...]) -> tuple[Choice, ...]:
    if field.kind is FieldKind.REGION:
        places = trail[-1].places if trail else session.world.hall.places
        return tuple(Choice(place.code, place.name) for place in places)
    if field.options_ref in _BANKS:
        return tuple(Choice(bank, bank) for bank in session.world.hall.banks)
    return tuple(Choice(option.value, option.label.in_(session.language)) for option in field.options)


def _suggestions(session: Session, field: Field) -> tuple[Choice, ...]:
    """A long text is rather chosen than typed: an address begins as the card's."""
    card = session.given.card
    if field.kind is not FieldKind.TEXT or card is None or not field.key.startswith("residence"):
        return ()
    return (Choice(card.address, masks.address(card.address)),)


def _trail(session: Session, value: str) -> tuple[HallPlace, ...]:
    places, trail = session.world.hall.places, []
    for code in [code for code in value.split("/") if code]:
        place = next((place for place in places if place.code == code), None)
        if place is None:
            break
        trail.append(place)
        places = place.places
    return tuple(trail)
