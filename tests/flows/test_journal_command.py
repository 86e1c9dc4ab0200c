"""`kiosk journal` as a technician and an auditor use it, on the state directory of a terminal."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from kiosk.runtime.clock import SystemClock
from kiosk.settings.places import ROOT, config_root
from kiosk.store.journal.kinds import Kind
from kiosk.store.store import Store

TERMINAL = config_root() / "terminals" / "demo.toml"


def journal(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "kiosk", "journal", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def state(tmp_path: Path):
    """A terminal's state directory while its keeper has the database open."""
    store = Store.open(tmp_path / "state" / "kiosk.db", "CJ01", SystemClock())
    store.journal(Kind.TERMINAL, "started")
    for _ in range(3):
        store.journal(Kind.VISIT, "begun")
        store.journal(Kind.VISIT, "finished")
    yield tmp_path / "state"
    store.close()


def test_what_was_exported_beside_the_open_store_is_verified_by_its_public_key(state, tmp_path):
    out = tmp_path / "journal.jsonl"
    said = journal("export", TERMINAL, "--state", state, "--out", out)
    assert (said.returncode, said.stderr) == (0, "")
    key = journal("key", TERMINAL, "--state", state).stdout.strip()
    good = journal("verify", out, "--key", key)
    assert (good.returncode, "7 条" in good.stdout, "链完整" in good.stdout) == (0, True, True)

    out.write_bytes(out.read_bytes().replace(b'"outcome":"begun"', b'"outcome":"fault"', 1))
    bad = journal("verify", out, "--key", key)
    assert (bad.returncode, "row 2 was changed" in bad.stderr, "Traceback" in bad.stderr) == (2, True, False)


def test_it_is_shown_in_words_and_verified_in_place(state):
    shown = journal("show", "--state", state, "--last", "2").stdout.splitlines()
    assert [line.split("  ")[-1] for line in shown] == ["一次办事开始", "办事人办完离开"]
    assert "a visit began" in journal("show", "--state", state, "--language", "en").stdout
    assert journal("verify", "--state", state).returncode == 0


def test_a_key_that_is_none_is_told_without_a_traceback(state, tmp_path):
    out = tmp_path / "journal.jsonl"
    journal("export", TERMINAL, "--state", state, "--out", out, "--from", "2020-01-01", "--to", "2020-01-02")
    said = journal("verify", out, "--key", "nonsense")
    assert said.returncode == 2
    assert "Traceback" not in said.stderr


def test_the_journal_of_a_database_that_was_set_aside_is_exported_before_it_is_destroyed(state, tmp_path):
    aside = tmp_path / "damaged.db"
    Store.open(aside, "CJ01", SystemClock()).close()
    with closing(apsw.Connection(str(aside))) as file:
        assert file.execute("SELECT count(*) FROM journal").fetchall() == [(0,)]
    out = tmp_path / "aside.jsonl"
    said = journal("export", TERMINAL, "--state", state, "--out", out, "--database", aside)
    assert said.returncode == 0, said.stderr
    assert "0 条" in said.stdout
    assert journal("verify", "--state", state, "--database", aside).returncode == 0
