"""A whole read of an identity card by the driver, over the time that the wire and the card need for it."""

import json
import subprocess
import sys
import time
from pathlib import Path

from devices.id_card.driver import Options, SamReader
from devices.transports import Transport, at
from kiosk.runtime.bench_client import BenchClient
from kiosk.runtime.clock import SystemClock
from tests.bench.table import Row

_BYTES_A_SECOND = 115_200 / 10  # 8N1: ten bits a byte
_CARD_TIME = 0.4  # what the simulated card takes for one base read; told to the simulator
_BASE_READS = 2  # the driver's rule: two that agree


class Counted:
    """A transport that counts. Implements devices.transports.Transport."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.bytes = 0
        self.open, self.reset, self.close = inner.open, inner.reset, inner.close

    def read(self, deadline: float) -> bytes:
        data = self._inner.read(deadline)
        self.bytes += len(data)
        return data

    def write(self, data: bytes) -> None:
        self._inner.write(data)
        self.bytes += len(data)


def measure(folder: Path, runs: int) -> list[Row]:
    """Against the simulator at the far end of a pseudo-terminal, as fast as 115200 8N1."""
    link, control = folder / "id-reader", folder / "id-reader.sock"
    command = [sys.executable, "-m", "kiosk.cli.simulate", "id-reader", "--link", str(link), "--control", str(control)]
    simulator = subprocess.Popen([*command, "--card-time", str(_CARD_TIME)], stdout=subprocess.PIPE)
    try:
        assert simulator.stdout is not None
        json.loads(simulator.stdout.readline())
        return _measure(link, BenchClient(control), runs)
    finally:
        simulator.terminate()
        simulator.wait()
        if simulator.stdout is not None:
            simulator.stdout.close()


def _measure(link: Path, bench: BenchClient, runs: int) -> list[Row]:
    clock = SystemClock()
    wire = Counted(at(str(link), clock))
    reader = SamReader(wire, Options.model_validate({"port": str(link), "poll_every": 0}), clock)
    reader.open()
    taken: list[float] = []
    over: list[float] = []
    for _ in range(runs):
        bench.ask("lift")
        while reader.is_card_there():
            continue
        bench.ask("lay", card="elder")
        wire.bytes, began = 0, time.monotonic()
        card = reader.read()
        taken.append(time.monotonic() - began)
        if card is None:
            raise RuntimeError("the card that was laid was not read")
        over.append(taken[-1] / (wire.bytes / _BYTES_A_SECOND + _BASE_READS * _CARD_TIME))
    reader.close()
    note = f"{wire.bytes} bytes on the wire, {_BASE_READS} base reads of {_CARD_TIME} s in the card"
    return [
        Row("identity card: one whole read", "s", taken, note),
        Row("identity card: read ÷ (wire + card) time", "×", over, "pseudo-terminal at line speed, not a real reader"),
    ]
