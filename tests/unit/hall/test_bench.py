"""The bench of the hall: slow answers, and what the office sees of what arrived."""

import asyncio
import time
from typing import Any

import pytest

from kiosk.hall.bench import Bench, Faults
from kiosk.hall.hall import Hall
from kiosk.hall.intake import take_application
from kiosk.ports.bench import OPS, BenchRequest
from tests.unit.hall.test_intake import NAME, body


@pytest.fixture
def bench(hall: Hall) -> Bench:
    return Bench(hall)


def test_what_arrived_is_told_newest_first_with_the_name_masked(hall: Hall, bench: Bench) -> None:
    application_id, raw = body()
    assert take_application(hall, "CJ01", application_id, raw).status == 200
    (seen,) = bench.obey(BenchRequest("arrived")).state["arrived"]
    assert seen["applicant"] == "王**" and NAME not in str(seen)
    assert (seen["state"], seen["received"]) == ("received", "00:30:00")
    assert seen["slip_number"] == f"CJ01-{application_id[:8]}"
    assert seen["number"] and seen["matter"] == "elderly_allowance"


def test_the_plain_state_does_not_carry_the_list(bench: Bench) -> None:
    assert "arrived" not in bench.obey(BenchRequest("state")).state


def test_a_slow_hall_answers_late_and_a_reset_makes_it_quick_again(bench: Bench) -> None:
    async def nothing(*_: Any) -> None:
        return None

    def asked() -> float:
        began = time.monotonic()
        asyncio.run(Faults(nothing, bench)({"type": "http", "path": "/v1/hello"}, nothing, nothing))  # type: ignore[arg-type]
        return time.monotonic() - began

    assert bench.obey(BenchRequest("slow", {"seconds": 0.2})).state["slow"] == 0.2
    assert asked() >= 0.2
    bench.obey(BenchRequest("reset"))
    assert asked() < 0.2


@pytest.mark.parametrize("op", sorted(set(OPS["hall"]) - {"quit"}))
def test_the_hall_knows_every_op_that_hands_are_promised(bench: Bench, op: str) -> None:
    person = {"name": "证件样本", "number": "0" * 18, "sex": "1", "ethnic": "", "birth": "19900101", "address": ""}
    arguments: dict[str, dict[str, Any]] = {
        "mode": {"mode": "500"},
        "slow": {"seconds": 0},
        "call": {"group": "civil"},
        "holder": {"code": "1", "kind": "licence", "person": person},
        "agent": {"name": "证件样本", "number": "0" * 18},
    }
    assert not bench.obey(BenchRequest(op, arguments.get(op, {}))).problem.startswith("unknown")


def test_an_op_that_nobody_knows_is_a_problem(bench: Bench) -> None:
    assert bench.obey(BenchRequest("dance")).problem == "unknown op dance"
