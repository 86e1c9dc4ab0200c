"""What the state knows already is not asked: filled from the card, computed from it, or known to the terminal itself."""

from collections.abc import Callable, Mapping
from datetime import date

from kiosk.forms.fields import YES, Field, FieldKind
from kiosk.ports.comparison import Way
from kiosk.ports.id_reader import CardKind, IdCard

SEX = {"1": "男", "2": "女", "0": "未知", "9": "未说明"}  # GB/T 2261.1

# The card's facts by the keys that the matter data uses for the applicant. A permit's address is no registered one.
_FROM_CARD: Mapping[str, Callable[[IdCard], str]] = {
    "applicant_name": lambda card: card.name,
    "id_no": lambda card: card.number,
    "gender": lambda card: SEX.get(card.sex, ""),
    "ethnicity": lambda card: card.ethnic,
    "birth_date": lambda card: card.birth,
    "hukou_address": lambda card: card.address if card.kind is CardKind.RESIDENT else "",
}

# Who compared the card with its person, as the matter data words it.
_VERIFIED: Mapping[Way, str] = {Way.FACE: "人脸", Way.CLERK: "工作人员现场核验", Way.AGENT: "代办员现场核实"}


def _year(field: Field, today: date, way: Way | None) -> str:
    """The coming year once people enrol for it (集中参保期), else this one."""
    return str(today.year + (today.month >= field.from_month))


# What the terminal itself knows, by the keys that the matter data uses.
FROM_SYSTEM: Mapping[str, Callable[[Field, date, Way | None], str]] = {
    "verify_method": lambda field, today, way: _VERIFIED[way] if way is not None else "",
    "face_consent": lambda field, today, way: YES if way is Way.FACE else "",  # the comparison's own screen asks it
    "insure_year": _year,
}


def known(fields: tuple[Field, ...], card: IdCard | None, today: date, way: Way | None = None) -> dict[str, str]:
    """Answers that need no question: from the card (None where the matter asks nobody for one), computed from it, known
    to the terminal (`way`: who compared card and person), and defaults. What a kind of card does not say is left out."""
    answers = {field.key: field.default for field in fields if field.default is not None}
    for field in fields:
        value = _known(field, card, today, way)
        if value:
            answers[field.key] = value
    return answers


def _known(field: Field, card: IdCard | None, today: date, way: Way | None) -> str:
    if field.prefill == "system" and field.key in FROM_SYSTEM:
        return FROM_SYSTEM[field.key](field, today, way)
    if card is None:
        return ""
    if field.prefill == "id_card" and field.key in _FROM_CARD:
        return _FROM_CARD[field.key](card)
    if field.prefill == "computed" and field.kind is FieldKind.SELECT:
        return _age_band(field, age(card.birth, today)) or ""
    return ""


def age(birth: str, today: date) -> int:
    """Whole years at `today`; `birth` is YYYYMMDD."""
    born = date(int(birth[:4]), int(birth[4:6]), int(birth[6:8]))
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _age_band(field: Field, years: int) -> str | None:
    reached = [option for option in field.options if option.at_least is not None and years >= option.at_least]
    return max(reached, key=lambda option: option.at_least or 0).value if reached else None
