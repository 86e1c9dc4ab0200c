"""What the device tests share: the wire vectors."""

from pathlib import Path

import pytest

_WIRES = Path(__file__).parents[2] / "data" / "wire"


def _vectors() -> dict[str, bytes]:
    lines = (_WIRES / "id_card.hex").read_text("utf-8").splitlines()
    return {name: bytes.fromhex(frame) for name, frame in (line.split() for line in lines if not line.startswith("#"))}


@pytest.fixture(scope="session")
def text_of():
    """text_of(kind) → the 256-byte text block of that vector."""
    vectors = _vectors()
    return lambda kind: vectors[f"base.{kind}"][14 : 14 + 256]
