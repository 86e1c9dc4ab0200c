"""草稿 drafts: what she has filled in is kept for next time, if she says so; next time she is asked whether to go on.

Without an answer nothing is kept, and what was kept before stays as it was.
"""

from kiosk.session import drafts, form
from kiosk.session.commands import CloseCamera, Command, DestroyDraft, KeepDraft
from kiosk.session.errands import filling, loss
from kiosk.session.errands.outcome import GIVE_UP_ADMISSION
from kiosk.session.events import (
    AfreshPressed,
    BackPressed,
    CancelConfirmed,
    DraftFound,
    DraftKept,
    DraftNotKept,
    Event,
    NextPressed,
    ResumePressed,
    StayPressed,
)
from kiosk.session.model import Keeping, Place, Session, State
from kiosk.session.rules import Step, Table, end, fault, stay, without_person


def keep(session: Session) -> Step:
    """Asked for on the sheet that offers it, once."""
    card = session.given.card
    if card is None or not drafts.keep_days(session):
        return stay(session)
    keeping = Keeping(resumed=session.draft.resumed, asked_at=session.now, left_out=drafts.left_out(session))
    return session.but(draft=keeping, helping=False, fault=None), (KeepDraft(drafts.content(session), card),)


def left(session: Session) -> Step:
    """She leaves and keeps nothing. Said on the sheet: what she went on with from last time goes as well."""
    ended, commands = end(session, "cancelled")
    return ended, (*(_destroy(session) if session.draft.resumed else ()), *commands)


def waited(session: Session) -> Session:
    """At each tick: a keeper that does not answer is not waited for for ever."""
    asked_at = session.draft.asked_at
    return session if asked_at is None or session.now - asked_at < GIVE_UP_ADMISSION else _told(session, "draft-silent")


def answered(session: Session, event: Event) -> Step:
    """A touch while one of the sheets lies over the screen: only its own answers count."""
    draft = session.draft
    if draft.until is not None and isinstance(event, StayPressed | BackPressed | NextPressed | CancelConfirmed):
        return end(session, "cancelled")
    if draft.found is not None and isinstance(event, ResumePressed):
        return stay(_on(drafts.restored(session, draft.found)))
    if draft.found is not None and isinstance(event, AfreshPressed):
        return session.but(draft=Keeping()), _destroy(session)
    return stay(session)


def _on(session: Session) -> Session:
    """Where she stopped: the first page on which something is missing."""
    if form.asks(session):
        for number in range(len(form.pages(session.but(place=Place())))):
            page = form.at_page(session.but(place=Place()), number)
            if form.faults(page):
                return page
    return filling.after_form(session)


def _destroy(session: Session) -> tuple[Command, ...]:
    matter, card = session.matter, session.given.card
    return (DestroyDraft(matter.slug, card),) if matter is not None and card is not None else ()


def _found(session: Session, event: DraftFound) -> Step:
    """Of another version of the matter it may answer what is not asked any more: it goes, and she is told."""
    matter, draft = session.matter, event.draft
    if matter is None or draft.matter != matter.slug or session.draft != Keeping():
        return stay(session)
    if draft.matter_version != matter.version:
        return session.but(fault=fault("draft-outdated", "draft-outdated", "fill-in-anew")), _destroy(session)
    return session.but(draft=Keeping(found=draft)), ()


def _kept(session: Session, event: DraftKept) -> Step:
    """Committed. What she gave is not needed here any more, and goes now; the sheet says what to bring next time."""
    if session.draft.asked_at is None:
        return stay(session)
    kept = Keeping(until=drafts.kept_until(session), left_out=session.draft.left_out)
    gone, stopped = without_person(session, State.GUIDE)
    return gone.but(draft=kept, leaving=False, touched_at=session.now), (*stopped, CloseCamera())


def _not_kept(session: Session, event: DraftNotKept) -> Step:
    return stay(session if session.draft.asked_at is None else _told(session, "draft-not-kept"))


def _told(session: Session, happened: str) -> Session:
    """Not kept, or nobody can say whether it is: what she filled in is still here."""
    said = loss.sheet(session) if loss.is_lost(session) else fault(happened, "filled-in-here", "go-on-or-leave")
    return session.but(draft=Keeping(resumed=session.draft.resumed), leaving=False, fault=said)


TABLE: Table = {
    state: {
        DraftFound: _found,
        DraftKept: _kept,
        DraftNotKept: _not_kept,
    }
    for state in drafts.STATES
}
