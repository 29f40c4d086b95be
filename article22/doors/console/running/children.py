"""Processes that end when their starter does, even when it is killed."""

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
WATCH_SECONDS = 0.25


def die_with_parent(by: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends the child this signal when its starter is gone. Elsewhere than on Linux nothing is set."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc = ctypes.CDLL(None, use_errno=True)

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(by))

    return arrange


def leave_with_parent() -> None:
    """For a process that somebody else forks, such as a server's worker: end with it."""
    if sys.platform.startswith("linux"):
        die_with_parent(signal.SIGKILL)()
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.kill(os.getpid(), signal.SIGKILL)

    if not sys.platform.startswith("linux"):
        threading.Thread(target=watch, name="leave with parent", daemon=True).start()
