"""One life of a keeper, to be ended at any moment: the real store, case desk, printing and submission, and no glass.

Runs in a child of the fork server (tests/faults/lives/forks.py). What the screen would have been told goes to the parent as a
line of JSON in the moment in which it would have been told; papers go to a printer outside of the process. Only two
things are not as in the field: the sender is a function of this process instead of a program of its own (it dies with the
keeper either way, and its imports cost ten times the trial), and people come and go without a visit.
"""

import base64
import hashlib
import json
import os
import queue
import random
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.backend import send
from kiosk.backend.sender import SendJob, SendResult, SendTo
from kiosk.backend.submission import Account, submit
from kiosk.contract.envelope import BODY, Cipher, DataKey
from kiosk.contract.sealing import new_keypair
from kiosk.contract.v1 import Applicant, ApplicationBody, Consent, MaterialRef
from kiosk.documents import papers
from kiosk.documents.papers import Head, SlipFacts
from kiosk.errors import KioskError
from kiosk.ports.key_store import KeptIn, KeyPlace
from kiosk.ports.receipt_printer import Line, Pair, Paper, Printed, PrintOutcome
from kiosk.ports.status import Readiness, Status
from kiosk.runtime import late_slips
from kiosk.runtime import messages as m
from kiosk.runtime.case_desk import CaseDesk
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.printing import Printing
from kiosk.runtime.sending import Sending
from kiosk.session.events import Admitted, Concluded, NotAdmitted, PrintEnded
from kiosk.store.records import Limits
from kiosk.store.store import Store
from kiosk.words import words
from tests.faults.lives import planted

TERMINAL, MATTER = "CJ01", "elderly_allowance"
TODAY = date(2026, 11, 22)
LIMITS = Limits(pending=10**6, free_bytes=0)
FACTS = SlipFacts("高龄津贴", "王**", "1234", "zh_CN", 20)
_MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
_PICTURE = b"\xff\xd8" + bytes(2000)
_RESIDENTS = 3  # what one and the same sends arrives in order
_NOBODY = "00000000-0000-4000-8000-000000000000"
PERSONS_PATIENCE = 12.0
_PATIENCE = 30.0  # seconds, for a drain
_BREATH = 0.01  # the keeper takes 0.5: here nobody waits for half a second


@dataclass(frozen=True, slots=True)
class Place:
    """Where a terminal's state, its key and its hall are. Travels to children as JSON."""

    state: str
    short: str
    url: str
    token: str
    hall_key: str
    public: str  # hex: what visits seal to
    tray: str  # where the printer, which is no part of the keeper, puts what came out
    least_free: int = 0  # bytes: under that nothing is taken in

    @property
    def papers(self) -> Path:
        """What came out of it."""
        return Path(self.tray) / f"{self.short}.papers"

    def open(self) -> Store:
        """The terminal's store as its keeper opens it."""
        return Store.open(
            Path(self.state) / "kiosk.db", self.short, SystemClock(), boot_id="boot", limits=self._limits()
        )

    def _limits(self) -> Limits:
        return replace(LIMITS, free_bytes=self.least_free)

    def send_to(self) -> SendTo:
        """Where applications go."""
        return SendTo(self.url, TERMINAL, self.token, self.hall_key, KeyPlace(KeptIn.FILE, Path(self.state)))


