"""What a hand can do to a simulator: JSON lines over its control socket (a unix stream socket).

One request a line, one answer a line: {"op": "lay", "card": "elder"} → {"ok": true, "state": {...}}.
Every simulator knows `state` (what is on the bench now) and `reset` (as new), `unplug` and `plug` (the wire is pulled
and put back), `quit`; the others are listed here by device. The demo and the tests use this alone.

id-reader:        lay {card | text_hex, damage?}   lift {}   noise {hex}   garble {next: n, after?: n}
                  silent {on: bool}   lift_mid_read {}   sam {code: hex status byte}
                  damage: number | birth | mark | name | flaky (another byte at each read) | refusing (never selected)
qr-scanner:       show {code | text, encoding? | hex, aim?}   burst {texts: [..]}   take_away {}   noise {hex}
                  garble {next: n}   tear {next: n: the end of a code is lost}   silent {on: bool}
                  refuse {on: bool: trigger commands}
receipt-printer:  paper {state: ok|low|out}  cover {open: bool}  cutter {stuck: bool}  run_out_after {lines: n}
                  silent {on: bool}  papers {}
window:           targets {} → what can be touched now: [{"id", "x", "y", "w", "h"}], read only
"""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class BenchRequest:
    """One thing that a hand does."""

    op: str
    arguments: dict[str, Any] = field(default_factory=dict)

    def encode(self) -> bytes:
        return json.dumps({"op": self.op, **self.arguments}, ensure_ascii=False).encode() + b"\n"

    @staticmethod
    def decode(line: bytes) -> "BenchRequest":
        """Raises ValueError where the line is no request."""
        value = json.loads(line)
        if not isinstance(value, dict) or not isinstance(value.get("op"), str):
            raise ValueError("a bench request is an object with 'op'")
        return BenchRequest(value.pop("op"), value)


@dataclass(frozen=True, slots=True)
class BenchAnswer:
    """What the simulator says to it; `problem` is for developers, in English."""

    ok: bool
    state: dict[str, Any] = field(default_factory=dict)
    problem: str = ""

    def encode(self) -> bytes:
        return (
            json.dumps({"ok": self.ok, "state": self.state, "problem": self.problem}, ensure_ascii=False).encode()
            + b"\n"
        )

    @staticmethod
    def decode(line: bytes) -> "BenchAnswer":
        value = json.loads(line)
        return BenchAnswer(bool(value["ok"]), dict(value.get("state", {})), str(value.get("problem", "")))
