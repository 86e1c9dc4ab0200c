"""What every code scanner must do, with a camera: a folder of pictures, or a video, as its wire."""

import time

import cv2
import pytest

from devices.qr_scanner.simulator import CODES, write_sample_frames
from kiosk.errors import DeviceUnplugged, NoPicture
from kiosk.ports.qr_scanner import PayloadKind, Refusal
from kiosk.ports.status import Readiness
from tests.unit.devices import qr_frames

SLIP = CODES["slip"]
QUICK = {"frame_every": 0, "read_within": 0.25}


def show(folder, *pictures):
    """What was before the camera is taken away, and these are held there."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for number, picture in enumerate(pictures):
        cv2.imwrite(str(folder / f"{number}.png"), picture)


@pytest.fixture
def folder(tmp_path):
    show(tmp_path / "frames", qr_frames.empty())
    return tmp_path / "frames"


@pytest.fixture
def scanner(build, folder):
    return build("camera-scanner", port=str(folder), **QUICK)


def test_nothing_shown_is_nothing_read_within_the_deadline(scanner):
    scanner.start()
    begun = time.monotonic()
    assert scanner.read() is None
    assert time.monotonic() - begun < 0.6


def test_a_code_that_comes_before_the_camera_is_read(scanner, folder):
    scanner.start()
    assert scanner.read() is None
    for place in folder.iterdir():
        place.unlink()
    write_sample_frames(folder, SLIP.encode())
    scan = scanner.read()
    assert (scan.text, scan.raw, scan.aim, scan.kind()) == (SLIP, SLIP.encode(), "]Q1", PayloadKind.OUR_SLIP)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("text", [qr_frames.TIBETAN, qr_frames.CHINESE])
def test_chinese_and_tibetan_are_read_in_both_encodings(scanner, folder, text, encoding):
    show(folder, qr_frames.frame(text.encode(encoding), angle=12))
    scanner.start()
    scan = scanner.read()
    assert (scan.text, scan.raw) == (text, text.encode(encoding))


def test_a_code_that_stays_is_given_once_and_another_at_once(scanner, folder):
    show(folder, qr_frames.frame(b"KS1/A"))
    scanner.start()
    assert scanner.read().text == "KS1/A"
    assert scanner.read() is None
    show(folder, qr_frames.frame(b"KS1/B"))
    assert scanner.read().text == "KS1/B"


def test_two_codes_in_one_frame_are_both_read(scanner, folder):
    both = cv2.hconcat([qr_frames.frame(b"KS1/A")[:, 400:880], qr_frames.frame(b"KS1/B")[:, 400:880]])
    show(folder, both)
    scanner.start()
    assert {scanner.read().text, scanner.read().text} == {"KS1/A", "KS1/B"}


@pytest.mark.parametrize(
    ("raw", "refused"),
    [(b"KS1/\x1b[2J", Refusal.CONTROL), (b"x" * 513, Refusal.TOO_LONG), (b"\xff\xff", Refusal.NO_TEXT)],
)
def test_a_code_that_must_not_be_used_is_refused_and_dropped(scanner, folder, raw, refused):
    show(folder, qr_frames.frame(raw, scale=4))
    scanner.start()
    scan = scanner.read()
    assert (scan.refused, scan.text, scan.raw) == (refused, "", b"")
    assert scanner.read() is None


def test_nothing_is_read_before_the_start_and_after_the_stop(scanner, folder):
    show(folder, qr_frames.frame(b"KS1/A"))
    scanner.open()
    assert scanner.read() is None
    scanner.start()
    assert scanner.read().text == "KS1/A"
    scanner.stop()
    scanner.stop()
    assert scanner.read() is None
    scanner.start()
    assert scanner.read().text == "KS1/A"


def test_a_picture_larger_than_was_asked_for_is_read(scanner, folder):
    show(folder, cv2.resize(qr_frames.frame(b"KS1/A"), None, fx=3, fy=3))
    scanner.start()
    assert scanner.read().text == "KS1/A"


def test_a_video_file_is_a_camera(build, tmp_path):
    place = tmp_path / "video.avi"
    writer = cv2.VideoWriter(str(place), cv2.VideoWriter.fourcc(*"MJPG"), 10, qr_frames.SIZE)
    for picture in (qr_frames.empty(), qr_frames.frame(b"KS1/A", angle=40)):
        writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    writer.release()
    scanner = build("camera-scanner", port=str(place), **QUICK)
    scanner.start()
    assert scanner.read().text == "KS1/A"


def test_frames_keep_the_distance_that_was_set(build, folder, monkeypatch):
    scanner = build("camera-scanner", port=str(folder), frame_every=0.2, read_within=0.5)
    looked, right = [], scanner._look
    monkeypatch.setattr(scanner, "_look", lambda deadline: looked.append(1) or right(deadline))
    scanner.start()
    assert scanner.read() is None
    assert len(looked) <= 3


def test_the_second_opinion_keeps_its_distance(build, folder, monkeypatch):
    scanner = build("camera-scanner", port=str(folder), frame_every=0, read_within=0.5, second_opinion_every=0.3)
    asked, right = [], scanner._wants_opinion
    monkeypatch.setattr(scanner, "_wants_opinion", lambda deadline: asked.append(right(deadline)) or asked[-1])
    scanner.start()
    assert scanner.read() is None
    assert asked[0]
    assert asked.count(True) <= 2 < len(asked)


def test_an_empty_folder_is_no_picture_and_a_missing_one_is_unplugged(build, tmp_path):
    (tmp_path / "empty").mkdir()
    scanner = build("camera-scanner", port=str(tmp_path / "empty"), **QUICK)
    scanner.start()
    with pytest.raises(NoPicture):
        scanner.read()
    assert scanner.status().readiness is Readiness.BLOCKED
    gone = build("camera-scanner", port=str(tmp_path / "nothing"), **QUICK)
    with pytest.raises(DeviceUnplugged):
        gone.start()
    assert gone.status().readiness is Readiness.ABSENT


def test_a_camera_that_vanishes_is_unplugged_and_reads_when_it_is_back(scanner, folder, tmp_path):
    show(folder, qr_frames.frame(b"KS1/A"))
    scanner.start()
    assert scanner.status().readiness is Readiness.READY
    folder.rename(tmp_path / "away")
    with pytest.raises(DeviceUnplugged):
        scanner.read()
    (tmp_path / "away").rename(folder)
    assert scanner.read().text == "KS1/A"


def test_a_frame_is_overwritten_once_it_was_looked_at(scanner, folder, monkeypatch):
    show(folder, qr_frames.frame(b"KS1/A"))
    seen, right = [], scanner._grab
    monkeypatch.setattr(scanner, "_grab", lambda: seen.append(right()) or seen[-1])
    scanner.start()
    assert scanner.read().text == "KS1/A"
    assert not any(picture.any() for picture in seen)


def test_closing_twice_is_allowed_and_forgets(scanner, folder):
    show(folder, qr_frames.frame(b"KS1/A"))
    scanner.start()
    scanner.read()
    scanner.close()
    scanner.close()
    assert scanner.read() is None
