"""What a harness has measured, and how it is kept."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MEASURED = Path(__file__).parent / "measured.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a promise. `violations` are what must be 0; `value` is a measurement where the promise is one.

    `promise` is the row's key in promises.toml; `what` says in a few words what the trials were (SIGKILL, power cuts).
    """

    promise: str
    what: str
    trials: int
    violations: int
    seconds: float
    value: str = ""
    good: bool = True  # False: a measured value misses what the promise asks
    detail: dict[str, Any] = field(default_factory=dict)  # counts and causes, never a person's value

    @property
    def is_kept(self) -> bool:
        """Whether the promise held in these trials."""
        return self.violations == 0 and self.good

    def line(self) -> str:
        """For a terminal."""
        said = f"{self.value} · " if self.value else ""
        kept = "kept" if self.is_kept else "BROKEN"
        more = f" · {self.detail}" if self.detail else ""
        counted = f"{said}{self.violations} of {self.trials:,} in {self.seconds:.0f} s"
        return f"{kept} · {self.promise} · {self.what}: {counted}{more}"


def keep(name: str, figures: list[Figure]) -> None:
    """Write down what harness `name` measured; what it measured before is replaced."""
    known = measured()
    known[name] = figures
    text = {each: [asdict(figure) for figure in known[each]] for each in sorted(known)}
    MEASURED.write_text(json.dumps(text, ensure_ascii=False, indent=1) + "\n", "utf-8")


def measured() -> dict[str, list[Figure]]:
    """What every harness measured last at full length."""
    if not MEASURED.exists():
        return {}
    text = json.loads(MEASURED.read_text("utf-8"))
    return {name: [Figure(**figure) for figure in figures] for name, figures in text.items()}
