"""Sending States are found by old and new names, codes and spellings; what fits none, or two, is nobody's."""

import pytest

from article22.contexts.missions.packs import find_state
from article22.contexts.missions.rules.registers import SendingState


@pytest.mark.parametrize(("code", "names"), [
    ("MM", "Burma|Myanmar|MM|MMR|BUR"), ("SZ", "Swaziland|Eswatini|Kingdom of Eswatini"), ("CZ", "Czech Republic|Czechia|The Czech Republic"),
    ("TR", "Turkey|Türkiye|Turkiye|TÜRKIYE"), ("MK", "Macedonia|FYROM|F.Y.R.O.M.|North Macedonia|Macedonia (FYROM)"), ("CV", "Cape Verde|Cabo Verde"),
    ("CI", "Ivory Coast|Côte d'Ivoire|Cote d’Ivoire|COTE D'IVOIRE"), ("TL", "East Timor|Timor-Leste|Timor Leste|TMP"),
    ("CD", "Zaire|ZAR|DRC|DR Congo|Congo-Kinshasa|Congo (Kinshasa)|Congo, Democratic Republic of the|Democratic Republic of the Congo"),
    ("CG", "Congo-Brazzaville|Republic of the Congo|Congo (Brazzaville)|COG"), ("KR", "South Korea|Republic of Korea|Korea, Republic of|Korea (South)|KOR"),
    ("KP", "North Korea|DPRK|D.P.R.K.|Korea (North)"), ("GB", "UK|U.K.|United Kingdom|Great Britain|GB|GBR"), ("RU", "Russia|Russian Federation"),
    ("LA", "Laos|Lao PDR|Lao People's Democratic Republic"), ("BF", "Upper Volta|Burkina Faso|HVO"), ("BJ", "Dahomey|Benin"), ("LK", "Ceylon|Sri Lanka"),
    ("ZW", "Rhodesia|Southern Rhodesia|Zimbabwe"), ("NL", "Holland|Netherlands|The Netherlands|Netherlands (The)"),
    ("BO", "Bolivia (Plurinational State of)|Bolivia"),
    ("IR", "Iran (Islamic Republic of)|Iran|Islamic Republic of Iran"), ("PS", "Palestine|State of Palestine"), ("TW", "Taiwan|Republic of China"),
    ("CN", "China|PRC|P.R.C.|People's Republic of China"), ("KN", "Saint Kitts & Nevis|St. Kitts and Nevis|St Kitts & Nevis"), ("TT", "Trinidad & Tobago|TTO"),
    ("BA", "Bosnia|Bosnia and Herzegovina|Bosnia & Herzegovina|BOSNIA-HERZEGOVINA"), ("AE", "UAE|U.A.E.|United Arab Emirates|ARE"),
    ("BY", "Byelorussia|Belarus|BYS"), ("VA", "Holy See|Vatican|The Holy See|VA"), ("GM", "Gambia|The Gambia|Gambia, The"),
    ("ST", "São Tomé and Príncipe|STP"),
    ("XK", "Kosovo|XKX"), ("EU", "European Union|EU"), ("FM", "Micronesia|Federated States of Micronesia|Micronesia (Federated States of)"),
])
def test_a_state_is_found_by_each_of_its_names_and_codes(code: str, names: str) -> None:
    assert {name: state.code if (state := find_state(name, "", "us")) else None for name in names.split("|")} == dict.fromkeys(names.split("|"), code)


@pytest.mark.parametrize("name", ["", "Atlantis", "Korea", "Yugoslavia", "Czechoslovakia", "USSR", "ZZ", "Republic of", "of", "the"])
def test_what_names_no_state_or_two_finds_none(name: str) -> None:
    assert find_state(name, "", "us") is None


def test_where_a_name_fits_two_the_title_decides() -> None:
    found = [find_state("Korea", title, "us") for title in ("Embassy of the Republic of Korea", "Mission of the DPRK")]
    assert [state.code if state else None for state in found] == ["KR", "KP"]


def test_a_state_that_only_the_register_knows_is_found_and_takes_no_other_its_name() -> None:
    valdoria = SendingState(code="XA", letters="VAL", name="Valdoria", also=("Principality of Valdoria",))
    assert [find_state(name, "", "us", (valdoria,)) for name in ("Valdoria", "val", "Principality of Valdoria")] == [valdoria] * 3
    assert find_state("Valdoria", "", "us") is None
