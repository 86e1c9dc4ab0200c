"""What a visit is made of: the world that it begins in, and the devices that it owns. The keeper imports none of it."""

from kiosk.cli.setup import VERSION, Setup, device
from kiosk.contract.signing import public_key
from kiosk.ports.clock import Clock
from kiosk.runtime.inquiry import Inquiries
from kiosk.runtime.watches import Devices
from kiosk.session.model import World


def world(setup: Setup) -> World:
    """What a visit knows before anybody comes."""
    return World(
        terminal_id=setup.terminal.terminal.id,
        terminal=setup.terminal.terminal.name,
        version=VERSION,
        languages=setup.terminal.terminal.languages,
        hall=setup.hall,
        matters=setup.matters,
        timing=setup.terminal.timing,
        ways=setup.terminal.comparison.ways,
        draft_days=setup.terminal.drafts.days if setup.terminal.drafts.most else 0,
        reached={
            **{port: _reached(setup, port) for port in setup.options},
            "backend": setup.terminal.backend.url,
            "key_store": setup.keys.kept_in.value,
        },
    )


def devices(setup: Setup, clock: Clock) -> Devices:
    """What a visit owns, not opened."""
    return Devices(
        reader=device(setup, "id_reader", clock),
        scanner=device(setup, "qr_scanner", clock),
        camera=device(setup, "document_camera", clock),
        face=device(setup, "face_comparison", clock),
    )


def inquiries(setup: Setup) -> Inquiries:
    """Questions about a person, whose answers only the hall can have signed."""
    hall_key = public_key(setup.terminal.backend.hall_key)
    return Inquiries(setup.terminal.terminal.id, hall_key, setup.terminal.timing.inquiry)


def _reached(setup: Setup, port: str) -> str:
    options = setup.options[port].model_dump()
    where = options.get("port", "")
    return f"{setup.terminal.devices[port].driver} · {where}"
