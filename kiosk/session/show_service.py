"""The gate and the technician's view."""

from kiosk.ports.status import unknown
from kiosk.session.errands.service import DEVICES
from kiosk.session.events import SetAsideSeen
from kiosk.session.model import Session
from kiosk.session.snapshot import DeviceShown, GateShown, RefusalAsked, RefusalShown, Row, Say, Shown, TechnicianShown


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
    )
    if session.hall is not None and session.hall.set_aside is not None:
        facts = (Row(Say("fact.set-aside"), _set_aside(session.hall.set_aside)), *facts)
    if session.hall is not None and session.hall.journal_breaks:
        said = Say("technician.journal-broken", (("count", str(session.hall.journal_breaks)),))
        facts = (Row(Say("fact.journal"), said), *facts)
    return TechnicianShown(tuple(rows), facts, session.service.testing, _refusals(session))


def _refusals(session: Session) -> tuple[RefusalShown, ...]:
    """What the office declined: by which slip, why, and what to do about it."""
    return tuple(
        RefusalShown(each.slip_number, Say("technician.refusal", (("code", each.code), ("sentence", each.sentence))))
        for each in (session.hall.refusals if session.hall else ())
    )


def refusal_sheet(session: Session) -> RefusalAsked:
    """What would be destroyed, so that the technician can compare it with what the office told him."""
    wanted, language = session.service.refusal or "", session.language
    refusal = next((r for r in (session.hall.refusals if session.hall else ()) if r.slip_number == wanted), None)
    if refusal is None:  # dealt with meanwhile: the answer changes nothing any more
        return RefusalAsked(wanted, "", session.wall.date(), "")
    names = {matter.slug: matter.name.in_(language) for matter in session.world.matters}
    since = refusal.since.astimezone(session.wall.tzinfo).date()
    return RefusalAsked(wanted, names.get(refusal.matter, refusal.matter), since, refusal.sentence)


def _set_aside(seen: SetAsideSeen) -> Say:
    """What happened, what is kept, what to do and until when."""
    key = "set-aside.overdue" if seen.days_left == 0 else "set-aside.kept" if seen.is_all_read else "set-aside.unsure"
    numbers = {"count": seen.count, "saved": seen.saved, "lost": seen.lost, "days": seen.days, "left": seen.days_left}
    return Say(key, tuple((name, str(number)) for name, number in numbers.items()))
