"""Guessing a PIN: five free tries, then 15 s doubling, locked at fifteen."""

import math
from datetime import timedelta

from kiosk.store.records import PinDoor


def test_five_tries_are_free_then_each_costs_twice_the_wait(store, clock):
    waits = []
    while (wait := store.pin_try(clock.wall)) != math.inf:
        if wait:
            waits.append(wait)
            clock.pass_(wait - 0.5)
            assert store.pin_try(clock.wall) == 0.5
            clock.pass_(0.5)
    assert waits == [15.0 * 2**n for n in range(10)]


def test_at_fifteen_the_gate_is_locked_until_it_is_opened(store, clock):
    for _ in range(15):
        clock.pass_(100_000)
        assert store.pin_try(clock.wall) == 0
    clock.pass_(10**9)
    assert store.pin_try(clock.wall) == math.inf
    store.pin_good()
    assert store.pin_try(clock.wall) == 0


def test_a_pulled_plug_gives_no_new_tries(store, clock, open_store):
    for _ in range(5):
        store = open_store()
        assert store.pin_try(clock.wall) == 0
    assert open_store().pin_try(clock.wall) == 15.0


def test_a_try_that_must_wait_is_not_counted(store, clock):
    for _ in range(5):
        store.pin_try(clock.wall)
    for _ in range(100):
        assert store.pin_try(clock.wall) == 15.0


def test_a_clock_that_is_put_back_makes_nobody_wait_longer_than_once_anew(store, clock):
    for _ in range(5):
        store.pin_try(clock.wall)
    clock.wall -= timedelta(days=3650)
    assert store.pin_try(clock.wall) == 15.0
    clock.pass_(15)
    assert store.pin_try(clock.wall) == 0


def test_new_pins_open_the_locked_gate_and_the_old_ones_do_not(store, clock):
    for _ in range(15):
        clock.pass_(100_000)
        store.pin_try(clock.wall, pins="old")
    assert store.pin_try(clock.wall, pins="old") == math.inf
    assert store.pin_try(clock.wall, pins="new") == 0
    assert store.pin_try(clock.wall, pins="new") == 0


def test_who_guesses_before_everybodys_eyes_shuts_no_staff_out(store, clock):
    for _ in range(15):
        clock.pass_(100_000)
        store.pin_try(clock.wall, PinDoor.COMPARISON)
    assert store.pin_try(clock.wall, PinDoor.COMPARISON) == math.inf
    assert store.pin_try(clock.wall, PinDoor.ENTRANCE) == 0
