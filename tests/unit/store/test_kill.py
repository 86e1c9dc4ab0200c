"""SIGKILL at random moments while applications are taken in: nothing acknowledged is lost, no number is doubled.

The power cut is another matter: SIGKILL does not find synchronous=OFF (docs/decisions/0003-durability.md).
"""

import os
import random
import signal
import sqlite3
import time
from dataclasses import replace
from datetime import date
from uuid import UUID

from kiosk.store.records import Limits
from kiosk.store.store import Store

KILLS = 100
TODAY = date(2026, 11, 22)
MOST_SEEN = 4  # acknowledgements that are awaited before the kill
LONGEST_WAIT = 0.003  # seconds from there to the kill: about two applications
LIMITS = Limits(pending=10**6, free_bytes=0)


def take_in_until_killed(path, clock, limits, taken, seed, out):
    """A child's whole life: every acknowledged application is told over the pipe, after its commit."""
    ids = random.Random(seed)
    store = Store.open(path, "CJ01", clock, boot_id="boot", limits=limits)
    store.recover_prints()
    os.write(out, b"ready\n")
    while True:
        application = replace(
            taken(store.reserve_slip_number(TODAY)), application_id=str(UUID(int=ids.getrandbits(128)))
        )
        number = store.take_in(application)
        os.write(out, f"{application.application_id} {number}\n".encode())


def lives(path, clock, limits, taken, seed, seen, wait):
    """Fork, let live until `seen` acknowledgements and a little longer, kill; what the child had acknowledged."""
    into, out = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            take_in_until_killed(path, clock, limits, taken, seed, out)
        finally:
            os._exit(1)
    os.close(out)
    with os.fdopen(into, "rb") as told:
        assert told.readline() == b"ready\n"
        lines = [told.readline() for _ in range(seen)]
        time.sleep(wait)  # the moment of the kill is what is under test
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines += told.read().splitlines()
    return [tuple(line.decode().split()) for line in lines if line.count(b" ") == 1]


def test_a_hundred_kills_lose_nothing_and_double_no_number(path, clock, taken, open_store):
    chance = random.Random(20261122)
    open_store().close()
    acknowledged = []
    for kill in range(KILLS):
        acknowledged += lives(
            path, clock, LIMITS, taken, kill, chance.randrange(MOST_SEEN), chance.random() * LONGEST_WAIT
        )
    assert len(acknowledged) > KILLS
    with sqlite3.connect(path) as file:
        kept = dict(file.execute("SELECT id, slip_number FROM application"))
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        waiting = {row[0] for row in file.execute("SELECT subject FROM outbox WHERE state = 'waiting'")}
        bodies = {row[0] for row in file.execute("SELECT application_id FROM body")}
        papers = {row[0] for row in file.execute("SELECT subject FROM print")}
    file.close()
    assert [pair for pair in acknowledged if kept.get(pair[0]) != pair[1]] == []
    assert len({number for _, number in acknowledged}) == len(acknowledged)
    assert len(set(kept.values())) == len(kept)
    assert set(kept) == waiting == bodies == papers
