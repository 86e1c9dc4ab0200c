"""`kiosk journal`: read, check and hand out the audit log, beside a terminal that goes on."""

import base64
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.cli.setup import Setup, read_setup
from kiosk.cli.state import state_directory
from kiosk.contract.signing import public_key, sign
from kiosk.errors import BadSettings
from kiosk.keys import key_store
from kiosk.ports.key_store import KeyName
from kiosk.store.database import stamp
from kiosk.store.journal.chain import Break, breaks
from kiosk.store.journal.export import exported_rows, read_export, said_break, write_export
from kiosk.store.journal.page import line, page
from kiosk.store.journal.reader import JournalReader
from kiosk.store.records import JournalRow

app = typer.Typer(help="审计日志：看、核对、导出 / The audit log: show, verify, export", no_args_is_help=True)

_DAY = ["%Y-%m-%d"]
_Terminal = Annotated[Path, typer.Argument(help="终端文件 / terminal file (config/terminals/…toml)")]
_State = Annotated[Path | None, typer.Option(help="状态目录 / state directory")]
_Database = Annotated[
    Path | None,
    typer.Option(help="另一个数据库文件，如移开的坏文件 / another database file, e.g. one that was set aside"),
]
_From = Annotated[datetime | None, typer.Option("--from", formats=_DAY, help="从哪一天 / from this day on")]
_To = Annotated[
    datetime | None, typer.Option("--to", formats=_DAY, help="到哪一天，含当天 / up to and including this day")
]


@app.command()
def export(
    terminal_file: _Terminal,
    out: Annotated[Path, typer.Option(help="写到这个文件 / write this file")],
    state: _State = None,
    from_day: _From = None,
    to_day: _To = None,
    database: _Database = None,
) -> None:
    """导出并签名，给审计人员；终端不用停 / Export and sign for an auditor; the terminal goes on."""
    setup = read_setup(terminal_file, state_directory(state))
    key = _own_key(setup)
    with closing(_reader(setup.state, database)) as reader:
        span = reader.span(*_span(from_day, to_day, setup.zone))
        first, last = span or (reader.highest() + 1, reader.highest())
        before = reader.before(first)
        made = write_export(
            out, setup.terminal.terminal.id, stamp(datetime.now(UTC)), before,
            reader.rows(before.seq, last), lambda head: sign(key, head),
        )  # fmt: skip
    typer.echo(f"{out}: {made.count} 条 / rows, {made.after.seq + 1}–{made.last.seq} · {made.terminal}")


@app.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="导出的文件；不写就核对本机的 / exported file; none: this machine's")
    ] = None,
    key: Annotated[str, typer.Option(help="终端的日志公钥 / the terminal's public journal key")] = "",
    state: _State = None,
    database: _Database = None,
) -> None:
    """核对有没有被改、被删 / See whether anything was changed or removed. Exit code 1: it was."""
    if file is not None:
        made = read_export(file, _public(key))
        found, seen = list(breaks(exported_rows(file), made.after)), made.count
        typer.echo(
            f"签名正确 / signature good · {made.terminal} · {made.exported_at} · {made.after.seq + 1}–{made.last.seq}"
        )
    else:
        with closing(_reader(state_directory(state), database)) as reader:
            found, seen = whole(reader)
    for broken in found:
        typer.echo(f"断链 / broken: {said_break(broken)}")
    typer.echo(f"{seen} 条 / rows, {'链完整 / chain whole' if not found else f'{len(found)} 处断开 / breaks'}")
    sys.exit(1 if found else 0)


@app.command()
def show(
    file: Annotated[
        Path | None, typer.Argument(help="导出的文件；不写就看本机的 / exported file; none: this machine's")
    ] = None,
    state: _State = None,
    from_day: _From = None,
    to_day: _To = None,
    last: Annotated[int, typer.Option(help="最多显示最后几条 / at most so many, the last ones")] = 100,
    database: _Database = None,
    language: Annotated[str, typer.Option(help="中文 zh_CN，英文 en / Chinese zh_CN, English en")] = "zh_CN",
) -> None:
    """用话说出来 / In words. Times are this machine's."""
    since, until = _span(from_day, to_day, None)
    for row in deque(_rows(file, state, database, since, until), maxlen=last):
        typer.echo(line(row, language, None))


@app.command("key")
def public(terminal_file: _Terminal, state: _State = None) -> None:
    """打印日志公钥，交给审计人员 / Print the public journal key, for the auditor to keep."""
    key = _own_key(read_setup(terminal_file, state_directory(state)))
    typer.echo(base64.b64encode(key.public_key().public_bytes_raw()).decode())


@app.command()
def catalogue(
    out: Annotated[Path | None, typer.Option(help="写到这个文件 / write this file")] = None,
) -> None:
    """日志里会有什么 / What the journal can say (docs/journal.md)."""
    if out is None:
        typer.echo(page(), nl=False)
    else:
        out.write_text(page(), "utf-8")


def _own_key(setup: Setup) -> Ed25519PrivateKey:
    """Made when it is first wanted."""
    keys = key_store(setup.keys)
    if not keys.has(KeyName.JOURNAL):
        keys.save(KeyName.JOURNAL, Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(keys.load(KeyName.JOURNAL))


def _reader(state: Path, database: Path | None) -> JournalReader:
    return JournalReader(database or state / "kiosk.db")


def _rows(file: Path | None, state: Path | None, database: Path | None, since: str, until: str) -> Iterator[JournalRow]:
    if file is not None:
        yield from (row for row in exported_rows(file) if since <= row.at < until)
        return
    with closing(_reader(state_directory(state), database)) as reader:
        span = reader.span(since, until)
        if span is not None:
            yield from reader.rows(span[0] - 1, span[1])


def whole(reader: JournalReader) -> tuple[list[Break], int]:
    """Every break of the chain on this machine, and how many rows there are."""
    after, count = reader.anchor(), 0

    def counted() -> Iterator[JournalRow]:
        nonlocal count
        for row in reader.rows(after.seq):
            count += 1
            yield row

    return list(breaks(counted(), after, reader.highest())), count


def _span(since: datetime | None, until: datetime | None, zone: tzinfo | None) -> tuple[str, str]:
    """Whole local days as UTC text: from the first moment of one up to before the end of the other."""

    def start(day: date) -> str:
        return stamp(datetime.combine(day, time(), zone).astimezone(UTC))

    return start(since.date()) if since else "", start(until.date() + timedelta(days=1)) if until else "~"


def _public(text: str) -> Ed25519PublicKey:
    """Base64, or a file that holds it."""
    given = Path(text).read_text("ascii").strip() if text and Path(text).is_file() else text
    try:
        return public_key(given)
    except ValueError as error:
        raise BadSettings(
            "--key: 日志公钥是 `kiosk journal key` 打印的那一行 / what `kiosk journal key` prints"
        ) from error
