"""One suite for every key store, over the real thing: files, systemd-creds with this machine's own key, a TPM (swtpm)."""

import base64
import os
import subprocess
from pathlib import Path

import pytest

from kiosk.errors import KeyMissing, KeyStoreError
from kiosk.keys import key_store
from kiosk.ports.key_store import KeptIn, KeyName, KeyPlace
from tests.contract.tpm import a_tpm

KEY, OTHER = bytes(range(32)), bytes(range(100, 132))


@pytest.fixture(scope="module")
def tcti(tmp_path_factory):
    with a_tpm(tmp_path_factory.mktemp("tpm")) as found:
        yield found


def extend_pcr(tcti, number):
    """What booting another kernel does."""
    env = {"PATH": "/usr/bin:/bin", "TPM2TOOLS_TCTI": tcti}
    subprocess.run(["tpm2_pcrextend", f"{number}:sha256={'ab' * 32}"], check=True, env=env)


PLACES = {
    "file": lambda state, tcti: KeyPlace(KeptIn.FILE, state),
    "credential": lambda state, tcti: KeyPlace(KeptIn.CREDENTIAL, state, state / "credstore"),
    "tpm": lambda state, tcti: KeyPlace(KeptIn.TPM, state, tcti=tcti),
    "tpm with PCRs": lambda state, tcti: KeyPlace(KeptIn.TPM, state, tcti=tcti, pcrs=(0, 7)),
}


@pytest.fixture(params=PLACES)
def place(request, tmp_path, tcti):
    return PLACES[request.param](tmp_path, tcti)


@pytest.fixture
def store(place):
    return key_store(place)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_saved_is_loaded_also_by_another_process_and_each_name_has_its_own(place, store):
    assert not store.has(KeyName.SENDER)
    store.save(KeyName.SENDER, KEY)
    store.save(KeyName.JOURNAL, OTHER)
    again = key_store(KeyPlace.read(place.wire()))
    assert again.has(KeyName.SENDER)
    assert (again.load(KeyName.SENDER), again.load(KeyName.JOURNAL)) == (KEY, OTHER)


def test_a_new_key_takes_the_old_ones_place(store):
    store.save(KeyName.SENDER, KEY)
    store.save(KeyName.SENDER, OTHER)
    assert store.load(KeyName.SENDER) == OTHER


def test_what_is_forgotten_is_gone_and_forgetting_it_again_is_no_fault(store, tmp_path):
    store.save(KeyName.SENDER, KEY)
    store.forget(KeyName.SENDER)
    store.forget(KeyName.SENDER)
    assert not store.has(KeyName.SENDER)
    assert files(tmp_path) == []
    with pytest.raises(KeyMissing, match="Technician"):
        store.load(KeyName.SENDER)


def test_nobody_else_may_read_what_lies_there_and_nothing_else_is_left(store, tmp_path):
    store.save(KeyName.SENDER, KEY)
    store.load(KeyName.SENDER)
    assert [str(path) for path in files(tmp_path)] == [store.where(KeyName.SENDER)]
    assert all(path.stat().st_mode & 0o077 == 0 for path in files(tmp_path))


def test_only_in_a_file_the_key_itself_is_on_the_disk(place, store, tmp_path):
    store.save(KeyName.SENDER, KEY)
    lying = b"".join(path.read_bytes() for path in files(tmp_path))
    lying += base64.b64decode(b"".join(lying.split()), validate=False)
    assert (KEY in lying) is (place.kept_in is KeptIn.FILE)


@pytest.mark.parametrize("content", [b"", b"{}", b"AAAA", b"%%%", b"[1]", b"null", os.urandom(400)])
def test_what_is_damaged_is_told_and_left_where_it_is(store, content):
    store.save(KeyName.SENDER, KEY)
    path = Path(store.where(KeyName.SENDER))
    path.write_bytes(content)
    with pytest.raises(KeyStoreError) as told:
        store.load(KeyName.SENDER)
    assert not isinstance(told.value, KeyMissing)
    assert path.read_bytes() == content


