"""What a visit has on its way to the keeper and waits for: one application, one question, one booking, one draft.

Commands of the session go in, messages come out; what the keeper answers becomes an event, or nothing where nobody waits
for it any more.
"""

import uuid
from collections.abc import Callable, Mapping

from kiosk.contract.envelope import SealTo
from kiosk.ports.clock import Clock
from kiosk.runtime import messages as m
from kiosk.runtime.booking import Bookings
from kiosk.runtime.drafts import Drafts
from kiosk.runtime.inquiry import Inquiries
from kiosk.runtime.submission import Submission
from kiosk.session import commands as c
from kiosk.session.events import Admitted, BookingRefused, BookingTaken, Event, NotAdmitted


class Outgoing:
    """`send` is the link's. Only the session's thread uses it."""

    def __init__(self, terminal_id: str, inquiries: Inquiries, send: Callable[[object], None], clock: Clock) -> None:
        self._terminal_id, self._inquiries, self._send, self._clock = terminal_id, inquiries, send, clock
        self._bookings = Bookings()
        self.drafts = Drafts(send)
        self._submission: Submission | None = None
        self._handed_over: m.HandedOver | None = None  # the keeper has not said yet whether it holds this one
        self._answers: Mapping[str, str] = {}  # of the one that was handed over
        self.seal_to = SealTo(b"")  # until the keeper says it
        self.lane_key = b""

    def submit(self, command: c.Submit) -> Event | None:
        """A second signature while the first application is still on its way makes no second application.

        What was changed meanwhile cannot go off either: nobody could say which of the two the office then has.
        """
        if self._handed_over is not None:
            if command.signed.answers != self._answers:
                return NotAdmitted("submit.still-on-its-way")
            self._send(self._handed_over)
            return None
        self._answers = command.signed.answers
        self._submission = Submission(command, uuid.uuid4(), self._terminal_id, self._clock.utc_now())
        self._send(m.SlipNumberAsked(self._submission.application_id))
        return None

    def inquire(self, command: c.AskHolder | c.AskAgent) -> None:
        """Ask about a person, sealed both ways."""
        self._send(self._inquiries.ask(command, self.seal_to.public, self._clock.monotonic()))

    def book(self, command: c.Book) -> None:
        """Half a day at the window."""
        self._send(self._bookings.ask(command))

    def hear(self, message: m.Message) -> Event | None:
        """An answer that is none of the session's own events yet."""
        if isinstance(message, m.InquiryAnswered):
            return self._inquiries.hear(message)
        if isinstance(message, m.DraftGiven):
            return self.drafts.hear(message)
        if isinstance(message, m.SlipNumberGiven | m.SlipNumberRefused):
            return self._number(message)
        return None

    def note(self, event: Event) -> None:
        """An event that the session is about to take: it may end what waits here."""
        if isinstance(event, Admitted | NotAdmitted):
            self._handed_over = None
        elif isinstance(event, BookingTaken | BookingRefused):
            self._bookings.hear(event)

    def tick(self, now: float) -> Event | None:
        """Give up what nobody answered."""
        return self._inquiries.tick(now)

    def forget(self) -> None:
        """The wipe."""
        self._submission = self._handed_over = None
        self._answers = {}
        self._inquiries.forget()
        self.drafts.forget()

    def _number(self, message: m.SlipNumberGiven | m.SlipNumberRefused) -> Event | None:
        submission, self._submission = self._submission, None
        if submission is None or submission.application_id != message.application_id:
            return None
        if isinstance(message, m.SlipNumberRefused):
            return NotAdmitted(message.key)
        self._handed_over = submission.sealed(message.slip_number, self.seal_to, self.lane_key, self.drafts.tag_beside)
        self._send(self._handed_over)
        return None
