"""Pictures that come in pieces and go on where they stopped (docs/contract.md, after the IETF's resumable uploads).

A picture counts once all of it is here and its hash is its name; until then it takes room that nobody pays for, so each
terminal has only so much of it, and not for ever. The client keeps no state: what we forget it sends again.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kiosk.hall.database import transact
from kiosk.hall.hall import Hall
from kiosk.hall.tables import Material, Piece

LARGEST_PIECE = 256 * 1024
MOST_PIECES = 256  # of one picture: somebody who sends single bytes fills no table
MOST_UNFINISHED = 64 * 1024 * 1024  # bytes of one terminal
OLDEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a picture got; `fits` is False where the piece that came was not the next one."""

    offset: int
    is_whole: bool
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A piece as it came: from which byte, and whether it is the last."""

    offset: int
    is_last: bool
    content: bytes


def progress(hall: Hall, application_id: str, sha256: str) -> Progress:
    """What is here of a picture."""
    with Session(hall.engine) as session:
        return _progress(session, application_id, sha256)


def take_piece(hall: Hall, terminal_id: str, application_id: str, sha256: str, part: Part) -> Progress:
    """Append a piece. One that does not begin where the last one ended changes nothing, nor does one of a whole picture.

    A picture that is not what its name says is forgotten: it begins anew.
    """

    def work(session: Session) -> Progress:
        known = _progress(session, application_id, sha256)
        if known.is_whole or known.offset != part.offset:
            return Progress(known.offset, known.is_whole, known.is_whole)
        now = hall.now()
        _forget_old(session, terminal_id, (now - OLDEST).isoformat(), len(part.content))
        if not part.is_last:
            return _append(session, terminal_id, application_id, sha256, part, now.isoformat())
        content = _pieces(session, application_id, sha256) + part.content
        session.execute(delete(Piece).where(Piece.application_id == application_id, Piece.sha256 == sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            return Progress(0, is_whole=False, fits=False)
        session.add(
            Material(application_id=application_id, sha256=sha256, content=content, received_at=now.isoformat())
        )
        return Progress(len(content), is_whole=True)

    return transact(hall.engine, work)


def _append(session: Session, terminal_id: str, application_id: str, sha256: str, part: Part, now: str) -> Progress:
    """One piece more. An empty one is none; too many of one picture, and it begins anew."""
    of_this = (Piece.application_id == application_id, Piece.sha256 == sha256)
    if session.scalars(select(func.count()).select_from(Piece).where(*of_this)).one() >= MOST_PIECES:
        session.execute(delete(Piece).where(*of_this))
        return Progress(0, is_whole=False, fits=False)
    if part.content:
        session.add(
            Piece(
                application_id=application_id,
                sha256=sha256,
                offset=part.offset,
                length=len(part.content),
                terminal_id=terminal_id,
                received_at=now,
                content=part.content,
            )
        )
    return Progress(part.offset + len(part.content), is_whole=False)


def _progress(session: Session, application_id: str, sha256: str) -> Progress:
    whole = session.scalars(
        select(func.length(Material.content)).where(
            Material.application_id == application_id, Material.sha256 == sha256
        )
    ).one_or_none()
    if whole is not None:
        return Progress(whole, is_whole=True)
    of_this = (Piece.application_id == application_id, Piece.sha256 == sha256)
    return Progress(session.scalars(select(func.coalesce(func.sum(Piece.length), 0)).where(*of_this)).one(), False)


def _pieces(session: Session, application_id: str, sha256: str) -> bytes:
    of_this = (Piece.application_id == application_id, Piece.sha256 == sha256)
    return b"".join(session.scalars(select(Piece.content).where(*of_this).order_by(Piece.offset)))


def _forget_old(session: Session, terminal_id: str, before: str, wanted: int) -> None:
    """Everybody's that is too old, and this terminal's oldest until there is room for `wanted` bytes more."""
    session.execute(delete(Piece).where(Piece.received_at < before))
    mine = Piece.terminal_id == terminal_id
    while (
        session.scalars(select(func.coalesce(func.sum(Piece.length), 0)).where(mine)).one() + wanted > MOST_UNFINISHED
    ):
        oldest = session.execute(
            select(Piece.application_id, Piece.sha256).where(mine).order_by(Piece.received_at).limit(1)
        ).one()
        session.execute(delete(Piece).where(Piece.application_id == oldest[0], Piece.sha256 == oldest[1]))
