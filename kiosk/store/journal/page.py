"""The journal in words: its catalogue as a page (docs/journal.md), and a row as a line that a person reads."""

from datetime import tzinfo

from kiosk.store.journal.kinds import Kind, sentence_key
from kiosk.store.records import JournalRow
from kiosk.words import words

_HEAD = """# The journal

What a terminal writes down about itself: append-only, a chain, kept for 180 days, never a word about a person
(`docs/decisions/0013-journal.md`). Written by `kiosk journal catalogue --out docs/journal.md` from
`kiosk/store/journal/kinds.py`; a test says when it is stale.

A row: `seq` (1, 2, 3 …), `at_utc` (the terminal's clock, which may be wrong: the order is that of `seq`), `mono_ms` and
`boot_id` (milliseconds since which boot), `kind`, `outcome`, `subject` (an id of ours, or empty), `hash`.

`hash` is SHA-256 over the 32 bytes of the row before (zeros before the first) and the row as JSON: UTF-8, keys sorted,
no spaces, all fields but `hash`. An export (`kiosk journal export`) is a signed first line and then a line for each row;
its head tells the terminal, the row and hash that the first row follows from (`after_seq`, `after_hash`), the last row's,
the count, and the SHA-256 of all bytes below it. The signature is Ed25519 by the terminal's own key over `head` in the
same JSON form. An older export's last hash must stand in every later one that reaches so far back: that shows that
nothing was rewritten since, and only that does. Who can write to the disk can also write a new chain.

## Kinds

A kind that begins something is followed by one that ends it, with the same subject; what begins and never ends was cut off.

| no. | kind | who | subject | outcome | begins, ends | 中文 | English |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    """docs/journal.md as it must be."""
    chinese, english = words("zh_CN"), words("en")
    lines = [
        f"| {kind.number} | `{kind.value}` | {kind.by.value} | {kind.subject or '–'} | `{outcome}` | "
        f"{_place(kind, outcome)} | {chinese(key)} | {english(key)} |\n"
        for kind in sorted(Kind, key=lambda kind: kind.number)
        for outcome in kind.outcomes
        for key in [sentence_key(kind, outcome)]
    ]
    return _HEAD + "".join(lines)


def line(row: JournalRow, language: str, zone: tzinfo | None) -> str:
    """One row for a person: number, local time, sentence, id. An unknown kind (of another version) shows its words."""
    said, key = words(language), sentence_key(row.kind, row.outcome)
    sentence = said(key) if said.has(key) else f"{row.kind} {row.outcome}"
    return f"{row.seq:>8}  {row.at_utc.astimezone(zone):%Y-%m-%d %H:%M:%S}  {sentence}  {row.subject}".rstrip()


def _place(kind: Kind, outcome: str) -> str:
    if outcome in kind.begins:
        return "begins"
    if outcome in kind.ends:
        return f"ends `{kind.of}`" if kind.of != kind else "ends"
    return "–"
