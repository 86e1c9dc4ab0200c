"""Drafts in the visit: shut and opened here, by the card that lies there. What goes out is a tag and a box."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.contract.card_sealing import can_seal, seal, tag_of, unseal
from kiosk.contract.sealing import SealBroken
from kiosk.documents.application import Signed
from kiosk.documents.draft import from_bytes, to_bytes
from kiosk.ports.id_reader import IdCard
from kiosk.runtime import messages as m
from kiosk.session import commands as c
from kiosk.session.events import DraftFound


@dataclass(frozen=True, slots=True)
class _Asked:
    tag: bytes
    matter: str
    card: IdCard


class Drafts:
    """`send` is the link's. Only the session's thread uses it."""

    def __init__(self, send: Callable[[object], None]) -> None:
        self._send = send
        self._asked: _Asked | None = None
        self.salt = b""

    def look(self, command: c.LookForDraft) -> None:
        """Ask the keeper what lies under this card's tag."""
        tag = tag_of(command.card, self.salt, command.matter)
        self._asked = _Asked(tag, command.matter, command.card)
        self._send(m.DraftAsked(tag, command.matter))

    def keep(self, command: c.KeepDraft) -> None:
        """Shut it, and have the keeper commit it."""
        card, matter = command.card, command.draft.matter
        box = seal(card, self.salt, matter, to_bytes(command.draft))
        self._send(m.DraftMade(tag_of(card, self.salt, matter), matter, box))

    def destroy(self, command: c.DestroyDraft) -> None:
        """It goes, whether or not there is one."""
        self._send(m.DraftUnwanted(tag_of(command.card, self.salt, command.matter)))

    def hear(self, message: m.DraftGiven) -> DraftFound | None:
        """The answer; nothing where there is none, or it is of a card that was asked for before this one.

        A box that does not open is of no use to anybody: it goes.
        """
        asked = self._asked
        if asked is None or message.tag != asked.tag:
            return None
        self._asked = None
        if message.sealed is None:
            return None
        try:
            return DraftFound(from_bytes(unseal(asked.card, self.salt, asked.matter, message.sealed)))
        except (SealBroken, ValueError):
            self._send(m.DraftUnwanted(asked.tag))
            return None

    def tag_beside(self, signed: Signed) -> bytes | None:
        """The tag under which a draft of what is handed in may lie."""
        card = signed.card
        if card is None or signed.code is not None or not can_seal(card):
            return None
        return tag_of(card, self.salt, signed.matter)

    def forget(self) -> None:
        """The wipe."""
        self._asked = None
