"""The keeper's process: its store, opened and settled; its desks; its signals."""

import signal
from collections.abc import Callable
from contextlib import suppress

import structlog

from kiosk.cli import keeper_parts
from kiosk.cli.setup import Setup
from kiosk.errors import StoreFull
from kiosk.ports.key_store import KeptIn
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.keeper import Keeper
from kiosk.runtime.visits import VisitProcess
from kiosk.store.journal_kinds import Kind
from kiosk.store.store import Store


def keep(setup: Setup, first: VisitProcess, spawn: Callable[[], VisitProcess]) -> None:
    """Be the keeper until SIGTERM. `first` is coming up already; `spawn` starts the others."""
    clock = SystemClock()
    store = Store.open(setup.state / "kiosk.db", setup.terminal.terminal.short, clock)
    waiting = [first]
    if setup.terminal.backend.is_readable_on_the_way:
        structlog.get_logger().warning("plain http", url=setup.terminal.backend.url)
    if setup.keys.kept_in is KeptIn.FILE:
        structlog.get_logger().warning("keys lie beside what they open", keys="file")
    try:
        _begin_journal(store)
        keeper_parts.settle(store)
        keeper = Keeper(
            spawn=lambda: waiting.pop() if waiting else spawn(),
            clock=clock,
            seal_to=keeper_parts.seal_to(setup),
            lane_key=keeper_parts.lane_key(setup.state),
            desks=lambda keeper: keeper_parts.desks(setup, store, clock, keeper),
            journal=store.journal,
            test_paper=keeper_parts.test_paper(setup, store, clock),
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: keeper.stop())
        keeper.run()
        with suppress(StoreFull):
            store.journal(Kind.TERMINAL, "stopped")
    finally:
        store.close()


def _begin_journal(store: Store) -> None:
    """Whether the audit log is whole, and that the terminal works again. A full disk keeps no terminal from starting."""
    log = structlog.get_logger()
    try:
        for broken in store.check_journal():
            log.error("journal broken", row=broken.seq, why=broken.why)
        store.journal(Kind.TERMINAL, "started")
    except StoreFull as error:
        log.error("failed", key=error.key, actor=error.actor.value)
