"""A terminal without its window: the real store, the real sending, and residents who have signed."""

import hashlib
import queue
import random
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from kiosk.backend.line import Timeouts
from kiosk.backend.sender import SendTo
from kiosk.contract.envelope import BODY, Cipher, DataKey
from kiosk.contract.keyfile import write_key_file
from kiosk.contract.lanes import lane_of
from kiosk.contract.sealing import new_keypair
from kiosk.contract.v1 import Applicant, ApplicationBody, Consent, MaterialRef
from kiosk.ports.clock import Clock
from kiosk.ports.key_store import KeptIn, KeyPlace
from kiosk.runtime.sending import Send, Sending
from kiosk.store.records import Attachment, Limits, TakenIn
from kiosk.store.store import Store

_MOMENT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
_TODAY = date(2026, 11, 22)


def refusing_port() -> int:
    """A port where nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


class WaitingTerminal:
    """Takes applications in and sends them. One thread, but for the lanes of the sending."""

    def __init__(
        self, folder: Path, name: str, clock: Clock, chance: random.Random, to: tuple[str, str, str], send: Send,
        per_minute: Callable[[], int | None] = lambda: None, limits: Limits | None = None,
    ) -> None:  # fmt: skip
        """`to`: the hall's URL, token and public key."""
        folder.mkdir(mode=0o700, parents=True)
        private, self._public = new_keypair()
        write_key_file(folder / "sender.key", private)
        self._name, self._chance, self._lane_key = name, chance, chance.randbytes(32)
        self._nth: dict[str, int] = {}
        self.bodies: dict[str, str] = {}  # application → hash of its body
        self.pictures: dict[str, set[str]] = {}
        self.store = Store.open(folder / "kiosk.db", name, clock, limits=limits or Limits(10**9, 0))
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        send_to = SendTo(to[0], name, to[1], to[2], KeyPlace(KeptIn.FILE, folder), Timeouts())
        self.sending = Sending(self.store, send_to, clock, self.posted.put, per_minute, send)

    def take_in(self, resident: str, picture_bytes: int = 0) -> str:
        """One more of this resident's, as a visit hands it over; returns its id."""
        id_ = str(UUID(int=self._chance.getrandbits(128), version=4))
        number, picture = self.store.reserve_slip_number(_TODAY), self._chance.randbytes(picture_bytes)
        nth = self._nth[resident] = self._nth.get(resident, 0) + 1
        pages = {hashlib.sha256(picture).hexdigest(): picture} if picture else {}
        body = _body(id_, self._name, number, resident, nth, tuple(pages))
        key = DataKey.fresh(id_, Cipher.AES_256_GCM)
        self.bodies[id_], self.pictures[id_] = hashlib.sha256(body).hexdigest(), set(pages)
        self.store.take_in(
            TakenIn(
                id_, "elderly_allowance", number, self.bodies[id_], key.shut(BODY, body), f"paper-{id_}",
                tuple(Attachment(name, key.shut(name, page)) for name, page in pages.items()),
                sealed_key=key.shut_for(self._public), lane=lane_of(self._lane_key, resident),
            )
        )  # fmt: skip
        return id_

    def receipts(self) -> dict[str, str | None]:
        """The receipt's number of every application, None where it waits or was declined."""
        rows = self.store._database.rows("SELECT id, receipt_number FROM application")
        return {row[0]: row[1] for row in rows}

    def close(self) -> None:
        self.sending.close()
        self.store.close()


def _body(id_: str, terminal: str, number: str, resident: str, nth: int, pages: tuple[str, ...]) -> bytes:
    return (
        ApplicationBody(
            application_id=UUID(id_), terminal_id=terminal, slip_number=number, matter="elderly_allowance",
            matter_version="1", language="zh_CN", consent=Consent(version="1", agreed_at=_MOMENT),
            applicant=Applicant(
                card_kind="resident", name="王小明", number=resident, sex="1", ethnic="01", birth="19400101",
                address="江苏省如皋市", issuer="如皋市公安局", valid_from="20100101", valid_to="长期",
            ),
            answers={"resident": resident, "nth": str(nth)},
            materials=(MaterialRef(name="户口簿", how="photo", pages=pages),) if pages else (),
            signature_svg="<svg/>", signed_at=_MOMENT, made_at=_MOMENT,
        )
        .model_dump_json()
        .encode()
    )  # fmt: skip


def is_quiet(terminal: WaitingTerminal) -> bool:
    """Whether nothing is under way."""
    return not terminal.sending._under_way


def settle(terminal: WaitingTerminal, seconds: float = 30.0) -> None:
    """Wait for one try that is under way."""
    assert threading.current_thread() is threading.main_thread()
    terminal.posted.get(timeout=seconds)()
