"""The wheel, installed outside the checkout, runs and carries everything that is not Python."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("kiosk", "devices", "screens", "config", "pyproject.toml", "README.md", "LICENSE")
pytestmark = [pytest.mark.packaging, pytest.mark.timeout(300)]

CARRIED = """
from importlib.resources import files
from pathlib import Path
import kiosk, devices, screens
from kiosk.settings.places import config_root
from kiosk.text.fonts import Face

for room in (kiosk, devices, screens):
    assert Path(room.__file__).is_relative_to({prefix!r}), room.__file__
assert all(face.path.is_relative_to({prefix!r}) and face.path.exists() for face in Face)
assert config_root().is_relative_to({prefix!r})
missing = [name for name in {names!r} if not (Path(screens.__file__).parents[1] / name).exists()]
assert not missing, missing
"""


def run(*command: str | Path, cwd: Path) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A venv with nothing but the wheel; its dependencies are seen in the running venv, not installed again."""
    work = tmp_path_factory.mktemp("wheel")
    source = work / "source"
    source.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, source / part)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", work, source, cwd=work)
    (wheel,) = work.glob("*.whl")
    shutil.rmtree(source)
    venv = work / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=work)
    run(sys.executable, "-m", "pip", "--python", venv / "bin/python", "install", "-q", "--no-deps", wheel, cwd=work)
    (site,) = venv.glob("lib/python*/site-packages")
    # A path named in a .pth file is searched, but the .pth files in it (the checkout's own) are not followed.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return venv


def not_python() -> list[str]:
    """Everything in the rooms and config/ that the program reads at run time, by its place in the wheel."""
    kinds = {".kv", ".mo", ".sql", ".json", ".toml", ".png"}
    rooms = [path for room in PARTS[:3] for path in (ROOT / room).rglob("*") if path.suffix in kinds]
    settings = [path for path in (ROOT / "config").rglob("*") if path.is_file()]
    return [str(path.relative_to(ROOT)) for path in rooms] + [
        str("kiosk/_config" / path.relative_to(ROOT / "config")) for path in settings
    ]


def test_the_command_runs_from_anywhere(installed: Path, tmp_path: Path) -> None:
    assert "0." in run(installed / "bin/kiosk", "--version", cwd=tmp_path)


def test_every_data_file_came_along(installed: Path, tmp_path: Path) -> None:
    names = not_python()
    assert any(name.endswith(".kv") for name in names)
    assert any(name.startswith("kiosk/_config/terminals/") for name in names)
    run(installed / "bin/python", "-c", CARRIED.format(prefix=str(installed), names=names), cwd=tmp_path)


def test_a_whole_visit_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "bin/kiosk", "demo", "--headless", "--out", "shown", cwd=tmp_path)
    assert "1 application(s) at the hall" in said
    assert len(list((tmp_path / "shown").glob("[0-9]*.png"))) > 10
    assert (tmp_path / "shown" / "slip-1.png").exists()
