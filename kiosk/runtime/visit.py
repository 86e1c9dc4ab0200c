"""The visit: the process of one resident. One thread owns the session; everything else posts events to it.

`Visit.run` is that thread's loop; it carries out what the machine commands and shows what it leaves. A visit that has
ended is wiped, says so to the keeper, and its process goes.
"""

import queue
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from kiosk.errors import DeviceUnplugged
from kiosk.ports.clock import Clock
from kiosk.ports.document_camera import Frame
from kiosk.ports.status import Readiness, failed
from kiosk.runtime import messages as m
from kiosk.runtime.inquiry import Inquiries
from kiosk.runtime.link import Link, LinkClosed
from kiosk.runtime.outgoing import Outgoing
from kiosk.runtime.watches import Devices, Watches
from kiosk.runtime.wipe import Report, wipe
from kiosk.session import commands as c
from kiosk.session import machine
from kiosk.session.events import Event, StatusSeen, Ticked
from kiosk.session.model import Session, State, World
from kiosk.session.show import snapshot
from kiosk.session.snapshot import Snapshot

_TICK = 1.0


class Window(Protocol):
    """What the visit asks of its window; every call is safe from any thread and returns at once."""

    def reveal(self) -> None:
        """Come up over whatever is on the glass."""
        ...

    def show(self, snapshot: Snapshot) -> None:
        """Show this, now."""
        ...

    def preview(self, frame: Frame) -> None:
        """The camera's live picture."""
        ...

    def forget(self) -> Report:
        """Drop every picture, text and stroke that screens still hold; a word for each of wipe.WINDOWS."""
        ...


