"""The link between keeper and visit: whole values both ways, and nothing that could make the other side run code."""

import os
import pickle
import struct
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

import pytest

from kiosk.contract.envelope import SealTo
from kiosk.errors import Actor
from kiosk.ports.receipt_printer import Printed
from kiosk.ports.status import How, Readiness, Status
from kiosk.runtime import messages as m
from kiosk.runtime.link import MAX_BYTES, Link, LinkClosed, pair
from kiosk.session import events as e

Ends = tuple[Link, Link]


@pytest.fixture
def ends() -> Iterator[Ends]:
    ours, theirs = pair()
    one, other = Link(ours), Link(theirs)
    with closing(one), closing(other):
        yield one, other


@pytest.mark.parametrize(
    "value",
    [
        m.StandingBy(),
        m.TakeOver(SealTo(b"k" * 32)),
        m.DeviceSeen("id_reader", Status(Readiness.BLOCKED, 1.0, How.TOLD, "error.device", Actor.TECHNICIAN)),
        m.VisitEnded("finished", (("session", "cleared"),)),
        e.Concluded("id", "received", "N", date(2026, 12, 1)),
        e.Ticked(1.0, datetime(2026, 11, 22, tzinfo=UTC)),
        e.PrintEnded("slip", Printed.UNKNOWN, "error.printer.paper"),
        e.HallSeen((("social", 1),), 2, True),
    ],
)
def test_a_value_arrives_as_it_was_sent(ends: Ends, value: object) -> None:
    ends[0].send(value)
    assert ends[1].receive() == value


class _Runs:
    def __reduce__(self) -> Any:
        return os.system, ("exit 3",)


class _Evals:
    def __reduce__(self) -> Any:
        return eval, ("1",)


class _Reaches:
    def __reduce__(self) -> Any:
        return getattr, (m.StandingBy(), "__class__")


FOREIGN = [
    pickle.dumps(PurePosixPath("x")),  # a class, and harmless; so is subprocess.Popen's name until it is called
    b"csubprocess\nPopen\n(]\x8c\x04truea\x85R.",
    pickle.dumps(_Runs()),
    pickle.dumps(_Evals()),
    pickle.dumps(_Reaches()),
    b"ckiosk.runtime.messages\ndataclass\n.",  # lives in the room and is not from there
    b"ckiosk.ports.nothing\nNothing\n.",
    b"ckiosk.errors\nKioskError.__init__\n.",
    b"",
    b"\x80\x05",
    b"evil",
    pickle.dumps(m.StandingBy())[:-1],
]


@pytest.mark.parametrize("content", FOREIGN)
def test_what_is_no_message_closes_the_link_and_runs_nothing(content: bytes) -> None:
    ours, theirs = pair()
    with closing(theirs), closing(Link(ours)) as link:
        theirs.sendall(struct.pack(">I", len(content)) + content)
        with pytest.raises(LinkClosed):
            link.receive()


def test_an_announcement_beyond_all_measure_is_not_waited_for() -> None:
    ours, theirs = pair()
    with closing(theirs), closing(Link(ours)) as link:
        theirs.sendall(struct.pack(">I", MAX_BYTES + 1))
        with pytest.raises(LinkClosed):
            link.receive()


def test_a_value_that_is_cut_off_is_no_value() -> None:
    ours, theirs = pair()
    with closing(Link(ours)) as link:
        theirs.sendall(struct.pack(">I", 100) + b"half")
        theirs.close()
        with pytest.raises(LinkClosed):
            link.receive()


def test_sending_to_who_has_gone_is_swallowed(ends: Ends) -> None:
    ends[1].close()
    ends[0].send(m.StandingBy())
    with pytest.raises(LinkClosed):
        ends[0].receive()
