"""What cases ask of the directory: when the responsible office works."""

from datetime import datetime

from article22.contexts.cases.rules.business import BusinessHours
from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.directories import Directory


def get_hours(office: str, *, at: datetime) -> BusinessHours:
    """When an office works, by its id; the capital's hours where none is responsible."""
    return hours_of(get_directory(at=at), office)


def hours_of(directory: Directory, office: str) -> BusinessHours:
    """The same of a directory at hand: in the zone of the office's first site, closed on the capital's holidays."""
    sites = directory.atlas.by_id[office].sites if office in directory.atlas.by_id else ()
    return BusinessHours(zone=sites[0].zone if sites else directory.capital, closed=directory.closures)
