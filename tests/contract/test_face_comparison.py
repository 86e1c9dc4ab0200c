"""What every face comparison device must do, over a real socket to the simulator program."""

import logging
import socket
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from devices.face_comparison import codec
from devices.far_end import FarEnd
from devices.wires import UnixWire
from kiosk.errors import Actor, DeviceError, DeviceMisbehaved, DeviceSilent, DeviceUnplugged, NoPicture
from kiosk.ports.face_comparison import Cause, FaceFinding, Verdict
from kiosk.ports.status import How, Readiness
from tests.contract.conftest import Stranger

PHOTO = bytes.fromhex("574c66007e0032000000") + bytes(range(254)) + bytes(760)
QUICK = {"answer_within": 0.3}
FAULTS = {
    "wrong_id": DeviceMisbehaved,
    "garble": DeviceMisbehaved,
    "half": DeviceMisbehaved,
    "oversize": DeviceMisbehaved,
}


@pytest.fixture(scope="module", params=["unix", "tcp"])
def wire(request, program, tmp_path_factory):
    place = tmp_path_factory.mktemp("face")
    end = ("--link", place / "service") if request.param == "unix" else ("--tcp", 0)
    return program("face-comparison", *end, "--control", place / "sock", "--compare-time", 0)


@pytest.fixture
def port(wire):
    return wire.ready["link"] or f"127.0.0.1:{wire.ready['port']}"


@pytest.fixture
def bench(wire):
    wire.bench.ask("reset")
    return wire.bench


@pytest.fixture
def device(port, bench, build):
    return build("face-service", port=port, **QUICK)


def compared(bench, count=1):
    """Whether so many comparisons have begun."""
    return lambda: bench.ask("state")["comparisons"] >= count


@contextmanager
def meanwhile(eventually, claim, act):
    """Do `act` from another thread as soon as `claim` holds."""
    thread = threading.Thread(target=lambda: eventually(claim) and act())
    thread.start()
    try:
        yield
    finally:
        thread.join(10)


@contextmanager
def service(path, answers):
    """Something else at the socket: `answers(sock, request)` is called for each request that is read whole."""

    def serve():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            decoder = codec.Decoder(codec.MOST_PHOTO)
            with client:
                try:
                    while data := client.recv(4096):
                        for frame in decoder.feed(data):
                            answers(client, codec.request_in(frame))
                except OSError:
                    continue

    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield str(path)
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


# ---- findings -----------------------------------------------------------------------------------------------------


def test_the_same_person_is_found_alive_with_a_score_and_what_decided(device):
    device.open()
    finding = device.compare(PHOTO, 2.0)
    assert (finding.verdict, finding.live, finding.model, finding.cause) == (Verdict.SAME, True, "Simulated 1", None)
    assert 0 <= finding.score <= 1


def test_another_person_is_different(device, bench):
    bench.ask("person", who="other")
    finding = device.compare(PHOTO, 2.0)
    assert (finding.verdict, finding.cause) == (Verdict.DIFFERENT, None)


@pytest.mark.parametrize(
    ("who", "cause"),
    [("nobody", Cause.NOBODY), ("several", Cause.SEVERAL), ("photo", Cause.NOT_LIVE), ("dark", Cause.DARK)],
)
def test_what_cannot_be_decided_says_why(device, bench, who, cause):
    bench.ask("person", who=who)
    finding = device.compare(PHOTO, 0.2)
    assert (finding.verdict, finding.live, finding.cause, finding.score) == (Verdict.UNDECIDED, False, cause, None)
    assert finding.model == "Simulated 1"


def test_the_same_face_that_is_not_alive_is_never_the_same_person(device, bench):
    bench.ask("careless", next=1)
    finding = device.compare(PHOTO, 2.0)
    assert (finding.verdict, finding.score, finding.cause) == (Verdict.UNDECIDED, None, Cause.NOT_LIVE)
    assert FaceFinding(Verdict.SAME, 0.99, live=False).verdict is Verdict.UNDECIDED


def test_somebody_who_comes_late_is_still_compared(device, bench, eventually):
    bench.ask("person", who="nobody")
    begun = time.monotonic()
    with meanwhile(eventually, compared(bench), lambda: bench.ask("person", who="same")):
        assert device.compare(PHOTO, 30.0).verdict is Verdict.SAME
    assert time.monotonic() - begun < 5.0


