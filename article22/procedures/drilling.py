"""Drills are led: they begin at their hour, by messages with a link of their own, and end with everybody accounted for."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions import drilling
from article22.contexts.missions.actions.drilling import Writer
from article22.contexts.missions.models import Drill, DrillCall
from article22.contexts.missions.queries.browsing import Wanted
from article22.contexts.missions.queries.drills import audience_of, get_drill, list_asked, list_due
from article22.contexts.missions.rules import drills as rules
from article22.contexts.missions.rules.drills import Audience
from article22.contexts.missions.rules.terms import AskedWhy, AudienceKind, CannotAppoint, CannotDrill, Recurs, WayKind
from article22.ground.outbox.rules.messages import DRILL, Outgoing
from article22.kernel.actor import Actor
from article22.procedures import reverifying
from article22.procedures.browsing import browse
from article22.procedures.links import make_drill_link
from article22.procedures.telling import CHANNEL_OF, message

CALL = f"{DRILL}call"


def lead_drills(*, by: Actor, at: datetime) -> int:
    """Begin what is due, draw upon what was answered, end what is over. Returns how many drills were to begin or end."""
    for schedule in drilling.take_due(get_directory(at=at).capital, by=by, at=at):
        if schedule.recurs == Recurs.ASK_AGAIN:
            _ask_again(audience_of(schedule), by=by, at=at)
    begin, end = list_due(seen_by=by, at=at)
    for drill in begin:
        with suppress(CannotDrill):  # another worker or an officer began it, or cancelled it, meanwhile
            start_drill(drill.pk, by=by, at=at)
    drilling.count_answers(by=by, at=at)
    for drill in end:
        drilling.end_drill(drill.pk, by=by, at=at)
    return len(begin) + len(end)


def start_drill(id: UUID, *, by: Actor, at: datetime) -> Drill:
    """Begin a drill now. Raises CannotDrill, Absent."""
    audience = audience_of(get_drill(id, seen_by=by))
    return drilling.start_drill(id, _theirs(audience, by=by, at=at), _writer(get_directory(at=at).capital), by=by, at=at)


def _ask_again(audience: Audience, *, by: Actor, at: datetime) -> None:
    """Ask everybody of an audience whether they are still there, by a link; who has nothing that carries one is left to be called."""
    for one in list_asked(audience, _theirs(audience, by=by, at=at), seen_by=by, at=at):
        with suppress(CannotAppoint):
            reverifying.ask(one.pk, AskedWhy.ASKED, by=by, at=at)


def _theirs(audience: Audience, *, by: Actor, at: datetime) -> Collection[UUID]:
    """The missions of the offices of an audience, as the register's table has them; none where it is for no office."""
    offices, directory = audience.of if audience.kind is AudienceKind.OFFICE else (), get_directory(at=at)
    return {line.id for office in offices for line in browse(Wanted(), office=office, directory=directory, seen_by=by, at=at).lines}


def _writer(zone: ZoneInfo) -> Writer:
    def write(call: DrillCall) -> Outgoing:
        ends_at, kind = call.drill.ends_at, WayKind(call.kind)
        assert ends_at  # it has begun
        assert call.way  # else there is nothing to write to
        link = make_drill_link(call.pk, until=ends_at + rules.ANSWERED_LATE)
        letter = rules.letter(f"{call.mission}", kind, link=link, until=ends_at.astimezone(zone))
        return message(CHANNEL_OF[kind], call.way.address, letter, call.representative.language, kind=CALL, cause=call.drill_id,
                       organisation=call.mission.organisation_id)

    return write
