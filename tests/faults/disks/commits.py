"""The store's commits one by one, for harnesses that hurt them at every call, and what must hold afterwards.

`prepare` makes a terminal's state folder as it is before a commit; `act` does it in a child, tells what came of it, and
then takes in one application more; `audit`, in another child, says what does not hold.
"""

import hashlib
import json
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import apsw
from argon2 import PasswordHasher

from kiosk.contract.keyfile import read_key_file, write_key_file
from kiosk.contract.receipts import Receipt, ReceiptState, Refusal
from kiosk.errors import KioskError, StoreError
from kiosk.ports.receipt_printer import Printed
from kiosk.runtime import gate
from kiosk.runtime.clock import SystemClock
from kiosk.store.journal.kinds import Kind
from kiosk.store.records import Attachment, PrintState, TakenIn
from kiosk.store.store import Store
from tests.faults.lives import planted
from tests.faults.lives.life import LIMITS, MATTER, TODAY

OLD_KEY, NEW_KEY = bytes(32), bytes(range(32))
OLD_PIN, NEW_PIN = "111111", "222222"
_MOMENT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
_OLDER = "00000000-0000-4000-8000-000000000009"  # in the file of the first version


@dataclass
class Scene:
    """What a commit works on: `waiting` is taken in, of `printing` the slip is under way, `fresh` is not known yet."""

    folder: Path
    store: Store | None
    waiting: TakenIn
    printing: TakenIn
    fresh: TakenIn
    later: TakenIn

    @property
    def kept(self) -> Store:
        assert self.store is not None
        return self.store


def prepare(folder: Path, name: str) -> None:
    """The state before the commit of that name."""
    write_key_file(folder / "sender.key", OLD_KEY)
    _quick_pins()
    gate.write_pin(folder / gate.PIN_FILE, "staff", OLD_PIN)
    if name == "open":
        return
    if name == "migrate":
        _first_version(folder / "kiosk.db")
        return
    store, scene = _open(folder), _scene(folder, None)
    for taken in (scene.waiting, scene.printing):
        store.reserve_slip_number(TODAY)
        store.take_in(taken)
    store.print_sent(scene.printing.print_id)
    store.close()


def act(told: int, folder: str, name: str, trace: list[str], mutant: str = "") -> None:
    """Do the commit under `trace`, a command line of strace that ends with -p; {} → done, error or strange."""
    from tests.faults.disks.traced import traced  # only here: the audits need no tracer

    planted.plant(mutant)
    _quick_pins()
    scene = _scene(Path(folder), None if name in _WITHOUT_STORE else _open(Path(folder)))
    with traced(trace):
        _tell(told, done=_tried(lambda: COMMITS[name](scene)))
        if scene.store is not None:
            _tell(told, later=_tried(lambda: scene.kept.take_in(scene.later)))
            _tell(told, closed=_tried(scene.kept.close))


def audit(told: int, folder: str, name: str, outcomes: dict[str, str]) -> None:
    """One line for everything that does not hold; `outcomes` are what `act` told."""
    place = Path(folder)
    scene = _scene(place, None)
    try:
        scene.store = _open(place)
    except KioskError as error:
        _tell(told, fault=f"does not open: {error}")
        return
    for fault in _faults(scene, name, outcomes):
        _tell(told, fault=fault)
    scene.kept.close()


# ---- the commits ------------------------------------------------------------------------------------------------------


def _take_in(scene: Scene) -> None:
    scene.kept.take_in(scene.fresh)


def _reopen(scene: Scene) -> None:
    scene.store = _open(scene.folder)


def _receipt(scene: Scene) -> None:
    receipt = Receipt(scene.waiting.application_id, ReceiptState.RECEIVED, "320682-CJ01-20261122-000001",
                      scene.waiting.body_sha256, _MOMENT)  # fmt: skip
    scene.kept.record_receipt(scene.waiting.application_id, receipt)


def _refusal(scene: Scene) -> None:
    refusal = Refusal(scene.waiting.application_id, "no_way", "不予收取", scene.waiting.body_sha256)
    scene.kept.record_refusal(scene.waiting.application_id, refusal)


def _pin(scene: Scene) -> None:
    gate.write_pin(scene.folder / gate.PIN_FILE, "staff", NEW_PIN)


