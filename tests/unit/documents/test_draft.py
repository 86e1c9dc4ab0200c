"""A draft comes back as it was kept, and its length tells little."""

from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from kiosk.documents.draft import Draft, from_bytes, to_bytes
from kiosk.ports.document_camera import Photo

DRAFT = Draft(
    "elderly_allowance", "2026.1", date(2026, 11, 22), {"mobile": "13800138000", "family/0/name": "王小明"},
    {1: (Photo(640, 480, b"\xff\xd8jpeg\x00", 12.5),), 3: ()}, (2,),
)  # fmt: skip


def test_it_comes_back_as_it_was_kept() -> None:
    assert from_bytes(to_bytes(DRAFT)) == DRAFT


@examples(st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=6))
def test_whatever_was_typed_comes_back_and_only_the_next_4096_bytes_are_seen(answers: dict[str, str]) -> None:
    draft = Draft("m", "1", date(2026, 1, 1), answers)
    assert from_bytes(to_bytes(draft)) == draft
    assert len(to_bytes(draft)) % 4096 == 0


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"matter": 1, "pages": []}', to_bytes(DRAFT)[:40]])
def test_what_another_version_wrote_is_no_draft(content: bytes) -> None:
    with pytest.raises(ValueError):
        from_bytes(content)


def test_it_shows_nothing_of_what_was_typed() -> None:
    assert "13800138000" not in repr(DRAFT) and "王小明" not in str(DRAFT) and "jpeg" not in repr(DRAFT)
