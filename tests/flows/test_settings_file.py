"""A terminal file with faults: one message that names the file and all of them, and no traceback."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from kiosk.cli.setup import read_setup
from kiosk.errors import BadSettings
from kiosk.runtime.clock import SystemClock
from kiosk.settings.places import config_root
from kiosk.store.journal.kinds import Kind
from kiosk.store.store import Store

SHIPPED = config_root() / "terminals" / "demo.toml"


def _file(folder: Path, *changes: tuple[str, str]) -> Path:
    text = SHIPPED.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "terminals" / "broken.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


THREE = (
    ('languages = ["zh_CN", "en"]', 'languages = ["zh_CN", "klingon"]'),
    ("width_mm = 535.0", "width_mm = 5.35"),
    ("paper_mm = 80", "paper_mm = 79"),
)
WHERE = ("terminal.languages", "screen.width_mm", "devices.receipt_printer.options.paper_mm")


def _check(path: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "check", str(path), *more],
        capture_output=True, text=True, check=False, timeout=60, cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


def test_one_message_names_the_file_and_all_three_faults(tmp_path: Path) -> None:
    path = _file(tmp_path, *THREE)
    with pytest.raises(BadSettings) as caught:
        read_setup(path, tmp_path / "state")
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{path}:"
    assert [next(line for line in lines if where in line) for where in WHERE]
    assert len(lines) == 4


def test_the_command_says_so_and_ends_with_two(tmp_path: Path) -> None:
    path = _file(tmp_path, *THREE)
    ended = _check(path)
    assert ended.returncode == 2
    assert str(path) in ended.stderr and all(where in ended.stderr for where in WHERE)
    assert "Traceback" not in ended.stderr + ended.stdout


def test_the_shipped_file_is_good_and_its_bare_keys_are_pointed_out(tmp_path: Path) -> None:
    ended = _check(SHIPPED)
    assert ended.returncode == 0
    (note,) = ended.stderr.splitlines()
    assert "钥匙和申请在同一块硬盘上" in note
    assert "elderly_allowance" in ended.stdout
    assert _check(_file(tmp_path, ("[backend]", '[keys]\nstore = "tpm"\n\n[backend]'))).stderr == ""


def test_a_row_that_is_missing_in_the_journal_is_pointed_out(tmp_path: Path) -> None:
    path, database = _file(tmp_path), tmp_path / "kiosk.db"
    store = Store.open(database, "CJ01", SystemClock())
    for _ in range(3):
        store.journal(Kind.TERMINAL, "started")
    store.close()
    assert "断开" not in _check(path, "--state", str(tmp_path)).stderr
    with closing(apsw.Connection(str(database))) as file:
        file.execute("DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq = 2").fetchall()
    assert "审计日志的链有 1 处断开" in _check(path, "--state", str(tmp_path)).stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("schema = 1", "schema = 99"), "schema 99 is newer"),
        (('hall = "changjiang"', 'hall = "nowhere"'), "nowhere.toml"),
        (('matters = ["elderly_allowance", ', 'matters = ["moon_landing", '), "moon_landing"),
        (('driver = "sam-reader"', 'driver = "crystal-ball"'), "devices.id_reader.driver"),
        (("[screen]", "[screen"), "broken.toml"),
        (('options = { port = "${STATE}/wires/document-camera" }', "options = 3"), "devices.document_camera.options"),
        (('driver = "opencv-camera"', "driver = 7"), "devices.document_camera.driver"),
        (("[devices.document_camera]", "[devices.telescope]"), "telescope"),
        (("[backend]", "[backend]\nretries = 3"), "backend.retries"),
        (("[backend]", '[keys]\nstore = "drawer"\n\n[backend]'), "keys.store"),
        (("[backend]", "[keys]\npcrs = [24]\n\n[backend]"), "keys.pcrs"),
        (("[backend]", '[store]\ncipher = "rot13"\n\n[backend]'), "store.cipher"),
    ],
)
def test_each_fault_is_a_sentence_and_never_a_traceback(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(BadSettings, match=said.replace(".", r"\.")):
        read_setup(_file(tmp_path, change), tmp_path / "state")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"missing\.toml"):
        read_setup(tmp_path / "missing.toml", tmp_path / "state")


@pytest.mark.parametrize(
    ("url", "readable"),
    [
        ("http://127.0.0.1:8080", False), ("http://localhost", False), ("http://[::1]:80", False),
        ("https://hall.example", False), ("http://hall.example", True), ("http://10.0.0.7:8080", True),
        ("http://127.0.0.1.example", True),
    ],
)  # fmt: skip
def test_plain_http_to_another_machine_is_pointed_out(tmp_path: Path, url: str, readable: bool) -> None:
    setup = read_setup(_file(tmp_path, ('url = "http://127.0.0.1:8080"', f'url = "{url}"')), tmp_path / "state")
    assert setup.terminal.backend.is_readable_on_the_way is readable
