"""What the journal can say: every kind of row, its outcomes, what begins and what ends, and who did it.

A new kind is one line here and one sentence an outcome in both languages (`journal.KIND.OUTCOME`); then
`kiosk journal catalogue --out docs/journal.md`. A number is a kind's for ever: none is used twice.
"""

from enum import StrEnum

from kiosk.errors import Actor


class Kind(StrEnum):
    """KIND = word, number, who did it, what the subject is, outcomes that begin, that end, others, whose end it is."""

    TERMINAL = "terminal", 10, Actor.TERMINAL, "", "started", "stopped"
    VISIT = "visit", 20, Actor.RESIDENT, "", "begun", "finished cancelled timed-out stopped fault crashed", "died-idle"
    WIPED = "visit.wiped", 21, Actor.TERMINAL, "", "", "", "whole left-to-process-end"
    INQUIRY = "inquiry", 22, Actor.RESIDENT, "inquiry", "asked", "answered failed"
    BOOKING = "booking", 23, Actor.RESIDENT, "booking", "", "", "taken"
    TICKET = "ticket", 24, Actor.RESIDENT, "request", "", "", "from-hall own"
    PIN = "pin", 25, Actor.STAFF, "", "", "", "tried good"
    LEFT = (
        "visit.wiped.left",
        27,
        Actor.TERMINAL,
        "",
        "",
        "",
        ("session outgoing draft devices frames events forms textures caches clipboard temp spool"),
    )
    SWEPT = "start.wiped", 28, Actor.TERMINAL, "", "", "", "clean leftovers-removed leftovers-left"
    DRAFT = "draft", 26, Actor.RESIDENT, "", "", "", "kept fetched replaced destroyed crowded-out expired"
    APPLICATION = "application", 30, Actor.RESIDENT, "application", "taken-in"
    CONCLUDED = "application.concluded", 31, Actor.TERMINAL, "application", "", "", "kept received accepted done"
    SENT = "application.sent", 32, Actor.OFFICE, "application", "", "received accepted done refused", "", "application"
    REFUSAL = "application.refused", 34, Actor.TECHNICIAN, "application", "", "", "dealt-with"
    KEY = "key", 35, Actor.TECHNICIAN, "", "unusable", "usable", "moved-to-file moved-to-credential moved-to-tpm"
    OUTBOX = "outbox", 33, Actor.OFFICE, "", "held", "released"
    PRINT = "print", 40, Actor.TERMINAL, "paper", "sent sent-again", "confirmed nothing unknown", "abandoned"
    JOURNAL = "journal", 50, Actor.TERMINAL, "row", "", "", "rotated broken"
    STORE = "store", 51, Actor.TERMINAL, "damaged", "set-aside", "released"

    number: int
    by: Actor
    subject: str  # what the id in the row stands for; empty: a row of this kind has none
    begins: frozenset[str]
    ends: frozenset[str]
    outcomes: tuple[str, ...]
    of: str  # the kind whose beginning is ended here

    def __new__(
        cls, word: str, number: int, by: Actor, subject: str, begins: str = "", ends: str = "", others: str = "",
        of: str = "",
    ) -> "Kind":  # fmt: skip
        """A member from its line; outcomes are words with spaces between."""
        made = str.__new__(cls, word)
        made._value_ = word
        made.number, made.by, made.subject, made.of = number, by, subject, of or word
        made.begins, made.ends = frozenset(begins.split()), frozenset(ends.split())
        made.outcomes = (*begins.split(), *ends.split(), *others.split())
        return made


def sentence_key(kind: str, outcome: str) -> str:
    """The key of the sentence that says what this row says."""
    return f"journal.{kind}.{outcome}"


def require_known(kind: str, outcome: str, subject: str) -> None:
    """Raises ValueError for what the catalogue does not have: nothing is written down that nobody can explain."""
    known = _KINDS.get(kind)
    if known is None or outcome not in known.outcomes:
        raise ValueError("the journal takes words and ids only: this kind and outcome are not in its catalogue")
    if bool(subject) != bool(known.subject):
        raise ValueError(f"the journal takes words and ids only: {kind} has {known.subject or 'no'} id")


_KINDS = {kind.value: kind for kind in Kind}
