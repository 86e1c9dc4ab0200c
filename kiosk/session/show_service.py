"""The gate and the technician's view."""

from kiosk.ports.status import unknown
from kiosk.session.errands.service import DEVICES
from kiosk.session.events import SetAsideSeen
from kiosk.session.model import Session
from kiosk.session.snapshot import DeviceShown, GateShown, Row, Say, Shown, TechnicianShown


def gate_shown(session: Session) -> Shown:
    wait = max(0, round(session.service.wait_until - session.now))
    return GateShown(6, session.service.trouble, wait)


def technician_shown(session: Session) -> Shown:
    world = session.world
    rows = []
    for device in (device for device in DEVICES if device in world.reached):
        status = session.statuses.get(device, unknown(session.now)).at(session.now)
        rows.append(
            DeviceShown(
                device=f"device.{device}",
                reached=world.reached.get(device, ""),
                readiness=status.readiness.value,
                cause=Say(status.cause) if status.cause else None,
                actor=f"actor.{status.actor.value}" if status.actor else None,
                age=max(0, round(session.now - status.observed_at)),
                tested=session.service.tested.get(device),
            )
        )
    facts: tuple[Row, ...] = (
        Row(Say("fact.terminal"), f"{world.terminal} · {world.terminal_id}"),
        Row(Say("fact.version"), world.version),
        Row(Say("fact.backlog"), str(session.hall.backlog) if session.hall else "–"),
        Row(Say("fact.refused"), str(session.hall.refused) if session.hall else "–"),
        *_refusals(session),
    )
    if session.hall is not None and session.hall.set_aside is not None:
        facts = (Row(Say("fact.set-aside"), _set_aside(session.hall.set_aside)), *facts)
    return TechnicianShown(tuple(rows), facts, session.service.testing)


def _refusals(session: Session) -> tuple[Row, ...]:
    """What the office declined: by which slip, why, and what to do about it."""
    return tuple(
        Row(
            Say("fact.refusal", (("slip", slip_number),)),
            Say("technician.refusal", (("code", code), ("sentence", sentence))),
        )
        for slip_number, code, sentence in (session.hall.refusals if session.hall else ())
    )


def _set_aside(seen: SetAsideSeen) -> Say:
    """What happened, what is kept, what to do and until when."""
    key = "set-aside.overdue" if seen.days_left == 0 else "set-aside.kept" if seen.is_all_read else "set-aside.unsure"
    numbers = {"count": seen.count, "saved": seen.saved, "lost": seen.lost, "days": seen.days, "left": seen.days_left}
    return Say(key, tuple((name, str(number)) for name, number in numbers.items()))
