"""A world with the shipped hall and matter, and sessions in every state, made by the machine alone."""

import json
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.catalogue.read import read_matters
from kiosk.contract.bookings import BookingMade, Half, Slot
from kiosk.documents.draft import Draft
from kiosk.ports.comparison import Way
from kiosk.ports.document_camera import Photo
from kiosk.ports.id_reader import CardKind, IdCard
from kiosk.ports.qr_scanner import Scan
from kiosk.ports.receipt_printer import Printed
from kiosk.ports.status import Readiness, Status
from kiosk.session import events as e
from kiosk.session.model import Booking, Given, Place, Proof, Queue, Result, Session, State, World, start
from kiosk.settings.hall import read_hall
from kiosk.settings.places import config_root
from kiosk.settings.terminal import Timing

DEVICES = ("id_reader", "qr_scanner", "receipt_printer", "document_camera", "face_comparison")
NOW = 1000.0
WALL = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NAME, NUMBER, ADDRESS = "王秀英", "320699194103120249", "江苏省如皋市长江镇知青村三组12号"
MOBILE, ACCOUNT, HOUSE = "13800138000", "6222021234567890128", "三组12号"
SECRETS = (NAME, NUMBER, ADDRESS, MOBILE, ACCOUNT)
CARD = IdCard(
    CardKind.RESIDENT,
    NAME,
    "2",
    "01",
    "19410312",
    ADDRESS,
    NUMBER,
    "如皋市公安局",
    "20060518",
    "长期",
    bytes(range(256)) * 4,
)
OTHER = replace(CARD, name="李长根", number="320699193809070314", birth="19380907")
CODE = Scan("424" + "7" * 25, b"424" + b"7" * 25, "]Q1")
SLOT = Slot(day=date(2026, 11, 24), half=Half.MORNING, begins=time(8, 30), ends=time(11, 30), left=3)
BOOKED = BookingMade(
    booking_id="b-1", number="Y0001", day=SLOT.day, half=SLOT.half, begins=SLOT.begins, ends=SLOT.ends, windows="1–3"
)
PHOTO = Photo(640, 480, b"jpeg", 100.0)
DRAFT_DAYS = 7
STROKE = ((0.1, 0.5), (0.3, 0.2), (0.5, 0.8), (0.9, 0.4))
ANSWERS = {
    "mobile": MOBILE,
    "residence_region": "320682/320682-cj/320682-cj-zq",
    "residence_detail": ADDRESS,
    "bank_name": "农业银行",
    "bank_account": ACCOUNT,
    "other_allowance": "no",
    "applicant_name": NAME,
    "id_no": NUMBER,
    "hukou_address": ADDRESS,
}
DRAFT = Draft("elderly_allowance", "", WALL.date(), {"mobile": MOBILE, "residence_detail": HOUSE}, {1: (PHOTO,)})


@cache
def world() -> World:
    root = config_root()
    matters = read_matters(json.loads((root / "catalogue" / "elderly_allowance.json").read_text("utf-8")), "shipped")
    hall = read_hall(root / "hall" / "changjiang.toml")
    reached = {**dict.fromkeys(DEVICES, "a wire"), "backend": "a hall", "key_store": "file"}
    return World("CJ01", "01号终端", "1.0", ("zh_CN", "en"), hall, matters, Timing(), reached, tuple(Way), DRAFT_DAYS)


def fresh() -> Session:
    """Nobody has touched it; every device works."""
    ready = Status(Readiness.READY, NOW, holds_for=1e9)
    return start(world(), NOW, WALL).but(statuses=dict.fromkeys((*DEVICES, "backend"), ready))


def given() -> Given:
    """Everything that a resident can give."""
    return Given(CARD, consented_at=WALL, answers=ANSWERS, pages={1: (PHOTO,)}, declared=True, strokes=(STROKE,))


