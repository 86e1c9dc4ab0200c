"""The client against a real hall over a wire that does what bad wires do."""

import hashlib
import json
import socket
import time
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from kiosk.backend.submission import Refused
from kiosk.contract.receipts import Receipt, ReceiptState, Refusal
from kiosk.contract.signing import sign
from kiosk.contract.v1 import RatingBody
from kiosk.errors import (
    BackendBusy,
    BackendElsewhere,
    BackendError,
    BackendNonsense,
    BackendRefused,
    BackendUnauthorized,
    BackendUnreachable,
)

SLACK = 0.6  # beyond the total time-out of one second


def answered(value, signature):
    """A 200 whose receipt and signature a test made itself."""
    body = json.dumps({"receipt": value, "signature": signature}).encode()

    def fault(terminal, answer):
        terminal.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    return fault


def receipt_for(case, **changes):
    fields = {
        "application_id": case.id,
        "state": ReceiptState.RECEIVED,
        "number": "320682-CJ01-20261122-000001",
        "body_sha256": hashlib.sha256(case.body).hexdigest(),
        "received_at": datetime(2026, 11, 22, tzinfo=UTC),
    }
    return Receipt(**{**fields, **changes})


def test_a_submitted_application_gets_a_receipt_with_number_and_promised_day(backend, case):
    receipt = backend.submit(case.body, case.id, case.pictures)
    assert receipt.state is ReceiptState.RECEIVED
    assert receipt.number.startswith("320682-CJ01-2026")
    assert receipt.body_sha256 == hashlib.sha256(case.body).hexdigest()
    assert receipt.promised_on > date(2026, 11, 22)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("half an answer", BackendUnreachable),
        ("a reset", BackendUnreachable),
        ("silence", BackendUnreachable),
        ("a drip", BackendUnreachable),
        ("nothing", BackendUnreachable),
        ("no HTTP", BackendUnreachable),
        ("500", BackendBusy),
        ("503", BackendBusy),
        ("409", BackendBusy),
        ("429", BackendBusy),
        ("401", BackendUnauthorized),
        ("403", BackendUnauthorized),
        ("a captive portal's page", BackendElsewhere),
        ("an empty 200", BackendNonsense),
        ("a 204", BackendNonsense),
        ("a redirect", BackendElsewhere),
        ("a portal's 404", BackendElsewhere),
        ("an unsigned 422", BackendNonsense),
        ("a 418", BackendNonsense),
        ("an answer without end", BackendNonsense),
        ("[]", BackendNonsense),
        ("deep nesting", BackendNonsense),
    ],
)
def test_a_bad_answer_is_never_a_receipt_and_ends_in_time(wire, backend, case, bad_wire, fault, error):
    wire.fault = bad_wire[fault]
    began = time.monotonic()
    with pytest.raises(BackendError) as caught:
        backend.submit(case.body, case.id, case.pictures)
    assert type(caught.value) is error
    assert time.monotonic() - began < 1.0 + SLACK
    assert "王小明" not in str(caught.value)


@pytest.mark.parametrize("fault", ["half an answer", "a reset", "silence", "a drip", "500", "an empty 200"])
def test_a_lost_answer_and_a_retry_give_one_application_and_the_same_receipt(
    hall, wire, backend, case, bad_wire, fault
):
    before = hall.bench("state")["applications"]
    wire.fault = bad_wire[fault]  # the hall has answered; the terminal did not hear it
    with pytest.raises(BackendError):
        backend.submit(case.body, case.id, case.pictures)
    wire.fault = bad_wire["deliver"]
    receipts = {backend.submit(case.body, case.id, case.pictures) for _ in range(3)}
    assert len(receipts) == 1
    assert hall.bench("state")["applications"] == before + 1
    assert len({answer.split(b"\r\n\r\n")[1] for answer in wire.answers}) == 1  # byte for byte


