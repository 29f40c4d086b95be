"""Local police as the register holds them."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db.models import Q

from article22.contexts.directory.models import Agency, AgencyImport
from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules import terms
from article22.contexts.directory.rules.keeping import AgencyKind
from article22.contexts.directory.rules.police import Candidate, Listed, local_police
from article22.contexts.directory.rules.police_lists import Kept
from article22.ground.places import queries as places
from article22.ground.places.rules import fold, fold_city
from article22.ground.wall.reading import columns_of, read
from article22.kernel.actor import Actor
from article22.kernel.place import Place
from article22.kernel.refusal import Absent

STANDS = "(gone_at IS NULL OR confirmed_at IS NOT NULL)"  # what an officer confirmed stays until an officer takes that back
OF_CITY = f"SELECT {columns_of(Agency, 'a')} FROM directory_agency a WHERE state = %s AND city_key = %s AND {STANDS}"


def list_local_police(place: Place) -> Sequence[terms.Agency]:
    """The police of a place whose city and State are known; none for bare coordinates."""
    if not (place.city and place.state):
        return ()
    rows = read(Agency, OF_CITY, [place.state, fold_city(place.city)])
    state_key = fold(places.list_states(PACK)[place.state])
    return local_police([_candidate(row, state_key) for row in rows], place)


def list_agencies(city: str, state: str, *, seen_by: Actor) -> Sequence[Agency]:
    """Every agency that the register holds for a city, those that can be its local police first."""
    seen_by.check_may("agency.confirm")
    rows = Agency.objects.filter(Q(gone_at__isnull=True) | Q(confirmed_at__isnull=False), state=state, city_key=fold_city(city))
    order = list(AgencyKind)
    return sorted(rows, key=lambda row: (row.confirmed_at is None, order.index(AgencyKind(row.kind)), row.name))


def get_agency(agency_id: UUID, *, seen_by: Actor, lock: bool = False) -> Agency:
    """An agency, or Absent."""
    seen_by.check_may("agency.confirm")
    rows = Agency.objects.select_for_update() if lock else Agency.objects.all()
    agency = rows.filter(pk=agency_id).first()
    if agency is None:
        raise Absent
    return agency


def list_kept() -> Sequence[Kept]:
    """Every agency that is held, as a list is compared with it."""
    said = [one.name for one in fields(Listed)]
    rows = Agency.objects.order_by("id").values_list("id", "source", "gone_at", "confirmed_at", "also", *said)
    return [Kept(id=id, source=source, is_gone=gone is not None, is_confirmed=confirmed is not None, also=also,
                 said=_listed(dict(zip(said, values, strict=True))))
            for id, source, gone, confirmed, also, *values in rows]


def _listed(said: dict[str, Any]) -> Listed:
    return Listed(**said | {"kind": AgencyKind(said["kind"])})


def get_agency_import(id: UUID, *, lock: bool = False) -> AgencyImport:
    """An import of agencies, or Absent."""
    rows = AgencyImport.objects.select_for_update() if lock else AgencyImport.objects.all()
    found = rows.filter(pk=id).first()
    if found is None:
        raise Absent
    return found


def list_agency_imports(most: int | None = None) -> Sequence[AgencyImport]:
    """The lists of agencies that were taken in, the newest first, without what was before; so many at the most, where that is said."""
    return list(AgencyImport.objects.defer("before").order_by("-applied_at", "-id")[:most])


def _candidate(row: Agency, state_key: str) -> Candidate:
    document = terms.Document(
        id=row.document["id"], title=row.document["title"], short=row.document["title"], issuer=row.document["title"],
        printed=row.document["printed"], speaks_from=terms.first_day_of(row.document["printed"]), status=terms.Status.CURRENT)
    agency = terms.Agency(id=row.pk, name=row.name, raw=row.raw, e164=row.e164, is_confirmed=row.confirmed_at is not None,
                          source=terms.Citation(document=document, quote=f"{row.name} {row.raw}"))
    return Candidate(agency=agency, kind=AgencyKind(row.kind), name=row.name, county_key=fold(row.county), state_key=state_key,
                     latitude=row.latitude, longitude=row.longitude)
