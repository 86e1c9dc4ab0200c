"""The wipe's list: every item has its word in every report, and what is not done is said to be left."""

import queue
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest

from kiosk.runtime import leftovers, private_temp
from kiosk.runtime.private_temp import PrivateTemp
from kiosk.runtime.wipe import LIST, WINDOWS, Report, left, wipe
from kiosk.store.journal.kinds import Kind

ROOT = Path(__file__).parents[3]


class Window:
    def __init__(self, *names: str) -> None:
        self._names = names

    def forget(self) -> Report:
        return tuple((name, "cleared") for name in self._names)


class Watch(threading.Thread):
    """A device's thread that comes back when it is told to, or never."""

    def __init__(self, name: str, stuck: bool = False) -> None:
        super().__init__(name=name, daemon=True)
        self._told, self._stuck = threading.Event(), stuck

    def order(self, order: Literal["close"]) -> None:
        if not self._stuck:
            self._told.set()

    def run(self) -> None:
        self._told.wait()

    def join(self, timeout: float | None = None) -> None:
        super().join(0.05 if self._stuck else timeout)


def _wiped(window: Window, *watches: Watch, **more: Any) -> dict[str, str]:
    for watch in watches:
        watch.start()
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    waiting.put("of somebody")
    return dict(wipe(watches, waiting, window, **more))


def test_the_report_has_a_word_for_each_item_in_its_order() -> None:
    report = _wiped(Window(*WINDOWS), Watch("id-reader"), draft="kept on purpose")
    assert list(report) == [item.name for item in LIST]
    assert left(tuple(report.items())) == ()
    assert (report["events"], report["draft"], report["devices"]) == ("1 dropped", "kept on purpose", "closed")


def test_what_the_window_does_not_answer_and_a_thread_that_hangs_are_said_to_be_left() -> None:
    report = _wiped(Window("forms"), Watch("document-camera", stuck=True), Watch("id-reader"))
    assert left(tuple(report.items())) == ("devices", "frames", "textures", "caches", "clipboard")
    assert "document-camera" in report["devices"] and "id-reader" not in report["devices"]


def test_every_item_is_a_word_of_the_journal_and_names_a_test_that_is_there() -> None:
    assert {item.name for item in LIST} == set(Kind.LEFT.outcomes)
    assert [item for item in LIST if not (ROOT / item.shown_by).is_file()] == []
    assert set(WINDOWS) <= {item.name for item in LIST}


# ---- the private directory ------------------------------------------------------------------------------------------


def _environ(tmp_path: Path) -> Mapping[str, str]:
    (tmp_path / "run").mkdir(exist_ok=True)
    return {"RUNTIME_DIRECTORY": str(tmp_path / "run")}


def test_a_visits_directory_is_its_own_and_goes(tmp_path: Path) -> None:
    one, two = (PrivateTemp(tmp_path, _environ(tmp_path)) for _ in range(2))
    assert one.path != two.path and one.path.stat().st_mode & 0o777 == 0o700
    (one.path / "page.jpg").write_bytes(b"x")
    one.remove()
    one.remove()
    assert not one.path.exists() and two.path.exists()


def test_without_a_runtime_directory_it_lies_in_memory(tmp_path: Path) -> None:
    made = PrivateTemp(tmp_path, {})
    assert made.path.parent == Path("/dev/shm")
    made.remove()


def test_the_visit_empties_it_with_all_that_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = PrivateTemp(tmp_path, _environ(tmp_path))
    (made.path / "folder").mkdir()
    (made.path / "folder" / "page.jpg").write_bytes(b"x")
    (made.path / "note").write_text("x")
    (made.path / "link").symlink_to(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(made.path))
    assert _wiped(Window(*WINDOWS))["temp"] == "3 removed"
    assert list(made.path.iterdir()) == [] and tmp_path.exists()


def test_a_directory_that_no_keeper_made_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "somebodys").write_text("x")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert _wiped(Window(*WINDOWS))["temp"] == "none of this visit"
    assert (tmp_path / "somebodys").exists()


# ---- at the keeper's start ------------------------------------------------------------------------------------------


def test_what_an_earlier_run_left_is_swept_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", _environ(tmp_path)["RUNTIME_DIRECTORY"])
    state, neighbour = tmp_path / "state", tmp_path / "neighbour"
    for folder in (state, neighbour):
        folder.mkdir()
    dead, others = PrivateTemp(state), PrivateTemp(neighbour)
    (dead.path / "page.jpg").write_bytes(b"x")
    for name in ("sender.key", "sender.key.new", "pins.json", "pins.json.new", "old.sock", "kiosk.db"):
        (state / name).write_text("x")
    report = leftovers.sweep(state)
    assert dict(report)["temp"] == "1 removed" and dict(report)["unfinished"] == "3 removed"
    assert sorted(path.name for path in state.iterdir()) == ["kiosk.db", "pins.json", "sender.key"]
    assert not dead.path.exists() and others.path.exists()
    assert leftovers.outcome(report) == "leftovers-removed"
    assert leftovers.outcome(leftovers.sweep(state)) == "clean"


def test_what_cannot_be_removed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old.sock").mkdir()  # no file: unlink cannot
    monkeypatch.setenv("RUNTIME_DIRECTORY", _environ(tmp_path)["RUNTIME_DIRECTORY"])
    assert leftovers.outcome(leftovers.sweep(tmp_path)) == "leftovers-left"
    assert private_temp.sweep(tmp_path) == 0
