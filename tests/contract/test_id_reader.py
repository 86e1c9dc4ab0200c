"""What every identity-card reader must do, over a real pseudo-terminal to the simulator program."""

import time
from pathlib import Path

import pytest

from devices.id_card import simulator, text_block
from kiosk.errors import (
    CardLifted,
    CardUnknown,
    CardUnreadable,
    DeviceMisbehaved,
    DeviceSilent,
    DeviceUnplugged,
    ReaderOutOfService,
)
from kiosk.ports.id_reader import CardKind
from kiosk.ports.status import Readiness


@pytest.fixture(scope="module")
def wire(program, tmp_path_factory):
    place = tmp_path_factory.mktemp("reader")
    return program("id-reader", "--link", place / "tty", "--control", place / "sock", "--card-time", 0)


@pytest.fixture
def bench(wire):
    wire.bench.ask("reset")
    return wire.bench


@pytest.fixture
def reader(wire, bench, build):
    return build(
        "sam-reader", port=wire.ready["link"], poll_every=0, answer_within=0.4, read_within=1.0, quiet_after=0.1
    )


def test_an_empty_reader_reads_nothing(reader):
    reader.open()
    assert reader.read() is None


def test_a_card_is_read_whole(reader, bench):
    bench.ask("lay", card="elder")
    card = reader.read()
    assert (card.kind, card.name, card.sex, card.ethnic) == (CardKind.RESIDENT, "王秀英", "2", "01")
    assert (card.birth, card.number) == ("19410312", "320699194103120249")
    assert (card.address, card.issuer) == ("江苏省如皋市长江镇知青村三组12号", "如皋市公安局")
    assert (card.valid_from, card.valid_to) == ("20060518", "长期")
    assert len(card.photo) == 1024


@pytest.mark.parametrize("name", sorted(set(simulator.cards()) - {"unknown_mark"}))
def test_every_card_of_the_bench_is_read(reader, bench, name):
    bench.ask("lay", card=name)
    card = reader.read()
    assert card == text_block.parse(simulator.cards()[name], card.photo)


def test_each_card_gives_its_own_picture_and_the_same_at_each_read(reader, bench):
    photos = {}
    for name in ("elder", "elder2", "elder"):
        bench.ask("lay", card=name)
        photo = reader.read().photo
        assert photos.setdefault(name, photo) == photo and len(set(photo)) > 200
        bench.ask("lift")
        reader.is_card_there()
    assert photos["elder"] != photos["elder2"]
    bench.ask("lay", card="elder", photo_hex="00" * 1024)
    assert not any(reader.read().photo)


def test_a_card_of_an_unknown_kind_is_said_to_be_one(reader, bench):
    bench.ask("lay", card="unknown_mark")
    with pytest.raises(CardUnknown):
        reader.read()


def test_a_card_that_is_laid_only_to_be_lifted_is_gone_in_the_middle_of_its_read(reader, bench):
    bench.ask("lay", card="elder", lifts=True)
    with pytest.raises(CardLifted):
        reader.read()
    assert bench.ask("state")["card"] is None


def test_an_identity_is_given_only_after_two_reads(reader, bench):
    bench.ask("lay", card="adult")
    reader.read()
    assert bench.ask("state")["reads"] == 2


def test_reading_once_is_an_option(wire, bench, build):
    reader = build("sam-reader", port=wire.ready["link"], poll_every=0, read_twice=False)
    bench.ask("lay", card="adult")
    assert reader.read().name == "陈晓芸"
    assert bench.ask("state")["reads"] == 1


def test_two_reads_that_never_agree_give_no_identity(reader, bench):
    bench.ask("lay", card="elder", damage="flaky")
    with pytest.raises(CardUnreadable):
        reader.read()


def test_a_card_that_was_read_is_not_read_again_until_it_was_lifted(reader, bench):
    bench.ask("lay", card="elder")
    assert reader.read() is not None
    assert [reader.read() for _ in range(3)] == [None, None, None]
    assert reader.is_card_there()
    bench.ask("lift")
    assert not reader.is_card_there()
    bench.ask("lay", card="elder2")
    assert reader.read().name == "李长根"


def test_another_card_laid_in_its_place_is_read(reader, bench):
    bench.ask("lay", card="elder")
    assert reader.read().name == "王秀英"
    bench.ask("lay", card="elder2")
    assert reader.read().name == "李长根"


def test_a_card_lifted_while_it_is_read_is_told(reader, bench):
    bench.ask("lay", card="elder")
    bench.ask("lift_mid_read")
    with pytest.raises(CardLifted):
        reader.read()
    assert reader.read() is None
    bench.ask("lay", card="elder")
    assert reader.read().name == "王秀英"


@pytest.mark.parametrize("damage", ["number", "birth"])
def test_a_card_that_contradicts_itself_is_refused_until_it_is_laid_again(reader, bench, damage):
    bench.ask("lay", card="elder", damage=damage)
    with pytest.raises(CardUnreadable):
        reader.read()
    assert reader.read() is None
    bench.ask("lay", card="elder")
    assert [card.name for card in (reader.read(), reader.read()) if card] == ["王秀英"]


def test_a_card_of_no_known_layout_is_told(reader, bench):
    bench.ask("lay", card="elder", damage="mark")
    with pytest.raises(CardUnknown):
        reader.read()


def test_a_card_that_is_found_and_never_selected_is_told_once(reader, bench):
    bench.ask("lay", card="elder", damage="refusing")
    assert [reader.read(), reader.read()] == [None, None]
    with pytest.raises(CardUnreadable):
        reader.read()
    assert reader.read() is None


