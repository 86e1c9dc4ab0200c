"""A real hall in a process of its own, a wire to it that can do what bad wires do, and a terminal's application."""

import base64
import hashlib
import json
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.backend.client import Backend
from kiosk.backend.line import Timeouts
from kiosk.contract.keyfile import read_key_file
from kiosk.contract.signing import public_key
from kiosk.contract.v1 import Applicant, ApplicationBody, Consent, MaterialRef
from kiosk.runtime.clock import SystemClock

ROOT = Path(__file__).parents[3]
NAME, NUMBER = "王小明", "320682194001011234"
PICTURE = b"\xff\xd8 a picture of a household register " * 50
TIMEOUTS = Timeouts(connect=1.0, read=0.5, total=1.0)
INSTANT = "pension_alive_cert"
COMPARED = {"way": "compared", "compared_by": "clerk", "by": "staff", "at": "2026-11-20T01:00:00Z"}
MOMENT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@dataclass
class Hall:
    """The hall's process, as a test sees it."""

    port: int
    public: str
    token: str
    control: Path
    key: Ed25519PrivateKey
    state_folder: Path

    def bench(self, op: str, **arguments: Any) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as line, line.makefile("rwb") as stream:
            line.connect(str(self.control))
            stream.write(json.dumps({"op": op, **arguments}).encode() + b"\n")
            stream.flush()
            answer = json.loads(stream.readline())
        assert answer["ok"], answer
        state: dict[str, Any] = answer["state"]
        return state


@dataclass
class Case:
    """One application as the terminal would send it."""

    id: str = field(default_factory=lambda: str(uuid4()))
    matter: str = "elderly_allowance"
    note: str = ""
    proof: dict[str, Any] = field(default_factory=lambda: {"way": "card"})
    pictures: dict[str, bytes] = field(default_factory=lambda: {hashlib.sha256(PICTURE).hexdigest(): PICTURE})

    @property
    def body(self) -> bytes:
        return (
            ApplicationBody.model_validate(
                {
                    "application_id": self.id,
                    "terminal_id": "CJ01",
                    "slip_number": f"CJ01-{self.id[:13]}",
                    "matter": self.matter,
                    "matter_version": "1",
                    "language": "zh_CN",
                    "consent": Consent(version="1", agreed_at=MOMENT),
                    "applicant": Applicant(
                        card_kind="resident", name=NAME, number=NUMBER, sex="1", ethnic="01", birth="19400101",
                        address="江苏省如皋市", issuer="如皋市公安局", valid_from="20100101", valid_to="长期",
                    ),
                    "proof": self.proof,
                    "answers": {"note": self.note},
                    "materials": (MaterialRef(name="户口簿", how="photo", pages=tuple(self.pictures)),),
                    "signature_svg": "<svg/>",
                    "signed_at": MOMENT,
                    "made_at": MOMENT,
                }
            )
            .model_dump_json()
            .encode()
        )  # fmt: skip


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    state = tmp_path_factory.mktemp("hall")
    control = state / "bench.sock"
    program = [sys.executable, "-m", "kiosk.cli.hall"]
    token = subprocess.check_output([*program, "add-terminal", "CJ01", "--state", state], cwd=ROOT, text=True).strip()
    catalogue = write_catalogue(state / "catalogue")
    serve = [*program, "serve", "--state", state, "--hall", ROOT / "config/hall/changjiang.toml"]
    process = subprocess.Popen(
        [*serve, "--catalogue", catalogue, "--bench-control", control], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    key = Ed25519PrivateKey.from_private_bytes(read_key_file(state / "hall.key"))
    try:
        yield Hall(ready["port"], ready["public_key"], token, control, key, state)
    finally:
        process.terminate()
        assert process.wait(10) == 0
        process.stdout.close()


def write_catalogue(folder: Path) -> Path:
    """The shipped matter, and one that is decided at once and takes nobody whom no one compared with her card."""
    shipped = (ROOT / "config/catalogue/elderly_allowance.json").read_text("utf-8")
    (matter,) = json.loads(shipped)["matters"]
    matter |= {
        "slug": INSTANT, "is_instant": True, "proof_of_person": ["compared"], "promise_limit": None,
        "result": {"name_zh": "资格认证结果回执", "valid_months": 12},
    }  # fmt: skip
    folder.mkdir()
    (folder / "elderly_allowance.json").write_text(shipped, "utf-8")
    (folder / "instant.json").write_text(json.dumps({"schema": 1, "matters": [matter]}), "utf-8")
    return folder


class Wire:
    """A wire between terminal and hall. `fault` gets the terminal's socket and the hall's whole answer, when it comes.

    One request a connection. `reaches_hall` says whether the hall ever hears of it.
    """

    def __init__(self, hall_port: int) -> None:
        self._hall_port = hall_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.fault: Callable[[socket.socket, bytes], None] = deliver
        self.reaches_hall = True
        self.only_for = "POST /v1/applications"
        self.answers: list[bytes] = []
        self.over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                terminal, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(terminal,), daemon=True).start()

    def _carry(self, terminal: socket.socket) -> None:
        with terminal, suppress(OSError):
            request = whole_request(terminal)
            if not request.startswith(self.only_for.encode()):
                terminal.sendall(self._ask(request))
                return
            answer = self._ask(request) if self.reaches_hall else b""
            self.answers.append(answer)
            self.fault(terminal, answer)

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._hall_port)) as line:
            line.sendall(request)
            return b"".join(iter(lambda: line.recv(65536), b""))


