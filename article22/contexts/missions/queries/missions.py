"""Missions and their premises: by number, by words, by whoever may see them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.rules.imports import address_key
from article22.contexts.missions.rules.names import Named, fitting, words_asked
from article22.contexts.missions.rules.terms import PremisesKind
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

# The missions of a day that bear a number, or whose keys hold every word asked for.
HOLDING = """
    SELECT id, upper(number) = upper(%(number)s), who_key, where_key FROM missions_mission
    WHERE (ended_on IS NULL OR ended_on > %(on)s) AND (upper(number) = upper(%(number)s) OR cardinality(%(asked)s::text[]) > 0
        AND NOT EXISTS (SELECT FROM unnest(%(asked)s::text[]) AS word WHERE strpos(who_key || ' ' || where_key, word) = 0))"""


def get_mission(reference: str) -> Mission:
    """A mission by its number (VAL-1) or id, with what everybody may know of it. Raises Absent."""
    mission = _missions().filter(_referred(reference)).first()
    if mission is None:
        raise Absent(Text("mission.unknown", "The register has no mission {reference}. Its number looks like VAL-1; give a place instead.",
                          reference=f"“{reference[:40]}”"))
    return mission


def find_missions(words: str, *, on: date) -> Sequence[Mission]:
    """The missions that words name on a day: by number, by State with kind or city, or by the street of premises that are no residence."""
    asked = words_asked(words)
    with connection.cursor() as cursor:
        cursor.execute(HOLDING, {"on": on, "number": words.strip(), "asked": list(asked)})
        rows = cursor.fetchall()
    named = [Named(id=id, who=frozenset(who.split()), where=frozenset(where.split())) for id, _, who, where in rows]
    ids = [id for id, is_numbered, _, _ in rows if is_numbered] or fitting(asked, named) or _at_street(words, on)
    return list(_missions().filter(pk__in=ids).order_by("name", "city", "number")) if ids else []


def list_missions(*, seen_by: Actor, words: str = "", on: date) -> Sequence[Mission]:
    """The register by State, or what words find in it; a mission's own people see their own."""
    if not seen_by.may("mission.list"):
        seen_by.check_may("mission.see")
        return list(_missions().filter(organisation=seen_by.organisation)) if seen_by.organisation else []
    if words.strip():
        return find_missions(words, on=on)
    return list(_missions().order_by("state__name", "city", "number"))


def get_own_mission(seen_by: Actor) -> Mission:
    """The mission whose organisation somebody acts for. Raises Absent."""
    mission = _missions().filter(organisation=seen_by.organisation).first() if seen_by.organisation else None
    if mission is None:
        raise Absent
    return mission


def check_sees(mission: Mission, actor: Actor) -> None:
    """Absent for whoever may not open a mission's own page: only its own people and those who list all may."""
    if not actor.may("mission.list") and not (actor.may("mission.see") and actor.organisation == mission.organisation_id is not None):
        raise Absent


def list_premises(mission: Mission, *, seen_by: Actor, on: date) -> Sequence[Premises]:
    """A mission's places on a day, its main one first."""
    rows = Premises.objects.visible_to(seen_by).filter(mission=mission).exclude(ends_on__lte=on)
    return sorted(rows, key=lambda row: (not row.is_main, row.kind, row.address))


def get_premises(premises_id: UUID, *, seen_by: Actor) -> Premises:
    """One of a mission's places, or Absent."""
    premises: Premises | None = Premises.objects.visible_to(seen_by).select_related("mission").filter(pk=premises_id).first()
    if premises is None:
        raise Absent
    return premises


def get_main_premises(mission: Mission, *, on: date) -> Premises:
    """Where a mission is on a day: its main place. Raises Absent where none is held."""
    premises = Premises.objects.filter(mission=mission, is_main=True).exclude(ends_on__lte=on).first()
    if premises is None:
        raise Absent(Text("mission.no-premises", "The register holds no present place of {mission}. Give a place instead.", mission=mission.name))
    return premises


def _missions() -> "QuerySet[Mission]":
    return Mission.objects.select_related("state", "organisation")


def _referred(reference: str) -> Q:
    try:
        return Q(pk=UUID(reference))
    except ValueError:
        return Q(number__iexact=reference.strip())


def _at_street(words: str, on: date) -> Sequence[UUID]:
    key = address_key(words)
    if not any(letter.isdigit() for letter in key) or " " not in key:
        return ()
    rows = Premises.objects.filter(Q(mission__ended_on__isnull=True) | Q(mission__ended_on__gt=on), address_key=key)
    return tuple(rows.exclude(kind=PremisesKind.RESIDENCE.value).exclude(ends_on__lte=on).values_list("mission_id", flat=True))
