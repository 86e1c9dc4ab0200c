"""Papers: the word of the screen, no line cut on either width, nothing whole that is personal."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from devices.receipt_printer.layout import CELL, DOTS, QrRow, Row, Width, lay_out
from kiosk.contract.bookings import BookingMade, Half
from kiosk.contract.receipts import Result
from kiosk.documents import papers
from kiosk.documents.papers import Head, SlipFacts
from kiosk.documents.signature import as_svg, is_enough
from kiosk.ports.qr_scanner import PayloadKind, kind_of
from kiosk.ports.receipt_printer import Line, Pair, Paper
from kiosk.text.width import columns
from kiosk.words import LANGUAGES, words

HEAD = Head(
    "如皋市长江镇为民服务中心", "01号终端 CJ01", "0513-00000000", "1.0.0",
    datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
)  # fmt: skip
BOOKED = tuple(
    BookingMade(
        booking_id="1",
        number=number,
        day=date(2026, 11, 23),
        half=half,
        begins=time(8, 30),
        ends=time(11, 30),
        windows=at,
    )
    for number, half, at in (("Y0001", Half.MORNING, "4"), ("Y0001-320682-CJ", Half.AFTERNOON, ""))
)
NUMBER = "320682-CJ01-20261122-000001"
OPEN = ("kept", "received", "accepted")
WORDS = (*OPEN, "done")
RESULT = Result("资格认证结果回执", "320682-CJ01-R-20261122-000017", date(2027, 11, 22))


def _slip(
    language: str,
    word: str,
    matter: str = "80周岁以上老年人高龄津贴申领",
    reprint: bool = False,
    instant: bool = False,
    result: Result = RESULT,
    applicant: str = "王**",
) -> Paper:
    facts = SlipFacts(matter, applicant, "****0249" if applicant else "", language, 15, instant)
    promised = date(2026, 12, 14) if word in ("received", "accepted") else None
    said = result if word == "done" else None
    return papers.slip(words(language), HEAD, facts, word, NUMBER, promised, reprint, said)


def _lines(paper: Paper) -> list[Line]:
    return [block for block in paper.blocks if isinstance(block, Line)]


def _all(language: str) -> list[Paper]:
    said = words(language)
    day = date(2026, 11, 22)
    return [
        *(_slip(language, word) for word in WORDS),
        *(_slip(language, word, "城乡居民养老保险待遇领取资格认证", instant=True) for word in WORDS),
        _slip(language, "done", result=Result("长" * 40, "9" * 64), applicant=""),
        _slip(language, "received", "城乡居民基本养老保险待遇领取资格认证（含异地居住人员）及家庭成员信息变更登记"),
        _slip(language, "received", reprint=True),
        papers.ticket(said, HEAD, "A001", "民政残联", "1–3", 12, day, False),
        papers.ticket(said, HEAD, "A001-CJ01", "Civil affairs and disability", "4", None, day, True),
        *(papers.booking(said, HEAD, "80周岁以上老年人高龄津贴申领", made, made is BOOKED[1]) for made in BOOKED),
        papers.test(said, HEAD),
    ]


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [58, 80])
def test_no_text_is_cut_and_no_line_is_too_wide(language: str, width: Width) -> None:
    for paper in _all(language):
        rows = lay_out(paper, width)
        text = _squeezed("".join(row.text for row in rows if isinstance(row, Row)))
        for block in paper.blocks:
            wanted = [block.text] if isinstance(block, Line) else []
            wanted += [block.label, block.value] if isinstance(block, Pair) else []
            assert all(_squeezed(part) in text for part in wanted)
        for row in rows:
            if isinstance(row, Row):
                assert columns(row.text) * row.size <= DOTS[width] // CELL


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_paper_exists(language: str) -> None:
    for paper in _all(language):
        for block in paper.blocks:
            for text in (getattr(block, name, "") for name in ("text", "label", "value")):
                assert not text.startswith(("slip.", "ticket.", "test.", "outcome.", "booking.")), text
                assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", OPEN)
def test_the_word_is_the_screens_own_and_the_largest_on_the_slip(language: str, word: str) -> None:
    (largest,) = [line.text for line in _lines(_slip(language, word)) if line.size > 1]
    assert largest == words(language)(f"outcome.{word}")


# ---- instant matters ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_done_says_so_first_and_then_its_result_and_the_results_number_large(language: str) -> None:
    lines = _lines(_slip(language, "done", instant=True))
    large = [line.text for line in lines if line.size > 1]
    assert large == [words(language)("outcome.done"), "320682-CJ01-R-", "20261122-000017"]
    texts = [line.text for line in lines]
    assert texts.index(words(language)("outcome.done")) < texts.index(RESULT.name) < texts.index(large[1])
    assert f"{words(language)('slip.valid-until')} 2027-11-22" in texts
    assert words(language)("slip.meaning.done") in texts


def test_the_applications_own_number_stands_on_the_slip_of_what_is_done_too() -> None:
    pairs = [block.value for block in _slip("zh_CN", "done", instant=True).blocks if isinstance(block, Pair)]
    assert NUMBER in pairs


def test_a_result_without_an_end_says_nothing_of_one() -> None:
    shown = str(_slip("zh_CN", "done", result=Result("回执", "R-0001")))
    assert words()("slip.valid-until") not in shown


@pytest.mark.parametrize("width", [58, 80])
@pytest.mark.parametrize("number", ["R-0001", "320682-CJ01-R-20261122-000017", "9" * 64, "123456789012345-1"])
def test_a_results_number_is_whole_on_each_width_and_broken_after_hyphens_alone(number: str, width: Width) -> None:
    rows = [
        row for row in lay_out(_slip("zh_CN", "done", result=Result("回执", number)), width) if isinstance(row, Row)
    ]
    first = next(index for index, row in enumerate(rows) if row.text == words()("slip.result.number")) + 1
    shown = []
    while "".join(shown) != number:
        shown.append(rows[first + len(shown)].text)
    if "-" in number:
        assert all(part.endswith("-") for part in shown[:-1])
        assert {row.size for row in rows[first : first + len(shown)]} == {2}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", OPEN)
def test_an_instant_matter_that_is_not_done_says_so_largest_of_all_and_how_she_learns_of_it(
    language: str, word: str
) -> None:
    said, lines = words(language), _lines(_slip(language, word, instant=True))
    assert [line.text for line in lines if line.size > 1] == [said("done.not-yet")]
    assert said(f"outcome.{word}") in [line.text for line in lines if line.bold]  # the screen's word all the same
    meaning = said(f"slip.meaning.{word}-instant")
    assert meaning in [line.text for line in lines]
    assert ("咨询电话" if language == "zh_CN" else "call") in meaning
    assert said("slip.phone", phone=HEAD.phone) in [line.text for line in lines]


@pytest.mark.parametrize("instant", [True, False])
@pytest.mark.parametrize("word", OPEN)
def test_only_what_is_done_is_said_to_be_done(word: str, instant: bool) -> None:
    shown = str(_slip("zh_CN", word, instant=instant))
    for key in ("outcome.done", "slip.meaning.done", "slip.result.number"):
        assert words()(key) not in shown
    assert (words()("done.not-yet") in shown) is instant


def test_where_nobody_was_asked_who_she_is_the_slip_has_no_line_for_it() -> None:
    labels = [block.label for block in _slip("zh_CN", "done", applicant="").blocks if isinstance(block, Pair)]
    assert words()("slip.applicant") not in labels and words()("slip.id-number") not in labels


def test_a_day_is_promised_only_where_the_hall_promised_one() -> None:
    labels = {word: [b.label for b in _slip("zh_CN", word).blocks if isinstance(b, Pair)] for word in WORDS}
    assert words()("slip.promised") not in labels["kept"]
    assert words()("slip.promised") in labels["received"]


def test_a_second_paper_says_so_and_a_first_does_not() -> None:
    again = words()("slip.reprint")
    first, second = ([getattr(b, "text", "") for b in _slip("zh_CN", "kept", reprint=r).blocks] for r in (False, True))
    assert again in second and again not in first


def test_the_code_holds_the_number_and_nothing_personal() -> None:
    (code,) = [row for row in lay_out(_slip("zh_CN", "kept"), 80) if isinstance(row, QrRow)]
    assert code.payload == f"KS1/{NUMBER}".encode()


def test_a_bookings_paper_says_when_where_and_with_what_number() -> None:
    paper = papers.booking(words(), HEAD, "高龄津贴", BOOKED[0], False)
    pairs = {block.label: block.value for block in paper.blocks if isinstance(block, Pair)}
    assert pairs[words()("booking.paper.day")] == "2026年11月23日 星期一"
    assert pairs[words()("booking.paper.time")] == "上午 08:30-11:30"
    lines = [block for block in paper.blocks if isinstance(block, Line)]
    assert [line.text for line in lines if line.size > 1] == ["Y0001"]
    assert any("4 号窗口" in line.text for line in lines)
    (code,) = [row for row in lay_out(paper, 80) if isinstance(row, QrRow)]
    assert kind_of(code.payload.decode()) is PayloadKind.OUR_BOOKING
    assert code.payload == b"KB1/2026-11-23/Y0001"


def test_a_dot_is_no_signature() -> None:
    assert not is_enough(())
    assert not is_enough((((0.5, 0.5), (0.51, 0.5)),))
    assert is_enough((((0.1, 0.5), (0.5, 0.5)),))


def test_a_signature_is_drawn_stroke_by_stroke() -> None:
    svg = as_svg((((0.0, 0.0), (1.0, 1.0)), ((0.5, 0.5),)))
    assert svg.count("<path") == 1 and "M0.0 0.0 L600.0 240.0" in svg
