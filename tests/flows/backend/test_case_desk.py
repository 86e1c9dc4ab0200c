"""From a real hall's receipt to store, screen and slip: an instant matter is claimed to be done only by its receipt."""

import hashlib
import queue
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.backend.line import Timeouts
from kiosk.backend.sender import SendTo
from kiosk.backend.submission import Refused
from kiosk.contract.envelope import BODY, Cipher, DataKey
from kiosk.contract.keyfile import write_key_file
from kiosk.contract.sealing import new_keypair
from kiosk.documents.papers import Head, SlipFacts
from kiosk.ports.key_store import KeptIn, KeyPlace
from kiosk.ports.receipt_printer import Line, Printed, PrintOutcome
from kiosk.runtime import messages as m
from kiosk.runtime.case_desk import CaseDesk
from kiosk.runtime.printing import Printing
from kiosk.runtime.sending import Sending
from kiosk.session.events import Admitted, Concluded, PrintEnded
from kiosk.store.store import Store
from kiosk.words import words
from tests.flows.terminal import MovableClock

PATIENCE = 15.0
FACTS = SlipFacts("城乡居民养老保险待遇领取资格认证", "王**", "****1234", "zh_CN", None, instant=True)
HEAD = Head("大厅", "01号终端", "0513-00000000", "1", datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai")))


class Tray:
    """Implements kiosk.ports.receipt_printer.ReceiptPrinter: what would be printed lies in it."""

    def __init__(self):
        self.papers = []

    def open(self):
        pass

    def close(self):
        pass

    def print(self, paper):
        self.papers.append(paper)
        return PrintOutcome(Printed.CONFIRMED)


class Desk:
    """A case desk with all that it stands on, in this thread, and what a visit was told by it."""

    def __init__(self, hall, wire, folder):
        private, self.public = new_keypair()
        write_key_file(folder / "sender.key", private)
        self.clock, self.tray, self.told = MovableClock(), Tray(), []
        self.store = Store.open(folder / "kiosk.db", "CJ01", self.clock)
        self._posted = queue.SimpleQueue()
        self.printing = Printing(self.tray, self.store, self.clock, self._posted.put, lambda *_: None)
        url, timeouts = f"http://127.0.0.1:{wire.port}", Timeouts(1.0, 1.0, 4.0)
        send_to = SendTo(url, "CJ01", hall.token, hall.public, KeyPlace(KeptIn.FILE, folder), timeouts)
        self.cases = CaseDesk(
            self.store,
            self.printing,
            Sending(self.store, send_to, self.clock, self._posted.put, lambda: None),
            self.clock,
            lambda: HEAD,
            lambda: date(2026, 11, 22),
            8.0,
        )

    def hand_over(self, case, times=1):
        self.cases.number(m.SlipNumberAsked(case.id), self.told.append)
        number = self.told[-1].slip_number
        key = DataKey.fresh(case.id, Cipher.AES_256_GCM)
        pictures = tuple((name, key.shut(name, picture)) for name, picture in case.pictures.items())
        body = key.shut(BODY, case.body)
        digest = hashlib.sha256(case.body).hexdigest()
        over = m.HandedOver(case.id, case.matter, number, digest, body, pictures, FACTS, key.shut_for(self.public))
        for _ in range(times):
            self.cases.take_in(over, self.told.append)

    def until(self, came):
        """Do what lanes post, as the keeper does, until it came."""
        until = time.monotonic() + PATIENCE
        while not came():
            self._posted.get(timeout=max(0.0, until - time.monotonic()))()

    def told_of(self, kind):
        return [event for event in self.told if isinstance(event, kind)]

    def concluded(self):
        self.until(lambda: self.told_of(PrintEnded))
        (said,) = self.told_of(Concluded)
        (paper,) = self.tray.papers
        return said, [block.text for block in paper.blocks if isinstance(block, Line)]


@pytest.fixture
def desk(hall, wire, tmp_path):
    made = Desk(hall, wire, tmp_path)
    yield made
    made.cases.close()
    made.printing.close()
    made.store.close()


def test_what_the_hall_has_decided_is_done_on_screen_and_slip_with_the_results_number(desk, instant_case):
    desk.hand_over(instant_case)
    said, slip = desk.concluded()
    assert desk.told_of(Admitted)
    assert (said.word, said.result.name) == ("done", "资格认证结果回执")
    assert words()("outcome.done") in slip and said.result.name in slip
    assert said.result.number in "".join(slip)
    assert desk.store.conclude(instant_case.id).result == said.result


def test_while_the_office_decides_nothing_she_hears_that_it_is_not_done_yet(desk, hall, instant_case):
    hall.bench("decide", on=False)
    desk.hand_over(instant_case)
    said, slip = desk.concluded()
    assert (said.word, said.result) == ("received", None)
    assert words()("done.not-yet") in slip and words()("slip.meaning.received-instant") in slip
    assert words()("outcome.done") not in slip


def test_offline_it_is_not_done_yet_and_a_result_that_comes_later_is_claimed_nowhere(desk, hall, wire, instant_case):
    hall.bench("unplug")
    desk.hand_over(instant_case)
    desk.until(lambda: not desk.store.due(desk.clock.utc_now()))  # the first try has failed
    desk.clock.moved += 9.0
    desk.cases.breathe()
    said, slip = desk.concluded()
    assert (said.word, said.result) == ("kept", None)
    assert words()("done.not-yet") in slip and words()("slip.meaning.kept-instant") in slip

    hall.bench("plug")
    desk.clock.moved += 301.0
    desk.cases.breathe()
    desk.until(lambda: desk.store.pending().count == 0)
    stored = "SELECT word, receipt_state, result_number IS NOT NULL FROM application"
    assert desk.store._database.rows(stored) == [("kept", "done", 1)]
    assert desk.store.conclude(instant_case.id).result is None
    assert len(desk.tray.papers) == 1 and len(desk.told_of(Concluded)) == 1


def test_a_genuine_refusal_of_another_body_under_its_id_leaves_the_application_in_the_outbox(
    desk, hall, wire, far, instant_case
):
    with pytest.raises(Refused):
        far(hall, wire.port).submit(b"{}", instant_case.id, {})
    (refusal,) = wire.answers
    wire.fault = lambda terminal, answer: terminal.sendall(refusal)
    desk.hand_over(instant_case)
    desk.until(lambda: not desk.store.due(desk.clock.utc_now()))  # the first try has failed
    assert (desk.store.pending().count, desk.store.pending().refused) == (1, 0)

    wire.fault = lambda terminal, answer: terminal.sendall(answer)
    desk.clock.moved += 301.0
    desk.cases.breathe()
    desk.until(lambda: desk.store.pending().count == 0)
    assert desk.store.pending().refused == 0


def test_what_is_handed_over_twice_is_one_application_and_one_slip_that_comes_out(desk, instant_case):
    desk.hand_over(instant_case, times=2)
    desk.concluded()
    assert [event.printed for event in desk.told_of(PrintEnded)] == [Printed.CONFIRMED]
