"""What an import is compared with."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from article22.contexts.missions import models
from article22.contexts.missions.models import Import, ListDraft, Listing, Mission, Premises
from article22.contexts.missions.packs import sending_states
from article22.contexts.missions.rules.imports import Held, Kept, Spot, Told
from article22.contexts.missions.rules.registers import SendingState
from article22.contexts.missions.rules.terms import ListKind, MissionKind
from article22.ground.places.rules import fold
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent

NOBODY = UUID(int=0)


def get_held(source: str) -> Held:
    """What the register holds for a list to be compared with."""
    mains = {row.mission_id: spot_held(row) for row in Premises.objects.filter(is_main=True, ends_on__isnull=True)}
    missions = [Kept(number=mission.number, state=mission.state_id, kind=MissionKind(mission.kind), spot=mains.get(mission.pk))
                for mission in Mission.objects.filter(ended_on__isnull=True).order_by("registered_at", "number")]
    return Held(told={external: _told(row) for external, row in get_listings(source).items()}, missions=missions)


def _told(listing: Listing) -> Told:
    """What a list said last of a mission. Its place follows the list if the list brought it, and it stands."""
    premises, mission = listing.premises, listing.premises.mission
    return Told(content=listing.content, is_gone=listing.gone_at is not None, mission=mission.number, kind=mission.kind_words, name=mission.name,
                since=premises.starts_on, follows=listing.feeds and premises.ends_on is None, is_checked=premises.verified_at is not None)


def list_cities(source: str) -> Mapping[str, str]:
    """In which city each row of a list was when it was taken in last, by its id there."""
    return {row.external: f"{row.content['city']}, {row.content['region']}" for row in Listing.objects.filter(source=source)}


def spot_held(premises: Premises) -> Spot:
    """Where the register says that premises are."""
    return Spot(address=premises.address, latitude=premises.latitude, longitude=premises.longitude, precision_km=premises.precision_km, city=premises.city,
                region=premises.region)


def list_imports(most: int | None = None, kinds: Collection[ListKind] = tuple(ListKind)) -> Sequence[Import]:
    """The lists of these kinds that were taken in, the newest first; so many at the most, where that is said."""
    return list(Import.objects.filter(kind__in=[kind.value for kind in kinds]).order_by("-applied_at", "-id")[:most])


def get_draft(id: UUID, *, seen_by: Actor, lock: bool = False) -> ListDraft:
    """A list that the asker brought, or Absent."""
    rows = ListDraft.objects.filter(pk=id, brought_by=seen_by.person or NOBODY)
    found: ListDraft | None = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise Absent
    return found


def list_drafts(*, seen_by: Actor) -> Sequence[ListDraft]:
    """The lists that the asker brought and did not take in yet, the newest first, without what they hold."""
    return list(ListDraft.objects.filter(brought_by=seen_by.person or NOBODY).defer("content").order_by("-brought_at"))


def get_listings(source: str) -> Mapping[str, Listing]:
    """The rows of a list that are held, by their id there."""
    return {row.external: row for row in Listing.objects.filter(source=source).select_related("premises__mission")}


def list_own_states(pack: str) -> tuple[SendingState, ...]:
    """The States that only this register knows."""
    return tuple(state for code, state in list_states(pack).items() if code not in sending_states(pack))


def list_states(pack: str) -> Mapping[str, SendingState]:
    """Every State that can send a mission: those of the pack, and those that only this register knows, by name."""
    own = {row.code: SendingState(code=row.code, letters=row.letters, name=row.name, also=tuple(row.also)) for row in models.SendingState.objects.all()}
    found = {**sending_states(pack), **own}
    return dict(sorted(found.items(), key=lambda item: fold(item[1].name)))
