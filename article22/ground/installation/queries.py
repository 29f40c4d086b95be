"""What may be asked of the installation."""

from datetime import datetime

from django.db import connection

from article22.ground.installation.models import Installation
from article22.ground.installation.rules import DemoClock, Kind
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

CLOCK = "SELECT machine, shown, seen FROM installation_clock, installation_installation WHERE kind = 'demo'"
BORN = "SELECT id FROM installation_installation"


def get_installation() -> Installation:
    """The installation, or Absent before its first start."""
    try:
        return Installation.objects.get()
    except Installation.DoesNotExist:
        raise _unborn() from None


def _unborn() -> Absent:
    return Absent(Text("installation.unborn", "This database holds no installation yet. Start it with article22 run."))


def get_kind() -> Kind:
    """What this installation was born as."""
    return Kind(get_installation().kind)


def get_origin() -> str:
    """The name under which this installation signs its checkpoints."""
    with connection.cursor() as cursor:
        cursor.execute(BORN)
        row = cursor.fetchone()
    if row is None:
        raise _unborn()
    return f"article22/{row[0]}"


def get_clock() -> DemoClock | None:
    """The demo's clock; None in an installation that was not born a demo, whatever row is kept: its clock is the machine's."""
    with connection.cursor() as cursor:
        cursor.execute(CLOCK)
        row = cursor.fetchone()
    return DemoClock(machine=row[0], shown=row[1], seen=row[2]) if row else None


def get_now(machine_now: datetime) -> datetime:
    """What time it is here, at an instant of the machine."""
    clock = get_clock()
    return clock.now(machine_now) if clock else machine_now
