"""`kiosk simulate`: the far ends of the wires, each a program of its own."""

import json
from pathlib import Path
from typing import Annotated

import typer

from devices import simulators

app = typer.Typer(no_args_is_help=True, help="模拟外设（线的另一端） / Simulated devices: the far end of the wire")

Link = Annotated[Path, typer.Option(help="伪终端的固定链接 / stable link to the pseudo-terminal")]
Control = Annotated[Path | None, typer.Option(help="控制套接字（放卡、缺纸等） / control socket: what a hand does")]
Baud = Annotated[int, typer.Option(help="线路速率 / line rate")]


@app.command("id-reader")
def id_reader(
    link: Link,
    control: Control = None,
    card: Annotated[str | None, typer.Option(help="一开始放着的证件 / card that lies there at first")] = None,
    card_time: Annotated[float, typer.Option(help="读卡耗时（秒） / seconds a read takes in the card")] = 0.4,
    finds_again: Annotated[
        bool, typer.Option(help="读过未取走的证件仍可再寻到 / finds a card again that was read")
    ] = False,
    baud: Baud = 115_200,
) -> None:
    """身份证阅读器 / Identity-card reader."""
    known = simulators.titles()
    if card is not None and card not in known:
        raise typer.BadParameter(f"没有这张证件 / no such card; {', '.join(known)}", param_hint="--card")
    simulators.run_id_reader(link, control, card, card_time, baud, finds_again=finds_again)


@app.command("qr-scanner")
def qr_scanner(
    link: Link,
    control: Control = None,
    preset: Annotated[str, typer.Option(help="厂家的触发指令 / the make's trigger commands")] = "none",
    prefix: Annotated[str, typer.Option(help="前缀（十六进制） / prefix in hex")] = "",
    suffix: Annotated[str, typer.Option(help="后缀（十六进制） / suffix in hex")] = "0d",
    aim: Annotated[bool, typer.Option(help="先发 AIM 标识 / sends the AIM identifier first")] = False,
    decode_time: Annotated[float, typer.Option(help="识读耗时（秒） / seconds until a code is read")] = 0.05,
    baud: Baud = 9_600,
) -> None:
    """扫码器 / Code scanner."""
    if preset not in simulators.PRESETS:
        raise typer.BadParameter(f"没有这个厂家 / no such make; {', '.join(simulators.PRESETS)}", param_hint="--preset")
    try:
        before, after = bytes.fromhex(prefix), bytes.fromhex(suffix)
    except ValueError as error:
        raise typer.BadParameter("--prefix、--suffix 为十六进制 / are hex") from error
    simulators.run_qr_scanner(link, control, preset, before, after, decode_time, baud, aim=aim)


@app.command("receipt-printer")
def receipt_printer(
    link: Annotated[Path | None, typer.Option(help="伪终端的固定链接 / stable link to the pseudo-terminal")] = None,
    tcp: Annotated[int | None, typer.Option(help="不用串口，改用 TCP 端口（0 为任选） / TCP port instead")] = None,
    control: Control = None,
    paper: Annotated[
        Path | None, typer.Option(help="打印出的纸存为图片的目录 / folder for the papers' pictures")
    ] = None,
    width: Annotated[int, typer.Option(help="纸宽 58 或 80 毫米 / paper width in mm")] = 80,
    font: Annotated[Path, typer.Option(help="汉字字体 / font with Chinese characters")] = simulators.DEFAULT_FONT,
    speed: Annotated[float, typer.Option(help="走纸速度（毫米/秒） / paper speed in mm a second")] = 150.0,
    baud: Baud = 115_200,
) -> None:
    """凭条打印机 / Receipt printer."""
    if (link is None) == (tcp is None) or width not in (58, 80):
        raise typer.BadParameter("--link 与 --tcp 二选一；纸宽为 58 或 80 / one of --link and --tcp; width 58 or 80")
    if paper is not None:
        _require_font(font)
    simulators.run_receipt_printer(link, tcp, control, paper, 58 if width == 58 else 80, font, speed, baud)


@app.command("face-comparison")
def face_comparison(
    link: Annotated[Path | None, typer.Option(help="服务的套接字 / the service's unix socket")] = None,
    tcp: Annotated[
        int | None, typer.Option(help="不用套接字，改用本机 TCP 端口（0 为任选） / TCP port instead")
    ] = None,
    control: Control = None,
    compare_time: Annotated[float, typer.Option(help="比对耗时（秒） / seconds a comparison takes")] = 1.5,
) -> None:
    """人证比对服务 / Face comparison service."""
    if (link is None) == (tcp is None):
        raise typer.BadParameter("--link 与 --tcp 二选一 / one of --link and --tcp")
    simulators.run_face_comparison(link, tcp, control, compare_time)


@app.command("document-camera")
def document_camera(
    folder: Annotated[Path, typer.Option(help="写入样本画面的目录，作为摄像头 / folder that serves as the camera")],
    control: Control = None,
    font: Annotated[Path, typer.Option(help="汉字字体 / font with Chinese characters")] = simulators.DEFAULT_FONT,
) -> None:
    """高拍仪（没有控制套接字时写完样本画面即退出） / Document camera; without a control socket only its sample frames."""
    _require_font(font)
    if control is not None:
        simulators.run_document_camera(folder, control, font)
        return
    pages = simulators.write_sample_pages(folder, font)
    typer.echo(json.dumps({"ready": True, "device": "document-camera", "pages": [str(page) for page in pages]}))


def _require_font(font: Path) -> None:
    if not font.is_file():
        raise typer.BadParameter(
            "没有这个字体文件，请装 fonts-noto-cjk 或用 --font 指定 / no such font", param_hint="--font"
        )


if __name__ == "__main__":
    app()
