"""What each state ignores, and why that is normal there. Anything else that no table has is logged as a surprise."""

from kiosk.session import events as e
from kiosk.session.events import Event, Touch
from kiosk.session.model import State
from kiosk.session.rules import Ignored

LATE_TOUCH = "a touch on the screen before this one, on its way while the state changed"
CARD_ELSEWHERE = "a card is laid, lifted or spoilt while nobody asks for one; the machine has noted whether it is there"
LATE_PHOTO = "a picture that was asked for before the resident went back"
LATE_ANSWER = "an answer of the keeper to something that this visit no longer waits for"
LATE_PAPER = "a paper of an earlier screen came out, or did not"
LATE_CODE = "a code that was shown while the screen changed"

_TOUCHES: tuple[type[Event], ...] = tuple(
    kind for kind in vars(e).values() if isinstance(kind, type) and issubclass(kind, Touch) and kind is not Touch
)
_FAMILIES: tuple[tuple[tuple[type[Event], ...], str], ...] = (
    (_TOUCHES, LATE_TOUCH),
    ((e.CardRead, e.CardRemoved, e.CardFailed), CARD_ELSEWHERE),
    ((e.PhotoTaken, e.PhotoFailed), LATE_PHOTO),
    (
        (
            e.Admitted,
            e.NotAdmitted,
            e.Concluded,
            e.Declined,
            e.TicketTaken,
            e.TicketRefused,
            e.PinAnswered,
            e.SlotsSeen,
            e.BookingTaken,
            e.BookingRefused,
            e.HolderFound,
            e.HolderUnknown,
            e.AgentKnown,
            e.AgentUnknown,
            e.PersonCompared,
            e.DraftFound,
            e.DraftKept,
            e.DraftNotKept,
        ),
        LATE_ANSWER,
    ),
    ((e.PrintEnded,), LATE_PAPER),
    ((e.CodeScanned,), LATE_CODE),
)

# A surprise in these states is a fault of ours: nobody has asked the keeper for anything yet.
_SURPRISES: dict[State, tuple[type[Event], ...]] = {
    State.ATTRACT: (e.Admitted, e.NotAdmitted, e.Concluded),
    State.NOTICE: (e.Admitted, e.NotAdmitted, e.Concluded),
    State.IDENTITY: (e.Admitted, e.NotAdmitted, e.Concluded),
}

IGNORED: Ignored = {
    state: {kind: why for kinds, why in _FAMILIES for kind in kinds if kind not in _SURPRISES.get(state, ())}
    for state in State
}
