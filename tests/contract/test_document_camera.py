"""What every document camera must do, with a folder of pictures as its wire."""

import cv2
import numpy as np
import pytest

from devices.document_camera import frames
from kiosk.errors import DeviceUnplugged, NoPicture
from kiosk.ports.status import Readiness


@pytest.fixture(scope="module")
def pages(program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("camera") / "pages"
    assert program("document-camera", "--folder", folder).ready["ready"]
    return folder


def write(folder, name, picture):
    folder.mkdir(exist_ok=True)
    cv2.imwrite(str(folder / name), picture)


@pytest.fixture
def camera(build, pages):
    return build("opencv-camera", port=str(pages))


def test_a_preview_has_the_width_that_was_asked_for_and_three_bytes_a_pixel(camera):
    camera.open()
    frame = camera.preview(640)
    assert (frame.width, frame.height, len(frame.rgb)) == (640, 480, 640 * 480 * 3)


def test_a_preview_is_red_first(build, tmp_path):
    write(tmp_path / "red", "1.png", np.full((40, 60, 3), (0, 0, 255), np.uint8))
    frame = build("opencv-camera", port=str(tmp_path / "red")).preview(60)
    assert frame.rgb[:3] == b"\xff\x00\x00"


def test_a_photo_is_a_jpeg_of_the_size_that_it_says(camera):
    photo = camera.take()
    picture = cv2.imdecode(np.frombuffer(photo.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape[:2] == (photo.height, photo.width) == (1440, 1920)


@pytest.mark.parametrize("budget", [400_000, 120_000, 30_000])
def test_a_photo_keeps_its_budget(build, pages, budget):
    photo = build("opencv-camera", port=str(pages), max_bytes=budget).take()
    assert len(photo.jpeg) <= budget
    assert photo.width >= 320


def test_a_blurred_page_is_less_sharp(build, pages, tmp_path):
    page = cv2.imread(str(sorted(pages.iterdir())[0]))
    write(tmp_path / "sharp", "1.png", page)
    write(tmp_path / "blurred", "1.png", cv2.GaussianBlur(page, (0, 0), 4))
    sharp, blurred = (build("opencv-camera", port=str(tmp_path / each)).take() for each in ("sharp", "blurred"))
    assert blurred.sharpness < sharp.sharpness / 5


def test_each_photo_goes_on_to_the_next_page_and_begins_again_after_the_last(camera, pages):
    photos = [camera.take() for _ in range(3)]
    assert photos[0].jpeg != photos[1].jpeg
    assert photos[0].jpeg == photos[2].jpeg
    assert camera.preview(320) == camera.preview(320)


def test_an_empty_folder_is_no_picture(build, tmp_path):
    camera = build("opencv-camera", port=str(tmp_path))
    camera.open()
    with pytest.raises(NoPicture):
        camera.preview(320)
    assert camera.status().readiness is Readiness.BLOCKED


def test_a_missing_folder_is_unplugged(build, tmp_path):
    camera = build("opencv-camera", port=str(tmp_path / "nothing"))
    with pytest.raises(DeviceUnplugged):
        camera.open()
    assert camera.status().readiness is Readiness.ABSENT


def test_a_camera_that_is_not_there_is_unplugged(build):
    with pytest.raises(DeviceUnplugged):
        build("opencv-camera", port="/dev/video99").open()


def test_a_folder_that_vanishes_is_unplugged_and_works_when_it_is_back(build, tmp_path):
    folder = tmp_path / "pages"
    write(folder, "1.png", np.zeros((480, 640, 3), np.uint8))
    camera = build("opencv-camera", port=str(folder))
    assert camera.status().readiness is Readiness.READY
    folder.rename(tmp_path / "away")
    with pytest.raises(DeviceUnplugged):
        camera.take()
    (tmp_path / "away").rename(folder)
    assert camera.take().width == 640


def test_a_file_that_is_no_picture_is_no_picture(build, tmp_path):
    (tmp_path / "1.jpg").write_bytes(b"no picture")
    with pytest.raises(NoPicture):
        build("opencv-camera", port=str(tmp_path)).take()


def test_a_video_file_is_a_camera_that_begins_again(build, tmp_path):
    place = tmp_path / "video.avi"
    writer = cv2.VideoWriter(str(place), cv2.VideoWriter.fourcc(*"MJPG"), 10, (320, 240))
    for grey in (0, 120, 240):
        writer.write(np.full((240, 320, 3), grey, np.uint8))
    writer.release()
    camera = build("opencv-camera", port=str(place))
    firsts = [camera.preview(320).rgb[0] for _ in range(4)]
    assert firsts[0] < firsts[1] < firsts[2]
    assert firsts[3] == firsts[0]


def test_closing_overwrites_the_last_frame(camera, monkeypatch):
    seen = []
    right = frames.scaled_rgb
    monkeypatch.setattr(frames, "scaled_rgb", lambda picture, width: seen.append(picture) or right(picture, width))
    camera.preview(320)
    assert seen[0].any()
    camera.close()
    assert not seen[0].any()
    camera.close()


def test_a_photo_never_shows_its_bytes_in_a_repr(camera):
    assert "jpeg" not in repr(camera.take())
    assert "rgb" not in repr(camera.preview(320))
