"""A real store in a real file, with a clock that a test moves."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.contract.receipts import Receipt, ReceiptState, Result
from kiosk.store.records import Attachment, Limits, TakenIn
from kiosk.store.store import Store

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
RESULT = Result("资格认证结果回执", "320682-CJ01-R-20261122-000017", date(2027, 11, 22))
LIMITS = Limits(pending=500, free_bytes=0)


class HandClock:
    """Implements kiosk.ports.clock.Clock; stands still until it is moved."""

    def __init__(self) -> None:
        self.wall = NOON
        self.mono = 1000.0

    def monotonic(self) -> float:
        return self.mono

    def utc_now(self) -> datetime:
        return self.wall

    def pass_(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.mono += seconds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "kiosk.db"


@pytest.fixture
def open_store(path: Path, clock: HandClock) -> Iterator[Callable[..., Store]]:
    opened: list[Store] = []

    def open_(limits: Limits = LIMITS) -> Store:
        opened.append(Store.open(path, "CJ01", clock, boot_id="boot-1", limits=limits))
        return opened[-1]

    yield open_
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., Store]) -> Store:
    return open_store()


def make_taken(slip_number: str, body: bytes = b"sealed body", pages: int = 2, page: bytes = b"sealed page") -> TakenIn:
    """An application with boxes that nobody opens."""
    pictures = tuple(Attachment(hashlib.sha256(bytes([n])).hexdigest(), page + b" %d" % n) for n in range(pages))
    digest = hashlib.sha256(body).hexdigest()
    return TakenIn(str(uuid4()), "elderly_allowance", slip_number, digest, body, str(uuid4()), pictures)


def make_receipt(of: TakenIn, state: ReceiptState = ReceiptState.RECEIVED) -> Receipt:
    """What the office answers."""
    promised, result = date(2026, 12, 11), RESULT if state is ReceiptState.DONE else None
    return Receipt(of.application_id, state, "320682-CJ01-20261122-000187", of.body_sha256, NOON, promised, result)


@pytest.fixture
def taken() -> Callable[..., TakenIn]:
    return make_taken


@pytest.fixture
def taken_in(store: Store, taken: Callable[..., TakenIn]) -> TakenIn:
    """One application that the store has taken in."""
    application = taken(store.reserve_slip_number(date(2026, 11, 22)))
    store.take_in(application)
    return application


@pytest.fixture
def receipt() -> Callable[..., Receipt]:
    return make_receipt
