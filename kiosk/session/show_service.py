"""The gate and the technician's view."""

from kiosk.ports.status import unknown
from kiosk.session.errands.service import DEVICES
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
    facts = (
        Row(Say("fact.terminal"), f"{world.terminal} · {world.terminal_id}"),
        Row(Say("fact.version"), world.version),
        Row(Say("fact.backlog"), str(session.hall.backlog) if session.hall else "–"),
        Row(Say("fact.refused"), str(session.hall.refused) if session.hall else "–"),
        *_refusals(session),
    )
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
