"""When to try again: full jitter, so that forty terminals do not knock together when the line comes back."""

FIRST = 2.0
CAP = 300.0


def asked(seconds: float, chance: float) -> float:
    """Seconds to wait where the backend asked for so many: at least these, spread by a tenth, and never over the cap."""
    return min(CAP, max(1.0, seconds) * (1.0 + 0.1 * chance))


def delay(tries: int, chance: float) -> float:
    """Seconds until the next try after `tries` failed ones (1 or more); `chance` is a random number in 0..1.

    At least a second: zero would hammer. The state (how many tries, when next) lies in the outbox, not here.
    """
    if tries < 1 or not 0.0 <= chance <= 1.0:
        raise ValueError("tries from 1, chance in 0..1")
    ceiling = min(CAP, FIRST * 2.0 ** min(tries - 1, 16))
    return max(1.0, ceiling * chance)
