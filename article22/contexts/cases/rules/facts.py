"""What kind of matter it is: proposed from the words, changed by a person, never in the way of an emergency (R-002 to R-004, R-008, R-009, R-014, R-066)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from article22.contexts.cases.rules.terms import Basis, CaseKind, Conduct, Harm, LawLevel, OfficialLink, PersonStatus
from article22.ground.places.rules import fold

T = TypeVar("T")

# The beginnings of words that speak for a term. A person decides; these only propose.
_HARM: Mapping[Harm, str] = {
    Harm.INTRUSION: r"intru|broke in|break in|climb|entered the|trespass|over the (?:wall|fence)",
    Harm.DAMAGE: r"damag|broke(?:n)? (?:a |the )?window|smash|paint|graffiti|fire|arson|burn|molotov|shot|shoot|vandal|bomb|explo|bottle",
    Harm.DISTURBANCE: r"demonstrat|protest|march|crowd|rally|chant|block|noise|drone|photograph|film|loiter|watch",
    Harm.DIGNITY: r"flag|insult|effigy|deface|graffiti|mock",
    Harm.PERSON: r"attack|assault|struck|hit |beat|injur|wound|stab|threw|spat|knife|gun|weapon|hostage",
    Harm.FREEDOM: r"detain|held|kidnap|hostage|follow|stalk|surround|could not leave",
    Harm.PERSON_DIGNITY: r"insult|humiliat|spat",
}
_CONDUCT: Mapping[Conduct, str] = {
    Conduct.THREATENING: r"threat|kill|bomb|shoot", Conduct.INTIMIDATING: r"intimidat|weapon|knife|gun|surround",
    Conduct.HARASSING: r"harass|follow|stalk|photograph|film|insult|voicemail|repeated",
    Conduct.OBSTRUCTING: r"block|obstruct|could not (?:leave|enter)|occup",
}
_PERSONS: Mapping[PersonStatus, str] = {
    PersonStatus.DIPLOMATIC_AGENT: r"ambassador|charge d|minister|attache|diplomat|first secretary|second secretary|third secretary|counsel?lor",
    PersonStatus.CONSULAR_OFFICER: r"consul\b|consul general|vice consul",
    PersonStatus.ADMINISTRATIVE: r"clerk|driver|guard|administrative|technical|secretary\b",
    PersonStatus.CONSULAR_EMPLOYEE: r"consular employee|visa clerk", PersonStatus.FAMILY: r"wife|husband|child|son\b|daughter|family|spouse",
    PersonStatus.VISITOR: r"delegation|visitor|visiting|guest",
}
_EVENT = re.compile(r"reception|national day|event at|museum|hotel|concert|dinner|conference")
_FEDERAL = re.compile(r"threat|kill|bomb|assault|attack|fire|arson|kidnap|hostage|shoot|shot")
_LOCAL = re.compile(r"paint|graffiti|noise|window|trespass|loiter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a case is about, in the Conventions' and the statutes' terms."""

    link: OfficialLink
    harm: tuple[Harm, ...] = ()
    persons: tuple[PersonStatus, ...] = ()
    conduct: tuple[Conduct, ...] = ()
    law: tuple[LawLevel, ...] = ()
    basis: tuple[Basis, ...] = ()

    def as_kept(self) -> dict[str, str | list[str]]:
        """As a case keeps it: terms by their values."""
        terms = {"harm": self.harm, "persons": self.persons, "conduct": self.conduct, "law": self.law, "basis": self.basis}
        return {"link": self.link.value, **{name: [term.value for term in found] for name, found in terms.items()}}


def propose_matter(kind: CaseKind, words: str, *, is_consular: bool, has_premises: bool) -> Matter:
    """What the words speak for. A demonstration is lawful until something happens: no conduct and no law is proposed for it."""
    folded = f" {fold(words)} "
    harm = _matching(_HARM, folded)
    persons = _matching(_PERSONS, folded)
    is_lawful = kind is CaseKind.DEMONSTRATION
    if is_lawful:
        harm = (Harm.DISTURBANCE,)
    conduct = () if is_lawful else _matching(_CONDUCT, folded)
    law = () if is_lawful else tuple(level for level, pattern in ((LawLevel.LOCAL, _LOCAL), (LawLevel.FEDERAL, _FEDERAL)) if pattern.search(folded))
    return Matter(link=_link(folded, persons, has_premises=has_premises), harm=harm, persons=persons, conduct=conduct, law=law,
                  basis=basis_of(harm, persons, conduct, is_consular=is_consular))


def basis_of(harm: Iterable[Harm], persons: Iterable[PersonStatus], conduct: Iterable[Conduct], *, is_consular: bool) -> tuple[Basis, ...]:
    """What the duty rests on, for this harm to premises or persons of a diplomatic mission or a consular post."""
    of_persons = bool(set(harm) & {Harm.PERSON, Harm.FREEDOM, Harm.PERSON_DIGNITY}) or bool(tuple(persons))
    found = [Basis.VCCR_31 if is_consular else Basis.VCDR_22]
    if of_persons:
        found.append(Basis.VCCR_40 if is_consular else Basis.VCDR_29)
    if tuple(conduct):
        found.append(Basis.USC_112)
    return tuple(found)


def _link(folded: str, persons: Iterable[PersonStatus], *, has_premises: bool) -> OfficialLink:
    if _EVENT.search(folded):
        return OfficialLink.EVENT
    if has_premises:
        return OfficialLink.PREMISES
    return OfficialLink.PERSONNEL if tuple(persons) else OfficialLink.NONE


def _matching(patterns: Mapping[T, str], folded: str) -> tuple[T, ...]:
    return tuple(term for term, pattern in patterns.items() if re.search(rf"\b(?:{pattern})", folded))
