"""Which screen shows which value: one table. Screens are built when first needed and kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from kiosk.session import snapshot as shown
from kiosk.session.snapshot import Frame
from kiosk.words import Words
from screens.attract import presenter as attract
from screens.booked import presenter as booked
from screens.booking import presenter as booking
from screens.booking import samples as booking_samples
from screens.camera import presenter as camera
from screens.comparison import presenter as comparison
from screens.comparison import samples as comparison_samples
from screens.done import presenter as done
from screens.form import presenter as form
from screens.form import samples as form_samples
from screens.gate import presenter as gate
from screens.guide import presenter as guide
from screens.home import presenter as home
from screens.identity import presenter as identity
from screens.materials import presenter as materials
from screens.notice import presenter as notice
from screens.review import presenter as review
from screens.sign import presenter as sign
from screens.submitting import presenter as submitting
from screens.technician import presenter as technician
from screens.ticket import presenter as ticket
from screens.tickets import presenter as tickets
from screens.values import Samples
from screens.wiping import presenter as wiping


@dataclass(frozen=True, slots=True)
class Route:
    """A screen's folder, its presenter, its samples."""

    name: str
    present: Callable[[Any, Frame, Words], Any]
    samples: Samples
    samples_en: Samples


def _route(name: str, presenter: Any, samples: Any = None) -> Route:
    samples = samples or presenter
    return Route(name, presenter.present, samples.SAMPLES, samples.SAMPLES_EN)


ROUTES: Mapping[type, Route] = {
    shown.AttractShown: _route("attract", attract),
    shown.HomeShown: _route("home", home),
    shown.GuideShown: _route("guide", guide),
    shown.NoticeShown: _route("notice", notice),
    shown.IdentityShown: _route("identity", identity),
    shown.ComparisonShown: _route("comparison", comparison, comparison_samples),
    shown.BookingShown: _route("booking", booking, booking_samples),
    shown.BookedShown: _route("booked", booked),
    shown.FormShown: _route("form", form, form_samples),
    shown.MaterialsShown: _route("materials", materials),
    shown.CameraShown: _route("camera", camera),
    shown.ReviewShown: _route("review", review),
    shown.SignShown: _route("sign", sign),
    shown.SubmittingShown: _route("submitting", submitting),
    shown.DoneShown: _route("done", done),
    shown.TicketsShown: _route("tickets", tickets),
    shown.TicketShown: _route("ticket", ticket),
    shown.GateShown: _route("gate", gate),
    shown.TechnicianShown: _route("technician", technician),
    shown.WipingShown: _route("wiping", wiping),
}


# On the way of most visits, or the first to be touched: a standby builds these while it waits. The others are built when
# they are needed: each standing screen costs memory for as long as nobody wants it.
AHEAD = ("home", "guide", "notice", "identity", "form", "materials", "review", "sign", "submitting", "done", "wiping")


def build(route: Route, view: Any) -> Any:
    """The screen of `route`, showing `view`: class <Name>Screen of screens.<name>.view."""
    return getattr(import_module(f"screens.{route.name}.view"), f"{route.name.capitalize()}Screen")(view=view)