BEFORE_CARD = {State.ATTRACT, State.HOME, State.GUIDE, State.NOTICE, State.IDENTITY, State.TICKETS, State.TICKET,
               State.GATE, State.STAFF, State.TECHNICIAN, State.WIPING, State.BOOKING, State.BOOKED}  # fmt: skip


def session_in(state: State) -> Session:
    """A session that is in `state`, with what a visit has by then."""
    session = fresh().but(state=state)
    if state in (State.GATE, State.STAFF, State.TECHNICIAN, State.ATTRACT, State.WIPING, State.HOME):
        return session
    session = session.but(matter=world().matters[0])
    if state not in BEFORE_CARD:
        session = session.but(given=given(), proof=Proof(there=True))
    return session.but(**_PARTS.get(state, {}))


_PARTS: dict[State, dict[str, Any]] = {
    State.FORM: {"place": Place(focus="mobile")},
    State.CAMERA: {"place": Place(material=1, photo=PHOTO)},
    State.SUBMITTING: {"result": Result(asked_at=NOW)},
    State.DONE: {"given": Given(), "result": Result("id", "S-1", NOW, "kept", "S-1")},
    State.BOOKING: {"booking": Booking(slots=(SLOT,))},
    State.BOOKED: {"booking": Booking(made=BOOKED)},
    State.TICKET: {"queue": Queue(taken=(e.TicketTaken("A001", "social", 2),))},
}
EVENTS: tuple[e.Event, ...] = (
    e.ScreenTouched(), e.LanguageChosen("en"), e.MatterChosen("elderly_allowance"), e.BackPressed(), e.NextPressed(),
    e.CancelPressed(), e.CancelConfirmed(), e.StayPressed(), e.HelpPressed(), e.ConsentGiven(), e.ConsentRefused(),
    e.FieldFocused("mobile"), e.ValueEntered("mobile", MOBILE), e.MaterialChosen(1), e.PhotoPressed(), e.PhotoKept(),
    e.PhotoDropped(), e.PromiseMade(1), e.PromiseWithdrawn(1), e.DeclarationTicked(True), e.StrokeDrawn(STROKE),
    e.SignatureCleared(), e.Rated(4), e.TicketsOpened(), e.GroupChosen("social"), e.GateFound(), e.PinEntered("135790"),
    e.TestPressed("id_reader"), e.RefusalOpened("S-1"), e.DealtWithConfirmed(),
    e.Ticked(NOW + 1, WALL), e.CardRead(CARD), e.CardRemoved(),
    e.CardFailed("error.card.lifted"), e.StatusSeen("id_reader", Status(Readiness.READY, NOW)), e.PhotoTaken(PHOTO),
    e.PhotoFailed("error.camera.no-picture"), e.Admitted("id", "S-1"), e.NotAdmitted("error.store"),
    e.Concluded("id", "kept", "S-1", None), e.Declined("id", "不符合条件"), e.PrintEnded("slip", Printed.CONFIRMED),
    e.TicketTaken("A001", "social", 2), e.TicketRefused("ticket.no-group"), e.PinAnswered("staff"),
    e.HallSeen((("social", 2),), 0, True),
    e.EntryAdded("family"), e.EntryOpened("family", 0), e.EntryRemoved("family", 0), e.WayChosen(Way.CLERK),
    e.BookingOpened(), e.SlotChosen(SLOT.day, SLOT.half), e.SlotsSeen((SLOT,)),
    e.BookingTaken(BOOKED, "elderly_allowance"), e.BookingRefused("booking.full", "elderly_allowance"),
    e.CodeScanned(CODE), e.HolderFound(CARD, "medical_insurance", "H-1"),
    e.HolderUnknown("holder.unknown"), e.AgentKnown("D-7"), e.AgentUnknown("agent.unknown"),
    e.PersonCompared(False, "model 1", "face.nobody"), e.KeepPressed(), e.ResumePressed(), e.AfreshPressed(),
    e.DraftFound(DRAFT), e.DraftKept(), e.DraftNotKept("error.store.full"),
)  # fmt: skip
