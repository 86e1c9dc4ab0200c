"""A heartbeat over a wire that does what bad wires do."""

from datetime import UTC, datetime

import pytest

from kiosk.contract.v1 import Heartbeat, Waiting
from kiosk.errors import BackendBusy, BackendElsewhere, BackendNonsense, BackendUnauthorized, BackendUnreachable

MOMENT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def heartbeat(sequence=1, terminal_id="CJ01"):
    return Heartbeat(
        terminal_id=terminal_id,
        name="01号终端",
        product="0.1.0",
        contract=1,
        started_at=MOMENT,
        sequence=sequence,
        sent_at=MOMENT,
        devices=(),
        waiting=Waiting(count=0, refused=0),
        store_has_room=True,
        visit_is_on=False,
    )


def test_the_hall_takes_it_as_often_as_it_comes(backend):
    assert backend.beat(heartbeat())
    assert backend.beat(heartbeat())


def test_a_terminal_cannot_speak_for_another(backend):
    with pytest.raises(BackendUnauthorized):
        backend.beat(heartbeat(terminal_id="CJ99"))


def test_a_backend_without_the_endpoint_is_no_failure(backend, wire, bad_wire):
    wire.only_for, wire.fault = "PUT /v1/terminals", bad_wire["a portal's 404"]
    assert backend.beat(heartbeat()) is False


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("503", BackendBusy),
        ("silence", BackendUnreachable),
        ("a reset", BackendUnreachable),
        ("a captive portal's page", BackendElsewhere),
        ("an empty 200", BackendNonsense),
        ("an unsigned 422", BackendNonsense),
        ("401", BackendUnauthorized),
    ],
)
def test_every_other_answer_is_a_declared_error(backend, wire, bad_wire, fault, error):
    wire.only_for, wire.fault = "PUT /v1/terminals", bad_wire[fault]
    with pytest.raises(error):
        backend.beat(heartbeat())
