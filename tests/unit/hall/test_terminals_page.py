"""The office's page of its terminals."""

import re
from datetime import timedelta

import pytest

from kiosk.hall.heartbeats import take_heartbeat
from kiosk.hall.settings import HallSettings
from kiosk.hall.terminals_page import page
from kiosk.words import words
from tests.unit.hall.beats import NO_PAPER, PRINTER, READER, ask, device, heartbeat


def text(shown: str) -> str:
    """What a person reads."""
    return re.sub(r"<[^>]*>", " ", shown.split("</style>")[1])


def pill(shown: str) -> list[str]:
    return re.findall(r'class="pill">([^<]*)<', shown)


def test_a_device_is_shown_with_its_state_its_cause_and_who_must_act(hall):
    take_heartbeat(hall, heartbeat(1, READER, NO_PAPER))
    shown = page(hall)
    said = text(shown)
    assert pill(shown) == ["需要处理"]
    for sentence in ("01号终端 CJ01", "凭条打印机", "不能用", words()("error.printer.paper"), words()("actor.staff")):
        assert sentence in said
    assert re.search(r"身份证读卡器\s+正常", said)


@pytest.mark.parametrize(
    ("devices", "values", "mood"),
    [
        ((READER, PRINTER), {}, "正常"),
        ((READER, device("receipt_printer", "low", "status.paper-low", "staff")), {}, "留意"),
        ((device("id_reader", "unknown", "status.stale"),), {}, "留意"),
        ((device("id_reader", "absent", "error.device.silent", "terminal"),), {}, "留意"),
        ((device("id_reader", "absent", "error.device.unplugged", "technician"),), {}, "需要处理"),
        ((READER,), {"waiting": {"count": 3, "oldest_at": None, "refused": 0}}, "留意"),
        ((READER,), {"waiting": {"count": 0, "oldest_at": None, "refused": 1}}, "需要处理"),
        ((READER,), {"store_has_room": False}, "需要处理"),
    ],
)
def test_one_word_says_whether_somebody_must_go_there(hall, devices, values, mood):
    take_heartbeat(hall, heartbeat(1, *devices, **values))
    assert pill(page(hall)) == [mood]


def test_a_damaged_database_is_told_with_its_age_and_what_it_cost(hall, clock):
    aside = {"count": 1, "oldest_at": hall.now() - timedelta(days=3), "saved": 4, "lost": 1, "is_all_read": False}
    take_heartbeat(hall, heartbeat(1, READER, set_aside=aside))
    shown = page(hall)
    assert pill(shown) == ["需要处理"]
    assert "已有 3 天：没报送的接回 4 件，丢了 1 件，有的读不出" in text(shown)


def test_a_terminal_that_was_not_heard_for_three_minutes_is_red_and_its_word_is_old(hall, clock):
    take_heartbeat(hall, heartbeat(1, PRINTER))
    assert 'class="red"' not in page(hall)
    clock.wall += timedelta(minutes=3, seconds=1)
    shown = page(hall)
    assert pill(shown) == ["失去联系"]
    assert 'class="red"' in shown
    assert 'class="devices old"' in shown
    assert "2 秒前" not in shown, "what was two seconds old then is older now"


def test_who_must_be_seen_to_comes_first(hall, clock):
    for number in range(2, 6):
        hall.add_terminal(f"CJ0{number}")
    take_heartbeat(hall, heartbeat(1, PRINTER, terminal_id="CJ05"))
    clock.wall += timedelta(minutes=4)
    take_heartbeat(hall, heartbeat(1, PRINTER, terminal_id="CJ01"))
    take_heartbeat(hall, heartbeat(1, device("id_reader", "unknown"), terminal_id="CJ02"))
    take_heartbeat(hall, heartbeat(1, NO_PAPER, terminal_id="CJ04"))
    shown = page(hall)
    assert pill(shown) == ["失去联系", "需要处理", "还没有消息", "留意", "正常"]
    assert "共 5 台" in shown


def test_nothing_that_a_terminal_says_becomes_html(hall):
    strange = device("scanner", "blocked", "error.of.tomorrow", "staff")
    take_heartbeat(hall, heartbeat(1, strange, name="<b>&</b>", product="<script>1</script>"))
    shown = page(hall)
    assert "<b>" not in shown
    assert "<script" not in shown
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in shown
    assert "原因不明（error.of.tomorrow）" in shown, "a key that this hall does not know is shown as one"


def test_the_page_comes_again_by_itself_without_a_script(hall):
    answer = ask(hall, "GET", "/terminals")
    assert '<meta http-equiv="refresh" content="15">' in answer.text
    assert "<script" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert 'href="/"' in answer.text


def test_a_hall_without_terminals_says_so(tmp_path, clock):
    from kiosk.hall.hall import open_hall

    opened = open_hall(tmp_path / "empty", HallSettings(), clock)
    assert "还没有登记终端" in page(opened)
    opened.engine.dispose()
