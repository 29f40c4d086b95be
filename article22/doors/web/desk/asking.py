"""What every page of the desk asks first: who it is, in whose name, and what time it shows."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest

from article22.contexts.cases.models import Case
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.directories import Directory
from article22.kernel.actor import Actor
from article22.threshold.actors import actor_of, membership_of
from article22.threshold.clock import now


def watcher_of(request: HttpRequest) -> Actor:
    """Whoever works at the desk. Absent for everybody else."""
    actor = actor_of(request)
    actor.check_may("desk.see")
    return actor


def name_of(request: HttpRequest) -> str:
    """The name under which somebody acts."""
    return f"{getattr(request.user, 'name', '')}"


def authority_of(request: HttpRequest) -> str:
    """The organisation for which somebody acts."""
    member = membership_of(request)
    return member.organisation.name if member else ""


def directory_now() -> Directory:
    """The directory that answers now."""
    return get_directory(at=now())


def zone_of(case: Case, directory: Directory) -> ZoneInfo:
    """The zone in which a case's hours are typed: that of its place."""
    return ZoneInfo(case.zone) if case.zone else directory.capital
