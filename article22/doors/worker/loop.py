"""The worker: one loop, each duty when it is due, none of them lost to a database that was away."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import structlog
from django.db import Error, connection

from article22 import keys
from article22.doors.worker import duties

log = structlog.get_logger("worker")
REST = 0.02


@dataclass(slots=True)
class Duty:
    """Something to be done every so many seconds; what says True has more to do, and goes on once the other duties had their turn."""

    name: str
    every: float
    act: Callable[[], object]
    due: float = 0.0


def list_duties(folder: Path, sheets: Path) -> Sequence[Duty]:
    """What this worker does. `folder` holds the keys, `sheets` the sheets for a dark desk."""
    key = keys.signing_key(folder, "seal")
    return (
        Duty("seal", 0.25, lambda: duties.seal_journal(key)),
        Duty("clock", 5.0, duties.keep_clock),
        Duty("clocks of cases", 1.0, duties.watch_clocks),
        Duty("drills", 2.0, duties.lead_drills),
        Duty("tasks of the register", 20.0, duties.mind_register),
        Duty("representatives to be asked", 60.0, duties.ask_representatives),
        Duty("wallet cards", 1.0, duties.check_cards),
        Duty("sheet", 3600.0, lambda: duties.write_sheet(sheets)),
        Duty("priority register", 60.0, duties.keep_flags),
        Duty("checkpoint", 60.0, duties.mail_checkpoint),
        Duty("access", 60.0, duties.review_access),
        Duty("decisions", 60.0, duties.press_decisions),
        Duty("sweep", 600.0, duties.sweep),
    )


class Worker:
    """Runs until it is told to stop, or until a thread beside it has died: whoever watches it then starts it anew."""

    def __init__(self, duties: Sequence[Duty], threads: Sequence[Thread] = ()) -> None:
        self.duties, self.threads = duties, threads
        self.stopping = False

    @property
    def has_lost_a_thread(self) -> bool:
        """Whether a thread died that nobody stopped."""
        return not all(thread.is_alive() for thread in self.threads)

    def run(self) -> None:
        """Do what is due, and rest."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        while not self.stopping and not self.has_lost_a_thread:
            for duty in self.duties:
                if time.monotonic() >= duty.due:
                    self._do(duty)
            time.sleep(REST)

    def stop(self) -> None:
        """After the duty at hand."""
        self.stopping = True

    def _do(self, duty: Duty) -> None:
        duty.due = time.monotonic() + duty.every
        try:
            if duty.act() is True:
                duty.due = 0.0
        except Error as fault:
            log.warning("duty.waits", duty=duty.name, fault=type(fault).__name__)
            connection.close()  # it is kept between duties, and made anew after a fault alone
            duty.due = time.monotonic() + max(duty.every, 1.0)
