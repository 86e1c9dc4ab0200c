"""A visit's process dies in the middle of a form, and then a visit ends as it should: nothing of anybody is left."""

import os
import signal
import sqlite3
from pathlib import Path

import psutil
import pytest
from PIL import Image, ImageChops

from kiosk.cli.bench import Bench
from kiosk.cli.walk import BANK_CARD, MOBILE, Walk
from tests.bench.terminal import Terminal, running, until
from tests.faults.traces import marks, people

BACK_WITHIN = 5.0
CONTENT = (0, 240, 1080, 1720)  # without the clock above and the countdown below


@pytest.mark.e2e
@pytest.mark.timeout(300)
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can read another process's memory")
def test_nothing_of_a_resident_outlives_her_visit(far: Bench, display: str, pictures: Path) -> None:
    person = people.of_card(
        "elder", account=BANK_CARD
    )  # not the mobile: everybody's example stands in the pinyin dictionary
    with running(far, display) as terminal:
        terminal.comes_to("attract")
        first = terminal.processes()
        assert not left(terminal, far, person)

        walk = Walk(far, display, pictures / "first")
        walk.enter()
        walk.identify()
        type_a_mobile(walk)
        seen = {hit.what for hit in marks.in_process(first["visit"], person)}
        assert {"name as utf-16-le", "number as utf-8"} <= seen  # it can be seen

        os.kill(first["visit"], signal.SIGKILL)
        seconds = until(lambda: terminal.on_glass()[0] == first["standby"], "the next visit", BACK_WITHIN)
        print(f"killed in the form: attract again after {seconds:.2f} s")
        assert terminal.screen() == "attract"
        far.reader.ask("lift")
        assert not left(terminal, far, person)
        assert ("visit", "crashed") in journal(far)

        walk = Walk(far, display, pictures / "second")
        walk.enter()
        walk.see("identity")
        walk.shoot("identity")
        before, after = (Image.open(next((pictures / who).glob("*-identity.png"))) for who in ("first", "second"))
        assert ImageChops.difference(before.crop(CONTENT), after.crop(CONTENT)).getbbox() is None

        second = terminal.on_glass()[0]
        walk.identify()
        walk.fill_form()
        walk.give_materials()
        walk.sign()
        walk.finish()
        until(lambda: not psutil.pid_exists(second), "the end of the visit's process")
        assert not left(terminal, far, person)
        assert ("visit", "finished") in journal(far)


def left(terminal: Terminal, far: Bench, person: marks.Marks) -> set[str]:
    """What the terminal's processes, its state directory and its log hold of her."""
    found = {
        f"{hit.what} in {name}" for name, pid in terminal.processes().items() for hit in marks.in_process(pid, person)
    }
    on_disk = marks.in_files([far.folder / "state", far.folder / "terminal.log"], person)
    return found | {f"{hit.what} in {hit.place}" for hit in on_disk}


def type_a_mobile(walk: Walk) -> None:
    walk.touch("field:mobile")
    for digit in MOBILE:
        walk.touch(f"key:{digit}")


def journal(far: Bench) -> list[tuple[str, str]]:
    database = sqlite3.connect(f"file:{far.folder / 'state' / 'kiosk.db'}?mode=ro", uri=True)
    try:
        return [tuple(row) for row in database.execute("SELECT kind, outcome FROM journal ORDER BY seq")]
    finally:
        database.close()
