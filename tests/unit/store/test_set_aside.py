"""A damaged file set aside: in every way that a file can be hurt, cut off at any step, and released."""

import json
import os
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import apsw
import pytest

from kiosk.contract.receipts import Refusal
from kiosk.errors import StoreDamaged, StoreError
from kiosk.store.damage import set_aside
from kiosk.store.opening import open_or_go_without, open_store
from tests.unit.store.conftest import LIMITS, NOON, make_taken
from tests.unit.store.killed import kill_at, steps_of

TODAY = date(2026, 11, 22)


@pytest.fixture
def opened(path, clock):
    """Opens as a keeper does; what is still open is closed afterwards."""
    stores = []

    def open_(**how):
        stores.append(open_store(path, "CJ01", clock, boot_id="boot-1", limits=LIMITS, **how))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


@pytest.fixture
def one_waits(opened, path):
    """A closed database with an application that was not sent; its id."""
    store = opened()
    taken = make_taken(store.reserve_slip_number(TODAY))
    store.take_in(taken)
    store.close()
    return taken.application_id


def ruin(path, where=8192, count=4096):
    with path.open("r+b") as file:
        file.seek(where)
        file.write(b"\xa5" * count)


def set_one_aside(path, opened):
    """The first database was damaged and set aside."""
    opened().close()
    ruin(path, 0, path.stat().st_size)
    opened().close()


def page_of(path, name):
    with closing(apsw.Connection(str(path))) as file:
        return next(iter(file.execute("SELECT pageno FROM dbstat WHERE name = ?", (name,))))[0]


def test_a_refusal_that_was_dealt_with_is_not_counted_as_lost(opened, path):
    store = opened()
    refused, dealt_with = (make_taken(store.reserve_slip_number(TODAY)) for _ in range(2))
    for taken in (refused, dealt_with):
        store.take_in(taken)
        store.record_refusal(taken.application_id, Refusal(taken.application_id, "past", "不收", taken.body_sha256))
    assert store.record_dealt_with(dealt_with.slip_number)
    store.close()
    ruin(path, 4096 * (page_of(path, "print_open") - 1) + 8)
    again = opened(is_damaged=True)
    (found,) = set_aside.list_set_aside(path)
    assert (found.salvaged.saved, found.salvaged.lost) == (1, 0)
    assert again.pending().refused + again.pending().count == 1


@pytest.mark.parametrize("how", ["nonsense", "empty", "gone", "head", "table", "half"])
def test_whatever_happened_to_the_file_the_terminal_begins_with_fresh_numbers(one_waits, path, opened, how):
    if how == "gone":
        path.unlink()
    elif how == "head":
        ruin(path, 0, 100)
    elif how == "table":
        ruin(path, (page_of(path, "print") - 1) * 4096)
    else:
        path.write_bytes({"nonsense": b"no database " * 999, "empty": b"", "half": path.read_bytes()[:5000]}[how])
    store = opened()
    assert store.reserve_slip_number(TODAY) == "CJ01-20261122-1001"
    (found,) = set_aside.list_set_aside(path)
    still_there = how in ("head", "table")
    assert [row.subject for row in store.due(store._clock.utc_now())] == ([one_waits] if still_there else [])
    assert (found.number, found.salvaged.saved) == (1, int(still_there))
    assert [(row.kind, row.outcome, row.subject) for row in store.journal_after()][:1] == [
        ("store", "set-aside", "0001")
    ]
    assert {oct(file.stat().st_mode & 0o777) for file in (path, *found.folder.iterdir())} == {"0o600"}
    assert oct(found.folder.parent.stat().st_mode & 0o777) == "0o700"


def test_a_saved_application_comes_with_its_key_and_a_sent_ones_key_stays_gone(opened, path, receipt):
    store = opened()
    waits, sent = (replace(make_taken(store.reserve_slip_number(TODAY)), sealed_key=b"key") for _ in range(2))
    for taken in (waits, sent):
        store.take_in(taken)
    store.record_receipt(sent.application_id, receipt(sent))
    store.close()
    ruin(path, (page_of(path, "print") - 1) * 4096)
    store = opened()
    assert store.sealed(waits.application_id).sealed_key == b"key"
    assert store._database.rows("SELECT application_id FROM record_key") == [(waits.application_id,)]