COMMITS: dict[str, Callable[[Scene], object]] = {
    "take in": _take_in,
    "key file": lambda scene: write_key_file(scene.folder / "sender.key", NEW_KEY),
    "receipt": _receipt,
    "conclude": lambda scene: scene.kept.conclude(scene.waiting.application_id),
    "journal": lambda scene: scene.kept.journal(Kind.OUTBOX, "held"),
    "migrate": _reopen,
    "open": _reopen,
    "number": lambda scene: scene.kept.reserve_slip_number(TODAY),
    "printed": lambda scene: scene.kept.print_ended(scene.printing.print_id, Printed.CONFIRMED),
    "refusal": _refusal,
    "pins": _pin,
}


_WITHOUT_STORE = ("open", "migrate", "key file", "pins")  # nothing was open before


# ---- what must hold ---------------------------------------------------------------------------------------------------


def _faults(scene: Scene, name: str, outcomes: dict[str, str]) -> Iterator[str]:
    yield from _said_wrongly(outcomes)
    done = outcomes.get("done", "")
    if name not in ("open", "migrate"):
        gone = name == "receipt" and not _is_there(scene, scene.waiting)
        yield from () if gone else _whole(scene, scene.waiting, "what was there before", must=True)
        yield from _whole(scene, scene.fresh, "the application", must={"": None, "ok": True}.get(done, False)
                          if name == "take in" else False)  # fmt: skip
        later = {"": None, "ok": True}.get(outcomes.get("later", ""), False)
        yield from _whole(scene, scene.later, "the next application", must=later)
    check = _CHECKS.get(name)
    if check is not None:
        yield from check(scene, done == "ok")


def _said_wrongly(outcomes: dict[str, str]) -> Iterator[str]:
    """An error is one of ours and says what is kept."""
    for what, outcome in outcomes.items():
        if outcome.startswith("strange "):
            yield f"{what}: {outcome}"
        elif outcome != "ok" and not any(
            word in outcome for word in ("is lost", "kept", "nothing was changed", "hold")
        ):
            yield f"{what}: does not say what is kept: {outcome}"


def _whole(scene: Scene, taken: TakenIn, what: str, must: bool | None) -> Iterator[str]:
    """All of an application or nothing of it; `must`: it is there, it is not there, nobody was told (None)."""
    is_there, rows = _is_there(scene, taken), scene.kept.prints_of(taken.application_id)
    waits = _waits(scene, taken)
    if must is not None and is_there != must:
        yield f"{what} is {'there' if is_there else 'gone'}"
    refused = what == "what was there before" and not waits and is_there
    if is_there != bool(rows) or (is_there != waits and not refused):
        yield f"half of {what}: body {is_there}, papers {len(rows)}, waits {waits}"
    if is_there and scene.kept.sealed(taken.application_id).sealed_body != taken.sealed_body:
        yield f"another body of {what}"


def _check_receipt(scene: Scene, done: bool) -> Iterator[str]:
    gone = not _is_there(scene, scene.waiting)
    if done and not gone:
        yield "the receipt is gone"
    if gone and _waits(scene, scene.waiting):
        yield "half a receipt"
    files = b"".join(file.read_bytes() for file in scene.folder.glob("kiosk.db*"))
    if done and scene.waiting.sealed_body in files:
        yield "the body is still on the disk"


def _check_conclude(scene: Scene, done: bool) -> Iterator[str]:
    if done and scene.waiting.application_id in scene.kept.unconcluded():
        yield "the word is gone"


def _check_journal(scene: Scene, done: bool) -> Iterator[str]:
    if done and not any((row.kind, row.outcome) == ("outbox", "held") for row in scene.kept.journal_after()):
        yield "the journal's row is gone"


def _check_number(scene: Scene, done: bool) -> Iterator[str]:
    if done and scene.kept.reserve_slip_number(TODAY).endswith("-0003"):
        yield "a number is given twice"


def _check_printed(scene: Scene, done: bool) -> Iterator[str]:
    (paper,) = scene.kept.prints_of(scene.printing.application_id)
    if done and paper.state is not PrintState.CONFIRMED:
        yield "what the printer said is gone"
    if paper.papers != 1:
        yield "a paper is not counted"


