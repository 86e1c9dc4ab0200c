"""Where a face comparison service may be: on this machine, and nowhere else."""

import pytest
from pydantic import ValidationError

from devices.face_comparison.driver import Options
from devices.transports.local_socket import place_of


@pytest.mark.parametrize(
    ("port", "place"),
    [
        ("/run/face/service", "/run/face/service"),
        ("wires/face", "wires/face"),
        ("127.0.0.1:9750", ("127.0.0.1", 9750)),
        ("127.8.0.1:1", ("127.8.0.1", 1)),
        ("localhost:9750", ("127.0.0.1", 9750)),
        ("[::1]:9750", ("::1", 9750)),
        ("::1:9750", ("::1", 9750)),
    ],
)
def test_a_path_or_a_port_of_this_machine_is_taken(port, place):
    assert place_of(Options(port=port).port) == place


@pytest.mark.parametrize(
    "port",
    [
        "192.168.1.7:9750",
        "0.0.0.0:9750",
        "[::]:9750",
        "8.8.8.8:443",
        "face.example:9750",
        "localhost.example:9750",
        "127.0.0.1",
        "127.0.0.1:0",
        "127.0.0.1:70000",
        "127.0.0.1:-1",
        ":9750",
        "service",
        "",
    ],
)
def test_a_picture_of_a_face_cannot_be_sent_to_another_machine(port):
    with pytest.raises(ValidationError):
        Options(port=port)


@pytest.mark.parametrize("seconds", [0, -1, 2.1])
def test_a_deadline_that_would_hold_up_the_end_of_a_visit_is_refused(seconds):
    with pytest.raises(ValidationError):
        Options(port="/run/face/service", answer_within=seconds)
