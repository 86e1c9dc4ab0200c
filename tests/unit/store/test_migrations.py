"""A file that an older version wrote: opened, brought up to date, and nothing in it lost."""

import shutil
from contextlib import closing
from importlib import resources

import apsw
import pytest

from kiosk.contract.receipts import ReceiptState
from kiosk.errors import StoreDamaged, StoreError
from kiosk.store import migrate
from kiosk.store.records import TakenIn, Word
from kiosk.store.store import Store
from tests.unit.store.conftest import LIMITS, NOON
from tests.unit.store.killed import kill_at, steps_of

KEPT, RECEIVED, OPEN = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(3))
AT = "2026-11-21T04:00:00.000000Z"
FIRST_ROWS = f"""
INSERT INTO application (id, matter, slip_number, body_sha256, accepted_at, word, number, concluded_at)
  VALUES ('{KEPT}', 'elderly_allowance', 'CJ01-20261121-0001', '{"1" * 64}', '{AT}', 'kept', 'CJ01-20261121-0001', '{AT}');
INSERT INTO application (id, matter, slip_number, body_sha256, accepted_at, word, number, promised_on, concluded_at,
  receipt_state, receipt_number, receipt_promised_on, receipt_at)
  VALUES ('{RECEIVED}', 'elderly_allowance', 'CJ01-20261121-0002', '{"2" * 64}', '{AT}', 'received',
  '320682-CJ01-20261121-000001', '2026-12-10', '{AT}', 'received', '320682-CJ01-20261121-000001', '2026-12-10', '{AT}');
INSERT INTO application (id, matter, slip_number, body_sha256, accepted_at)
  VALUES ('{OPEN}', 'pension_qualification', 'CJ01-20261121-0003', '{"3" * 64}', '{AT}');
INSERT INTO body VALUES ('{KEPT}', x'01'), ('{OPEN}', x'03');
INSERT INTO attachment VALUES ('{OPEN}', '{"4" * 64}', x'0405');
INSERT INTO outbox (kind, subject, next_try_at, made_at) VALUES ('application', '{KEPT}', '{AT}', '{AT}'),
  ('application', '{OPEN}', '{AT}', '{AT}');
"""  # noqa: S608


@pytest.fixture
def first_version(path):
    """A file as version 1 of the tables left it, with rows."""
    path.parent.mkdir(mode=0o700)
    file = apsw.Connection(str(path))
    file.execute((resources.files("kiosk.store") / "migrations" / "0001.sql").read_text("utf-8")).fetchall()
    file.execute(FIRST_ROWS).fetchall()
    file.execute("PRAGMA user_version = 1")
    yield file
    file.close()


@pytest.fixture
def migrated(first_version, open_store):
    first_version.close()
    return open_store()


def test_what_an_older_version_said_is_said_unchanged(migrated):
    kept, received = migrated.conclude(KEPT), migrated.conclude(RECEIVED)
    assert (kept.word, kept.number, kept.result) == (Word.KEPT, "CJ01-20261121-0001", None)
    assert (received.word, received.number) == (Word.RECEIVED, "320682-CJ01-20261121-000001")
    assert f"{received.promised_on}" == "2026-12-10"


def test_boxes_of_an_older_version_are_still_sent(migrated, clock):
    assert [row.subject for row in migrated.due(clock.wall)] == [KEPT, OPEN]
    boxes = migrated.sealed(OPEN)
    assert boxes.sealed_key == b""
    assert (boxes.sealed_body, [page.sealed for page in boxes.attachments]) == (b"\x03", [b"\x04\x05"])


def test_what_an_older_version_left_open_can_be_done_now(migrated, receipt):
    assert migrated.unconcluded() == [OPEN]
    application = TakenIn(OPEN, "pension_qualification", "CJ01-20261121-0003", "3" * 64, b"", "")
    done = receipt(application, ReceiptState.DONE)
    migrated.record_receipt(OPEN, done)
    assert migrated.conclude(OPEN).result == done.result
    with pytest.raises(StoreError):
        migrated.sealed(OPEN)


