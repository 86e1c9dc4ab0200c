"""The audit log: what it takes, how its chain finds what was changed, what leaves it after half a year."""

from datetime import date, timedelta

import apsw
import pytest

from kiosk.contract.receipts import ReceiptState
from kiosk.errors import StoreError
from kiosk.ports.receipt_printer import Printed
from kiosk.store.journal.chain import Anchor, Break
from kiosk.store.journal.keeping import KEEP_DAYS
from kiosk.store.journal.kinds import Kind, sentence_key
from kiosk.store.records import PrintState, Word
from kiosk.words import LANGUAGES, words

TODAY = date(2026, 11, 22)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def tamper(path, *statements: str) -> None:
    """What somebody does who has the file and no respect for triggers."""
    with apsw.Connection(str(path)) as file:
        for name in ("journal_no_update", "journal_no_delete"):
            file.execute(f"DROP TRIGGER IF EXISTS {name}")
        for sql in statements:
            file.execute(sql)
    file.close()


@pytest.fixture
def ten(store):
    """A journal of ten rows, shut."""
    for _ in range(5):
        store.journal(Kind.VISIT, "begun")
        store.journal(Kind.VISIT, "finished")
    store.close()
    return store


# ---- the catalogue ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_that_can_be_written_has_a_sentence(language):
    keys = {sentence_key(kind, outcome) for kind in Kind for outcome in kind.outcomes}
    assert not [key for key in keys if words(language)(key) == key]


def test_no_number_is_given_twice_and_no_outcome_stands_twice_in_a_kind():
    assert len({kind.number for kind in Kind}) == len(Kind)
    assert not [kind for kind in Kind if len(set(kind.outcomes)) != len(kind.outcomes)]


def test_what_ends_something_ends_what_a_kind_begins():
    assert not [kind for kind in Kind if kind.ends and not Kind(kind.of).begins]


def test_every_word_that_comes_from_elsewhere_is_in_the_catalogue():
    assert set(Kind.CONCLUDED.outcomes) == {word.value for word in Word}
    assert {state.value for state in ReceiptState} <= set(Kind.SENT.outcomes)
    assert {printed.value for printed in Printed} <= set(Kind.PRINT.outcomes)
    assert {PrintState.UNKNOWN.value, PrintState.ABANDONED.value} <= set(Kind.PRINT.outcomes)


@pytest.mark.parametrize(
    ("kind", "outcome", "subject"),
    [
        ("weather", "begun", ""),
        (Kind.VISIT, "taken-in", ""),
        (Kind.VISIT, "begun", "CJ01-0001"),
        (Kind.BOOKING, "taken", ""),
    ],
)
def test_what_the_catalogue_does_not_know_is_not_written(store, kind, outcome, subject):
    with pytest.raises(ValueError, match="ids only"):
        store.journal(kind, outcome, subject)
    assert store.journal_after() == []


# ---- the chain ----------------------------------------------------------------------------------------------------


def test_breaks_that_were_found_are_counted_once_for_the_technicians_view(ten, path, open_store):
    tamper(path, "DELETE FROM journal WHERE seq BETWEEN 3 AND 5")
    store = open_store()
    assert store.journal_breaks() == 0
    for _ in range(2):
        store.check_journal()
    assert store.journal_breaks() == 1


def test_an_untouched_journal_is_whole(ten, open_store):
    assert open_store().check_journal() == []


@pytest.mark.parametrize("column", ["at_utc", "mono_ms", "boot_id", "kind", "outcome", "subject"])
def test_a_changed_row_is_named(ten, path, open_store, column):
    tamper(path, f"UPDATE journal SET {column} = 7 WHERE seq = 4")  # noqa: S608
    assert open_store().check_journal() == [Break(4, 4, "changed")]


def test_a_row_that_was_changed_together_with_its_hash_gives_itself_away_by_the_next(ten, path, open_store):
    tamper(path, "UPDATE journal SET outcome = 'cancelled', hash = zeroblob(32) WHERE seq = 4")
    assert open_store().check_journal() == [Break(4, 4, "changed"), Break(5, 5, "changed")]


def test_rows_that_were_taken_out_are_named(ten, path, open_store):
    tamper(path, "DELETE FROM journal WHERE seq BETWEEN 3 AND 5")
    assert open_store().check_journal() == [Break(3, 5, "missing")]


def test_rows_that_were_taken_off_the_end_are_named_now_and_after_the_next_row(ten, path, open_store):
    tamper(path, "DELETE FROM journal WHERE seq > 8")
    store = open_store()
    assert store.check_journal() == [Break(9, 10, "missing")]
    store.journal(Kind.VISIT, "begun")
    assert store.check_journal() == [Break(9, 10, "missing")]


