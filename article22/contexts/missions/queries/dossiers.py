"""What is held of a place: what its mission gave, who may ask people to leave, who consented to entry, and who read it."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from article22.contexts.missions.models import Consent, Departure, Detail, Premises
from article22.contexts.missions.queries.missions import get_premises, may_open
from article22.contexts.missions.rules.readings import is_shown
from article22.ground.journal.models import Entry, Words
from article22.ground.journal.queries import list_entries
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent

RECENT = 20
READ = "missions.dossier-read"


def open_premises(premises_id: UUID, *, seen_by: Actor) -> Premises:
    """A place whose dossier somebody may open: one of their own mission, or any for who protects. Raises Absent."""
    seen_by.check_may("dossier.see")
    premises = get_premises(premises_id, seen_by=seen_by)
    if not may_open(premises.mission, seen_by):
        raise Absent
    return premises


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
