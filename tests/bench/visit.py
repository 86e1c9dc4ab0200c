"""What one walked visit costs: CPU seconds of keeper, visit and sender, and the visit's memory at its end."""

import threading
from pathlib import Path

from kiosk.cli.walk import Walk
from tests.bench.glass import Glass
from tests.bench.table import Row
from tests.bench.terminal import Terminal, children_cpu_seconds, cpu_seconds, pss


class Watch(threading.Thread):
    """Asks a process for its CPU time until it has gone; what it said last is what it used."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.seconds = cpu_seconds(pid)

    def run(self) -> None:
        pause = threading.Event()
        while not pause.wait(0.02):
            try:
                self.seconds = cpu_seconds(self._pid)
            except OSError:
                return


def measure(terminal: Terminal, glass: Glass, folder: Path) -> list[Row]:
    """One whole visit by real touches, from attract to attract."""
    terminal.comes_to("attract")
    processes = terminal.settled()
    keeper, visit = processes["keeper"], processes["visit"]
    began = {name: cpu_seconds(pid) for name, pid in processes.items()}
    children = children_cpu_seconds(keeper)
    watch = Watch(visit)
    watch.start()
    walk = Walk(terminal.far, glass.display, folder)
    walk.enter()
    walk.identify()
    walk.fill_form()
    walk.give_materials()
    walk.sign()
    walk.see("done")
    memory = pss(visit)
    walk.finish()
    sender = 0.0
    watch.join(10)
    terminal.processes()
    ended = children_cpu_seconds(keeper)
    sender = ended - children - watch.seconds
    used = {"visit": watch.seconds - began["visit"], "keeper": cpu_seconds(keeper) - began["keeper"], "sender": sender}
    return [
        Row(
            "one visit, CPU of the visit's process",
            "s",
            [used["visit"]],
            "with the bench's own questions to its window",
        ),
        Row("one visit, CPU of the keeper", "s", [used["keeper"]]),
        Row("one visit, CPU of the sender", "s", [sender], "children's time less the visit's; ticks of 10 ms"),
        Row("one visit, CPU in all", "s", [sum(used.values())]),
        Row("memory of the visit at its end", "MB PSS", [memory], "every screen of the usual way was built"),
    ]
