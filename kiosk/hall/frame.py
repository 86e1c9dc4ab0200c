"""What the office's pages share: head, way from one to the other, looks. No script, nothing from elsewhere."""

from datetime import datetime
from html import escape

from kiosk.hall.hall import Hall

_STYLE = """
:root{color-scheme:light}
body{font:16px/1.6 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif;color:#1f2933;background:#f4f6f8;
margin:0 auto;max-width:72em;padding:1.5em 2em}
h1{font-size:1.5em;margin:.2em 0 .6em} h2{font-size:1.15em;margin:0;display:inline}
nav a{margin-right:1.5em;color:#0b57a4} nav strong{margin-right:1.5em}
section{background:#fff;border:1px solid #d9dfe5;border-left:6px solid #8a97a3;border-radius:6px;padding:1em 1.4em;
margin:0 0 1.2em}
section.ok{border-left-color:#2e7d4f} section.look{border-left-color:#b7791f}
section.act{border-left-color:#c05a00} section.silent{border-left-color:#c62828}
.pill{border-radius:1em;color:#fff;background:#65727e;padding:.1em .8em;margin:0 .8em;font-size:.9em}
.ok .pill{background:#2e7d4f} .look .pill{background:#8f5f12} .act .pill{background:#a84e00}
.silent .pill{background:#c62828}
.quiet{color:#56636f;font-size:.9em} .red{color:#c62828;font-weight:bold} .old td{color:#6b7883}
.tone-ready{color:#2e7d4f} .tone-low{color:#8f5f12} .tone-blocked,.tone-absent{color:#a84e00;font-weight:bold}
.old .tone-ready,.old .tone-low,.old .tone-blocked,.old .tone-absent{color:#6b7883;font-weight:normal}
table{border-collapse:collapse;width:100%;margin:.7em 0;background:#fff}
td,th{padding:.35em .9em .35em 0;text-align:left;border-bottom:1px solid #e3e8ec;vertical-align:top}
th{color:#56636f;font-weight:normal;font-size:.9em}
.devices{table-layout:fixed} .devices th:nth-child(1){width:20%} .devices th:nth-child(2){width:14%}
.devices th:nth-child(4){width:14%} p{margin:.4em 0} ul{margin:.3em 0;padding-left:1.2em}
"""
_PAGES = (("/", "收件"), ("/bookings", "预约"), ("/terminals", "终端"))


def frame(hall: Hall, here: str, title: str, body: str, refresh_seconds: int = 0) -> str:
    """A whole page; `here` is its path, `body` is HTML that is escaped already."""
    name = escape(hall.settings.name)
    refresh = f'<meta http-equiv="refresh" content="{refresh_seconds}">' if refresh_seconds else ""
    way = "".join(
        f"<strong>{word}</strong>" if path == here else f'<a href="{path}">{word}</a>' for path, word in _PAGES
    )
    return (
        f'<!doctype html>\n<html lang="zh-CN"><meta charset="utf-8">{refresh}<title>{escape(title)} · {name}</title>\n'
        f"<style>{_STYLE}</style>\n<nav>{way}</nav>\n<h1>{name}：{escape(title)}</h1>\n{body}\n</html>\n"
    )


def cells(row: tuple[str, ...]) -> str:
    """One row of a table."""
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"


def moment(hall: Hall, at: datetime) -> str:
    """A moment as the office's clock shows it: the day only where it is not today."""
    local, now = at.astimezone(hall.settings.zone), hall.now().astimezone(hall.settings.zone)
    return f"{local:%H:%M:%S}" if local.date() == now.date() else f"{local:%Y-%m-%d %H:%M}"
