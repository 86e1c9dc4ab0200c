"""Moving a key from store to store: written, read back and compared before the old one goes. A crash leaves one or both."""

from collections.abc import Sequence
from enum import StrEnum

from kiosk.errors import KeyStoreError
from kiosk.ports.key_store import KeyName, KeyStore


class Moved(StrEnum):
    """What came of it."""

    MOVED = "moved"
    THERE = "there"  # it lay there already
    NOWHERE = "nowhere"  # no such key in any store


def move(name: KeyName, others: Sequence[KeyStore], to: KeyStore) -> Moved:
    """Bring a key to `to` from whichever of the others has it; what a move that broke off left behind is taken away too.

    Raises KeyStoreError where two stores have two different keys, and then nothing has been changed: a person must say
    which of them what waits was sealed for.
    """
    holders = [store for store in others if store.has(name)]
    keys = {store.load(name) for store in (*holders, *((to,) if to.has(name) else ()))}
    if not keys:
        return Moved.NOWHERE
    if len(keys) > 1:
        places = ", ".join(store.where(name) for store in (*holders, to))
        raise KeyStoreError(
            f"Different keys lie in {places}. Technician: set the wrong one aside. Nothing was changed."
        )
    (key,) = keys
    if not to.has(name):
        to.save(name, key)
    if to.load(name) != key:
        raise KeyStoreError(f"{to.where(name)}: the key does not come back as it was. The old one stays.")
    for store in holders:
        store.forget(name)
    return Moved.MOVED if holders else Moved.THERE
