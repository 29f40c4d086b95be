"""Drills are led: they begin at their hour, by messages with a link of their own, and end with everybody accounted for."""

from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions import drilling
from article22.contexts.missions.actions.drilling import Writer
from article22.contexts.missions.models import Drill, DrillCall
from article22.contexts.missions.queries.browsing import Wanted
from article22.contexts.missions.queries.drills import audience_of, get_drill, list_asked, list_due
from article22.contexts.missions.rules import drills as rules
from article22.contexts.missions.rules.drills import Audience
from article22.contexts.missions.rules.terms import AskedWhy, AudienceKind, CannotAppoint, Recurs, WayKind
from article22.ground.outbox.rules.messages import DRILL, Outgoing
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import Text
from article22.procedures import reverifying
from article22.procedures.browsing import browse
from article22.procedures.links import LinkEnded
from article22.procedures.telling import CHANNEL_OF

SALT = "article22.drill"  # no link of a drill opens anything live, and none of a case answers a drill
CALL = f"{DRILL}call"
HOLDER = frozenset({"drill.answer"})


def lead_drills(*, by: Actor, at: datetime) -> int:
    """Begin what is due, draw upon what was answered, end what is over. Returns how many drills began or ended."""
    for schedule in drilling.take_due(by=by, at=at):
        if schedule.recurs == Recurs.ASK_AGAIN:
            _ask_again(audience_of(schedule), by=by, at=at)
    begin, end = list_due(seen_by=by, at=at)
    for drill in begin:
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


def answering(signed: str, *, at: datetime) -> tuple[UUID, Actor]:
    """The call that a link answers, and whoever holds it. Raises Absent for one that nobody here signed for a drill, LinkEnded."""
    try:
        call, until = signing.loads(signed, salt=SALT)
        id, ends_at = UUID(call), datetime.fromtimestamp(until, UTC)
    except (signing.BadSignature, ValueError, TypeError):
        raise Absent from None
    if ends_at <= at:
        raise LinkEnded(Text("link.ended", "This link ended on {day}. Call the desk that sent it; in danger, call 911.", day=ends_at.date()))
    return id, Actor(role="link-holder", verbs=HOLDER, door="drill", record=id)


def link_of(call: UUID, *, until: datetime) -> str:
    """The address at which somebody answers a drill."""
    return f"{settings.ENVIRONMENT.public_url}/drill/answer/{signing.dumps([f'{call}', int(until.timestamp())], salt=SALT)}/"


def _writer(zone: ZoneInfo) -> Writer:
    def write(call: DrillCall) -> Outgoing:
        ends_at, kind = call.drill.ends_at, WayKind(call.kind)
        assert ends_at  # it has begun
        assert call.way  # else there is nothing to write to
        subject, body = rules.letter(f"{call.mission}", kind, link=link_of(call.pk, until=ends_at + rules.ANSWERED_LATE), until=ends_at.astimezone(zone))
        return Outgoing(channel=CHANNEL_OF[kind], address=call.way.address, subject=subject, body=body, kind=CALL, cause=call.drill_id,
                        organisation=call.mission.organisation_id)

    return write
