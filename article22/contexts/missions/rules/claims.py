"""Who speaks for a mission: whoever the accredited list names, and nobody else, however many claim to (S8, domain.md 3.7 no. 4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from article22.contexts.missions.rules.terms import NotRecognised
from article22.kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim to speak for a mission. Days run from the first (in) to the last (out); None: open, and for `accredited_on` never accredited."""

    id: UUID
    name: str
    starts_on: date
    ends_on: date | None = None
    accredited_on: date | None = None
    accredited_until: date | None = None

    def stands(self, on: date) -> bool:
        """Whether it is raised on a day."""
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)

    def is_accredited(self, on: date) -> bool:
        """Whether the accredited list names them on a day."""
        return self.accredited_on is not None and self.accredited_on <= on and (self.accredited_until is None or on < self.accredited_until)


def recognised(claims: Iterable[Claim], on: date) -> Claim | None:
    """The one who speaks for the mission on a day."""
    return next((claim for claim in claims if claim.is_accredited(on)), None)


def is_contested(claims: Sequence[Claim], on: date) -> bool:
    """Whether more than one claims to speak for the mission on a day: the accredited list names at most one of them."""
    return sum(claim.stands(on) or claim.is_accredited(on) for claim in claims) > 1


def heard(claims: Sequence[Claim], claim: UUID | None, on: date, *, is_own: bool) -> UUID | None:
    """On whose word something is taken to be done that is done for `claim`; None: on nobody's.

    While it is contested who speaks for a mission, what its own people say of it counts for nothing: they may be the other claimant's. An officer who has
    the word of the accredited one says so.
    """
    return None if is_own and is_contested(claims, on) else claim


def check_speaks(claims: Sequence[Claim], for_: UUID | None, on: date) -> None:
    """Refuse what is done for somebody who may not speak for the mission.

    `for_` is the claim on whose word it is done; None: nobody said. It need be said only where the authority is contested. Raises NotRecognised.
    """
    named = next((claim for claim in claims if claim.id == for_), None)
    if named is not None and not named.is_accredited(on):
        raise NotRecognised(Text("claim.not-accredited", "{name} is not on the accredited list, and cannot do this for the mission. The claim stays on record.",
                                 name=named.name))
    if named is None and is_contested(claims, on):
        speaks = recognised(claims, on)
        if speaks is None:
            raise NotRecognised(Text("claim.nobody-accredited", "Several claim to speak for this mission, and the accredited list names none of them. The "
                                     "Office of Foreign Missions records whom it names; until then nothing is changed on anybody's word."))
        raise NotRecognised(Text("claim.say-who", "Several claim to speak for this mission. Only {name} is on the accredited list: an officer who has their "
                                 "word enters it, and says so.", name=speaks.name))
