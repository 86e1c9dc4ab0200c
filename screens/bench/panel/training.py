"""How far a scene has come. Pure: steps and what is on the glass in, the number of passed steps out."""

from collections.abc import Sequence

from screens.bench.panel.values import Do, Glass, SceneStep


def awaited(steps: Sequence[SceneStep], passed: int) -> tuple[tuple[int, SceneStep], ...]:
    """The expectations, with their places, until the next thing that a hand must do: it holds them up."""
    found = []
    for number, step in enumerate(steps[passed:], passed):
        if step.verb == "hand":
            break
        if step.verb == "expect":
            found.append((number, step))
    return tuple(found)


def looked(steps: Sequence[SceneStep], passed: int, glass: Glass, since: str) -> int:
    """Steps that are passed once this is on the glass. Touches are ticked off with what they led to.

    Who is quick may have left a screen before it was looked at: a later expectation counts too, but only once the glass
    shows another screen than `since`, on which the last step was ticked off.
    """
    expected = awaited(steps, passed)
    for place, (number, step) in enumerate(expected):
        if (place == 0 or glass.screen != since) and comes_true(step, glass):
            passed = number + 1
            break
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
