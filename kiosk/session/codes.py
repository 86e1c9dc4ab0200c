"""Which codes count on which screen: the allow-list. Any other is said to be another, and kept nowhere."""

from collections.abc import Mapping, Sequence

from kiosk.ports.qr_scanner import LocalPattern, PayloadKind, Refusal, Scan
from kiosk.session.model import State
from kiosk.session.snapshot import Say

# Codes that stand for a person; only the backend can tell whose (field research 1.3).
OF_A_PERSON = frozenset({PayloadKind.SOCIAL_SECURITY, PayloadKind.MEDICAL_INSURANCE, PayloadKind.LICENCE})

ALLOWED: Mapping[State, frozenset[PayloadKind]] = {
    State.IDENTITY: OF_A_PERSON,
    State.IDENTITY_AGAIN: OF_A_PERSON,
}

_OTHERS: Mapping[PayloadKind, str] = {
    PayloadKind.OUR_SLIP: "scan.our-paper",
    PayloadKind.OUR_TICKET: "scan.our-paper",
    PayloadKind.OUR_BOOKING: "scan.our-paper",
    PayloadKind.PAYMENT: "scan.payment",
    PayloadKind.URL: "scan.address",
}
_REFUSED: Mapping[Refusal, str] = {
    Refusal.TORN: "scan.torn",
    Refusal.TOO_LONG: "scan.too-long",
    Refusal.CONTROL: "scan.strange",
    Refusal.NO_TEXT: "scan.strange",
}


def trouble(state: State, scan: Scan, local: Sequence[LocalPattern] = ()) -> Say | None:
    """Why this code does not count here; None where it does."""
    if scan.refused is not None:
        return Say(_REFUSED[scan.refused])
    kind = scan.kind(local)
    if kind in ALLOWED.get(state, frozenset()):
        return None
    return Say(_OTHERS.get(kind, "scan.unknown"))
