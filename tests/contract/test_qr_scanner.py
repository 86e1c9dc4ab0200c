"""What every code scanner must do, over a real pseudo-terminal to the simulator program."""

import time
from pathlib import Path

import pytest

from devices.qr_scanner.simulator import CODES
from kiosk.errors import DeviceMisbehaved, DeviceSilent, DeviceUnplugged
from kiosk.ports.qr_scanner import PayloadKind, Refusal
from kiosk.ports.status import How, Readiness

SLIP = CODES["slip"]
MAKES = {
    "none": {},
    "honeywell": {"suffix": "\r\n"},
    "newland": {"prefix": "\x02", "suffix": "\x03"},
    "em3095": {"aim_id": True},
    "zebra-ssi": {},
    "silent-end": {"suffix": ""},
}
PRESET = {"silent-end": "em3095"}
ANSWERING = ["newland", "em3095", "zebra-ssi", "silent-end"]
QUICK = {"baud": 115_200, "read_within": 0.25, "quiet_after": 0.05, "answer_within": 0.3, "trigger_again": 0}


@pytest.fixture(scope="module")
def wires(program, tmp_path_factory):
    """The program of a make; each is started when it is first asked for."""
    started = {}

    def wire(make):
        if make not in started:
            place, options = tmp_path_factory.mktemp(make), MAKES[make]
            framing = [
                *("--prefix", options.get("prefix", "").encode().hex()),
                *("--suffix", options.get("suffix", "\r").encode().hex()),
                *(["--aim"] if options.get("aim_id") else []),
            ]
            started[make] = program(
                *("qr-scanner", "--link", place / "tty", "--control", place / "sock", "--baud", 115_200),
                *("--preset", PRESET.get(make, make), "--decode-time", 0, *framing),
            )
        return started[make]

    return wire


@pytest.fixture(params=MAKES)
def make(request):
    return request.param


@pytest.fixture
def bench(wires, make):
    wires(make).bench.ask("reset")
    return wires(make).bench


@pytest.fixture
def scanner(wires, make, bench, build):
    preset = PRESET.get(make, make)
    return build("serial-scanner", port=wires(make).ready["link"], preset=preset, **MAKES[make], **QUICK)


def test_nothing_shown_is_nothing_read_within_the_deadline(scanner):
    scanner.open()
    scanner.start()
    begun = time.monotonic()
    assert scanner.read() is None
    assert time.monotonic() - begun < 0.8


@pytest.mark.parametrize("text", [SLIP, CODES["tibetan"], "电子社保卡", "x" * 512])
def test_a_code_is_read_whole(scanner, bench, make, text):
    scanner.start()
    bench.ask("show", text=text)
    scan = scanner.read()
    assert (scan.text, scan.raw, scan.refused) == (text, text.encode(), None)
    assert scan.aim == ("]Q1" if MAKES[make].get("aim_id") else "")


def test_a_code_in_gb18030_is_read(scanner, bench):
    scanner.start()
    bench.ask("show", text="电子社保卡", encoding="gb18030")
    assert scanner.read().text == "电子社保卡"


@pytest.mark.parametrize(("code", "kind"), [("slip", PayloadKind.OUR_SLIP), ("payment", PayloadKind.PAYMENT)])
def test_a_code_says_its_kind_and_never_itself(scanner, bench, code, kind):
    scanner.start()
    bench.ask("show", code=code)
    scan = scanner.read()
    assert scan.kind() is kind
    assert CODES[code] not in f"{scan!r}{scan}"


def test_a_code_that_stays_is_given_once(scanner, bench):
    scanner.start()
    bench.ask("show", code="slip")
    assert scanner.read().text == SLIP
    assert [scanner.read(), scanner.read()] == [None, None]
    bench.ask("show", code="ticket")
    assert scanner.read().text == CODES["ticket"]


def test_two_codes_in_one_burst_are_both_read(scanner, bench, make):
    if make == "silent-end":
        pytest.skip("without a suffix nothing parts them")
    scanner.start()
    bench.ask("burst", texts=["KS1/A", "KS1/B"])
    assert [scanner.read().text, scanner.read().text] == ["KS1/A", "KS1/B"]


def test_a_burst_without_end_is_bounded(scanner, bench, make):
    if make == "silent-end":
        pytest.skip("without a suffix nothing parts them")
    scanner.start()
    bench.ask("burst", texts=[f"KS1/{number}" for number in range(40)])
    for _ in range(60):
        assert scanner.read().text.startswith("KS1/")
        assert len(scanner._codes) <= 8
        if not scanner._codes:
            break


