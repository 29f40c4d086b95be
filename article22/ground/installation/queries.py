"""What may be asked of the installation."""

from datetime import datetime

from article22.ground.installation.models import Clock, Installation
from article22.ground.installation.rules import DemoClock, Kind
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


def get_installation() -> Installation:
    """The installation, or Absent before its first start."""
    try:
        return Installation.objects.get()
    except Installation.DoesNotExist:
        raise Absent(Text("installation.unborn", "This database holds no installation yet. Start it with article22 run.")) from None


def get_kind() -> Kind:
    """What this installation was born as."""
    return Kind(get_installation().kind)


def get_origin() -> str:
    """The name under which this installation signs its checkpoints."""
    return f"article22/{get_installation().pk}"


def get_clock() -> DemoClock | None:
    """The demo's clock; None in a live installation, whose clock is the machine's."""
    row = Clock.objects.first()
    return DemoClock(machine=row.machine, shown=row.shown, seen=row.seen) if row else None


def get_now(machine_now: datetime) -> datetime:
    """What time it is here, at an instant of the machine."""
    clock = get_clock()
    return clock.now(machine_now) if clock else machine_now
