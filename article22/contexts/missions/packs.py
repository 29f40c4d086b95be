"""What a pack says of sending States: the names by which lists know them, and the few that ISO 3166 does not list."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import pycountry
from pydantic import BaseModel, ConfigDict

from article22.contexts.missions.rules.registers import SendingState
from article22.ground.places.rules import fold

PACKS = files("article22") / "packs"


class ExtraTable(BaseModel):
    """A State or organization that ISO 3166 does not list, or not under the name used here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    letters: str
    name: str


class StatesTable(BaseModel):
    """sending_states.toml"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    extra: dict[str, ExtraTable]
    name: dict[str, str]
    also: dict[str, tuple[str, ...]]


@cache
def sending_states(pack: str) -> Mapping[str, SendingState]:
    """Every State by its two-letter code."""
    table = StatesTable.model_validate(tomllib.loads((PACKS / pack / "sending_states.toml").read_text("utf-8")))
    found = {code: SendingState(code=code, letters=row.letters, name=row.name, also=table.also.get(code, ())) for code, row in table.extra.items()}
    for country in pycountry.countries:
        common = getattr(country, "common_name", country.name)
        names = (country.name, getattr(country, "official_name", ""), common, *table.also.get(country.alpha_2, ()))
        found[country.alpha_2] = SendingState(code=country.alpha_2, letters=country.alpha_3, name=table.name.get(country.alpha_2, common),
                                              also=tuple(dict.fromkeys(name for name in names if name)))
    return found


@cache
def _by_name(pack: str) -> Mapping[str, tuple[SendingState, ...]]:
    found: dict[str, tuple[SendingState, ...]] = {}
    for state in sending_states(pack).values():
        for key in {fold(name) for name in (state.name, *state.also)}:
            found[key] = (*found.get(key, ()), state)
    return found


def find_state(name: str, title: str, pack: str) -> SendingState | None:
    """The State of a name in a list; where the name fits two, the one whose full name the row's title holds."""
    fitting = _by_name(pack).get(fold(name), ())
    if len(fitting) < 2:  # noqa: PLR2004
        return fitting[0] if fitting else None
    said = fold(title)
    named = [state for state in fitting if any(fold(other) in said for other in state.also if fold(other) != fold(name))]
    return named[0] if len(named) == 1 else None