def _check_migrate(scene: Scene, done: bool) -> Iterator[str]:
    if scene.kept.conclude(_OLDER).number != "CJ01-20261121-0001" or not scene.kept.sealed(_OLDER).sealed_body:
        yield "what an older version kept is gone"


def _check_key(scene: Scene, done: bool) -> Iterator[str]:
    try:
        key = read_key_file(scene.folder / "sender.key")
    except KioskError as error:
        yield f"no key any more: {error}"
        return
    if key not in (OLD_KEY, NEW_KEY) or (done and key != NEW_KEY):
        yield "another key"


def _check_pins(scene: Scene, done: bool) -> Iterator[str]:
    known = gate._read(scene.folder / gate.PIN_FILE)
    right = [pin for pin in (OLD_PIN, NEW_PIN) if known and gate._matches(known["staff"], pin)]
    if len(right) != 1 or (done and right != [NEW_PIN]):
        yield "no PIN opens any more"


_CHECKS: dict[str, Callable[[Scene, bool], Iterator[str]]] = {
    "receipt": _check_receipt, "conclude": _check_conclude, "journal": _check_journal, "number": _check_number,
    "printed": _check_printed, "migrate": _check_migrate, "key file": _check_key, "pins": _check_pins,
}  # fmt: skip


# ---- small things -----------------------------------------------------------------------------------------------------


def _is_there(scene: Scene, taken: TakenIn) -> bool:
    try:
        scene.kept.sealed(taken.application_id)
    except StoreError:
        return False
    return True


def _waits(scene: Scene, taken: TakenIn) -> bool:
    never = datetime(9999, 1, 1, tzinfo=UTC)  # nothing is too far away for it
    rows = {row.subject for row in [*scene.kept.due(datetime.now(UTC)), *scene.kept.due(never)]}
    return taken.application_id in rows


def _tried(commit: Callable[[], object]) -> str:
    try:
        commit()
    except KioskError as error:
        return str(error)
    except Exception as error:  # what a harness looks for
        return f"strange {type(error).__name__}: {error}"
    return "ok"


def _tell(told: int, **what: Any) -> None:
    os.writev(told, [json.dumps(what).encode() + b"\n"])  # not write: that is under fault


def _open(folder: Path) -> Store:
    return Store.open(folder / "kiosk.db", "CJ01", SystemClock(), boot_id="boot", limits=LIMITS)


def _scene(folder: Path, store: Store | None) -> Scene:
    chance = random.Random(1)
    return Scene(folder, store, *(_application(chance, number) for number in (1, 2, 3, 4)))


def _application(chance: random.Random, number: int) -> TakenIn:
    body, page = chance.randbytes(1500), chance.randbytes(5000)
    ids = [f"{n:08x}-0000-4000-8000-{number:012}" for n in (1, 2)]
    pages = (Attachment(hashlib.sha256(page).hexdigest(), page),)
    slip = f"CJ01-20261122-9{number:03}"
    return TakenIn(
        ids[0], MATTER, slip, hashlib.sha256(body).hexdigest(), body, ids[1], pages, sealed_key=chance.randbytes(130)
    )


def _quick_pins() -> None:
    """Strong hashes take longer than a trial."""
    gate.PasswordHasher = lambda: PasswordHasher(1, 8, 1)  # type: ignore[assignment,misc]


def _first_version(path: Path) -> None:
    at = "2026-11-21T04:00:00.000000Z"
    with apsw.Connection(str(path)) as file:
        file.execute((resources.files("kiosk.store") / "migrations" / "0001.sql").read_text("utf-8")).fetchall()
        file.execute(
            "INSERT INTO application (id, matter, slip_number, body_sha256, accepted_at) "
            "VALUES (?1, 'm', 'CJ01-20261121-0001', ?2, ?3)", (_OLDER, "1" * 64, at),
        )  # fmt: skip
        file.execute("INSERT INTO body VALUES (?, x'01')", (_OLDER,))
        file.execute(
            "INSERT INTO outbox (kind, subject, next_try_at, made_at) VALUES ('application', ?, ?, ?)",
            (_OLDER, at, at),
        )
        file.execute("PRAGMA user_version = 1")
    file.close()
