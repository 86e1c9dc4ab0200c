"""Slips that a crash kept from coming out, printed at the next start while their resident may still stand there.

What a slip showed of her is not kept, so these show nothing of her: the matter, the word and the number. One that may be
out already says 补打.
"""

from collections.abc import Callable
from datetime import timedelta

from kiosk.documents import papers
from kiosk.documents.papers import Head, SlipFacts
from kiosk.errors import StoreFull
from kiosk.ports.clock import Clock
from kiosk.ports.receipt_printer import Paper
from kiosk.runtime.printing import Printing
from kiosk.store.records import Conclusion
from kiosk.store.store import Store
from kiosk.words import words

# Minutes from the touch on 提交 to the new start. Later she has left, and a paper would lie there for anybody.
LATEST = timedelta(minutes=5)


def print_late_slips(
    store: Store,
    printing: Printing,
    facts_of: Callable[[str], SlipFacts | None],
    head: Callable[[], Head],
    clock: Clock,
) -> int:
    """How many are printed now. `facts_of` a matter's slug; None where this terminal does not know the matter any more."""
    printed = 0
    for row in store.interrupted_slips(clock.utc_now() - LATEST):
        facts = facts_of(store.matter_of(row.subject))
        if facts is not None:
            try:
                said = store.conclude(row.subject)
            except StoreFull:  # no word without its commit, and no slip without a word
                break
            _print(printing, row.id, facts, said, head)
            printed += 1
    return printed


def _print(printing: Printing, print_id: str, facts: SlipFacts, said: Conclusion, head: Callable[[], Head]) -> None:
    def paper(reprint: bool) -> Paper:
        return papers.slip(
            words(facts.language), head(), facts, said.word.value, said.number, said.promised_on, reprint, said.result
        )

    printing.print(print_id, paper, lambda _: None)  # nobody waits on a screen for what becomes of it
