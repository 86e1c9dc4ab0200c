"""What the search for marks finds, and that it searches what it says."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.traces import marks
from tests.faults.traces.people import DIGITS, SIGNS, Person, of_anybody

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can read another process's memory")
SAME = Person(7)
WORDS = (SAME.name, SAME.number, SAME.address, SAME.mobile, SAME.account, SAME.house, SAME.code)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32-le", "gb18030"])
def test_every_value_of_a_person_is_found_in_every_encoding(word: str, encoding: str) -> None:
    assert marks.in_bytes(os.urandom(99) + word.encode(encoding) + os.urandom(99), of_anybody())


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
def test_a_value_is_found_in_hex_base64_and_spaced(word: str, encoding: str) -> None:
    raw = word.encode(encoding)
    forms = [raw.hex(), raw.hex().upper(), *(base64.b64encode(bytes(n) + raw + b"more").decode() for n in range(4))]
    assert all(marks.in_bytes(f"({form})".encode(), of_anybody()) for form in forms)
    assert marks.in_bytes(" ".join(word).encode(encoding), of_anybody())


@pytest.mark.parametrize("number", [SAME.number, SAME.account, SAME.mobile])
@pytest.mark.parametrize("first", [3, 4])
def test_a_number_is_found_in_groups_of_four(number: str, first: int) -> None:
    grouped = " ".join([number[:first], *(number[at : at + 4] for at in range(first, len(number), 4))])
    assert marks.in_bytes(grouped.encode(), of_anybody())


def test_escapes_and_half_a_value_are_found() -> None:
    for text in (ascii(SAME.name), "%E9%98%87%E7%93%9B%E7%BF%80", DIGITS, SIGNS):
        assert marks.in_bytes(text.encode(), of_anybody())


def test_what_a_slip_may_show_is_no_mark() -> None:
    slip = f"{SAME.name[0]}** ****{SAME.number[-4:]} 320682-CJ01-20261122-0007"
    assert not marks.in_bytes(slip.encode() + slip.encode("utf-16-le"), of_anybody())


@needs_root
def test_another_processs_memory_arguments_and_environment_are_searched() -> None:
    held = "name = chr(0x9607) + chr(0x74DB) + chr(0x7FC0); print(flush=True); input()"  # its own code holds no mark
    command = [sys.executable, "-c", held, SAME.number]
    surroundings = {**os.environ, "PHONE": SAME.mobile}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=surroundings)
    try:
        assert process.stdin is not None and process.stdout is not None
        process.stdout.readline()
        found = marks.in_process(process.pid, of_anybody())
        assert {hit.place for hit in found} == {"cmdline", "environ", "memory"}
        assert "name or address as utf-16-le" in {hit.what for hit in found if hit.place == "memory"}
    finally:
        process.communicate(b"\n")


@needs_root
def test_what_was_clean_and_changed_is_searched_again() -> None:
    held = "words = []\nwhile input() is not None: words.append(chr(0x9607) + chr(0x74DB) + chr(0x7FC0)); print(flush=True)"
    process = subprocess.Popen([sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdin is not None and process.stdout is not None
        clean: marks.Clean = {}
        assert not marks.in_process(process.pid, of_anybody(), clean=clean)
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()
        for _ in range(2):  # what was found once is no less there the second time
            assert marks.in_process(process.pid, of_anybody(), clean=clean)
    finally:
        process.kill()
        process.communicate()


def test_files_are_searched_with_their_names(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / SAME.mobile).touch()
    (tmp_path / "kiosk.db-wal").write_bytes(os.urandom(5000) + SAME.name.encode("gb18030") + os.urandom(5000))
    assert {hit.place for hit in marks.in_files([tmp_path], of_anybody())} == {SAME.mobile, "kiosk.db-wal"}
