"""Planted bugs (tests/faults/lives/planted.py), each to be caught by a harness. One that nobody catches is a violation."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import kill, power, sends, syscalls
from tests.faults.disks import mounts
from tests.faults.figures import Figure

_Faults = Counter[str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A bug, and who is to catch it: `hunt` is given the bug's name, a number of trials and a seed."""

    bug: str
    harness: str
    hunt: Callable[[str, int, int], _Faults]
    at_once: int  # trials before the books are looked at
    at_most: int


def measure(trials: int, seed: int) -> list[Figure]:
    """Every mutant once; `trials` times as many trials for each as it usually needs."""
    began = time.monotonic()
    caught: dict[str, object] = {}
    for mutant in MUTANTS:
        if mutant.harness != "power" or not mounts.why_not():
            caught[mutant.bug] = _caught(mutant, trials, seed)
    missed = sum(found is None for found in caught.values())
    return [Figure("mutants", "planted bugs", len(caught), missed, time.monotonic() - began, detail=caught)]


def _caught(mutant: Mutant, trials: int, seed: int) -> str | None:
    """By what, and after how many trials; None: by nothing."""
    done = 0
    while done < mutant.at_most * trials:
        faults = mutant.hunt(mutant.bug, mutant.at_once, seed + done)
        done += mutant.at_once
        if faults:
            cause, count = faults.most_common(1)[0]
            return f"{mutant.harness}, {done} trials: {count} × {cause}"
    return None


def _killed(bug: str, trials: int, seed: int) -> _Faults:
    hall = ("--before-body",) if bug == "key before the body" else ()
    counted = kill.kill(trials, seed, bug, hall)
    return counted.applications + counted.slips


def _cut(bug: str, trials: int, seed: int) -> _Faults:
    return power.cut(trials, seed, bug, files_every=1 if bug == "no directory sync" else 10).faults


def _hurt(bug: str, trials: int, seed: int) -> _Faults:
    return syscalls.hurt(["receipt"], bug, every=40)[1]


def _sent(bug: str, trials: int, seed: int) -> _Faults:
    return sends.sends(trials, seed, bug)[0]


MUTANTS = (
    Mutant("two transactions", "kill", _killed, 100, 1000),
    Mutant("new key for every try", "kill", _killed, 100, 1000),
    Mutant("done before the answer", "kill", _killed, 100, 1000),
    Mutant("any 200 is a receipt", "sends", _sent, 40, 400),
    Mutant("no lanes", "sends", _sent, 100, 400),
    Mutant("said before it is kept", "kill", _killed, 100, 1000),
    Mutant("blind reprint", "kill", _killed, 100, 1000),
    Mutant("no late slip", "kill", _killed, 100, 1000),
    Mutant("number used again", "kill", _killed, 100, 1000),
    Mutant("key before the body", "kill", _killed, 100, 1000),
    Mutant("synchronous off", "power", _cut, 20, 200),
    Mutant("no directory sync", "power", _cut, 20, 200),
    Mutant("secure_delete off", "syscalls", _hurt, 1, 1),
)
