"""What an installation can be, and how a demo's clock runs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from article22.kernel.refusal import Refusal
from article22.kernel.term import Term
from article22.kernel.text import Text

DEMO_BEGINS = datetime(2026, 6, 9, 14, 20, tzinfo=ZoneInfo("America/New_York"))  # domain.md section 6, S1
STILL_RUNNING = timedelta(seconds=15)


class Kind(Term):
    """What an installation is born as; it cannot change."""

    DEMO = "demo"
    LIVE = "live"


class BornOtherwise(Refusal):
    """An installation asked to be what it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClock:
    """At the machine's instant `machine` the demo's clock showed `shown`; it was last seen running at `seen`."""

    machine: datetime
    shown: datetime
    seen: datetime

    def now(self, machine_now: datetime) -> datetime:
        """What the clock shows; it never goes back."""
        return self.shown + max(machine_now - self.machine, self.seen - self.machine)

    def restarted(self, machine_now: datetime, latest: datetime | None) -> "DemoClock":
        """The clock after a start: it goes on from the latest instant it showed, or that anything on record bears."""
        if machine_now - self.seen < STILL_RUNNING:
            return replace(self, seen=max(self.seen, machine_now))  # another process of this installation keeps it running
        shown = self.now(self.seen)
        return DemoClock(machine=machine_now, shown=max(shown, latest) if latest else shown, seen=machine_now)


def check_kind(born: Kind, asked: str) -> None:
    """Refuse to start an installation as something that it was not born as."""
    if born.value != asked:
        raise BornOtherwise(Text(
            "installation.born-otherwise", "This installation was born {born} and cannot become {asked}. Start it with A22_KIND={born}, or give "
            "another A22_STATE or database for a new one.", born=born.value, asked=asked))
