"""The attract screen as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.snapshot import AttractShown, Frame
from kiosk.words import Words
from screens.page.presenter import HeaderView, header
from screens.values import Samples


@dataclass(frozen=True, slots=True)
class AttractView:
    """A call in both languages, what can be done, who waits."""

    header: HeaderView
    call: str
    call_other: str
    matters_title: str
    matters: tuple[str, ...]
    foot: str


def present(shown: AttractShown, frame: Frame, words: Words) -> AttractView:
    return AttractView(
        header=header(frame, words),
        call=words("attract.call"),
        call_other=words("attract.call-other"),
        matters_title=words("attract.matters") if shown.matters else "",
        matters=shown.matters[:4],
        foot=" · ".join(filter(None, (words("attract.card"), _waiting(shown, words)))),
    )


def _waiting(shown: AttractShown, words: Words) -> str:
    return words("attract.waiting", waiting=shown.waiting) if shown.waiting else ""


SAMPLES: Samples = {
    "one matter": AttractShown(("80周岁以上老年人高龄津贴申领",), 7),
    "many matters": AttractShown(
        (
            "高龄补贴",
            "城乡居民养老保险待遇领取资格认证",
            "城乡居民基本医疗保险参保登记",
            "残疾人两项补贴申请",
            "灵活就业登记",
            "临时救助",
        ),
        None,
    ),
    "nothing": AttractShown((), None),
}
SAMPLES_EN: Samples = {
    "one matter": AttractShown(("Old-age allowance (80 and over)",), 7),
    "many matters": AttractShown(
        (
            "Old-age allowance",
            "Proof of life for the residents' pension",
            "Residents' medical insurance",
            "Disability allowances",
        ),
        None,
    ),
}
