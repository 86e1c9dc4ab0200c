"""Every sentence that a session can say exists, takes the values that it is given, and names the same ones in each
language. What the code spells out whole is checked by tests/unit/screens/test_words.py.
"""

import dataclasses
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import kiosk.words
from kiosk.session import events as e
from kiosk.session import machine
from kiosk.session.model import State
from kiosk.session.show import snapshot
from kiosk.session.snapshot import Say
from kiosk.words import LANGUAGES, words
from tests.unit.session.worlds import EVENTS, OTHER, fresh, session_in

LOCALE = Path(kiosk.words.__file__).parent / "locale"


def _sentences(language: str) -> dict[str, str]:
    with (LOCALE / language / "LC_MESSAGES" / "kiosk.po").open("rb") as stream:
        return {str(message.id): str(message.string) for message in read_po(stream) if message.id}


def _says(value: object) -> Iterator[Say]:
    if isinstance(value, Say):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _says(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _says(part)


def _every_say() -> set[Say]:
    found: set[Say] = set()
    for state in State:
        for session in (session_in(state), session_in(state).but(statuses={})):
            for event in (*EVENTS, e.CardRead(OTHER)):
                found.update(_says(snapshot(machine.handle(session, event)[0])))
    young = dataclasses.replace(OTHER, birth="20000101")
    old = dataclasses.replace(OTHER, valid_to="20200101")
    for card in (young, old):
        found.update(_says(snapshot(machine.handle(session_in(State.IDENTITY), e.CardRead(card))[0])))
    return found


SAID = sorted(_every_say(), key=lambda say: say.key)


def test_a_session_has_much_to_say() -> None:
    assert {"fault.happened.consent-refused", "identity.other-card", "refuse.id-reader", "data"} <= {
        s.key for s in SAID
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("say", SAID, ids=lambda say: say.key)
def test_what_a_session_says_exists_and_takes_its_values(say: Say, language: str) -> None:
    assert say.key in _sentences(language)
    sentence = words(language)(say.key, **dict(say.values))
    assert sentence != say.key
    needed = {name for _, name, _, _ in string.Formatter().parse(_sentences(language)[say.key]) if name}
    assert needed <= {name for name, _ in say.values}


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "zh_CN"])
def test_every_language_has_the_same_keys_with_the_same_values(language: str) -> None:
    chinese, other = _sentences("zh_CN"), _sentences(language)
    assert set(chinese) == set(other)
    for key, sentence in chinese.items():
        if key.startswith("date."):
            continue  # a month is a number in one language and a name in another; both are given
        names, others = ({n for _, n, _, _ in string.Formatter().parse(text) if n} for text in (sentence, other[key]))
        assert names == others, key
        assert sentence and other[key], key


def test_a_key_that_nobody_wrote_is_shown_and_breaks_nothing() -> None:
    assert words("en")("no.such.key", text="x") == "no.such.key"
    assert not words("en").has("no.such.key")


def test_the_first_language_of_a_fresh_session_is_the_terminals_first() -> None:
    assert fresh().language == "zh_CN"
