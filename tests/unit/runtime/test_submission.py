"""What leaves the visit: sealed to the sender's key, and exactly what was signed."""

import hashlib
import json
import pickle
import uuid

import pytest

from kiosk.contract.sealing import SealBroken, new_keypair, unseal
from kiosk.documents import application
from kiosk.runtime.messages import HandedOver
from kiosk.runtime.submission import Submission
from kiosk.session import events as e
from kiosk.session import machine
from kiosk.session.commands import Submit
from kiosk.session.model import State
from tests.unit.session.worlds import ADDRESS, MOBILE, NAME, NUMBER, PHOTO, WALL, session_in

ID = uuid.UUID("12345678-1234-4234-8234-123456789012")
PRIVATE, PUBLIC = new_keypair()


def _submit() -> Submit:
    (command,) = machine.handle(session_in(State.SIGN), e.NextPressed())[1]
    assert isinstance(command, Submit)
    return command


def _over() -> HandedOver:
    return Submission(_submit(), ID, "CJ01", WALL).sealed("CJ01-20261122-0001", PUBLIC)


def test_the_box_opens_to_the_very_body_that_was_made() -> None:
    over = _over()
    body = application.body(_submit().signed, ID, "CJ01", "CJ01-20261122-0001", WALL)
    assert unseal(PRIVATE, str(ID), over.sealed_body) == body
    assert over.body_sha256 == hashlib.sha256(body).hexdigest()
    said = json.loads(body)
    assert (said["applicant"]["number"], said["answers"]["mobile"], said["slip_number"]) == (
        NUMBER, MOBILE, "CJ01-20261122-0001",
    )  # fmt: skip


def test_every_picture_is_a_box_of_its_own_named_by_its_hash() -> None:
    ((name, box),) = _over().pictures
    assert unseal(PRIVATE, str(ID), box) == PHOTO.jpeg
    assert name == hashlib.sha256(PHOTO.jpeg).hexdigest()


def test_a_box_opens_for_its_own_application_and_key_alone() -> None:
    box = _over().sealed_body
    for private, name in ((PRIVATE, str(uuid.uuid4())), (new_keypair()[0], str(ID))):
        with pytest.raises(SealBroken):
            unseal(private, name, box)


def test_nothing_that_crosses_can_be_read() -> None:
    crossing = pickle.dumps(_over())
    for text in (NAME, NUMBER, ADDRESS, MOBILE):
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert text.encode(encoding) not in crossing


def test_the_slip_knows_only_what_it_may_show() -> None:
    facts = _over().facts
    assert (facts.applicant, facts.id_number) == ("王**", "****0249")
