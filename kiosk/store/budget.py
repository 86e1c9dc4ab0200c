"""How much may wait here unsent. Beyond it nobody may begin; who has begun may still finish, within a margin."""

from datetime import timedelta

from kiosk.errors import KioskError, StoreFull
from kiosk.store.database import moment
from kiosk.store.part import Part
from kiosk.store.records import Limits

# An age by the wall clock of more than this was made by a clock that jumped: a terminal that was off for so long had its
# budget long before.
_BELIEVED = timedelta(days=60)


class Budget(Part):
    """Records, days and bytes."""

    limits: Limits
    key_fault: KioskError | None = None  # why what is taken in could not be opened again; nobody has the key, then

    def require_room(self) -> None:
        """Raises StoreFull where nobody may begin: too much or too old what was never sent, or too little disk; and the key
        store's own error while it has not the key that all of it is sealed for."""
        self._require_key()
        count, age = self._waiting()
        if count >= self.limits.pending:
            raise StoreFull(
                f"{count} applications wait to be sent. They are kept. Technician: see why the backend takes none."
            )
        if age >= self.limits.age:
            raise StoreFull(
                f"An application waits for {age.days} days. It is kept. Technician: see why the backend does not take it."
            )
        self._require_disk(self.limits.free_bytes)

    def require_margin(self) -> None:
        """Raises StoreFull where not even those who have begun may finish. Age does not count: it grows while they type."""
        self._require_key()
        count, _ = self._waiting()
        if count >= self.limits.pending + self.limits.margin_pending:
            raise StoreFull(f"{count} applications wait to be sent. They are kept. Technician: see why.")
        self._require_disk(min(self.limits.free_bytes, self.limits.margin_bytes))

    def _require_key(self) -> None:
        if self.key_fault is not None:
            raise self.key_fault

    def _require_disk(self, wanted: int) -> None:
        if self._database.free_bytes() < wanted:
            raise StoreFull("The disk is nearly full. What was taken in is kept. Technician: free space.")

    def _waiting(self) -> tuple[int, timedelta]:
        """How many applications wait, and the age of the oldest. Rows are made in the order of their ids."""
        counted = self._database.row(
            "SELECT count(*), min(id) FROM outbox WHERE +kind = 'application' AND state = 'waiting'"
        )
        if counted is None or not counted[0]:
            return 0, timedelta()
        oldest = self._database.row("SELECT boot_id, mono, made_at FROM outbox WHERE id = ?", counted[1])
        assert oldest is not None  # noqa: S101 (the same thread has just seen it; for mypy)
        return int(counted[0]), self._age(*oldest)

    def _age(self, boot_id: str, mono: float, made_at: str) -> timedelta:
        """How long ago, whatever the wall clock did.

        In the boot that made it the monotonic clock counts. In a later one it is at least as old as this boot, and what
        the wall clock says is believed only within reason: a flat battery says 1970, and the budget must not close for that.
        """
        up = timedelta(seconds=self._clock.monotonic())
        if boot_id == self._boot_id:
            return up - timedelta(seconds=mono)
        age = self._clock.utc_now() - moment(made_at)
        return max(up, age) if timedelta() <= age <= _BELIEVED else up
