"""What a rule is: (session, event) → (session, commands). Tables of rules live in errands/, one a module."""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.session.commands import CloseCamera, Command, StopComparing, StopReader, StopScanner, Wipe
from kiosk.session.events import Event
from kiosk.session.model import Compare, Given, Keeping, Place, Proof, Session, State
from kiosk.session.snapshot import FaultShown, Say

Step = tuple[Session, tuple[Command, ...]]
Rule = Callable[[Session, Any], Step]
Table = Mapping[State, Mapping[type[Event], Rule]]
Ignored = Mapping[State, Mapping[type[Event], str]]  # state → event → why it changes nothing there


def stay(session: Session) -> Step:
    """Nothing happens."""
    return session, ()


def go(state: State) -> Rule:
    """Just change the state."""

    def rule(session: Session, event: Event) -> Step:
        return session.but(state=state, place=Place()), ()

    return rule


def end(session: Session, reason: str) -> Step:
    """Leave the visit by any door: the same wipe."""
    return (
        session.but(state=State.WIPING, ended=reason, leaving=False, helping=False, fault=None),
        (StopReader(), StopScanner(), StopComparing(), CloseCamera(), Wipe(reason)),
    )


def without_person(session: Session, state: State, shown: FaultShown | None = None) -> Step:
    """To another state, and what was shown of a person goes; what the face module missed stays counted."""
    return (
        session.but(
            state=state,
            given=Given(),
            proof=Proof(),
            compare=Compare(misses=session.compare.misses),
            draft=Keeping(),
            place=Place(),
            fault=shown,
        ),
        (StopReader(), StopScanner(), StopComparing()),
    )


def fault(happened: str, kept: str, todo: str, **values: str) -> FaultShown:
    """A fault in three sentences: what happened, what is kept, what to do."""
    filled = tuple(values.items())
    return FaultShown(Say(f"fault.happened.{happened}", filled), Say(f"fault.kept.{kept}"), Say(f"fault.todo.{todo}"))
