"""Missions and their premises: by number, by words, by whoever may see them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.rules.imports import street_key
from article22.contexts.missions.rules.names import Named, fitting, slips_of, words_asked
from article22.ground.wall.reading import columns_of, read
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import Text

LONGEST = 80  # letters of a question that are compared for likeness
# The missions of a day that bear a number, whose keys hold every word asked for, or that have premises other than a residence at a street.
HOLDING = """
    SELECT id, upper(number) = upper(%(number)s), false, who_key, where_key FROM missions_mission
    WHERE (ended_on IS NULL OR ended_on > %(on)s) AND (upper(number) = upper(%(number)s) OR cardinality(%(asked)s::text[]) > 0
        AND NOT EXISTS (SELECT FROM unnest(%(asked)s::text[]) AS word WHERE strpos(who_key || ' ' || where_key, word) = 0))
    UNION ALL
    SELECT mission.id, false, true, '', '' FROM missions_premises premises JOIN missions_mission mission ON mission.id = premises.mission_id
    WHERE premises.address_key = %(street)s AND premises.kind <> 'residence' AND (premises.ends_on IS NULL OR premises.ends_on > %(on)s)
        AND (mission.ended_on IS NULL OR mission.ended_on > %(on)s)"""
# The missions of a day in whose keys every word asked for, given with its slips, stands or has one alike; at least one in the key of whose it is.
FITS = "(string_to_array(word, ' ') && string_to_array({key}, ' ') OR word_similarity(split_part(word, ' ', 1), {key}) >= 0.4)"
ALIKE = f"""
    SELECT id FROM missions_mission WHERE (ended_on IS NULL OR ended_on > %(on)s)
        AND NOT EXISTS (SELECT FROM unnest(%(asked)s::text[]) AS word WHERE NOT {FITS.format(key="(who_key || ' ' || where_key)")})
        AND EXISTS (SELECT FROM unnest(%(asked)s::text[]) AS word WHERE {FITS.format(key="who_key")})"""
THESE = f"SELECT {columns_of(Mission, 'm')} FROM missions_mission m WHERE id = ANY(%s) ORDER BY name, city, number"
OWN = f"SELECT {columns_of(Mission, 'm')} FROM missions_mission m WHERE organisation_id = %s"
MAIN = f"SELECT {columns_of(Premises, 'p')} FROM missions_premises p WHERE mission_id = %s AND is_main AND (ends_on IS NULL OR ends_on > %s) ORDER BY id"


def get_mission(reference: str, *, opened_by: Actor | None = None) -> Mission:
    """A mission by its number (VAL-1) or id, with what everybody may know of it. Raises Absent.

    Its own page is opened by its own people and those who list all; to others a mission is not told from one that does not exist.
    """
    mission = _missions().filter(_referred(reference)).first()
    if mission is None or (opened_by and not may_open(mission, opened_by)):
        raise Absent(Text("mission.unknown", "The register has no mission {reference}. Its number looks like VAL-1; give a place instead.",
                          reference=f"“{reference[:40]}”"))
    return mission


def may_open(mission: Mission, actor: Actor) -> bool:
    """Whether somebody may open the page of a mission: their own, or any where they may list all."""
    return actor.may("mission.list") or (actor.may("mission.see") and actor.organisation == mission.organisation_id is not None)


def find_missions(words: str, *, on: date) -> Sequence[Mission]:
    """The missions that words name on a day: by number, by State with kind or city, or by the street of premises that are no residence."""
    ids = named_by(words, on=on)
    return read(Mission, THESE, [ids]) if ids else []


def named_by(words: str, *, on: date) -> list[UUID]:
    """The ids of the missions that words name on a day, as `find_missions` finds them; `date.min` is any day."""
    asked = words_asked(words)
    with connection.cursor() as cursor:
        cursor.execute(HOLDING, {"on": on, "number": words.strip(), "asked": list(asked), "street": street_key(words)})
        rows = cursor.fetchall()
    named = [Named(id=id, who=frozenset(who.split()), where=frozenset(where.split())) for id, _, is_at_street, who, where in rows if not is_at_street]
    return [id for id, is_numbered, *_ in rows if is_numbered] or fitting(asked, named) or [id for id, _, is_at_street, *_ in rows if is_at_street]


def named_alike(words: str, *, on: date) -> list[UUID]:
    """The ids of the missions of a day whose name is like the words: for a search that found nothing, never for whom to call."""
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, {"on": on, "asked": [" ".join(slips_of(word)) for word in words_asked(words[:LONGEST])]})
        return [id for (id,) in cursor.fetchall()]


def list_missions(*, seen_by: Actor, words: str = "", on: date) -> Sequence[Mission]:
    """The register by State, or what words find in it, by name or else by a name alike; a mission's own people see their own."""
    if not seen_by.may("mission.list"):
        seen_by.check_may("mission.see")
        return list(_missions().filter(organisation=seen_by.organisation)) if seen_by.organisation else []
    if words.strip():
        return list(_missions().filter(pk__in=named_by(words, on=on) or named_alike(words, on=on)).order_by("name", "city", "number"))
    return list(_missions().order_by("state__name", "city", "number"))


def get_own_mission(seen_by: Actor) -> Mission:
    """The mission whose organisation somebody acts for. Raises Absent."""
    mission = next(iter(read(Mission, OWN, [seen_by.organisation])), None) if seen_by.organisation else None
    if mission is None:
        raise Absent
    return mission


def list_premises(mission: Mission, *, seen_by: Actor, on: date) -> Sequence[Premises]:
    """A mission's places on a day, its main one first."""
    rows = Premises.objects.visible_to(seen_by).filter(mission=mission).exclude(ends_on__lte=on)
    return sorted(rows, key=lambda row: (not row.is_main, row.kind, row.address))


def list_past_premises(mission: Mission, *, seen_by: Actor, on: date) -> Sequence[Premises]:
    """Where a mission was before a day, the last one first."""
    return list(Premises.objects.visible_to(seen_by).filter(mission=mission, ends_on__lte=on).order_by("-ends_on", "address", "id"))


def list_posts(mission: Mission, *, seen_by: Actor, on: date) -> Sequence[Mission]:
    """The other missions of the same State on a day, by city."""
    seen_by.check_may("mission.list")
    return list(_missions().filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), state=mission.state_id).exclude(pk=mission.pk).order_by("city", "number"))


def get_premises(premises_id: UUID, *, seen_by: Actor) -> Premises:
    """One of a mission's places, or Absent."""
    premises: Premises | None = Premises.objects.visible_to(seen_by).select_related("mission").filter(pk=premises_id).first()
    if premises is None:
        raise Absent
    return premises


def get_main_premises(mission: Mission, *, on: date) -> Premises:
    """Where a mission is on a day: its main place. Raises Absent where none is held."""
    premises = next(iter(read(Premises, MAIN, [mission.pk, on])), None)
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
