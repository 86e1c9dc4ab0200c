"""Queue numbers, written down before they are printed: the hall's, and our own series when the hall cannot be reached.

Our own end in the terminal's short name, because terminals that share a prefix gave 3,153 duplicates of 12,000 in a
flaky hall (docs/decisions/0003-durability.md).
"""

from datetime import date

from kiosk.store.journal.kinds import Kind
from kiosk.store.part import Part
from kiosk.store.prints import Prints
from kiosk.store.records import TicketRow

_COLUMNS = "request_id, series, number, business_date, source"


class Tickets(Prints, Part):
    """Tickets with their print intents. The same request always gets the same ticket."""

    def next_own_ticket(
        self, group: str, letter: str, business_date: date, *, request_id: str, print_id: str
    ) -> TicketRow:
        """An emergency number of our own series, e.g. A001-CJ01."""
        with self._database.transaction():
            known = self._known(request_id)
            if known is not None:
                return known
            number = self._next(f"ticket-{letter}", business_date.isoformat())
            fresh = TicketRow(request_id, group, f"{letter}{number:03d}-{self._short}", business_date, own=True)
            self._write_down(fresh, print_id)
        return fresh

    def keep_ticket(self, issued: TicketRow, print_id: str) -> TicketRow:
        """Write down a number that the hall gave."""
        with self._database.transaction():
            known = self._known(issued.request_id)
            if known is not None:
                return known
            self._write_down(issued, print_id)
        return issued

    def _known(self, request_id: str) -> TicketRow | None:
        row = self._database.row(f"SELECT {_COLUMNS} FROM ticket WHERE request_id = ?", request_id)  # noqa: S608
        return None if row is None else TicketRow(row[0], row[1], row[2], date.fromisoformat(row[3]), row[4] == "own")

    def _write_down(self, ticket: TicketRow, print_id: str) -> None:
        self._database.rows(
            "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?)",
            ticket.request_id, ticket.group, ticket.number, ticket.business_date.isoformat(),
            "own" if ticket.own else "hall", self._now(),
        )  # fmt: skip
        self._intend(print_id, "ticket", ticket.request_id)
        self._note(Kind.TICKET, "own" if ticket.own else "from-hall", ticket.request_id)
