"""`kiosk simulate`: the far ends of the wires, each a program of its own."""

from pathlib import Path
from typing import Annotated

import typer

from devices import simulators

app = typer.Typer(no_args_is_help=True, help="模拟外设（线的另一端） / Simulated devices: the far end of the wire")

Link = Annotated[Path, typer.Option(help="伪终端的固定链接 / stable link to the pseudo-terminal")]
Control = Annotated[Path | None, typer.Option(help="控制套接字（放卡、缺纸等） / control socket: what a hand does")]
Baud = Annotated[int, typer.Option(help="线路速率 / line rate")]


@app.callback()
def main() -> None:
    """Keeps a single command a command."""


@app.command("id-reader")
def id_reader(
    link: Link,
    control: Control = None,
    card: Annotated[str | None, typer.Option(help="一开始放着的证件 / card that lies there at first")] = None,
    card_time: Annotated[float, typer.Option(help="读卡耗时（秒） / seconds a read takes in the card")] = 0.4,
    baud: Baud = 115_200,
) -> None:
    """身份证阅读器 / Identity-card reader."""
    simulators.run_id_reader(link, control, card, card_time, baud)


if __name__ == "__main__":
    app()