def test_a_card_photo_that_cannot_be_decoded_is_told(device, bench):
    assert device.compare(b"no picture", 2.0).cause == Cause.NO_PHOTO
    bench.ask("decoder", ok=False)
    assert device.compare(PHOTO, 2.0).cause == Cause.NO_PHOTO


@pytest.mark.parametrize("photo", [b"", bytes(1025), bytes(1_000_000)])
def test_a_photo_that_is_missing_or_larger_than_the_service_takes_is_not_sent(device, bench, photo):
    finding = device.compare(photo, 2.0)
    assert (finding.verdict, finding.cause) == (Verdict.UNDECIDED, Cause.NO_PHOTO)
    assert bench.ask("state")["comparisons"] == 0


def test_a_camera_without_a_picture_is_told(device, bench):
    bench.ask("camera", ok=False)
    with pytest.raises(NoPicture):
        device.compare(PHOTO, 2.0)
    bench.ask("camera", ok=True)
    assert device.compare(PHOTO, 2.0).verdict is Verdict.SAME


# ---- answers that are not believed --------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "error"), FAULTS.items())
def test_an_answer_that_is_not_to_the_letter_is_misbehaviour_within_the_deadline_and_the_next_is_good(
    device, bench, fault, error
):
    bench.ask(fault, next=1)
    begun = time.monotonic()
    with pytest.raises(error):
        device.compare(PHOTO, 0.3)
    assert time.monotonic() - begun < 0.3 + 4 * 0.3 + 0.3
    assert device.compare(PHOTO, 2.0).verdict is Verdict.SAME


def test_a_late_answer_to_an_earlier_question_is_not_taken_for_this_one(device, bench, eventually):
    bench.ask("late", seconds=1.3)
    with pytest.raises(DeviceSilent):
        device.compare(PHOTO, 0.1)
    state = bench.ask("late", seconds=0)
    assert (state["late"], state["forgets"]) == (1, 1)  # "the same" is still on its way on this connection
    bench.ask("person", who="nobody")
    finding = device.compare(PHOTO, 1.6)
    assert (finding.verdict, finding.cause) == (Verdict.UNDECIDED, Cause.NOBODY)
    assert bench.ask("state")["late"] == 0


def test_old_answers_without_end_do_not_outlast_the_deadline(build, tmp_path):
    def flood(client, request):
        if request.ask == "hello":
            client.sendall(codec.encode(codec.Hello(id=request.id, model="A", version="1", max_photo=1024)))
        elif request.ask == "compare":
            old = codec.Compared(id=request.id - 1, verdict="same", score=1.0, live=True, cause=None)
            while True:
                client.sendall(codec.encode(old))

    with service(tmp_path / "flood", flood) as port:
        device = build("face-service", port=port, **QUICK)
        begun = time.monotonic()
        with pytest.raises(DeviceError):
            device.compare(PHOTO, 0.2)
        assert time.monotonic() - begun < 0.2 + 4 * 0.3 + 0.5
        device.close()


def test_an_answer_that_comes_drop_by_drop_does_not_outlast_the_deadline(build, tmp_path):
    def drip(client, request):
        for byte in codec.encode(codec.Hello(id=request.id, model="A", version="1", max_photo=1024)):
            client.sendall(bytes([byte]))
            time.sleep(0.05)

    with service(tmp_path / "drip", drip) as port:
        device = build("face-service", port=port, **QUICK)
        begun = time.monotonic()
        with pytest.raises(DeviceMisbehaved):
            device.open()
        assert time.monotonic() - begun < 1.0
        device.close()


def test_an_answer_to_another_request_with_our_id_is_misbehaviour(build, tmp_path):
    def confused(client, request):
        client.sendall(codec.encode(codec.Standing(id=request.id, camera=True, decoder=True)))

    with service(tmp_path / "confused", confused) as port:
        device = build("face-service", port=port, **QUICK)
        with pytest.raises(DeviceMisbehaved):
            device.open()
        assert device.status().readiness is Readiness.BLOCKED
        device.close()


def test_an_answer_with_a_picture_in_it_is_misbehaviour(build, tmp_path):
    def leaking(client, request):
        client.sendall(codec.encode(codec.Hello(id=request.id, model="A", version="1", max_photo=1024), PHOTO))

    with service(tmp_path / "leaking", leaking) as port:
        device = build("face-service", port=port, **QUICK)
        with pytest.raises(DeviceMisbehaved):
            device.open()
        device.close()


# ---- silence and the plug -----------------------------------------------------------------------------------------


