"""Drafts in a visit: when one can be kept, what goes into it, and what of one comes back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from kiosk.contract.card_sealing import can_seal
from kiosk.documents.draft import Draft
from kiosk.forms import fields
from kiosk.forms.fields import Field
from kiosk.ports.document_camera import Photo
from kiosk.session import materials
from kiosk.session.commands import Command, LookForDraft
from kiosk.session.model import Keeping, Session, State

MAX_BYTES = 4_000_000  # of pictures in one draft
STATES = (State.FORM, State.MATERIALS, State.CAMERA, State.REVIEW, State.SIGN, State.IDENTITY_AGAIN)


def is_offered(session: Session) -> bool:
    """Whether what was filled in can be kept for next time: the card that proved her opens it, and there is something.

    Not once it was handed in: nobody could say then whether a draft is one of what the office has already.
    """
    handed_in = session.result.asked_at > 0
    return session.state in STATES and not handed_in and _is_lockable(session) and _is_worth(session)


def has_room(session: Session) -> bool:
    """Whether the keeper would take it, as far as it has told."""
    return session.hall is None or session.hall.keeps_drafts


def keep_days(session: Session) -> int:
    """So many days it can be kept, if she says so; 0 where it cannot."""
    can = is_offered(session) and has_room(session) and not session.draft.is_open
    return session.world.draft_days if can else 0


def look(session: Session) -> tuple[Command, ...]:
    """What is asked once she has proved who she is: did she keep something here?"""
    matter, card = session.matter, session.given.card
    return (
        (LookForDraft(matter.slug, card),) if matter is not None and card is not None and _is_lockable(session) else ()
    )


def content(session: Session) -> Draft:
    """What is kept. Nothing that the card says, no signature, no consent."""
    matter = session.matter
    return Draft(
        matter=matter.slug if matter else "",
        matter_version=matter.version if matter else "",
        made_on=session.wall.date(),
        answers=_answers(session),
        pages=_within(session.given.pages),
        promised=tuple(session.given.promises),
    )


def left_out(session: Session) -> int:
    """How many photographed pages are too many for a draft."""
    return _count(session.given.pages) - _count(_within(session.given.pages))


def kept_until(session: Session) -> date:
    """The last day on which it can be counted on."""
    return session.wall.date() + timedelta(days=session.world.draft_days)


def restored(session: Session, draft: Draft) -> Session:
    """The draft's answers, pages and promises instead of those of this visit. A promise counts from today."""
    given = replace(session.given, answers={**session.given.answers, **draft.answers}, pages=draft.pages)
    session = session.but(given=replace(given, declared=False, strokes=(), promises={}), draft=Keeping(resumed=True))
    for index in draft.promised:
        session = materials.promise(session, index)
    return session


def _is_lockable(session: Session) -> bool:
    """A code of a phone has no card that could open it again."""
    given = session.given
    return session.world.draft_days > 0 and given.card is not None and given.code is None and can_seal(given.card)


def _is_worth(session: Session) -> bool:
    given = session.given
    return bool(given.pages or given.promises) or any(
        value != _default(_asked(session), key) for key, value in _answers(session).items()
    )


def _asked(session: Session) -> tuple[Field, ...]:
    return fields.asked(session.matter.fields, session.given.answers) if session.matter is not None else ()


def _answers(session: Session) -> dict[str, str]:
    """What she gave herself: the answers of the fields that are asked now."""
    asked = _asked(session)
    return {
        key: value
        for key, value in session.given.answers.items()
        if value and any(fields.belongs(key, field) for field in asked)
    }


def _default(asked: tuple[Field, ...], key: str) -> str | None:
    return next((field.default for field in asked if field.key == key), None)


def _within(pages: Mapping[int, tuple[Photo, ...]]) -> dict[int, tuple[Photo, ...]]:
    """The pages that fit, material by material; of one that does not fit whole, none: half a booklet misleads."""
    kept, size = {}, 0
    for index, photos in pages.items():
        more = sum(len(photo.jpeg) for photo in photos)
        if size + more <= MAX_BYTES:
            kept[index] = photos
            size += more
    return kept


def _count(pages: Mapping[int, tuple[Photo, ...]]) -> int:
    return sum(map(len, pages.values()))
