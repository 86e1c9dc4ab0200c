"""A small hall: contract /v1 for applications, honest and quick, for harnesses that hurt the terminal and not the hall.

`python -m tests.faults.lives.small_hall FOLDER` prints {"port", "public_key"}, serves until SIGTERM. The real hall answers in
10 ms, most of it frameworks; a trial has not more than that. What it has answered for lies in FOLDER/arrived with fsync
before the answer: one line of JSON for each application. Its rules are those of kiosk.hall.intake: nothing is registered
before the whole body and all its pictures are there, and the first answer is the only one.
"""

import base64
import hashlib
import json
import os
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.contract.receipts import Receipt, ReceiptState
from kiosk.contract.signing import sign


class Book:
    """What has arrived. `before_body`: a planted bug, the key is taken before the body is whole."""

    def __init__(self, folder: Path, before_body: bool) -> None:
        self.key, self.lock, self.before_body = Ed25519PrivateKey.generate(), threading.Lock(), before_body
        self.answers: dict[str, tuple[str, bytes]] = {}  # application id → hash of its body, answer
        self.pictures: set[tuple[str, str]] = set()
        self._file = os.open(folder / "arrived", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def take(self, key: str, body: bytes) -> tuple[int, bytes]:
        """Status and answer to one application."""
        digest = hashlib.sha256(body).hexdigest()
        with self.lock:
            if key in self.answers:
                known, answer = self.answers[key]
                return (200, answer) if known == digest else (422, b"{}")
            said = json.loads(body)
            pages = {page for material in said["materials"] for page in material["pages"]}
            if said["application_id"] != key or any((key, page) not in self.pictures for page in pages):
                return 409, b"{}"
            return 200, self._register(key, digest, said["slip_number"])

    def _register(self, key: str, digest: str, slip_number: str) -> bytes:
        number = f"320682-CJ01-20261122-{len(self.answers) + 1:06d}"
        receipt = Receipt(key, ReceiptState.RECEIVED, number, digest, datetime.now(UTC)).wire()
        answer = json.dumps({"receipt": receipt, "signature": sign(self.key, receipt)}).encode()
        line = {"id": key, "slip_number": slip_number, "number": number}
        os.write(self._file, json.dumps(line).encode() + b"\n")
        os.fsync(self._file)
        self.answers[key] = (digest, answer)
        return answer


class Desk(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    book: Book

    def do_PUT(self) -> None:
        _, _, _, application_id, page = self.path.split("/")
        content = self._body()
        if content is None or hashlib.sha256(content).hexdigest() != page:
            return self._answer(409, b"{}")
        self.book.pictures.add((application_id, page))
        return self._answer(204, b"")

    def do_POST(self) -> None:
        key = self.headers["Idempotency-Key"]
        if self.book.before_body and key not in self.book.answers:
            self.book.answers[key] = ("", b"")
            body = self._body()
            if body is not None:
                del self.book.answers[key]
        else:
            body = self._body()
        if body is None:
            self.close_connection = True
            return
        self._answer(*self.book.take(key, body))

    def _body(self) -> bytes | None:
        """None where its sender was gone before the end."""
        length = int(self.headers["Content-Length"])
        body: bytes = self.rfile.read(length)
        return body if len(body) == length else None

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None: ...


class Server(ThreadingHTTPServer):
    """Senders are killed in the middle here: a broken connection is no news."""

    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, *_: Any) -> None: ...


def main() -> None:
    book = Book(Path(sys.argv[1]), before_body="--before-body" in sys.argv)
    Desk.book = book
    server = Server(("127.0.0.1", 0), Desk)
    public = base64.b64encode(book.key.public_key().public_bytes_raw()).decode()
    print(json.dumps({"port": server.server_port, "public_key": public}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
