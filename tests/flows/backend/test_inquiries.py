"""A question about a person, from the visit through the real sender to a real hall and back: nobody between sees who."""

import json
import os
import pickle
import queue
import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.backend import program
from kiosk.backend.line import Timeouts
from kiosk.backend.sender import InquiryJob, SendTo, run_inquiry
from kiosk.contract.keyfile import write_key_file
from kiosk.contract.sealing import new_keypair
from kiosk.contract.signing import public_key
from kiosk.errors import (
    BackendBusy,
    BackendElsewhere,
    BackendError,
    BackendNonsense,
    BackendUnauthorized,
    BackendUnreachable,
    StoreDamaged,
    StoreFull,
)
from kiosk.ports.id_reader import CardKind, IdCard
from kiosk.ports.key_store import KeptIn, KeyPlace
from kiosk.ports.qr_scanner import PayloadKind
from kiosk.runtime.inquiry import Inquiries
from kiosk.runtime.inquiry_desk import InquiryDesk
from kiosk.runtime.messages import InquiryAnswered
from kiosk.session import events as e
from kiosk.session.commands import AskAgent, AskHolder

DEADLINE = 20.0
CODE = "SBK1" + "7Q2M" * 7
PERSON = {"name": "王秀英", "number": "320699194103120249", "sex": "2", "ethnic": "01", "birth": "19410312",
          "address": "江苏省如皋市长江镇知青村三组12号"}  # fmt: skip
CARD = IdCard(CardKind.RESIDENT, "陈晓芸", "2", "01", "19810605", "", "320699198106050424", "", "20160711", "20360711")
SECRETS = (CODE, PERSON["name"], PERSON["number"], PERSON["address"], CARD.name, CARD.number)
HOLDER, AGENT = AskHolder(CODE, PayloadKind.SOCIAL_SECURITY), AskAgent(CARD)


@pytest.fixture
def people(hall, wire):
    hall.bench("holder", code=CODE, kind="social_security", person=PERSON)
    hall.bench("holder", code=CODE + "old", kind="social_security", person=PERSON, valid_until="2026-01-01T00:00:00Z")
    hall.bench("agent", name=CARD.name, number=CARD.number, reference="D-0007")


@pytest.fixture
def keys(tmp_path):
    private, public = new_keypair()
    write_key_file(tmp_path / "sender.key", private)
    return KeyPlace(KeptIn.FILE, tmp_path), public


@pytest.fixture
def visit(hall):
    return Inquiries("CJ01", public_key(hall.public))


@pytest.fixture
def send_to(hall, wire, keys):
    url = f"http://127.0.0.1:{wire.port}"
    return SendTo(url, "CJ01", hall.token, hall.public, keys[0], Timeouts(1.0, 1.0, 4.0))


def job_of(send_to, made):
    return InquiryJob(send_to, made.inquiry_id, made.sealed_body)


def asked(visit, send_to, keys, command):
    """The whole way without the keeper."""
    made = visit.ask(command, keys[1], 0.0)
    result = run_inquiry(job_of(send_to, made), DEADLINE)
    return visit.hear(InquiryAnswered(made.inquiry_id, result.sealed, result.error))


def hides(content: bytes) -> bool:
    """Whether no secret is in it, in any encoding in which it could be there by accident."""
    forms = [form for text in SECRETS for form in
             (text.encode(), text.encode("utf-16-le"), text.encode("gb18030"), json.dumps(text)[1:-1].encode())]  # fmt: skip
    return not any(form in content for form in forms)


def test_a_code_tells_its_holder_and_a_card_its_agent(people, visit, send_to, keys):
    found = asked(visit, send_to, keys, HOLDER)
    assert isinstance(found, e.HolderFound)
    assert (found.card.name, found.card.number, found.kind) == (PERSON["name"], PERSON["number"], "social_security")
    assert asked(visit, send_to, keys, AGENT) == e.AgentKnown("D-0007")


def test_strangers_old_codes_and_codes_of_another_kind_stand_for_nobody(people, visit, send_to, keys):
    for command, event in (
        (AskHolder(CODE + "x", PayloadKind.SOCIAL_SECURITY), e.HolderUnknown("holder.unknown")),
        (AskHolder(CODE, PayloadKind.LICENCE), e.HolderUnknown("holder.unknown")),
        (AskHolder(CODE + "old", PayloadKind.SOCIAL_SECURITY), e.HolderUnknown("holder.expired")),
        (AskAgent(replace(CARD, name="陈晓")), e.AgentUnknown("agent.unknown")),
    ):
        assert asked(visit, send_to, keys, command) == event


@pytest.mark.parametrize(
    ("fault", "error"),
    [("half an answer", BackendUnreachable), ("a reset", BackendUnreachable), ("500", BackendBusy),
     ("401", BackendUnauthorized), ("an empty 200", BackendNonsense), ("[]", BackendNonsense),
     ("deep nesting", BackendNonsense), ("a captive portal's page", BackendElsewhere)],
)  # fmt: skip
def test_an_error_comes_back_as_its_key(people, wire, visit, send_to, keys, bad_wire, fault, error):
    wire.only_for, wire.fault = "POST /v1/inquiries", bad_wire[fault]
    made = visit.ask(HOLDER, keys[1], 0.0)
    assert run_inquiry(job_of(send_to, made), DEADLINE).error == error.key


def test_an_answer_to_somebody_elses_question_opens_for_nobody_here(people, wire, visit, send_to, keys):
    asked(visit, send_to, keys, HOLDER)
    wire.only_for = "POST /v1/inquiries"
    asked(visit, send_to, keys, HOLDER)
    first = wire.answers[-1]
    wire.fault = lambda terminal, answer: terminal.sendall(first)  # replayed
    assert asked(visit, send_to, keys, HOLDER) == e.HolderUnknown("inquiry.failed")


