"""The bench: every far end of one terminal's wires, started as programs of their own, for demos and tests.

`start(folder)` gives a terminal file whose devices are pseudo-terminals and a folder of pictures, and whose backend is
a hall on loopback; the terminal itself cannot tell it from a real one.
"""

import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from kiosk.cli import bench_people
from kiosk.runtime.bench_client import BenchClient
from kiosk.settings.places import ROOT, config_root

_GOODBYE = 5.0


@dataclass
class Bench:
    """The far ends that run now. Leave the `with` block and they are gone."""

    folder: Path
    terminal_file: Path
    hall_url: str
    token: str
    reader: BenchClient
    printer: BenchClient
    scanner: BenchClient
    face: BenchClient
    hall: BenchClient
    _programs: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def papers(self) -> Path:
        """Where the printer's papers come out as pictures."""
        return self.folder / "papers"

    def hand(self, device: str) -> BenchClient:
        """What hands do to one far end, by its name (kiosk.ports.bench.OPS)."""
        return BenchClient(self.folder / "wires" / f"{device}.sock")

    @property
    def pages(self) -> Path:
        """The folder that serves as the camera's wire."""
        return self.folder / "wires" / "document-camera"

    def __enter__(self) -> "Bench":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _end(self._programs)


def start(
    folder: Path,
    wait_seconds: float = 8.0,
    timing: str = "",
    state: Path | None = None,
    card_time: float = 0.4,
    paper_speed: float = 150.0,
    baud: int = 115_200,
) -> Bench:
    """Start everything under `folder`. `state` is the terminal's state directory (`folder`/state unless given).

    `card_time` is the seconds that one read takes in the card, `paper_speed` the printer's mm a second,
    `baud` the rate of both serial lines.
    """
    programs: list[subprocess.Popen[bytes]] = []
    try:
        return _start(folder, wait_seconds, timing, state or folder / "state", (card_time, paper_speed, baud), programs)
    except BaseException:
        _end(programs)  # of a bench that did not come up nothing stays behind
        raise


def _start(
    folder: Path,
    wait_seconds: float,
    timing: str,
    state: Path,
    speeds: tuple[float, float, int],
    programs: list["subprocess.Popen[bytes]"],
) -> Bench:
    card_time, paper_speed, baud = speeds
    wires = folder / "wires"
    wires.mkdir(parents=True, exist_ok=True)
    hall_file = config_root() / "hall" / "changjiang.toml"
    hall_state = folder / "hall"
    programs += [
        _begun("simulate", *command)
        for command in (
            ("id-reader", "--link", str(wires / "id-reader"), "--control", str(wires / "id-reader.sock"),
             "--card-time", str(card_time), "--baud", str(baud)),
            ("receipt-printer", "--link", str(wires / "receipt-printer"), "--control",
             str(wires / "receipt-printer.sock"), "--paper", str(folder / "papers"), "--speed", str(paper_speed),
             "--baud", str(baud)),
            ("qr-scanner", "--link", str(wires / "qr-scanner"), "--control", str(wires / "qr-scanner.sock"),
             "--preset", "newland"),
            ("face-comparison", "--link", str(wires / "face-comparison"), "--control",
             str(wires / "face-comparison.sock"), "--compare-time", str(3 * card_time)),
            ("document-camera", "--folder", str(wires / "document-camera"), "--control",
             str(wires / "document-camera.sock")),
        )
    ]  # fmt: skip
    token = _said("hall", "add-terminal", "CJ01", "--state", str(hall_state)).strip()
    programs.insert(0, _begun(
        "hall", "serve", "--state", str(hall_state), "--hall", str(hall_file), "--catalogue",
        str(config_root() / "catalogue"), "--bench-control", str(wires / "hall.sock"),
    ))  # fmt: skip
    answers = [_first_line(program) for program in programs]
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    (state / "backend.token").touch(mode=0o600)
    (state / "backend.token").write_text(token, "utf-8")
    url = f"http://127.0.0.1:{answers[0]['port']}"
    terminal_file = folder / "terminals" / "demo.toml"
    terminal_file.parent.mkdir(exist_ok=True)
    terminal_file.write_text(_terminal(url, answers[0]["public_key"], wires, wait_seconds, timing), "utf-8")
    reader, printer, scanner, face, hall = (
        BenchClient(wires / f"{name}.sock")
        for name in ("id-reader", "receipt-printer", "qr-scanner", "face-comparison", "hall")
    )
    bench_people.register(hall)
    return Bench(folder, terminal_file, url, token, reader, printer, scanner, face, hall, programs)


def _end(programs: list["subprocess.Popen[bytes]"]) -> None:
    for program in programs:
        program.terminate()
    for program in programs:
        try:
            program.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
        if program.stdout is not None:
            program.stdout.close()


def _terminal(url: str, hall_key: str, wires: Path, wait_seconds: float, timing: str) -> str:
    """The shipped demo terminal with this bench's addresses in it."""
    text = (config_root() / "terminals" / "demo.toml").read_text("utf-8")
    shipped: dict[str, Any] = tomllib.loads(text)["backend"]
    text = text.replace(shipped["url"], url).replace(shipped["hall_key"], hall_key)
    text = text.replace("${STATE}/wires", str(wires))
    text = text.replace("[backend]\n", f"[backend]\nwait_seconds = {wait_seconds}\n")
    return text + (f"\n[timing]\n{timing}\n" if timing else "")


def _begun(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(_command(*arguments), stdout=subprocess.PIPE, cwd=ROOT)


def _first_line(program: "subprocess.Popen[bytes]") -> dict[str, Any]:
    """What a program says once it serves."""
    assert program.stdout is not None  # noqa: S101 (it was asked for)
    said: dict[str, Any] = json.loads(program.stdout.readline())
    return said


def _said(*arguments: str) -> str:
    return subprocess.run(_command(*arguments), stdout=subprocess.PIPE, cwd=ROOT, check=True, text=True).stdout


def _command(room: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"kiosk.cli.{room}", *arguments]
