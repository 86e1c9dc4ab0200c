"""One application's boxes: what opens them, and everything that must not."""

import itertools

import pytest

from kiosk.contract.envelope import BODY, Cipher, DataKey, KeyBoxForeign
from kiosk.contract.sealing import SealBroken, new_keypair, seal

ONE, OTHER = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
PRIVATE, PUBLIC = new_keypair()
PAGE = "ab" * 32

ciphers = pytest.mark.parametrize("cipher", Cipher)


@ciphers
@pytest.mark.parametrize(
    "plain", [b"", b"x", "王小明".encode(), bytes(3_000_000)], ids=["nothing", "one", "text", "3 MB"]
)
def test_the_sender_opens_what_the_visit_shut(cipher, plain):
    key = DataKey.fresh(ONE, cipher)
    boxes, key_box = (key.shut(BODY, plain), key.shut(PAGE, plain)), key.shut_for(PUBLIC)
    opened = DataKey.opened(ONE, PRIVATE, key_box)
    assert (opened.open(BODY, boxes[0]), opened.open(PAGE, boxes[1])) == (plain, plain)
    assert [len(box) - len(plain) for box in boxes] == [29, 29]


@ciphers
def test_the_same_content_never_makes_the_same_box(cipher):
    key = DataKey.fresh(ONE, cipher)
    assert key.shut(BODY, b"same") != key.shut(BODY, b"same")
    assert key.shut_for(PUBLIC) != key.shut_for(PUBLIC)


@ciphers
def test_a_box_that_was_moved_to_another_part_or_application_does_not_open(cipher):
    key = DataKey.fresh(ONE, cipher)
    box = key.shut(PAGE, b"a page")
    with pytest.raises(SealBroken):
        key.open(BODY, box)
    with pytest.raises(SealBroken):
        key.open("cd" * 32, box)
    with pytest.raises(SealBroken):
        DataKey(OTHER, key._suite, key._key).open(PAGE, box)


@ciphers
def test_a_key_box_that_was_moved_to_another_application_does_not_open(cipher):
    key_box = DataKey.fresh(ONE, cipher).shut_for(PUBLIC)
    with pytest.raises(SealBroken):
        DataKey.opened(OTHER, PRIVATE, key_box)


@ciphers
def test_a_key_box_for_another_key_is_told_apart_from_a_broken_one(cipher):
    key_box = DataKey.fresh(ONE, cipher).shut_for(PUBLIC)
    with pytest.raises(KeyBoxForeign):
        DataKey.opened(ONE, new_keypair()[0], key_box)


@ciphers
def test_a_changed_byte_anywhere_is_noticed(cipher):
    key = DataKey.fresh(ONE, cipher)
    box, key_box = key.shut(BODY, b"secret"), key.shut_for(PUBLIC)
    for place in range(len(box)):
        with pytest.raises(SealBroken):
            key.open(BODY, _changed(box, place))
    for place in range(len(key_box)):
        with pytest.raises((SealBroken, KeyBoxForeign)):
            DataKey.opened(ONE, PRIVATE, _changed(key_box, place))


def test_a_box_of_the_other_suite_does_not_open_whatever_its_first_byte_says():
    for one, other in itertools.permutations(Cipher):
        box = DataKey.fresh(ONE, one).shut(BODY, b"secret")
        key = DataKey.fresh(ONE, other)
        for first in range(256):
            with pytest.raises(SealBroken):
                key.open(BODY, bytes((first,)) + box[1:])


@ciphers
@pytest.mark.parametrize("box", [b"", b"\x01", b"\x02", bytes(28), b"\x01" * 28, b"\x02" * 29])
def test_what_is_no_box_does_not_open(cipher, box):
    with pytest.raises(SealBroken):
        DataKey.fresh(ONE, cipher).open(BODY, box)


@pytest.mark.parametrize("box", [b"", b"\x01", b"\x01" * 9, b"\x02" * 99, bytes(200)])
def test_what_is_no_key_box_does_not_open(box):
    with pytest.raises((SealBroken, KeyBoxForeign)):
        DataKey.opened(ONE, PRIVATE, box)


@pytest.mark.parametrize("inner", [b"", b"\x01", b"\x01" + bytes(16), b"\x02" + bytes(32), b"\x03" + bytes(32)])
def test_a_key_of_no_suite_of_ours_is_refused_even_from_a_good_key_box(inner):
    head = DataKey.fresh(ONE, Cipher.AES_256_GCM).shut_for(PUBLIC)[:9]
    with pytest.raises(SealBroken):
        DataKey.opened(ONE, PRIVATE, head + seal(PUBLIC, f"key/{ONE}", inner))


def test_the_key_is_as_long_as_the_suite_says():
    assert {cipher: len(DataKey.fresh(ONE, cipher)._key) for cipher in Cipher} == {
        Cipher.AES_256_GCM: 32,
        Cipher.SM4_GCM: 16,
    }


def test_sm4_gcm_is_that_of_rfc_8998():
    """The example of appendix A.1; without it two sides that were both wrong would agree."""
    from kiosk.contract.envelope import _Sm4Gcm

    nonce = bytes.fromhex("00001234567800000000ABCD")
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    bound_to = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    box = _Sm4Gcm(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")).encrypt(nonce, plain, bound_to)
    assert box.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )


def _changed(box: bytes, place: int) -> bytes:
    return box[:place] + bytes((box[place] ^ 0x40,)) + box[place + 1 :]
