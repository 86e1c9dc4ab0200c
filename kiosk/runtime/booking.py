"""The visit's side of a booking: one id for a matter until the hall has said yes or no, so that trying again never books
twice; and another for another matter, so that nobody gets the one for the other."""

import uuid

from kiosk.runtime.messages import BookingAsked
from kiosk.session.commands import Book
from kiosk.session.events import BookingRefused, BookingTaken

UNCLEAR = "booking.unclear"  # the hall may have booked, and its answer was lost


class Bookings:
    """`ask` for each Book; hand each BookingTaken and BookingRefused to `hear` before the session gets it."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}  # by matter

    def ask(self, command: Book) -> BookingAsked:
        """What goes to the keeper. After an unclear end the id is the same, also for another half day."""
        booking_id = self._ids.setdefault(command.matter, str(uuid.uuid4()))
        return BookingAsked(booking_id, command.matter, command.name, command.day, command.half, command.language)

    def hear(self, event: BookingTaken | BookingRefused) -> None:
        """Only a clear word ends an id."""
        if isinstance(event, BookingTaken) or event.key != UNCLEAR:
            self._ids.pop(event.matter, None)
