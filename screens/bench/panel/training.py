"""How far a scene has come. Pure: steps and what is on the glass in, the number of passed steps out."""

from collections.abc import Sequence

from screens.bench.panel.values import Do, Glass, SceneStep


def awaited(steps: Sequence[SceneStep], passed: int) -> SceneStep | None:
    """The expectation that comes next; what must be done by a hand first holds it up."""
    for step in steps[passed:]:
        if step.verb == "hand":
            return None
        if step.verb == "expect":
            return step
    return None


def looked(steps: Sequence[SceneStep], passed: int, glass: Glass) -> int:
    """Steps that are passed once this is on the glass. Touches are ticked off with what they led to."""
    while (step := awaited(steps, passed)) is not None and comes_true(step, glass):
        passed = steps.index(step, passed) + 1
    while passed < len(steps) and steps[passed].verb == "say":
        passed += 1
    return passed


def comes_true(step: SceneStep, glass: Glass) -> bool:
    """Whether the glass shows what the step expects."""
    return (glass.screen, glass.sheet) == (step.what, step.over) and set(step.words) <= set(glass.said)


def done_by_hand(steps: Sequence[SceneStep], passed: int, did: Do) -> int:
    """Steps that are passed once a hand did this: the very next thing for a hand to do, wherever it was done."""
    for number, step in enumerate(steps[passed:], passed + 1):
        if step.verb == "hand":
            return number if step.do == did else passed
    return passed
