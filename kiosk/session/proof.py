"""Whether what was shown still vouches for the person at the screen: the lifted-card rule, and the same person again."""

from dataclasses import replace

from kiosk.ports.id_reader import IdCard
from kiosk.session.model import Session

LONG_TERM = "长期"
STUCK_AFTER = 3  # misses; then everything that goes without a card is offered beside, and trying again stays open


def is_same(card: IdCard, other: IdCard) -> bool:
    """Whether two cards name the same person."""
    return (card.number, card.name) == (other.number, other.name)


def is_stale(session: Session) -> bool:
    """Whether signing or submitting must ask for the card, or the code, again. Where nobody was asked, nothing is stale."""
    if session.given.card is None:
        return False
    return session.proof.stale or (session.given.code is None and not session.works("id_reader"))


def watched(session: Session) -> Session:
    """At each tick: a card that was lifted for long, or a visit that lay idle, vouches no more."""
    proof, timing = session.proof, session.world.timing
    if session.given.card is None or proof.stale:
        return session
    away = proof.away_since is not None and session.now - proof.away_since >= timing.card_away
    idle = session.now - session.touched_at >= timing.card_idle
    return session.but(proof=replace(proof, stale=True)) if away or idle else session