def test_a_silent_service_is_told_within_its_deadline_and_works_again_afterwards(device, bench):
    device.open()
    bench.ask("silent", on=True)
    begun = time.monotonic()
    with pytest.raises(DeviceSilent):
        device.compare(PHOTO, 0.3)
    assert time.monotonic() - begun < 0.3 + 4 * 0.3 + 0.3
    status = device.status()
    assert (status.readiness, status.cause, status.actor) == (Readiness.ABSENT, DeviceSilent.key, Actor.TERMINAL)
    bench.ask("silent", on=False)
    assert device.compare(PHOTO, 2.0).verdict is Verdict.SAME


def test_a_plug_pulled_in_the_middle_is_told_at_once_and_a_service_that_is_back_works(device, bench, eventually):
    bench.ask("person", who="nobody")
    begun = time.monotonic()
    with meanwhile(eventually, compared(bench), lambda: bench.ask("unplug")), pytest.raises(DeviceUnplugged):
        device.compare(PHOTO, 30.0)
    assert time.monotonic() - begun < 3.0
    assert bench.ask("state")["held"] == 0  # the end of a connection is an order to forget
    status = device.status()
    assert (status.readiness, status.cause) == (Readiness.ABSENT, DeviceUnplugged.key)
    bench.ask("plug")
    bench.ask("person", who="same")
    assert device.compare(PHOTO, 2.0).verdict is Verdict.SAME


def test_a_service_that_is_not_there_is_unplugged(build, tmp_path):
    for port in (str(tmp_path / "nothing"), "127.0.0.1:9"):
        device = build("face-service", port=port)
        with pytest.raises(DeviceUnplugged):
            device.compare(PHOTO, 2.0)
        assert device.status().readiness is Readiness.ABSENT


def test_somebody_who_listens_and_never_takes_the_call_is_silent(build, tmp_path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "deaf"))
        listener.listen(0)
        first = build("face-service", port=str(tmp_path / "deaf"), **QUICK)
        second = build("face-service", port=str(tmp_path / "deaf"), **QUICK)
        for device in (first, second, second):
            begun = time.monotonic()
            with pytest.raises(DeviceSilent):
                device.open()
            assert time.monotonic() - begun < 1.0


def test_a_second_program_is_not_served_while_one_is(device, port, build):
    device.open()
    with pytest.raises(DeviceSilent):
        build("face-service", port=port, **QUICK).open()
    assert device.compare(PHOTO, 2.0).verdict is Verdict.SAME


@pytest.mark.parametrize("answer", [b"6901234567892\r\n", b"\x12", bytes(range(256)), b"HTTP/1.1 200 OK\r\n\r\n", b""])
def test_another_program_at_the_socket_misbehaves(build, tmp_path, answer):
    end, ready = FarEnd(Stranger(answer), UnixWire(tmp_path / "stranger"), None, None), threading.Event()
    thread = threading.Thread(target=end.run, args=(ready.set,))
    thread.start()
    assert ready.wait(5)
    device = build("face-service", port=str(tmp_path / "stranger"), **QUICK)
    with pytest.raises(DeviceMisbehaved):
        device.open()
    assert device.status().readiness is Readiness.BLOCKED
    device.close()
    end.stop()
    thread.join(5)


def test_a_hundred_replugs_leak_no_file(device, bench):
    device.open()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(100):
        bench.ask("unplug")
        assert device.status().readiness is Readiness.ABSENT
        bench.ask("plug")
        device.open()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


# ---- cancelling and forgetting ------------------------------------------------------------------------------------


def test_a_comparison_that_nobody_wants_any_more_ends_soon(device, bench, eventually):
    bench.ask("person", who="nobody")
    unwanted, begun = threading.Event(), time.monotonic()
    with meanwhile(eventually, compared(bench), unwanted.set):
        finding = device.compare(PHOTO, 30.0, unwanted.is_set)
    assert (finding.verdict, finding.cause) == (Verdict.UNDECIDED, Cause.STOPPED)
    assert time.monotonic() - begun < 3.0
    state = bench.ask("state")
    assert (state["cancels"], state["forgets"], state["held"]) == (1, 1, 0)
    bench.ask("person", who="other")
    assert device.compare(PHOTO, 2.0).verdict is Verdict.DIFFERENT


def test_a_comparison_cancelled_before_it_begins_sends_no_photo(device, bench):
    assert device.compare(PHOTO, 2.0, lambda: True).cause == Cause.STOPPED
    assert bench.ask("state")["comparisons"] == 0


