"""The public half of the sender's key, asked of a process of its own: the keeper never has the private half in its memory.

`python -m kiosk.backend.own_key` reads {"keys": a KeyPlace, "make": bool} from stdin and writes {"public": base64}, or
{"error": a key, "detail": text} where no key can be had.
"""

import base64
import json
import sys
from typing import Any

from kiosk.backend.program import ask
from kiosk.errors import KeyMissing, KeyStoreError
from kiosk.ports.key_store import KeyName, KeyPlace

_DEADLINE = 30.0  # seconds: a TPM that makes a key is slow


def sender_public(keys: KeyPlace, *, make: bool = False) -> bytes:
    """The public key that belongs to the sender's private one; `make` a pair where there is none yet.

    Raises KeyMissing, KeyStoreError.
    """
    try:
        said = ask("kiosk.backend.own_key", json.dumps({"keys": keys.wire(), "make": make}).encode(), _DEADLINE)
        if "public" in said:
            return base64.b64decode(said["public"], validate=True)
        kind = KeyMissing if said["error"] == KeyMissing.key else KeyStoreError
        raise kind(str(said["detail"]))
    except (OSError, TimeoutError, ValueError, KeyError, TypeError) as error:
        raise KeyStoreError(f"The sender's key could not be asked for ({error!r}). What waits is kept.") from error


def main() -> int:
    """One question from stdin, one line to stdout."""
    from kiosk.backend.hardening import harden

    harden(outlives_parent=False)
    sys.stdout.write(json.dumps(_answer(json.load(sys.stdin.buffer))) + "\n")
    return 0


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    from kiosk.contract.sealing import new_keypair, public_of
    from kiosk.keys import key_store

    try:
        store = key_store(KeyPlace.read(asked["keys"]))
        if asked["make"] and not store.has(KeyName.SENDER):
            store.save(KeyName.SENDER, new_keypair()[0])
        return {"public": base64.b64encode(public_of(store.load(KeyName.SENDER))).decode()}
    except KeyStoreError as error:
        return {"error": error.key, "detail": str(error)}


if __name__ == "__main__":
    raise SystemExit(main())
