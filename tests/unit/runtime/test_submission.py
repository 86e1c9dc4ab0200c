"""What leaves the visit: sealed to the sender's key, and exactly what was signed."""

import hashlib
import json
import pickle
import uuid

import pytest

from kiosk.contract.envelope import BODY, Cipher, DataKey, KeyBoxForeign, SealTo
from kiosk.contract.sealing import SealBroken, new_keypair
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


def _over(cipher: Cipher = Cipher.AES_256_GCM) -> HandedOver:
    return Submission(_submit(), ID, "CJ01", WALL).sealed("CJ01-20261122-0001", SealTo(PUBLIC, cipher))


def _key(over: HandedOver) -> DataKey:
    return DataKey.opened(str(ID), PRIVATE, over.sealed_key)


@pytest.mark.parametrize("cipher", Cipher)
def test_the_box_opens_to_the_very_body_that_was_made(cipher: Cipher) -> None:
    over = _over(cipher)
    body = application.body(_submit().signed, ID, "CJ01", "CJ01-20261122-0001", WALL)
    assert _key(over).open(BODY, over.sealed_body) == body
    assert over.body_sha256 == hashlib.sha256(body).hexdigest()
    said = json.loads(body)
    assert (said["applicant"]["number"], said["answers"]["mobile"], said["slip_number"]) == (
        NUMBER, MOBILE, "CJ01-20261122-0001",
    )  # fmt: skip


def test_every_picture_is_a_box_of_its_own_named_by_its_hash() -> None:
    over = _over()
    ((name, box),) = over.pictures
    assert _key(over).open(name, box) == PHOTO.jpeg
    assert name == hashlib.sha256(PHOTO.jpeg).hexdigest()


def test_the_key_opens_for_its_own_application_and_sender_alone() -> None:
    over = _over()
    with pytest.raises(SealBroken):
        DataKey.opened(str(uuid.uuid4()), PRIVATE, over.sealed_key)
    with pytest.raises(KeyBoxForeign):
        DataKey.opened(str(ID), new_keypair()[0], over.sealed_key)


def test_two_applications_never_share_a_key() -> None:
    one, other = _over(), _over()
    with pytest.raises(SealBroken):
        _key(other).open(BODY, one.sealed_body)


def test_nothing_that_crosses_can_be_read() -> None:
    crossing = pickle.dumps(_over())
    for text in (NAME, NUMBER, ADDRESS, MOBILE):
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert text.encode(encoding) not in crossing


def test_the_slip_knows_only_what_it_may_show() -> None:
    facts = _over().facts
    assert (facts.applicant, facts.id_number) == ("王**", "****0249")
