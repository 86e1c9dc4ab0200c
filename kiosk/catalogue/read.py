"""Matter data → `Matter`. Reads values, not files; every fault names the matter and the field (BadCatalogue)."""

from collections.abc import Collection, Mapping
from typing import Any

from kiosk.catalogue.matter import AgeRule, Material, Matter, PersonProof
from kiosk.catalogue.raw import FAULTS, Raw, each, enum, others, said, text, texts
from kiosk.catalogue.read_fields import read_fields
from kiosk.contract.receipts import LONGEST_NAME
from kiosk.errors import BadCatalogue
from kiosk.forms.fields import FieldKind, Text
from kiosk.ports.id_reader import CardKind

SCHEMA = 1

# kiosk_capture of the data → how a resident gives it here.
_HOW: Mapping[str, Any] = {
    "id_reader": "card",
    "scan": "photo",
    "document_scanner": "photo",
    "form_field": "form",
    "generated": "generated",
}


def read_matters(value: object, source: str, only: Collection[str] = ()) -> tuple[Matter, ...]:
    """A catalogue file's matters: {"schema": 1, "matters": [...]} or the bare list. Raises BadCatalogue, all faults.

    With `only` (slugs), the others are passed over unread.
    """
    matters, faults = [], []
    for position, raw in enumerate(_listed(value, source)):
        slug = str(raw.get("slug", f"#{position + 1}")) if isinstance(raw, Mapping) else f"#{position + 1}"
        if only and slug not in only:
            continue
        try:
            matters.append(_matter(raw))
        except FAULTS as error:
            faults.append(f"  {slug}: {said(error)}")
    if faults:
        raise BadCatalogue(f"{source}:\n" + "\n".join(faults))
    return tuple(matters)


def _listed(value: object, source: str) -> list[Any]:
    """The list in a catalogue file, as far as this version reads such files."""
    if isinstance(value, Mapping):
        schema = value.get("schema")
        if not isinstance(schema, int):
            raise BadCatalogue(f"{source}: schema: a whole number is missing")
        if schema > SCHEMA:
            raise BadCatalogue(f"{source}: schema {schema} is newer than {SCHEMA}, which this version reads")
        value = value.get("matters")
    if not isinstance(value, list):
        raise BadCatalogue(f"{source}: expected a list of matters")
    return value


def _matter(raw: Raw) -> Matter:
    name = text(raw, "item_name")
    age = raw.get("age_at_least")
    return Matter(
        slug=str(raw["slug"]),
        version=str(raw.get("version", "0")),
        name=name,
        popular=text(raw, "popular_name") if raw.get("popular_name_zh") else name,
        kind=text(raw, "item_type"),
        department=text(raw, "department"),
        basis=texts(raw, "legal_basis", "legal_basis_en"),
        conditions=texts(raw, "conditions_zh", "conditions_en"),
        steps=each(sorted(raw.get("steps", ()), key=lambda step: step["order"]), "steps", _step),
        fee=Text(raw["fee"].get("note_zh") or "", others(raw["fee"], "note")),
        limit_days=(raw.get("promise_limit") or {}).get("value"),
        instant=bool(raw.get("is_instant")),
        minutes=(raw.get("kiosk") or {}).get("target_minutes"),
        materials=each(raw["materials"], "materials", _material),
        fields=read_fields(raw["form_fields"]),
        declaration=next(
            (text(f, "label") for f in raw["form_fields"] if f["type"] == FieldKind.CHECKBOX and f.get("required")),
            Text(""),
        ),
        consult=text(raw, "consult"),
        age=AgeRule(int(age["years"]), text(age, "sentence")) if age else None,
        proofs=_proofs(raw),
        cards=tuple(enum(CardKind, "cards", kind) for kind in raw.get("cards", (CardKind.RESIDENT,))),
        result=_result(raw),
        result_months=_months((raw.get("result") or {}).get("valid_months")),
    )


def _result(raw: Raw) -> Text:
    result = raw.get("result") or {}
    name = text(result, "name") if "name_zh" in result else Text("")
    if not name.zh and raw.get("is_instant"):
        raise ValueError("result: name_zh is missing: a matter that is decided at once must say what comes of it")
    if len(name.zh) > LONGEST_NAME:
        raise ValueError(f"result: name_zh has more than {LONGEST_NAME} characters, which no receipt may carry")
    return name


def _months(value: Any) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise ValueError("result: valid_months is a whole number of at least 1")
    return value


def _proofs(raw: Raw) -> tuple[PersonProof, ...]:
    """What the matter names; without a word of it the strictest that its devices speak for: never the card alone where
    faces were to be compared and nobody signs."""
    named = raw.get("proof_of_person")
    if named is not None:
        proofs = tuple(
            enum(PersonProof, "proof_of_person", one) for one in ([named] if isinstance(named, str) else named)
        )
        if not proofs or (PersonProof.NONE in proofs and len(proofs) > 1):
            raise ValueError("proof_of_person: none stands alone, and an empty list says nothing")
        return proofs
    devices = (raw.get("kiosk") or {}).get("devices", ())
    if "id_reader" not in devices:
        return (PersonProof.NONE,)
    return (PersonProof.COMPARED,) if "camera_face" in devices and "touch_sign" not in devices else (PersonProof.CARD,)


def _step(raw: Raw) -> Text:
    return text(raw, "name")


def _material(raw: Raw) -> Material:
    how = raw["kiosk_capture"]
    if how not in _HOW:
        raise ValueError(f"kiosk_capture: {how!r} is none of {', '.join(_HOW)}")
    return Material(
        name=text(raw, "name"),
        how=_HOW[how],
        required=raw["necessity_zh"] == "必要",
        promise_days=raw.get("promise_days"),
    )
