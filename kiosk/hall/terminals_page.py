"""The office's page of its terminals: when each was heard, how its devices are, and who must act. Worst first."""

from collections import Counter
from datetime import datetime, timedelta
from enum import IntEnum
from html import escape

from kiosk.contract.v1 import DeviceState, Heartbeat, SetAside
from kiosk.errors import Actor
from kiosk.hall.frame import frame, moment
from kiosk.hall.hall import Hall
from kiosk.hall.heartbeats import WHOLE, Change, Heard, all_terminals
from kiosk.ports.status import Readiness
from kiosk.words import words

_REFRESH = 15  # seconds
_CHANGES = 4  # shown of each terminal


class Mood(IntEnum):
    """How a terminal is in one word; the office looks at the largest first."""

    OK = 0
    LOOK = 1  # works, or will by itself; somebody should know
    NEVER = 2  # enrolled, and has not spoken yet
    ACT = 3  # somebody must act
    SILENT = 4


_MOODS = {
    Mood.OK: ("ok", "正常"),
    Mood.LOOK: ("look", "留意"),
    Mood.ACT: ("act", "需要处理"),
    Mood.SILENT: ("silent", "失去联系"),
    Mood.NEVER: ("never", "还没有消息"),
}


def page(hall: Hall) -> str:
    """All terminals as HTML."""
    now = hall.now()
    found = sorted(
        ((mood(heard, now), heard) for heard in all_terminals(hall, _CHANGES)),
        key=lambda pair: (-pair[0], pair[1].terminal_id),
    )
    counts = Counter(each for each, _ in found)
    summary = "，".join(f"{_MOODS[each][1]} {counts[each]} 台" for each in reversed(Mood) if counts[each])
    updated = f"{moment(hall, now)} 更新，每 {_REFRESH} 秒自动更新。"
    total = f"共 {len(found)} 台：{summary}。" if found else "还没有登记终端。"
    cards = "\n".join(_card(hall, heard, each, now) for each, heard in found)
    return frame(
        hall, "/terminals", "自助终端", f'<p>{total}<span class="quiet"> {updated}</span></p>\n{cards}', _REFRESH
    )


def mood(heard: Heard, now: datetime) -> Mood:
    """How this terminal is."""
    said = heard.said
    if said is None:
        return Mood.NEVER
    if heard.is_silent(now):
        return Mood.SILENT
    troubled = [device for device in said.devices if device.readiness is not Readiness.READY]
    needs = not said.store_has_room or said.waiting.refused or said.set_aside
    if needs or any(_needs_somebody(device) for device in troubled):
        return Mood.ACT
    return Mood.LOOK if troubled or said.waiting.count else Mood.OK


def _needs_somebody(device: DeviceState) -> bool:
    return device.readiness in (Readiness.BLOCKED, Readiness.ABSENT) and device.actor is not Actor.TERMINAL


def _card(hall: Hall, heard: Heard, each: Mood, now: datetime) -> str:
    look, word = _MOODS[each]
    said = heard.said
    name = f"{said.name} {heard.terminal_id}" if said else heard.terminal_id
    head = f'<h2>{escape(name)}</h2><span class="pill">{word}</span>'
    if said is None or heard.heard_at is None:
        return f'<section class="{look}">{head}<p>已登记，还没有收到过消息。</p></section>'
    when = f"{moment(hall, heard.heard_at)}（{_ago(now - heard.heard_at)}）收到消息"
    parts = [f'{head}<span class="quiet">{when}</span>']
    if each is Mood.SILENT:
        parts[0] = f'{head}<span class="red">最后一次在 {when}</span>'
        parts.append("<p>已超过 3 分钟没有消息。请维修人员检查电源和网络。下面是最后一次收到的情况。</p>")
    parts += [
        _devices(said, now - heard.heard_at, is_old=each is Mood.SILENT),
        *_troubles(hall, said),
        _facts(hall, said),
    ]
    return f'<section class="{look}">{"".join(parts)}{_history(hall, heard.changes)}</section>'


