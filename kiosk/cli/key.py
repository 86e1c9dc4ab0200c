"""`kiosk key`: where the terminal's own keys lie, and moving them to another place. The terminal is stopped meanwhile."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kiosk.backend.hardening import harden
from kiosk.backend.own_key import sender_public
from kiosk.cli.setup import Setup, read_setup
from kiosk.cli.state import alone_in, state_directory
from kiosk.contract.keyfile import read_key_file
from kiosk.errors import StoreError
from kiosk.keys import key_store
from kiosk.keys.move import Moved, move
from kiosk.ports.key_store import KeptIn, KeyName, KeyPlace, KeyStore
from kiosk.runtime.clock import SystemClock
from kiosk.store.journal.kinds import Kind
from kiosk.store.store import Store

app = typer.Typer(
    help="本机的钥匙：放在哪里、换地方 / This machine's own keys: where, and moving them", no_args_is_help=True
)

_Terminal = Annotated[Path, typer.Argument(help="终端文件 / terminal file (config/terminals/…toml)")]
_State = Annotated[Path | None, typer.Option(help="状态目录 / state directory")]

_FOR = {
    KeyName.SENDER: "拆封还没报送的申请 / opens what was not sent yet",
    KeyName.JOURNAL: "给导出的日志签名 / signs exported journals",
    KeyName.LANE: "认出同一个人的几件，按先后报送 / tells which applications are one resident's, to send them in order",
}
STRENGTH = {
    KeptIn.FILE: "注意：钥匙和申请在同一块硬盘上，硬盘被拿走，还没报送的申请就能被人看到。"
    " / Note: they lie on the same disk as the applications; whoever takes the disk can read what was not sent yet.",
    KeptIn.CREDENTIAL: "由 systemd 封存，只有这台机器拆得开，开机后只给终端服务。"
    " / Sealed by systemd to this machine, and laid out for the terminal's service alone.",
    KeptIn.TPM: "由本机的 TPM 芯片封存，硬盘拿到别的机器上拆不开。"
    " / Sealed by this machine's TPM; the disk in another machine opens nothing.",
}
_DONE = {
    Moved.MOVED: "已经搬过去，旧的已抹掉 / moved, the old one is erased",
    Moved.THERE: "本来就在那里 / was there already",
    Moved.NOWHERE: "还没有这把钥匙 / there is no such key yet",
}


@app.command()
def show(terminal_file: _Terminal, state: _State = None) -> None:
    """看钥匙放在哪里，取不取得出来 / Where the keys lie, and whether they can be had."""
    setup = read_setup(terminal_file, state_directory(state))
    place = setup.keys
    typer.echo(f"[keys] store = {place.kept_in.value!r}\n{STRENGTH[place.kept_in]}")
    for name in KeyName:
        store = key_store(place)
        there = "有 / there" if store.has(name) else "没有 / none"
        typer.echo(f"{name.value}: {_FOR[name]}\n  {there} · {store.where(name)}")
        for kept_in, other in _others(place):
            if other.has(name):
                typer.echo(f"  另外还有一把 / besides, in {kept_in.value}: {other.where(name)}")
    public = setup.state / "sender.pub"
    if public.exists():
        fits = sender_public(place) == read_key_file(public)
        said = (
            "取得出来，是原来的那把 / can be had, and is the right one"
            if fits
            else "不是原来的那把！ / is another one!"
        )
        typer.echo(f"sender: {said}")


@app.command("move")
def move_to(
    terminal_file: _Terminal,
    to: Annotated[KeptIn, typer.Option(help="搬到哪里：file、credential 或 tpm / where to")],
    state: _State = None,
) -> None:
    """先停终端，再把钥匙搬到别处；等着报送的不受影响 / Move the keys elsewhere, the terminal stopped; what waits is kept."""
    harden(outlives_parent=True)
    setup = read_setup(terminal_file, state_directory(state))
    with alone_in(setup.state):
        place = replace(setup.keys, kept_in=to)
        target = key_store(place)
        is_moved = False
        for name in KeyName:
            done = move(name, [store for _, store in _others(place)], target)
            is_moved |= done is Moved.MOVED
            typer.echo(f"{name.value}: {_DONE[done]} · {target.where(name)}")
        if is_moved:
            _write_down(setup, to)
    if setup.keys.kept_in is not to:
        typer.echo(f'请把终端文件改成 / now set in the terminal file: [keys] store = "{to.value}"')


def _write_down(setup: Setup, to: KeptIn) -> None:
    """In the journal, as its one writer: the keeper is stopped. What cannot be written down was done all the same."""
    if not setup.database.exists():
        return  # never started
    try:
        store = Store.open(setup.database, setup.terminal.terminal.short, SystemClock())
    except StoreError as error:
        typer.echo(f"审计日志里没有记上 / not written into the journal: {error}", err=True)
        return
    try:
        store.journal(Kind.KEY, f"moved-to-{to.value}")
    except StoreError as error:
        typer.echo(f"审计日志里没有记上 / not written into the journal: {error}", err=True)
    finally:
        store.close()


def _others(place: KeyPlace) -> list[tuple[KeptIn, KeyStore]]:
    """Every store but the one at `place`."""
    return [(kind, key_store(replace(place, kept_in=kind))) for kind in KeptIn if kind is not place.kept_in]
