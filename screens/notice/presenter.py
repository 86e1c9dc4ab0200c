"""The privacy notice as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import ConsentGiven, ConsentRefused
from kiosk.session.snapshot import Frame, NoticeShown
from kiosk.words import Words
from screens.values import Footer, Intent, Point, Samples, points


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What the screen shows: the sentences to agree to."""

    title: str
    lead: str
    points: tuple[Point, ...]
    version: str
    more: str
    footer: Footer


def present(shown: NoticeShown, frame: Frame, words: Words) -> NoticeView:
    return NoticeView(
        title=shown.title,
        lead=words("notice.lead"),
        points=points(shown.points),
        version=words("notice.version", version=shown.version),
        more=words("button.more"),
        footer=Footer(
            Intent(words("button.disagree"), "refuse", ConsentRefused()),
            Intent(words("button.agree"), "agree", ConsentGiven()),
        ),
    )


_POINTS = (
    "我们只读取您身份证上的姓名、号码、住址等内容，用来办理您选的这件事。",
    "您填写的内容、拍的材料和签名，只交给办理这件事的部门。",
    "办完或者离开以后，您的信息会从这台机器上清除。",
    "没填完的，只有您点了保存才留下：在本机存 7 天，用您的身份证锁住，到期销毁。",
    "身份证信息属于敏感个人信息，不同意可以不在这里办，到窗口一样能办。",
    "想查询、更正或者撤回同意，可以拨打大厅电话。",
)
_POINTS_EN = (
    "We read your name, number and address from the card, only to handle the matter that you chose.",
    "What you fill in, photograph and sign goes only to the department that handles it.",
    "When you finish or leave, your information is cleared from this machine.",
    "An unfinished form is kept only if you ask: here, for 7 days, locked by your ID card.",
    "Card data is sensitive personal information. If you do not agree, the service window does the same for you.",
    "To see, correct or withdraw anything, call the hall.",
)
SAMPLES: Samples = {
    "six points": NoticeShown("个人信息使用告知", _POINTS, "2026-11"),
    "long": NoticeShown("个人信息使用告知", _POINTS * 3, "2026-11"),
}
SAMPLES_EN: Samples = {
    "six points": NoticeShown("How your personal information is used", _POINTS_EN, "2026-11"),
    "long": NoticeShown("How your personal information is used", _POINTS_EN * 3, "2026-11"),
}
