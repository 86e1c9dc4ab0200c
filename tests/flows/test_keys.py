"""What lies on the disk until it is sent, and what becomes of a terminal that has lost the key to it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli import keeper_parts
from kiosk.cli.setup import read_setup
from kiosk.contract.envelope import Cipher
from kiosk.contract.keyfile import write_key_file
from kiosk.contract.sealing import new_keypair
from kiosk.errors import Actor, KeyChanged, KeyMissing
from kiosk.keys import key_store
from kiosk.keys.file import FileKeys
from kiosk.ports.key_store import KeptIn, KeyName, KeyPlace
from kiosk.ports.status import Readiness, Status
from kiosk.session import events as e
from kiosk.session import snapshot as s
from kiosk.session.snapshot import Say
from tests.contract.tpm import a_tpm
from tests.flows.conftest import QUICK, Make
from tests.flows.terminal import Terminal, eventually

LONG_ENOUGH = 301.0  # seconds: the longest wait between two tries
SUITES = {Cipher.AES_256_GCM: 1, Cipher.SM4_GCM: 2}


@pytest.fixture(scope="module")
def tcti(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_tpm(tmp_path_factory.mktemp("tpm")) as found:
        yield found


def _comes_through(terminal: Terminal) -> None:
    terminal.bench.hall.ask("mode", mode="ok")
    terminal.pass_time(LONG_ENOUGH)
    eventually(lambda: terminal.stored("SELECT state FROM outbox WHERE kind = 'application'") == [("done",)])


def _keeps_one(terminal: Terminal) -> None:
    """An application that the hall has not taken: it waits on the disk."""
    terminal.comes_to(s.SignShown)
    terminal.bench.hall.ask("mode", mode="500")
    assert terminal._done().outcome == "kept"
    terminal.slip_ends()
    eventually(lambda: terminal.stored("SELECT 1 FROM outbox WHERE kind = 'application' AND tries > 0"))


def _status(terminal: Terminal) -> Status | None:
    return terminal.keeper.statuses().get("key_store")


@pytest.mark.parametrize("cipher", Cipher)
def test_what_waits_is_shut_with_the_suite_of_the_settings_and_arrives_whole(make: Make, cipher: Cipher) -> None:
    terminal = make(**QUICK, store={"cipher": f'"{cipher.value}"'})
    terminal.start()
    _keeps_one(terminal)
    boxes = terminal.stored("SELECT sealed FROM body UNION ALL SELECT sealed FROM attachment")
    assert [box[0] for (box,) in boxes] == [SUITES[cipher]] * 2
    assert terminal.stored("SELECT count(*) FROM record_key") == [(1,)]
    _comes_through(terminal)
    assert len(terminal.arrived()) == 1 and "王秀英".encode() in terminal.arrived()[0][2]
    assert terminal.stored("SELECT count(*) FROM record_key") == terminal.stored("SELECT count(*) FROM body") == [(0,)]


def test_what_waits_from_before_the_suite_was_changed_arrives_beside_what_comes_after(make: Make) -> None:
    terminal = make(**QUICK)
    terminal.start()
    _keeps_one(terminal)
    terminal.stop()
    text = terminal.file.read_text("utf-8")
    terminal.file.write_text(f'{text}\n[store]\ncipher = "sm4-gcm"\n', "utf-8")
    terminal.setup = read_setup(terminal.file, terminal.state)
    terminal.bench.reader.ask("lift")
    terminal.start()
    terminal.bench.hall.ask("mode", mode="ok")
    terminal.comes_to(s.DoneShown)
    terminal.slip_ends()
    terminal.pass_time(LONG_ENOUGH)
    eventually(lambda: len(terminal.arrived()) == 2)


@pytest.mark.parametrize("kept_in", KeptIn)
def test_in_whatever_store_the_key_lies_an_application_arrives_and_the_technician_is_told_of_a_bare_file(
    make: Make, tcti: str, tmp_path: Path, kept_in: KeptIn
) -> None:
    settings = {"store": kept_in.value, "tcti": tcti, "credentials": tmp_path / "credstore"}
    terminal = make(keys={key: f'"{value}"' for key, value in settings.items()})
    terminal.start()
    assert key_store(terminal.setup.keys).has(KeyName.SENDER)
    assert (terminal.state / "sender.key").exists() is (kept_in is KeptIn.FILE)
    seen = eventually(lambda: _status(terminal))
    assert (seen.readiness, seen.cause) == (
        Readiness.READY,
        "status.key-in-file" if kept_in is KeptIn.FILE else None,
    )
    assert terminal.comes_to(s.DoneShown).outcome == "received"
    terminal.slip_ends()
    assert len(terminal.arrived()) == 1


@pytest.mark.parametrize("another", [False, True], ids=["missing", "another"])
def test_without_its_key_nobody_may_begin_what_waits_stays_and_with_the_key_it_goes(make: Make, another: bool) -> None:
    terminal = make(**QUICK)
    terminal.start()
    _keeps_one(terminal)
    store = key_store(terminal.setup.keys)
    key = store.load(KeyName.SENDER)
    store.forget(KeyName.SENDER)
    if another:
        store.save(KeyName.SENDER, new_keypair()[0])
    terminal.bench.reader.ask("lift")
    before = terminal.here
    terminal.touch(e.NextPressed())
    terminal.until(lambda _: terminal.current is not before)

    terminal.keeper.post(terminal.keeper._keys.ask)
    wanted = (Readiness.BLOCKED, (KeyChanged if another else KeyMissing).key, Actor.TECHNICIAN)
    eventually(lambda: (seen := _status(terminal)) and (seen.readiness, seen.cause, seen.actor) == wanted)
    terminal.pass_time(6.0)
    terminal._home()
    terminal.until(lambda shown: shown.shown.offers[0].refused == Say("refuse.full"))
    terminal.bench.hall.ask("mode", mode="ok")
    terminal.pass_time(LONG_ENOUGH)
    eventually(lambda: terminal.stored("SELECT cause FROM outbox WHERE kind = 'application'") == [(wanted[1],)])
    assert terminal.arrived() == []
    assert terminal.stored("SELECT count(*) FROM body") == terminal.stored("SELECT count(*) FROM record_key") == [(1,)]

    store.save(KeyName.SENDER, key)
    terminal.pass_time(31.0)
    eventually(lambda: (seen := _status(terminal)) and seen.readiness is Readiness.READY)
    once_each = [("unusable",), ("usable",)]  # however often it was looked at
    eventually(lambda: terminal.stored("SELECT outcome FROM journal WHERE kind = 'key' ORDER BY seq") == once_each)
    _comes_through(terminal)
    assert len(terminal.arrived()) == 1


@pytest.mark.parametrize("kept_in", KeptIn)
def test_the_lanes_key_lies_in_the_same_store_and_an_older_versions_file_is_taken_over(
    tmp_path: Path, tcti: str, kept_in: KeptIn
) -> None:
    place = KeyPlace(kept_in, tmp_path, tmp_path / "credstore", tcti=tcti)
    old, file = bytes(range(32)), tmp_path / "lane.key"
    write_key_file(file, old)
    assert keeper_parts.lane_key(place) == keeper_parts.lane_key(place) == key_store(place).load(KeyName.LANE) == old
    assert file.exists() is (kept_in is KeptIn.FILE)
    key_store(place).forget(KeyName.LANE)
    made = keeper_parts.lane_key(place)  # a first start
    assert made != old and keeper_parts.lane_key(place) == key_store(place).load(KeyName.LANE) == made
    assert file.exists() is (kept_in is KeptIn.FILE)


def test_a_key_store_that_does_not_work_keeps_no_terminal_from_starting_for_the_lanes_sake(tmp_path: Path) -> None:
    place = KeyPlace(KeptIn.TPM, tmp_path, tcti="device:/dev/no-tpm")
    assert len(keeper_parts.lane_key(place)) == 32
    write_key_file(tmp_path / "lane.key", bytes(range(32)))
    assert keeper_parts.lane_key(place) == bytes(range(32))  # the older file stays, and is used
    assert (tmp_path / "lane.key").exists()


def test_a_key_is_made_once_and_never_again_while_its_public_half_is_known(make: Make) -> None:
    terminal = make()
    first = keeper_parts.seal_to(terminal.setup)
    store = key_store(terminal.setup.keys)
    key = store.load(KeyName.SENDER)
    assert keeper_parts.seal_to(terminal.setup) == first
    store.forget(KeyName.SENDER)
    assert keeper_parts.seal_to(terminal.setup) == first and not store.has(KeyName.SENDER)
    store.save(KeyName.SENDER, key)
    (terminal.state / "sender.pub").unlink()  # the power went between the two
    assert keeper_parts.seal_to(terminal.setup) == first
    assert store.load(KeyName.SENDER) == key


def test_the_keeper_never_takes_a_private_half_into_its_own_process(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_the_lanes(real: Callable[..., Any]) -> Callable[..., Any]:
        def use(store: FileKeys, name: KeyName, *values: bytes) -> Any:
            assert name is KeyName.LANE, "the keeper took the key out"
            return real(store, name, *values)

        return use

    monkeypatch.setattr(FileKeys, "load", only_the_lanes(FileKeys.load))
    monkeypatch.setattr(FileKeys, "save", only_the_lanes(FileKeys.save))
    terminal = make()
    terminal.start()
    assert terminal.comes_to(s.DoneShown).outcome == "received"
    terminal.slip_ends()


def test_the_way_to_the_keys_says_nothing_of_them(tmp_path: Path) -> None:
    place = KeyPlace(KeptIn.TPM, tmp_path, tcti="device:/dev/tpmrm0", pcrs=(7,))
    key_store(replace(place, kept_in=KeptIn.FILE)).save(KeyName.SENDER, bytes(range(32)))
    assert KeyPlace.read(place.wire()) == place
    assert bytes(range(32)).hex() not in str(place.wire())