@pytest.mark.parametrize(
    ("hex_", "refused"),
    [
        (b"KS1/\x1b[2J".hex(), Refusal.CONTROL),
        (b"a\x00b".hex(), Refusal.CONTROL),
        (b"a\x1db".hex(), Refusal.CONTROL),
        ("a\u202eb".encode().hex(), Refusal.CONTROL),
        ((b"x" * 513).hex(), Refusal.TOO_LONG),
        ((b"x" * 3500).hex(), Refusal.TOO_LONG),
        (b"\xff\xff\xff".hex(), Refusal.NO_TEXT),
    ],
)
def test_a_code_that_must_not_be_used_is_refused_and_dropped_and_the_next_is_read(scanner, bench, hex_, refused):
    scanner.start()
    bench.ask("show", hex=hex_)
    scans = [scan for scan in (scanner.read() for _ in range(4)) if scan]
    assert [(scan.refused, scan.text, scan.raw) for scan in scans] == [(refused, "", b"")]
    bench.ask("show", code="slip")
    texts = (scan.text for scan in (scanner.read() for _ in range(6)) if scan)  # 3500 bytes outlast a read
    assert SLIP in texts


def test_a_torn_code_is_told_and_the_next_is_read(scanner, bench, make):
    if make == "silent-end":
        pytest.skip("without a suffix a torn code is a code")
    scanner.start()
    bench.ask("tear", next=1)
    bench.ask("show", code="slip")
    assert scanner.read().refused is Refusal.TORN
    bench.ask("show", code="ticket")
    assert scanner.read().text == CODES["ticket"]


def test_a_damaged_byte_raises_nothing_and_the_next_code_is_read(scanner, bench):
    scanner.start()
    bench.ask("garble", next=1)
    bench.ask("show", code="slip")
    assert scanner.read().text != SLIP
    bench.ask("show", code="ticket")
    assert scanner.read().text == CODES["ticket"]


def test_what_was_shown_before_the_start_or_after_the_stop_does_not_count(scanner, bench, eventually):
    scanner.open()
    bench.ask("show", code="payment")
    if bench.ask("state")["triggered"]:
        assert eventually(lambda: not bench.ask("state")["shown"] and not bench.ask("state")["sending"])
    bench.ask("take_away")
    scanner.start()
    assert scanner.read() is None
    scanner.stop()
    bench.ask("show", code="payment")
    assert scanner.read() is None
    bench.ask("take_away")
    scanner.start()
    assert scanner.read() is None


def test_the_trigger_follows_start_and_stop(scanner, bench, make, eventually):
    if make == "none":
        pytest.skip("it always reads")
    scanner.start()
    assert eventually(lambda: bench.ask("state")["triggered"])
    scanner.stop()
    assert eventually(lambda: not bench.ask("state")["triggered"])
    scanner.stop()


def test_a_scanner_that_gave_up_by_itself_is_started_again(wires, bench, build, make, eventually):
    if make == "none":
        pytest.skip("it always reads")
    options = {**QUICK, "trigger_again": 0.1}
    scanner = build(
        "serial-scanner", port=wires(make).ready["link"], preset=PRESET.get(make, make), **MAKES[make], **options
    )
    scanner.start()
    bench.ask("reset")  # as new: it has forgotten that it was started
    scanner.read()
    scanner.read()
    assert eventually(lambda: bench.ask("state")["triggered"])


def test_its_status_says_how_it_was_learned(scanner, make):
    for _ in range(2):
        status = scanner.status()
        assert status.readiness is Readiness.READY
        assert status.how is (How.ASKED if make in ANSWERING else How.ASSUMED)
        scanner.start()


def test_a_pulled_plug_is_told_at_once_and_a_replugged_scanner_reads(scanner, bench):
    scanner.start()
    bench.ask("unplug")
    begun = time.monotonic()
    with pytest.raises(DeviceUnplugged):
        scanner.read()
    assert time.monotonic() - begun < 2.0
    assert scanner.status().readiness is Readiness.ABSENT
    bench.ask("plug")
    assert scanner.read() is None  # opens it; what is sent to a closed port is lost
    bench.ask("show", code="slip")
    assert scanner.read().text == SLIP


