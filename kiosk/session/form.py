"""The form of a visit: which page, what is wrong on it, what comes next. An entry of a group has pages of its own."""

from dataclasses import replace

from kiosk.catalogue.matter import Matter
from kiosk.forms import check, entries, fields
from kiosk.forms.fields import Field, FieldKind
from kiosk.session.model import Place, Session, State

PAGE_SIZE = 3

_DIGITS = "0123456789"
_CHARACTERS = {
    FieldKind.MOBILE: _DIGITS,
    FieldKind.BANK_CARD: _DIGITS,
    FieldKind.DATE: _DIGITS,
    FieldKind.NUMBER: _DIGITS,
    FieldKind.ID_NUMBER: _DIGITS + "X",
}


def asks_signature(matter: Matter) -> bool:
    """Whether the resident signs on the pad."""
    return any(field.kind is FieldKind.SIGNATURE and field.required for field in matter.fields)


def asks_declaration(matter: Matter) -> bool:
    """Whether there is a declaration to be ticked before it goes off."""
    return bool(matter.declaration.zh)


def pages(session: Session) -> tuple[tuple[Field, ...], ...]:
    """The asked fields, page by page, as the answers so far make them; inside an entry those of the entry."""
    if session.matter is None:
        return ((),)
    opened = entry(session)
    if opened is not None:
        return _entry_pages(session, *opened)
    return fields.pages(fields.asked(session.matter.fields, session.given.answers), PAGE_SIZE)


def page(session: Session) -> tuple[Field, ...]:
    """The fields of the page that is on the screen."""
    every = pages(session)
    return every[min(session.place.page, len(every) - 1)]


def asks(session: Session) -> bool:
    """Whether there is anything to fill in."""
    return session.matter is not None and bool(fields.asked(session.matter.fields, session.given.answers))


def entry(session: Session) -> tuple[Field, int] | None:
    """The group and the index of the entry that is being filled in."""
    if session.place.entry is None or session.matter is None:
        return None
    key, index = session.place.entry
    group = next((field for field in session.matter.fields if field.key == key and field.items), None)
    return (group, index) if group is not None else None


def find(session: Session, key: str) -> Field | None:
    """A field of the page on the screen."""
    return next((field for field in page(session) if field.key == key), None)


def at_page(session: Session, number: int) -> Session:
    """The form at this page, or the entry that is being filled in, with what is still open in focus."""
    turned = session.but(state=State.FORM, place=Place(page=number, entry=session.place.entry))
    return turned.but(place=replace(turned.place, focus=first_open(turned)))


def at_entry(session: Session, group: Field, index: int) -> Session:
    """The first page of this entry."""
    return at_page(session.but(place=Place(entry=(group.key, index))), 0)


def at_group(session: Session, group: Field) -> Session:
    """The page with the list of this group's entries; what was left without a word in it is no entry."""
    answers = entries.tidied(group, session.given.answers)
    outside = session.but(given=replace(session.given, answers=answers), place=Place())
    numbers = [number for number, fields_ in enumerate(pages(outside)) if group in fields_]
    return at_page(outside, numbers[0] if numbers else 0)


def unsigned(before: Session, after: Session) -> Session:
    """A declaration and a signature stand under what was there then: where that changes, both are asked for anew."""
    kept = (before.given.answers, before.given.pages, before.given.promises)
    if (after.given.answers, after.given.pages, after.given.promises) == kept:
        return after
    return after.but(given=replace(after.given, declared=False, strokes=()))


def clean(field: Field, value: str) -> str:
    """A value as it may stand: printable, no longer than the field, digits only where only digits can be."""
    allowed = _CHARACTERS.get(field.kind)
    if allowed is not None:
        value = "".join(character for character in value.upper() if character in allowed)
    return "".join(character for character in value if character.isprintable())[: field.max_length]


def faults(session: Session) -> dict[str, str]:
    """What is wrong on the page on the screen: field key → message key."""
    found = {field.key: _fault(session, field) for field in page(session)}
    return {key: why for key, why in found.items() if why is not None}


def kept_answers(session: Session) -> dict[str, str]:
    """The answers as they travel: none of a field whose condition no longer holds, whatever was typed there before, and
    no empty ones."""
    if session.matter is None:
        return {}
    answers = fields.standing(session.matter.fields, session.given.answers)
    for group in session.matter.fields:
        if group.items:
            answers = entries.tidied(group, answers)
    return {key: value for key, value in answers.items() if value}


def first_open(session: Session) -> str | None:
    """The first field of the page that still needs an answer: it has the focus."""
    page_fields = page(session)
    for field in page_fields:
        if not session.given.answers.get(field.key):
            return field.key
    return page_fields[0].key if page_fields else None


def _entry_pages(session: Session, group: Field, index: int) -> tuple[tuple[Field, ...], ...]:
    """Paged as if all were asked: a page does not change under the fingers that type a number on it."""
    answers = session.given.answers
    every = fields.pages(entries.fields_of(group, index), PAGE_SIZE)
    open_ = (tuple(f for f in some if not entries.is_told(group, index, f, answers)) for some in every)
    return tuple(some for some in open_ if some) or ((),)


def _fault(session: Session, field: Field) -> str | None:
    answers = session.given.answers
    if field.kind is FieldKind.GROUP:
        return _group_fault(field, entries.count(field, answers), session)
    value, opened = answers.get(field.key, ""), entry(session)
    found = entries.fault(*opened, field, answers) if opened else check.fault(field, value)
    return _region_fault(session, value) if found is None and field.kind is FieldKind.REGION else found


def _group_fault(group: Field, count: int, session: Session) -> str | None:
    if not count:
        return "check.group.none" if group.required else None
    whole = all(entries.is_whole(group, index, session.given.answers) for index in range(count))
    return None if whole else "check.group.open"


def _region_fault(session: Session, value: str) -> str | None:
    """A region must be chosen down to the last level that the hall's data has."""
    places = session.world.hall.places
    for code in [code for code in value.split("/") if code]:
        place = next((place for place in places if place.code == code), None)
        if place is None:
            return "check.option"
        places = place.places
    return "check.region" if places and value else None