def test_a_key_is_not_given_out_under_another_name(place, store):
    if place.kept_in is KeptIn.CREDENTIAL:  # systemd binds the name; elsewhere the state directory is ours alone
        store.save(KeyName.SENDER, KEY)
        Path(store.where(KeyName.SENDER)).rename(store.where(KeyName.JOURNAL))
        with pytest.raises(KeyStoreError):
            store.load(KeyName.JOURNAL)


def test_the_service_reads_the_credential_that_systemd_laid_out_for_it(tmp_path):
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "kiosk.sender").write_bytes(base64.b64encode(KEY))
    store = key_store(KeyPlace(KeptIn.CREDENTIAL, tmp_path, Path("/nowhere"), given=tmp_path / "given"))
    assert store.has(KeyName.SENDER) and store.load(KeyName.SENDER) == KEY
    assert not store.has(KeyName.JOURNAL)
    (tmp_path / "given" / "kiosk.sender").write_bytes(b"AAAA")
    with pytest.raises(KeyStoreError, match="32 bytes"):
        store.load(KeyName.SENDER)


def test_another_tpm_does_not_open_it(tmp_path, tcti):
    store = key_store(KeyPlace(KeptIn.TPM, tmp_path, tcti=tcti))
    store.save(KeyName.SENDER, KEY)
    with a_tpm(tmp_path / "other") as other, pytest.raises(KeyStoreError, match="tpm2_load"):
        key_store(KeyPlace(KeptIn.TPM, tmp_path, tcti=other)).load(KeyName.SENDER)
    assert store.load(KeyName.SENDER) == KEY


def test_the_same_tpm_opens_it_after_it_was_switched_off(tmp_path):
    for round_ in (0, 1):
        with a_tpm(tmp_path / "tpm") as found:
            store = key_store(KeyPlace(KeptIn.TPM, tmp_path, tcti=found))
            if round_ == 0:
                store.save(KeyName.SENDER, KEY)
            assert store.load(KeyName.SENDER) == KEY


def test_with_pcrs_a_changed_machine_gets_no_key_until_it_is_as_it_was(tmp_path):
    for changed in (False, True, False):  # switched off and on again, the registers are as at every start
        with a_tpm(tmp_path / "tpm") as found:
            store = key_store(KeyPlace(KeptIn.TPM, tmp_path, tcti=found, pcrs=(7,)))
            if not store.has(KeyName.SENDER):
                store.save(KeyName.SENDER, KEY)
            if changed:
                extend_pcr(found, 7)
                with pytest.raises(KeyStoreError, match="tpm2_unseal"):
                    store.load(KeyName.SENDER)
            else:
                assert store.load(KeyName.SENDER) == KEY


def test_pcrs_that_were_added_to_the_settings_later_do_not_lock_the_key_out(tmp_path, tcti):
    key_store(KeyPlace(KeptIn.TPM, tmp_path, tcti=tcti)).save(KeyName.SENDER, KEY)
    assert key_store(KeyPlace(KeptIn.TPM, tmp_path, tcti=tcti, pcrs=(7,))).load(KeyName.SENDER) == KEY


@pytest.mark.parametrize(
    "place",
    [
        KeyPlace(KeptIn.TPM, Path("/tmp"), tcti="swtpm:host=127.0.0.1,port=1"),
        KeyPlace(KeptIn.FILE, Path("/nowhere")),
        KeyPlace(KeptIn.CREDENTIAL, Path("/nowhere"), Path("/proc/nowhere")),
    ],
    ids=["no TPM", "no state directory", "no place for credentials"],
)
def test_a_store_that_does_not_take_a_key_says_so(place):
    with pytest.raises(KeyStoreError):
        key_store(place).save(KeyName.SENDER, KEY)
