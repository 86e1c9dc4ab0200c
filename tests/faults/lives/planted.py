"""Bugs that are planted to prove that the harnesses bite: each in a child of the fork server alone, by the name below.

Each does what a tired programmer does: one line in the wrong place. None knows which harness is to find it.
"""

import hashlib
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any

from kiosk.backend import send, submission
from kiosk.contract import keyfile
from kiosk.contract.receipts import Receipt, ReceiptState
from kiosk.runtime.case_desk import CaseDesk
from kiosk.session.events import Admitted
from kiosk.store.database import Database
from kiosk.store.records import TakenIn
from kiosk.store.store import Store


def plant(name: str) -> None:
    """Plant the bug of that name in this very process; none where the name is empty."""
    if name:
        BUGS[name]()


def _two_transactions() -> None:
    """The outbox row is committed after the application instead of with it."""

    def rows(self: Database, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        if sql.startswith("INSERT INTO outbox (kind") and "'application'" in sql:
            real(self, "COMMIT")
            real(self, "BEGIN IMMEDIATE")
        return real(self, sql, *values)

    real = _replaced(Database, "rows", rows)


def _new_key_for_every_try() -> None:
    """A retry is a new application for the backend."""

    def submit(account: Any, application_id: str, body: bytes, materials: Any, now: Any) -> Receipt:
        fresh = str(uuid.uuid4())
        said = json.dumps({**json.loads(body), "application_id": fresh}).encode()
        receipt: Receipt = real(account, fresh, said, materials, now)
        return replace(receipt, application_id=application_id, body_sha256=_sha256(body))

    real = _replaced(send, "submit", submit)


def _done_before_the_answer() -> None:
    """What is handed to the sender counts as sent."""

    def sealed(self: Store, application_id: str) -> Any:
        boxes = real(self, application_id)
        with self._database.transaction():
            self._database.rows("UPDATE outbox SET state = 'done' WHERE subject = ?", application_id)
        return boxes

    real = _replaced(Store, "sealed", sealed)


def _any_200_is_a_receipt() -> None:
    """Whoever answers 200 has it."""

    def opened(answer: bytes, application_id: str, body_sha256: str, key: Any) -> Receipt:
        return Receipt(application_id, ReceiptState.RECEIVED, "N-0001", body_sha256, datetime.now(UTC))

    _replaced(submission, "opened_receipt", opened)


def _no_lanes() -> None:
    """Each application for itself, whoever's it is."""

    def take_in(self: Store, taken: TakenIn) -> str:
        number: str = real(self, replace(taken, lane=None))
        return number

    real = _replaced(Store, "take_in", take_in)


def _said_before_it_is_kept() -> None:
    """The screen is told first and the disk afterwards."""

    def take_in(self: CaseDesk, message: Any, answer: Callable[[object], None]) -> None:
        answer(Admitted(message.application_id, message.slip_number))
        real(self, message, answer)

    real = _replaced(CaseDesk, "take_in", take_in)


def _blind_reprint() -> None:
    """A paper that may be out already is printed as a first one."""

    def print_sent(self: Store, print_id: str) -> bool:
        real(self, print_id)
        return False

    real = _replaced(Store, "print_sent", print_sent)


def _no_late_slip() -> None:
    """What a crash kept from being printed is forgotten."""
    _replaced(Store, "interrupted_slips", lambda self, since: [])


def _number_used_again() -> None:
    """A number is what comes after the last application, not after the last number."""

    def reserve(self: Store, business_date: Any) -> str:
        count = self._database.rows("SELECT count(*) FROM application")[0][0]
        return f"{self._short}-{business_date:%Y%m%d}-{count + 1:04d}"

    _replaced(Store, "reserve_slip_number", reserve)


def _slow_line() -> None:
    """No bug of ours: the bug is the hall's, which takes a key before the body is whole (small_hall.py --before-body)."""

    def endheaders(self: HTTPConnection, *arguments: Any, **options: Any) -> None:
        real(self, *arguments, **options)
        time.sleep(0.003)

    real = _replaced(HTTPConnection, "endheaders", endheaders)


def _pragma(text: str) -> Callable[[], None]:
    """The database is opened with another setting."""

    def plant_it() -> None:
        def __init__(self: Database, *arguments: Any, **options: Any) -> None:  # noqa: N807
            real(self, *arguments, **options)
            self._connection.execute(text).fetchall()

        real = _replaced(Database, "__init__", __init__)

    return plant_it


def _no_directory_sync() -> None:
    """A renamed file whose directory is not synced."""
    _replaced(keyfile, "sync_directory", lambda path: None)


BUGS: Mapping[str, Callable[[], None]] = {
    "two transactions": _two_transactions,
    "new key for every try": _new_key_for_every_try,
    "done before the answer": _done_before_the_answer,
    "any 200 is a receipt": _any_200_is_a_receipt,
    "no lanes": _no_lanes,
    "said before it is kept": _said_before_it_is_kept,
    "blind reprint": _blind_reprint,
    "no late slip": _no_late_slip,
    "number used again": _number_used_again,
    "key before the body": _slow_line,
    "synchronous off": _pragma("PRAGMA synchronous = OFF"),
    "secure_delete off": _pragma("PRAGMA secure_delete = OFF"),
    "no directory sync": _no_directory_sync,
}


def _replaced(where: Any, name: str, by: Any) -> Any:
    """Put `by` there; what was there before."""
    real = getattr(where, name)
    setattr(where, name, by)
    return real


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
