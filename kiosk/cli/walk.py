"""Plays scenes before a terminal by real touches of the X server's pointer, with a picture of each screen."""

import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from kiosk.cli.bench import Bench
from kiosk.cli.overview import overview
from kiosk.cli.pointer import Pointer
from kiosk.cli.scenes import part_named, scene_named
from kiosk.settings.scenes import Scene, Step

MOBILE = "13800138000"
BANK_CARD = "6222021234567890128"  # passes Luhn; nobody's
_SLOW_HAND = 1.0  # seconds: what a hand did has been noticed before it does the next thing
_LEAVES = frozenset({"next", "keep"})  # touches by which a screen is left: what was done on it is worth a picture


class Walk(Pointer):
    """A person who plays scenes. Pictures go to `out`, which is emptied; without it none are taken."""

    def __init__(
        self, far: Bench, display: str, out: Path | None, tell: Callable[[str], None] = lambda sentence: None
    ) -> None:
        super().__init__(far.folder / "windows", display, out)
        self._far, self._tell = far, tell
        self._pictures = out
        self._screen = ""
        self._acted = True  # something was done since the last picture
        self._said: list[str] = []
        if out is not None:
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir(parents=True)

    def whole_visit(self, before_leaving: Callable[[], None] = lambda: None) -> list[str]:
        """From attract to attract; returns what was done, a line each. Raises RuntimeError where it got stuck.

        `before_leaving` is called while the outcome is on the glass.
        """
        began = time.monotonic()
        steps = scene_named("whole-visit").steps
        outcome = max(number for number, step in enumerate(steps, 1) if step.expect == "done")
        self.play(steps[:outcome])
        before_leaving()
        self.play(steps[outcome:])
        papers = self._keep_papers()
        if self._pictures is not None:
            overview(self._pictures)
        arrived = self._far.hall.ask("state")["applications"]
        took = f"{time.monotonic() - began:.1f}"
        self._said += [
            f"办完一次业务：{self.shots} 张截图，{papers} 张凭条，大厅收到 {arrived} 件，用时 {took} 秒。",
            f"One whole visit: {self.shots} screenshots, {papers} slip(s), {arrived} application(s) at the hall, "
            f"{took} s. See {self._pictures}/",
        ]
        return self._said

    def scene(self, scene: Scene) -> list[str]:
        """Play one scene; returns the screens that were seen and a closing line. Raises RuntimeError where it got stuck."""
        self.play(scene.steps)
        self._keep_papers()
        self._said.append(f"场景走完 / scene played: {scene.name.zh_CN} / {scene.name.in_('en')}")
        return self._said

    # ---- the stretches of a visit ---------------------------------------------------------------------------------

    def enter(self) -> None:
        """Attract, home, guide, notice."""
        self.play(part_named("enter"))

    def identify(self) -> None:
        """Lay the card."""
        self.play(part_named("card"))

    def fill_form(self) -> None:
        """Every question that is asked."""
        self.play(part_named("form"))

    def give_materials(self) -> None:
        """Photograph what is to be photographed."""
        self.play(part_named("materials"))

    def sign(self) -> None:
        """Declare, sign, submit."""
        self.play(part_named("sign"))
        self.touch("next")

    def finish(self) -> None:
        """The slip is out; rating, and the glass is clear again."""
        self.see("done")
        self.until(lambda: any(self._far.papers.glob("*.png")))
        self.play(part_named("finish"))

    # ---- steps ----------------------------------------------------------------------------------------------------

    def play(self, steps: Iterable[Step]) -> None:
        """Carry out the steps. Raises RuntimeError where what is expected does not come."""
        for step in steps:
            if step.say is not None:
                self._tell(step.say.zh_CN)
            if step.touch in _LEAVES and self._acted and self._screen:
                self._picture(f"{self._screen}-done")
            self._act(step)

    def _act(self, step: Step) -> None:
        self._acted = self._acted or step.verb in ("hand", "touch", "typed")
        match step.verb:
            case "hand" if step.hand is not None:
                self._far.hand(step.hand.device).ask(step.hand.op, **step.hand.arguments)
                time.sleep(_SLOW_HAND)
            case "touch":
                self.touch(step.touch)
            case "typed":
                self.type(step.typed)
            case "expect":
                self._expect(step)

    def _expect(self, step: Step) -> None:
        what = " ".join(filter(None, (step.expect, step.over, *step.words)))
        self.until(lambda: self.shows(step.expect, step.over, step.words), f"screen {what}")
        self._said.append(f"  {step.expect}")
        self._screen = step.expect
        if self._acted:
            self._picture("-".join(filter(None, (step.expect, step.over))))

    def _picture(self, name: str) -> None:
        self.shoot(name)
        self._acted = False

    def _keep_papers(self) -> int:
        papers = sorted(self._far.papers.glob("*.png"))
        for number, paper in enumerate(papers, 1):
            if self._pictures is not None:
                shutil.copy(paper, self._pictures / f"slip-{number}.png")
        return len(papers)
