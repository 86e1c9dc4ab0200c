"""The form and the review as the screen may see them: the card's facts masked, one field in focus."""

from typing import Literal

from kiosk.forms import masks
from kiosk.forms.fields import Field, FieldKind, asked
from kiosk.ports.id_reader import IdCard
from kiosk.session import form, materials
from kiosk.session.model import Session
from kiosk.session.snapshot import Choice, FieldShown, FormShown, ReviewShown, Row, Say, Shown
from kiosk.settings.hall import Place as HallPlace

_DIGITS = (FieldKind.MOBILE, FieldKind.BANK_CARD, FieldKind.ID_NUMBER, FieldKind.DATE)
_CHOICES = (FieldKind.SELECT, FieldKind.BOOL)
_BANKS = ("hall.banks", "locality list")  # the second is how the shared catalogue says it


def form_shown(session: Session) -> Shown:
    """One page of the form."""
    return FormShown(
        matter=session.matter.name.in_(session.language) if session.matter else "",
        rows=_card_rows(session.given.card) if session.place.page == 0 else (),
        fields=tuple(_field(session, field) for field in form.page(session)),
        page=session.place.page,
        pages=len(form.pages(session)),
    )


def review_shown(session: Session) -> Shown:
    """Everything once more."""
    matter, language = session.matter, session.language
    if matter is None:
        return ReviewShown("", (), "", False)
    answers = session.given.answers
    filled = tuple(
        Row(field.label.in_(language), _answer(session, field, answers[field.key]))
        for field in asked(matter.fields, answers)
        if answers.get(field.key)
    )
    return ReviewShown(
        matter=matter.name.in_(language),
        sections=(
            (Say("review.applicant"), _card_rows(session.given.card)),
            (Say("review.answers"), filled),
            (Say("review.materials"), _material_rows(session)),
        ),
        declaration=matter.declaration.in_(language),
        declared=session.given.declared,
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
    )


def _input(field: Field) -> Literal["digits", "text", "choice", "region"]:
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
