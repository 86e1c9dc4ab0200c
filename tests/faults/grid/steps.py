"""How a visit comes to each step, what she does there next, and by what it is known that she has gone on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.ports.comparison import Way
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Snapshot
from tests.faults.grid.terminal import CODE, STAFF, TECHNICIAN, GridTerminal
from tests.flows.terminal import FORM, STROKE

MATTER, COMPARED, ENROL = "elderly_allowance", "pension_alive_cert", "medical_resident_enroll"
_SUBMITTING_TAKES = 0.3  # seconds that the hall takes to answer, so that a fault can come in between

Act = Callable[[GridTerminal, "Laid"], object]


@dataclass(frozen=True, slots=True)
class Laid:
    """What she holds out at this step: a fault may be in the card or the code itself."""

    card: Mapping[str, Any]
    code: Mapping[str, Any]
    device: str = "id_reader"  # what a technician tests


@dataclass(frozen=True, slots=True)
class Walk:
    """`reach` from the attract screen; `act`; `went_on` of what is on the glass afterwards; `back` for the next fault."""

    reach: Callable[[GridTerminal], object]
    act: Act
    went_on: Callable[[Snapshot], bool]
    back: Callable[[GridTerminal], object] | None = None
    submits: bool = False
    leaves: bool = False  # the act ends the visit


def _is(*kinds: type) -> Callable[[Snapshot], bool]:
    return lambda shown: isinstance(shown.shown, kinds) and shown.overlay is None


def _touch(*events: e.Event) -> Act:
    return lambda t, _: t.touch(*events)


def _back(kind: type, *events: e.Event) -> Callable[[GridTerminal], object]:
    def go(t: GridTerminal) -> None:
        t.touch(*events)
        t.sees(kind)

    return go


def _begins(t: GridTerminal, matter: str) -> None:
    t.is_asked_who(matter)


def _attract(t: GridTerminal) -> None:
    t.sees(s.AttractShown)
    for device in ("id_reader", "qr_scanner", "document_camera", "face_comparison", "receipt_printer", "backend"):
        t.session_has(lambda session, device=device: session.works(device))


def _code(t: GridTerminal) -> None:
    t.is_asked_who(ENROL)
    t.until(lambda shown: shown.shown.codes)


def _comparison(way: Way) -> Callable[[GridTerminal], object]:
    def go(t: GridTerminal) -> None:
        t.is_asked_who(COMPARED)
        t.bench.reader.ask("lay", card="elder")
        t.sees(s.ComparisonShown)
        t.until(lambda shown: any(one.way is way and one.refused is None for one in shown.shown.ways))
        if way is Way.AGENT:
            t.bench.reader.ask("lift")
            t.session_has(lambda session: not session.proof.there)
        if way is Way.FACE:
            t.bench.face.ask("person", who="same")

    return go


def _camera(t: GridTerminal) -> None:
    t.comes_to(s.MaterialsShown)
    t.until(lambda shown: shown.shown.camera is None)
    t.touch(e.MaterialChosen(1))
    t.sees(s.CameraShown)


def _materials(t: GridTerminal) -> None:
    t.comes_to(s.MaterialsShown)
    t.until(lambda shown: shown.shown.camera is None)


def _review(t: GridTerminal) -> None:
    t.comes_to(s.ReviewShown)
    t.touch(e.DeclarationTicked(True))


def _sign(t: GridTerminal) -> None:
    t.comes_to(s.SignShown)
    t.touch(e.StrokeDrawn(STROKE))
    t.settle()


def _again(t: GridTerminal) -> None:
    _review(t)
    t.bench.reader.ask("lift")
    t.session_has(lambda session: not session.proof.there)
    t.pass_time(11)
    t.session_has(lambda session: session.proof.stale)
    t.touch(e.NextPressed())
    t.sees(s.IdentityShown)


def _submitting(t: GridTerminal) -> None:
    _sign(t)
    t.bench.hall.ask("slow", seconds=_SUBMITTING_TAKES)
    t.touch(e.NextPressed())
    t.until(lambda shown: getattr(shown.shown, "kept", False))


def _done(t: GridTerminal) -> None:
    t.comes_to(s.DoneShown)
    t.slip_ends()


def _booking(t: GridTerminal) -> None:
    t.chooses(MATTER)
    t.until(lambda shown: shown.shown.bookings)
    t.touch(e.BookingOpened())
    t.until(lambda shown: getattr(shown.shown, "slots", None) and not shown.shown.busy)


def _books(t: GridTerminal, _: Laid) -> None:
    slots = getattr(t.settle().shown, "slots", None) or ()
    free = max(slots[2:], key=lambda slot: slot.left, default=None)
    if free is not None:
        t.touch(e.SlotChosen(free.day, free.half))


def _booked(t: GridTerminal) -> None:
    _booking(t)
    _books(t, _NOTHING)
    t.sees(s.BookedShown)
    t.slip_ends()


def _tickets(t: GridTerminal) -> None:
    t._home()
    t.touch(e.TicketsOpened())
    t.sees(s.TicketsShown)


def _ticket(t: GridTerminal) -> None:
    _tickets(t)
    t.touch(e.GroupChosen("civil"))
    t.sees(s.TicketShown)
    t.slip_ends()


def _gate(t: GridTerminal) -> None:
    t.sees(s.AttractShown)
    t.touch(e.GateFound())
    t.sees(s.GateShown)


def _staff(t: GridTerminal) -> None:
    _gate(t)
    t.touch(e.PinEntered(STAFF))
    t.sees(s.TicketsShown)


def _technician(t: GridTerminal) -> None:
    _gate(t)
    t.touch(e.PinEntered(TECHNICIAN))
    t.until(
        lambda shown: (
            isinstance(shown.shown, s.TechnicianShown) and all(row.readiness == "ready" for row in shown.shown.devices)
        )
    )


def _form(t: GridTerminal) -> None:
    t.comes_to(s.FormShown)
    t.touch(*(e.ValueEntered(key, FORM[key]) for key in ("mobile", "residence_region", "residence_detail")))


def _consents(t: GridTerminal) -> None:
    t.touch(e.BackPressed())
    t.sees(s.GuideShown)
    t.until(lambda shown: shown.shown.refused is None)
    t.touch(e.NextPressed())
    t.sees(s.NoticeShown)


def _lays(t: GridTerminal, laid: Laid) -> None:
    t.bench.reader.ask("lay", **laid.card)


def _shows(t: GridTerminal, laid: Laid) -> None:
    t.bench.scanner.ask("take_away")
    t.bench.scanner.ask("show", **laid.code)


def _agent_lays(t: GridTerminal, laid: Laid) -> None:
    if getattr(t.settle().shown, "phase", "") == "choose":
        t.touch(e.WayChosen(Way.AGENT))
    t.bench.reader.ask("lay", **{**laid.card, **({"card": "adult"} if laid.card["card"] == "elder" else {})})


def _clerk_signs(t: GridTerminal, _: Laid) -> None:
    if getattr(t.settle().shown, "phase", "") == "choose":
        t.touch(e.WayChosen(Way.CLERK))
    t.touch(e.PinEntered(STAFF))


def _is_looked_at(t: GridTerminal, _: Laid) -> None:
    if getattr(t.settle().shown, "phase", "") == "choose":
        t.touch(e.WayChosen(Way.FACE))
    t.touch(e.ConsentGiven())


def _group(t: GridTerminal, _: Laid) -> None:
    t.touch(e.GroupChosen("civil"))


def _prints_one_more(t: GridTerminal, _: Laid) -> None:
    """And it is known what came of the paper: the printer is asked after it."""
    t.touch(e.GroupChosen("civil"))
    t._await(lambda: t.now is None or bool(getattr(t.now.shown, "printed", ())), 10.0)
    t.notices("receipt_printer")


_NOTHING = Laid({"card": "elder"}, {"text": CODE})

STEPS: Mapping[str, Walk] = {
    "attract": Walk(_attract, _touch(e.ScreenTouched()), _is(s.HomeShown)),
    "home": Walk(
        lambda t: (t._home(), t.until(lambda shown: all(o.refused is None for o in shown.shown.offers))),
        _touch(e.MatterChosen(MATTER)), _is(s.GuideShown), _back(s.HomeShown, e.BackPressed()),
    ),
    "guide": Walk(
        lambda t: (t.comes_to(s.GuideShown), t.session_has(lambda session: session.works("id_reader"))),
        _touch(e.NextPressed()), _is(s.NoticeShown), _back(s.GuideShown, e.BackPressed()),
    ),
    "notice": Walk(lambda t: t.comes_to(s.NoticeShown), _touch(e.ConsentGiven()), _is(s.IdentityShown), _consents),
    "identity": Walk(lambda t: t.is_asked_who(MATTER), _lays, _is(s.FormShown)),
    "identity_code": Walk(_code, _shows, _is(s.FormShown)),
    "comparison_clerk": Walk(_comparison(Way.CLERK), _clerk_signs, _is(s.FormShown)),
    "comparison_agent": Walk(_comparison(Way.AGENT), _agent_lays, _is(s.FormShown)),
    "comparison_face": Walk(_comparison(Way.FACE), _is_looked_at, _is(s.FormShown)),
    "form": Walk(
        _form, _touch(e.NextPressed()), lambda shown: getattr(shown.shown, "page", 0) == 1,
        lambda t: (t.touch(e.BackPressed()), t.until(lambda shown: getattr(shown.shown, "page", 1) == 0)),
    ),
    "materials": Walk(
        _materials, _touch(e.MaterialChosen(1)), _is(s.CameraShown), _back(s.MaterialsShown, e.BackPressed())
    ),
    "camera": Walk(
        _camera, _touch(e.PhotoPressed()), lambda shown: getattr(shown.shown, "phase", "") == "taken",
        lambda t: (t.touch(e.PhotoDropped()), t.until(lambda shown: getattr(shown.shown, "phase", "") == "live")),
    ),
    "review": Walk(_review, _touch(e.NextPressed()), _is(s.SignShown), _back(s.ReviewShown, e.BackPressed())),
    "sign": Walk(_sign, _touch(e.NextPressed()), _is(s.DoneShown), submits=True),
    "identity_again": Walk(_again, _lays, _is(s.SignShown)),
    "submitting": Walk(_submitting, lambda t, _: None, _is(s.DoneShown), submits=True),
    "done": Walk(_done, _touch(e.Rated(4)), lambda shown: getattr(shown.shown, "rating", None) == 4),
    "booking": Walk(_booking, _books, _is(s.BookedShown)),
    "booked": Walk(_booked, lambda t, _: None, _is(s.BookedShown), lambda t: None),
    "tickets": Walk(_tickets, _group, _is(s.TicketShown)),
    "ticket": Walk(_ticket, lambda t, _: None, _is(s.TicketShown), lambda t: None),
    "gate": Walk(_gate, _touch(e.PinEntered(STAFF)), _is(s.TicketsShown)),
    "staff": Walk(
        _staff, _prints_one_more,
        lambda shown: len(getattr(shown.shown, "printed", ())) > 0 and not getattr(shown.shown, "busy", True),
    ),
    "technician": Walk(
        _technician, lambda t, laid: t.touch(e.TestPressed(laid.device)),
        lambda shown: any(row.tested for row in getattr(shown.shown, "devices", ())),
    ),
    "wiping": Walk(_form, _touch(e.CancelPressed(), e.CancelConfirmed()), lambda shown: False, leaves=True),
}  # fmt: skip

# Who compares at which step.
WAYS = {id(STEPS[f"comparison_{way.value}"]): way for way in Way}
