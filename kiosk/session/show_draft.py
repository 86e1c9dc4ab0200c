"""What the sheets say of a draft: whether to keep one when she leaves, whether to go on with one when she comes back."""

from kiosk.session import drafts
from kiosk.session.model import Session
from kiosk.session.snapshot import CancelAsked, DraftFoundAsked, DraftKeptShown, DraftSaving, Overlay


def leaving_sheet(session: Session) -> CancelAsked:
    """Before it promises to keep anything, it says where nothing can be kept. With the store lost going on helps nobody."""
    is_lost = session.hall is not None and session.hall.store_lost
    is_full = drafts.is_offered(session) and not drafts.has_room(session) and not is_lost
    return CancelAsked(drafts.keep_days(session), is_full, session.draft.resumed)


def draft_sheet(session: Session) -> Overlay:
    """Found from last time, or being kept, or kept."""
    draft = session.draft
    matter = session.matter.popular.in_(session.language) if session.matter else ""
    if draft.until is not None:
        return DraftKeptShown(matter, draft.until, draft.left_out)
    if draft.found is not None and draft.asked_at is None:
        return DraftFoundAsked(matter, draft.found.made_on)
    return DraftSaving()
