"""Half days at the window, as the keeper asks for them: an answer that got lost is asked for again, under the same id."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.backend.client import Backend
from kiosk.backend.submission import Refused
from kiosk.contract.bookings import BookingMade, Slot
from kiosk.documents import papers
from kiosk.documents.papers import Head
from kiosk.errors import BackendRefused, BackendUnauthorized, KioskError
from kiosk.ports.clock import Clock
from kiosk.ports.receipt_printer import Printed, PrintOutcome
from kiosk.runtime import messages as m
from kiosk.runtime.booking import UNCLEAR
from kiosk.runtime.lane import Lane
from kiosk.runtime.printing import Printing, paper_ended
from kiosk.session.events import BookingRefused, BookingTaken, SlotsSeen
from kiosk.store.store import Store
from kiosk.words import words

Answer = Callable[[object], None]

_TRIES = 3
_PAUSE = 1.0  # seconds between two tries
_WHY = {"full": "booking.gone", "past": "booking.past"}  # a signed refusal's code → what she can do


@dataclass
class _Try:
    """Somebody stands there and waits for a booking."""

    message: m.BookingAsked
    answer: Answer
    left: int
    at: float = 0.0


class BookingDesk:
    """All methods run in the keeper's thread; the hall is asked in the hall's lane."""

    def __init__(
        self,
        store: Store,
        printing: Printing,
        backend: Backend,
        clock: Clock,
        lane: Lane,
        head: Callable[[], Head],
    ) -> None:
        self._store, self._printing, self._backend, self._clock = store, printing, backend, clock
        self._lane, self._head = lane, head
        self._under_way: set[str] = set()
        self._again: list[_Try] = []

    def slots(self, message: m.SlotsAsked, answer: Answer) -> None:
        """Which half days there are; none where the hall does not take this matter, None where it did not answer."""

        def seen(slots: tuple[Slot, ...] | KioskError) -> None:
            if isinstance(slots, KioskError):
                answer(SlotsSeen(() if isinstance(slots, BackendRefused) else None))
            else:
                answer(SlotsSeen(slots))

        self._lane.do(lambda: self._backend.slots(message.matter), seen)

    def book(self, message: m.BookingAsked, answer: Answer) -> None:
        """A half day. What is asked again while it is under way is asked once."""
        if message.booking_id not in self._under_way:
            self._under_way.add(message.booking_id)
            self._ask(_Try(message, answer, _TRIES))

    def breathe(self) -> None:
        """Ask again where it is time."""
        now = self._clock.monotonic()
        due = [each for each in self._again if each.at <= now]
        self._again = [each for each in self._again if each.at > now]
        for each in due:
            self._ask(each)

    def _ask(self, wish: _Try) -> None:
        message = wish.message
        self._lane.do(
            lambda: self._backend.book(message.booking_id, message.matter, message.day, message.half),
            lambda made: self._told(wish, made),
        )

    def _told(self, wish: _Try, made: BookingMade | KioskError) -> None:
        if not isinstance(made, KioskError):
            self._taken(wish, made)
            return
        wish.left -= 1
        if wish.left > 0 and not isinstance(made, BackendRefused | BackendUnauthorized):
            wish.at = self._clock.monotonic() + _PAUSE
            self._again.append(wish)
            return
        self._under_way.discard(wish.message.booking_id)
        wish.answer(BookingRefused(_why(made), wish.message.matter))

    def _taken(self, wish: _Try, made: BookingMade) -> None:
        """The hall has booked: that is true whether or not it can be written down and printed here."""
        message, answer = wish.message, wish.answer
        self._under_way.discard(message.booking_id)
        try:
            print_id = self._store.keep_booking(made, message.matter, str(uuid.uuid4()))
        except KioskError as error:
            answer(BookingTaken(made, message.matter))
            answer(paper_ended("booking", PrintOutcome(Printed.NOTHING, error.key)))
            return
        answer(BookingTaken(made, message.matter))
        said = words(message.language)
        self._printing.print(
            print_id,
            lambda reprint: papers.booking(said, self._head(), message.name, made, reprint),
            lambda outcome: answer(paper_ended("booking", outcome)),
        )


def _why(error: KioskError) -> str:
    """Only a signed refusal is a clear no: anybody on the way can say 401 after the hall has booked."""
    return _WHY.get(error.refusal.code, "booking.refused") if isinstance(error, Refused) else UNCLEAR
