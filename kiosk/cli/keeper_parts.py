"""What the keeper is made of: keys, desks, lines. A visit imports none of it."""

import secrets
import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog

from kiosk.backend.client import Backend
from kiosk.backend.line import Timeouts
from kiosk.backend.own_key import sender_public
from kiosk.backend.sender import SendTo
from kiosk.cli.setup import VERSION, Setup, device
from kiosk.contract.envelope import SealTo
from kiosk.contract.keyfile import read_key_file, write_key_file
from kiosk.contract.signing import public_key
from kiosk.documents import papers
from kiosk.documents.papers import Head, SlipFacts
from kiosk.errors import BadSettings, KeyStoreError, StoreFull
from kiosk.keys import key_store
from kiosk.keys.move import move
from kiosk.ports.clock import Clock
from kiosk.ports.key_store import KeptIn, KeyName, KeyPlace
from kiosk.ports.receipt_printer import PrintOutcome, ReceiptPrinter
from kiosk.runtime import late_slips
from kiosk.runtime.booking_desk import BookingDesk
from kiosk.runtime.case_desk import CaseDesk
from kiosk.runtime.draft_desk import DraftDesk
from kiosk.runtime.gate import PIN_FILE, Gate
from kiosk.runtime.hall_desk import HallDesk
from kiosk.runtime.health_desk import HealthDesk, Identity, Sources
from kiosk.runtime.inquiry_desk import InquiryDesk
from kiosk.runtime.keeper import Desks, Keeper
from kiosk.runtime.key_desk import KeyDesk
from kiosk.runtime.printing import Printing
from kiosk.runtime.sending import Sending
from kiosk.runtime.storage_desk import StorageDesk
from kiosk.store.opening import open_or_go_without
from kiosk.store.store import Store
from kiosk.words import words


def seal_to(setup: Setup) -> SealTo:
    """What visits seal to: the public half of the sender's key, and the cipher of the terminal file.

    The pair is made at the first start, in a process of its own: this one never has the private half. It is never made
    anew while the public half is known: what waits was sealed to it.
    """
    path = setup.state / "sender.pub"
    if not path.exists():
        write_key_file(path, sender_public(setup.keys, make=True))
    return SealTo(read_key_file(path), setup.terminal.store.cipher)


def lane_key(place: KeyPlace) -> bytes:
    """By which visits say which applications are the same resident's (kiosk.contract.lanes); made at the first start.

    An older version had it as a file whatever the settings said: that one is taken over. No store that fails keeps a
    terminal from starting for its sake: the key is this run's alone then, and order holds within it.
    """
    store, file = key_store(place), key_store(replace(place, kept_in=KeptIn.FILE))
    try:
        if place.kept_in is not KeptIn.FILE and file.has(KeyName.LANE):
            move(KeyName.LANE, [file], store)
        if not store.has(KeyName.LANE):
            store.save(KeyName.LANE, secrets.token_bytes(32))
        return store.load(KeyName.LANE)
    except (KeyStoreError, OSError) as error:
        structlog.get_logger().error("no lane key", why=str(error))
    for readable in (store, file):
        with suppress(KeyStoreError, OSError):
            return readable.load(KeyName.LANE)
    return secrets.token_bytes(32)


def desks(setup: Setup, store: Store, clock: Clock, keeper: Keeper) -> Desks:
    """What the keeper is made of."""
    backend = setup.terminal.backend
    token = _secret(setup.state / backend.token_file)
    timeouts = Timeouts(connect=backend.connect_timeout, read=backend.read_timeout)
    printing = Printing(_printer(setup, clock), store, clock, keeper.post, keeper.seen)
    print_late_slips(setup, store, printing, clock)

    def head() -> Head:
        return _head(setup, clock)

    line = Backend(
        backend.url, setup.terminal.terminal.id, token, public_key(backend.hall_key), clock, timeouts, backend.ca_file
    )
    hall = HallDesk(
        store,
        printing,
        line,
        setup.hall,
        clock,
        keeper.post,
        head,
        keeper.seen,
        lambda: _local(setup, clock).date(),
    )
    send_to = SendTo(
        backend.url, setup.terminal.terminal.id, token, backend.hall_key, setup.keys, timeouts, backend.ca_file
    )
    sending = Sending(store, send_to, clock, keeper.post, hall.applications_per_minute)
    cases = CaseDesk(store, printing, sending, clock, head, hall.business_date, backend.wait_seconds)
    storage = StorageDesk(store, setup.database, clock)
    health = HealthDesk(_identity(setup, clock), _sources(setup, keeper, storage), store, line, clock, hall.lane)
    return Desks(
        printing=printing,
        cases=cases,
        hall=hall,
        bookings=BookingDesk(store, printing, line, clock, hall.lane, head),
        inquiries=InquiryDesk(send_to, keeper.post, store.journal),
        drafts=DraftDesk(store, setup.terminal.drafts, clock),
        health=health,
        storage=storage,
        keys=KeyDesk(setup.keys, seal_to(setup).public, store, clock, keeper.post, keeper.seen),
        gate=Gate(setup.state / PIN_FILE, store, clock),
    )