@pytest.mark.parametrize(
    ("op", "arguments"),
    [
        *(("person", {"who": who}) for who in ("same", "other", "nobody", "several", "photo", "dark")),
        *((fault, {"next": 1}) for fault in (*FAULTS, "careless")),
        ("camera", {"ok": False}),
        ("decoder", {"ok": False}),
        ("late", {"seconds": 3}),
        ("silent", {"on": True}),
    ],
)
def test_every_comparison_is_followed_by_forgetting_however_it_ended(device, bench, eventually, op, arguments):
    device.open()
    bench.ask(op, **arguments)
    with suppress(DeviceError):
        device.compare(PHOTO, 0.2)
    assert eventually(lambda: bench.ask("state")["forgets"] == 1)
    state = bench.ask("state")
    assert (state["comparisons"], state["held"]) == (1, 0)


def test_a_service_that_does_not_forget_gives_no_finding(device, bench):
    bench.ask("keep", on=True)
    with pytest.raises(DeviceMisbehaved):
        device.compare(PHOTO, 2.0)


def test_a_service_that_does_not_answer_that_it_forgot_gives_no_finding(build, tmp_path):
    asked = []

    def forgetful(client, request):
        asked.append(request.ask)
        if request.ask == "hello":
            client.sendall(codec.encode(codec.Hello(id=request.id, model="A", version="1", max_photo=1024)))
        elif request.ask == "compare":
            same = codec.Compared(id=request.id, verdict="same", score=None, live=True, cause=None)
            client.sendall(codec.encode(same))

    with service(tmp_path / "forgetful", forgetful) as port:
        device = build("face-service", port=port, **QUICK)
        with pytest.raises(DeviceSilent):
            device.compare(PHOTO, 2.0)
        assert asked == ["hello", "compare", "forget"]
        device.close()


def test_a_connection_that_ends_makes_the_service_forget(bench, port, eventually):
    bench.ask("person", who="nobody")
    place = port if "/" in port else ("127.0.0.1", int(port.rpartition(":")[2]))
    with socket.socket(socket.AF_UNIX if "/" in port else socket.AF_INET) as client:
        client.connect(place)
        client.sendall(codec.encode(codec.Request(id=1, ask="compare", seconds=60.0), PHOTO))
        assert eventually(lambda: bench.ask("state")["held"] == 1)
    assert eventually(lambda: bench.ask("state")["held"] == 0)


def test_half_a_request_of_a_program_that_died_does_not_disturb_the_next(device, bench, port):
    place = port if "/" in port else ("127.0.0.1", int(port.rpartition(":")[2]))
    with socket.socket(socket.AF_UNIX if "/" in port else socket.AF_INET) as client:
        client.connect(place)
        client.sendall(codec.encode(codec.Request(id=1, ask="compare", seconds=60.0), PHOTO)[:500])
    assert device.compare(PHOTO, 2.0).verdict is Verdict.SAME


# ---- status and privacy -------------------------------------------------------------------------------------------


def test_a_service_that_can_compare_is_ready(device):
    status = device.status()
    assert (status.readiness, status.how, status.cause) == (Readiness.READY, How.ASKED, None)


@pytest.mark.parametrize(("part", "cause"), [("camera", NoPicture.key), ("decoder", "face.no-decoder")])
def test_a_service_without_its_camera_or_decoder_is_blocked_and_says_who_must_act(device, bench, part, cause):
    bench.ask(part, ok=False)
    status = device.status()
    assert (status.readiness, status.cause, status.actor) == (Readiness.BLOCKED, cause, Actor.TECHNICIAN)
    bench.ask(part, ok=True)
    assert device.status().readiness is Readiness.READY


def test_no_error_log_or_state_shows_a_photo_or_a_score(device, bench, caplog):
    caplog.set_level(logging.DEBUG)
    said = []
    for fault in (*FAULTS, "careless"):
        bench.ask(fault, next=1)
        try:
            said.append(repr(device.compare(PHOTO, 0.2)))
        except DeviceError as error:
            while error is not None:
                said.append(f"{error!r} {error}")
                error = error.__cause__ or error.__context__
    said += [repr(device.compare(PHOTO, 2.0)), repr(bench.ask("state")), caplog.text]
    assert not [text for text in said if "WLf" in text or "574c66" in text or "0.93" in text or "\\x" in text]


def test_closing_twice_is_allowed_and_it_opens_again(device):
    device.open()
    device.close()
    device.close()
    device.open()
    device.open()
    assert device.compare(PHOTO, 2.0).verdict is Verdict.SAME
