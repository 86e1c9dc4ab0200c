"""What a hand can do to a simulator: JSON lines over its control socket (a unix stream socket).

One request a line, one answer a line: {"op": "lay", "card": "elder"} → {"ok": true, "state": {...}}.
Every simulator knows `state` (what is on the bench now) and `reset` (as new), `unplug` and `plug` (the wire is pulled
and put back), `quit`; the others are listed here by device. The demo and the tests use this alone.

id-reader:        lay {card | text_hex, photo_hex?, damage?, lifts?: it is taken away while it is read}   lift {}
                  noise {hex}
                  garble {next: n, after?: n}   silent {on: bool}   lift_mid_read {}   sam {code: hex status byte}
                  damage: number | birth | mark | name | flaky (another byte at each read) | refusing (never selected)
qr-scanner:       show {code | text, encoding? | hex, aim?}   burst {texts: [..]}   take_away {}   noise {hex}
                  garble {next: n}   tear {next: n: the end of a code is lost}   silent {on: bool}
                  refuse {on: bool: trigger commands}
receipt-printer:  paper {state: ok|low|out}  cover {open: bool, after?: lines}  cutter {stuck: bool}
                  run_out_after {lines: n}   silent {on: bool}  papers {}
                  roll {} → png: what hangs out now, a picture in base64
document-camera:  lay {page: household-register | passbook | all, one after another}   lift {}
hall:             mode {mode, next?: requests}   slow {seconds}   call {group}   arrived {} → what the office has
                 holder {code, kind, person, valid_until?}   agent {name, number, reference?}
face-comparison:  person {who: same|other|nobody|several|photo (a printed one is held up)|dark}
                  silent {on: bool}   late {seconds: of a comparison's answer}   keep {on: bool: it does not forget}
                  camera {ok: bool}   decoder {ok: bool}   and of the next n answers to a comparison:
                  wrong_id | garble | half | oversize | careless (says the same, and not live) {next: n}
window:           targets {} → what can be touched now: [{"id", "x", "y", "w", "h"}], read only
                  shown {keys?: [..]} → the screen, the sheet over it, and which of these sentences stand there
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_EVERY: Mapping[str, frozenset[str]] = {name: frozenset() for name in ("state", "reset", "unplug", "plug", "quit")}


def _ops(**own: str) -> Mapping[str, frozenset[str]]:
    return {**_EVERY, **{op: frozenset(arguments.split()) for op, arguments in own.items()}}


# What hands can do: device → op → the arguments that it may have. A scene names these and no others.
OPS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "id-reader": _ops(
        lay="card text_hex photo_hex damage lifts", lift="", noise="hex", garble="next after", silent="on",
        lift_mid_read="", sam="code",
    ),
    "qr-scanner": _ops(
        show="code text encoding hex aim", burst="texts", take_away="", noise="hex", garble="next", tear="next",
        silent="on", refuse="on",
    ),
    "receipt-printer": _ops(
        paper="state", cover="open after", cutter="stuck", run_out_after="lines", silent="on", papers="", roll=""
    ),
    "document-camera": _ops(lay="page", lift=""),
    "face-comparison": _ops(
        person="who", silent="on", late="seconds", keep="on", camera="ok", decoder="ok", wrong_id="next",
        garble="next", half="next", oversize="next", careless="next",
    ),
    "hall": _ops(
        mode="mode next", slow="seconds", call="group", arrived="", holder="code kind person valid_until",
        agent="name number reference",
    ),
}  # fmt: skip


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
