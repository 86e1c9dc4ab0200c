"""The desk that hears how the terminals are: the last word of each, and a short history of what changed.

Order comes from the terminal's own sequence numbers; how long ago it was heard, from the hall's clock alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kiosk.contract.v1 import DeviceState, Heartbeat
from kiosk.hall.database import transact
from kiosk.hall.hall import Hall
from kiosk.hall.tables import Terminal, TerminalChange, TerminalState
from kiosk.ports.status import Readiness

SILENT_AFTER = timedelta(minutes=3)  # three heartbeats that did not come
KEPT = 100  # changes of each terminal
WHOLE = "terminal"  # stands in a change where it is no single device


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a terminal's history."""

    at: datetime
    device: str
    readiness: Readiness
    cause: str | None
    actor: str | None


@dataclass(frozen=True, slots=True)
class Heard:
    """One enrolled terminal: what it said last and when, None where it never spoke; changes, the newest first."""

    terminal_id: str
    heard_at: datetime | None
    said: Heartbeat | None
    changes: tuple[Change, ...]

    def is_silent(self, now: datetime) -> bool:
        """Whether what it said is too old to be true, or it never said anything."""
        return self.heard_at is None or now - self.heard_at > SILENT_AFTER


def take_heartbeat(hall: Hall, said: Heartbeat) -> None:
    """Remember it as the terminal's last word. The same again, or an older one that comes late, changes nothing."""

    def work(session: Session) -> None:
        now = hall.now()
        known = session.get(TerminalState, said.terminal_id, with_for_update=True)
        before = None if known is None else _read(known.said)
        if before is not None and before.started_at == said.started_at and before.sequence >= said.sequence:
            return
        if known is None:
            known = TerminalState(terminal_id=said.terminal_id)
            session.add(known)
        else:
            session.add_all(_spoke_again(known, now))
        session.add_all(_changes(said, before, now))
        known.heard_at, known.said = now.isoformat(), said.model_dump_json()
        session.flush()
        _forget_old(session, said.terminal_id)

    transact(hall.engine, work)


def all_terminals(hall: Hall, changes: int) -> tuple[Heard, ...]:
    """Every enrolled terminal by its id, with its newest `changes`."""
    with Session(hall.engine) as session:
        rows = session.execute(
            select(Terminal.id, TerminalState)
            .join(TerminalState, TerminalState.terminal_id == Terminal.id, isouter=True)
            .order_by(Terminal.id)
        ).all()
        return tuple(
            Heard(
                terminal_id,
                None if state is None else datetime.fromisoformat(state.heard_at),
                None if state is None else _read(state.said),
                _newest(session, terminal_id, changes),
            )
            for terminal_id, state in rows
        )


def _read(said: str) -> Heartbeat | None:
    """What an older hall wrote down may lack what we ask for; the next heartbeat mends that."""
    try:
        return Heartbeat.model_validate_json(said)
    except ValidationError:
        return None


def _newest(session: Session, terminal_id: str, count: int) -> tuple[Change, ...]:
    wanted = select(TerminalChange).where(TerminalChange.terminal_id == terminal_id)
    rows = session.scalars(wanted.order_by(TerminalChange.id.desc()).limit(count))
    return tuple(
        Change(datetime.fromisoformat(row.at), row.device, Readiness(row.readiness), row.cause, row.actor)
        for row in rows
    )


def _spoke_again(known: TerminalState, now: datetime) -> Iterator[TerminalChange]:
    """A silence that is over: when it began, and when it ended."""
    if now - datetime.fromisoformat(known.heard_at) > SILENT_AFTER:
        for at, readiness in ((known.heard_at, Readiness.ABSENT), (now.isoformat(), Readiness.READY)):
            yield TerminalChange(terminal_id=known.terminal_id, at=at, device=WHOLE, readiness=readiness.value)


def _changes(said: Heartbeat, before: Heartbeat | None, now: datetime) -> Iterator[TerminalChange]:
    """What differs from before; a device that is well from the first is no news."""
    known = {} if before is None else {state.device: _essence(state) for state in before.devices}
    for state in said.devices:
        if known.get(state.device, (Readiness.READY, None)) != _essence(state):
            yield TerminalChange(
                terminal_id=said.terminal_id,
                at=now.isoformat(),
                device=state.device,
                readiness=state.readiness.value,
                cause=state.cause,
                actor=state.actor.value if state.actor else None,
            )


def _essence(state: DeviceState) -> tuple[Readiness, str | None]:
    return state.readiness, state.cause


def _forget_old(session: Session, terminal_id: str) -> None:
    of_this = TerminalChange.terminal_id == terminal_id
    oldest_kept = select(TerminalChange.id).where(of_this).order_by(TerminalChange.id.desc()).offset(KEPT).limit(1)
    last_dropped = session.scalars(oldest_kept).one_or_none()
    if last_dropped is not None:
        session.execute(delete(TerminalChange).where(of_this, TerminalChange.id <= last_dropped))
