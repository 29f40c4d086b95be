"""How the register draws what it says."""

from collections.abc import Mapping
from datetime import datetime

from article22.contexts.missions.rules.flags import Standing
from article22.contexts.missions.rules.terms import Flag, Health, Stand

FLAGS: Mapping[Flag, str] = {
    Flag.TO_REGISTER: "unverified", Flag.SENT: "told", Flag.CONFIRMED: "done", Flag.DUE: "due", Flag.RETURNED: "late", Flag.WITHDRAWN: "past"}
MARKS: Mapping[Health, str] = {Health.RED: "late", Health.AMBER: "due", Health.GREEN: "done"}
STANDS: Mapping[Stand, str] = {
    Stand.NOMINATED: "unverified", Stand.EXPECTED: "told", Stand.ACTIVE: "done", Stand.REVERIFY_DUE: "due", Stand.LAPSED: "late", Stand.CONTACT_FAILED: "late",
    Stand.DEPARTING: "due", Stand.DEPARTED: "past", Stand.SUSPENDED: "restricted", Stand.ENDED: "past"}


def mark_of(standing: Standing, at: datetime) -> str:
    """The mark of a location: what was sent and not answered in time is due."""
    return "due" if standing.flag is Flag.SENT and standing.is_owed(at) else FLAGS[standing.flag]
