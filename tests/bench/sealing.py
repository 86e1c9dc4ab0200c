"""What sealing costs: a body of 2 kB and six pages of 300 kB. Run: python -m tests.bench.sealing

CPU time of this process, which other work on the machine does not stretch as it does the clock's.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.contract.envelope import BODY, Cipher, DataKey
from kiosk.contract.sealing import new_keypair, seal, unseal
from kiosk.keys import key_store
from kiosk.ports.key_store import KeptIn, KeyName, KeyPlace
from tests.contract.tpm import a_tpm

RUNS = 50
_ID = "00000000-0000-4000-8000-000000000000"
_BODY, _PAGES = os.urandom(2_000), {f"{n:064x}": os.urandom(300_000) for n in range(6)}
_PARTS = {BODY: _BODY, **_PAGES}


def suites(runs: int = RUNS) -> dict[str, tuple[float, float]]:
    """Median milliseconds to seal and to open, of each suite and of what was before (HPKE of each part)."""
    private, public = new_keypair()
    return {
        **{cipher.value: _both(lambda cipher=cipher: _shut(public, cipher), lambda over: _open(private, over), runs)  # type: ignore[misc]
           for cipher in Cipher},
        "hpke each": _both(
            lambda: [seal(public, _ID, plain) for plain in _PARTS.values()],
            lambda boxes: [unseal(private, _ID, box) for box in boxes], runs,
        ),
    }  # fmt: skip


def stores(runs: int = 10) -> dict[str, float]:
    """Median milliseconds, by the clock, in which each store gives the key out."""
    with tempfile.TemporaryDirectory() as name, a_tpm(Path(name) / "tpm") as tcti:
        place = {kind: KeyPlace(kind, Path(name), Path(name), tcti=tcti) for kind in KeptIn}
        found = {}
        for kind in KeptIn:
            store = key_store(place[kind])
            store.save(KeyName.SENDER, bytes(32))
            found[kind.value] = statistics.median(_milliseconds(time.perf_counter, store.load, runs, KeyName.SENDER))
    return found


def _shut(public: bytes, cipher: Cipher) -> tuple[bytes, dict[str, bytes]]:
    key = DataKey.fresh(_ID, cipher)
    return key.shut_for(public), {part: key.shut(part, plain) for part, plain in _PARTS.items()}


def _open(private: bytes, over: tuple[bytes, dict[str, bytes]]) -> list[bytes]:
    key = DataKey.opened(_ID, private, over[0])
    return [key.open(part, box) for part, box in over[1].items()]


def _both(shut: Callable, opened: Callable, runs: int) -> tuple[float, float]:
    over = shut()
    assert opened(over) == list(_PARTS.values())
    return (
        statistics.median(_milliseconds(time.process_time, shut, runs)),
        statistics.median(_milliseconds(time.process_time, opened, runs, over)),
    )


def _milliseconds(clock: Callable[[], float], act: Callable, runs: int, *values: object) -> list[float]:
    taken = []
    for _ in range(runs):
        begun = clock()
        act(*values)
        taken.append((clock() - begun) * 1000)
    return taken


def main() -> None:
    """Two short tables."""
    for suite, (shut, opened) in suites().items():
        sys.stdout.write(f"{suite:12} seal {shut:6.2f} ms   open {opened:6.2f} ms of CPU\n")
    for store, taken in stores().items():
        sys.stdout.write(f"{store:12} gives the key out in {taken:6.1f} ms\n")


if __name__ == "__main__":
    main()
