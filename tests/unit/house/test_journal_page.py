"""docs/journal.md is what the catalogue says, and every row that the code writes is in the catalogue."""

import ast
from pathlib import Path

from kiosk.store.journal.kinds import Kind
from kiosk.store.journal.page import page

ROOT = Path(__file__).parents[3]
WRITERS = ("_note", "journal", "_journal")
KINDS = {kind.value: kind for kind in Kind}


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs/journal.md").read_text("utf-8") == page(), "run: kiosk journal catalogue --out docs/journal.md"


def written() -> list[tuple[str, Kind | None, str | None]]:
    """(where, kind, outcome) for every call that writes a row; None: worked out at run time."""
    found = []
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and len(call.args) >= 2 and _is_writer(call.func):
                where = f"{path.relative_to(ROOT)}:{call.lineno}"
                found.append((where, _kind(call.args[0]), _word(call.args[1])))
    return found


def _is_writer(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr in WRITERS


def _kind(argument: ast.expr) -> Kind | None:
    if isinstance(argument, ast.Attribute):
        return Kind[argument.attr]
    return KINDS[argument.value] if isinstance(argument, ast.Constant) else None


def _word(argument: ast.expr) -> str | None:
    return str(argument.value) if isinstance(argument, ast.Constant) else None


def test_every_row_that_the_code_spells_out_is_in_the_catalogue() -> None:
    rows = written()
    assert len(rows) > 15
    unknown = [
        f"{where}: {outcome}" for where, kind, outcome in rows if kind and outcome and outcome not in kind.outcomes
    ]
    assert not unknown, "add them to kiosk/store/journal/kinds.py: " + ", ".join(unknown)


def test_every_kind_is_written_somewhere() -> None:
    assert set(Kind) == {kind for _, kind, _ in written() if kind}
