"""Drafts in the store: one for each tag, so many, so long, and gone when they go."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.errors import StoreFull
from kiosk.store.records import Limits, TakenIn
from kiosk.store.store import Store
from tests.unit.store.conftest import HandClock

MATTER, DAY, MOST = "elderly_allowance", 86_400.0, 200
TAG, OTHER = b"t" * 16, b"o" * 16
MARK = b"a box that can be found again"


def _keep(store: Store, tag: bytes = TAG, sealed: bytes = MARK, most: int = MOST) -> None:
    store.keep_draft(tag, MATTER, sealed, most)


def _journal(store: Store) -> list[str]:
    return [row.outcome for row in store.journal_after() if row.kind == "draft"]


def _bytes_of(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.iterdir())


def test_what_was_kept_is_given_to_its_tag_and_matter_alone(store: Store) -> None:
    _keep(store)
    assert store.draft(OTHER, MATTER) is None and store.draft(TAG, "pension_alive_cert") is None
    assert store.draft(TAG, MATTER) == MARK
    assert _journal(store) == ["kept", "fetched"]


def test_it_outlives_the_keeper(open_store: Callable[..., Store]) -> None:
    first = open_store()
    salt = first.draft_salt()
    _keep(first)
    first.close()
    second = open_store()
    assert second.draft(TAG, MATTER) == MARK and second.draft_salt() == salt and len(salt) == 32


def test_one_card_has_one_draft_of_a_matter(store: Store) -> None:
    _keep(store)
    _keep(store, sealed=b"newer")
    assert store.draft(TAG, MATTER) == b"newer"
    assert _journal(store) == ["kept", "replaced", "kept", "fetched"]


def test_when_there_are_too_many_the_oldest_go(store: Store, clock: HandClock) -> None:
    for number in range(4):
        _keep(store, bytes([number]) * 16, most=3)
        clock.pass_(60)
    kept = [number for number in range(4) if store.draft(bytes([number]) * 16, MATTER)]
    assert kept == [1, 2, 3]
    assert _journal(store).count("crowded-out") == 1


def test_a_destroyed_one_is_in_no_file(store: Store, path: Path) -> None:
    _keep(store)
    assert MARK in _bytes_of(path)
    store.destroy_draft(TAG)
    assert store.draft(TAG, MATTER) is None and MARK not in _bytes_of(path)
    store.destroy_draft(TAG)
    assert _journal(store) == ["kept", "destroyed"]


def test_it_goes_in_the_same_commit_with_which_the_application_comes(
    store: Store, taken: Callable[..., TakenIn]
) -> None:
    _keep(store)
    _keep(store, OTHER)
    application = replace(taken(store.reserve_slip_number(date(2026, 11, 22))), draft_tag=TAG)
    store.take_in(application)
    assert store.draft(TAG, MATTER) is None and store.draft(OTHER, MATTER) == MARK
    store.take_in(application)
    assert _journal(store) == ["kept", "kept", "destroyed", "fetched"]


def test_seven_days_and_no_more(store: Store, clock: HandClock) -> None:
    _keep(store)
    clock.pass_(7 * DAY - 1)
    assert store.expire_drafts(7) == 0
    clock.pass_(1)
    assert store.expire_drafts(7) == 1
    assert store.draft(TAG, MATTER) is None and _journal(store) == ["kept", "expired"]


@pytest.mark.parametrize("jump", [-30 * 365 * DAY, -DAY, DAY, 30 * 365 * DAY])
def test_a_clock_that_jumps_makes_it_neither_younger_nor_older(store: Store, clock: HandClock, jump: float) -> None:
    _keep(store)
    clock.pass_(3 * DAY)
    clock.wall += timedelta(seconds=jump)
    assert store.expire_drafts(7) == 0
    clock.pass_(4 * DAY - 60)
    clock.wall -= timedelta(seconds=jump)
    assert store.expire_drafts(7) == 0
    clock.pass_(60)
    assert store.expire_drafts(7) == 1


def _restarted(path: Path, clock: HandClock, boot_id: str) -> Store:
    return Store.open(path, "CJ01", clock, boot_id=boot_id, limits=Limits(pending=500, free_bytes=0))


def test_the_time_that_the_terminal_was_off_counts(store: Store, path: Path, clock: HandClock) -> None:
    _keep(store)
    store.close()
    clock.wall, clock.mono = clock.wall + timedelta(days=7), 5.0
    after = _restarted(path, clock, "boot-2")
    assert after.expire_drafts(7) == 1
    after.close()


def test_a_wall_clock_that_went_back_while_it_was_off_keeps_nothing_for_ever(
    store: Store, path: Path, clock: HandClock
) -> None:
    _keep(store)
    clock.pass_(2 * DAY)
    store.expire_drafts(7)
    store.close()
    clock.wall, clock.mono = clock.wall - timedelta(days=3650), 5.0
    after = _restarted(path, clock, "boot-2")
    assert after.expire_drafts(7) == 0
    clock.pass_(5 * DAY)
    assert after.expire_drafts(7) == 1
    after.close()


def test_before_the_room_for_applications_runs_out_no_draft_is_kept(
    path: Path, tmp_path: Path, clock: HandClock
) -> None:
    free = shutil.disk_usage(tmp_path).free
    store = Store.open(path, "CJ01", clock, boot_id="boot-1", limits=Limits(pending=500, free_bytes=int(free * 0.6)))
    assert not store.has_room_for_drafts()
    store.require_room()
    with pytest.raises(StoreFull):
        _keep(store)
    assert store.draft(TAG, MATTER) is None and _journal(store) == []
    store.close()


def test_what_is_larger_than_any_visit_makes_is_not_kept(store: Store) -> None:
    with pytest.raises(StoreFull):
        _keep(store, sealed=bytes(7_000_000))
