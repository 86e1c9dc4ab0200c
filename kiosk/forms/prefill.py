"""What the state knows already is not asked: fields filled from the card and computed from it."""

from collections.abc import Callable, Mapping
from datetime import date

from kiosk.forms.fields import Field, FieldKind
from kiosk.ports.id_reader import IdCard

SEX = {"1": "男", "2": "女", "0": "未知", "9": "未说明"}  # GB/T 2261.1

# The card's facts by the keys that the matter data uses for the applicant.
_FROM_CARD: Mapping[str, Callable[[IdCard], str]] = {
    "applicant_name": lambda card: card.name,
    "id_no": lambda card: card.number,
    "gender": lambda card: SEX.get(card.sex, ""),
    "ethnicity": lambda card: card.ethnic,
    "birth_date": lambda card: card.birth,
    "hukou_address": lambda card: card.address,
}


def from_card(fields: tuple[Field, ...], card: IdCard, today: date) -> dict[str, str]:
    """Answers that need no question: from the card, computed from it, and defaults."""
    answers = {field.key: field.default for field in fields if field.default is not None}
    for field in fields:
        if field.prefill == "id_card" and field.key in _FROM_CARD:
            answers[field.key] = _FROM_CARD[field.key](card)
        elif field.prefill == "computed" and field.kind is FieldKind.SELECT:
            band = _age_band(field, age(card.birth, today))
            if band is not None:
                answers[field.key] = band
    return answers


def age(birth: str, today: date) -> int:
    """Whole years at `today`; `birth` is YYYYMMDD."""
    born = date(int(birth[:4]), int(birth[4:6]), int(birth[6:8]))
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _age_band(field: Field, years: int) -> str | None:
    reached = [option for option in field.options if option.at_least is not None and years >= option.at_least]
    return max(reached, key=lambda option: option.at_least or 0).value if reached else None
