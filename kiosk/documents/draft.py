"""A draft: what a resident had filled in when she had to go. Her signature and her consent are no part of it."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kiosk.ports.document_camera import Photo

_GRAIN = 4096  # bytes: how long a name or an answer is cannot be seen from outside


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers, photographed pages and promises by the index of their material; all for one version of one matter.

    Nothing that the card says is in it: the card that opens it says that again.
    """

    matter: str
    matter_version: str
    made_on: date
    answers: Mapping[str, str] = field(repr=False)
    pages: Mapping[int, tuple[Photo, ...]] = field(default_factory=dict, repr=False)
    promised: tuple[int, ...] = ()


def to_bytes(draft: Draft) -> bytes:
    """As it is sealed: UTF-8 JSON, filled up with spaces to whole 4096 bytes."""
    content = json.dumps(
        {
            "matter": draft.matter,
            "matter_version": draft.matter_version,
            "made_on": draft.made_on.isoformat(),
            "answers": dict(draft.answers),
            "pages": {index: [_written(page) for page in pages] for index, pages in draft.pages.items()},
            "promised": draft.promised,
        },
        ensure_ascii=False,
    ).encode()
    return content + b" " * (-len(content) % _GRAIN)


def from_bytes(content: bytes) -> Draft:
    """What `to_bytes` wrote. Raises ValueError for what an older or newer program may have written otherwise."""
    try:
        said = json.loads(content)
        return Draft(
            matter=said["matter"],
            matter_version=said["matter_version"],
            made_on=date.fromisoformat(said["made_on"]),
            answers=said["answers"],
            pages={int(index): tuple(map(_read, pages)) for index, pages in said["pages"].items()},
            promised=tuple(said["promised"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a draft as this version writes it") from error


def _written(page: Photo) -> list[object]:
    return [page.width, page.height, page.sharpness, base64.b64encode(page.jpeg).decode()]


def _read(page: list[object]) -> Photo:
    width, height, sharpness, jpeg = page
    return Photo(int(str(width)), int(str(height)), base64.b64decode(str(jpeg), validate=True), float(str(sharpness)))
