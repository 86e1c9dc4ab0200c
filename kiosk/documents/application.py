"""An application as the resident made it, and the bytes that travel to the backend."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from kiosk.contract.v1 import Applicant, ApplicationBody, Consent, MaterialRef
from kiosk.documents.signature import Strokes, as_svg
from kiosk.ports.document_camera import Photo
from kiosk.ports.id_reader import IdCard


@dataclass(frozen=True, slots=True)
class GivenMaterial:
    """One material as it was given here."""

    name: str
    how: str  # card, photo, form, generated, promise
    pages: tuple[Photo, ...] = field(default=(), repr=False)
    promised_by: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that a signed application consists of, before it has a number."""

    matter: str
    matter_version: str
    language: str
    consent_version: str
    consented_at: datetime
    card: IdCard
    answers: Mapping[str, str] = field(repr=False)
    materials: tuple[GivenMaterial, ...]
    strokes: Strokes = field(repr=False)
    signed_at: datetime


def pictures(draft: Draft) -> dict[str, bytes]:
    """The photographed pages by their SHA-256 (hex)."""
    return {_sha256(page.jpeg): page.jpeg for material in draft.materials for page in material.pages}


def body(draft: Draft, application_id: UUID, terminal_id: str, slip_number: str, made_at: datetime) -> bytes:
    """The request body of POST /v1/applications, UTF-8 JSON. These very bytes are kept, sent and hashed."""
    return (
        ApplicationBody(
            application_id=application_id,
            terminal_id=terminal_id,
            slip_number=slip_number,
            matter=draft.matter,
            matter_version=draft.matter_version,
            language=draft.language,
            consent=Consent(version=draft.consent_version, agreed_at=draft.consented_at.astimezone(UTC)),
            applicant=_applicant(draft.card),
            answers=dict(draft.answers),
            materials=tuple(_reference(material) for material in draft.materials),
            signature_svg=as_svg(draft.strokes),
            signed_at=draft.signed_at.astimezone(UTC),
            made_at=made_at.astimezone(UTC),
        )
        .model_dump_json()
        .encode()
    )


def _applicant(card: IdCard) -> Applicant:
    return Applicant(
        card_kind=card.kind.value,
        name=card.name,
        number=card.number,
        sex=card.sex,
        ethnic=card.ethnic,
        birth=card.birth,
        address=card.address,
        issuer=card.issuer,
        valid_from=card.valid_from,
        valid_to=card.valid_to,
    )


def _reference(material: GivenMaterial) -> MaterialRef:
    return MaterialRef.model_validate(
        {
            "name": material.name,
            "how": material.how,
            "pages": tuple(_sha256(page.jpeg) for page in material.pages),
            "promised_by": material.promised_by,
        }
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