def test_nobody_listening_is_unreachable(hall, far, case):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(BackendUnreachable):
        far(hall, port).submit(case.body, case.id, case.pictures)


def test_a_header_that_drips_ends_at_the_deadline_too(hall, wire, backend, case):
    def drip_headers(terminal, answer):
        terminal.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            terminal.sendall(b"X")
            wire.over.wait(0.05)

    wire.fault = drip_headers
    began = time.monotonic()
    with pytest.raises(BackendUnreachable):
        backend.submit(case.body, case.id, case.pictures)
    assert time.monotonic() - began < 1.0 + SLACK


def test_the_deadline_is_for_all_exchanges_of_a_call_together(wire, backend, case, new_case):
    wire.only_for = "PUT "

    def slow(terminal, answer):
        wire.over.wait(0.4)
        terminal.sendall(answer)

    wire.fault = slow
    pictures = {hashlib.sha256(bytes([n])).hexdigest(): bytes([n]) for n in range(8)}
    many = new_case(pictures=pictures)
    began = time.monotonic()
    with pytest.raises(BackendUnreachable):
        backend.submit(many.body, many.id, many.pictures)
    assert time.monotonic() - began < 1.0 + SLACK


@pytest.mark.parametrize(
    "changes",
    [
        {"application_id": "00000000-0000-4000-8000-000000000000"},
        {"body_sha256": "0" * 64},
    ],
)
def test_the_halls_own_receipt_for_something_else_is_no_receipt(hall, wire, backend, case, changes):
    wrong = receipt_for(case, **changes).wire()
    wire.fault = answered(wrong, sign(hall.key, wrong))
    with pytest.raises(BackendNonsense):
        backend.submit(case.body, case.id, case.pictures)


def test_a_receipt_that_the_hall_did_not_sign_is_no_receipt(hall, wire, backend, case):
    right = receipt_for(case).wire()
    wire.fault = answered({**right, "number": "320682-CJ01-20261122-999999"}, sign(hall.key, right))
    with pytest.raises(BackendNonsense):
        backend.submit(case.body, case.id, case.pictures)
    wire.fault = answered(right, sign(hall.key, right))  # the same, untouched, is taken
    assert backend.submit(case.body, case.id, case.pictures).number == right["number"]


def test_another_body_under_the_same_id_is_refused_for_good_and_the_first_stays(backend, case, new_case):
    first = backend.submit(case.body, case.id, case.pictures)
    other = new_case(id=case.id, note="changed")
    with pytest.raises(Refused) as caught:
        backend.submit(other.body, other.id, other.pictures)
    assert isinstance(caught.value, BackendRefused)
    assert (caught.value.refusal.code, caught.value.refusal.application_id) == ("other_body", case.id)
    assert backend.submit(case.body, case.id, case.pictures) == first


def test_a_matter_that_the_hall_does_not_take_is_refused_the_same_way_every_time(backend, new_case):
    strange = new_case(matter="marriage")
    refusals = set()
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            backend.submit(strange.body, strange.id, strange.pictures)
        refusals.add(caught.value.refusal)
    assert [refusal.code for refusal in refusals] == ["unknown_matter"]


