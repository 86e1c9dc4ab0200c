"""docs/fault-matrix.md, written from the data: `python -m tests.faults.grid.page`."""

from pathlib import Path

from tests.faults.grid.data import NEVER, Fault, Grid, grid

PAGE = Path(__file__).parents[3] / "docs" / "fault-matrix.md"
_MARKS = {
    "unchanged": "·", "said": "○", "again": "↻", "other-way": "⇄", "not-begun": "✕", "no-paper": "▢", "kept": "◆",
    "returns": "⌂", NEVER: " ",
}  # fmt: skip
_DEVICES = {
    "id-reader": "身份证读卡器 · ID reader", "qr-scanner": "扫码器 · code scanner",
    "document-camera": "高拍仪 · document camera", "face-comparison": "人脸模块 · face comparison",
    "receipt-printer": "凭条打印机 · receipt printer", "network": "网络和后台 · network and hall",
    "store": "磁盘 · disk", "process": "程序、停电和时钟 · processes, power and clock",
}  # fmt: skip
_HEAD = """# Fault matrix · 故障对照表

What a resident gets when something breaks: each fault (rows) at each step of a visit (columns). The data are
`tests/faults/grid/matrix.toml`, this page is written from them (`.venv/bin/python -m tests.faults.grid.page`), and
`.venv/bin/python -m tests.faults matrix` walks every cell on the simulators; `make test` walks a sample. A state of the
session, an op of a bench or a cell that is not declared fails `tests/faults/test_matrix.py`.

At every cell it is also checked that the device is used again once it is mended, that who is asked to try again comes
through, that the visit can be left, that the next one finds nothing of her, and that what was said to be held reaches the
hall once.

"""


def page() -> str:
    """The page as it must be."""
    all_ = grid()
    return (
        _HEAD + _words(all_) + _steps(all_) + "".join(_table(all_, device) for device in _devices(all_)) + _never(all_)
    )


def write() -> None:
    """Bring it up to date."""
    PAGE.write_text(page(), "utf-8")


def _words(all_: Grid) -> str:
    rows = [
        f"| {_MARKS[word.key] if word.key != NEVER else '(空)'} | {word.zh} | {word.en} |" for word in all_.outcomes
    ]
    return "## 结果 · Outcomes\n\n| | 办事人会看到 | what she gets |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n\n"


def _steps(all_: Grid) -> str:
    rows = [f"| {number} | {step.zh} | {step.en} |" for number, step in enumerate(all_.steps, 1)]
    return "## 步骤 · Steps\n\n| | 步骤 | step |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n\n"


def _devices(all_: Grid) -> list[str]:
    return list(dict.fromkeys(fault.device for fault in all_.faults))


def _table(all_: Grid, device: str) -> str:
    numbers = range(1, len(all_.steps) + 1)
    head = f"## {_DEVICES[device]}\n\n| 故障 · fault | {' | '.join(str(number) for number in numbers)} |\n"
    line = "| --- |" + " --- |" * len(all_.steps) + "\n"
    return head + line + "".join(_row(all_, fault) for fault in all_.faults if fault.device == device) + "\n"


def _row(all_: Grid, fault: Fault) -> str:
    marks = " | ".join(_MARKS[fault.at(step.key)] for step in all_.steps)
    return f"| {fault.zh}<br>{fault.en} | {marks} |\n"


def _never(all_: Grid) -> str:
    found: dict[str, list[str]] = {}
    for fault in all_.faults:
        if fault.only:
            found.setdefault(fault.why, []).append(fault.zh)
    rows = [f"- {why}: {'、'.join(faults)}\n" for why, faults in found.items()]
    return "## 空格 · Empty cells\n\n" + "".join(rows)


# Ops of the benches that make no fault: what they are for.
NO_FAULTS = {
    "*": {"state": "tells", "reset": "mends", "plug": "mends", "quit": "the far end's own end"},
    "id-reader": {
        "lay": "faults of a card name their own card", "lift": "see card-away", "lift_mid_read": "as lay with lifts",
    },
    "qr-scanner": {"show": "faults of a code name their own code", "take_away": "mends", "burst": "the first counts"},
    "receipt-printer": {"papers": "tells", "roll": "tells"},
    "document-camera": {"lay": "no fault", "lift": "see camera-no-picture"},
    "hall": {"call": "no fault", "arrived": "tells", "holder": "no fault", "agent": "no fault"},
}  # fmt: skip
if __name__ == "__main__":
    write()
