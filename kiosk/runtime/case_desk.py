"""Applications in the keeper: number, first commit, second commit, slip. Sees nothing that is not sealed.

When they are sent is decided in kiosk/runtime/sending.py.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kiosk.backend.sender import SendResult
from kiosk.documents import papers
from kiosk.documents.papers import Head, SlipFacts
from kiosk.errors import KioskError
from kiosk.ports.clock import Clock
from kiosk.ports.receipt_printer import Paper
from kiosk.runtime import messages as m
from kiosk.runtime.printing import Printing, paper_ended
from kiosk.runtime.sending import Sending
from kiosk.session.events import Admitted, Concluded, Declined, NotAdmitted
from kiosk.store.records import Attachment, Conclusion, TakenIn
from kiosk.store.store import Store
from kiosk.words import words

Answer = Callable[[object], None]


@dataclass
class _Waiting:
    """A resident stands there and waits for the word."""

    answer: Answer
    facts: SlipFacts
    print_id: str
    until: float


class CaseDesk:
    """Takes applications in, has them sent, says the word. All methods run in the keeper's thread."""

    def __init__(
        self,
        store: Store,
        printing: Printing,
        sending: Sending,
        clock: Clock,
        head: Callable[[], Head],
        business_date: Callable[[], date],
        wait_seconds: float,
    ) -> None:
        self._store, self._printing, self._sending, self._clock = store, printing, sending, clock
        self._head, self._business_date, self._wait_seconds = head, business_date, wait_seconds
        self._waiting: dict[str, _Waiting] = {}
        sending.ended = self._ended

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
                    lane=message.lane,
                    draft_tag=message.draft_tag,
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
        self._sending.hurry(message.application_id)
        self._sending.breathe()

    def breathe(self) -> None:
        """Conclude what has waited long enough; send what is due."""
        now = self._clock.monotonic()
        for application_id in [id_ for id_, waiting in self._waiting.items() if waiting.until <= now]:
            self._conclude(application_id)
        self._sending.breathe()

    def try_now(self) -> None:
        """A technician wants to see whether sending works again."""
        self._sending.try_now()

    def close(self) -> None:
        """Nothing is concluded here: what is not said yet is said by the next start, as kept."""
        self._sending.close()

    # ---- the word -------------------------------------------------------------------------------------------------

    def _ended(self, application_id: str, result: SendResult) -> None:
        """The office has it, or said no for good."""
        if result.refusal is not None:
            self._decline(application_id, result.refusal.sentence)
        else:
            self._conclude(application_id)

    def _decline(self, application_id: str, sentence: str) -> None:
        """The office's no while she waits: none of our words would be true, so none is said and no slip printed."""
        waiting = self._waiting.pop(application_id, None)
        if waiting is not None:
            waiting.answer(Declined(application_id, sentence))

    def _conclude(self, application_id: str) -> None:
        """The second commit, the screen, the slip. Without anybody waiting there is nothing to say.

        A disk that is full now may not be so at the next breath: she waits until it is written down.
        """
        waiting = self._waiting.get(application_id)
        if waiting is None:
            return
        said = self._store.conclude(application_id)
        del self._waiting[application_id]
        self._sending.no_hurry(application_id)
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
