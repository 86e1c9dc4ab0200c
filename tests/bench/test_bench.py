"""The bench's table, and one cheap measurement of it."""

from pathlib import Path

from tests.bench import card, machine, sealing
from tests.bench.table import Row, table

HEAD = ["measured", "unit", "runs", "median", "p95", "min", "max", "note"]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_one_measurement_fills_its_rows_of_the_table(tmp_path: Path) -> None:
    rows = card.measure(tmp_path, runs=2)
    head, rule, *lines = table(rows).splitlines()
    assert cells(head) == HEAD
    assert set(rule) == {"-", " "}
    assert [cells(line)[:3] for line in lines] == [[row.what, row.unit, "2"] for row in rows]
    assert all(value > 0 for row in rows for value in row.values)
    assert min(rows[1].values) > 0.9  # a driver faster than its wire would mean that the wire is not there


def test_what_was_not_measured_is_said() -> None:
    *_, line = table([Row("touch", "ms", [])]).splitlines()
    assert cells(line) == ["touch", "ms", "0", "-", "-", "-", "-", "not measured"]


def test_the_median_of_many_has_a_p95_and_of_few_none() -> None:
    many, few = table([Row("a", "ms", range(1, 102)), Row("b", "ms", [3, 1, 2])]).splitlines()[2:]
    assert cells(many)[2:7] == ["101", "51", "96", "1", "101"]
    assert cells(few)[2:7] == ["3", "2", "-", "1", "3"]


def test_machine_and_versions_are_named() -> None:
    hardware, versions = machine.lines()
    assert "cores" in hardware and "Linux" in hardware
    assert all(f"{what} " in versions for what in ("kiosk", "Python", "Kivy", "SDL", "SQLite", "Pillow"))
    assert "SDL ?" not in versions


def test_the_cost_of_sealing_is_measured_for_every_suite() -> None:
    found = sealing.suites(runs=3)
    assert set(found) == {"aes-256-gcm", "sm4-gcm", "hpke each"}
    assert all(value > 0 for pair in found.values() for value in pair)
