"""No repr and no str shows a whole name, number, address, account or telephone: logs and tracebacks are made of them."""

import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from kiosk.documents.papers import SlipFacts
from kiosk.ports.id_reader import CardKind, IdCard
from kiosk.runtime import messages as m
from kiosk.session import events as e
from kiosk.session import machine
from kiosk.session.model import State
from kiosk.session.show import snapshot
from tests.unit.session.worlds import CARD, EVENTS, NUMBER, SECRETS, session_in, world


def _shown(value: object) -> str:
    return repr(value) + str(value) + f"{value!r:.100000}"


@pytest.mark.parametrize("state", list(State))
def test_no_session_and_no_snapshot_shows_them(state: State) -> None:
    session = session_in(state)
    for value in (session, session.given, session.place, session.proof, session.result, snapshot(session)):
        assert not [secret for secret in SECRETS if secret in _shown(value)]


@pytest.mark.parametrize("page", [0, 1, 2])
def test_no_page_of_the_form_shows_them(page: int) -> None:
    session = session_in(State.FORM)
    shown = snapshot(session.but(place=dataclasses.replace(session.place, page=page)))
    assert not [secret for secret in SECRETS if secret in _shown(shown)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_no_event_shows_them(event: e.Event) -> None:
    assert not [secret for secret in SECRETS if secret in _shown(event)]


def test_a_pin_is_not_shown() -> None:
    assert "135790" not in _shown(e.PinEntered("135790")) + _shown(m.PinTried("135790"))


def test_no_command_shows_them() -> None:
    _, commands = machine.handle(session_in(State.SIGN), e.NextPressed())
    (submit,) = commands
    for value in _parts(submit):
        assert not [secret for secret in SECRETS if secret in _shown(value)]


def test_what_is_handed_over_shows_nothing() -> None:
    facts = SlipFacts(world().matters[0].name.zh, "王**", "****0249", "zh_CN", 15)
    over = m.HandedOver(
        "id", "elderly_allowance", "S-1", "0" * 64, b"sealed", (("1" * 64, b"picture"),), facts, b"key box"
    )
    assert (
        "sealed" not in _shown(over)
        and "key box" not in _shown(over)
        and "picture" not in _shown(over)
        and "0249" not in _shown(over)
    )


@examples(st.text(min_size=2, max_size=30), st.from_regex(r"\d{17}[\dX]", fullmatch=True), st.text(min_size=2))
def test_no_card_shows_them(name: str, number: str, address: str) -> None:
    card = IdCard(CardKind.RESIDENT, name, "1", "01", "19410312", address, number, "", "", "长期")
    blank = dataclasses.replace(card, name=name[:1], number=number[-1:], address="")
    assert repr(card) == str(card) == repr(blank)


def test_a_card_still_says_a_little() -> None:
    assert "王*" in repr(CARD) and NUMBER[-1] in repr(CARD)


def _parts(value: object) -> Iterator[object]:
    yield value
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            if dataclasses.is_dataclass(inner):
                yield from _parts(inner)
