"""What the docs name exists, and what they promise to list is listed. Whether a sentence is true, only a reader can say."""

import ast
import base64
import hashlib
import json
import re
import tomllib
from functools import cache
from pathlib import Path

import click
import pytest
import typer.main
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.registry import DRIVERS
from kiosk import errors
from kiosk.backend import submission
from kiosk.backend.line import LARGEST_ANSWER, Timeouts
from kiosk.cli import main
from kiosk.contract import bookings, v1
from kiosk.contract.receipts import LONGEST_NAME, Receipt, opened_receipt, opened_refusal
from kiosk.contract.signing import canonical, public_key
from kiosk.hall.app import routes
from kiosk.ports.receipt_printer import Printed
from kiosk.ports.status import Readiness
from kiosk.session.machine import TABLE
from kiosk.session.model import State
from kiosk.settings.hall import HallFile
from kiosk.settings.terminal import PORTS, TerminalFile
from kiosk.store.records import PrintState, Word

ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PAGES}
ARCHITECTURE, GLOSSARY = TEXTS["docs/architecture.md"], TEXTS["docs/glossary.md"]
CONTRACT, DRIVER_PAGE = TEXTS["docs/contract.md"], TEXTS["docs/writing-a-driver.md"]

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"(?:kiosk|devices|screens|config|docs|tests)/[\w./*-]*")
NAME = re.compile(r"(?!kiosk\.db)(?:kiosk|devices|screens)(?:\.\w+)+")


def named(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """(page, name) for every code span that is such a name, each once."""
    return sorted(
        {(page, span) for page, text in TEXTS.items() for span in CODE.findall(text) if pattern.fullmatch(span)}
    )


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    part = re.split(r"^## ", text.split(f"## {heading}\n", 1)[1], flags=re.MULTILINE)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def fence(text: str, kind: str) -> str:
    (found,) = [content for info, content in FENCE.findall(text) if info == kind]
    return found.removesuffix("\n")


# ---- files, modules, commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "name"), named(FILE))
def test_every_file_that_a_page_names_is_there(page: str, name: str) -> None:
    # `make` builds the compiled catalogues and the fonts; what is named is what they are made from.
    assert list(ROOT.glob(name.rstrip("/"))), f"{page} names {name}"


@pytest.mark.parametrize("link", re.findall(r"\bdocs/[\w/.-]+\.md\b", "".join(TEXTS.values())))
def test_every_page_that_a_page_points_to_is_there(link: str) -> None:
    assert (ROOT / link).is_file()


def test_every_page_that_the_code_points_to_is_there() -> None:
    code = [path for room in ("kiosk", "devices", "screens", "tests") for path in (ROOT / room).rglob("*.py")]
    pointed = {
        (path.relative_to(ROOT).as_posix(), link)
        for path in code
        for link in re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text("utf-8"))
    }
    assert not [(path, link) for path, link in pointed if not (ROOT / link).is_file()]


@cache
def names_in(path: Path) -> dict[str, set[str]]:
    """What a module defines, and what each of its classes does. Read, not imported: some need a window."""
    found: dict[str, set[str]] = {}
    for node in ast.parse(path.read_text("utf-8")).body:
        match node:
            case ast.ClassDef():
                found[node.name] = {n.name for n in ast.walk(node) if isinstance(n, ast.FunctionDef)}
            case ast.FunctionDef():
                found[node.name] = set()
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = set()
            case ast.ImportFrom():
                found |= {alias.asname or alias.name: set() for alias in node.names}
    return found


def exists(dotted: str) -> bool:
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        place, rest = ROOT.joinpath(*parts[:length]), parts[length:]
        source = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if source.is_file():
            known = names_in(source)
            return not rest or (rest[0] in known and set(rest[1:]) <= known[rest[0]])
    return False


@pytest.mark.parametrize(("page", "name"), named(NAME))
def test_every_module_class_and_function_that_a_page_names_is_there(page: str, name: str) -> None:
    assert exists(name), f"{page} names {name}"


def test_a_name_that_is_not_there_is_found() -> None:
    assert exists("kiosk.store.outbox.Outbox.pending")
    assert not exists("kiosk.store.outbox.Outbox.throw")
    assert not exists("kiosk.storage")


@cache
def kiosk_command() -> click.Command:
    main._add_rooms([])
    return typer.main.get_command(main.app)


def command_lines() -> list[tuple[str, str]]:
    """(page, line) for every `kiosk …` line of a fenced block and every `kiosk …` code span."""
    found = set()
    for page, text in TEXTS.items():
        lines = [line for info, content in FENCE.findall(text) if info == "sh" for line in content.splitlines()]
        for line in [*lines, *CODE.findall(FENCE.sub("", text))]:
            said = re.match(r"(?:\.venv/bin/)?kiosk ([a-z-].*)", line.split("#")[0].strip())
            if said:
                found.add((page, said[1].strip(" .…")))
    return sorted(found)


