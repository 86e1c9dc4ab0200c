"""What the comparison screen is looked at and tested with."""

from dataclasses import replace

from kiosk.ports.comparison import Way
from kiosk.session.snapshot import ComparisonShown, Say, WayShown
from screens.values import Samples

_OPEN = (WayShown(Way.FACE, None), WayShown(Way.CLERK, None), WayShown(Way.AGENT, None))
_POINTS = tuple(Say(f"comparison.face.point.{number}") for number in (1, 2, 3, 4))


def _shown(**values: object) -> ComparisonShown:
    base = ComparisonShown("王*英", "choose", _OPEN, False, None, bookings=True, tickets=True)
    return replace(base, **values)  # type: ignore[arg-type]


_EVENING = (
    WayShown(Way.CLERK, Say("refuse.clerk-away")),
    WayShown(Way.AGENT, Say("refuse.agent-offline")),
    WayShown(Way.FACE, Say("refuse.face-alone")),
)
SAMPLES: Samples = {
    "choose": _shown(),
    "choose, face fails": _shown(
        ways=(*_OPEN[1:], WayShown(Way.FACE, Say("refuse.face-comparison"))), trouble=Say("face.tired")
    ),
    "choose, clerk alone": _shown(ways=_OPEN[1:2], bookings=False),
    "choose, evening": _shown(ways=_EVENING),
    "consent": _shown(phase="consent", points=_POINTS),
    "consent, missed": _shown(phase="consent", points=_POINTS, trouble=Say("face.dark"), tickets=False),
    "face": _shown(phase="face", busy=True),
    "clerk": _shown(phase="clerk"),
    "clerk, wrong": _shown(phase="clerk", trouble=Say("comparison.no-clerk")),
    "clerk, busy": _shown(phase="clerk", busy=True),
    "clerk, waiting": _shown(phase="clerk", trouble=Say("gate.wait"), wait=30),
    "agent": _shown(phase="agent"),
    "agent, busy": _shown(phase="agent", busy=True),
    "agent, own card": _shown(phase="agent", trouble=Say("comparison.own-card")),
    "agent, unknown": _shown(phase="agent", trouble=Say("agent.unknown"), bookings=False, tickets=False),
}
SAMPLES_EN: Samples = {}
