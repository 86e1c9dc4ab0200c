"""The short-lived sender as the keeper starts it: real process, real hall, sealed boxes."""

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.backend.line import Timeouts
from kiosk.backend.sender import SendJob, SendTo, run_sender
from kiosk.contract.envelope import BODY, Cipher, DataKey
from kiosk.contract.keyfile import write_key_file
from kiosk.contract.receipts import ReceiptState
from kiosk.contract.sealing import new_keypair, seal
from kiosk.errors import (
    BackendBusy,
    BackendError,
    BackendUnauthorized,
    BackendUnreachable,
    KeyChanged,
    KeyMissing,
    StoreDamaged,
)
from kiosk.keys.file import FileKeys
from kiosk.ports.key_store import KeptIn, KeyName, KeyPlace

ROOT = Path(__file__).parents[3]
DEADLINE = 20.0


@pytest.fixture
def key_file(tmp_path):
    private, _ = keys = new_keypair()
    write_key_file(tmp_path / "sender.key", private)
    return KeyPlace(KeptIn.FILE, tmp_path), keys[1]


@pytest.fixture
def job(hall, wire, case, key_file):
    return job_of(hall, wire, case, key_file)


def job_of(hall, wire, case, key_file, cipher=Cipher.AES_256_GCM):
    keys, public = key_file
    key = DataKey.fresh(case.id, cipher)
    return SendJob(
        to=SendTo(
            base_url=f"http://127.0.0.1:{wire.port}",
            terminal_id="CJ01",
            token=hall.token,
            hall_key=hall.public,
            keys=keys,
            timeouts=Timeouts(1.0, 1.0, 4.0),
        ),
        application_id=case.id,
        body_sha256=hashlib.sha256(case.body).hexdigest(),
        sealed_body=key.shut(BODY, case.body),
        attachments=tuple((name, key.shut(name, picture)) for name, picture in case.pictures.items()),
        sealed_key=key.shut_for(public),
    )


@pytest.mark.parametrize("cipher", Cipher)
def test_a_sealed_application_comes_back_as_a_receipt(hall, wire, case, key_file, cipher):
    job = job_of(hall, wire, case, key_file, cipher)
    sent = run_sender(job, DEADLINE)
    assert sent.receipt is not None
    assert (sent.receipt.application_id, sent.receipt.state) == (case.id, ReceiptState.RECEIVED)
    assert run_sender(job, DEADLINE) == sent


def test_an_instant_matter_comes_back_done_with_its_result_and_again_the_same(hall, wire, instant_case, key_file):
    job = job_of(hall, wire, instant_case, key_file)
    receipt = run_sender(job, DEADLINE).receipt
    assert receipt.state is ReceiptState.DONE
    assert receipt.result.name == "资格认证结果回执"
    assert "-R-" in receipt.result.number and receipt.result.number != receipt.number
    assert receipt.result.valid_until is not None
    assert run_sender(job, DEADLINE).receipt == receipt


def test_while_the_office_decides_nothing_an_instant_matter_comes_back_received(hall, wire, instant_case, key_file):
    hall.bench("decide", on=False)
    receipt = run_sender(job_of(hall, wire, instant_case, key_file), DEADLINE).receipt
    assert (receipt.state, receipt.result) == (ReceiptState.RECEIVED, None)


def test_a_matter_that_demands_a_comparison_is_refused_for_good_by_card_alone(hall, wire, instant_case, key_file):
    job = job_of(hall, wire, replace(instant_case, proof={"way": "card"}), key_file)
    refusal = run_sender(job, DEADLINE).refusal
    assert (refusal.code, refusal.application_id) == ("proof_missing", instant_case.id)


def test_a_final_refusal_comes_back_with_its_code(job, case, new_case, key_file):
    strange = new_case(matter="marriage")
    other = replace(
        job,
        application_id=strange.id,
        body_sha256=hashlib.sha256(strange.body).hexdigest(),
        sealed_body=seal(key_file[1], strange.id, strange.body),
        attachments=(),
        sealed_key=b"",
    )
    refused = run_sender(other, DEADLINE)
    assert refused.receipt is None
    assert (refused.refusal.application_id, refused.refusal.code) == (strange.id, "unknown_matter")


