"""What a process does before it sees plain personal data: the sender, and a visit.

Python cannot wipe a string; the kernel wipes a process. So nothing of its memory may get out while it lives.
"""

import ctypes
import resource
import signal

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4  # prctl(2)


def harden(*, outlives_parent: bool) -> None:
    """No core dump, and no other process of this user may read our memory; killed with its parent where that is meant."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if not outlives_parent:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
