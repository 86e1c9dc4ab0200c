"""What a process does before it sees plain personal data: the sender, and a visit.

Python cannot wipe a string; the kernel wipes a process. So nothing of its memory may get out while it lives.
"""

import ctypes
import resource
import signal

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4  # prctl(2)
_M_MMAP_THRESHOLD, _LARGE = -3, 128 * 1024  # mallopt(3); bytes, glibc's own at first
_M_ARENA_MAX = -8


def harden(*, outlives_parent: bool) -> None:
    """No core dump, and no other process of this user may read our memory; killed with its parent where that is meant."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if not outlives_parent:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def keep_heap_small() -> None:
    """For a process that lives for months: boxes and pictures go back to the kernel as soon as they are dropped.

    By itself glibc keeps ever larger blocks once some were dropped, and gives new threads heaps of their own, of which
    each then holds a little of what passed; a visit's link is a thread.
    """
    libc = ctypes.CDLL(None)
    libc.mallopt(_M_MMAP_THRESHOLD, _LARGE)
    libc.mallopt(_M_ARENA_MAX, 1)