def test_a_signed_refusal_of_another_application_is_not_final(hall, wire, backend, case):
    refusal = Refusal(str(uuid4()), "unknown_matter", "不受理", hashlib.sha256(case.body).hexdigest()).wire()
    body = json.dumps({"refusal": refusal, "signature": sign(hall.key, refusal)}).encode()
    wire.fault = lambda terminal, answer: terminal.sendall(
        b"HTTP/1.1 422 X\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    with pytest.raises(BackendNonsense):
        backend.submit(case.body, case.id, case.pictures)


ASKED_IN_ITS_NAME = {
    "a ticket of no group": ("POST /v1/tickets", lambda backend, case: backend.ticket(case.id, "no_such_group")),
    "the half days of no matter": ("GET /v1/bookings", lambda backend, case: backend.slots(case.id)),
    "a body that is none": ("POST /v1/applications", lambda backend, case: backend.submit(b"{}", case.id, {})),
}


@pytest.mark.parametrize("on_the_way", ["PUT /v1/materials", "POST /v1/applications"])
@pytest.mark.parametrize("asked", ASKED_IN_ITS_NAME)
def test_a_genuine_refusal_of_something_else_under_the_same_id_is_not_final(
    wire, backend, case, bad_wire, asked, on_the_way
):
    wire.only_for, ask = ASKED_IN_ITS_NAME[asked]
    with pytest.raises(Refused):
        ask(backend, case)
    (refusal,) = wire.answers
    wire.only_for, wire.fault = on_the_way, lambda terminal, answer: terminal.sendall(refusal)
    with pytest.raises(BackendNonsense):
        backend.submit(case.body, case.id, case.pictures)
    wire.fault = bad_wire["deliver"]
    assert backend.submit(case.body, case.id, case.pictures).application_id == case.id


def test_an_application_whose_picture_has_not_arrived_is_tried_again_and_not_refused(backend, case):
    with pytest.raises(BackendBusy):
        backend.submit(case.body, case.id, {})
    assert backend.submit(case.body, case.id, case.pictures).application_id == case.id


def test_a_wrong_token_is_the_technicians_turn(hall, far, case):
    with pytest.raises(BackendUnauthorized):
        far(hall, hall.port, token="wrong").submit(case.body, case.id, case.pictures)
    with pytest.raises(BackendUnauthorized):
        far(hall, hall.port, token="wrong").hello()


def test_hello_tells_the_business_day_and_what_the_hall_can_do(backend):
    hello = backend.hello()
    assert hello.functions == ("apply", "tickets", "ratings", "bookings", "inquiries")
    assert hello.hall == "如皋市长江镇为民服务中心"


def test_the_same_request_gets_the_same_ticket_and_the_queue_grows_by_one(hall, backend):
    waiting = {group.group: group.waiting for group in backend.queue().groups}
    request = str(uuid4())
    first, again = backend.ticket(request, "social"), backend.ticket(request, "social")
    second = backend.ticket(str(uuid4()), "social")
    assert first == again
    assert first.number[0] == second.number[0] == "A"
    assert second.number != first.number
    assert second.ahead == first.ahead + 1
    assert {group.group: group.waiting for group in backend.queue().groups}["social"] == waiting["social"] + 2
    with pytest.raises(BackendRefused):
        backend.ticket(str(uuid4()), "no_such_group")


def test_a_rating_that_is_sent_twice_counts_once(hall, backend):
    before = hall.bench("state")["ratings"]
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    rating = RatingBody(rating_id=uuid4(), application_id=uuid4(), level=5, rated_at=moment)
    backend.rate(rating)
    backend.rate(rating)
    assert hall.bench("state")["ratings"] == before + 1


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("500", BackendBusy),
        ("html", BackendNonsense),
        ("empty", BackendNonsense),
        ("hang", BackendUnreachable),
        ("drip", BackendUnreachable),
        ("wrong_receipt", BackendNonsense),
        ("lost_answer", BackendUnreachable),
    ],
)
def test_the_benchs_fault_switch_does_what_it_says(hall, wire, far, case, mode, error):
    backend = far(hall, hall.port)
    hall.bench("mode", mode=mode, next=1)
    pictures = {} if mode == "lost_answer" else case.pictures
    with pytest.raises(error):
        backend.submit(case.body, case.id, pictures)
    assert backend.submit(case.body, case.id, case.pictures).application_id == case.id


def test_a_pulled_wire_is_unreachable_until_it_is_back(hall, far):
    direct = far(hall, hall.port)
    hall.bench("unplug")
    with pytest.raises(BackendUnreachable):
        direct.hello()
    hall.bench("plug")
    assert direct.hello().contract == 1
