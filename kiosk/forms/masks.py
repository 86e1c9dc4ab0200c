"""How a value may stand on a screen or a slip (research: 首1末1 hides a number, 前6后4 does not).

A screen shows the first and last character of a number, a slip the last four; a name keeps its first character.
"""

from kiosk.forms.fields import Field, FieldKind

# The keys under which the matter data asks for a person's name.
_NAMES = ("name", "applicant_name", "agent_name", "guardian_name")


def name(value: str) -> str:
    """张三 → 张*; Latin names keep their first letter."""
    return value[:1] + "*" * min(2, max(0, len(value) - 1)) if value else ""


def number(value: str) -> str:
    """110105…002X → 1****************X."""
    return value if len(value) < 3 else value[0] + "*" * (len(value) - 2) + value[-1]


def last_four(value: str) -> str:
    """For slips: the last four characters."""
    return "*" * 4 + value[-4:] if len(value) > 4 else "*" * len(value)


def phone(value: str) -> str:
    """13800138000 → 138****8000, the usual way: the resident must see that it is hers."""
    return value[:3] + "*" * 4 + value[-4:] if len(value) == 11 else number(value)


def address(value: str) -> str:
    """The first nine characters (province, county, town), then stars; of a short one half."""
    return value[: 9 if len(value) > 9 else len(value) // 2] + "*" * 4 if value else ""


def answer(field: Field, value: str) -> str:
    """A field's value as the review screen may show it."""
    if field.kind is FieldKind.MOBILE:
        return phone(value)
    if field.kind in (FieldKind.ID_NUMBER, FieldKind.BANK_CARD):
        return number(value)
    if field.kind is FieldKind.ADDRESS:
        return address(value)
    if field.key.rpartition("/")[2] in _NAMES:  # of an entry too: GROUP/INDEX/FIELD
        return name(value)
    return value
