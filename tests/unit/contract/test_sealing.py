"""Sealed boxes, and the files that the keys lie in."""

import os

import pytest

from kiosk.contract.keyfile import read_key_file, write_key_file
from kiosk.contract.sealing import SealBroken, new_keypair, public_of, seal, unseal
from kiosk.errors import BadSettings


@pytest.mark.parametrize(
    "plain", [b"", b"x", "王小明".encode(), bytes(3_000_000)], ids=["nothing", "one", "text", "3 MB"]
)
def test_what_was_sealed_comes_out_again(plain):
    private, public = new_keypair()
    box = seal(public, "id-1", plain)
    assert unseal(private, "id-1", box) == plain
    assert len(box) == len(plain) + 48


def test_the_same_content_never_makes_the_same_box():
    _, public = new_keypair()
    assert seal(public, "id-1", b"same") != seal(public, "id-1", b"same")


def test_a_box_does_not_open_for_another_application_or_with_another_key():
    private, public = new_keypair()
    box = seal(public, "id-1", b"secret")
    with pytest.raises(SealBroken):
        unseal(private, "id-2", box)
    with pytest.raises(SealBroken):
        unseal(new_keypair()[0], "id-1", box)


@pytest.mark.parametrize("place", range(0, 54, 3))
def test_a_changed_byte_anywhere_is_noticed(place):
    private, public = new_keypair()
    box = bytearray(seal(public, "id-1", b"secret"))
    box[place] ^= 0x40
    with pytest.raises(SealBroken):
        unseal(private, "id-1", bytes(box))


@pytest.mark.parametrize("box", [b"", b"short", bytes(47), bytes(48)])
def test_what_is_no_box_does_not_open(box):
    with pytest.raises(SealBroken):
        unseal(new_keypair()[0], "id-1", box)


def test_a_key_file_is_read_back_and_is_nobody_elses(tmp_path):
    private, public = new_keypair()
    path = tmp_path / "seal.key"
    write_key_file(path, bytes(32))
    write_key_file(path, private)
    assert read_key_file(path) == private
    assert public_of(read_key_file(path)) == public
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert [file.name for file in tmp_path.iterdir()] == ["seal.key"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_file_that_root_writes_belongs_to_whom_the_folder_belongs(tmp_path):
    os.chown(tmp_path, 65534, 65534)
    write_key_file(tmp_path / "seal.key", bytes(32))
    assert (tmp_path / "seal.key").stat().st_uid == 65534


def test_a_key_file_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "seal.key"
    write_key_file(path, bytes(32))
    path.chmod(0o640)
    with pytest.raises(BadSettings, match="others may read"):
        read_key_file(path)


@pytest.mark.parametrize("content", [b"", b"AAAA", b"%%%"])
def test_a_damaged_key_file_is_told(tmp_path, content):
    path = tmp_path / "seal.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(BadSettings):
        read_key_file(path)
    with pytest.raises(BadSettings):
        read_key_file(tmp_path / "nowhere")