def test_a_table_that_was_made_anew_keeps_its_rules(migrated):
    with pytest.raises(StoreError, match="the word stands"):
        migrated._database.rows("UPDATE application SET word = 'received' WHERE id = ?", KEPT)
    with pytest.raises(StoreError, match="refused by a rule"):
        migrated._database.rows("INSERT INTO body VALUES ('nobody', x'00')")
    assert migrated._database.rows("PRAGMA foreign_keys") == [(1,)]


def test_a_file_that_is_up_to_date_is_opened_again_as_it_is(migrated, path, open_store):
    migrated.close()
    assert open_store().unconcluded() == [OPEN]


def test_a_file_that_was_hurt_is_told_and_stays_at_its_version(first_version, path, open_store):
    first_version.execute("PRAGMA foreign_keys = OFF")
    first_version.execute("DELETE FROM application WHERE id = ?", (OPEN,)).fetchall()
    first_version.close()
    with pytest.raises(StoreDamaged, match="foreign key"):
        open_store()
    with apsw.Connection(str(path)) as left:
        assert left.execute("PRAGMA user_version").fetchall() == [(1,)]
        assert left.execute("SELECT count(*) FROM application").fetchall() == [(2,)]
    left.close()


def test_a_step_that_would_leave_boxes_without_their_application_is_not_taken(migrated, path, open_store, monkeypatch):
    migrated.close()
    steps = [*migrate.steps(), "DELETE FROM application"]
    monkeypatch.setattr(migrate, "steps", lambda: steps)
    with pytest.raises(StoreError, match="foreign key"):
        open_store()
    monkeypatch.undo()
    assert open_store().unconcluded() == [OPEN]


def test_a_copy_from_before_an_update_stays_until_the_terminal_works(migrated, path):
    copy = migrate.backup_of(path)
    assert oct(copy.stat().st_mode & 0o777) == "0o600"
    with closing(apsw.Connection(str(copy))) as old:
        assert old.execute("PRAGMA user_version").fetchall() == [(1,)]
        assert old.execute("SELECT count(*) FROM body").fetchall() == [(2,)]
    migrated.started_well()
    assert not copy.exists()


def test_a_copy_does_not_outlive_the_receipt_of_what_lies_in_it(migrated, path, receipt):
    application = TakenIn(OPEN, "pension_qualification", "CJ01-20261121-0003", "3" * 64, b"", "")
    migrated.record_receipt(OPEN, receipt(application))
    assert not migrate.backup_of(path).exists()


def test_a_fresh_file_needs_no_copy(store, path):
    assert not migrate.backup_of(path).exists()


def test_an_update_that_was_killed_anywhere_is_whole_or_was_not_begun(first_version, path, clock, tmp_path):
    first_version.close()

    def update(folder):
        Store.open(folder / "kiosk.db", "CJ01", clock, boot_id="b", limits=LIMITS).close()

    def copied(name):
        return shutil.copytree(path.parent, tmp_path / name)

    whole = steps_of(lambda: update(copied("whole")))
    for step in range(1, whole + 1, max(1, whole // 40)):
        folder = copied(f"at{step}")
        kill_at(step, lambda folder=folder: update(folder))
        with closing(apsw.Connection(str(folder / "kiosk.db"))) as left:
            assert left.execute("PRAGMA user_version").fetchall() in ([(1,)], [(len(migrate.steps()),)]), step
        with closing(Store.open(folder / "kiosk.db", "CJ01", clock, boot_id="b", limits=LIMITS)) as store:
            assert [row.subject for row in store.due(clock.wall)] == [KEPT, OPEN], step


def test_an_update_that_did_not_hold_on_the_disk_gives_way_to_the_copy(first_version, path, open_store, monkeypatch):
    first_version.close()
    check, seen = migrate.require_whole, []

    def fails_after_the_commit(where, connection):
        seen.append(where)
        if len(seen) == 2:
            raise StoreDamaged("a page went bad")
        check(where, connection)

    monkeypatch.setattr(migrate, "require_whole", fails_after_the_commit)
    with pytest.raises(StoreError, match="did not hold"):
        open_store()
    monkeypatch.undo()
    with closing(apsw.Connection(str(path))) as left:
        assert left.execute("PRAGMA user_version").fetchall() == [(1,)]
    assert [row.subject for row in open_store().due(NOON)] == [KEPT, OPEN]
