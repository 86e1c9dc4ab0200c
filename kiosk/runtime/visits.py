"""The visits that the keeper holds: one on the glass, one standing by, and those that have ended and may go."""

import threading
from collections.abc import Callable
from typing import Protocol

import structlog

from kiosk.ports.clock import Clock
from kiosk.runtime import messages as m
from kiosk.runtime.link import Link, LinkClosed
from kiosk.runtime.wipe import left
from kiosk.store.journal.kinds import Kind

_GOODBYE = 3.0  # seconds for a visit to wipe and go
_LAST_WORDS = 1.0  # seconds for what a dead visit said last to be read: that it was wiped may still be on its way
_RESPAWN = (0.2, 1.0, 3.0, 10.0)  # a visit that dies at once is not started in a tight loop

log = structlog.get_logger()


class VisitProcess(Protocol):
    """A visit as the keeper starts it: a process (in tests a thread) and the link to it."""

    link: Link

    def is_alive(self) -> bool:
        """Whether it still runs."""
        ...

    def end(self, patience: float) -> None:
        """Wait so long for it to go by itself, then end it."""
        ...


class HeardOut:
    """Told by a listener after the last message of its visit. No message: a visit cannot say it."""


class HeldVisit:
    """One visit and where it is in its life."""

    def __init__(self, process: VisitProcess) -> None:
        self.process = process
        self.listener: threading.Thread | None = None
        self.stands_by = False
        self.begun = False
        self.ended = False
        self.heard_out = False
        self.dismissed = False
        self.dead_since: float | None = None

    def send(self, value: object) -> None:
        """Tell it."""
        self.process.link.send(value)


class Visits:
    """Only the keeper's thread uses it; `hear` is called in threads of its own and has to post."""

    def __init__(
        self,
        spawn: Callable[[], VisitProcess],
        hear: Callable[[HeldVisit, object], None],
        greet: Callable[[HeldVisit], None],
        journal: Callable[[str, str], None],
        clock: Clock,
    ) -> None:
        self._spawn, self._hear, self._greet, self._journal, self._clock = spawn, hear, greet, journal, clock
        self._current: HeldVisit | None = None
        self._standby: HeldVisit | None = None
        self._leaving: list[HeldVisit] = []  # wiped, and still on the glass until the next one is
        self._deaths = 0
        self._spawn_at = 0.0

    def is_serving(self) -> bool:
        """Whether somebody is being served now."""
        return self._current is not None and self._current.begun and not self._current.ended

    def say(self, value: object) -> None:
        """To the visit on the glass."""
        if self._current is not None and not self._current.ended:
            self._current.send(value)

    def mind(self) -> None:
        """A visit that died is buried; there is always one on the glass and one standing by."""
        for visit in (self._current, self._standby):
            if visit is None:
                continue
            if visit.process.is_alive():
                self._dismiss_deaf(visit)
            elif self._is_silent(visit):
                self._bury(visit)
        if self._standby is None and self._clock.monotonic() >= self._spawn_at:
            self._standby = self._start()
        if self._current is None and self._standby is not None and self._standby.stands_by:
            self._current, self._standby = self._standby, None
            self._greet(self._current)

    def attracts(self) -> None:
        """The next one is on the glass: those before it may leave it."""
        self._deaths = 0
        for gone in self._leaving:
            gone.process.link.close()
        self._leaving.clear()

    def begins(self, visit: HeldVisit) -> None:
        """Somebody touched it."""
        visit.begun = True
        self._journal(Kind.VISIT, "begun")

    def ends(self, visit: HeldVisit, ended: m.VisitEnded) -> None:
        """Wiped; its process has a little time to go."""
        visit.ended = True
        log.info("wiped", reason=ended.reason, report=ended.report)
        if visit is self._current:
            self._current = None
            self._leaving.append(visit)
        threading.Thread(target=visit.process.end, args=(_GOODBYE,), name="visit-end", daemon=True).start()
        if visit.begun:  # last: a journal that is full keeps nobody on the glass
            self._journal(Kind.VISIT, ended.reason)
            undone = left(ended.report)
            self._journal(Kind.WIPED, "left-to-process-end" if undone else "whole")
            for item in undone:
                self._journal(Kind.LEFT, item)

    def close(self) -> None:
        """All at once: their patience is one, not one each."""
        goodbye = self._clock.monotonic() + _GOODBYE
        for visit in self._leaving:
            visit.process.link.close()
        visits = [visit for visit in (self._current, self._standby) if visit is not None]
        for visit in visits:
            visit.send(m.Leave())
        for visit in (*visits, *self._leaving):
            visit.process.end(max(0.1, goodbye - self._clock.monotonic()))
            if visit.listener is not None:  # closing first would drop what it has not read yet
                visit.listener.join(max(0.1, goodbye - self._clock.monotonic()))
            visit.process.link.close()

    def _start(self) -> HeldVisit:
        visit = HeldVisit(self._spawn())
        visit.listener = threading.Thread(target=self._listen, args=(visit,), name="visit-link", daemon=True)
        visit.listener.start()
        return visit

    def _listen(self, visit: HeldVisit) -> None:
        """A link's thread. A visit that said what is no message is heard no more, and hears so: it wipes and goes."""
        try:
            while True:
                self._hear(visit, visit.process.link.receive())
        except LinkClosed:
            visit.process.link.close()
            self._hear(visit, HeardOut())

    def _dismiss_deaf(self, visit: HeldVisit) -> None:
        """One whose link is over can neither hear nor say anything: it wipes and goes, or is ended."""
        if visit.heard_out and not visit.dismissed:
            visit.dismissed = True
            threading.Thread(target=visit.process.end, args=(2 * _GOODBYE,), name="visit-end", daemon=True).start()

    def _is_silent(self, visit: HeldVisit) -> bool:
        """Whether a dead visit has nothing more to say; a link that somebody else holds open is not waited for long."""
        now = self._clock.monotonic()
        if visit.dead_since is None:
            visit.dead_since = now
        return visit.heard_out or now - visit.dead_since >= _LAST_WORDS

    def _bury(self, visit: HeldVisit) -> None:
        if not visit.ended:
            log.error("visit died", begun=visit.begun)
            self._spawn_at = self._clock.monotonic() + _RESPAWN[min(self._deaths, len(_RESPAWN) - 1)]
            self._deaths += 1
        visit.process.link.close()
        if visit is self._current:
            self._current = None
        if visit is self._standby:
            self._standby = None
        if not visit.ended:
            self._journal(Kind.VISIT, "crashed" if visit.begun else "died-idle")
