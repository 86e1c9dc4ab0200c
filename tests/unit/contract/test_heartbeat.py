"""What a heartbeat can carry, and what it cannot."""

import pytest
from pydantic import ValidationError

from kiosk.contract.v1 import DeviceState, Heartbeat

SAID = {
    "terminal_id": "CJ01", "name": "01号终端", "product": "0.1.0", "contract": 1, "sequence": 1,
    "started_at": "2026-11-22T04:00:00Z", "sent_at": "2026-11-22T04:00:05Z", "devices": [],
    "waiting": {"count": 0, "refused": 0}, "store_has_room": True, "visit_is_on": False,
}  # fmt: skip
READER = {"device": "id_reader", "readiness": "ready", "how": "asked", "age_seconds": 2}


@pytest.mark.parametrize("text", ["", "王小明", "320682194001011234", "A name", "a" * 65, "Error.Key", "a\nb"])
def test_device_and_cause_are_keys_and_never_text_of_somebody(text: str) -> None:
    for field in ("device", "cause"):
        with pytest.raises(ValidationError):
            DeviceState.model_validate({**READER, field: text})


@pytest.mark.parametrize(
    "wrong",
    [
        {"sequence": 0},
        {"started_at": "2026-11-22T04:00:00"},
        {"devices": [READER] * 33},
        {"waiting": {"count": -1, "refused": 0}},
        {"devices": [{**READER, "readiness": "fine"}]},
    ],
)
def test_what_no_terminal_can_mean_is_refused(wrong: dict[str, object]) -> None:
    assert Heartbeat.model_validate(SAID)
    with pytest.raises(ValidationError):
        Heartbeat.model_validate({**SAID, **wrong})
