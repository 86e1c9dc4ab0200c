"""One application on its way out of the visit: body made, sealed with a key of its own, handed to the keeper."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime

from kiosk.contract.envelope import BODY, DataKey, SealTo
from kiosk.contract.lanes import lane_of
from kiosk.documents import application
from kiosk.documents.application import Signed
from kiosk.documents.papers import SlipFacts
from kiosk.runtime.messages import HandedOver
from kiosk.session.commands import Submit


class Submission:
    """A signed application that waits for its slip number."""

    def __init__(self, command: Submit, application_id: uuid.UUID, terminal_id: str, made_at: datetime) -> None:
        self._command, self._id = command, application_id
        self._terminal_id, self._made_at = terminal_id, made_at

    @property
    def application_id(self) -> str:
        return str(self._id)

    def sealed(
        self,
        slip_number: str,
        seal_to: SealTo,
        lane_key: bytes = b"",
        draft_tag: Callable[[Signed], bytes | None] = lambda _: None,
    ) -> HandedOver:
        """The application as it may cross to the keeper: nothing readable but what the slip shows, masked.

        Without a `lane_key`, or where nobody was asked who he is, it has no lane.
        """
        command = self._command
        body = application.body(command.signed, self._id, self._terminal_id, slip_number, self._made_at)
        pictures = application.pictures(command.signed)
        key = DataKey.fresh(self.application_id, seal_to.cipher)
        return HandedOver(
            application_id=self.application_id,
            matter=command.signed.matter,
            slip_number=slip_number,
            body_sha256=hashlib.sha256(body).hexdigest(),
            sealed_key=key.shut_for(seal_to.public),
            sealed_body=key.shut(BODY, body),
            pictures=tuple((name, key.shut(name, picture)) for name, picture in pictures.items()),
            facts=SlipFacts(
                matter=command.matter,
                applicant=command.applicant,
                id_number=command.number,
                language=command.language,
                limit_days=command.limit_days,
                instant=command.instant,
                result=command.result,
            ),
            lane=_lane(command.signed, lane_key),
            draft_tag=draft_tag(command.signed),
        )


def _lane(signed: application.Signed, key: bytes) -> int | None:
    """A code's holder has her number too, so that card and code of one person lead into one lane."""
    who = (signed.card.number if signed.card else "") or (signed.code.reference if signed.code else "")
    return lane_of(key, who) if key and who else None
