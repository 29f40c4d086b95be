"""What is held of a place: what its mission gave and whom it lets read it, who may ask people to leave, who consented to entry, and who read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from article22.contexts.missions.models import Agreement, Consent, Departure, Detail, Premises
from article22.contexts.missions.models.register import is_read_by_police
from article22.contexts.missions.queries.missions import get_premises, may_open
from article22.contexts.missions.rules.readings import is_shown
from article22.ground.accounts.models import Organisation
from article22.ground.journal.models import Entry, Words
from article22.ground.journal.queries import list_entries
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent

RECENT = 20
READ = "missions.dossier-read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Police:
    """With whom a place is registered: the name of the desk, and its people here, where it has some."""

    desk: str
    organisation: Organisation | None


def open_premises(premises_id: UUID, *, seen_by: Actor) -> Premises:
    """A place whose dossier somebody may open: one of their own mission, any for who protects, for police where its mission lets them. Raises Absent."""
    seen_by.check_may("dossier.see")
    premises = get_premises(premises_id, seen_by=seen_by)
    if not may_open(premises.mission, seen_by) or not list_readable([premises], seen_by=seen_by):
        raise Absent
    return premises


def list_readable(premises: Sequence[Premises], *, seen_by: Actor) -> frozenset[UUID]:
    """Of which of some places, which somebody sees with the page of their mission, they may open the dossier."""
    if not seen_by.may("dossier.see"):
        return frozenset()
    ids = [row.pk for row in premises]
    if reach_of(seen_by) is not Reach.PARTNER:
        return frozenset(ids)
    return frozenset(Premises.objects.filter(is_read_by_police("pk"), pk__in=ids).values_list("pk", flat=True))


def get_police(premises: Premises) -> Police | None:
    """With which police a place is registered: for its own mission, and for who protects. None where with none, or it is not in their area."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT desk, organisation FROM a22_police_of(%s)", [premises.pk])
        row = cursor.fetchone()
    return Police(desk=row[0], organisation=Organisation.objects.filter(pk=row[1]).first()) if row else None


def list_agreements(premises: Premises, *, seen_by: Actor) -> Sequence[Agreement]:
    """The police that a mission lets read the dossier of a place, with each their organisation, the first agreement first."""
    return list(Agreement.objects.visible_to(seen_by).filter(premises=premises, withdrawn_at__isnull=True).select_related("organisation").order_by("given_at"))


def get_agreement(id: UUID, premises: Premises, *, seen_by: Actor) -> Agreement:
    """One of them, or Absent."""
    found = Agreement.objects.visible_to(seen_by).filter(pk=id, premises=premises, withdrawn_at__isnull=True).first()
    if found is None:
        raise Absent
    return found


def list_details(premises: Premises, *, seen_by: Actor) -> Sequence[Detail]:
    """What the mission gave of a place, those it withdrew too as far as they are seen, in the order in which it gave them."""
    return list(Detail.objects.visible_to(seen_by).filter(premises=premises).order_by("given_at", "id"))


def get_detail(id: UUID, premises: Premises, *, seen_by: Actor) -> Detail:
    """One thing that the mission gave and did not withdraw, or Absent."""
    found = Detail.objects.visible_to(seen_by).filter(pk=id, premises=premises, withdrawn_at__isnull=True).first()
    if found is None:
        raise Absent
    return found


def list_departures(premises: Premises, *, seen_by: Actor, on: date) -> Sequence[Departure]:
    """Who may ask people to leave a place on a day, or will, by name."""
    return list(Departure.objects.visible_to(seen_by).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), premises=premises).order_by("name", "id"))


def get_departure(id: UUID, premises: Premises, *, seen_by: Actor) -> Departure:
    """One of them, or Absent."""
    found = Departure.objects.visible_to(seen_by).filter(pk=id, premises=premises, ends_on__isnull=True).first()
    if found is None:
        raise Absent
    return found


def list_consents(premises: Premises, *, seen_by: Actor) -> Sequence[Consent]:
    """Who consented to entry, the newest first, each with the claim of whoever gave it."""
    return list(Consent.objects.visible_to(seen_by).filter(premises=premises).select_related("claim").order_by("-given_at", "-id"))


def get_consent(id: UUID, premises: Premises, *, seen_by: Actor) -> Consent:
    """A consent that was not taken back, or Absent."""
    found = Consent.objects.visible_to(seen_by).filter(pk=id, premises=premises, withdrawn_at__isnull=True).first()
    if found is None:
        raise Absent
    return found


def list_readings(premises: Premises, *, seen_by: Actor) -> Sequence[tuple[Entry, Mapping[str, str]]]:
    """Who of liaison and protection read a dossier, the last first: by `name`, and `why` they said they did."""
    entries = [entry for entry in list_entries(premises.pk, seen_by=seen_by) if entry.verb == READ and is_shown(entry.role)][:-RECENT - 1:-1]
    said: dict[UUID, dict[str, str]] = {}
    for row in Words.objects.filter(entry__in=entries):
        said.setdefault(row.entry_id, {})[row.field] = row.words or ""
    return [(entry, said.get(entry.pk, {})) for entry in entries]
