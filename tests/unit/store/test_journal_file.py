"""The exported journal: taken beside a terminal that goes on, and no byte of it can be changed unseen."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.contract.signing import canonical, sign
from kiosk.errors import StoreError
from kiosk.store.journal.chain import Anchor, breaks
from kiosk.store.journal.export import exported_rows, read_export, write_export
from kiosk.store.journal.kinds import Kind
from kiosk.store.journal.reader import JournalReader

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
AT = "2026-11-22T04:00:00.000000Z"


@pytest.fixture
def reader(store, path):
    for _ in range(5):
        store.journal(Kind.VISIT, "begun")
        store.journal(Kind.VISIT, "finished")
    made = JournalReader(path)
    yield made
    made.close()


@pytest.fixture
def exported(reader, tmp_path):
    out = tmp_path / "journal.jsonl"
    write_export(out, "CJ01", AT, reader.anchor(), reader.rows(0), lambda head: sign(KEY, head))
    return out


def test_an_export_is_read_back_whole_with_what_its_head_says(exported, store):
    made = read_export(exported, KEY.public_key())
    last = store.journal_after()[-1]
    assert (made.terminal, made.exported_at, made.count) == ("CJ01", AT, 10)
    assert (made.after, made.last) == (Anchor(), Anchor(last.seq, last.hash))
    assert list(exported_rows(exported)) == store.journal_after()


def test_nothing_lies_beside_an_export_when_it_is_done(exported):
    assert [path.name for path in exported.parent.iterdir() if path.is_file()] == [exported.name]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_byte_of_an_export_can_be_changed_taken_out_or_put_in_unseen(exported, data):
    good = exported.read_bytes()
    place = data.draw(st.integers(0, len(good) - 1))
    byte = bytes([data.draw(st.integers(0, 255).filter(lambda b: b != good[place]))])
    bad = data.draw(
        st.sampled_from(
            [good[:place] + byte + good[place + 1 :], good[:place] + good[place + 1 :], good[:place], good + byte]
        )
    )
    if bad == good:
        return
    hurt = exported.with_name("hurt.jsonl")
    hurt.write_bytes(bad)
    with pytest.raises(StoreError):
        read_export(hurt, KEY.public_key())


def test_an_export_of_another_terminal_is_refused(exported):
    with pytest.raises(StoreError, match="not signed by this key"):
        read_export(exported, Ed25519PrivateKey.generate().public_key())


def test_the_row_that_was_changed_is_named(exported):
    lines = exported.read_bytes().splitlines(keepends=True)
    lines[4] = lines[4].replace(b"finished", b"died-idle")
    exported.write_bytes(b"".join(lines))
    with pytest.raises(StoreError, match="row 4 was changed"):
        read_export(exported, KEY.public_key())


def test_whoever_signs_anew_with_the_terminals_key_still_cannot_hide_a_changed_row(exported, tmp_path):
    rows = list(exported_rows(exported))
    object.__setattr__(rows[3], "outcome", "cancelled")
    write_export(tmp_path / "again.jsonl", "CJ01", AT, Anchor(), rows, lambda head: sign(KEY, head))
    made = read_export(tmp_path / "again.jsonl", KEY.public_key())
    assert [broken.seq for broken in breaks(exported_rows(tmp_path / "again.jsonl"), made.after)] == [4]


def test_the_head_can_be_checked_with_nothing_but_json_sha256_and_ed25519(exported):
    first = json.loads(exported.read_bytes().splitlines()[0])
    assert set(first) == {"head", "signature"}
    assert canonical(first["head"]) == json.dumps(first["head"], sort_keys=True, separators=(",", ":")).encode()


def test_the_terminal_goes_on_writing_and_cleaning_while_somebody_reads(reader, store):
    rows = reader.rows(0)
    next(rows)
    store.journal(Kind.VISIT, "begun")
    assert store._database.rows("PRAGMA wal_checkpoint(TRUNCATE)") == [(0, 0, 0)]
    assert [row.seq for row in rows][-1] == 11


def test_the_reader_cannot_write(reader):
    with pytest.raises(StoreError, match="readonly"):
        reader._all("DELETE FROM journal")


def test_a_span_is_cut_by_days_and_follows_from_the_row_before(reader, store, clock, tmp_path):
    clock.pass_(86400)
    store.journal(Kind.VISIT, "begun")
    clock.pass_(86400)
    store.journal(Kind.VISIT, "finished")
    span = reader.span("2026-11-23", "2026-11-24")
    assert span == (11, 11)
    before = reader.before(11)
    rows = list(reader.rows(before.seq, 11))
    assert [row.seq for row in rows] == [11]
    assert list(breaks(rows, before)) == []
    assert reader.span("2027", "2028") is None


def test_a_folder_without_a_database_is_told(tmp_path):
    with pytest.raises(StoreError, match="state directory"):
        JournalReader(tmp_path / "kiosk.db")


def test_times_of_rows_are_those_of_the_terminals_clock(reader):
    assert {row.at_utc for row in reader.rows(0)} == {datetime(2026, 11, 22, 4, tzinfo=UTC)}
