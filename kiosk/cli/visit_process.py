"""A visit's process: the window on the main thread, the session on its own. Only it ever sees plain personal data."""

import logging
import os
import signal
import socket
import threading
from pathlib import Path
from typing import Annotated

import structlog
import typer

from kiosk.backend.hardening import harden
from kiosk.cli import visit_parts
from kiosk.cli.setup import Setup, read_setup
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.link import Link
from kiosk.runtime.logs import configure
from kiosk.runtime.visit import Visit
from kiosk.session.events import Event
from screens.app import KioskWindow
from screens.app import run as run_window
from screens.window import Place

_DISMISSAL = 3.0
_AHEAD_AFTER = 2.0  # seconds


def visit(
    terminal_file: Annotated[Path, typer.Argument()],
    link: Annotated[int, typer.Option()],
    state: Annotated[Path, typer.Option()],
    bench: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """由 kiosk run 启动 / started by `kiosk run`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the keeper decides
    configure(personal=True)
    logging.getLogger("PIL").setLevel(logging.WARNING)
    threading.current_thread().name = "window"
    live(read_setup(terminal_file, state), Link(socket.socket(fileno=link)), bench)


def live(setup: Setup, link: Link, bench: Path | None) -> None:
    """Stand by, take over, live through one visit, and go. The kernel clears what Python cannot."""
    harden(outlives_parent=True)  # a keeper that died leaves the visit time to wipe
    clock = SystemClock()
    panel = setup.terminal.screen
    # On the bench a mouse is the finger, and a hidden one would not be found.
    place = Place(panel.width_px, panel.height_px, panel.width_mm, hidden=True, cursor=bench is not None)
    visits: list[Visit] = []

    def ready(window: KioskWindow) -> None:
        visit = Visit(
            visit_parts.world(setup),
            link,
            window,
            clock,
            visit_parts.devices(setup, clock),
            visit_parts.inquiries(setup),
        )
        visits.append(visit)
        threading.Thread(target=lambda: _run(visit), name="session", daemon=True).start()
        # No screen is slow when it is first needed; but at the terminal's start the attract screen comes before them.
        ahead = threading.Timer(_AHEAD_AFTER, window.build_ahead)
        ahead.daemon = True
        ahead.start()

    # systemd may tell the whole group; the keeper tells us too, by the link.
    def told_to_leave(number: int, frame: object) -> None:
        for visit in visits:
            visit.leave()

    signal.signal(signal.SIGTERM, told_to_leave)

    def post(event: Event) -> None:
        if visits:
            visits[0].post(event)

    def broken() -> None:
        for visit in visits:
            visit.break_off()

    run_window(post, place, ready, on_broken=broken, targets_at=bench / f"window-{os.getpid()}.sock" if bench else None)


def _run(visit: Visit) -> None:
    """The session's thread. However it ends, the process ends: the keeper starts another."""
    code = 1
    try:
        visit.run()
        visit.wait_dismissed(_DISMISSAL)
        code = 0
    except BaseException as error:  # of what broke, the type and no value: a value may be a person's
        structlog.get_logger().error("visit broke", type=type(error).__name__)
    finally:
        os._exit(code)  # not sys.exit: no window, no atexit, nothing may hold a wiped visit alive