def test_own_tickets_begin_anew_too(opened, path):
    def ticket(store, n):
        return store.next_own_ticket("civil", "A", TODAY, request_id=f"r{n}", print_id=f"p{n}").number

    store = opened()
    assert ticket(store, 1) == "A001-CJ01"
    store.close()
    path.write_bytes(b"")
    assert ticket(opened(), 2) == "A1001-CJ01"


def test_a_second_damage_and_a_release_give_no_number_again(one_waits, opened, path):
    for generation in (1, 2, 3):
        ruin(path, 0, 5000)
        store = opened()
        assert store.reserve_slip_number(TODAY) == f"CJ01-20261122-{generation}001"
        store.close()
        set_aside.release(path, generation)
    assert set_aside.list_set_aside(path) == ()


def test_what_was_set_aside_is_told_with_its_age_and_destroyed_by_its_release(one_waits, opened, path, clock):
    ruin(path, 0, 5000)
    opened().close()
    (found,) = set_aside.list_set_aside(path)
    ages = [
        (found.days(at), found.days_left(at)) for at in (clock.wall + timedelta(days=n) for n in (0, 1, 29, 30, 99))
    ]
    assert ages == [(0, 30), (1, 29), (29, 1), (30, 0), (99, 0)]
    assert found.size > 8000
    set_aside.release(path, 1)
    assert set_aside.released(path) == [1]
    assert not found.folder.exists()
    set_aside.release_is_written_down(path, 1)
    assert set_aside.released(path) == []


def test_a_text_that_is_none_is_found_when_it_is_read_and_sets_the_file_aside(one_waits, opened, path):
    with closing(apsw.Connection(str(path))) as file:
        file.execute("UPDATE outbox SET cause = CAST(x'ff' AS TEXT)").fetchall()
    store = opened()
    with pytest.raises(StoreDamaged):
        store.due(store._clock.utc_now())
    with pytest.raises(StoreDamaged):
        store.reserve_slip_number(TODAY)
    assert store.is_damaged
    store.close()
    store = opened(is_damaged=True)
    assert [row.subject for row in store.due(store._clock.utc_now())] == [one_waits]


def test_a_wal_with_a_gap_is_no_torn_tail(opened, path, tmp_path):
    store, live = opened(), tmp_path / "live"
    ids = []
    for _ in range(3):
        taken = make_taken(store.reserve_slip_number(TODAY))
        store.take_in(taken)
        ids.append(taken.application_id)
    shutil.copytree(path.parent, live)  # as the disk is at a power cut
    ruin(live / "kiosk.db-wal", 32 + 24 + 100, 8)
    with closing(open_store(live / "kiosk.db", "CJ01", store._clock, limits=LIMITS)) as after:
        assert after.reserve_slip_number(TODAY) == "CJ01-20261122-1001"
        assert sorted(row.subject for row in after.due(store._clock.utc_now())) == sorted(ids)


def test_a_tail_that_a_power_cut_tore_off_is_no_damage(opened, path, tmp_path):
    store, live = opened(), tmp_path / "live"
    store.take_in(make_taken(store.reserve_slip_number(TODAY)))
    shutil.copytree(path.parent, live)
    wal = live / "kiosk.db-wal"
    os.truncate(wal, wal.stat().st_size - 4000)
    with closing(open_store(live / "kiosk.db", "CJ01", store._clock, limits=LIMITS)):
        assert set_aside.list_set_aside(live / "kiosk.db") == ()


