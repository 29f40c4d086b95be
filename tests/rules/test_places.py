"""A point from words; what is near a point."""

import math
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from article22.ground.places.queries import get_place, list_states, locate
from article22.ground.places.rules import box_around, fold_city, offset_km
from article22.kernel.place import NoSuchPlace, Place


@pytest.mark.parametrize(("words", "understood"), [
    ("Nashville, TN", "Nashville, TN"), ("nashville tennessee", "Nashville, TN"), ("NASHVILLE  Tn.", "Nashville, TN"),
    ("Washington, D.C.", "Washington, DC"), ("Washington DC", "Washington, DC"), ("washington, district of columbia", "Washington, DC"),
    ("New York, NY", "New York City, NY"), ("New York City, New York", "New York City, NY"), ("Saint Louis, MO", "St. Louis, MO"),
    ("St Albans, VT", "Saint Albans, VT"), ("Hagatna, Guam", "Hagåtña, GU"), ("Hagåtña, GU", "Hagåtña, GU"),
    ("Charlotte Amalie, US Virgin Islands", "Charlotte Amalie, VI"), ("Honolulu Hawai'i", "Honolulu, HI"), ("Fort Lee, NJ", "Fort Lee, NJ"),
    ("20008", "20008 Washington, DC"), ("20008-1234", "20008 Washington, DC"), ("Kansas City, MO", "Kansas City, MO"),
    ("3507 International Place NW, Washington, DC 20008", "20008 Washington, DC"), ("12 Elm Street, Nashville, TN", "Nashville, TN"),
    ("511 Gaston Street, Nashville, TN 37203", "37203 Nashville, TN"),
    ("Columbus, Ohio, USA", "Columbus, OH"), ("3507 International Place NW, Washington, DC 20008, United States", "20008 Washington, DC"),
    ("New York", "New York City, NY"), ("00802", "00802 St Thomas, VI"), ("36.16, -86.78", "36.16, -86.78"), ("36.16 -86.78", "36.16, -86.78"),
])
def test_words_that_name_one_place(words: str, understood: str) -> None:
    assert get_place(words, "us").text == understood


@pytest.mark.parametrize(("words", "code"), [
    ("Nashville", "place.which"), ("Atlantis, GA", "place.unknown"), ("", "place.unknown"), ("   ", "place.unknown"), (",,,", "place.unknown"),
    ("99999", "place.unknown-zip-code"), ("Nashville, TN 20008", "place.zip-code-elsewhere"), ("91, -86.78", "place.impossible"),
    ("Tennessee", "place.whole-state"), ("Maryland", "place.whole-state"), ("Nevada", "place.whole-state"), ("DC", "place.whole-state"),
    ("Puerto Rico", "place.whole-state"), ("USA", "place.unknown"), ("x" * 5000, "place.unknown"), ("Nashville, ZZ", "place.unknown"),
])
def test_words_that_name_none_or_many_are_refused(words: str, code: str) -> None:
    with pytest.raises(NoSuchPlace) as refusal:
        get_place(words, "us")
    assert refusal.value.code == code
    assert len(str(refusal.value)) < 400


def test_a_name_of_many_cities_lists_the_largest_first() -> None:
    with pytest.raises(NoSuchPlace, match="Which Nashville\\? Write it with its State: Nashville, TN; "):
        get_place("Nashville", "us")


def test_a_place_knows_how_far_off_it_may_be_and_its_zone() -> None:
    city, code = get_place("Honolulu, HI", "us"), get_place("96813", "us")
    assert 0 < code.precision_km < city.precision_km <= 25
    assert city.zone == code.zone == "Pacific/Honolulu"


def test_the_middle_of_the_capital_is_in_the_capital() -> None:
    assert locate("", Place(latitude=38.8951, longitude=-77.0366), "us").text == "Washington, DC"


def test_the_gazetteer_is_in_order_and_whole() -> None:
    folder = files("article22") / "packs/us"
    states = list_states("us")
    for name in ("cities.tsv", "zip_codes.tsv"):
        lines = (folder / name).read_text("utf-8").splitlines()
        assert lines == sorted(lines)
        zones = set()
        for line in lines:
            *_, state, _, _, precision, zone = line.split("\t")
            assert state in states
            assert float(precision) > 0
            zones.add(zone)
        for zone in zones:
            ZoneInfo(zone)
    for line in (folder / "cities.tsv").read_text("utf-8").splitlines():
        key, name = line.split("\t")[:2]
        assert key == fold_city(name)


@pytest.mark.parametrize(("latitude", "longitude"), [(float("nan"), 0.0), (float("inf"), 0.0), (90.1, 0.0), (0.0, -180.5)])
def test_coordinates_that_are_none_are_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(NoSuchPlace):
        Place(latitude=latitude, longitude=longitude)


@given(latitude=st.floats(13, 66), longitude=st.floats(-165, 145), bearing=st.floats(0, 360), kilometres=st.floats(0.01, 3))
def test_what_is_near_is_in_the_box_and_as_far_as_the_geodesic_says(latitude: float, longitude: float, bearing: float, kilometres: float) -> None:
    there = Geodesic.WGS84.Direct(latitude, longitude, bearing, kilometres * 1000)
    east, north = offset_km((latitude, longitude), (there["lat2"], there["lon2"]))
    assert math.hypot(east, north) == pytest.approx(kilometres, rel=0.01)
    (south, up), (west, right) = box_around(latitude, longitude, kilometres * 1.01)
    assert south <= there["lat2"] <= up
    assert west <= there["lon2"] <= right
