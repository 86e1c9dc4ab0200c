"""Applications in the keeper: number, first commit, sending, second commit, slip. Sees nothing that is not sealed."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.backend.backoff import delay
from kiosk.backend.sender import SendJob, SendResult, SendTo, run_sender
from kiosk.documents import papers
from kiosk.documents.papers import Head, SlipFacts
from kiosk.errors import BackendUnauthorized, KioskError
from kiosk.ports.clock import Clock
from kiosk.ports.receipt_printer import Paper
from kiosk.runtime import messages as m
from kiosk.runtime.lane import Lane, Post
from kiosk.runtime.printing import Printing, paper_ended
from kiosk.session.events import Admitted, Concluded, Declined, NotAdmitted
from kiosk.store.records import Attachment, Conclusion, OutboxKind, OutboxRow, TakenIn
from kiosk.store.store import Store
from kiosk.words import words

Answer = Callable[[object], None]

# Seconds for one try with all its pictures: short while somebody may wait, long for a line of 1 Mbit/s afterwards.
_FIRST_TRY, _LATER_TRY = 30.0, 300.0
_START = 3.0  # and for the sender's own start
_HOLD_RETRY = 300.0  # a token that was not taken is tried again now and then: the office may have mended it


@dataclass
class _Waiting:
    """A resident stands there and waits for the word."""

    answer: Answer
    facts: SlipFacts
    print_id: str
    until: float


class CaseDesk:
    """Takes applications in, sends them, says the word. All methods run in the keeper's thread."""

    def __init__(
        self,
        store: Store,
        printing: Printing,
        send_to: SendTo,
        clock: Clock,
        post: Post,
        head: Callable[[], Head],
        business_date: Callable[[], date],
        wait_seconds: float,
    ) -> None:
        self._store, self._printing, self._send_to, self._clock = store, printing, send_to, clock
        self._head, self._business_date, self._wait_seconds = head, business_date, wait_seconds
        self._lane = Lane("sender", post)
        self._waiting: dict[str, _Waiting] = {}
        self._held_until = 0.0

    def number(self, message: m.SlipNumberAsked, answer: Answer) -> None:
        """A number that nobody else gets, or why there is none."""
        try:
            number = self._store.reserve_slip_number(self._business_date())
        except KioskError as error:
            answer(m.SlipNumberRefused(message.application_id, error.key))
            return
        answer(m.SlipNumberGiven(message.application_id, number))

    def take_in(self, message: m.HandedOver, answer: Answer) -> None:
        """The first commit; only after it anything is claimed. Then the resident waits a little for the receipt."""
        print_id = str(uuid.uuid4())
        try:
            self._store.take_in(
                TakenIn(
                    application_id=message.application_id,
                    matter=message.matter,
                    slip_number=message.slip_number,
                    body_sha256=message.body_sha256,
                    sealed_key=message.sealed_key,
                    sealed_body=message.sealed_body,
                    print_id=print_id,
                    attachments=tuple(Attachment(*picture) for picture in message.pictures),
                )
            )
        except KioskError as error:
            answer(NotAdmitted(error.key))
            return
        answer(Admitted(message.application_id, message.slip_number))
        if message.application_id in self._waiting:
            return  # handed over again because we were slow: its paper is meant already
        until = self._clock.monotonic() + self._wait_seconds
        self._waiting[message.application_id] = _Waiting(answer, message.facts, print_id, until)
        self.breathe()

    def breathe(self) -> None:
        """Conclude what has waited long enough; send what is due."""
        now = self._clock.monotonic()
        for application_id in [id_ for id_, waiting in self._waiting.items() if waiting.until <= now]:
            self._conclude(application_id)
        if not self._lane.is_free:
            return
        if self._store.pending().held is not None and now >= self._held_until:
            self._store.release()
        rows = self._store.due(self._clock.utc_now(), OutboxKind.APPLICATION)
        # Somebody who stands at the glass is served before what waits from yesterday.
        rows.sort(key=lambda row: row.subject not in self._waiting)
        if rows:
            self._send(rows[0])

    def close(self) -> None:
        """Nothing is concluded here: what is not said yet is said by the next start, as kept."""
        self._lane.close(0)

    # ---- sending --------------------------------------------------------------------------------------------------

    def _send(self, row: OutboxRow) -> None:
        sealed, total = self._store.sealed(row.subject), _FIRST_TRY if row.tries == 0 else _LATER_TRY
        job = SendJob(
            to=self._send_to.within(total),
            application_id=sealed.application_id,
            body_sha256=sealed.body_sha256,
            sealed_key=sealed.sealed_key,
            sealed_body=sealed.sealed_body,
            attachments=tuple((page.sha256, page.sealed) for page in sealed.attachments),
        )
        self._lane.do(lambda: run_sender(job, total + _START), lambda result: self._sent(row, result))

    def _sent(self, row: OutboxRow, result: SendResult | KioskError) -> None:
        if isinstance(result, KioskError):
            result = SendResult(error=result.key)
        if result.receipt is not None:
            self._store.record_receipt(row.subject, result.receipt)
            self._conclude(row.subject)
        elif result.refusal is not None:
            self._store.record_refusal(row.subject, result.refusal)
            self._decline(row.subject, result.refusal.sentence)
        else:
            self._missed(row, result.error or KioskError.key)
        self.breathe()

    def _decline(self, application_id: str, sentence: str) -> None:
        """The office's no while she waits: none of our words would be true, so none is said and no slip printed."""
        waiting = self._waiting.pop(application_id, None)
        if waiting is not None:
            waiting.answer(Declined(application_id, sentence))

    def _missed(self, row: OutboxRow, cause: str) -> None:
        """Not through: the next try is in the database, so that it survives us."""
        chance = random.random()  # noqa: S311 (spreads retries, protects nothing)
        wait = timedelta(seconds=delay(row.tries + 1, chance))
        self._store.record_try(row.id, self._clock.utc_now() + wait, cause)
        if cause == BackendUnauthorized.key:
            self._store.hold(cause)
            self._held_until = self._clock.monotonic() + _HOLD_RETRY

    # ---- the word -------------------------------------------------------------------------------------------------

    def _conclude(self, application_id: str) -> None:
        """The second commit, the screen, the slip. Without anybody waiting there is nothing to say."""
        waiting = self._waiting.pop(application_id, None)
        if waiting is None:
            return
        said = self._store.conclude(application_id)
        waiting.answer(Concluded(application_id, said.word.value, said.number, said.promised_on, said.result))
        self._printing.print(
            waiting.print_id,
            lambda reprint: _slip(self._head(), waiting.facts, said, reprint),
            lambda outcome: waiting.answer(paper_ended("slip", outcome)),
        )


def _slip(head: Head, facts: SlipFacts, said: Conclusion, reprint: bool) -> Paper:
    return papers.slip(
        words(facts.language), head, facts, said.word.value, said.number, said.promised_on, reprint, said.result
    )
