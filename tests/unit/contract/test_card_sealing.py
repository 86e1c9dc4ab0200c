"""A draft opens with the very card that shut it, at this terminal, for this matter; and with nothing else."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from kiosk.contract.card_sealing import TAG_BYTES, can_seal, seal, tag_of, unseal
from kiosk.contract.sealing import SealBroken
from kiosk.ports.id_reader import CardKind, IdCard

PHOTO = bytes(range(256)) * 4
SALT, MATTER, PLAIN = b"s" * 32, "elderly_allowance", "三组12号".encode() * 100
CARD = IdCard(
    CardKind.RESIDENT,
    "王秀英",
    "2",
    "01",
    "19410312",
    "长江镇",
    "320699194103120249",
    "如皋市公安局",
    "20060518",
    "长期",
    PHOTO,
)
OTHERS = (
    replace(CARD, photo=PHOTO[1:] + b"\x07"),
    replace(CARD, number="320699194103120265"),
    replace(CARD, name="王秀瑛"),
    replace(CARD, valid_from="20260518"),
    replace(CARD, valid_to="20460518"),
    replace(CARD, kind=CardKind.HMT_PERMIT),
)


def test_the_same_card_opens_it() -> None:
    assert unseal(CARD, SALT, MATTER, seal(CARD, SALT, MATTER, PLAIN)) == PLAIN


@pytest.mark.parametrize("other", OTHERS)
def test_another_card_neither_finds_nor_opens_it(other: IdCard) -> None:
    assert tag_of(other, SALT, MATTER) != tag_of(CARD, SALT, MATTER)
    with pytest.raises(SealBroken):
        unseal(other, SALT, MATTER, seal(CARD, SALT, MATTER, PLAIN))


def test_another_terminal_and_another_matter_neither_find_nor_open_it() -> None:
    box = seal(CARD, SALT, MATTER, PLAIN)
    for salt, matter in ((b"t" * 32, MATTER), (SALT, "pension_alive_cert")):
        assert tag_of(CARD, salt, matter) != tag_of(CARD, SALT, MATTER)
        with pytest.raises(SealBroken):
            unseal(CARD, salt, matter, box)


def test_what_moves_between_two_parts_of_the_card_makes_another_key() -> None:
    one = replace(CARD, name="王秀", number="英320699194103120249")
    two = replace(CARD, name="王", number="秀英320699194103120249")
    assert tag_of(one, SALT, MATTER) != tag_of(two, SALT, MATTER)


@examples(st.integers(min_value=0, max_value=11 + len(PLAIN) + 16), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_anywhere_is_noticed(place: int, flip: int) -> None:
    box = bytearray(seal(CARD, SALT, MATTER, PLAIN))
    box[place] ^= flip
    with pytest.raises(SealBroken):
        unseal(CARD, SALT, MATTER, bytes(box))


@pytest.mark.parametrize("box", [b"", b"short", bytes(27)])
def test_what_is_no_box_is_no_box(box: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(CARD, SALT, MATTER, box)


@pytest.mark.parametrize(
    "photo", [b"", b"WLf", bytes(1024), b"\xff" * 1024, bytes.fromhex("574c66007e00") + bytes(1018)]
)
def test_a_card_without_a_picture_seals_nothing(photo: bytes) -> None:
    """Its number, name and dates could be tried through."""
    blank = replace(CARD, photo=photo)
    assert can_seal(CARD) and not can_seal(blank)
    with pytest.raises(ValueError, match="without a picture"):
        seal(blank, SALT, MATTER, PLAIN)


def test_no_byte_of_the_person_is_in_tag_or_box() -> None:
    for _ in range(50):
        row = tag_of(CARD, SALT, MATTER) + seal(CARD, SALT, MATTER, PLAIN)
        for text in (CARD.name, CARD.number, CARD.number[6:14], "三组12号"):
            for encoding in ("utf-8", "utf-16-le", "gb18030"):
                assert text.encode(encoding) not in row
        assert not any(PHOTO[start : start + 8] in row for start in range(0, len(PHOTO), 8))


def test_a_tag_is_128_bits_and_always_the_same_while_no_two_boxes_are() -> None:
    assert (
        len({tag_of(CARD, SALT, MATTER) for _ in range(3)}) == 1 and TAG_BYTES == len(tag_of(CARD, SALT, MATTER)) == 16
    )
    boxes = [seal(CARD, SALT, MATTER, PLAIN) for _ in range(20)]
    assert all(one[:12] != two[:12] and one != two for one, two in itertools.combinations(boxes, 2))
