"""What an import is compared with."""

from collections.abc import Mapping

from article22.contexts.missions import models
from article22.contexts.missions.models import Listing, Mission
from article22.contexts.missions.packs import sending_states
from article22.contexts.missions.rules.imports import Held, Likeness, likeness
from article22.contexts.missions.rules.registers import SendingState
from article22.contexts.missions.rules.terms import MissionKind
from article22.ground.places.rules import fold


def get_held(source: str) -> Held:
    """What the register holds for a list to be compared with."""
    rows = {row.external: row for row in Listing.objects.filter(source=source)}
    numbers: dict[str, Likeness] = {
        mission.number: likeness(mission.state_id, MissionKind(mission.kind), mission.city, mission.region)
        for mission in Mission.objects.filter(ended_on__isnull=True).order_by("-registered_at", "-number")}
    return Held(contents={external: row.content for external, row in rows.items()}, numbers=numbers,
                gone=frozenset(external for external, row in rows.items() if row.gone_at), alike={like: number for number, like in numbers.items()})


def get_listings(source: str) -> Mapping[str, Listing]:
    """The rows of a list that are held, by their id there."""
    return {row.external: row for row in Listing.objects.filter(source=source).select_related("premises__mission")}


def list_states(pack: str) -> Mapping[str, SendingState]:
    """Every State that can send a mission: those of the pack, and those that only this register knows, by name."""
    own = {row.code: SendingState(code=row.code, letters=row.letters, name=row.name, also=tuple(row.also)) for row in models.SendingState.objects.all()}
    found = {**sending_states(pack), **own}
    return dict(sorted(found.items(), key=lambda item: fold(item[1].name)))
