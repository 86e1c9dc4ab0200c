"""`kiosk demo` as a stranger runs it."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

import pytest
import zxingcpp
from PIL import Image

from kiosk.documents.codes import SLIP
from tests.bench.terminal import until

SIZE = (1080, 1920)
BOUND = 200.0


@pytest.mark.e2e
@pytest.mark.timeout(300)
def test_the_demo_walks_a_whole_visit_and_leaves_nothing_but_its_pictures(tmp_path: Path) -> None:
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    # not under tmp_path: a unix socket's path has 107 bytes, and the demo adds folders of its own
    with tempfile.TemporaryDirectory() as short:
        walk_and_look(home, Path(short), here)


def walk_and_look(home: Path, temporary: Path, here: Path) -> None:
    said = here.parent / "said.txt"
    numbers: list[list[str]] = []

    def ended(demo: "subprocess.Popen[bytes]") -> bool:
        numbers[:] = at_the_hall(temporary) or numbers
        return demo.poll() is not None

    with said.open("wb") as saying:
        demo = begin(home, temporary, here, saying)
        try:
            until(lambda: ended(demo), "the demo's end", BOUND)
        finally:
            left = of_session(demo.pid)
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            code = demo.wait()
    assert code == 0, said.read_text("utf-8")
    assert not left

    out = here / "demo-output"
    look_at(sorted(out.glob("[0-9]*.png")))
    [[number]] = numbers
    with Image.open(out / "panel.png") as panel:
        assert panel.size == (1312, 1040)
        assert len(panel.resize((131, 104)).getcolors(131 * 104) or ()) > 100, "the panel is blank"
    [slip] = out.glob("slip-*.png")
    with Image.open(slip) as picture:
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [f"{SLIP}/{number}"]
    assert {"  attract", "  form", "  done"} <= set(said.read_text("utf-8").splitlines())
    assert "1 application(s) at the hall" in said.read_text("utf-8")
    assert {path.suffix for path in out.iterdir()} == {".png"}
    assert [list(folder.iterdir()) for folder in (home, temporary, here)] == [[], [], [out]]


def begin(home: Path, temporary: Path, here: Path, saying: BinaryIO) -> "subprocess.Popen[bytes]":
    """The demo in a session of its own, so that whatever it leaves behind can be found."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "KIVY_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk", "demo", "--headless", "--out", "demo-output"],
        cwd=here,
        env={**clean, "HOME": str(home), "TMPDIR": str(temporary)},
        stdout=saying,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def look_at(paths: list[Path]) -> None:
    """Numbered from one; each a whole glass with something on it; not one and the same."""
    assert [int(path.name[:2]) for path in paths] == list(range(1, len(paths) + 1))
    assert len(paths) >= 12
    seen = set()
    for path in paths:
        with Image.open(path) as shot:
            assert shot.size == SIZE
            assert len(shot.convert("RGB").resize((108, 192)).getcolors(108 * 192) or ()) > 20, f"{path.name} is blank"
            seen.add(shot.tobytes())
    assert len(seen) >= len(paths) - 2


def at_the_hall(temporary: Path) -> list[list[str]]:
    """Numbers of the applications that this demo's hall holds, read from its database while it runs."""
    found: list[list[str]] = []
    for path in temporary.glob("kiosk-demo-*/hall/*.db"):
        try:
            database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        except sqlite3.Error:
            continue
        try:
            found += [[row[0] for row in database.execute("SELECT number FROM application")]]
        except sqlite3.Error:
            continue  # not made yet, or gone
        finally:
            database.close()
    return found


def of_session(leader: int) -> list[int]:
    """Processes of the session that this one led."""
    living = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getsid(int(entry.name)) == leader:
                living.append(int(entry.name))
        except OSError:
            continue
    return living