@pytest.mark.parametrize(
    ("fault", "key"), [("503", BackendBusy.key), ("401", BackendUnauthorized.key), ("a reset", BackendUnreachable.key)]
)
def test_an_error_comes_back_as_its_key(wire, job, bad_wire, fault, key):
    wire.fault = bad_wire[fault]
    assert run_sender(job, DEADLINE).error == key


def test_boxes_of_another_application_or_content_are_told_and_not_sent(hall, job, case, key_file):
    before = hall.bench("state")
    moved = replace(job, application_id="00000000-0000-4000-8000-000000000000")
    assert run_sender(moved, DEADLINE).error == StoreDamaged.key
    key = DataKey.opened(case.id, FileKeys(key_file[0].state).load(KeyName.SENDER), job.sealed_key)
    for box in (key.shut(BODY, b"{}"), job.attachments[0][1], seal(key_file[1], case.id, case.body)):
        assert run_sender(replace(job, sealed_body=box), DEADLINE).error == StoreDamaged.key
    assert hall.bench("state") == before


def test_boxes_of_an_older_version_which_open_with_the_senders_key_itself_are_still_sent(job, case, key_file):
    old = replace(
        job,
        sealed_key=b"",
        sealed_body=seal(key_file[1], case.id, case.body),
        attachments=tuple((name, seal(key_file[1], case.id, picture)) for name, picture in case.pictures.items()),
    )
    assert run_sender(old, DEADLINE).receipt.application_id == case.id


def test_a_key_that_is_missing_or_another_is_told_as_what_it_is_and_the_old_one_sends_it(job, case, key_file):
    store = FileKeys(key_file[0].state)
    old = store.load(KeyName.SENDER)
    store.forget(KeyName.SENDER)
    assert run_sender(job, DEADLINE).error == KeyMissing.key
    store.save(KeyName.SENDER, new_keypair()[0])
    assert run_sender(job, DEADLINE).error == KeyChanged.key
    store.save(KeyName.SENDER, old)
    assert run_sender(job, DEADLINE).receipt.application_id == case.id


def test_a_sender_that_is_not_done_at_its_deadline_is_killed(wire, job, bad_wire):
    wire.fault = bad_wire["silence"]
    began = time.monotonic()
    assert (
        run_sender(replace(job, to=replace(job.to, timeouts=Timeouts(60, 60, 60))), 1.0).error == BackendUnreachable.key
    )
    assert time.monotonic() - began < 2.0


def test_a_sender_that_dies_leaves_an_error_and_not_an_exception(job, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert run_sender(job, DEADLINE).error == BackendError.key
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert run_sender(job, DEADLINE).error == BackendError.key


@pytest.mark.parametrize("fault", ["deliver", "500", "a captive portal's page"])
def test_neither_stdout_nor_stderr_shows_who_applied(wire, job, bad_wire, fault):
    wire.fault = bad_wire[fault]
    program = [sys.executable, "-m", "kiosk.backend.send"]
    ended = subprocess.run(program, input=job.wire(), capture_output=True, cwd=ROOT, check=True)
    shown = (ended.stdout + ended.stderr).decode()
    assert ended.returncode == 0
    assert len(ended.stdout.splitlines()) == 1
    for secret in ("王小明", "\\u738b", "320682194001011234", job.to.token):
        assert secret not in shown


def test_the_sender_dumps_no_core_and_shows_its_memory_to_no_other_process():
    program = (
        "import ctypes, resource; from kiosk.backend.hardening import harden; harden(outlives_parent=False); "
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))"  # 3: PR_GET_DUMPABLE
    )
    shown = subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, text=True)
    assert shown.strip() == "(0, 0) 0"


def test_the_sender_does_not_import_what_it_does_not_need():
    program = "import json, sys, kiosk.backend.send; print(json.dumps(sorted(sys.modules)))"
    modules = set(json.loads(subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, env=dict(os.environ))))
    other_stores = {"kiosk.keys.tpm", "kiosk.keys.credential", "subprocess"}
    assert not modules & {"pydantic", "apsw", "fastapi", "asyncio", "structlog", "kivy", *other_stores}
