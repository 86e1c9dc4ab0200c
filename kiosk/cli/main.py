"""`kiosk`: every command of the product."""

import sys
from collections.abc import Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.faults import told
from kiosk.cli.setup import VERSION
from kiosk.cli.state import state_directory
from kiosk.errors import KioskError
from kiosk.ports.key_store import KeptIn

app = typer.Typer(
    name="kiosk",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="24小时自助服务区政务服务自助终端 / The 24-hour government self-service terminal",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kiosk {VERSION}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 / version")
    ] = False,
) -> None:
    pass


@app.command()
def check(
    terminal_file: Annotated[Path, typer.Argument(help="终端文件 / terminal file")],
    state: Annotated[Path | None, typer.Option(help="状态目录 / state directory")] = None,
) -> None:
    """检查终端文件 / Check a terminal file and everything that it names."""
    from kiosk.cli.setup import read_setup

    setup = read_setup(terminal_file, state or Path("state"))
    if setup.terminal.backend.is_readable_on_the_way:
        typer.echo(
            f"注意：{setup.terminal.backend.url} 不是 https，姓名、号码和令牌在路上谁都能看到。"
            " / Note: not https; names, numbers and the token can be read by anybody on the line.",
            err=True,
        )
    if setup.keys.kept_in is KeptIn.FILE:
        from kiosk.cli.key import STRENGTH

        typer.echo(STRENGTH[KeptIn.FILE], err=True)
    if state is not None:
        _warn_of_set_aside(setup.database)
        _warn_of_a_broken_chain(setup.database)
    names = ", ".join(matter.slug for matter in setup.matters)
    typer.echo(f"{terminal_file}: 正确 / good · {setup.terminal.terminal.id} · {setup.hall.name} · {names}")


def _warn_of_set_aside(database: Path) -> None:
    from kiosk.cli.store import said
    from kiosk.store.damage.set_aside import list_set_aside

    for each in list_set_aside(database):
        typer.echo(f"注意：数据坏过，移到一边 / Note: a damaged database is set aside: {said(each)}", err=True)


def _warn_of_a_broken_chain(database: Path) -> None:
    from kiosk.cli.journal import whole
    from kiosk.store.journal.reader import JournalReader

    if not database.exists():
        return  # never started
    with closing(JournalReader(database)) as reader:
        found, _ = whole(reader)
    if found:
        typer.echo(
            f"注意：审计日志的链有 {len(found)} 处断开，请看 kiosk journal verify"
            " / Note: the journal's chain is broken, see kiosk journal verify",
            err=True,
        )


@app.command()
def pin(
    role: Annotated[str, typer.Argument(help="staff 或 technician / staff or technician")],
    state: Annotated[Path | None, typer.Option(help="状态目录 / state directory")] = None,
) -> None:
    """设置工作人员或维护人员的密码 / Set the PIN of staff or technicians (asked for, never an argument)."""
    from kiosk.runtime.gate import PIN_FILE, write_pin

    given = typer.prompt("密码（6 位数字）/ PIN (6 digits)", hide_input=True, confirmation_prompt=True)
    write_pin(state_directory(state) / PIN_FILE, role, given)


# command → the module that has it. `kiosk run` and each of its visits would pay 0.9 s and 40 MB for the others' imports,
# and a terminal without the hall extra has none of the hall's libraries.
_ROOMS = {
    "run": "run",
    "visit": "visit_process",
    "demo": "demo",
    "panel": "panel",
    "gallery": "gallery",
    "simulate": "simulate",
    "hall": "hall",
    "journal": "journal",
    "key": "key",
    "store": "store",
}


def _add_rooms(asked: Sequence[str]) -> None:
    """The commands that these arguments can mean: one, or all of them where help is wanted or a word is unknown."""
    wanted = next((word for word in asked if not word.startswith("-")), "")
    shown = [name for name in _ROOMS if name != "visit"]  # nobody types it, and it imports all of Kivy
    for name in (wanted,) if wanted in _ROOMS else () if wanted in ("check", "pin") else shown:
        room = import_module(f"kiosk.cli.{_ROOMS[name]}")
        if hasattr(room, "app") and not hasattr(room, name):
            app.add_typer(room.app, name=name)
        else:
            app.command(name, hidden=name == "visit")(getattr(room, name))


def main() -> None:
    """The console script. A declared error is one message and exit code 2, never a traceback."""
    _add_rooms(sys.argv[1:])
    try:
        app()
    except KioskError as error:
        sys.stderr.write(told(error))
        sys.exit(2)
