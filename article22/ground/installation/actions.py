"""What may be done with the installation."""

from datetime import datetime

from django.db import transaction

from article22.ground.installation.models import Clock, Installation
from article22.ground.installation.queries import get_clock
from article22.ground.installation.rules import DEMO_BEGINS, DemoClock, Kind, check_kind
from article22.kernel.ids import new_id
from article22.kernel.refusal import Absent


@transaction.atomic
def start(asked: str, *, machine_now: datetime, latest: datetime | None) -> Installation:
    """Give birth to the installation, or check that it is what it is asked to be; in a demo, wind the clock.

    `latest` is the latest instant on record. Raises BornOtherwise.
    """
    installation = Installation.objects.select_for_update().first()
    if installation is None:
        installation = Installation.objects.create(id=new_id(machine_now), kind=Kind(asked).value, born_at=machine_now)
    check_kind(Kind(installation.kind), asked)
    if installation.kind == Kind.DEMO:
        clock = get_clock()
        _keep(clock.restarted(machine_now, latest) if clock else DemoClock(machine=machine_now, shown=DEMO_BEGINS, seen=machine_now))
    return installation


def see_clock_run(*, machine_now: datetime) -> None:
    """Remember that the demo's clock runs, so that a later start goes on from here."""
    Clock.objects.filter(seen__lt=machine_now).update(seen=machine_now)


@transaction.atomic
def skip_to(at: datetime, *, machine_now: datetime) -> None:
    """A demo's clock goes forward to an instant, and runs on from there; one that has passed is left. Absent in a live installation."""
    clock = get_clock()
    if clock is None:
        raise Absent
    _keep(DemoClock(machine=machine_now, shown=max(at, clock.now(machine_now)), seen=machine_now))


def _keep(clock: DemoClock) -> None:
    Clock.objects.update_or_create(defaults={"machine": clock.machine, "shown": clock.shown, "seen": clock.seen}, only_one=True)
