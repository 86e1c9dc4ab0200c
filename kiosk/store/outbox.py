"""What is still to be sent: when to try, what came of it, and what is forgotten once the office has it."""

from datetime import date, datetime, timedelta

from kiosk.contract.receipts import Receipt, Refusal
from kiosk.errors import StoreError
from kiosk.store.database import moment, stamp
from kiosk.store.journal_kinds import Kind
from kiosk.store.part import Part
from kiosk.store.records import Backlog, OutboxKind, OutboxRow

# Twice the longest wait of kiosk.backend.backoff: a next try further away than this was set by a clock that jumped.
_LONGEST_WAIT = timedelta(minutes=10)


class Outbox(Part):
    """Rows wait until they are done or refused; a row that fails never keeps another from being sent."""

    def due(self, now: datetime, kind: OutboxKind | None = None, limit: int = 1000) -> list[OutboxRow]:
        """What may be tried now, applications before ratings, longest waiting first; nothing while on hold."""
        rows = self._database.rows(
            "SELECT id, kind, subject, tries, made_at, cause, payload FROM outbox "
            "WHERE state = 'waiting' AND (next_try_at <= ? OR next_try_at > ?) AND NOT EXISTS (SELECT 1 FROM hold) "
            "AND kind = coalesce(?, kind) ORDER BY kind, next_try_at, id LIMIT ?",
            stamp(now), stamp(now + _LONGEST_WAIT), kind, limit,
        )  # fmt: skip
        return [OutboxRow(row[0], OutboxKind(row[1]), row[2], row[3], moment(row[4]), row[5], row[6]) for row in rows]

    def put_rating(self, rating_id: str, payload: bytes) -> None:
        """A rating to be sent; it carries no personal data and is not sealed. The same one again changes nothing."""
        with self._database.transaction():
            now = self._now()
            self._database.rows(
                "INSERT INTO outbox (kind, subject, payload, next_try_at, made_at) VALUES ('rating', ?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING", rating_id, payload, now, now,
            )  # fmt: skip

    def record_try(self, outbox_id: int, next_try_at: datetime, cause: str) -> None:
        """It was tried and did not get through; `cause` is an error's key."""
        with self._database.transaction():
            self._database.rows(
                "UPDATE outbox SET tries = tries + 1, next_try_at = ?, cause = ? WHERE id = ? AND state = 'waiting'",
                stamp(next_try_at), cause, outbox_id,
            )  # fmt: skip

    def record_receipt(self, application_id: str, receipt: Receipt) -> None:
        """The office has it: what was applied for is gone from this disk when this returns; ids, number, hash stay."""
        with self._database.transaction():
            known = self._database.row(
                "SELECT body_sha256, receipt_number FROM application WHERE id = ?", application_id
            )
            if known is None or receipt.application_id != application_id or receipt.body_sha256 != known[0]:
                raise StoreError(
                    f"This receipt is not for {application_id} as it is kept here. It stays in the outbox."
                )
            if known[1] is None:
                self._write_receipt(receipt)
                self._end("application", application_id, "done")
                self._note(Kind.SENT, receipt.state.value, application_id)
            self._database.rows("DELETE FROM record_key WHERE application_id = ?", application_id)
            self._database.rows("DELETE FROM body WHERE application_id = ?", application_id)
            self._database.rows("DELETE FROM attachment WHERE application_id = ?", application_id)
        self._database.clean()

    def record_refusal(self, application_id: str, refusal: Refusal) -> None:
        """The hall's final no: kept, sealed, and counted in the backlog until a person has dealt with it."""
        with self._database.transaction():
            self._database.rows(
                "UPDATE application SET refusal_code = ?, refusal_sentence = ? WHERE id = ? AND receipt_number IS NULL",
                refusal.code, refusal.sentence, application_id,
            )  # fmt: skip
            self._end("application", application_id, "refused")
            self._note(Kind.SENT, "refused", application_id)

    def record_delivered(self, outbox_id: int) -> None:
        """A rating has arrived."""
        with self._database.transaction():
            self._database.rows(
                "UPDATE outbox SET state = 'done', payload = NULL, cause = NULL, ended_at = ? "
                "WHERE id = ? AND kind = 'rating'", self._now(), outbox_id,
            )  # fmt: skip

    def hold(self, cause: str) -> None:
        """Send nothing until `release`: the backend does not take our token (401, 403)."""
        with self._database.transaction():
            sql = "INSERT INTO hold VALUES (1, ?, ?) ON CONFLICT DO NOTHING RETURNING id"
            if self._database.rows(sql, cause, self._now()):
                self._note(Kind.OUTBOX, "held")

    def release(self) -> None:
        """Send again; everything that waits is due at once."""
        with self._database.transaction():
            if self._database.rows("DELETE FROM hold RETURNING id"):
                self._database.rows("UPDATE outbox SET next_try_at = ? WHERE state = 'waiting'", self._now())
                self._note(Kind.OUTBOX, "released")

    def pending(self) -> Backlog:
        """How many applications are not in the office's hands, since when, and why nothing is sent."""
        row = self._database.row(
            "SELECT count(*) FILTER (WHERE state = 'waiting'), min(made_at) FILTER (WHERE state = 'waiting'), "
            "count(*) FILTER (WHERE state = 'refused'), (SELECT cause FROM hold) FROM outbox WHERE kind = 'application'"
        )
        assert row is not None  # noqa: S101 (an aggregate always gives a row; for mypy)
        return Backlog(row[0], moment(row[1]) if row[1] else None, row[2], row[3])

    def _write_receipt(self, receipt: Receipt) -> None:
        result = receipt.result
        self._database.rows(
            "UPDATE application SET receipt_state = ?, receipt_number = ?, receipt_promised_on = ?, receipt_at = ?, "
            "result_name = ?, result_number = ?, result_valid_until = ? WHERE id = ?",
            receipt.state.value, receipt.number, _text(receipt.promised_on), stamp(receipt.received_at),
            *((result.name, result.number, _text(result.valid_until)) if result else (None, None, None)),
            receipt.application_id,
        )  # fmt: skip

    def _end(self, kind: str, subject: str, state: str) -> None:
        self._database.rows(
            "UPDATE outbox SET state = ?, cause = NULL, ended_at = ? "
            "WHERE kind = ? AND subject = ? AND state = 'waiting'",
            state, self._now(), kind, subject,
        )  # fmt: skip


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