def test_two_rows_that_changed_places_are_found(ten, path, open_store):
    tamper(
        path,
        "UPDATE journal SET seq = 99 WHERE seq = 4",
        "UPDATE journal SET seq = 4 WHERE seq = 5",
        "UPDATE journal SET seq = 5 WHERE seq = 99",
    )
    assert {broken.seq for broken in open_store().check_journal()} >= {4, 5}


def test_a_break_is_written_down_once_and_the_chain_goes_on_behind_it(ten, path, open_store):
    tamper(path, "UPDATE journal SET outcome = 'cancelled' WHERE seq = 4")
    open_store().check_journal()
    store = open_store()
    assert store.check_journal() == [Break(4, 4, "changed")]
    assert [(row.outcome, row.subject) for row in store.journal_after(10)] == [("broken", "4")]


def test_only_the_tail_is_looked_at_when_the_terminal_starts(ten, path, open_store):
    tamper(path, "UPDATE journal SET outcome = 'cancelled' WHERE seq = 4")
    assert open_store().check_journal(last=5) == []


def test_a_transaction_that_is_undone_leaves_no_gap(store):
    store.journal(Kind.VISIT, "begun")
    with pytest.raises(RuntimeError), store._database.transaction():
        store._note(Kind.VISIT, "finished")
        raise RuntimeError
    store.journal(Kind.VISIT, "cancelled")
    assert [row.seq for row in store.journal_after()] == [1, 2]
    assert store.check_journal() == []


# ---- half a year --------------------------------------------------------------------------------------------------


def live(store, first: int, days: int) -> None:
    """So many days, two rows each."""
    for number in range(first, first + days):
        store.rotate_journal(day(number))
        store.journal(Kind.VISIT, "begun")
        store.journal(Kind.VISIT, "finished")


def test_nothing_leaves_before_half_a_year_is_over(store):
    live(store, 0, KEEP_DAYS)
    assert store.rotate_journal(day(KEEP_DAYS)) == 0
    assert store.journal_after()[0].seq == 1


def test_what_is_older_leaves_a_day_at_a_time_and_the_rest_is_still_proven(store, path, open_store):
    live(store, 0, KEEP_DAYS + 1)
    assert store.rotate_journal(day(KEEP_DAYS + 1)) == 2
    rows = store.journal_after(limit=10_000)
    assert (rows[0].seq, rows[-1].kind, rows[-1].outcome, rows[-1].subject) == (3, "journal", "rotated", "2")
    assert store.check_journal(last=10_000) == []
    store.close()
    tamper(path, "UPDATE journal SET outcome = 'cancelled' WHERE seq = 3")
    assert open_store().check_journal(last=10_000) == [Break(3, 3, "changed")]


def test_a_clock_that_jumps_thirty_years_deletes_nothing(store):
    live(store, 0, 100)
    before = store.journal_after(limit=10_000)
    for jump in (30 * 365, -30 * 365, 30 * 365 + 1):
        assert store.rotate_journal(day(jump)) == 0
    live(store, 100, 80)
    assert store.rotate_journal(day(180)) == 0
    assert store.journal_after(limit=10_000)[: len(before)] == before


def test_days_on_which_the_terminal_was_off_do_not_count(store):
    live(store, 0, 10)
    assert store.rotate_journal(day(1000)) == 0
    assert store.journal_after()[0].seq == 1


def test_years_of_days_keep_half_a_year_of_rows(store):
    live(store, 0, 3 * KEEP_DAYS)
    rows = store.journal_after(limit=10_000)
    assert len([row for row in rows if row.kind == "visit"]) == 2 * (KEEP_DAYS + 1)
    assert store._database.rows("SELECT count(*) FROM journal_day")[0][0] <= KEEP_DAYS + 2


def test_the_anchor_goes_forward_only_and_only_to_a_row_that_is_there(store):
    store.journal(Kind.VISIT, "begun")
    assert store.journal_anchor() == Anchor()
    for sql in (
        "UPDATE journal_anchor SET seq = 1",
        "UPDATE journal_anchor SET seq = -1",
        "UPDATE journal_anchor SET seq = 9, hash = zeroblob(32)",
        "DELETE FROM journal_anchor",
    ):
        with pytest.raises(StoreError, match="anchor"):
            store._database.rows(sql)


def test_what_an_older_version_wrote_is_kept_and_the_chain_begins_behind_it(store, path, open_store):
    store.journal(Kind.VISIT, "begun")
    store._database.rows("UPDATE journal_anchor SET seq = 1, hash = (SELECT hash FROM journal)")
    store.journal(Kind.VISIT, "finished")
    assert store.check_journal() == []
    assert [row.seq for row in store.journal_after()] == [1, 2]
