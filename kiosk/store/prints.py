"""The print ledger: intent → sent → confirmed | unknown | nothing. What stood on a paper is not kept.

After a crash in the middle of a print nobody knows whether a paper came out: `unknown`, and a second one says 补打.
"""

from collections.abc import Iterable
from datetime import datetime

from kiosk.errors import StoreError
from kiosk.ports.receipt_printer import Printed
from kiosk.store.database import stamp
from kiosk.store.journal.kinds import Kind
from kiosk.store.part import Part
from kiosk.store.records import PrintRow, PrintState


class Prints(Part):
    """One row per paper that somebody was meant to get, one id through all its tries."""

    def print_intent(self, print_id: str, kind: str, subject: str) -> None:
        """A paper that is wanted (a slip's intent is written by `take_in`, a ticket's with the ticket)."""
        with self._database.transaction():
            self._intend(print_id, kind, subject)

    def print_sent(self, print_id: str) -> bool:
        """Commit that bytes go out now; call it before the first byte. True: a paper may be out already, say 补打."""
        with self._database.transaction():
            row = self._database.row("SELECT papers FROM print WHERE id = ?", print_id)
            if row is None:
                raise StoreError(f"No paper {print_id} was meant to be printed.")
            self._database.rows(
                "UPDATE print SET state = 'sent', papers = papers + 1, cause = NULL, sent_at = ?, ended_at = NULL "
                "WHERE id = ?",
                self._now(), print_id,
            )  # fmt: skip
            is_reprint = bool(row[0] > 0)
            self._note(Kind.PRINT, "sent-again" if is_reprint else "sent", print_id)
        return is_reprint

    def print_ended(self, print_id: str, printed: Printed, cause: str | None = None) -> None:
        """What the printer said afterwards. `nothing` takes the paper back out of the count: none came out."""
        with self._database.transaction():
            changed = self._database.rows(
                "UPDATE print SET state = ?, papers = papers - ?, cause = ?, ended_at = ? "
                "WHERE id = ? AND state = 'sent' RETURNING id",
                printed.value, int(printed is Printed.NOTHING), cause, self._now(), print_id,
            )  # fmt: skip
            if not changed:
                raise StoreError(f"Paper {print_id} was not under way.")
            self._note(Kind.PRINT, printed.value, print_id)

    def recover_prints(self) -> list[PrintRow]:
        """At start: what was under way is unknown, what was only meant is abandoned (who wanted it has left)."""
        with self._database.transaction():
            now = self._now()
            rows = self._database.rows(
                "UPDATE print SET state = CASE state WHEN 'sent' THEN 'unknown' ELSE 'abandoned' END, "
                "cause = 'print.interrupted', ended_at = ? WHERE state IN ('intent', 'sent') "
                "RETURNING id, kind, subject, state, papers, cause",
                now,
            )
            for row in rows:
                self._note(Kind.PRINT, row[3], row[0])
        return _read(rows)

    def interrupted_slips(self, since: datetime) -> list[PrintRow]:
        """Slips of applications that were taken in since then and that a crash kept from coming out, as far as we know.

        Not of those that the office has refused: no word of ours is true of them.
        """
        rows = self._database.rows(
            "SELECT p.id, p.kind, p.subject, p.state, p.papers, p.cause FROM print p "
            "JOIN application a ON a.id = p.subject WHERE p.kind = 'slip' AND p.state IN ('unknown', 'abandoned') "
            "AND p.cause = 'print.interrupted' AND a.refusal_code IS NULL AND p.made_at BETWEEN ? AND ? "
            "ORDER BY p.made_at", stamp(since), self._now(),
        )  # fmt: skip
        return _read(rows)

    def prints_of(self, subject: str) -> list[PrintRow]:
        """The papers of one application or ticket."""
        return _read(
            self._database.rows(
                "SELECT id, kind, subject, state, papers, cause FROM print WHERE subject = ? ORDER BY made_at", subject
            )
        )

    def _intend(self, print_id: str, kind: str, subject: str) -> None:
        self._database.rows(
            "INSERT INTO print (id, kind, subject, state, made_at) VALUES (?, ?, ?, 'intent', ?)",
            print_id, kind, subject, self._now(),
        )  # fmt: skip


def _read(rows: Iterable[tuple[str, str, str, str, int, str | None]]) -> list[PrintRow]:
    return [PrintRow(row[0], row[1], row[2], PrintState(row[3]), row[4], row[5]) for row in rows]
