"""Whatever happens in whatever order: who was compared, whose answers travel, and which devices run.

Residents walk about at random. Half of what they do leads on, half is anything at all: late answers of the keeper, another
person's card, a touch of the screen before. After each step what must always hold is asked for.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from kiosk.catalogue.matter import PersonProof
from kiosk.contract.receipts import Result as MatterResult
from kiosk.documents.draft import Draft
from kiosk.forms.fields import FieldKind
from kiosk.ports.comparison import Comparison, Way
from kiosk.ports.document_camera import Photo
from kiosk.ports.id_reader import CardKind, IdCard
from kiosk.ports.qr_scanner import CodeProof, Scan
from kiosk.ports.receipt_printer import Printed
from kiosk.ports.status import Readiness, Status
from kiosk.session import commands as c
from kiosk.session import events as e
from kiosk.session import machine
from kiosk.session.model import Given, Session, State, World, start
from kiosk.session.show import snapshot
from tests.unit.session.worlds import BOOKED, CARD, CODE, DEVICES, NOW, OTHER, SLOT, WALL, session_in, world

WALKS, STEPS = 40, 250  # of each seed
AGENT = replace(CARD, name="陈代办", number="320699197505050218", birth="19750505")
EXPIRED = replace(OTHER, valid_to="20200101")
PERMIT = replace(OTHER, kind=CardKind.HMT_PERMIT)
CARDS = (CARD, OTHER, AGENT)

N, D, P, F = PersonProof.NONE, PersonProof.CARD, PersonProof.CODE, PersonProof.COMPARED
PROOFS = ((N,), (D,), (P,), (F,), (D, P), (P, F), (D, F), (N, D))
NOBODY = {State.ATTRACT, State.HOME, State.GUIDE, State.NOTICE, State.BOOKING, State.BOOKED, State.TICKETS, State.TICKET,
          State.GATE, State.STAFF, State.TECHNICIAN, State.DONE}  # fmt: skip
WATCHED = {State.IDENTITY, State.IDENTITY_AGAIN, State.COMPARISON, State.FORM, State.MATERIALS, State.CAMERA, State.REVIEW,
           State.SIGN, State.SUBMITTING, State.DONE}  # fmt: skip

_DEVICES = ("reader", "scanner", "camera", "face")


@cache
def _world() -> World:
    """A matter for each set of proofs, short enough to be walked through; signed and not signed, with a paper or none."""
    whole = world().matters[0]
    typed = next(field_ for field_ in whole.fields if field_.key == "residence_detail")
    name = next(field_ for field_ in whole.fields if field_.key == "applicant_name")
    signature = next(field_ for field_ in whole.fields if field_.kind is FieldKind.SIGNATURE)
    papers = tuple(material for material in whole.materials if material.how == "photo")[:1]
    matters = tuple(
        replace(
            whole,
            slug=f"matter-{number}-{signed:d}",
            proofs=proofs,
            age=None,
            fields=(name, typed, *((signature,) if signed else ())),
            materials=papers if signed else (),
        )
        for number, proofs in enumerate(PROOFS)
        for signed in (True, False)
    )
    return replace(world(), matters=matters)


def _mark(card: IdCard | None) -> str:
    return card.name if card is not None else "nobody"


def _finger(card: IdCard | None) -> float:
    """Each person signs in a place of her own."""
    return CARDS.index(card) / 10 if card in CARDS else 0.9


@dataclass
class Walk:
    """One visit at random, and what an onlooker knows of it."""

    seed: str
    session: Session = field(init=False)
    running: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(_DEVICES, False))
    made_for: dict[Comparison, IdCard] = field(default_factory=dict)
    asked: set[Way] = field(default_factory=set)  # since this card was laid
    laid: IdCard | None = None  # last, by anybody
    on_its_way: int = 0  # applications that the keeper has not answered
    held: bool = False  # the keeper has said that it holds one
    kept: dict[str, Draft] = field(default_factory=dict)  # what lies here, by card and matter
    carded: set[str] = field(default_factory=set)
    looked_for: str = ""
    keeping: list[tuple[str, Draft]] = field(default_factory=list)
    resumed: int = 0
    trail: list[str] = field(default_factory=list)
    submits: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.session = start(_world(), NOW, WALL).but(statuses=_ready(NOW))

    def go(self, steps: int) -> None:
        for _ in range(steps):
            if self.is_over():
                return
            later = self.random.choices((0.05, 2.0, 12.0, 33.0, 100.0), (60, 20, 4, 2, 0.3))[0]
            now = self.session.now + later
            self.take(e.Ticked(now, WALL + timedelta(seconds=now - NOW)))
            if not self.is_over():
                self.take(self._next())

    def is_over(self) -> bool:
        return self.session.state is State.WIPING

    def take(self, event: e.Event) -> None:
        before = self.session
        self.trail = [*self.trail[-40:], f"{before.state.value} {type(event).__name__}"]
        if isinstance(event, e.Admitted | e.NotAdmitted):
            self.on_its_way -= 1
            self.held = self.held or isinstance(event, e.Admitted)
        if isinstance(event, e.Declined):
            self.held, self.on_its_way = False, 0  # the keeper answers in order
        if isinstance(event, e.CardRead):
            self.laid = event.card
            self.carded.add(event.card.number)
        if isinstance(event, e.DraftKept):
            self.kept.update([self.keeping.pop(0)])
        if isinstance(event, e.DraftNotKept):
            self.keeping.pop(0)
        self.resumed += isinstance(event, e.ResumePressed) and before.draft.found is not None
        self.session, commands = machine.handle(before, event)
        if self.session.given.card != before.given.card:
            self.asked.clear()
        for command in commands:
            self._obey(before, event, command)
        self._hold(before, event)

    # ---- what must hold -------------------------------------------------------------------------------------------

    def _obey(self, before: Session, event: e.Event, command: c.Command) -> None:
        device, runs = _RUNS.get(type(command), ("", False))
        if device:
            self.running[device] = runs
        if type(command) in _ASKS:
            self.asked.add(_ASKS[type(command)])
        match command:
            case c.CompareFace():
                asked = before.state is State.COMPARISON and isinstance(event, e.ConsentGiven)
                self.sure(asked and self.session.given.card is not None, "no face without a consent and a card")
            case c.AskAgent():
                self.sure(command.card != self.session.given.card, "nobody vouches for herself")
            case c.AskHolder():
                self.sure(before.state in (State.IDENTITY, State.IDENTITY_AGAIN), "no code is asked about elsewhere")
            case c.Submit():
                self._submitted(command)
            case c.LookForDraft() | c.KeepDraft() | c.DestroyDraft():
                self._drafted(command)

    def _submitted(self, command: c.Submit) -> None:
        made, proofs = command.signed, set(self.session.matter.proofs if self.session.matter else ())
        given: set[PersonProof] = {N} if made.card is None else {D if made.code is None else P}
        given |= {F} if made.comparison is not None else set()
        self.sure(bool(given & proofs), f"{given} is no proof for {proofs}")
        compared = made.comparison
        self.sure(compared is None or self.made_for[compared] == made.card, "compared with another card")
        self.sure(made.consented_at is not None, "without a consent")
        if made.card is not None and made.code is None:
            laid = self.laid.number if self.laid is not None else ""
            self.sure(laid == made.card.number, "somebody else's card lay there last")
        self.sure(not self.held, "a second application of what the keeper holds")
        mark = _mark(made.card)
        told = {*made.answers.values(), *(page.jpeg.decode() for paper in made.materials for page in paper.pages)}
        self.sure(told <= {mark, ""}, f"{told} in an application of {mark}")
        drawn_at = {stroke[0][0] for stroke in made.strokes}
        self.sure(drawn_at <= {_finger(made.card)}, "somebody else's signature")
        self.on_its_way += 1
        self.submits += 1

    def _drafted(self, command: c.LookForDraft | c.KeepDraft | c.DestroyDraft) -> None:
        self.sure(command.card.number in self.carded, "of a card that nobody laid")
        if isinstance(command, c.LookForDraft):
            self.looked_for = _lies_under(command.card, command.matter)
            return
        if isinstance(command, c.DestroyDraft):
            self.kept.pop(_lies_under(command.card, command.matter), None)
            return
        draft, mark = command.draft, _mark(command.card)
        self.sure(command.card == self.session.given.card, "locked by somebody else's card")
        told = {*draft.answers.values(), *(page.jpeg.decode() for pages in draft.pages.values() for page in pages)}
        self.sure(told <= {mark}, f"{told} in a draft of {mark}")
        self.keeping.append((_lies_under(command.card, draft.matter), draft))

    def _hold(self, before: Session, event: e.Event) -> None:
        session, given = self.session, self.session.given
        state, matter = session.state, session.matter
        self.sure(state not in NOBODY or given == Given(), "nothing personal is kept here")
        if given.comparison is not None and given.comparison != before.given.comparison:
            self._compared(event, given.comparison)
        self.sure(
            given.comparison is None or self.made_for[given.comparison] == given.card, "a comparison outlived its card"
        )
        self.sure(given.code is None or given.card is not None, "a code of nobody")
        self.sure(given.card is None or given.consented_at is not None, "a card before the consent")
        if state is State.FORM and matter is not None and matter.proofs == (F,):
            self.sure(given.comparison is not None, "past the comparison on the card alone")
        self._hold_devices()
        if self.random.random() < 0.05:
            snapshot(session)

    def _compared(self, event: e.Event, comparison: Comparison) -> None:
        said = {
            Way.FACE: isinstance(event, e.PersonCompared) and event.same,
            Way.CLERK: isinstance(event, e.PinAnswered) and event.role == "staff",
            Way.AGENT: isinstance(event, e.AgentKnown),
        }[comparison.way]
        self.sure(said and comparison.way in self.asked, "compared by nobody who was asked for this card")
        assert self.session.given.card is not None
        self.made_for[comparison] = self.session.given.card
        if comparison.way is Way.FACE:
            self.running["face"] = False  # it answers once

    def _hold_devices(self) -> None:
        session, running, state = self.session, self.running, self.session.state
        proofs = set(session.matter.proofs if session.matter else ())
        first, again = state is State.IDENTITY, state is State.IDENTITY_AGAIN
        card, code = not proofs.isdisjoint({D, F}), session.given.code
        self.sure(running["scanner"] or not (first and P in proofs), "a code is asked for and nobody reads")
        self.sure(
            not running["scanner"] or (first and P in proofs) or (again and code is not None), "the scanner reads"
        )
        self.sure(running["reader"] or not (first and card), "a card is asked for and nobody reads")
        self.sure(not running["reader"] or (card and code is None and state in WATCHED), "the reader reads")
        self.sure(not running["camera"] or state is State.CAMERA, "the camera is on")
        looked_at = state is State.COMPARISON and session.compare.way is Way.FACE
        self.sure(not running["face"] or looked_at, "a face is still looked at")

    def sure(self, holds: bool, what: str) -> None:
        assert holds, f"{what}\nwalk {self.seed}\n" + "\n".join(self.trail)

    # ---- what happens ---------------------------------------------------------------------------------------------

    def _next(self) -> e.Event:
        if self.random.random() < 0.6 and self.session.state in _ON:
            event = _ON[self.session.state](self)
        else:
            event = self._anything()
        if isinstance(event, e.PersonCompared) and self.session.compare.busy:
            self.running["face"] = False
        early = isinstance(event, e.Admitted | e.NotAdmitted) and not self.on_its_way
        early = early or (isinstance(event, e.DraftKept | e.DraftNotKept) and not self.keeping)
        early = early or (isinstance(event, e.DraftFound) and not event.draft.matter)
        if early or (isinstance(event, e.Concluded | e.Declined) and not self.held):
            return e.ScreenTouched()
        return event

    def _anything(self) -> e.Event:
        mark = _mark(self.session.given.card)
        kind = self.random.choice((*_TOUCHES, *_ANSWERS, *_ANSWERS))
        if kind is e.CancelConfirmed and self.random.random() < 0.8:
            kind = e.StayPressed
        return _make(kind, self, mark)


_RUNS: Mapping[type[c.Command], tuple[str, bool]] = {
    c.StartReader: ("reader", True), c.StopReader: ("reader", False),
    c.StartScanner: ("scanner", True), c.StopScanner: ("scanner", False),
    c.OpenCamera: ("camera", True), c.CloseCamera: ("camera", False),
    c.CompareFace: ("face", True), c.StopComparing: ("face", False),
}  # fmt: skip
_ASKS: Mapping[type[c.Command], Way] = {c.CompareFace: Way.FACE, c.AskAgent: Way.AGENT, c.CheckPin: Way.CLERK}


def _lies_under(card: IdCard, matter: str) -> str:
    return f"{card.number} {matter}"


def _draft(walk: Walk) -> e.Event:
    """What the visit's own end of the link makes of the keeper's answer: nothing where nobody looked."""
    found, walk.looked_for = walk.kept.get(walk.looked_for), ""
    return e.DraftFound(found or Draft("", "", WALL.date(), {}))


def _ready(now: float) -> dict[str, Status]:
    return dict.fromkeys((*DEVICES, "backend"), Status(Readiness.READY, now, holds_for=1e9))


def _pick(*events: e.Event) -> Callable[[Walk], e.Event]:
    return lambda walk: walk.random.choice(events)


def _form(walk: Walk) -> e.Event:
    return walk.random.choice((e.ValueEntered("residence_detail", _mark(walk.session.given.card)), e.NextPressed()))


def _materials(walk: Walk) -> e.Event:
    return walk.random.choice((e.MaterialChosen(0), e.PromiseMade(0), e.NextPressed(), e.NextPressed()))


def _camera(walk: Walk) -> e.Event:
    return walk.random.choice((e.PhotoPressed(), _photo(walk), e.PhotoKept()))


def _photo(walk: Walk) -> e.Event:
    return e.PhotoTaken(Photo(640, 480, _mark(walk.session.given.card).encode(), 100.0))


def _stroke(walk: Walk) -> e.Event:
    x = _finger(walk.session.given.card)
    return e.StrokeDrawn((*((x, step / 10) for step in range(10)), (x + 0.3, 0.2), (x + 0.5, 0.8)))


def _card(walk: Walk) -> e.Event:
    """Whoever stands there; asked again, mostly the same person."""
    known = walk.session.given.card
    if known is not None and walk.random.random() < 0.6:
        return e.CardRead(known)
    return e.CardRead(walk.random.choice((*CARDS, EXPIRED, PERMIT)))


def _holder(walk: Walk) -> e.Event:
    known = walk.session.given.card
    card = known if known is not None and walk.random.random() < 0.6 else walk.random.choice(CARDS)
    return e.HolderFound(card, "medical_insurance", "H-1")


def _identity(walk: Walk) -> e.Event:
    return walk.random.choice((_card(walk), e.CodeScanned(CODE), _holder(walk)))


def _comparison(walk: Walk) -> e.Event:
    match walk.session.compare.way:
        case None:
            return e.WayChosen(walk.random.choice(tuple(Way)))
        case Way.FACE:
            return walk.random.choice((e.ConsentGiven(), _found(walk)))
        case Way.CLERK:
            return walk.random.choice((e.PinEntered("135790"), e.PinAnswered("staff"), e.PinAnswered("technician")))
        case Way.AGENT:
            return walk.random.choice((e.CardRead(AGENT), e.AgentKnown("D-7")))


def _found(walk: Walk) -> e.Event:
    return walk.random.choice((e.PersonCompared(True, "model 1"), e.PersonCompared(False, "model 1", "face.nobody")))


def _pin(walk: Walk) -> e.Event:
    return e.PinAnswered(walk.random.choice(("staff", "technician", None)), walk.random.choice((0.0, 30.0)))


def _status(walk: Walk) -> e.Event:
    device, well = walk.random.choice((*DEVICES, "backend")), walk.random.random() < 0.8
    readiness = Readiness.READY if well else walk.random.choice((Readiness.ABSENT, Readiness.BLOCKED))
    return e.StatusSeen(device, Status(readiness, walk.session.now, holds_for=1e9))


def _booked(walk: Walk) -> e.Event:
    return e.BookingTaken(BOOKED, walk.session.matter.slug if walk.session.matter else "")


def _slug(walk: Walk) -> e.MatterChosen:
    return e.MatterChosen(walk.random.choice(_world().matters).slug)


def _concluded(walk: Walk) -> e.Event:
    word = walk.random.choice(("kept", "received", "accepted", "done"))
    result = MatterResult("证明", "R-1", None) if word == "done" else None
    return e.Concluded("id", word, "S-1", None, result)


_ON: Mapping[State, Callable[[Walk], e.Event]] = {
    State.ATTRACT: _pick(*(8 * (e.ScreenTouched(),)), e.GateFound()),
    State.GATE: _pin,
    State.HOME: _slug,
    State.GUIDE: _pick(e.NextPressed()),
    State.NOTICE: _pick(e.ConsentGiven()),
    State.IDENTITY: _identity,
    State.IDENTITY_AGAIN: _identity,
    State.COMPARISON: _comparison,
    State.FORM: _form,
    State.MATERIALS: _materials,
    State.CAMERA: _camera,
    State.REVIEW: _pick(e.DeclarationTicked(True), e.NextPressed()),
    State.SIGN: lambda walk: walk.random.choice((_stroke(walk), e.NextPressed())),
    State.BOOKING: lambda walk: walk.random.choice(
        (e.SlotsSeen((SLOT,)), e.SlotChosen(SLOT.day, SLOT.half), _booked(walk))
    ),
}
_TOUCHES: tuple[type[e.Event], ...] = (
    e.BackPressed, e.BackPressed, e.BackPressed, e.NextPressed, e.CancelPressed, e.CancelConfirmed, e.StayPressed,
    e.StayPressed, e.HelpPressed, e.ConsentGiven, e.ConsentRefused, e.MatterChosen, e.ValueEntered, e.MaterialChosen,
    e.PhotoPressed, e.PhotoKept, e.PhotoDropped, e.PromiseMade, e.PromiseWithdrawn, e.DeclarationTicked, e.StrokeDrawn,
    e.SignatureCleared, e.TicketsOpened, e.GroupChosen, e.WayChosen, e.BookingOpened, e.SlotChosen, e.GateFound,
    e.PinEntered, e.LanguageChosen, e.ScreenTouched, e.KeepPressed, e.KeepPressed, e.ResumePressed, e.AfreshPressed,
)  # fmt: skip
_ANSWERS: tuple[type[e.Event], ...] = (
    e.CardRead, e.CardRemoved, e.CardFailed, e.CodeScanned, e.PersonCompared, e.StatusSeen, e.PhotoTaken, e.PhotoFailed,
    e.Admitted, e.NotAdmitted, e.Concluded, e.Declined, e.PrintEnded, e.TicketTaken, e.SlotsSeen, e.BookingTaken,
    e.BookingRefused, e.HolderFound, e.HolderUnknown, e.AgentKnown, e.AgentUnknown, e.PinAnswered,
    e.DraftFound, e.DraftFound, e.DraftKept, e.DraftKept, e.DraftNotKept,
)  # fmt: skip
_MADE: Mapping[type[e.Event], Callable[[Walk, str], e.Event]] = {
    e.MatterChosen: lambda walk, _: _slug(walk),
    e.ValueEntered: lambda _, mark: e.ValueEntered("residence_detail", mark),
    e.MaterialChosen: lambda *_: e.MaterialChosen(0),
    e.PromiseMade: lambda *_: e.PromiseMade(0),
    e.PromiseWithdrawn: lambda *_: e.PromiseWithdrawn(0),
    e.DeclarationTicked: lambda walk, _: e.DeclarationTicked(walk.random.random() < 0.7),
    e.StrokeDrawn: lambda walk, _: _stroke(walk),
    e.GroupChosen: lambda *_: e.GroupChosen("social"),
    e.WayChosen: lambda walk, _: e.WayChosen(walk.random.choice(tuple(Way))),
    e.SlotChosen: lambda *_: e.SlotChosen(SLOT.day, SLOT.half),
    e.PinEntered: lambda *_: e.PinEntered("135790"),
    e.LanguageChosen: lambda *_: e.LanguageChosen("en"),
    e.CardRead: lambda walk, _: _card(walk),
    e.CardFailed: lambda *_: e.CardFailed("error.card.lifted"),
    e.CodeScanned: lambda walk, _: e.CodeScanned(walk.random.choice((CODE, Scan("wxp://f2f0abc")))),
    e.PersonCompared: lambda walk, _: _found(walk),
    e.StatusSeen: lambda walk, _: _status(walk),
    e.PhotoTaken: lambda walk, _: _photo(walk),
    e.PhotoFailed: lambda *_: e.PhotoFailed("error.camera.no-picture"),
    e.Admitted: lambda *_: e.Admitted("id", "S-1"),
    e.NotAdmitted: lambda *_: e.NotAdmitted("error.store"),
    e.Concluded: lambda walk, _: _concluded(walk),
    e.Declined: lambda *_: e.Declined("id", "不符合条件"),
    e.PrintEnded: lambda walk, _: e.PrintEnded(walk.random.choice(("slip", "ticket", "booking")), Printed.CONFIRMED),
    e.TicketTaken: lambda *_: e.TicketTaken("A001", "social", 2),
    e.SlotsSeen: lambda *_: e.SlotsSeen((SLOT,)),
    e.BookingTaken: lambda walk, _: _booked(walk),
    e.BookingRefused: lambda walk, _: e.BookingRefused("booking.gone", _slug(walk).slug),
    e.HolderFound: lambda walk, _: _holder(walk),
    e.HolderUnknown: lambda *_: e.HolderUnknown("holder.unknown"),
    e.AgentKnown: lambda *_: e.AgentKnown("D-7"),
    e.AgentUnknown: lambda *_: e.AgentUnknown("agent.unknown"),
    e.PinAnswered: lambda walk, _: _pin(walk),
    e.DraftFound: lambda walk, _: _draft(walk),
    e.DraftNotKept: lambda *_: e.DraftNotKept("error.store.full"),
}


def _make(kind: type[e.Event], walk: Walk, mark: str) -> e.Event:
    plain: Callable[[], Any] = kind
    return _MADE[kind](walk, mark) if kind in _MADE else plain()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_nobody_passes_for_another_and_no_device_is_left_running(seed: int) -> None:
    for number in range(WALKS):
        Walk(f"{seed}.{number}").go(STEPS)


def test_the_walks_get_to_every_state_and_hand_something_in() -> None:
    seen, submits = set(), 0
    for number in range(250):
        walk = Walk(f"far.{number}")
        for _ in range(STEPS):
            walk.go(1)
            seen.add(walk.session.state)
        submits += walk.submits
    assert {*State} - seen == set()
    assert submits > 20


@pytest.mark.parametrize(
    "state", [State.FORM, State.MATERIALS, State.CAMERA, State.REVIEW, State.SIGN, State.IDENTITY_AGAIN]
)
def test_an_application_that_is_held_after_all_is_not_made_again(state: State) -> None:
    """The screen gave up waiting, and she went back to look at something."""
    session, commands = machine.handle(session_in(state), e.Admitted("id", "S-1"))
    assert (session.state, session.given, session.result.slip_number) == (State.SUBMITTING, Given(), "S-1")
    assert (c.CloseCamera() in commands) == (state is State.CAMERA)


def test_what_is_asked_again_is_what_was_shown_before() -> None:
    both = replace(world().matters[0], proofs=(D, P))
    carded = session_in(State.IDENTITY_AGAIN).but(matter=both)
    coded = carded.but(given=replace(carded.given, code=CodeProof("medical_insurance", "H-1")))
    assert machine.handle(carded, e.CodeScanned(CODE)) == (carded, ())
    assert machine.handle(coded, e.CardRead(CARD))[0].state is State.IDENTITY_AGAIN
