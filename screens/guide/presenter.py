"""A matter's guide as values. No Kivy."""

from dataclasses import dataclass, replace

from kiosk.session.snapshot import Frame, GuideMaterial, GuideShown, Say
from kiosk.words import Words
from screens.values import NOTHING, SILENT, Door, Footer, Intent, Note, Samples, back, main, say, to_booking, to_tickets

_ICONS = {"card": "card", "photo": "camera", "form": "form", "generated": "paper"}


@dataclass(frozen=True, slots=True)
class Label:
    """A short fact in a coloured chip."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Bring:
    """One thing to bring, how it is given here, and what if it is not at hand."""

    icon: str
    name: str
    how: str
    remark: str
    last: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its sentences."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class GuideView:
    """What the screen shows: the guide, what to bring first."""

    title: str
    labels: tuple[Label, ...]
    note: Note
    urgent: tuple[Door, ...]  # it cannot be started now: what goes instead, before everything else
    bring_title: str
    bring: tuple[Bring, ...]
    sections: tuple[Section, ...]
    others: tuple[Intent, ...]
    more: str
    footer: Footer


def present(shown: GuideShown, frame: Frame, words: Words) -> GuideView:
    others = (to_booking(words),) if shown.bookings and shown.refused is None else ()
    return GuideView(
        title=shown.name,
        labels=_labels(shown, words),
        note=_note(shown, words),
        urgent=_urgent(shown, words),
        bring_title=words("guide.bring"),
        bring=tuple(_bring(m, m is shown.materials[-1], words) for m in shown.materials),
        sections=_sections(shown, words),
        others=others,
        more=words("button.more"),
        footer=Footer(back(words), _main(shown, words), others=others),
    )


def _main(shown: GuideShown, words: Words) -> Intent:
    if shown.refused is None:
        return main(words, "button.start")
    if shown.tickets:
        return to_tickets(words)
    return NOTHING


def _urgent(shown: GuideShown, words: Words) -> tuple[Door, ...]:
    if shown.refused is None or not shown.bookings:
        return ()
    return (Door(to_booking(words), words("guide.booking.sentence"), strong=not shown.tickets),)


def _note(shown: GuideShown, words: Words) -> Note:
    if shown.refused is not None:
        return Note(say(words, shown.refused), "warn", "warn")
    if any(material.promise_days for material in shown.materials):
        return Note(words("guide.promise"), "info", "info")
    return SILENT


def _labels(shown: GuideShown, words: Words) -> tuple[Label, ...]:
    found = [Label(shown.kind, "info"), Label(shown.department, "info"), Label(shown.fee, "ok")]
    if shown.days:
        found.append(Label(words("home.days", days=shown.days), "warn"))
    return tuple(label for label in found if label.text)


def _bring(material: GuideMaterial, last: bool, words: Words) -> Bring:
    remark = "" if material.required else words("guide.if-needed")
    if material.promise_days:
        remark = words("guide.promise-days", days=material.promise_days)
    how = "card-or-code" if material.code else material.how
    return Bring(_ICONS[material.how], material.name, words(f"guide.how.{how}"), remark, last)


def _sections(shown: GuideShown, words: Words) -> tuple[Section, ...]:
    parts = (
        ("guide.conditions", _numbered(shown.conditions)),
        ("guide.steps", " → ".join(shown.steps)),
        ("guide.basis", "\n".join(shown.basis)),
        ("guide.consult", shown.consult),
    )
    return tuple(Section(words(key), text) for key, text in parts if text)


def _numbered(sentences: tuple[str, ...]) -> str:
    if len(sentences) == 1:
        return sentences[0]
    return "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1))


_MATERIALS = (
    GuideMaterial("居民身份证", "card", True, None),
    GuideMaterial("居民户口簿（本人页）", "photo", True, 10),
    GuideMaterial("本人银行账户或社会保障卡金融账户", "form", True, None),
    GuideMaterial("高龄津贴申请审批表", "generated", True, None),
    GuideMaterial("代办人身份证与授权书", "card", False, None),
)
_STEPS = (
    "刷证核验",
    "自动核对年龄与户籍",
    "填报并签名",
    "村（社区）核实、公示7天",
    "乡镇审核",
    "县级审批",
    "次月起发放",
)
_AGE = GuideShown(
    "80周岁以上老年人高龄津贴申领",
    "行政给付",
    "民政局",
    "不收费",
    15,
    _MATERIALS,
    ("具有本县户籍", "年满80周岁（部分地区70或75周岁起）", "未在他地领取"),
    _STEPS,
    ("《老年人权益保障法》第三十三条", "省级养老服务条例及县级高龄津贴办法（属地）"),
    "长江镇为民服务中心 0513-00000000，或拨 12345",
    None,
    True,
)
_AGE_EN = GuideShown(
    "Old-age allowance (80 and over)",
    "Benefit",
    "Civil affairs",
    "Free of charge",
    15,
    (
        GuideMaterial("Resident ID card", "card", True, None),
        GuideMaterial("Household register (own page)", "photo", True, 10),
        GuideMaterial("Bank account or social-security card account", "form", True, None),
        GuideMaterial("Application form", "generated", True, None),
        GuideMaterial("Agent's ID card and authority", "card", False, None),
    ),
    ("Household registered in this county", "80 years or older (70 or 75 in some places)", "Not drawing it elsewhere"),
    (
        "Read the ID card",
        "Check age and household",
        "Fill in and sign",
        "Village check, posted for 7 days",
        "Town review",
    ),
    ("Law on the Rights of the Elderly, art. 33", "Provincial care rules and the county's allowance rules"),
    "Changjiang town service centre 0513-00000000, or 12345",
    None,
    True,
)


def _short(shown: GuideShown, refused: Say | None, tickets: bool) -> GuideShown:
    return GuideShown(
        shown.name, shown.kind, shown.department, shown.fee, None, shown.materials[:1], shown.conditions[:1],
        shown.steps[:3], shown.basis[:1], shown.consult, refused, tickets,
    )  # fmt: skip


_REFUSED = Say("refuse.device", (("device", "高拍仪"),))
SAMPLES: Samples = {
    "whole": _AGE,
    "short": _short(_AGE, None, True),
    "refused": _short(_AGE, _REFUSED, True),
    "refused, no tickets": _short(_AGE, _REFUSED, False),
    "card or code": replace(
        _AGE, materials=(GuideMaterial("医保电子凭证或居民身份证", "card", True, None, code=True),)
    ),
    "bookings": replace(_AGE, bookings=True),
    "refused, bookings": replace(_AGE, refused=_REFUSED, bookings=True),
    "refused, bookings alone": replace(_short(_AGE, _REFUSED, False), bookings=True),
}
SAMPLES_EN: Samples = {
    "whole": _AGE_EN,
    "short": _short(_AGE_EN, None, True),
    "refused": _short(_AGE_EN, Say("refuse.no-network"), True),
    "refused, no tickets": _short(_AGE_EN, Say("refuse.no-network"), False),
    "card or code": replace(
        _AGE_EN, materials=(GuideMaterial("Medical insurance code or resident ID card", "card", True, None, code=True),)
    ),
    "bookings": replace(_AGE_EN, bookings=True),
    "refused, bookings": replace(_AGE_EN, refused=Say("refuse.comparison"), bookings=True),
}
