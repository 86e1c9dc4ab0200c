"""What holds for the whole repository, whoever writes in it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ROOMS = ("kiosk", "devices", "screens")


def tracked() -> list[Path]:
    """The files under version control, or all the work tree's own where there is no repository."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in asked.stdout.split("\0") if name and (ROOT / name).is_file()]


def packages() -> set[str]:
    found = (path.parent.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("__init__.py"))
    return {".".join(folder.parts) for folder in found}


def text_of(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return None


# A machine's own folders, and addresses of package files or indexes: a clone elsewhere would not find them.
PLACES = re.compile(
    r"(?<![\w.])/(?:home|root|work|Users)/\w"
    r"|https?://[^\s\"']*\.(?:whl|tar\.gz|tgz)\b"
    r"|--(?:extra-)?index-url|\bfile:///"
    r"|https?://[^\s\"'/]*(?:pypi|pythonhosted|artifact|registry|nexus|deb\.debian)[^\s\"'/]*"
)


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    here = Path(__file__).resolve()
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        if path.resolve() != here
        for number, line in enumerate((text_of(path) or "").splitlines(), 1)
        if PLACES.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "see /home/li/kiosk",
        "pip install --index-url x",
        "https://host/a/b-1.0.whl",
        "file:///opt/x",
        "https://pypi.org/x",
    ],
)
def test_the_search_for_machine_places_finds_them(line: str) -> None:
    assert PLACES.search(line)


def test_every_package_of_the_core_has_a_layer() -> None:
    core = next(c for c in PROJECT["tool"]["importlinter"]["contracts"] if c.get("containers") == ["kiosk"])
    layered = {name.strip() for layer in core["layers"] for name in layer.split("|")}
    assert core["exhaustive"]
    assert {name.split(".")[1] for name in packages() if name.startswith("kiosk.")} <= layered


def test_every_room_is_linted_for_its_imports() -> None:
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == set(ROOMS)


def test_every_python_file_lies_in_a_package() -> None:
    lost = [
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if not (path.parent / "__init__.py").exists() and "migrations" not in path.parts
    ]
    assert not lost, "no __init__.py beside: " + ", ".join(str(path.relative_to(ROOT)) for path in lost)


def test_pyproject_lists_every_package() -> None:
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    assert listed - {"kiosk._config"} == packages(), "tool.setuptools.packages in pyproject.toml differs from the tree"


def test_the_licence_is_there_in_full() -> None:
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_every_runtime_requirement_has_its_licence_written_down() -> None:
    project, page = PROJECT["project"], (ROOT / "docs/licences.md").read_text("utf-8").lower()
    wanted = [*project["dependencies"], *project["optional-dependencies"]["hall"]]
    assert not [name for name in map(name_of, wanted) if not re.search(rf"\b{re.escape(name)}\b", page)]


def name_of(requirement: str) -> str:
    return re.split(r"[<>=\[; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def lock_entries() -> dict[str, str]:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    return dict(
        re.findall(
            r"^([a-z0-9][a-z0-9_.-]*)==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", lock, re.MULTILINE
        )
    )


def test_the_lock_has_a_hash_for_every_requirement_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert len(lock_entries()) == len(re.findall(r"^[^\s#-]", lock, re.MULTILINE))
    assert "://" not in lock
    assert not re.search(r"^-", lock, re.MULTILINE)


def test_the_lock_holds_every_direct_requirement() -> None:
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    assert {name_of(line) for line in wanted} <= set(lock_entries()), "run make lock"
