"""Every way in which a visit ends, done by a hand before a headless terminal with one of the marked people.

Each leaves the next visit on the glass (or no keeper at all, where the ending took it), and the far ends as new.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from kiosk.session import events as e
from kiosk.session import snapshot as s
from tests.faults.traces.headless import MATTER, PATIENCE, STRANGE, Gone, Headless
from tests.faults.traces.people import DIGITS, Person

STAFF_PIN = "202611"
_WAY = (
    Headless.to_form,
    Headless.to_materials,
    Headless.to_photo,
    Headless.to_review,
    Headless.to_sign,
    Headless.to_submitting,
)
_BEFORE_SUBMITTING = _WAY[:-1]

Ending = Callable[[Headless, Person, random.Random], None]


def _cancel(terminal: Headless) -> None:
    """She leaves, and keeps nothing."""
    terminal.touch(e.CancelPressed())
    terminal.sees_over(s.CancelAsked)
    terminal.touch(e.CancelConfirmed())
    terminal.next_visit()


def _leave(terminal: Headless) -> None:
    """The outcome was read; the card is taken, the visit finished."""
    terminal.slip_ends()
    terminal.far.reader.ask("lift")
    terminal.touch(e.Rated(5), e.NextPressed())
    terminal.next_visit()


def finished(terminal: Headless, person: Person, chance: random.Random) -> None:
    terminal.to_done(person)
    _leave(terminal)


def cancelled(terminal: Headless, person: Person, chance: random.Random) -> None:
    chance.choice(_BEFORE_SUBMITTING)(terminal, person)
    _cancel(terminal)


def timed_out(terminal: Headless, person: Person, chance: random.Random) -> None:
    chance.choice(_BEFORE_SUBMITTING)(terminal, person)
    terminal.pass_time(100.0)
    terminal.next_visit()


def staff(terminal: Headless, person: Person, chance: random.Random) -> None:
    """Somebody of the staff mistypes his PIN, prints a number, leaves."""
    terminal.touch(e.GateFound())
    terminal.sees(s.GateShown)
    terminal.touch(e.PinEntered(DIGITS))
    terminal.until(lambda now: isinstance(now.shown, s.GateShown) and now.shown.trouble)
    terminal.touch(e.PinEntered(STAFF_PIN))
    terminal.sees(s.TicketsShown)
    terminal.touch(e.GroupChosen("civil"))
    terminal.until(lambda now: isinstance(now.shown, s.TicketsShown))
    terminal.touch(e.BackPressed())
    terminal.next_visit()


def code(terminal: Headless, person: Person, chance: random.Random) -> None:
    """No card: the office is asked whose code it is; then she thinks better of it."""
    terminal.far.hall.ask("holder", code=person.code, kind="medical_insurance", person=person.holder())
    terminal.matter = "medical_resident_enroll"
    terminal.to_identity()
    terminal.matter = MATTER
    terminal.until(lambda now: now.shown.codes)
    terminal.far.scanner.ask("show", text=person.code)
    terminal.sees(s.FormShown)
    terminal.far.scanner.ask("take_away")
    _cancel(terminal)


def killed(terminal: Headless, person: Person, chance: random.Random) -> None:
    """kill -9 of the visit, at any step."""
    chance.choice(_WAY)(terminal, person)
    time.sleep(chance.random() * 0.1)  # anywhere between what one step begins
    os.kill(terminal.visit, signal.SIGKILL)
    terminal.next_visit()


def sender_killed(terminal: Headless, person: Person, chance: random.Random) -> None:
    """kill -9 of the process that sends, which has opened the boxes by then."""
    terminal.far.hall.ask("slow", seconds=1.5)
    terminal.to_submitting(person)
    deadline = time.monotonic() + PATIENCE
    while not (senders := terminal.senders()) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3 + chance.random())  # it starts, opens the boxes, sends
    for pid in senders:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    terminal.far.hall.ask("slow", seconds=0)
    terminal.sees(s.DoneShown)
    _leave(terminal)


def window_broken(terminal: Headless, person: Person, chance: random.Random) -> None:
    chance.choice(_BEFORE_SUBMITTING)(terminal, person)
    terminal.break_window()
    terminal.next_visit()


def printer_dead(terminal: Headless, person: Person, chance: random.Random) -> None:
    """The slip cannot be printed: the number stands on the screen."""
    terminal.to_sign(person)
    terminal.far.printer.ask("unplug")
    terminal.touch(e.NextPressed())
    terminal.sees(s.DoneShown)
    terminal.slip_ends()
    terminal.far.printer.ask("plug")
    _leave(terminal)


def network_dead(terminal: Headless, person: Person, chance: random.Random) -> None:
    """Kept here, sealed; sent while others are served."""
    terminal.to_sign(person)
    terminal.far.hall.ask("unplug")
    terminal.touch(e.NextPressed())
    terminal.sees(s.DoneShown)
    _leave(terminal)
    terminal.far.hall.ask("plug")


def refused(terminal: Headless, person: Person, chance: random.Random) -> None:
    """The hall does not take it, and signs that: the boxes stay until somebody has looked at them."""
    terminal.matter = STRANGE
    terminal.to_sign(person)
    terminal.matter = MATTER
    terminal.touch(e.NextPressed())
    terminal.sees_over(s.FaultShown)
    terminal.touch(e.StayPressed())
    terminal.far.reader.ask("lift")
    terminal.touch(e.CancelPressed())
    terminal.next_visit()


def _keeps_draft(terminal: Headless, person: Person, chance: random.Random) -> None:
    chance.choice((Headless.to_materials, Headless.to_photo, Headless.to_review))(terminal, person)
    terminal.touch(e.CancelPressed())
    terminal.sees_over(s.CancelAsked)
    terminal.touch(e.KeepPressed())
    terminal.sees_over(s.DraftKeptShown)
    terminal.touch(e.StayPressed())
    terminal.next_visit()
    terminal.far.reader.ask("lift")


def draft_kept(terminal: Headless, person: Person, chance: random.Random) -> None:
    """Half done, and kept for another day because she said so."""
    _keeps_draft(terminal, person, chance)


def draft_fetched(terminal: Headless, person: Person, chance: random.Random) -> None:
    """The same card again: she goes on with it, and gives it up."""
    _keeps_draft(terminal, person, chance)
    terminal.to_form(person)
    terminal.sees_over(s.DraftFoundAsked)
    terminal.touch(e.ResumePressed())
    terminal.until(lambda now: now.overlay is None)
    _cancel(terminal)


def stopped(terminal: Headless, person: Person, chance: random.Random) -> None:
    """SIGTERM of the keeper in a visit."""
    chance.choice(_WAY)(terminal, person)
    terminal.stop()


def keeper_killed(terminal: Headless, person: Person, chance: random.Random) -> None:
    """kill -9 of the keeper in a visit: the visit wipes by itself and goes."""
    chance.choice(_WAY)(terminal, person)
    with suppress(Gone):
        terminal.stop(signal.SIGKILL)


ENDINGS: Mapping[str, Ending] = {
    "finished": finished,
    "cancelled": cancelled,
    "timed out": timed_out,
    "staff's PIN": staff,
    "code of a phone": code,
    "visit killed": killed,
    "sender killed": sender_killed,
    "window broken": window_broken,
    "printer dead": printer_dead,
    "network dead": network_dead,
    "refused by the hall": refused,
    "draft kept": draft_kept,
    "draft fetched": draft_fetched,
    "keeper stopped": stopped,
    "keeper killed": keeper_killed,
}