@pytest.mark.parametrize(("page", "line"), command_lines())
def test_every_command_and_option_that_a_page_names_is_there(page: str, line: str) -> None:
    command, words = kiosk_command(), line.split()
    while isinstance(command, click.Group) or hasattr(command, "commands"):
        if not words or not re.fullmatch(r"[a-z-]+", words[0]) or words[0].startswith("-"):
            break
        commands: dict[str, click.Command] = command.commands  # type: ignore[union-attr]
        assert words[0] in commands, f"{page}: kiosk {line}"
        command, words = commands[words[0]], words[1:]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known, f"{page}: kiosk {line}"


def test_every_make_target_that_a_page_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    spoken = {
        target
        for text in TEXTS.values()
        for line in [*CODE.findall(text), *FENCE.sub(lambda fenced: fenced[2], text).splitlines()]
        for target in re.findall(r"(?:^|&& |`)make ([a-z]+)", line)
    }
    assert {"ready", "demo", "check", "test"} <= spoken <= targets


def test_decisions_are_numbered_once_each_and_say_the_same_things() -> None:
    pages = [page for page in TEXTS if page.startswith("docs/decisions/")]
    numbers = [Path(page).name[:4] for page in pages]
    assert numbers == sorted(set(numbers)) and all(number.isdigit() for number in numbers)
    for page in pages:
        assert TEXTS[page].startswith(f"# {Path(page).name[:4]} "), page


@pytest.mark.parametrize("number", sorted(set(re.findall(r"\b(00\d\d)\b", ARCHITECTURE))))
def test_every_decision_that_the_architecture_names_is_there(number: str) -> None:
    assert list((ROOT / "docs/decisions").glob(f"{number}-*.md"))


# ---- what is promised to be listed --------------------------------------------------------------------------------


def test_the_layers_are_those_of_the_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract.get("containers") == ["kiosk"])
    assert re.split(r"\s*→\s*", fence(ARCHITECTURE, "layers")) == layers


def test_every_room_is_in_the_architecture() -> None:
    said = {cells[0].strip("`/") for cells in rows(ARCHITECTURE, "The rooms")}
    assert {"kiosk", "devices", "screens", "config", "tests"} == said


def test_the_glossary_lists_every_error_with_its_key_and_who_must_act() -> None:
    listed = [tuple(cell.strip("`") for cell in cells) for cells in rows(GLOSSARY, "Errors")]
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.KioskError)]
    assert listed == [(kind.__name__, kind.key, kind.actor.value) for kind in kinds]


def test_the_glossary_lists_every_state_under_its_errand() -> None:
    listed = {
        state: errand.strip("`")
        for errand, states in rows(GLOSSARY, "Where a visit can be")
        for state in CODE.findall(states)
    }
    assert set(listed) == {state.value for state in State}
    for state, errand in listed.items():
        module = ROOT.joinpath(*errand.split(".")).with_suffix(".py").read_text("utf-8")
        assert f"State.{State(state).name}: {{" in module, f"{state} is not in the table of {errand}"
    assert set(TABLE) == set(State)


def test_the_architecture_names_every_way_in_which_a_visit_ends() -> None:
    code = "".join(
        path.read_text("utf-8") for room in ("session", "runtime") for path in (ROOT / "kiosk" / room).rglob("*.py")
    )
    reasons = set(re.findall(r'\b(?:end|stop)\((?:self\._)?session, "([a-z-]+)"\)', code))
    assert {"finished", "cancelled", "timed-out", "stopped"} <= reasons
    assert not [reason for reason in reasons if f"`{reason}`" not in ARCHITECTURE.split("## The wipe")[1]]


@pytest.mark.parametrize("kind", [Word, Printed, PrintState, Readiness])
def test_the_glossary_knows_every_word_of(kind: type) -> None:
    assert not [member.value for member in kind if not re.search(rf"\b{member.value}\b", GLOSSARY)]  # type: ignore[attr-defined]


def test_the_four_words_are_said_as_the_screen_says_them() -> None:
    catalogue = (ROOT / "kiosk/words/locale/zh_CN/LC_MESSAGES/kiosk.po").read_text("utf-8")
    said = {cells[0]: cells[1] for cells in rows(GLOSSARY, "The four words for an application")}
    assert set(said) == {word.value for word in Word}
    for word, chinese in said.items():
        assert f'msgid "outcome.{word}"\nmsgstr "{chinese}"' in catalogue


def test_the_driver_page_lists_every_port_and_driver() -> None:
    row = r"^\| `(\w+)` \| `kiosk\.ports\.(\w+)\.\w+` \| `([\w-]+)` \| `devices/(\w+)/` \|$"
    listed = {
        (port, module, driver, family) for port, module, driver, family in re.findall(row, DRIVER_PAGE, re.MULTILINE)
    }
    assert listed == {(e.port, e.port, name, e.module.split(".")[1]) for name, e in DRIVERS.items()}


