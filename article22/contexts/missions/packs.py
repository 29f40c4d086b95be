"""What a pack says of sending States: the names by which lists know them, and the few that ISO 3166 does not list."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import pycountry
from pydantic import BaseModel, ConfigDict

from article22.contexts.missions.rules.registers import SendingState, States

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
    formerly: dict[str, list[str]] = {}
    for country in pycountry.historic_countries:
        formerly.setdefault(_now(country.alpha_4), []).append(country.name)
    for country in pycountry.countries:
        common = getattr(country, "common_name", country.name)
        names = (country.name, getattr(country, "official_name", ""), common, *table.also.get(country.alpha_2, ()), *formerly.get(country.alpha_2, ()))
        found[country.alpha_2] = SendingState(code=country.alpha_2, letters=country.alpha_3, name=table.name.get(country.alpha_2, common),
                                              also=tuple(dict.fromkeys(name for name in names if name)))
    return found


@cache
def _states(pack: str, own: tuple[SendingState, ...]) -> States:
    states = sending_states(pack)
    former = {code: states[now] for one in pycountry.historic_countries if (now := _now(one.alpha_4)) in states for code in (one.alpha_2, one.alpha_3)}
    return States((*states.values(), *own), former)


def _now(code: str) -> str:
    """The code of today for what ISO 3166-3 holds of a former country: ZRCD is CD now, and BYAA is BY as before."""
    return code[:2] if code.endswith("AA") else code[2:]


def find_state(name: str, title: str, pack: str, own: tuple[SendingState, ...] = ()) -> SendingState | None:
    """The State of a name or a code in a list, also where only the register knows it; where the name fits two, the one whose full name the row's title
    holds."""
    return _states(pack, own).find(name, title)
