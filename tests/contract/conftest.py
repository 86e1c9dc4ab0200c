"""The simulators as programs of their own, and drivers at the near end of their wires."""

import json
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices import registry
from devices.far_end import FarEnd
from devices.wires import PtyWire
from kiosk.runtime.bench_client import BenchClient

ROOT = Path(__file__).parents[2]


class MachineClock:
    """Implements kiosk.ports.clock.Clock."""

    def monotonic(self) -> float:
        return time.monotonic()

    def utc_now(self) -> datetime:
        return datetime.now(UTC)


class Program:
    """One `kiosk simulate` process: its ready line, its bench, its end."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "kiosk.cli.simulate", *arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.ready = json.loads(line) if line else {}
        self.bench = BenchClient(self.ready["control"]) if self.ready.get("control") else None

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(10)
        self.process.stdout.close()
        return code


def eventually(claim, within=5.0):
    """Poll until it holds; the last value. No sleep longer than 5 ms."""
    until = time.monotonic() + within
    while not (value := claim()) and time.monotonic() < until:
        threading.Event().wait(0.005)
    return value


def device(name, **options):
    """A driver by its name in the registry."""
    return registry.build(name, registry.options_for(name)(**options), MachineClock())


@contextmanager
def far_end(stranger, link):
    """Another device at the end of a pseudo-terminal, in this process."""
    end, ready = FarEnd(stranger, PtyWire(link), None), threading.Event()
    thread = threading.Thread(target=end.run, args=(ready.set,))
    thread.start()
    assert ready.wait(5)
    try:
        yield str(link)
    finally:
        end.stop()
        thread.join(5)


class Stranger:
    """Answers every request with the same bytes, as a wrong device or a wrong line rate does."""

    busy = False

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def feed(self, data, now):
        return self._answer or data  # no answer of its own: an echo, as a loop plug gives

    def tick(self, now):
        return b""

    def do(self, op, arguments):
        return b""

    def reset(self):
        pass

    def state(self):
        return {}


@pytest.fixture(scope="session", name="eventually")
def eventually_fixture():
    return eventually


@pytest.fixture(scope="session")
def program():
    """program(*arguments) → a started Program; all are stopped at the end."""
    started = []

    def start(*arguments):
        started.append(Program(*map(str, arguments)))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture
def build():
    """build(driver_name, **options) → an opened-on-demand device; closed at the end."""
    built = []

    def make(name, **options):
        built.append(device(name, **options))
        return built[-1]

    yield make
    for each in built:
        each.close()


@pytest.fixture
def stranger(tmp_path):
    """stranger(answer) → a context with the path of a port where something else answers."""
    return lambda answer: far_end(Stranger(answer), tmp_path / "stranger")
