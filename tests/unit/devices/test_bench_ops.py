"""What hands are promised (kiosk.ports.bench.OPS) is what the simulators know."""

from typing import Any

import pytest

from devices.face_comparison.simulator import FaceSimulator
from devices.id_card.simulator import ReaderSimulator
from devices.qr_scanner.simulator import ScannerSimulator
from kiosk.ports.bench import OPS

MADE: dict[str, Any] = {
    "id-reader": ReaderSimulator,
    "qr-scanner": ScannerSimulator,
    "face-comparison": FaceSimulator,
}
EVERYBODYS = {"state", "reset", "unplug", "plug", "quit"}  # done by the program around the simulator
CASES = [(device, op) for device in MADE for op in sorted(set(OPS[device]) - EVERYBODYS)]


def knows(device: str, op: str) -> bool:
    try:
        MADE[device]().do(op, {})
    except KeyError:
        return True  # it misses an argument
    except ValueError as error:
        return "no op" not in str(error)
    return True


@pytest.mark.parametrize(("device", "op"), CASES)
def test_a_simulator_knows_every_op_that_hands_are_promised(device: str, op: str) -> None:
    assert knows(device, op)


@pytest.mark.parametrize("device", MADE)
def test_an_op_that_nobody_promised_is_not_known(device: str) -> None:
    assert not knows(device, "dance")