def _devices(said: Heartbeat, since: timedelta, *, is_old: bool) -> str:
    rows = "".join(
        f'<tr><td>{escape(_named(device.device))}</td><td class="tone-{device.readiness.value}">'
        f"{escape(words()(f'status.{device.readiness.value}'))}</td>"
        f"<td>{escape(_cause(device.cause, device.actor))}</td><td>{_age(device, since)}</td></tr>"
        for device in said.devices
    )
    look = "devices old" if is_old else "devices"
    return f'<table class="{look}"><tr><th>设备<th>状态<th>原因，由谁处理<th>何时得知</tr>{rows}</table>'


def _troubles(hall: Hall, said: Heartbeat) -> list[str]:
    """What is not a device's, and needs somebody."""
    found = []
    if not said.store_has_room:
        found.append(words()("error.store.full") + words()("actor.technician") + "。")
    if said.waiting.refused:
        found.append(f"有 {said.waiting.refused} 件没有被后台收下，要有人处理。{words()('actor.office')}。")
    if said.set_aside:
        found.append(_set_aside(hall, said.set_aside))
    return [f'<p class="tone-blocked">{escape(sentence)}</p>' for sentence in found]


def _set_aside(hall: Hall, found: SetAside) -> str:
    """What a damaged database cost, and how long it has waited for somebody."""
    more = "" if found.is_all_read else "，有的读不出"
    age = _ago(hall.now() - found.oldest_at).removesuffix("前")
    return (
        f"数据损坏过 {found.count} 次，坏的移到一边已有 {age}：没报送的接回 {found.saved} 件，丢了 {found.lost} 件{more}。"
        f"{words()('actor.technician')}，30 天内销毁。"
    )


def _facts(hall: Hall, said: Heartbeat) -> str:
    oldest = f"（最早 {moment(hall, said.waiting.oldest_at)}）" if said.waiting.oldest_at else ""
    facts = [
        f"待报送 {said.waiting.count} 件{oldest}",
        "正在有人办事" if said.visit_is_on else "没有人在办事",
        "" if said.disk_free_mb is None else f"磁盘剩余 {said.disk_free_mb / 1000:.1f} GB",
        f"版本 {said.product}",
        f"{moment(hall, said.started_at)} 启动",
    ]
    return f'<p class="quiet">{escape(" · ".join(filter(None, facts)))}</p>'


def _history(hall: Hall, changes: tuple[Change, ...]) -> str:
    lines = "".join(f"<li>{escape(f'{moment(hall, change.at)} {_told(change)}')}</li>" for change in changes)
    return f'<div class="quiet">最近的变化<ul>{lines}</ul></div>' if lines else ""


def _told(change: Change) -> str:
    if change.device == WHOLE:
        return "恢复联系" if change.readiness is Readiness.READY else "从这时起没有消息"
    state = words()(f"status.{change.readiness.value}")
    cause = f"：{_sentence(change.cause)}" if change.cause else ""
    return f"{_named(change.device)} {state}{cause}"


def _named(device: str) -> str:
    """A device in Chinese; one that this hall does not know by its own name."""
    return words()(f"device.{device}") if words().has(f"device.{device}") else device


def _cause(cause: str | None, actor: Actor | None) -> str:
    said = _sentence(cause) if cause else ""
    return words()("technician.cause", cause=said, actor=words()(f"actor.{actor.value}")) if actor else said


def _sentence(key: str) -> str:
    return words()(key) if words().has(key) else f"原因不明（{key}）。"


def _age(device: DeviceState, since: timedelta) -> str:
    """How old it is now: what the terminal said then, and the time since."""
    return "还没有问过" if device.age_seconds is None else _ago(timedelta(seconds=device.age_seconds) + since)


def _ago(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    for length, word in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= length:
            return f"{seconds // length} {word}前"
    return f"{seconds} 秒前"
