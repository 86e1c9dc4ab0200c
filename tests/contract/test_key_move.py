"""Moving keys between real stores: nothing is ever without its key, wherever the move breaks off."""

import itertools
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.contract.keyfile import write_key_file
from kiosk.contract.sealing import new_keypair
from kiosk.errors import KeyStoreError
from kiosk.keys import key_store
from kiosk.keys.move import Moved, move
from kiosk.ports.key_store import KeptIn, KeyName, KeyPlace
from kiosk.runtime.clock import SystemClock
from kiosk.store.store import Store
from tests.contract.tpm import a_tpm

ROOT = Path(__file__).parents[2]
KEY, OTHER = bytes(range(32)), bytes(range(100, 132))
WAYS = list(itertools.permutations(KeptIn, 2))


class Crash(Exception):
    """The power went."""


class Breaking:
    """A key store before or after whose call number `at` the power goes."""

    def __init__(self, store, calls, at):
        self._store, self._calls, self._at = store, calls, at

    def __getattr__(self, name):
        def call(*values):
            self._tick()
            result = getattr(self._store, name)(*values)
            self._tick()
            return result

        return call

    def _tick(self):
        self._calls.append(1)
        if len(self._calls) == self._at:
            raise Crash


@pytest.fixture(scope="module")
def tcti(tmp_path_factory):
    with a_tpm(tmp_path_factory.mktemp("tpm")) as found:
        yield found


@pytest.fixture
def stores(tmp_path, tcti):
    place = KeyPlace(KeptIn.FILE, tmp_path, tmp_path / "credstore", tcti=tcti)
    return {kind: key_store(replace(place, kept_in=kind)) for kind in KeptIn}


@pytest.mark.parametrize(("old", "new"), WAYS)
def test_a_key_that_was_moved_is_in_the_new_place_alone(stores, old, new):
    stores[old].save(KeyName.SENDER, KEY)
    assert move(KeyName.SENDER, [stores[old]], stores[new]) is Moved.MOVED
    assert stores[new].load(KeyName.SENDER) == KEY
    assert not stores[old].has(KeyName.SENDER)
    assert move(KeyName.SENDER, [stores[old]], stores[new]) is Moved.THERE


def test_where_there_is_no_key_none_is_made(stores):
    assert move(KeyName.JOURNAL, [stores[KeptIn.FILE]], stores[KeptIn.TPM]) is Moved.NOWHERE
    assert not stores[KeptIn.TPM].has(KeyName.JOURNAL)


def test_wherever_a_move_breaks_off_the_key_is_somewhere_and_moving_again_ends_it(stores):
    old, new = stores[KeptIn.FILE], stores[KeptIn.CREDENTIAL]
    for at in itertools.count(1):
        old.save(KeyName.SENDER, KEY)
        new.forget(KeyName.SENDER)
        calls = []
        try:
            move(KeyName.SENDER, [Breaking(old, calls, at)], Breaking(new, calls, at))
        except Crash:
            having = [store for store in (old, new) if store.has(KeyName.SENDER)]
            assert having and all(store.load(KeyName.SENDER) == KEY for store in having)
            move(KeyName.SENDER, [old], new)
            assert new.load(KeyName.SENDER) == KEY and not old.has(KeyName.SENDER)
        else:
            break
    assert at > 10  # it was cut at more than ten places


def test_two_different_keys_are_both_left_where_they_are(stores):
    old, new = stores[KeptIn.FILE], stores[KeptIn.TPM]
    old.save(KeyName.SENDER, KEY)
    new.save(KeyName.SENDER, OTHER)
    with pytest.raises(KeyStoreError, match="Different keys"):
        move(KeyName.SENDER, [old], new)
    assert (old.load(KeyName.SENDER), new.load(KeyName.SENDER)) == (KEY, OTHER)


def test_a_store_that_gives_something_else_back_does_not_get_the_only_key(stores):
    class Forgetful:
        def __getattr__(self, name):
            return lambda *values: {"has": False, "load": OTHER, "where": "nowhere"}.get(name)

    stores[KeptIn.FILE].save(KeyName.SENDER, KEY)
    with pytest.raises(KeyStoreError, match="old one stays"):
        move(KeyName.SENDER, [stores[KeptIn.FILE]], Forgetful())
    assert stores[KeptIn.FILE].load(KeyName.SENDER) == KEY


def kiosk(state, tcti, *words):
    command = [sys.executable, "-m", "kiosk", "key", *words, "config/terminals/demo.toml", "--state", str(state)]
    env = {**os.environ, "TPM2TOOLS_TCTI": tcti}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)


def test_the_technician_sees_where_the_keys_lie_and_moves_them(tmp_path, tcti):
    private, public = new_keypair()
    write_key_file(tmp_path / "sender.key", private)
    write_key_file(tmp_path / "sender.pub", public)
    shown = kiosk(tmp_path, tcti, "show")
    assert shown.returncode == 0, shown.stderr
    assert "注意：钥匙和申请在同一块硬盘上" in shown.stdout and "是原来的那把" in shown.stdout

    moved = kiosk(tmp_path, tcti, "move", "--to", "tpm")
    assert moved.returncode == 0, moved.stderr
    assert '[keys] store = "tpm"' in moved.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sender.pub", "sender.tpm"]
    assert key_store(KeyPlace(KeptIn.TPM, tmp_path, tcti=tcti)).load(KeyName.SENDER) == private

    shown = kiosk(
        tmp_path, tcti, "show"
    )  # the terminal file still says file: it is told what is missing, and where one is
    assert "sender.tpm" in shown.stdout
    assert shown.returncode == 2 and "钥匙不见了" in shown.stderr


def test_the_lanes_key_moves_along_and_the_journal_says_that_keys_were_moved_once(tmp_path, tcti):
    write_key_file(tmp_path / "sender.key", new_keypair()[0])
    write_key_file(tmp_path / "lane.key", KEY)
    Store.open(tmp_path / "kiosk.db", "CJ01", SystemClock()).close()  # the keeper has run, and is stopped
    for _ in range(2):  # the second time everything lies there already
        moved = kiosk(tmp_path, tcti, "move", "--to", "tpm")
        assert moved.returncode == 0, moved.stderr
    assert not (tmp_path / "lane.key").exists()
    assert key_store(KeyPlace(KeptIn.TPM, tmp_path, tcti=tcti)).load(KeyName.LANE) == KEY
    store = Store.open(tmp_path / "kiosk.db", "CJ01", SystemClock())
    assert [(row.kind, row.outcome) for row in store.journal_after()] == [("key", "moved-to-tpm")]
    store.close()


def test_nothing_that_is_shown_is_a_key(tmp_path, tcti):
    private, public = new_keypair()
    write_key_file(tmp_path / "sender.key", private)
    write_key_file(tmp_path / "sender.pub", public)
    secret = (tmp_path / "sender.key").read_text().strip()
    for ended in (kiosk(tmp_path, tcti, "show"), kiosk(tmp_path, tcti, "move", "--to", "tpm")):
        assert secret not in ended.stdout + ended.stderr and private.hex() not in ended.stdout + ended.stderr