def test_the_technicians_page_names_only_sections_and_drivers_that_are_there() -> None:
    page = TEXTS["docs/zh/technician.md"]
    of_use = {name: entry for name, entry in DRIVERS.items() if entry.port in PORTS}
    assert set(re.findall(r'driver = "([^"]+)"', page)) == set(of_use)
    sections = {section.split(".")[0] for section in re.findall(r"`\[([a-z_.]+)\]`", page)}
    assert sections <= set(TerminalFile.model_fields) | set(HallFile.model_fields)
    assert set(re.findall(r"`\[devices\.(\w+)\]`", page)) == {entry.port for entry in of_use.values()}


# ---- the contract -------------------------------------------------------------------------------------------------


def example(kind: str) -> bytes:
    return fence(CONTRACT, f"json {kind}").encode()


EXAMPLES = [info.removeprefix("json ") for info, _ in FENCE.findall(CONTRACT) if info.startswith("json ")]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_example_of_the_contract_is_of_its_form(kind: str) -> None:
    form = getattr(v1, kind, None) or getattr(bookings, kind)
    assert form.model_validate_json(example(kind))
    assert set(json.loads(example(kind))) == set(form.model_fields), "an example shows every field"


def test_every_body_of_the_contract_has_an_example() -> None:
    bodies = {
        "ApplicationBody",
        "SignedReceipt",
        "SignedRefusal",
        "Hello",
        "TicketRequest",
        "TicketIssued",
        "QueueState",
        "Slots",
        "BookingRequest",
        "BookingMade",
    }
    assert set(EXAMPLES) == bodies | {"RatingBody", "Heartbeat"}


def test_the_signed_examples_pass_the_terminals_own_checks() -> None:
    private, public = fence(CONTRACT, "keys").split()
    key = public_key(public)
    assert Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex(private)
    ).public_key().public_bytes_raw() == base64.b64decode(public)
    body = example("ApplicationBody")
    application_id = json.loads(body)["application_id"]
    assert opened_receipt(example("SignedReceipt"), application_id, hashlib.sha256(body).hexdigest(), key)
    assert opened_refusal(example("SignedRefusal"), application_id, hashlib.sha256(body).hexdigest(), key)


def test_the_canonical_example_is_what_was_signed() -> None:
    assert fence(CONTRACT, "canonical").encode() == canonical(json.loads(example("SignedReceipt"))["receipt"])


def test_the_receipt_of_what_is_done_is_read_with_its_result() -> None:
    done = json.loads(fence(CONTRACT, "done-receipt"))
    receipt = Receipt.read(done)
    assert receipt.result is not None and receipt.wire() == done
    assert f"{LONGEST_NAME} printable characters" in CONTRACT


def test_the_endpoints_are_those_that_the_reference_serves() -> None:
    served = {
        (method, route.path) for route in routes.routes for method in route.methods if route.path.startswith("/v1/")
    }  # type: ignore[attr-defined]
    assert {(cells[0], cells[1].strip("`")) for cells in rows(CONTRACT, "Endpoints")} == served


def test_the_statuses_are_those_that_the_terminal_knows() -> None:
    said = [set(map(int, re.findall(r"\b\d{3}\b", cells[0]))) for cells in rows(CONTRACT, "Statuses")]
    later = submission._LATER - submission._FOR_ALL
    assert said == [{200, 204}, submission._FINAL, {401, 403}, later, submission._FOR_ALL, set(), set()]


def test_headers_limits_and_times_are_those_of_the_terminal() -> None:
    headers = {cells[0].strip("`") for cells in rows(CONTRACT, "Every request carries")}
    sources = "".join((ROOT / f"kiosk/backend/{name}.py").read_text("utf-8") for name in ("submission", "client"))
    assert headers == set(re.findall(r'"((?:X-[\w-]+|Authorization|Idempotency-Key|Content-Type))": ', sources))
    assert f"at most {LARGEST_ANSWER // 1024} KiB" in CONTRACT
    times = Timeouts()
    assert f"{times.connect:.0f} s for a connection and {times.read:.0f} s from byte" in CONTRACT
    assert f"**{times.total:.0f} s for a whole call" in CONTRACT


def test_the_codes_of_the_reference_are_all_there() -> None:
    sources = "".join(
        (ROOT / f"kiosk/hall/{name}.py").read_text("utf-8") for name in ("app", "intake", "bookings", "inquiries")
    )
    codes = set(re.findall(r'\b4\d\d, \w+, [\w.]+, "([a-z_]+)"', sources))
    listed = re.search(r"The reference's codes: (.*)\.", CONTRACT)
    assert listed
    assert set(CODE.findall(listed[1])) == codes
