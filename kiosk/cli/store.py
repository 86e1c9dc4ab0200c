"""`kiosk store`: databases that were damaged and set aside. The terminal may go on beside it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.state import state_directory
from kiosk.errors import BadSettings
from kiosk.store.damage import set_aside

app = typer.Typer(help="损坏后移到一边的数据 / Databases that were set aside", no_args_is_help=True)

_State = Annotated[Path | None, typer.Option(help="状态目录 / state directory")]


@app.command("list")
def show(state: _State = None) -> None:
    """列出移到一边的数据：多久了、接回几件 / List what was set aside: since when, and what was saved."""
    found = set_aside.list_set_aside(_database(state))
    for each in found:
        typer.echo(said(each))
    if not found:
        typer.echo("没有 / none")


@app.command()
def release(
    number: Annotated[int, typer.Argument(help="list 里的编号 / the number in list")],
    state: _State = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再问 / do not ask")] = False,
) -> None:
    """销毁一份，不能恢复；写进审计日志 / Destroy one for ever; the audit log says so."""
    database = _database(state)
    each = next((each for each in set_aside.list_set_aside(database) if each.number == number), None)
    if each is None:
        raise BadSettings(f"{number}: 没有这个编号，请看 kiosk store list / no such number, see kiosk store list")
    typer.echo(said(each))
    if not yes:
        typer.confirm(
            "销毁后读不出的申请就再也找不回来。销毁？/ What was not read is then gone. Destroy it?", abort=True
        )
    set_aside.release(database, number)
    typer.echo(f"{number:04d}: 已销毁 / destroyed")


def said(each: set_aside.SetAside) -> str:
    """One of them in one line."""
    now, more = datetime.now(UTC), "" if each.salvaged.is_all_read else "（可能还有 / perhaps more）"
    left = each.days_left(now)
    until = f"还剩 {left} 天 / {left} days left" if left else "超过 30 天，请马上处理 / over 30 days, deal with it now"
    return (
        f"{each.number:04d} · {each.at:%Y-%m-%d %H:%M} UTC · {each.size / 1e6:.1f} MB · "
        f"接回 {each.salvaged.saved} 件 / saved · 读不出 {each.salvaged.lost} 件 / lost{more} · {until}"
    )


def _database(state: Path | None) -> Path:
    return state_directory(state) / "kiosk.db"