def test_cut_off_at_any_step_it_is_taken_up_again_and_nothing_is_lost(one_waits, path, clock, tmp_path):
    ruin(path, (page_of(path, "print") - 1) * 4096)

    def run(folder):
        open_store(folder / "kiosk.db", "CJ01", clock, boot_id="b", limits=LIMITS).close()

    def copied(name):
        return shutil.copytree(path.parent, tmp_path / name)

    whole = steps_of(lambda: run(copied("whole")))
    for step in range(1, whole + 1, max(1, whole // 40)):
        folder = copied(f"at{step}")
        kill_at(step, lambda folder=folder: run(folder))
        with closing(open_store(folder / "kiosk.db", "CJ01", clock, boot_id="b", limits=LIMITS)) as store:
            assert [row.subject for row in store.due(clock.wall)] == [one_waits], step
            assert store.reserve_slip_number(TODAY) == "CJ01-20261122-1001", step
        (found,) = set_aside.list_set_aside(folder / "kiosk.db")
        assert found.salvaged.saved == 1, step
        assert not (folder / "kiosk.db.new").exists()


def test_cut_off_before_the_last_rename_the_new_file_is_not_taken_for_a_loss(one_waits, opened, path):
    ruin(path, (page_of(path, "print") - 1) * 4096)
    opened().close()
    path.rename(path.with_name("kiosk.db.new"))
    assert [row.subject for row in opened().due(NOON)] == [one_waits]
    (found,) = set_aside.list_set_aside(path)
    assert found.number == 1


def test_a_hurt_mark_of_the_generation_keeps_no_terminal_from_starting_and_gives_no_number_again(opened, path):
    set_one_aside(path, opened)
    set_aside.release(path, 1)
    mark = path.with_name("kiosk.db.generation")
    mark.write_bytes(b"\xa5\xa5")
    store = opened()
    assert store.reserve_slip_number(TODAY) == "CJ01-20261122-1001"
    assert mark.read_text("ascii") == "1\n"


def test_a_release_that_was_cut_off_is_finished_at_the_next_start(one_waits, path, opened, clock, tmp_path):
    ruin(path, (page_of(path, "print") - 1) * 4096)
    opened().close()
    for step in range(1, 12):
        folder = shutil.copytree(path.parent, tmp_path / f"at{step}")
        kill_at(step, lambda folder=folder: set_aside.release(folder / "kiosk.db", 1))
        with closing(open_store(folder / "kiosk.db", "CJ01", clock, boot_id="b", limits=LIMITS)) as store:
            assert [row.subject for row in store.due(clock.wall)] == [one_waits], step
        left = set_aside.list_set_aside(folder / "kiosk.db")
        assert len(left) + len(set_aside.released(folder / "kiosk.db")) == 1, step


def test_what_was_sent_before_the_damage_is_not_sent_again_and_not_counted(opened, path, receipt):
    store = opened()
    taken = make_taken(store.reserve_slip_number(TODAY))
    store.take_in(taken)
    store.record_receipt(taken.application_id, receipt(taken))
    store.close()
    ruin(path, (page_of(path, "print") - 1) * 4096)
    store = opened()
    assert store.due(store._clock.utc_now()) == []
    (found,) = set_aside.list_set_aside(path)
    assert json.loads((found.folder / "report.json").read_text("utf-8"))["lost"] == found.salvaged.lost == 0


def test_where_there_is_no_disk_nothing_is_taken_in_and_nothing_is_numbered(tmp_path, clock):
    (tmp_path / "state").write_text("a file stands where the folder should be")
    store = open_or_go_without(tmp_path / "state" / "kiosk.db", "CJ01", clock)
    for refused in (
        store.require_room,
        lambda: store.reserve_slip_number(TODAY),
        lambda: store.take_in(make_taken("CJ01-20261122-0001")),
        lambda: store.next_own_ticket("civil", "A", TODAY, request_id="r", print_id="p"),
    ):
        with pytest.raises(StoreError, match="no disk"):
            refused()
    assert not store.has_room_for_drafts()
    store.journal("terminal", "started")
    assert store.pending().count == 0
    store.close()


def test_a_newer_versions_file_is_refused_and_not_replaced_by_memory(one_waits, path, clock):
    with closing(apsw.Connection(str(path))) as newer:
        newer.execute("PRAGMA user_version = 999").fetchall()
    with pytest.raises(StoreError, match="newer"):
        open_or_go_without(path, "CJ01", clock)
    assert set_aside.list_set_aside(path) == ()
