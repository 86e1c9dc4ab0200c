"""The keeper's process: its store, opened and settled; its desks; its signals."""

import signal
from collections.abc import Callable
from contextlib import suppress

import structlog

from kiosk.backend.hardening import keep_heap_small
from kiosk.cli import keeper_parts
from kiosk.cli.setup import Setup
from kiosk.errors import StoreDamaged, StoreFull
from kiosk.ports.key_store import KeptIn
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.keeper import Keeper
from kiosk.runtime.leftovers import outcome
from kiosk.runtime.visits import VisitProcess
from kiosk.runtime.wipe import Report
from kiosk.store.journal.kinds import Kind
from kiosk.store.store import Store


def keep(setup: Setup, first: VisitProcess, spawn: Callable[[], VisitProcess], swept: Report = ()) -> None:
    """Be the keeper until SIGTERM. `first` is coming up already; `spawn` starts the others. `swept`: what the wipe found at
    the start."""
    keep_heap_small()  # it lives for months
    if setup.terminal.backend.is_readable_on_the_way:
        structlog.get_logger().warning("plain http", url=setup.terminal.backend.url)
    if setup.keys.kept_in is KeptIn.FILE:
        structlog.get_logger().warning("keys lie beside what they open", keys="file")
    clock, waiting, stop = SystemClock(), [first], Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.ask())
    is_damaged = False
    while not stop.is_asked:
        store = keeper_parts.open_database(setup, clock, is_damaged=is_damaged)
        try:
            _begin_journal(store, swept)
            keeper_parts.settle(store)
            keeper = Keeper(
                spawn=lambda: waiting.pop() if waiting else spawn(),
                clock=clock,
                seal_to=keeper_parts.seal_to(setup),
                lane_key=keeper_parts.lane_key(setup.keys),
                desks=lambda keeper: keeper_parts.desks(setup, store, clock, keeper),  # noqa: B023 (called at once)
                journal=store.journal,
                test_paper=keeper_parts.test_paper(setup, store, clock),
            )
            stop.ends(keeper)
            keeper.run()
            if not keeper.has_lost_its_store:
                with suppress(StoreFull):
                    store.journal(Kind.TERMINAL, "stopped")
                return
            structlog.get_logger().error("store lost", damaged=store.is_damaged)
        except StoreDamaged as error:  # found before anybody was served
            structlog.get_logger().error("store lost", damaged=store.is_damaged, why=str(error))
            if not store.is_damaged:
                raise
        finally:
            is_damaged = store.is_damaged
            store.close()


class Stop:
    """What a signal asks for: the keeper that runs now ends, and none follows it."""

    def __init__(self) -> None:
        self.is_asked = False
        self._keeper: Keeper | None = None

    def ask(self) -> None:
        """In a signal."""
        self.is_asked = True
        if self._keeper is not None:
            self._keeper.stop()

    def ends(self, keeper: Keeper) -> None:
        """From now on it is this one."""
        self._keeper = keeper
        if self.is_asked:
            keeper.stop()


def _begin_journal(store: Store, swept: Report) -> None:
    """Whether the audit log is whole, and that the terminal works again. A full disk keeps no terminal from starting."""
    log = structlog.get_logger()
    try:
        for broken in store.check_journal():
            log.error("journal broken", row=broken.seq, why=broken.why)
        store.journal(Kind.TERMINAL, "started")
        if swept:
            log.info("wiped", reason="start", report=swept)
            store.journal(Kind.SWEPT, outcome(swept))
    except StoreFull as error:
        log.error("failed", key=error.key, actor=error.actor.value)
