"""One page of the form as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import FieldFocused, ValueEntered
from kiosk.session.snapshot import Choice, FieldShown, FormShown, Frame, Row, Say
from kiosk.words import Words
from screens.values import Footer, Intent, Line, Samples, back, lines, main, say

_MOBILE = 11
_ID_NUMBER = 18


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: its words, what stands in it, what is wrong with it."""

    key: str
    label: str
    value: str
    empty: str
    focused: bool
    trouble: str
    hint: str
    intent: Intent


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `chosen` is painted."""

    intent: Intent
    chosen: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """How the focused field is filled: kind is digits, text, choice, region or nothing."""

    kind: str = ""
    key: str = ""
    value: str = ""
    max_length: int = 0
    letter_x: bool = False
    options: tuple[Option, ...] = ()
    trail: tuple[Intent, ...] = ()
    suggestions: tuple[Intent, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class FormView:
    title: str
    page: str
    rows: tuple[Line, ...]
    rows_note: str
    fields: tuple[FieldView, ...]
    entry: Entry
    more: str
    clear: str
    pinyin: str
    space: str
    footer: Footer


def present(shown: FormShown, frame: Frame, words: Words) -> FormView:
    focused = next((field for field in shown.fields if field.focused), None)
    return FormView(
        title=words("form.title") if shown.page == 0 and shown.rows else words("form.fill"),
        page=words("form.page", page=shown.page + 1, pages=shown.pages) if shown.pages > 1 else "",
        rows=lines(words, shown.rows),
        rows_note=words("form.from-card") if shown.rows else "",
        fields=tuple(_field(field, words) for field in shown.fields),
        entry=_entry(focused, words) if focused else Entry(),
        more=words("button.more"),
        clear=words("key.clear"),
        pinyin=words("key.pinyin"),
        space=words("key.space"),
        footer=Footer(back(words), main(words, "button.next")),
    )


def _field(field: FieldShown, words: Words) -> FieldView:
    label = field.label if field.required else words("form.optional", label=field.label)
    return FieldView(
        key=field.key,
        label=label,
        value=_shown_value(field),
        empty=words(f"form.empty.{field.input}"),
        focused=field.focused,
        trouble=say(words, field.trouble),
        hint=field.hint,
        intent=Intent(label, f"field:{field.key}", FieldFocused(field.key)),
    )


def _shown_value(field: FieldShown) -> str:
    if field.input == "choice":
        return next((choice.label for choice in field.choices if choice.value == field.value), "")
    if field.input == "region":
        return " ".join(field.trail)
    if field.input == "digits":
        return grouped(field.value, field.max_length)
    return field.value


def grouped(digits: str, max_length: int) -> str:
    """Digits in groups that can be compared: 138 0013 8000; other long numbers in fours."""
    if max_length == _MOBILE:
        return " ".join(filter(None, (digits[:3], digits[3:7], digits[7:])))
    if max_length <= 8:
        return digits
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _entry(field: FieldShown, words: Words) -> Entry:
    return Entry(
        kind=field.input,
        key=field.key,
        value=field.value,
        max_length=field.max_length,
        letter_x=field.max_length == _ID_NUMBER,
        options=_options(field),
        trail=_trail(field, words) if field.input == "region" else (),
        suggestions=tuple(
            Intent(choice.label, f"suggestion:{field.key}:{number}", ValueEntered(field.key, choice.value))
            for number, choice in enumerate(field.suggestions)
        ),
        title=words(f"form.entry.{field.input}"),
    )


def _options(field: FieldShown) -> tuple[Option, ...]:
    def value(choice: Choice) -> str:
        return "/".join(filter(None, (field.value, choice.value))) if field.input == "region" else choice.value

    return tuple(
        Option(
            Intent(choice.label, f"{field.input}:{field.key}:{number}", ValueEntered(field.key, value(choice))),
            field.input == "choice" and choice.value == field.value,
        )
        for number, choice in enumerate(field.choices)
    )


def _trail(field: FieldShown, words: Words) -> tuple[Intent, ...]:
    """The names chosen so far; touching one chooses anew from there."""
    codes = field.value.split("/") if field.value else []
    steps = [
        Intent(name, f"trail:{field.key}:{level}", ValueEntered(field.key, "/".join(codes[:level])))
        for level, name in enumerate(field.trail)
    ]
    return tuple(steps) or (Intent(words("form.region.start"), "", None, enabled=False),)


_ROWS = (Row("姓名", "王*英"), Row("公民身份号码", "320622********0025"), Row("住址", "江苏省如皋市长江镇******"))
_ROWS_EN = (Row("Name", "王*英"), Row("ID number", "320622********0025"), Row("Address", "江苏省如皋市长江镇******"))
_MOBILE_FIELD = FieldShown("mobile", "手机号码", "digits", "1380013", True, True, max_length=11)
_VILLAGES = tuple(
    Choice(str(number), name)
    for number, name in enumerate(
        (
            "二案社区",
            "田桥社区",
            "永平社区",
            "知青村",
            "郭园社区",
            "车马湖社区",
            "蒲黄社区",
            "薛窑村",
            "堤南村",
            "校西村",
            "越江社区",
            "江防村",
        )
    )
)
_BANKS = tuple(
    Choice(str(number), name)
    for number, name in enumerate(
        ("中国农业银行", "江苏农村商业银行", "中国邮政储蓄银行", "中国工商银行", "中国建设银行", "中国银行")
    )
)


def _one(
    field: FieldShown, *others: FieldShown, rows: tuple[Row, ...] = (), page: int = 1, pages: int = 3
) -> FormShown:
    return FormShown("高龄补贴", rows, (field, *others), page, pages)


_DETAIL = FieldShown("residence_detail", "详细居住地址", "text", "", True, False)
_REGION = FieldShown("residence_region", "现居住地（县—乡镇—村）", "region", "", True, False)
_ASKED = FieldShown(
    "other_allowance",
    "是否享受同类补贴",
    "choice",
    "no",
    True,
    False,
    choices=(Choice("yes", "是"), Choice("no", "否")),
)

SAMPLES: Samples = {
    "digits": _one(_MOBILE_FIELD, _REGION, rows=_ROWS, page=0),
    "digits wrong": _one(
        FieldShown("bank_account", "社保卡／银行账号", "digits", "6228480402564890018", True, True, Say("check.bank-card"), max_length=19),
        FieldShown("bank_name", "开户银行", "choice", "1", True, False, choices=_BANKS),
        _ASKED,
    ),
    "choice": _one(FieldShown("bank_name", "开户银行", "choice", "2", True, True, choices=_BANKS), _ASKED),
    "yes or no": _one(
        FieldShown(
            "other_allowance", "是否享受同类补贴", "choice", "", True, True, Say("check.required"), "领过别的高龄补贴就选“是”",
            choices=(Choice("yes", "是"), Choice("no", "否")),
        ),
        FieldShown("emergency_contact", "紧急联系人电话", "digits", "", False, False, max_length=11),
    ),
    "region": _one(
        FieldShown("residence_region", "现居住地（县—乡镇—村）", "region", "320682/108", True, True, choices=_VILLAGES, trail=("如皋市", "长江镇")),
        _DETAIL,
    ),
    "region begins": _one(
        FieldShown("residence_region", "现居住地（县—乡镇—村）", "region", "", True, True, choices=_VILLAGES[:3]), _DETAIL
    ),
    "text": _one(
        FieldShown("residence_detail", "详细居住地址", "text", "", True, True, suggestions=(Choice("x", "用身份证上的住址：江苏省如皋市长江镇******"),)),
        _REGION,
    ),
    "text filled": _one(
        FieldShown(
            "residence_detail", "详细居住地址", "text", "长江镇知青村十二组三十八号老供销社东边第二家，门前有两棵银杏树，找不到可以问村口小店", True, True,
        ),
    ),
    "nothing focused": _one(_REGION, _DETAIL, _ASKED, rows=_ROWS, page=0, pages=1),
}  # fmt: skip
_MOBILE_EN = FieldShown("mobile", "Mobile number", "digits", "13800138", True, True, Say("check.mobile"), max_length=11)
_BANKS_EN = tuple(
    Choice(str(number), name)
    for number, name in enumerate(
        (
            "Agricultural Bank of China",
            "Jiangsu Rural Commercial Bank",
            "Postal Savings Bank of China",
            "Industrial and Commercial Bank of China",
        )
    )
)
SAMPLES_EN: Samples = {
    "digits": _one(
        _MOBILE_EN,
        FieldShown("residence_region", "Where do you live now?", "region", "", True, False),
        rows=_ROWS_EN,
        page=0,
    ),
    "choice": _one(
        FieldShown("bank_name", "Bank", "choice", "1", True, True, choices=_BANKS_EN),
        FieldShown("bank_account", "Social-security or bank card number", "digits", "", True, False, max_length=19),
    ),
}
