"""Whom the bench's hall can be asked about: the holders of the bench's codes, and an agent. All of them invented."""

import json
from importlib.resources import files
from typing import Any

from kiosk.contract.inquiries import Person
from kiosk.runtime.bench_client import BenchClient

AGENT = "adult"  # the card that the hall knows as an agent's
REFERENCE = "D-0001"


def register(hall: BenchClient) -> None:
    """Tell the hall who they are, over its bench socket."""
    cards = _read("devices.id_card", "cards.json")
    for code in _read("devices.qr_scanner", "codes.json").values():
        if "card" in code:
            person = _person(cards[code["card"]]).wire()
            until = {"valid_until": code["valid_until"]} if "valid_until" in code else {}
            hall.ask("holder", code=code["text"], kind=code["kind"], person=person, **until)
    agent = _person(cards[AGENT])
    hall.ask("agent", name=agent.name, number=agent.number, reference=REFERENCE)


def _person(card: dict[str, str]) -> Person:
    return Person(card["name"], card["number"], card["sex"], card["ethnic"], card["birth"], card["address"])


def _read(package: str, name: str) -> dict[str, dict[str, Any]]:
    listed: dict[str, dict[str, Any]] = json.loads(files(package).joinpath(name).read_text("utf-8"))
    return listed