def open_database(setup: Setup, clock: Clock, *, is_damaged: bool = False) -> Store:
    """The terminal's store: whole, one that is damaged set aside; without a disk where there is none. Raises StoreError."""
    return open_or_go_without(setup.database, setup.terminal.terminal.short, clock, is_damaged=is_damaged)


def settle(store: Store) -> None:
    """What the last run left in the middle: papers under way are unknown, what was not said yet is said as kept.

    On a full disk it stays in the middle until the next start: that is no reason not to start.
    """
    log = structlog.get_logger()
    try:
        for row in store.recover_prints():
            log.warning("print interrupted", state=row.state.value, kind=row.kind)
        for application_id in store.unconcluded():
            store.conclude(application_id)
    except StoreFull as error:
        log.error("failed", key=error.key, actor=error.actor.value)


def print_late_slips(setup: Setup, store: Store, printing: Printing, clock: Clock) -> None:
    """Slips that a crash kept from coming out a moment ago."""
    language = setup.terminal.terminal.languages[0]
    matters = {matter.slug: matter for matter in setup.matters}

    def facts_of(slug: str) -> SlipFacts | None:
        matter = matters.get(slug)
        if matter is None:
            return None
        result = (matter.result.zh, matter.result.in_(language))
        return SlipFacts(matter.name.in_(language), "", "", language, matter.limit_days, matter.instant, result)

    late_slips.print_late_slips(store, printing, facts_of, lambda: _head(setup, clock), clock)


def test_paper(setup: Setup, store: Store, clock: Clock) -> Callable[[Printing, Callable[[PrintOutcome], None]], None]:
    """What the technician's printer test prints."""

    def put_out(printing: Printing, then: Callable[[PrintOutcome], None]) -> None:
        print_id = str(uuid.uuid4())
        store.print_intent(print_id, "test", "")
        said = words(setup.terminal.terminal.languages[0])
        printing.print(print_id, lambda _: papers.test(said, _head(setup, clock)), then)

    return put_out


def _identity(setup: Setup, clock: Clock) -> Identity:
    terminal = setup.terminal.terminal
    return Identity(terminal.id, terminal.name[:40], VERSION, tuple(setup.options), clock.utc_now())


def _sources(setup: Setup, keeper: Keeper, storage: StorageDesk) -> Sources:
    def free_mb() -> int:
        return shutil.disk_usage(setup.state).free // 1_000_000

    return Sources(keeper.statuses, keeper.has_visit, free_mb, storage.said)


def _printer(setup: Setup, clock: Clock) -> ReceiptPrinter:
    printer: ReceiptPrinter | None = device(setup, "receipt_printer", clock)
    if printer is None:
        raise BadSettings("devices.receipt_printer: a terminal cannot do without a receipt printer")
    return printer


def _head(setup: Setup, clock: Clock) -> Head:
    return Head(
        hall=setup.hall.name,
        terminal=f"{setup.terminal.terminal.name} {setup.terminal.terminal.id}",
        phone=setup.hall.phone,
        version=VERSION,
        printed_at=_local(setup, clock),
    )


def _local(setup: Setup, clock: Clock) -> datetime:
    return clock.utc_now().astimezone(setup.zone)


def _secret(path: Path) -> str:
    """The backend's token. An empty one is allowed: the terminal then shows guides and tickets, and says why."""
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        return ""
