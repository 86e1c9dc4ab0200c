"""Everything once more, as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import DeclarationTicked
from kiosk.session.snapshot import Frame, ReviewShown, Row, Say
from kiosk.words import Words
from screens.values import Footer, Intent, Line, Samples, back, lines, main, say


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the application: a heading and its rows."""

    title: str
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """The declaration and whether it is ticked."""

    intent: Intent
    ticked: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What the screen shows: everything that was given, and the declaration."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    tick: Tick
    more: str
    footer: Footer


def present(shown: ReviewShown, frame: Frame, words: Words) -> ReviewView:
    return ReviewView(
        title=words("review.title"),
        subtitle=words("review.subtitle", matter=shown.matter),
        parts=tuple(Part(say(words, title), lines(words, rows)) for title, rows in shown.sections),
        tick=Tick(Intent(shown.declaration, "declare", DeclarationTicked(not shown.declared)), shown.declared),
        more=words("button.more"),
        footer=Footer(
            back(words),
            main(words, "button.sign" if shown.signs else "button.submit", enabled=shown.declared),
            "" if shown.declared else words("review.tick-first"),
        ),
    )


_ID = (Row("姓名", "王*英"), Row("公民身份号码", "320622********0025"), Row("住址", "江苏省如皋市长江镇******"))
_FILLED = (
    Row("手机号码", "138****8000"),
    Row("现居住地", "如皋市 长江镇 知青村"),
    Row("详细居住地址", "长江镇知青村十二组三十八号老供销社东边第二家"),
    Row("开户银行", "江苏农村商业银行"),
    Row("社保卡／银行账号", "6228***********0018"),
    Row("是否享受同类补贴", "否"),
)
_PAPERS = (Row("居民户口簿（本人页）", "已拍 2 页"), Row("代办人授权书", "2026年12月4日前补交"))
_DECLARATION = "我保证以上内容真实，同意有关部门核查。"
_SECTIONS = (
    (Say("review.section.card"), _ID),
    (Say("review.section.filled"), _FILLED),
    (Say("review.section.materials"), _PAPERS),
)
_SECTIONS_EN = (
    (Say("review.section.card"), (Row("Name", "王*英"), Row("ID number", "320622********0025"))),
    (
        Say("review.section.filled"),
        (Row("Mobile number", "138****8000"), Row("Social-security or bank card number", "6228***0018")),
    ),
    (Say("review.section.materials"), (Row("Household register (own page)", "2 pages"),)),
)
_DECLARATION_EN = "What I filled in is true, and may be checked."
SAMPLES: Samples = {
    "open": ReviewShown("高龄补贴", _SECTIONS, _DECLARATION, False),
    "nothing to tick or sign": ReviewShown("养老待遇资格认证", _SECTIONS, "", True, signs=False),
    "ticked": ReviewShown("高龄补贴", _SECTIONS, _DECLARATION, True),
    "short": ReviewShown("高龄补贴", _SECTIONS[:1], _DECLARATION * 2, False),
}
SAMPLES_EN: Samples = {
    "open": ReviewShown("Old-age allowance", _SECTIONS_EN, _DECLARATION_EN, False),
    "ticked": ReviewShown("Old-age allowance", _SECTIONS_EN, _DECLARATION_EN, True),
    "short": ReviewShown("Old-age allowance", _SECTIONS_EN[:1], _DECLARATION_EN * 2, False),
}
