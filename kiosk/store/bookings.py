"""Bookings, written down before their paper is printed. The hall alone makes them; there are none of our own."""

from kiosk.contract.bookings import BookingMade
from kiosk.store.journal.kinds import Kind
from kiosk.store.part import Part
from kiosk.store.prints import Prints


class Bookings(Prints, Part):
    """What the hall booked, with the papers' intents. Of who comes there is nothing."""

    def keep_booking(self, made: BookingMade, matter: str, print_id: str) -> str:
        """Write down a booking and its paper; the id under which to print it: the first one's, where it is known."""
        with self._database.transaction():
            known = self._database.row(
                "SELECT id FROM print WHERE kind = 'booking' AND subject = ? ORDER BY made_at LIMIT 1", made.booking_id
            )
            if known is not None:
                return str(known[0])
            self._database.rows(
                "INSERT INTO booking VALUES (?, ?, ?, ?, ?, ?)",
                made.booking_id, matter, made.number, made.day.isoformat(), made.half.value, self._now(),
            )  # fmt: skip
            self._intend(print_id, "booking", made.booking_id)
            self._note(Kind.BOOKING, "taken", made.booking_id)
        return print_id