def test_a_port_opened_in_the_middle_of_a_code_does_not_take_its_end_for_a_code(scanner, bench):
    bench.ask("noise", hex=(b"x" * 1500 + b"1301234567890\r\n").hex())  # 0.13 s on the line
    scanner.start()
    assert scanner.read() is None
    bench.ask("show", code="slip")
    assert scanner.read().text == SLIP


def test_a_plug_pulled_in_the_middle_of_a_code_gives_no_half_code(scanner, bench, make):
    if make == "silent-end":
        pytest.skip("without a suffix a torn code is a code")
    scanner.start()
    bench.ask("tear", next=1)
    bench.ask("show", code="payment")
    bench.ask("unplug")
    with pytest.raises(DeviceUnplugged):
        for _ in range(5):
            scan = scanner.read()
            assert scan is None or scan.refused is Refusal.TORN
    bench.ask("plug")
    bench.ask("take_away")
    assert scanner.read() is None
    bench.ask("show", code="slip")
    assert scanner.read().text == SLIP


def test_a_hundred_replugs_leak_no_file(scanner, bench, make):
    if make != "em3095":
        pytest.skip("one make is enough")
    scanner.start()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(100):
        bench.ask("unplug")
        with pytest.raises(DeviceUnplugged):
            scanner.read()
        bench.ask("plug")
        scanner.open()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


@pytest.mark.parametrize("make", ANSWERING, indirect=True)
def test_a_silent_scanner_is_told_within_its_deadline_and_works_again(scanner, bench):
    scanner.open()
    bench.ask("silent", on=True)
    begun = time.monotonic()
    with pytest.raises(DeviceSilent):
        scanner.start()
    assert time.monotonic() - begun < 0.8
    assert scanner.status().readiness is Readiness.ABSENT
    bench.ask("silent", on=False)
    bench.ask("show", code="slip")
    assert scanner.read().text == SLIP


@pytest.mark.parametrize("make", ANSWERING, indirect=True)
def test_a_refused_command_is_misbehaviour(scanner, bench):
    bench.ask("refuse", on=True)
    with pytest.raises(DeviceMisbehaved):
        scanner.start()
    assert scanner.status().readiness is Readiness.BLOCKED


@pytest.mark.parametrize("preset", ["newland", "em3095", "zebra-ssi"])
@pytest.mark.parametrize("answer", [b"\x12", bytes(range(256)), b""])
def test_another_device_at_the_port_misbehaves_where_the_make_answers(stranger, build, preset, answer):
    with stranger(answer) as port:
        scanner = build("serial-scanner", port=port, preset=preset, **QUICK)
        with pytest.raises(DeviceMisbehaved):
            scanner.start()
        assert scanner.status().readiness is Readiness.BLOCKED
        scanner.close()


def test_a_port_that_is_not_there_is_unplugged(build, tmp_path):
    scanner = build("serial-scanner", port=str(tmp_path / "nothing"))
    with pytest.raises(DeviceUnplugged):
        scanner.open()
    assert scanner.status().readiness is Readiness.ABSENT
    scanner.stop()


@pytest.mark.parametrize("make", ["none"], indirect=True)
def test_a_second_program_at_the_port_is_refused(scanner, wires, make, build):
    scanner.open()
    with pytest.raises(DeviceUnplugged):
        build("serial-scanner", port=wires(make).ready["link"]).open()


@pytest.mark.parametrize("make", ["none", "em3095"], indirect=True)
def test_noise_is_no_usable_code_and_does_not_disturb_the_next(scanner, bench):
    scanner.start()
    bench.ask("noise", hex="00ff8002")
    time.sleep(0.1)
    scan = scanner.read()
    assert scan is None or scan.refused
    bench.ask("show", code="slip")
    assert scanner.read().text == SLIP


@pytest.mark.parametrize("make", ["newland"], indirect=True)
def test_with_a_prefix_noise_is_nothing_at_all(scanner, bench):
    scanner.start()
    bench.ask("noise", hex="00ff80" + b"\x02KS1/A\x03".hex())
    assert scanner.read().text == "KS1/A"


def test_closing_twice_is_allowed_and_forgets(scanner, bench):
    scanner.start()
    bench.ask("burst", texts=["KS1/A", "KS1/B"])
    scanner.read()
    scanner.close()
    scanner.close()
    assert not scanner._codes
    assert scanner.read() is None
