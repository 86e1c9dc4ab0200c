"""办事 apply, the filling in: the entries of a group, one person each. Part of the form's table (filling)."""

from dataclasses import replace

from kiosk.forms import entries
from kiosk.forms.fields import Field, FieldKind
from kiosk.session import form
from kiosk.session.events import EntryAdded, EntryOpened, EntryRemoved
from kiosk.session.model import Session
from kiosk.session.rules import Step, stay


def add(session: Session, event: EntryAdded) -> Step:
    """One more, as long as there is room. It is kept from its first letter on."""
    group = _listed(session, event.key)
    if group is None or _count(session, group) >= group.max_entries:
        return stay(session)
    return stay(form.at_entry(session, group, _count(session, group)))


def open_(session: Session, event: EntryOpened) -> Step:
    """Look at one, or change it."""
    group = _listed(session, event.key)
    if group is None or not 0 <= event.index < _count(session, group):
        return stay(session)
    return stay(form.at_entry(session, group, event.index))


def remove(session: Session, event: EntryRemoved) -> Step:
    """One goes; those behind it move up."""
    group = _listed(session, event.key)
    if group is None or not 0 <= event.index < _count(session, group):
        return stay(session)
    answers = entries.without(group, event.index, session.given.answers)
    return stay(
        form.at_group(form.unsigned(session, session.but(given=replace(session.given, answers=answers))), group)
    )


def close(session: Session) -> Session:
    """Back to the list. What was begun is kept, and said to be unfinished there; what was not, leaves nothing."""
    opened = form.entry(session)
    return form.at_group(session, opened[0]) if opened is not None else session


def _listed(session: Session, key: str) -> Field | None:
    """The group whose list is on the screen."""
    field = form.find(session, key)
    return field if field is not None and field.kind is FieldKind.GROUP else None


def _count(session: Session, group: Field) -> int:
    return entries.count(group, session.given.answers)
