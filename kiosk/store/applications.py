"""Taking an application in, and the one sentence that is said about it: the two commits of a submission."""

import re
from datetime import date

from kiosk.contract.receipts import Result
from kiosk.errors import StoreError
from kiosk.store.budget import Budget
from kiosk.store.journal.kinds import Kind
from kiosk.store.records import Attachment, Conclusion, SealedApplication, TakenIn, Word

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Applications(Budget):
    """Applications from their number to the word that stands."""

    def reserve_slip_number(self, business_date: date) -> str:
        """A number that nobody else ever gets, e.g. CJ01-20261122-0007. Raises StoreFull."""
        self.require_margin()
        with self._database.transaction():
            number = self._next("slip", business_date.isoformat())
        return f"{self._short}-{business_date:%Y%m%d}-{number:04d}"

    def take_in(self, taken: TakenIn) -> str:
        """The first commit: from here on the application cannot be lost. Returns its slip number.

        The same application again changes nothing and returns the same number. Raises StoreError where the slip number
        belongs to another, or the same application comes with another body.
        """
        if not _SHA256.fullmatch(taken.body_sha256):
            raise ValueError("body_sha256 is 64 hex digits")
        with self._database.transaction():
            known = self._database.row(
                "SELECT slip_number, body_sha256 FROM application WHERE id = ?", taken.application_id
            )
            if known is None:
                self._enter(taken)
                return taken.slip_number
        if known[1] != taken.body_sha256:
            raise StoreError("The same application id came with another body. The first is kept, the second is not.")
        return str(known[0])

    def conclude(self, application_id: str) -> Conclusion:
        """The second commit: fixes what slip and screen say, from what is known now. What stands already is returned.

        A receipt that was recorded before makes it received, accepted or done with the backend's number, and done with
        its result; without one it is kept, with our own number. There is no way to claim more than that.
        """
        with self._database.transaction():
            row = self._database.row(
                "SELECT word, number, promised_on, slip_number, receipt_state, receipt_number, receipt_promised_on, "
                "result_name, result_number, result_valid_until FROM application WHERE id = ?", application_id,
            )  # fmt: skip
            if row is None:
                raise StoreError(f"No application {application_id} is kept here.")
            said = row[:3]
            if said[0] is None:
                said = row[4:7] if row[4] else (Word.KEPT.value, row[3], None)
                self._database.rows(
                    "UPDATE application SET word = ?, number = ?, promised_on = ?, concluded_at = ? WHERE id = ?",
                    *said, self._now(), application_id,
                )  # fmt: skip
                self._note(Kind.CONCLUDED, said[0], application_id)
        word = Word(said[0])
        return Conclusion(word, said[1], _day(said[2]), _result(*row[7:]) if word is Word.DONE else None)

    def unconcluded(self) -> list[str]:
        """Applications of which nothing was said yet: the keeper died between the two commits. None that was refused."""
        rows = self._database.rows(
            "SELECT id FROM application WHERE word IS NULL AND refusal_code IS NULL ORDER BY taken_in_at"
        )
        return [row[0] for row in rows]

    def matter_of(self, application_id: str) -> str:
        """The slug of what was applied for."""
        row = self._database.row("SELECT matter FROM application WHERE id = ?", application_id)
        if row is None:
            raise StoreError(f"No application {application_id} is kept here.")
        return str(row[0])

    def sealed(self, application_id: str) -> SealedApplication:
        """The boxes that the sender opens. Raises StoreError once they are gone."""
        row = self._database.row(
            "SELECT body_sha256, body.sealed, record_key.sealed FROM application JOIN body ON body.application_id = id "
            "LEFT JOIN record_key ON record_key.application_id = id WHERE id = ?", application_id,
        )  # fmt: skip
        if row is None:
            raise StoreError(f"No body of {application_id} is kept here.")
        pages = self._database.rows("SELECT sha256, sealed FROM attachment WHERE application_id = ?", application_id)
        attachments = tuple(Attachment(*page) for page in pages)
        return SealedApplication(application_id, row[0], row[1], attachments, row[2] or b"")

    def _enter(self, taken: TakenIn) -> None:
        now = self._now()
        put = self._database.rows
        put(
            "INSERT INTO application (id, matter, slip_number, body_sha256, taken_in_at) VALUES (?, ?, ?, ?, ?)",
            taken.application_id, taken.matter, taken.slip_number, taken.body_sha256, now,
        )  # fmt: skip
        if taken.sealed_key:
            put("INSERT INTO record_key VALUES (?, ?)", taken.application_id, taken.sealed_key)
        put("INSERT INTO body VALUES (?, ?)", taken.application_id, taken.sealed_body)
        for page in {page.sha256: page for page in taken.attachments}.values():
            put("INSERT INTO attachment VALUES (?, ?, ?)", taken.application_id, page.sha256, page.sealed)
        put(
            "INSERT INTO outbox (kind, subject, next_try_at, made_at, lane, boot_id, mono) "
            "VALUES ('application', ?, ?, ?, ?, ?, ?)",
            taken.application_id, now, now, taken.lane, self._boot_id, self._clock.monotonic(),
        )  # fmt: skip
        put(
            "INSERT INTO print (id, kind, subject, state, made_at) VALUES (?, 'slip', ?, 'intent', ?)",
            taken.print_id, taken.application_id, now,
        )  # fmt: skip
        self._note(Kind.APPLICATION, "taken-in", taken.application_id)
        if put("DELETE FROM draft WHERE tag = ? RETURNING 1", taken.draft_tag):
            self._note(Kind.DRAFT, "destroyed")


def _result(name: str, number: str, valid_until: str | None) -> Result:
    return Result(name, number, _day(valid_until))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