@pytest.mark.parametrize("after", range(4))  # find, select, and both reads
def test_one_damaged_reply_anywhere_is_asked_for_again(reader, bench, after):
    bench.ask("lay", card="elder")
    bench.ask("garble", next=1, after=after)
    assert reader.read().name == "王秀英"


def test_noise_on_the_line_does_not_disturb(reader, bench):
    reader.open()
    bench.ask("lay", card="elder")
    bench.ask("noise", hex="00ffaaaaaa9669aaaa")
    assert reader.read().name == "王秀英"


def test_a_reply_that_is_always_damaged_is_misbehaviour(reader, bench):
    bench.ask("lay", card="elder")
    bench.ask("garble", next=50)
    with pytest.raises(DeviceMisbehaved):
        reader.read()


def test_a_silent_reader_is_told_within_its_deadline_and_works_again_afterwards(reader, bench):
    bench.ask("silent", on=True)
    begun = time.monotonic()
    with pytest.raises(DeviceSilent):
        reader.read()
    assert time.monotonic() - begun < 1.0
    bench.ask("silent", on=False)
    bench.ask("lay", card="elder")
    assert reader.read().name == "王秀英"


@pytest.mark.parametrize("code", ["60", "66"])
def test_a_security_module_that_refuses_is_out_of_service(reader, bench, code):
    bench.ask("sam", code=code)
    with pytest.raises(ReaderOutOfService):
        reader.read()
    status = reader.status()
    assert (status.readiness, status.cause) == (Readiness.BLOCKED, ReaderOutOfService.key)


@pytest.mark.parametrize(("code", "error"), [("40", CardUnknown), ("23", DeviceMisbehaved), ("77", DeviceMisbehaved)])
def test_other_refusals_are_told_as_what_they_mean(reader, bench, code, error):
    bench.ask("sam", code=code)
    with pytest.raises(error):
        reader.read()


def test_a_pulled_plug_is_told_at_once_and_a_replugged_reader_works(reader, bench):
    reader.open()
    assert reader.read() is None
    bench.ask("unplug")
    begun = time.monotonic()
    with pytest.raises(DeviceUnplugged):
        reader.read()
    assert time.monotonic() - begun < 2.0
    assert reader.status().readiness is Readiness.ABSENT
    bench.ask("plug")
    bench.ask("lay", card="elder")
    begun = time.monotonic()
    assert reader.read().name == "王秀英"
    assert time.monotonic() - begun < 5.0


def test_a_port_that_is_not_there_is_unplugged(build, tmp_path):
    reader = build("sam-reader", port=str(tmp_path / "nothing"))
    with pytest.raises(DeviceUnplugged):
        reader.open()
    assert reader.status().readiness is Readiness.ABSENT


def test_a_second_program_at_the_port_is_refused(reader, wire, build):
    reader.open()
    with pytest.raises(DeviceUnplugged):
        build("sam-reader", port=wire.ready["link"]).open()


@pytest.mark.parametrize("answer", [b"6901234567892\r\n", b"\x12", bytes(range(256)), b""])
def test_another_device_at_the_port_misbehaves(stranger, build, answer):
    with stranger(answer) as port:
        reader = build("sam-reader", port=port, poll_every=0, answer_within=0.4, quiet_after=0.1)
        with pytest.raises(DeviceMisbehaved):
            reader.read()
        assert reader.status().readiness is Readiness.BLOCKED
        reader.close()


def test_polls_keep_the_distance_that_vendors_ask_for(wire, bench, build):
    reader = build("sam-reader", port=wire.ready["link"], poll_every=0.2)
    reader.read()
    begun = time.monotonic()
    reader.read()
    assert 0.19 <= time.monotonic() - begun < 0.4


def test_a_hundred_replugs_leak_no_file(reader, bench):
    def files():
        return len(list(Path("/proc/self/fd").iterdir()))

    reader.open()
    before = files()
    for _ in range(100):
        bench.ask("unplug")
        with pytest.raises(DeviceUnplugged):
            reader.read()
        bench.ask("plug")
        assert reader.read() is None
    assert files() <= before


def test_closing_twice_is_allowed(reader):
    reader.open()
    reader.close()
    reader.close()


def test_a_card_never_shows_itself(reader, bench):
    bench.ask("lay", card="elder")
    shown = repr(reader.read())
    assert "王秀英" not in shown
    assert "320699" not in shown


def test_a_late_answer_to_an_older_question_is_not_taken_for_the_new_one(reader, bench, eventually):
    reader.open()
    bench.ask("noise", hex="aaaaaa96690004000091" + "95")  # 91: "the card lies there and has no new address"
    assert eventually(lambda: bench.ask("state")["sending"] == 0)
    assert not reader.is_card_there()


@pytest.fixture(scope="module")
def finding_again(program, tmp_path_factory):
    place = tmp_path_factory.mktemp("again")
    return program("id-reader", "--link", place / "tty", "--control", place / "sock", "--card-time", 0, "--finds-again")


@pytest.mark.parametrize("damage", ["", "number"])
def test_a_reader_that_finds_a_card_again_reads_or_refuses_it_once_until_it_was_lifted(finding_again, build, damage):
    """Readers are said to differ here; the driver must work with both."""
    bench = finding_again.bench
    bench.ask("reset")
    reader = build("sam-reader", port=finding_again.ready["link"], poll_every=0)
    bench.ask("lay", card="elder", damage=damage)
    if damage:
        with pytest.raises(CardUnreadable):
            reader.read()
    else:
        assert reader.read().name == "王秀英"
    assert [reader.read(), reader.read()] == [None, None]
    bench.ask("lift")
    assert reader.read() is None
    bench.ask("lay", card="elder")
    assert reader.read().name == "王秀英"
