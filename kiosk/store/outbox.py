"""What is still to be sent: when to try, what came of it, and what is forgotten once the office has it."""

from datetime import date, datetime
from typing import Any

from kiosk.contract.receipts import Receipt, Refusal
from kiosk.errors import StoreError
from kiosk.store.database import moment, stamp
from kiosk.store.journal.kinds import Kind
from kiosk.store.pauses import LONGEST_WAIT, Pauses
from kiosk.store.records import Backlog, OutboxKind, OutboxRow, RefusedRow

_ROW = "SELECT id, kind, subject, tries, made_at, cause, payload FROM outbox AS one WHERE state = 'waiting' "
# `+kind` keeps SQLite from the index of all rows ever made: what waits has an index of its own, and stays small.
# Order within a lane, by the rows' ids: they are given at the first commit. A box that cannot be opened any more would
# keep its whole lane waiting for ever, so it keeps nobody.
_FIRST_OF_LANE = (
    "AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.state = 'waiting' AND earlier.lane = one.lane "
    "AND earlier.id < one.id AND coalesce(earlier.cause, '') NOT IN ('error.store.damaged', 'error.key.changed')) "
)


class Outbox(Pauses):
    """Rows wait until they are done or refused. A row that fails keeps none waiting but its own resident's later ones."""

    def due(self, now: datetime, kind: OutboxKind | None = None, limit: int = 1000) -> list[OutboxRow]:
        """What may be tried now, applications before ratings, tried longest ago first; nothing while the sender waits."""
        if self.is_held() or self._is_paused(now, "line", "asked"):
            return []
        rows = self._database.rows(
            _ROW + "AND (next_try_at <= ? OR next_try_at > ?) AND kind = coalesce(?, kind) "
            + _FIRST_OF_LANE + "ORDER BY kind, turn, id LIMIT ?",
            stamp(now), stamp(now + LONGEST_WAIT), kind, limit,
        )  # fmt: skip
        return _read(rows)

    def first_for(self, application_id: str, now: datetime) -> OutboxRow | None:
        """What must be sent now for this application to get through: itself, or an earlier one of its lane, whenever it
        would be due. None where it does not wait any more, while on hold, and while the backend asked for a pause."""
        if self.is_held() or self._is_paused(now, "asked"):
            return None
        own = "SELECT lane FROM outbox WHERE kind = 'application' AND subject = ? AND state = 'waiting'"
        rows = self._database.rows(
            f"{_ROW} AND +kind = 'application' AND (subject = ? OR lane = ({own})) {_FIRST_OF_LANE} "
            "ORDER BY subject = ? DESC, id LIMIT 1", application_id, application_id, application_id,
        )  # fmt: skip
        return _read(rows)[0] if rows else None

    def probe(self) -> OutboxRow | None:
        """What to try while on hold, to see whether the token is taken again: the one that was tried longest ago."""
        rows = self._database.rows(_ROW + "AND +kind = 'application' " + _FIRST_OF_LANE + "ORDER BY turn, id LIMIT 1")
        return _read(rows)[0] if rows else None

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
                "UPDATE outbox SET tries = tries + 1, next_try_at = ?, cause = ?, "
                "turn = 1 + (SELECT max(turn) FROM outbox WHERE state = 'waiting') WHERE id = ? AND state = 'waiting'",
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
            self._destroy_boxes(application_id)
        self._forget_boxes()

    def record_refusal(self, application_id: str, refusal: Refusal) -> None:
        """The hall's final no: kept, sealed, and counted in the backlog until a person has dealt with it."""
        with self._database.transaction():
            self._database.rows(
                "UPDATE application SET refusal_code = ?, refusal_sentence = ? WHERE id = ? AND receipt_number IS NULL",
                refusal.code, refusal.sentence, application_id,
            )  # fmt: skip
            self._end("application", application_id, "refused")
            self._note(Kind.SENT, "refused", application_id)

    def record_dealt_with(self, slip_number: str) -> bool:
        """A person has dealt with this refusal: what was applied for is gone from this disk when this returns; ids, number,
        refusal, hash and times stay. False, and nothing is changed, where no such refusal waits for anybody."""
        with self._database.transaction():
            known = self._database.row(
                "SELECT id FROM application WHERE slip_number = ? AND id IN "
                "(SELECT subject FROM outbox WHERE kind = 'application' AND state = 'refused')", slip_number,
            )  # fmt: skip
            if known is None:
                return False
            self._database.rows(
                "UPDATE outbox SET state = 'done' WHERE kind = 'application' AND subject = ? AND state = 'refused'",
                known[0],
            )
            self._destroy_boxes(known[0])
            self._note(Kind.REFUSAL, "dealt-with", known[0])
        self._forget_boxes()
        return True

    def record_delivered(self, outbox_id: int) -> None:
        """A rating has arrived."""
        with self._database.transaction():
            self._database.rows(
                "UPDATE outbox SET state = 'done', payload = NULL, cause = NULL, ended_at = ? "
                "WHERE id = ? AND kind = 'rating'", self._now(), outbox_id,
            )  # fmt: skip

    def pending(self) -> Backlog:
        """How many applications are not in the office's hands, since when, and why nothing is sent."""
        waiting = self._database.row(
            "SELECT count(*), min(made_at) FROM outbox WHERE +kind = 'application' AND state = 'waiting'"
        )
        refused = self._database.row("SELECT count(*), (SELECT cause FROM hold) FROM outbox WHERE state = 'refused'")
        assert waiting is not None and refused is not None  # noqa: S101 (an aggregate always gives a row; for mypy)
        return Backlog(waiting[0], moment(waiting[1]) if waiting[1] else None, refused[0], refused[1])

    def refusals(self, limit: int = 3) -> tuple[RefusedRow, ...]:
        """What the office declined for good and nobody has dealt with yet, the newest first."""
        rows = self._database.rows(
            "SELECT slip_number, matter, refusal_code, refusal_sentence, ended_at "
            "FROM outbox JOIN application ON application.id = subject "
            "WHERE state = 'refused' ORDER BY outbox.id DESC LIMIT ?", limit,
        )  # fmt: skip
        return tuple(RefusedRow(row[0], row[1], row[2], row[3], moment(row[4])) for row in rows)

    def _destroy_boxes(self, application_id: str) -> None:
        """Inside a transaction; `_forget_boxes` comes after it."""
        self._database.rows("DELETE FROM record_key WHERE application_id = ?", application_id)
        self._database.rows("DELETE FROM body WHERE application_id = ?", application_id)
        self._database.rows("DELETE FROM attachment WHERE application_id = ?", application_id)

    def _forget_boxes(self) -> None:
        self._database.clean()
        self._database.drop_backup()  # it may hold the very same boxes

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
            "UPDATE outbox SET state = ?, cause = NULL, lane = NULL, ended_at = ? "
            "WHERE kind = ? AND subject = ? AND state = 'waiting'",
            state, self._now(), kind, subject,
        )  # fmt: skip


def _read(rows: list[tuple[Any, ...]]) -> list[OutboxRow]:
    return [OutboxRow(row[0], OutboxKind(row[1]), row[2], row[3], moment(row[4]), row[5], row[6]) for row in rows]


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