class Printer:
    """Implements ReceiptPrinter. A paper that was begun comes out, whatever becomes of who began it."""

    def __init__(self, papers: Path, chance: random.Random) -> None:
        self._file = os.open(papers, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._chance = chance

    def open(self) -> None: ...

    def close(self) -> None: ...

    def status(self) -> Status:
        return Status(Readiness.READY, 0.0)

    def print(self, paper: Paper) -> PrintOutcome:
        time.sleep(self._chance.random() * 0.001)  # bytes travel
        os.write(self._file, json.dumps(_read(paper)).encode() + b"\n")
        time.sleep(self._chance.random() * 0.001)  # it prints and cuts
        return PrintOutcome(Printed.CONFIRMED)


class Keeper:
    """The keeper's thread and what it owns, without visits: `breathe` is one turn of its loop."""

    def __init__(self, place: Place, told: int, chance: random.Random, wait: float) -> None:
        self._place, self._told, self._chance = place, told, chance
        self._queue: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.store = place.open()
        settle(self.store)
        clock = SystemClock()
        self._printing = Printing(Printer(place.papers, chance), self.store, clock, self._queue.put, lambda *_: None)
        late_slips.print_late_slips(self.store, self._printing, lambda _: FACTS, _head, clock)
        sending = Sending(self.store, place.send_to(), clock, self._queue.put, lambda: None, send_here)
        self.cases = CaseDesk(self.store, self._printing, sending, clock, _head, lambda: TODAY, wait)
        self._ended: set[str] = set()
        self._refused = ""

    def breathe(self) -> None:
        """As kiosk.runtime.keeper does it: a KioskError ends nothing."""
        guarded(self.cases.breathe)
        try:
            guarded(self._queue.get(timeout=_BREATH))
        except queue.Empty:
            return

    def serve(self) -> bool:
        """One person signs, waits for the word and takes the slip. False: nothing was taken in of her, and she knows."""
        application_id = str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
        given: list[object] = []
        self.cases.number(m.SlipNumberAsked(application_id), given.append)
        if not isinstance(given[0], m.SlipNumberGiven):
            self.say(refused=given[0].key)  # type: ignore[attr-defined]  # SlipNumberRefused
            return False
        self.say(numbered=application_id, slip=given[0].slip_number)
        handed = handed_over(self._place, application_id, given[0].slip_number)
        until = time.monotonic() + PERSONS_PATIENCE
        self._refused = ""
        self.cases.take_in(handed, lambda event: self._hears(application_id, event))
        while application_id not in self._ended and not self._refused and time.monotonic() < until:
            self.breathe()
        return not self._refused

    def drain(self) -> None:
        """Until nothing waits and nothing is under way."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            self.breathe()
            if not self.store.pending().count and self._printing._lane.is_free:
                return
        raise TimeoutError(f"{self.store.pending()} after {_PATIENCE} s")

    def close(self) -> None:
        self.cases.close()
        self._printing.close()
        self.store.close()

    def say(self, **what: Any) -> None:
        """To the parent, which is the screen."""
        os.write(self._told, json.dumps(what).encode() + b"\n")

    def _hears(self, application_id: str, event: object) -> None:
        """What the visit would have shown."""
        if isinstance(event, Admitted):
            self.say(admitted=event.application_id, slip=event.slip_number)
        elif isinstance(event, Concluded):
            self.say(concluded=event.application_id, word=event.word, number=event.number)
        elif isinstance(event, NotAdmitted):
            self._refused = event.key
            self.say(refused=event.key)
        elif isinstance(event, PrintEnded):
            self._ended.add(application_id)
            self.say(paper=application_id, printed=event.printed)


def warm() -> None:
    """What is slow the first time, before the forks."""
    private, public = new_keypair()
    place = Place("/", "W", "http://127.0.0.1:9", "", base64.b64encode(public).decode(), public.hex(), "/")
    over = handed_over(place, _NOBODY, "W-1")
    DataKey.opened(_NOBODY, private, over.sealed_key).open(BODY, over.sealed_body)
    _read(papers.slip(words(FACTS.language), _head(), FACTS, "kept", "W-1", None, True))
    key = Ed25519PrivateKey.generate().public_key()
    with suppress(KioskError):
        submit(Account(place.url, TERMINAL, "", key), _NOBODY, b"", {}, time.monotonic)


def live(told: int, place: dict[str, str], seed: int, people: int, mutant: str = "") -> None:
    """Open, settle, serve `people`, drain, close. Most lives do not get so far."""
    planted.plant(mutant)
    chance = random.Random(seed)
    keeper = Keeper(Place(**place), told, chance, wait=chance.choice((0.0, 0.005, 1.0)))
    keeper.say(alive=True)
    for _ in range(people):
        keeper.serve()
    keeper.drain()
    keeper.close()


def audit(told: int, place: dict[str, str], ids: list[str]) -> None:
    """What the store knows of these applications, through its own doors; a KioskError's key where it raises one."""
    store = Place(**place).open()
    for application_id in ids:
        try:
            said = store.conclude(application_id)
            line = {"id": application_id, "word": said.word.value, "number": said.number}
        except KioskError as error:
            line = {"id": application_id, "error": error.key}
        os.write(told, json.dumps(line).encode() + b"\n")
    store.close()


def settle(store: Store) -> None:
    """What kiosk.cli.keeper_parts.settle does at a start."""
    store.recover_prints()
    for application_id in store.unconcluded():
        store.conclude(application_id)


def guarded(act: Callable[[], None]) -> None:
    """Nothing that one message does ends the keeper."""
    try:
        act()
    except KioskError:
        return


def send_here(job: SendJob, deadline: float) -> SendResult:
    """kiosk.backend.sender.run_sender without the process around it."""
    return SendResult.read(send.run(json.loads(job.wire())))


def handed_over(place: Place, application_id: str, slip_number: str) -> m.HandedOver:
    """An application with one picture, as a visit hands it over."""
    picture = _PICTURE + application_id.encode()
    page = hashlib.sha256(picture).hexdigest()
    body = _body(application_id, slip_number, page)
    key = DataKey.fresh(application_id, Cipher.AES_256_GCM)
    return m.HandedOver(
        application_id=application_id,
        matter=MATTER,
        slip_number=slip_number,
        body_sha256=hashlib.sha256(body).hexdigest(),
        sealed_body=key.shut(BODY, body),
        pictures=((page, key.shut(page, picture)),),
        facts=FACTS,
        sealed_key=key.shut_for(bytes.fromhex(place.public)),
    )


def _body(application_id: str, slip_number: str, page: str) -> bytes:
    body = ApplicationBody(
        application_id=uuid.UUID(application_id), terminal_id=TERMINAL, slip_number=slip_number, matter=MATTER,
        matter_version="1", language="zh_CN", consent=Consent(version="1", agreed_at=_MOMENT),
        applicant=Applicant(
            card_kind="resident", name="王小明", number="320682194001011234", sex="1", ethnic="01", birth="19400101",
            address="x", issuer="x", valid_from="20100101", valid_to="长期",
        ),
        answers={}, materials=(MaterialRef(name="户口簿", how="photo", pages=(page,)),), signature_svg="<svg/>",
        signed_at=_MOMENT, made_at=_MOMENT + timedelta(seconds=1),
    )  # fmt: skip
    return body.model_dump_json().encode()


def _head() -> Head:
    return Head("示例镇为民服务中心", "01号终端", "12345", "0", _MOMENT)


def _read(paper: Paper) -> dict[str, object]:
    """What a person reads on it: its number, and whether it says 补打."""
    said = words(FACTS.language)
    numbers = [block.value for block in paper.blocks if isinstance(block, Pair) and block.label == said("slip.number")]
    again = any(isinstance(block, Line) and block.text == said("slip.reprint") for block in paper.blocks)
    return {"number": numbers[0], "again": again}
