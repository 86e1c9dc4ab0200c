"""The session's one function: `handle(session, event) → (session, commands)`. Reads no clock, opens nothing.

First what holds everywhere (time, touches, devices, help, leaving), then the table of the state's errand. A pair that no
table has changes nothing; it is logged unless the state says in IGNORED why it is normal there.
"""

from collections.abc import Mapping
from dataclasses import replace

from kiosk.ports.status import Readiness
from kiosk.session.commands import Log
from kiosk.session.errands import (
    booking,
    comparison,
    draft,
    entrance,
    filling,
    identity,
    loss,
    outcome,
    service,
    signing,
    ticket,
)  # fmt: skip
from kiosk.session.events import (
    BackPressed,
    CancelConfirmed,
    CancelPressed,
    CardRead,
    CardRemoved,
    Event,
    HallSeen,
    HelpPressed,
    KeepPressed,
    LanguageChosen,
    StatusSeen,
    StayPressed,
    Ticked,
    Touch,
)
from kiosk.session.ignored import IGNORED
from kiosk.session.model import Session, State, start
from kiosk.session.proof import is_same, watched
from kiosk.session.rules import Rule, Step, end, stay

_ERRANDS: Mapping[State, Mapping[type[Event], Rule]] = {
    **entrance.TABLE,
    **identity.TABLE,
    **comparison.TABLE,
    **filling.TABLE,
    **signing.TABLE,
    **outcome.TABLE,
    **booking.TABLE,
    **ticket.TABLE,
    **service.TABLE,
    State.WIPING: {},  # the visit's process ends here; the next visit is another one
}
TABLE: Mapping[State, Mapping[type[Event], Rule]] = {
    state: {**rules, **draft.TABLE.get(state, {})} for state, rules in _ERRANDS.items()
}

__all__ = ["TABLE", "handle", "start", "stop"]


def handle(session: Session, event: Event) -> Step:
    """One event through the machine."""
    if isinstance(event, Ticked):
        return _tick(session.but(now=event.now, wall=event.wall))
    if isinstance(event, Touch):
        return _touch(session, event)
    if isinstance(event, HallSeen):
        return loss.heard(session, event)
    return _in_state(_noted(session, event), event)


def stop(session: Session, reason: str) -> Step:
    """Leave the visit, whatever it is at: the terminal goes down (stopped) or the window is broken (fault)."""
    return end(session, reason)


def _tick(session: Session) -> Step:
    left = session.seconds_left
    if left is not None and left <= 0:
        return end(session, "timed-out")
    session = watched(session)
    if session.state is State.SUBMITTING:
        return outcome.waited(session)
    return stay(draft.waited(session))


def _touch(session: Session, event: Touch) -> Step:
    """A touch shows that somebody is there. While the warning is on the screen it does nothing else."""
    was_warned, lost = session.warned, watched(session)
    session = lost.but(touched_at=session.now)
    if isinstance(event, KeepPressed):
        return draft.keep(session) if was_warned or session.leaving else stay(session)
    if was_warned and not isinstance(event, CancelPressed | CancelConfirmed):
        return stay(session)
    if isinstance(event, LanguageChosen):
        known = event.language in session.world.languages
        return stay(session.but(language=event.language) if known else session)
    if session.service.refusal is not None:
        return service.answered(session, event)
    if session.leaving or session.helping or session.fault is not None or session.draft.is_open:
        return _over(session, event)
    if isinstance(event, HelpPressed):
        return stay(session.but(helping=session.state not in (State.ATTRACT, State.WIPING)))
    if isinstance(event, CancelPressed):
        return _cancel(session)
    return _in_state(session, event)


def _over(session: Session, event: Touch) -> Step:
    """Something lies over the screen: only its own two answers count."""
    if session.draft.is_open:
        return draft.answered(session, event)
    if session.leaving and isinstance(event, CancelConfirmed):
        return draft.left(session)
    if isinstance(event, StayPressed | BackPressed):
        return stay(session.but(leaving=False, helping=False, fault=None))
    return stay(session)


def _cancel(session: Session) -> Step:
    if session.state in (State.ATTRACT, State.WIPING, State.SUBMITTING):
        return stay(session)
    if session.given.card is not None:
        return stay(session.but(leaving=True))
    return end(session, "cancelled")


def _noted(session: Session, event: Event) -> Session:
    """What is remembered in every state: devices, whether the card lies there."""
    proof = session.proof
    if isinstance(event, StatusSeen):
        statuses = {**session.statuses, event.device: event.status}
        session = session.but(statuses=statuses)
        gone = event.device == "id_reader" and event.status.readiness in (Readiness.BLOCKED, Readiness.ABSENT)
        carded = session.given.card is not None and session.given.code is None  # a code needs no reader
        return session.but(proof=replace(proof, there=False, stale=True)) if gone and carded else session
    if isinstance(event, CardRead):
        known = session.given.card
        stale = proof.stale or (known is not None and not is_same(event.card, known))
        return session.but(proof=replace(proof, there=True, away_since=None, stale=stale))
    if isinstance(event, CardRemoved):
        return session.but(proof=replace(proof, there=False, away_since=session.now))
    return session


def _in_state(session: Session, event: Event) -> Step:
    rule = TABLE.get(session.state, {}).get(type(event))
    if rule is not None:
        return rule(session, event)
    if type(event) in IGNORED[session.state] or isinstance(event, StatusSeen):
        return stay(session)
    return session, (Log(session.state.value, type(event).__name__),)
