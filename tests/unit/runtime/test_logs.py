"""What a process that serves residents writes to the log when something breaks: where, never what the exception said."""

import subprocess
import sys
from pathlib import Path

import pytest

BREAK = """
import logging, threading
import structlog
from kiosk.runtime.logs import configure

configure(personal=True)

def parse_birthday(words):
    return int(words)

def log_it(log):
    try:
        parse_birthday("\u5f20\u79c0\u82f1 19461122")
    except ValueError:
        log.exception("a frame failed")

{how}
"""
WAYS = {
    "ours": "log_it(structlog.get_logger())",
    "a library's": "log_it(logging.getLogger('kivy'))",
    "a thread": "t = threading.Thread(target=parse_birthday, args=('\u5f20\u79c0\u82f1 19461122',)); t.start(); t.join()",
    "the main thread": "parse_birthday('\u5f20\u79c0\u82f1 19461122')",
}


@pytest.mark.parametrize("how", WAYS.values(), ids=WAYS)
def test_the_log_says_where_it_broke_and_no_word_of_the_person(tmp_path: Path, how: str) -> None:
    script = tmp_path / "breaks.py"
    script.write_text(BREAK.replace("{how}", how), "utf-8")
    command = [sys.executable, "-c", f"exec(compile({script.read_text('utf-8')!r}, 'breaks', 'exec'))"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stderr
    assert "ValueError" in said and "parse_birthday" in said
    assert "19461122" not in said and "\u5f20" not in said and "张" not in said
