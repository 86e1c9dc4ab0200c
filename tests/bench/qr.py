"""QR codes in seeded synthetic frames: zxing-cpp, zbar, and both. Run: python -m tests.bench.qr"""

import time
from collections.abc import Callable

from devices.qr_scanner import decode
from tests.unit.devices import qr_frames

_FRAMES = 12  # a condition
_PAYLOADS = (b"KS1/DEMO-20260101-0001", qr_frames.TIBETAN.encode(), qr_frames.CHINESE.encode("gb18030"))
_READERS: dict[str, Callable] = {
    "zxing-cpp": decode.by_zxing,
    "zbar alone": decode.by_zbar,
    "zxing-cpp, then zbar": decode.decode,
}


def main() -> None:
    """Right bytes of all frames, and the median time of one."""
    print(f"{'':18}" + "".join(f"{name:>24}" for name in _READERS))
    totals = dict.fromkeys(_READERS, 0)
    conditions = {**qr_frames.CONDITIONS, **qr_frames.HARD}
    for condition, draw in conditions.items():
        frames = [(raw, draw(raw, seed)) for seed in range(_FRAMES) for raw in [_PAYLOADS[seed % len(_PAYLOADS)]]]
        cells = []
        for name, read in _READERS.items():
            right, milliseconds = _measure(read, frames)
            totals[name] += right
            cells.append(f"{right:>11}/{_FRAMES}{milliseconds:>7.1f} ms")
        print(f"{condition:18}" + "".join(f"{cell:>24}" for cell in cells))
    print(f"{'all':18}" + "".join(f"{total:>20}/{_FRAMES * len(conditions)}" for total in totals.values()))
    empty = [(b"", qr_frames.empty(seed)) for seed in range(_FRAMES)]
    print(f"{'no code':18}" + "".join(f"{_measure(read, empty)[1]:>21.1f} ms" for read in _READERS.values()))


def _measure(read: Callable, frames: list) -> tuple[int, float]:
    right, times = 0, []
    for raw, picture in frames:
        begun = time.perf_counter()
        found = read(picture)
        times.append((time.perf_counter() - begun) * 1000)
        right += [code.raw for code in found] == [raw]
    return right, sorted(times)[len(times) // 2]


if __name__ == "__main__":
    main()
