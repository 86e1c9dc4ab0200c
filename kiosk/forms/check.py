"""What an answer must be. `fault(field, value)` gives a message key, or None where the answer stands."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from kiosk.forms.fields import Field, FieldKind

_MOBILE = re.compile(r"1[3-9]\d{9}")
_BANK_CARD = re.compile(r"\d{12,19}")
_DATE = re.compile(r"[0-9]{8}")
_NUMBER = re.compile(r"[0-9]+")
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")


def fault(field: Field, value: str) -> str | None:
    """Why `value` cannot stand in `field`; None where it can. Empty is a fault of required fields only."""
    if not value:
        return "check.required" if field.required else None
    if len(value) > field.max_length:
        return "check.too-long"
    rule = _RULES.get(field.kind)
    return rule(field, value) if rule else None


def is_id_number(number: str) -> bool:
    """18 characters with a real date of birth, whose check character holds (GB 11643, ISO 7064 MOD 11-2).

    Regions are not checked: a person keeps an abolished code, and permits have codes of their own (research: devices B).
    """
    if not _ID_NUMBER.fullmatch(number) or not _is_day(number[6:14]):
        return False
    try:
        return bool(ric.calc_check_digit(number) == number[-1])
    except ValidationError:
        return False


def _mobile(field: Field, value: str) -> str | None:
    return None if _MOBILE.fullmatch(value) else "check.mobile"


def _bank_card(field: Field, value: str) -> str | None:
    if not _BANK_CARD.fullmatch(value):
        return "check.bank-card.length"
    return None if luhn.is_valid(value) else "check.bank-card"


def _id_number(field: Field, value: str) -> str | None:
    return None if is_id_number(value) else "check.id-number"


def _number(field: Field, value: str) -> str | None:
    return None if _NUMBER.fullmatch(value) else "check.number"


def _date(field: Field, value: str) -> str | None:
    return None if _DATE.fullmatch(value) and _is_day(value) else "check.date"


def _is_day(value: str) -> bool:
    """Whether eight digits YYYYMMDD are a day of the calendar."""
    try:
        date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return False
    return True


def _option(field: Field, value: str) -> str | None:
    if not field.options or value in {option.value for option in field.options}:
        return None
    return "check.option"


_RULES: Mapping[FieldKind, Callable[[Field, str], str | None]] = {
    FieldKind.MOBILE: _mobile,
    FieldKind.NUMBER: _number,
    FieldKind.BANK_CARD: _bank_card,
    FieldKind.ID_NUMBER: _id_number,
    FieldKind.DATE: _date,
    FieldKind.SELECT: _option,
}
