"""`kiosk hall`: the hall backend as a program, for halls of their own, demos and tests."""

import asyncio
import base64
import json
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
import uvicorn

from kiosk.cli.faults import told
from kiosk.cli.matters import matters_in
from kiosk.contract.bookings import Half
from kiosk.contract.receipts import ReceiptState
from kiosk.errors import BadSettings, KioskError
from kiosk.forms.fields import FieldKind
from kiosk.hall import inquiries
from kiosk.hall.app import make_app
from kiosk.hall.bench import Bench, Faults
from kiosk.hall.hall import Hall, open_hall
from kiosk.hall.settings import HallSettings, MatterRule, Opening, WindowGroup
from kiosk.runtime.clock import SystemClock
from kiosk.settings.hall import read_hall

app = typer.Typer(no_args_is_help=True, help="大厅后台 / The hall backend")

State = Annotated[Path, typer.Option(help="状态目录：数据库与签名密钥 / state folder: database and signing key")]
HallToml = Annotated[Path | None, typer.Option("--hall", help="大厅资料文件 / the hall's file (config/hall/*.toml)")]
Url = Annotated[str | None, typer.Option(help="另用数据库（SQLAlchemy 地址） / another database (SQLAlchemy URL)")]
Catalogue = Annotated[
    Path | None, typer.Option(help="事项目录（不给则什么都收） / folder of matters; without it every matter is taken")
]
Accept = Annotated[list[str] | None, typer.Option(help="当场受理的事项 / matter that is accepted at once (repeatable)")]


@app.command()
def serve(
    state: State,
    host: Annotated[str, typer.Option(help="监听地址 / address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口，0 为任选 / port, 0 for any")] = 0,
    hall: HallToml = None,
    code: Annotated[str, typer.Option(help="收件编号里的大厅代码 / the hall's code in its numbers")] = "CJ01",
    catalogue: Catalogue = None,
    accept: Accept = None,
    database: Url = None,
    per_minute: Annotated[
        int,
        typer.Option(help="每台终端每分钟收多少件，0 为不限 / applications a minute of one terminal, 0 for any", min=0),
    ] = 300,
    bench_control: Annotated[
        Path | None, typer.Option(help="试验台控制套接字，仅供演示与测试 / bench control socket: demos and tests only")
    ] = None,
) -> None:
    """启动后台，就绪后打印一行 JSON / Serve; prints one JSON line when ready, exits 0 on SIGTERM."""
    wanted = replace(settings(hall, code, catalogue, accept or []), applications_per_minute=per_minute or None)
    opened = _open(state, wanted, database)
    listener = socket.create_server((host, port), backlog=128)
    # uvicorn raises the signal anew when it is done; by then there is nothing left to do.
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, lambda *_: None)
    asyncio.run(_serve(opened, listener, bench_control))


@app.command("add-terminal")
def add_terminal(
    terminal: Annotated[str, typer.Argument(help="终端编号 / the terminal's id")], state: State, database: Url = None
) -> None:
    """登记终端，打印它的令牌（只此一次；旧令牌作废） / Enrol a terminal; prints its token once, an older one ends."""
    typer.echo(_open(state, HallSettings(), database).add_terminal(terminal))


Said = Annotated[typer.FileText, typer.Argument(help="JSON 文件，“-”为标准输入 / a JSON file, - for stdin")]


@app.command("add-holder")
def add_holder(said: Said, state: State, database: Url = None) -> None:
    """登记电子码和持有人：{code, kind, person, valid_until} / Register a code and its holder; prints the reference."""
    _register(inquiries.add_holder, said, state, database)


@app.command("add-agent")
def add_agent(said: Said, state: State, database: Url = None) -> None:
    """登记一位代办员：{name, number, reference} / Register an agent; prints the reference."""
    _register(inquiries.add_agent, said, state, database)


def _register(
    add: Callable[[Hall, dict[str, Any]], str], said: typer.FileText, state: Path, database: str | None
) -> None:
    """From a file, not from arguments: those every process of this machine may read."""
    try:
        value = json.load(said)
        if not isinstance(value, dict):
            raise ValueError("no object")
        typer.echo(add(_open(state, HallSettings(), database), value))
    except ValueError as error:
        raise BadSettings(f"{said.name}: {error}") from None


def settings(hall: Path | None, code: str, catalogue: Path | None, accepted: list[str]) -> HallSettings:
    """The hall's file and its matters as the hall wants them. Raises BadSettings, BadCatalogue."""
    matters = _rules(catalogue, frozenset(accepted)) if catalogue else {}
    strange = sorted(set(accepted) - set(matters))
    if strange:
        raise BadSettings(f"--accept {', '.join(strange)}: not in the catalogue {catalogue}")
    if hall is None:
        return HallSettings(code=code, matters=matters)
    file = read_hall(hall)
    return HallSettings(
        name=file.name,
        region=file.region,
        code=code,
        zone=ZoneInfo(file.zone),
        groups=tuple(
            WindowGroup(group.id, group.letter, group.name.zh_CN, group.windows, frozenset(group.matters))
            for group in file.groups
        ),
        holidays=frozenset(file.holidays),
        workdays=frozenset(file.workdays),
        matters=matters,
        halves={
            half: Opening(hours.begins, hours.ends, hours.bookable)
            for half, hours in ((Half.MORNING, file.hours.morning), (Half.AFTERNOON, file.hours.afternoon))
        },
    )


def _rules(folder: Path, accepted: frozenset[str]) -> dict[str, MatterRule]:
    """What the hall must know of each matter: its name, what it answers, its days, its result, who may apply and how."""
    return {
        matter.slug: MatterRule(
            matter.name.zh,
            ReceiptState.ACCEPTED if matter.slug in accepted else ReceiptState.RECEIVED,
            matter.limit_days,
            result=matter.result.zh if matter.instant else None,
            result_months=matter.result_months,
            proofs=frozenset(matter.proofs),
            is_signed=any(field.kind is FieldKind.SIGNATURE for field in matter.fields),
        )
        for matter in matters_in(folder)
    }


def _open(state: Path, values: HallSettings, database: str | None) -> Hall:
    os.umask(0o077)  # bodies lie in the database file in plain: nobody else's to read
    return open_hall(state, values, SystemClock(), database)


async def _serve(hall: Hall, listener: socket.socket, bench_control: Path | None) -> None:
    """Serve until SIGTERM. With a bench socket, faults stand between the wire and the hall."""
    application = make_app(hall)
    if bench_control is None:
        _say_ready(hall, listener)
        await uvicorn.Server(_config(application)).serve([listener])
        return
    bench = Bench(hall)
    config = _config(Faults(application, bench))
    config.http = bench.protocol()
    control = await bench.listen(bench_control)
    _say_ready(hall, listener)
    async with control:
        await uvicorn.Server(config).serve([listener])
    bench_control.unlink(missing_ok=True)


def _say_ready(hall: Hall, listener: socket.socket) -> None:
    """The one line on stdout. From here on connections wait in the listener's queue if they must."""
    public = base64.b64encode(hall.key.public_key().public_bytes_raw()).decode()
    typer.echo(json.dumps({"ready": True, "port": listener.getsockname()[1], "public_key": public}))


def _config(application: object) -> uvicorn.Config:
    return uvicorn.Config(
        application,  # type: ignore[arg-type]  # an ASGI application; starlette and uvicorn type the same thing apart
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )


def main() -> None:
    """Run the commands; a fault that we know is one sentence, not a traceback."""
    try:
        app()
    except KioskError as error:
        typer.echo(told(error), err=True, nl=False)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
