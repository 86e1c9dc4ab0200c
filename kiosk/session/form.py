"""The form of a visit: which page, what is wrong on it, what comes next."""

from kiosk.catalogue.matter import Matter
from kiosk.forms import check, fields
from kiosk.forms.fields import Field, FieldKind
from kiosk.session.model import Session

PAGE_SIZE = 3


def asks_signature(matter: Matter) -> bool:
    """Whether the resident signs on the pad."""
    return any(field.kind is FieldKind.SIGNATURE and field.required for field in matter.fields)


def asks_declaration(matter: Matter) -> bool:
    """Whether there is a declaration to be ticked before it goes off."""
    return bool(matter.declaration.zh)


def pages(session: Session) -> tuple[tuple[Field, ...], ...]:
    """The asked fields, page by page, as the answers so far make them."""
    if session.matter is None:
        return ((),)
    return fields.pages(fields.asked(session.matter.fields, session.given.answers), PAGE_SIZE)


def page(session: Session) -> tuple[Field, ...]:
    """The fields of the page that is on the screen."""
    every = pages(session)
    return every[min(session.place.page, len(every) - 1)]


def find(session: Session, key: str) -> Field | None:
    """A field of the page on the screen."""
    return next((field for field in page(session) if field.key == key), None)


def clean(field: Field, value: str) -> str:
    """A value as it may stand: printable, no longer than the field, digits only where only digits can be."""
    if field.kind in (FieldKind.MOBILE, FieldKind.BANK_CARD, FieldKind.DATE):
        value = "".join(character for character in value if character in "0123456789")
    return "".join(character for character in value if character.isprintable())[: field.max_length]


def faults(session: Session) -> dict[str, str]:
    """What is wrong on the page on the screen: field key → message key."""
    found = {}
    for field in page(session):
        key = check.fault(field, session.given.answers.get(field.key, ""))
        if key is None and field.kind is FieldKind.REGION:
            key = _region_fault(session, session.given.answers.get(field.key, ""))
        if key is not None:
            found[field.key] = key
    return found


def kept_answers(session: Session) -> dict[str, str]:
    """The answers as they travel: none of a field whose condition no longer holds, whatever was typed there before."""
    if session.matter is None:
        return {}
    answers = session.given.answers
    held = {field.key for field in session.matter.fields if fields.shown(field, answers)}
    return {key: value for key, value in answers.items() if key.split("/")[0] in held}


def first_open(session: Session) -> str | None:
    """The first field of the page that still needs an answer: it has the focus."""
    page_fields = page(session)
    for field in page_fields:
        if not session.given.answers.get(field.key):
            return field.key
    return page_fields[0].key if page_fields else None


def _region_fault(session: Session, value: str) -> str | None:
    """A region must be chosen down to the last level that the hall's data has."""
    places = session.world.hall.places
    for code in [code for code in value.split("/") if code]:
        place = next((place for place in places if place.code == code), None)
        if place is None:
            return "check.option"
        places = place.places
    return "check.region" if places and value else None
