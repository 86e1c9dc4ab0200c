"""An application as the resident made it, and the bytes that travel to the backend."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from kiosk.contract.v1 import Applicant, ApplicationBody, Consent, Entry, MaterialRef, PersonProofBody
from kiosk.documents.signature import Strokes, as_svg
from kiosk.ports.comparison import Comparison
from kiosk.ports.document_camera import Photo
from kiosk.ports.id_reader import IdCard
from kiosk.ports.qr_scanner import CodeProof

Nested = dict[str, str | tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class GivenMaterial:
    """One material as it was given here."""

    name: str
    how: str  # card, photo, form, generated, promise
    pages: tuple[Photo, ...] = field(default=(), repr=False)
    promised_by: date | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """Everything that a finished application consists of, before it has a number.

    No `card` only where the matter asks nobody who he is; no `strokes` where it asks for no signature. Answers of a
    repeat group have keys GROUP/INDEX/FIELD, e.g. family_members/0/name.
    """

    matter: str
    matter_version: str
    language: str
    consent_version: str
    consented_at: datetime
    card: IdCard | None
    answers: Mapping[str, str] = field(repr=False)
    materials: tuple[GivenMaterial, ...]
    strokes: Strokes = field(repr=False)
    signed_at: datetime
    comparison: Comparison | None = None
    code: CodeProof | None = None  # that was shown instead of the card


def pictures(signed: Signed) -> dict[str, bytes]:
    """The photographed pages by their SHA-256 (hex)."""
    return {_sha256(page.jpeg): page.jpeg for material in signed.materials for page in material.pages}


def body(signed: Signed, application_id: UUID, terminal_id: str, slip_number: str, made_at: datetime) -> bytes:
    """The request body of POST /v1/applications, UTF-8 JSON. These very bytes are kept, sent and hashed."""
    return (
        ApplicationBody(
            application_id=application_id,
            terminal_id=terminal_id,
            slip_number=slip_number,
            matter=signed.matter,
            matter_version=signed.matter_version,
            language=signed.language,
            consent=Consent(version=signed.consent_version, agreed_at=signed.consented_at.astimezone(UTC)),
            applicant=_applicant(signed.card) if signed.card else None,
            proof=_proof(signed),
            answers=nested(signed.answers),
            materials=tuple(_reference(material) for material in signed.materials),
            signature_svg=as_svg(signed.strokes) if signed.strokes else None,
            signed_at=signed.signed_at.astimezone(UTC),
            made_at=made_at.astimezone(UTC),
        )
        .model_dump_json()
        .encode()
    )


def nested(answers: Mapping[str, str]) -> Nested:
    """Answers as they travel: the entries of a repeat group as a list of objects under the group's key.

    A group stands where its first answer stood, its entries in the order of their numbers; a gap that a removed entry
    left is closed.
    """
    groups: dict[str, dict[int, Entry]] = {}
    out: Nested = {}
    for key, value in answers.items():
        group, index, name = _parts(key)
        if index is None:
            out[key] = value
            continue
        groups.setdefault(group, {}).setdefault(index, {})[name] = value
        out[group] = ()  # its place; filled below
    for group, entries in groups.items():
        out[group] = tuple(entries[index] for index in sorted(entries))
    return out


def _parts(key: str) -> tuple[str, int | None, str]:
    """Group, number of the entry and field of a key; no number where the key is of no group."""
    group, _, rest = key.partition("/")
    index, _, name = rest.partition("/")
    return (group, int(index), name) if name and index.isdecimal() else (key, None, "")


def _proof(signed: Signed) -> PersonProofBody:
    """The strongest that was given: a comparison stands above the card or code that was compared."""
    comparison, code = signed.comparison, signed.code
    return PersonProofBody.model_validate(
        {
            "way": _way(signed),
            "compared_by": comparison.way.value if comparison else None,
            "by": comparison.by if comparison else None,
            "at": comparison.at.astimezone(UTC) if comparison else None,
            "code_kind": code.kind if code else None,
            "code_reference": code.reference if code else None,
        }
    )


def _way(signed: Signed) -> str:
    if signed.card is None:
        return "none"
    if signed.comparison is not None:
        return "compared"
    return "card" if signed.code is None else "code"


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
        latin_name=card.latin_name,
        country=card.country,
        permit_number=card.permit_number,
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
