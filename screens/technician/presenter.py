"""The terminal at a glance, as values. No Kivy."""

from dataclasses import dataclass

from kiosk.session.events import RefusalOpened, TestPressed
from kiosk.session.snapshot import DeviceShown, Frame, RefusalShown, Row, Say, TechnicianShown
from kiosk.words import Words
from screens.values import Footer, Intent, Line, Samples, Tone, back, lines, say

_TONES: dict[str, Tone] = {"ready": "ok", "low": "warn", "blocked": "bad", "absent": "bad", "unknown": "warn"}
_ICONS = {
    "device.id_reader": "card",
    "device.receipt_printer": "printer",
    "device.document_camera": "camera",
    "device.backend": "network",
}


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device: where it is, how it stands and since when, who must act, what the last test said."""

    icon: str
    name: str
    reached: str
    state: str
    tone: Tone
    cause: str
    tested: str
    test: Intent


@dataclass(frozen=True, slots=True)
class RefusalView:
    """One application that the office declined, and the way to say that it is dealt with."""

    title: str
    text: str
    dealt_with: Intent


@dataclass(frozen=True, slots=True)
class TechnicianView:
    """What the screen shows: each device and the terminal itself."""

    title: str
    subtitle: str
    devices: tuple[DeviceView, ...]
    refusals: tuple[RefusalView, ...]
    facts_title: str
    facts: tuple[Line, ...]
    more: str
    footer: Footer


def present(shown: TechnicianShown, frame: Frame, words: Words) -> TechnicianView:
    return TechnicianView(
        title=words("technician.title"),
        subtitle=_subtitle(shown, words),
        devices=tuple(_device(device, shown.testing, words) for device in shown.devices),
        refusals=tuple(_refusal(refusal, words) for refusal in shown.refusals),
        facts_title=words("technician.facts") if shown.facts else "",
        facts=lines(words, shown.facts),
        more=words("button.more"),
        footer=Footer(back(words, "button.exit-staff")),
    )


def _subtitle(shown: TechnicianShown, words: Words) -> str:
    """What waits for a person: devices first."""
    troubled = sum(device.readiness != "ready" for device in shown.devices)
    if troubled:
        return words("technician.troubled", count=troubled)
    return words("technician.refusals") if shown.refusals else words("technician.well")


def _device(device: DeviceShown, testing: str | None, words: Words) -> DeviceView:
    name = device.device.removeprefix("device.")
    busy = testing == name or testing == device.device
    return DeviceView(
        icon=_ICONS.get(device.device, "tools"),
        name=words(device.device),
        reached=words("technician.reached", reached=device.reached, seconds=device.age),
        state=words(f"status.{device.readiness}"),
        tone=_TONES[device.readiness],
        cause=_cause(device, words),
        tested=say(words, device.tested),
        test=Intent(
            words("technician.testing" if busy else "technician.test"),
            f"test:{name}",
            TestPressed(name),
            testing is None,
        ),
    )


def _refusal(refusal: RefusalShown, words: Words) -> RefusalView:
    return RefusalView(
        title=words("fact.refusal", slip=refusal.slip_number),
        text=say(words, refusal.said),
        dealt_with=Intent(
            words("button.dealt-with-it"), f"refusal:{refusal.slip_number}", RefusalOpened(refusal.slip_number)
        ),
    )


def _cause(device: DeviceShown, words: Words) -> str:
    cause = say(words, device.cause)
    if device.actor is None:
        return cause
    return words("technician.cause", cause=cause, actor=words(device.actor))


_DEVICES = (
    DeviceShown(
        "device.id_reader",
        "SDT · /dev/serial/by-id/usb-Prolific_…-if00",
        "ready",
        None,
        None,
        2,
        Say("technician.test.passed", (("what", "0.42 s"),)),
    ),
    DeviceShown(
        "device.receipt_printer",
        "ESC/POS 80 mm · /dev/serial/by-id/usb-1a86_…-if00",
        "low",
        Say("status.paper-low"),
        "actor.staff",
        5,
        None,
    ),
    DeviceShown(
        "device.document_camera",
        "/dev/video0 · 2592×1944",
        "absent",
        Say("error.device.unplugged"),
        "actor.technician",
        31,
        Say("technician.test.failed", (("why", "error.device.unplugged"),)),
    ),
    DeviceShown("device.backend", "https://hall.example.gov.cn", "unknown", Say("status.stale"), None, 340, None),
    DeviceShown("device.key_store", "file", "ready", Say("status.key-in-file"), None, 3, None),
)
_FACTS = (
    Row("终端编号", "320682-CJ01-01"),
    Row("版本", "0.1.0"),
    Row("未报送", "3 件"),
    Row("屏幕", "1080 × 1920 · 536 mm"),
)
_REFUSALS = tuple(
    RefusalShown(
        slip_number,
        Say("technician.refusal", (("code", "unknown_matter"), ("sentence", "本大厅不受理该事项，请到窗口咨询。"))),
    )
    for slip_number in ("CJ01-20261122-0007", "CJ01-20261121-0002")
)
_SET_ASIDE = Row(
    Say("fact.set-aside"),
    Say("set-aside.unsure", (("count", "1"), ("saved", "3"), ("lost", "1"), ("days", "3"), ("left", "27"))),
)
_BROKEN = Row(Say("fact.journal"), Say("technician.journal-broken", (("count", "1"),)))
_READY = tuple(DeviceShown(d.device, d.reached, "ready", None, None, 2, None) for d in _DEVICES)
SAMPLES: Samples = {
    "troubled": TechnicianShown(_DEVICES, _FACTS, None),
    "testing": TechnicianShown(_READY, _FACTS, "receipt_printer"),
    "well": TechnicianShown(_READY, (), None),
    "refused": TechnicianShown(_READY, _FACTS, None, _REFUSALS),
    "set_aside": TechnicianShown(_READY, (_SET_ASIDE, *_FACTS), None),
    "journal_broken": TechnicianShown(_READY[:2], (_BROKEN, *_FACTS), None),
}
SAMPLES_EN: Samples = {}
