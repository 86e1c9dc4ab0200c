"""Pictures in pieces: they go on where they stopped, count only when whole and true, and fill nobody's disk."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.hall import pieces
from kiosk.hall.app import LARGEST_BODY
from kiosk.hall.hall import open_hall
from kiosk.hall.pieces import LARGEST_PIECE, MOST_PIECES, Part, take_piece
from kiosk.hall.settings import HallSettings
from kiosk.hall.tables import Material, Piece

PICTURE = bytes(range(256)) * 2500  # 640,000 bytes: three pieces
NAME = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def url():
    return f"/v1/materials/{uuid4()}/{NAME}"


def said(answer):
    return answer.status_code, answer.headers.get("upload-offset"), answer.headers.get("upload-complete")


def patch(call, hall, url, offset, content, complete="?0"):
    headers = {"Upload-Offset": str(offset), "Upload-Complete": complete}
    return call(hall, "PATCH", url, content=content, more=headers)


def kept(hall, table):
    with Session(hall.engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_a_picture_in_pieces_is_whole_at_its_last_one_and_true_to_its_name(hall, call, url):
    assert said(call(hall, "HEAD", url)) == (204, "0", "?0")
    for offset in (0, LARGEST_PIECE):
        piece = PICTURE[offset : offset + LARGEST_PIECE]
        assert said(patch(call, hall, url, offset, piece)) == (204, str(offset + LARGEST_PIECE), "?0")
    assert kept(hall, Material) == 0
    assert said(call(hall, "HEAD", url)) == (204, str(2 * LARGEST_PIECE), "?0")
    last = patch(call, hall, url, 2 * LARGEST_PIECE, PICTURE[2 * LARGEST_PIECE :], "?1")
    assert said(last) == (204, str(len(PICTURE)), "?1")
    assert (kept(hall, Material), kept(hall, Piece)) == (1, 0)
    with Session(hall.engine) as session:
        assert session.scalars(select(Material.content)).one() == PICTURE
    assert said(call(hall, "HEAD", url)) == (204, str(len(PICTURE)), "?1")


def test_a_piece_that_does_not_begin_where_the_last_one_ended_changes_nothing_and_hears_the_right_offset(
    hall, call, url
):
    patch(call, hall, url, 0, PICTURE[:1000])
    for offset in (0, 500, 2000):
        assert said(patch(call, hall, url, offset, b"x" * 10)) == (409, "1000", "?0")
    assert said(call(hall, "HEAD", url)) == (204, "1000", "?0")


def test_a_whole_that_is_not_its_name_is_forgotten_and_begins_anew(hall, call, url):
    patch(call, hall, url, 0, b"hurt on its way")
    assert said(patch(call, hall, url, 15, b"!", "?1")) == (409, "0", "?0")
    assert (kept(hall, Material), kept(hall, Piece)) == (0, 0)


def test_the_last_piece_again_after_a_lost_answer_is_taken_as_done(hall, call, url):
    patch(call, hall, url, 0, PICTURE[:LARGEST_PIECE])
    for _ in range(2):
        patch(call, hall, url, LARGEST_PIECE, PICTURE[LARGEST_PIECE : 2 * LARGEST_PIECE])
        last = patch(call, hall, url, 2 * LARGEST_PIECE, PICTURE[2 * LARGEST_PIECE :], "?1")
        assert said(last) == (204, str(len(PICTURE)), "?1")
    assert kept(hall, Material) == 1


def test_a_piece_that_is_too_large_or_goes_too_far_is_refused_by_its_hash(hall, call, url):
    for offset, content in ((0, b"x" * (LARGEST_PIECE + 1)), (LARGEST_BODY, b"x")):
        answer = patch(call, hall, url, offset, content)
        assert answer.status_code == 413
        assert answer.json()["refusal"]["body_sha256"] == hashlib.sha256(content).hexdigest()
    assert kept(hall, Piece) == 0


def test_one_terminal_keeps_only_so_much_that_is_unfinished_and_its_oldest_goes_first(hall, clock, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_UNFINISHED", 10_000)
    hall.add_terminal("CJ02")
    names = [hashlib.sha256(bytes([n])).hexdigest() for n in range(5)]
    take_piece(hall, "CJ02", "a", names[0], Part(0, False, b"x" * 9000))
    for name in names[1:]:
        clock.wall += timedelta(seconds=1)
        take_piece(hall, "CJ01", "a", name, Part(0, False, b"x" * 4000))
    with Session(hall.engine) as session:
        left = set(session.scalars(select(Piece.sha256).where(Piece.terminal_id == "CJ01")))
    assert left == set(names[3:])
    assert kept(hall, Piece) == 3  # the other terminal's is untouched


def test_what_nobody_finished_in_a_week_goes(hall, clock):
    take_piece(hall, "CJ01", "a", "0" * 64, Part(0, False, b"x"))
    clock.wall += timedelta(days=8)
    take_piece(hall, "CJ01", "b", "1" * 64, Part(0, False, b"x"))
    with Session(hall.engine) as session:
        assert session.scalars(select(Piece.application_id)).all() == ["b"]


def test_single_bytes_fill_no_table(hall):
    for offset in range(MOST_PIECES):
        assert take_piece(hall, "CJ01", "a", "0" * 64, Part(offset, False, b"x")).fits
    assert take_piece(hall, "CJ01", "a", "0" * 64, Part(MOST_PIECES, False, b"x")) == pieces.Progress(0, False, False)
    assert kept(hall, Piece) == 0


def test_the_hall_says_its_pace_and_says_when_to_come_again(tmp_path, clock, call):
    hall = open_hall(tmp_path / "paced", HallSettings(applications_per_minute=3), clock)
    assert call(hall, "GET", "/v1/hello").json()["applications_per_minute"] == 3
    statuses = []
    for _ in range(5):
        answer = call(hall, "POST", "/v1/applications", key=str(uuid4()), content=b"{}")
        statuses.append((answer.status_code, answer.headers.get("retry-after")))
        clock.wall += timedelta(seconds=10)
    assert statuses == [(422, None)] * 3 + [(429, "31"), (429, "21")]
    clock.wall += timedelta(seconds=11)
    assert call(hall, "POST", "/v1/applications", key=str(uuid4()), content=b"{}").status_code == 422
    hall.engine.dispose()
