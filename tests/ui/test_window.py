"""The window as the visit uses it: threads, the socket of the bench, what is drawn and what is not."""

import json
import socket
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kiosk.cli.gallery import samples
from kiosk.ports.document_camera import Frame
from screens import bridge, window
from screens.bench import targets

ALL = dict(samples("zh_CN"))


def _ask(path: Path, line: bytes) -> dict:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(5)
        connection.connect(str(path))
        connection.sendall(line)
        return json.loads(connection.makefile("rb").readline())


def _asked(hand, path, line):
    """Ask from a thread, as another process would, while the window turns."""
    answers = []
    asking = threading.Thread(target=lambda: answers.append(_ask(path, line)))
    asking.start()
    while asking.is_alive():
        hand.turn()
    return answers[0]


@pytest.fixture(scope="module")
def socket_path(only_hand, tmp_path_factory):
    path = tmp_path_factory.mktemp("targets") / "window.sock"
    targets.serve(path, only_hand.window)
    return path


def test_the_bench_sees_what_can_be_touched(hand, socket_path):
    hand.show(ALL["home-one-matter.zh_CN"])
    answer = _asked(hand, socket_path, b'{"op": "targets"}\n')
    assert answer["ok"]
    assert answer["state"]["screen"] == "home"
    found = {box["id"]: box for box in answer["state"]["targets"]}
    assert {"matter:elderly_allowance", "tickets", "help", "cancel", "lang:en"} <= set(found)
    assert found["cancel"]["y"] < 200  # y counts down


def test_under_a_sheet_only_the_sheet_can_be_touched(hand, socket_path):
    hand.show(ALL["sheet-cancel.zh_CN"])
    state = _asked(hand, socket_path, b'{"op": "targets"}\n')["state"]
    assert state["sheet"] == "cancel"
    assert [box["id"] for box in state["targets"]] == ["stay", "leave"]


def test_the_bench_hears_which_sentences_stand_there_and_none_that_it_did_not_ask_for(hand, socket_path):
    hand.show(ALL["sheet-cancel.zh_CN"])
    line = b'{"op": "shown", "keys": ["cancel.title", "home.title", "outcome.kept", "no.such.key"]}\n'
    state = _asked(hand, socket_path, line)["state"]
    assert state == {"screen": "home", "sheet": "cancel", "said": ["cancel.title", "home.title"]}


def test_a_sentence_with_something_filled_in_is_known_again(hand, socket_path):
    hand.show(ALL["done-not-printed.zh_CN"])
    state = _asked(hand, socket_path, b'{"op": "shown", "keys": ["done.slip.because", "page.left"]}\n')["state"]
    assert state["said"] == ["done.slip.because", "page.left"]


@pytest.mark.parametrize(
    "line", [b"nonsense\n", b"[]\n", b'{"op": "press"}\n', b'{"op": 3}\n', b'{"op": "shown", "keys": 3}\n']
)
def test_the_socket_only_tells(hand, socket_path, line):
    answer = _asked(hand, socket_path, line)
    assert not answer["ok"]
    assert answer["problem"]


def test_posts_of_many_threads_all_run_in_their_order(hand):
    seen = []

    def posting(name):
        for number in range(200):
            bridge.post(partial(seen.append, (name, number)))

    threads = [threading.Thread(target=posting, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hand.turn()
    for name in range(4):
        assert [number for other, number in seen if other == name] == list(range(200))


def test_the_loop_sleeps_until_something_is_posted(hand):
    hand.show(ALL["attract-one-matter.zh_CN"])
    hand.turn(5)
    turns = []

    def drain():
        turns.append(1)
        bridge.drain()

    timer = threading.Timer(0.6, hand.window.stop)
    timer.start()
    window.run_loop(drain)
    timer.join()
    assert len(turns) < 12


def test_the_same_snapshot_is_not_drawn_twice(hand):
    from kivy.core.window import Window

    shown = ALL["guide-whole.zh_CN"]
    hand.show(shown)
    hand.turn(3)
    draws = []
    watch = lambda *_: draws.append(1)  # noqa: E731
    Window.bind(on_draw=watch)
    hand.show(shown)
    hand.show(replace(shown, frame=replace(shown.frame, seconds_left=89)))
    Window.unbind(on_draw=watch)
    assert draws == []


def test_the_preview_keeps_one_texture_and_forgets_the_picture(hand):
    hand.show(ALL["camera-live.zh_CN"])
    preview = hand.window.shows.preview
    for shade in (10, 200):
        hand.window.preview(Frame(64, 48, bytes([shade]) * 64 * 48 * 3))
        hand.turn(2)
    texture = preview._texture
    assert texture.size == (64, 48)
    assert texture.pixels[:3] == bytes([200, 200, 200])
    preview.forget()
    assert set(texture.pixels[:300:4]) == {0}


def test_every_screen_can_be_built_ahead(hand):
    hand.window.build_ahead()
    hand.turn(40)
    assert not hand.window.shows.build_next()
    hand.show(ALL["done-accepted.zh_CN"])
    assert hand.window.shows.name == "done"