def whole_request(line: socket.socket) -> bytes:
    taken = b""
    while b"\r\n\r\n" not in taken:
        taken += line.recv(65536)
    head = taken.split(b"\r\n\r\n")[0].lower()
    length = int(head.split(b"content-length:")[1].split()[0]) if b"content-length:" in head else 0
    while len(taken) < len(head) + 4 + length:
        taken += line.recv(65536)
    return taken


def deliver(terminal: socket.socket, answer: bytes) -> None:
    terminal.sendall(answer)


def half(terminal: socket.socket, answer: bytes) -> None:
    head, body = answer.split(b"\r\n\r\n", 1)
    terminal.sendall(head + b"\r\n\r\n" + body[: len(body) // 2])


def reset(terminal: socket.socket, answer: bytes) -> None:
    """RST instead of FIN: linger of zero seconds."""
    terminal.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silence(terminal: socket.socket, answer: bytes) -> None:
    while terminal.recv(1):
        pass


def drip(terminal: socket.socket, answer: bytes) -> None:
    """The right answer, so slowly that no time-out between two bytes ever fires."""
    for byte in answer:
        terminal.sendall(bytes([byte]))
        time.sleep(0.05)


def endless(terminal: socket.socket, answer: bytes) -> None:
    terminal.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        terminal.sendall(b" " * 8192)


def says(status: str, body: bytes = b"", kind: str = "application/json", more: str = "") -> Callable[..., None]:
    def fault(terminal: socket.socket, answer: bytes) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
        terminal.sendall(head.encode() + body)

    return fault


@pytest.fixture
def wire(hall: Hall) -> Iterator[Wire]:
    hall.bench("reset")
    built = Wire(hall.port)
    yield built
    built.close()


@pytest.fixture
def backend(hall: Hall, wire: Wire) -> Backend:
    return over(hall, wire.port)


def over(hall: Hall, port: int, token: str | None = None) -> Backend:
    key = public_key(hall.public)
    return Backend(f"http://127.0.0.1:{port}", "CJ01", token or hall.token, key, SystemClock(), TIMEOUTS)


@pytest.fixture
def case() -> Case:
    return Case()


@pytest.fixture
def instant_case() -> Case:
    """Of a person whom a clerk compared with her card."""
    return Case(matter=INSTANT, proof=COMPARED)


@pytest.fixture
def bad_wire(wire: Wire) -> Any:
    """The faults by name, for tests in other files (this folder is no package)."""
    return FAULTS


@pytest.fixture
def far() -> Any:
    return over


@pytest.fixture
def new_case() -> type[Case]:
    return Case


def b64(blob: bytes) -> str:
    return base64.b64encode(blob).decode()


PORTAL = "<html><body>请登录</body></html>".encode()
FAULTS: dict[str, Callable[..., None]] = {
    "deliver": deliver,
    "half an answer": half,
    "a reset": reset,
    "silence": silence,
    "a drip": drip,
    "500": says("500 Internal Server Error", b"oops", "text/plain"),
    "503": says("503 Service Unavailable"),
    "409": says("409 Conflict", b"{}"),
    "429": says("429 Too Many Requests"),
    "a captive portal's page": says("200 OK", PORTAL, "text/html"),
    "an empty 200": says("200 OK"),
    "a 204": says("204 No Content"),
    "a redirect": says("302 Found", more="Location: http://127.0.0.1:9/login\r\n"),
    "a portal's 404": says("404 Not Found", PORTAL, "text/html"),
    "an unsigned 422": says("422 Unprocessable", b'{"refusal":{},"signature":""}'),
    "a 418": says("418 I'm a teapot"),
    "an answer without end": endless,
    "401": says("401 Unauthorized"),
    "403": says("403 Forbidden"),
    "no HTTP": lambda terminal, answer: terminal.sendall(b"SSH-2.0-dropbear\r\n"),
    "nothing": lambda terminal, answer: None,
    "[]": says("200 OK", b"[]"),
    "deep nesting": says("200 OK", b"[" * 60000),
}
