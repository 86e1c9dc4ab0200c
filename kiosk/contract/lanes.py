"""Which applications are one resident's, without saying whose: her lane, by which they are sent in order.

16 bits of a keyed hash. The keeper sees the lane alone; two residents may share one, and then keep a needless order. The key
(32 bytes) lies in the terminal's key store (kiosk/ports/key_store.py), because the order must hold over a restart.
"""

import hashlib
import hmac

LANE_BITS = 16


def lane_of(key: bytes, who: str) -> int:
    """The lane of an identity number, or of the backend's own word for a holder."""
    digest = hmac.new(key, who.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[: LANE_BITS // 8], "big")