def test_a_box_of_another_inquiry_is_told_and_not_sent(hall, people, visit, send_to, keys):
    before = hall.bench("state")
    made = visit.ask(HOLDER, keys[1], 0.0)
    moved = replace(job_of(send_to, made), inquiry_id=str(uuid4()))
    assert run_inquiry(moved, DEADLINE).error == StoreDamaged.key
    assert hall.bench("state") == before


def test_a_sender_that_is_not_done_at_its_deadline_is_killed(wire, people, visit, send_to, keys, bad_wire):
    wire.only_for, wire.fault = "POST /v1/inquiries", bad_wire["silence"]
    made = visit.ask(HOLDER, keys[1], 0.0)
    began = time.monotonic()
    result = run_inquiry(job_of(replace(send_to, timeouts=Timeouts(60, 60, 60)), made), 1.0)
    assert result.error == BackendUnreachable.key
    assert time.monotonic() - began < 2.0


def test_a_sender_that_dies_leaves_an_error(visit, send_to, keys, monkeypatch):
    job = job_of(send_to, visit.ask(HOLDER, keys[1], 0.0))
    monkeypatch.setattr(program.sys, "executable", "/bin/false")
    assert run_inquiry(job, DEADLINE).error == BackendError.key


@pytest.mark.parametrize("fault", ["deliver", "500", "a captive portal's page"])
def test_nothing_on_the_keepers_side_shows_code_or_name(
    people, wire, visit, send_to, keys, bad_wire, fault, monkeypatch, capfd
):
    """Messages, the child's command line, environment, stdin and output, the journal, and whatever was logged."""
    wire.only_for, wire.fault = "POST /v1/inquiries", bad_wire[fault]
    seen, journal, post = [], [], queue.SimpleQueue()
    run = subprocess.run

    def spied(command, **options):
        ended = run(command, **{**options, "stderr": subprocess.PIPE})
        seen.append(repr((command, options.get("env"), options["input"], ended.stdout, ended.stderr)).encode())
        return ended

    monkeypatch.setattr(program.subprocess, "run", spied)
    desk = InquiryDesk(send_to, post.put, lambda *row: journal.append(row))
    answers = []
    for command in (HOLDER, AGENT):
        made = visit.ask(command, keys[1], 0.0)
        desk.ask(made, answers.append)
        post.get(timeout=DEADLINE)()  # what the lane posts, in the keeper's thread
        seen += [pickle.dumps(made), repr(made).encode(), pickle.dumps(answers[-1]), repr(answers[-1]).encode()]
        event = visit.hear(answers[-1])
        assert isinstance(event, e.HolderFound | e.AgentKnown) == (fault == "deliver")
    said = capfd.readouterr()
    seen += [repr(journal).encode(), said.out.encode(), said.err.encode(), json.dumps(dict(os.environ)).encode()]
    assert len(seen) == 2 + 8 + 4
    assert all(hides(each) for each in seen)
    assert [row[:2] for row in journal] == [("inquiry", "asked"), ("inquiry", "answered" if fault == "deliver" else "failed")] * 2  # fmt: skip  # noqa: E501


def test_what_an_earlier_visit_left_behind_holds_nobody_up_and_there_is_an_end_to_it(
    people, wire, visit, send_to, keys, bad_wire
):
    hangs = threading.Event()

    def first_hangs(terminal, answer):
        if hangs.is_set():
            terminal.sendall(answer)
        else:
            hangs.set()
            bad_wire["silence"](terminal, answer)

    wire.only_for, wire.fault = "POST /v1/inquiries", first_hangs
    post: queue.SimpleQueue = queue.SimpleQueue()
    desk = InquiryDesk(replace(send_to, timeouts=Timeouts(5, 5, 5)), post.put, lambda *row: None)
    late, prompt = [], []
    desk.ask(visit.ask(HOLDER, keys[1], 0.0), late.append)
    assert hangs.wait(DEADLINE)
    made = visit.ask(HOLDER, keys[1], 1.0)
    desk.ask(made, prompt.append)
    post.get(timeout=DEADLINE)()
    assert isinstance(visit.hear(prompt[0]), e.HolderFound) and not late
    for _ in range(2):
        desk.ask(visit.ask(HOLDER, keys[1], 2.0), prompt.append)
    crowded = []
    desk.ask(visit.ask(HOLDER, keys[1], 3.0), crowded.append)
    assert crowded[0].key == BackendBusy.key
    for _ in range(3):
        post.get(timeout=DEADLINE)()
    assert late[0].key == BackendUnreachable.key
    assert visit.hear(late[0]) is None


def test_the_hall_writes_neither_code_nor_question_down(hall, people, visit, send_to, keys):
    asked(visit, send_to, keys, HOLDER)
    for path in Path(hall.state_folder).iterdir():
        if path.is_file():
            assert CODE.encode() not in path.read_bytes(), path


def test_what_cannot_be_written_down_is_not_asked_and_takes_nobodys_place(people, wire, visit, send_to, keys):
    def full(*row):
        raise StoreFull("no room left")

    answers, desk = [], InquiryDesk(send_to, queue.SimpleQueue().put, full)
    for _ in range(4):
        desk.ask(visit.ask(HOLDER, keys[1], 0.0), answers.append)
        assert visit.hear(answers[-1]) == e.HolderUnknown("inquiry.failed")
    assert {answer.key for answer in answers} == {StoreFull.key}
