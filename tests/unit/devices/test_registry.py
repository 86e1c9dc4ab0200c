"""The registry: every driver is there, its options are strict, and nothing heavy is loaded by asking."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from devices import registry
from kiosk.errors import BadSettings

ROOT = Path(__file__).parents[3]


class StoppedClock:
    def monotonic(self):
        return 0.0

    def utc_now(self):
        raise NotImplementedError


def loaded_after(code):
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("name", registry.DRIVERS)
def test_every_driver_is_built_from_its_options_and_opens_nothing(name):
    options = registry.options_for(name)(port="/nowhere")
    assert registry.build(name, options, StoppedClock()) is not None


@pytest.mark.parametrize("name", registry.DRIVERS)
def test_an_unknown_word_in_the_options_is_a_fault(name):
    with pytest.raises(ValidationError, match="simulate"):
        registry.options_for(name)(port="/nowhere", simulate=True)


@pytest.mark.parametrize("name", registry.DRIVERS)
def test_options_are_frozen_and_described(name):
    options = registry.options_for(name)(port="/nowhere")
    with pytest.raises(ValidationError, match="frozen"):
        options.port = "/elsewhere"
    assert type(options).model_fields["port"].description


def test_a_name_that_is_no_drivers_names_those_that_are():
    with pytest.raises(BadSettings, match="sam-reader"):
        registry.options_for("crystal-ball")


def test_another_drivers_options_are_refused():
    options = registry.options_for("sam-reader")(port="/nowhere")
    with pytest.raises(BadSettings):
        registry.build("escpos-printer", options, StoppedClock())


def test_asking_for_options_loads_no_simulator_and_no_heavy_library():
    loaded = loaded_after("from devices import registry\nfor name in registry.DRIVERS: registry.options_for(name)")
    assert "devices.id_card.driver" in loaded
    assert not [name for name in loaded if "simulator" in name or "far_end" in name]
    assert not {"cv2", "escpos", "PIL", "serial"} & loaded


def test_the_registry_alone_loads_no_driver():
    assert not [name for name in loaded_after("import devices.registry") if name.endswith(".driver")]


def test_loading_the_network_connector_leaves_the_process_as_it_was(tmp_path):
    code = (
        "import logging, tempfile, os\n"
        f"tempfile.tempdir = {str(tmp_path)!r}\n"
        "from devices.transports import at\n"
        "at('tcp://127.0.0.1:9', None)\n"
        "assert 'escpos' in sys.modules\n"
        "assert logging.getLogger().handlers == []\n"
        f"assert os.listdir({str(tmp_path)!r}) == [], os.listdir({str(tmp_path)!r})"
    )
    loaded_after(code)
