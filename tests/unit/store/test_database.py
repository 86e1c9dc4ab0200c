"""The file: how it is opened, checked and shut; who may use it; what the journal takes."""

import shutil
import threading

import apsw
import pytest

from kiosk.errors import StoreDamaged, StoreError, StoreFull
from kiosk.store.database import stamp


def test_the_file_is_nobody_elses_to_read(store, path):
    assert {oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()} == {"0o600"}
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)]
)
def test_the_settings_that_durability_and_deletion_rest_on_are_set(store, pragma, value):
    assert store._database.rows(f"PRAGMA {pragma}") == [(value,)]


def test_all_tables_are_strict(store):
    tables = store._database.rows("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
    assert {name for name, strict in tables if not strict} == {"sqlite_schema", "sqlite_sequence"}


def test_only_the_thread_that_opened_the_store_may_use_it(store, clock):
    caught = []

    def use():
        try:
            store.due(clock.wall)
        except RuntimeError as error:
            caught.append(error)

    other = threading.Thread(target=use)
    other.start()
    other.join()
    assert len(caught) == 1


def test_a_file_that_is_no_database_is_told_and_left_alone(path, open_store):
    path.parent.mkdir(mode=0o700)
    path.write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(StoreDamaged):
        open_store()
    assert path.read_bytes().startswith(b"not a database")


def test_a_hurt_page_that_nobody_reads_is_found_when_the_store_is_opened(store, taken_in, path, open_store):
    where = "SELECT pageno FROM dbstat WHERE name = 'outbox_waiting'"
    page = store._database.rows(where)[0][0]
    store.close()
    with path.open("r+b") as file:
        file.seek(page * 4096 - 12)  # the index's only entry stands at the page's end
        file.write(b"\xa5" * 8)
    with pytest.raises(StoreDamaged):
        open_store()


def test_a_database_of_a_newer_version_is_refused(store, path, open_store):
    store.close()
    with apsw.Connection(str(path)) as newer:
        newer.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreError, match="newer"):
        open_store()


def test_a_full_disk_is_told_and_what_was_there_is_still_there(store, taken_in, taken, clock):
    store._database.rows(f"PRAGMA max_page_count = {store._database.rows('PRAGMA page_count')[0][0] + 2}")
    with pytest.raises(StoreFull):
        store.take_in(taken("CJ01-20261122-0002", b"x" * 100_000))
    assert [row.subject for row in store.due(clock.wall)] == [taken_in.application_id]
    assert store.prints_of(taken_in.application_id)


def test_a_store_that_was_killed_opens_with_all_that_was_committed(store, taken_in, path, tmp_path, clock):
    copy = tmp_path / "killed"
    shutil.copytree(path.parent, copy)  # as the disk is now, without a close
    with apsw.Connection(str(copy / path.name)) as killed:
        assert list(killed.execute("SELECT id FROM application")) == [(taken_in.application_id,)]


def test_the_journal_can_be_added_to_and_not_changed(store):
    store.journal("visit", "finished")
    for sql in ("UPDATE journal SET outcome = 'x'", "DELETE FROM journal"):
        with pytest.raises(StoreError, match="append-only"):
            store._database.rows(sql)
    (row,) = store.journal_after()
    assert (row.kind, row.outcome, row.boot_id, row.mono) == ("visit", "finished", "boot-1", 1000.0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("visit", "finished", "320682194001011234"),
        ("visit", "finished", "13800138000"),
        ("visit", "finished", "王小明"),
        ("visit", "王小明"),
        ("visit 320682194001011234", "finished"),
    ],
)
def test_the_journal_takes_no_personal_number_and_no_free_text(store, arguments):
    with pytest.raises(ValueError, match="ids only"):
        store.journal(*arguments)
    assert store.journal_after() == []


def test_a_time_without_a_zone_is_refused(clock):
    with pytest.raises(ValueError, match="zone"):
        stamp(clock.wall.replace(tzinfo=None))