class Visit:
    """One visit, from standing by to wiped."""

    def __init__(
        self,
        world: World,
        link: Link,
        window: Window,
        clock: Clock,
        devices: Devices,
        inquiries: Inquiries,
        tick: float = _TICK,
    ) -> None:
        self._link, self._window, self._clock = link, window, clock
        self._zone = ZoneInfo(world.hall.zone)
        self._session = machine.start(world, clock.monotonic(), self._wall())
        self._queue: queue.SimpleQueue[Event | m.Message] = queue.SimpleQueue()  # `leave` is called by a signal
        self._watches = Watches(devices, self._seen, window.preview, clock, world.timing.face)
        self._out = Outgoing(world.terminal_id, inquiries, link.send, clock)
        self._shown: Snapshot | None = None
        self._tick = tick
        self._dismissed = threading.Event()

    @property
    def session(self) -> Session:
        """The session as it stands, for tests."""
        return self._session

    def post(self, event: Event) -> None:
        """Safe from any thread: the window, the device threads and timers call this."""
        self._queue.put(event)

    def leave(self) -> None:
        """Safe from any thread and from a signal: wipe and go."""
        self._queue.put(m.Leave())

    def break_off(self) -> None:
        """Safe from any thread: the window is broken. Wipe and go; the next visit's window is whole."""
        self._queue.put(m.Broken())

    def wait_dismissed(self, patience: float) -> None:
        """After `run`: stay on the glass until the next visit is there (the keeper closes the link), at most so long."""
        self._dismissed.wait(patience)

    def run(self) -> Report:
        """Stand by, take over, live through one visit; returns the wipe's report. Returns early where the link ends."""
        threading.Thread(target=self._listen, name="link", daemon=True).start()
        self._link.send(m.StandingBy())
        if not self._stand_by():
            return ()
        report = self._live()
        self._link.send(m.VisitEnded(self._session.ended or "stopped", report))
        return report

    def _stand_by(self) -> bool:
        while True:
            message = self._queue.get()
            if isinstance(message, m.Leave):
                self._dismissed.set()
                return False
            if isinstance(message, m.TakeOver):
                break
        began = self._clock.monotonic()
        self._out.seal_to, self._out.lane_key = message.seal_to, message.lane_key
        self._out.drafts.salt = message.draft_salt
        now = Ticked(began, self._wall())
        self._session = machine.handle(self._session, now)[0].but(touched_at=began)
        self._show()
        self._window.reveal()
        self._watches.start()
        self._link.send(m.Attracting(self._clock.monotonic() - began))
        return True

    def _live(self) -> Report:
        next_tick = self._clock.monotonic()
        while True:
            message = self._next(self._tick)
            now = self._clock.monotonic()
            if now >= next_tick or message is None:
                next_tick = now + self._tick
                self._step(Ticked(now, self._wall()))
                self._heard(self._out.tick(now))
            if message is not None:
                self._take(message)
            if self._session.state is State.WIPING:
                return self._wipe()

    def _next(self, timeout: float) -> Event | m.Message | None:
        try:
            return self._queue.get(timeout=timeout)
        except queue.Empty:
            return None

    def _take(self, message: Event | m.Message) -> None:
        if isinstance(message, m.Leave):
            self._dismissed.set()  # nobody comes after us
            self._carry_out(machine.stop(self._session, "stopped"))
        elif isinstance(message, m.Broken):
            self._carry_out(machine.stop(self._session, "fault"))
        elif isinstance(message, Event):
            self._out.note(message)
            self._step(message)
        else:
            self._heard(self._out.hear(message))

    def _heard(self, event: Event | None) -> None:
        if event is not None:
            self._step(event)

    def _step(self, event: Event) -> None:
        before = self._session.state
        self._carry_out(machine.handle(self._session, event))
        if before is State.ATTRACT and self._session.state is not State.ATTRACT:
            self._link.send(m.VisitBegun())

    def _carry_out(self, step: tuple[Session, tuple[c.Command, ...]]) -> None:
        self._session, commands = step
        self._show()
        for command in commands:
            self._ACTIONS[type(command)](self, command)

    def _show(self) -> None:
        shown = snapshot(self._session)
        if shown != self._shown:
            self._shown = shown
            self._window.show(shown)

    # ---- commands -------------------------------------------------------------------------------------------------

    def _take_ticket(self, command: c.TakeTicket) -> None:
        self._link.send(m.TicketAsked(str(uuid.uuid4()), command.group, command.language))

    def _rate(self, command: c.Rate) -> None:
        self._link.send(m.RatingGiven(str(uuid.uuid4()), command.application_id, command.level))

    def _test(self, command: c.TestDevice) -> None:
        if command.device in self._watches:
            self._watches[command.device].order("test")
        elif command.device in m.KEEPERS_DEVICES:
            self._link.send(m.TestAsked(command.device))
        else:
            absent = failed(DeviceUnplugged(), self._clock.monotonic(), Readiness.ABSENT)
            self.post(StatusSeen(command.device, absent))

    def _wipe(self) -> Report:
        """Every door leads here. The session goes first, so that nothing that follows can show it again."""
        draft = "kept on purpose" if self._session.draft.until is not None else "none kept"
        fresh = machine.start(self._session.world, self._clock.monotonic(), self._wall())
        self._session = fresh.but(state=State.WIPING, ended=self._session.ended)
        self._shown = None
        self._out.forget()
        return wipe(self._watches.every(), self._queue, self._window, draft)

    _ACTIONS: Mapping[type[c.Command], Callable[["Visit", Any], None]] = {
        c.StartReader: lambda self, _: self._watches.order("id_reader", "start"),
        c.StopReader: lambda self, _: self._watches.order("id_reader", "stop"),
        c.StartScanner: lambda self, _: self._watches.order("qr_scanner", "start"),
        c.StopScanner: lambda self, _: self._watches.order("qr_scanner", "stop"),
        c.OpenCamera: lambda self, _: self._watches.order("document_camera", "open"),
        c.CloseCamera: lambda self, _: self._watches.order("document_camera", "close-up"),
        c.TakePhoto: lambda self, _: self._watches.order("document_camera", "take"),
        c.CompareFace: lambda self, command: self._watches.order("face_comparison", "compare", command.photo),
        c.StopComparing: lambda self, _: self._watches.order("face_comparison", "cancel"),
        c.Submit: lambda self, command: self._heard(self._out.submit(command)),
        c.AskHolder: lambda self, command: self._out.inquire(command),
        c.AskAgent: lambda self, command: self._out.inquire(command),
        c.AskSlots: lambda self, command: self._link.send(m.SlotsAsked(command.matter)),
        c.Book: lambda self, command: self._out.book(command),
        c.LookForDraft: lambda self, command: self._out.drafts.look(command),
        c.KeepDraft: lambda self, command: self._out.drafts.keep(command),
        c.DestroyDraft: lambda self, command: self._out.drafts.destroy(command),
        c.TakeTicket: _take_ticket,
        c.Rate: _rate,
        c.CheckPin: lambda self, command: self._link.send(m.PinTried(command.pin, command.at_comparison)),
        c.TestDevice: _test,
        c.EndRefusal: lambda self, command: self._link.send(m.RefusalDealtWith(command.slip_number)),
        c.Wipe: lambda self, _: None,  # `_live` sees the state and wipes
        c.Log: lambda self, command: self._link.send(m.Surprised(command.state, command.event)),
    }

    # ---- other threads --------------------------------------------------------------------------------------------

    def _seen(self, event: Event) -> None:
        """Device threads post here; the keeper hears of statuses too."""
        if isinstance(event, StatusSeen):
            self._link.send(m.DeviceSeen(event.device, event.status))
        self._queue.put(event)

    def _listen(self) -> None:
        """The link's thread. Without a keeper there is nobody to hand anything to: leave."""
        try:
            while True:
                value = self._link.receive()
                if isinstance(value, Event | m.Message):
                    self._queue.put(value)
        except LinkClosed:
            self._queue.put(m.Leave())
            self._dismissed.set()

    def _wall(self) -> datetime:
        return self._clock.utc_now().astimezone(self._zone)
