"""What holds for every place, need and instant."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given
from hypothesis import strategies as st

from article22.contexts.directory.queries import packs
from article22.contexts.directory.rules.answers import answer_of
from article22.contexts.directory.rules.routes import NoZone, Route, route
from article22.contexts.directory.rules.terms import Agency, Citation, Group, Kind, Known, Liaison, Need
from article22.kernel.place import NoSuchPlace, Place

DIRECTORY = packs.get_pack_directory("us", today=date(2026, 6, 9))
NOTE = date(2024, 4, 16)
SOURCE = Citation(document=DIRECTORY.documents["note-24-704"], quote="a test")
POLICE = Agency(id=UUID(int=1), name="Police of Testville", raw="202-555-0101", e164="+12025550101", is_confirmed=False, source=SOURCE)

points = st.tuples(st.floats(25, 49), st.floats(-124, -67)) | st.tuples(st.floats(38.4, 39.5), st.floats(-78.1, -76.5)) | st.tuples(
    st.floats(18.9, 22.3), st.floats(-160.3, -154.8)) | st.tuples(st.floats(55, 70), st.floats(-165, -131))
places = points.map(lambda point: Place(latitude=point[0], longitude=point[1]))
instants = st.datetimes(datetime(2012, 7, 2), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the zone is given beside it
needs = st.sampled_from(Need)
knowns = st.builds(
    Known, is_mission=st.just(True), liaison=st.sampled_from([None, Liaison(), Liaison(name="Dana Reyes", raw="202-555-0142", e164="+12025550142")]),
    usual_office=st.sampled_from([None, "houston"]), responsible_office=st.sampled_from([None, "miami"]),
    agencies=st.sampled_from([(), (POLICE,)])) | st.just(Known())


def asked(place: Place, need: Need, at: datetime, as_of: date | None = None, known: Known | None = None) -> Route:
    assume(DIRECTORY.outline.has(place.latitude, place.longitude))
    return route(DIRECTORY, place, need, at, as_of, known=known or Known())


@given(places)
def test_no_office_is_nearer_than_the_chosen_one(place: Place) -> None:
    first, *_ = DIRECTORY.atlas.local_office(place).choices
    for office in DIRECTORY.offices:
        for site in office.sites:
            other = Geodesic.WGS84.Inverse(place.latitude, place.longitude, site.latitude, site.longitude, Geodesic.DISTANCE)["s12"] / 1000
            assert first.distance_km is not None
            assert first.distance_km <= other + 1e-6
            if office.id != first.office.id:
                assert first.runner_up is not None
                assert first.runner_up[1] <= other + 1e-6


@given(places, needs, instants, knowns)
def test_911_is_only_for_an_emergency_and_2234_never_since_the_note(place: Place, need: Need, at: datetime, known: Known) -> None:
    answer = asked(place, need, at, known=known)
    for step in answer.steps:
        assert step.authority != "911" or need is Need.EMERGENCY
        if need is Need.EMERGENCY and answer.as_of >= NOTE:
            assert step.e164 != "+12026342234"
    if need is Need.EMERGENCY:
        assert answer.steps[0].raw == "911"


@given(places, needs, instants, knowns)
def test_no_secret_service_number_outside_its_area(place: Place, need: Need, at: datetime, known: Known) -> None:
    answer = asked(place, need, at, known=known)
    if answer.regime == "outside" and "near-boundary" not in {warning.code for warning in answer.warnings}:
        assert "usss" not in {step.authority for step in answer.steps}


@given(places, needs, instants, knowns)
def test_one_step_a_number_groups_in_order_and_no_closed_line_above_an_open_one(place: Place, need: Need, at: datetime, known: Known) -> None:
    steps = asked(place, need, at, known=known).steps
    values = [step.value for step in steps]
    assert len(values) == len(set(values))
    order = list(Group)
    assert [step.group for step in steps] == sorted((step.group for step in steps), key=order.index)
    for index, step in enumerate(steps):
        if step.is_open is False:
            assert step.opens_at is not None
            assert step.opens_at > at
            assert not [later for later in steps[index + 1:] if later.purposes == step.purposes and later.is_open]


@given(places, needs, instants, knowns)
def test_every_step_says_why_and_who_says_so(place: Place, need: Need, at: datetime, known: Known) -> None:
    for step in answer_of(asked(place, need, at, known=known))["steps"]:
        assert step["because"]
        assert step["who"]
        assert step["rule"]["quote"]
        assert (step["source"] is None) == (step["line"]["kind"] == "pointer" or (step["authority"] == "dss" and step["contact"] == "CP-11")
                                            or step["contact"] == "CP-19")
        assert step["line"]["kind"] in {Kind.VOICE, Kind.EMAIL, Kind.POINTER}


@given(places, needs, instants, st.dates(date(2000, 1, 1), date(2012, 6, 30)))
def test_before_every_source_there_is_nothing(place: Place, need: Need, at: datetime, as_of: date) -> None:
    answer = asked(place, need, at, as_of)
    assert (answer.steps, answer.regime, {warning.code for warning in answer.warnings}) == ((), None, {"no-source", "historical"})


@given(places, needs, instants, st.integers(1, 4000))
def test_an_answer_about_the_past_says_so(place: Place, need: Need, at: datetime, days: int) -> None:
    assert asked(place, need, at, DIRECTORY.day_of(at) - timedelta(days=days)).is_historical


@given(places, needs, instants)
def test_the_same_question_has_the_same_answer(place: Place, need: Need, at: datetime) -> None:
    assert answer_of(asked(place, need, at)) == answer_of(asked(place, need, at))


def test_an_assigned_liaison_is_named_only_where_it_may_be_seen() -> None:
    washington, at = Place(latitude=38.914, longitude=-77.052), datetime(2026, 6, 9, 18, 20, tzinfo=UTC)
    named = Liaison(name="Dana Reyes", raw="202-555-0142", e164="+12025550142", email="reyes@dss.example")
    hidden, shown = (answer_of(route(DIRECTORY, washington, Need.CONCERN, at, known=Known(is_mission=True, liaison=liaison)))["steps"]
                     for liaison in (Liaison(), named))
    hidden = hidden[2]
    assert hidden["line"] == {"kind": "pointer", "raw": None, "e164": None, "email": None, "purpose": ["non_emergency"]}
    assert [step["line"]["e164"] or step["line"]["email"] for step in shown[2:4]] == ["+12025550142", "reyes@dss.example"]
    assert "Dana Reyes" in shown[2]["who"]
    assert "Dana Reyes" not in str(hidden)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(NoZone, match="names no instant"):
        route(DIRECTORY, Place(latitude=36.16, longitude=-86.78), Need.CONCERN, datetime(2026, 3, 12, 10, 10))  # noqa: DTZ001  that is the point


@pytest.mark.parametrize(("latitude", "longitude", "words"), [
    (-86.78, 36.16, "the other way round"), (51.5, -0.1, "outside the State"), (43.65, -79.38, "outside the State"),  # Toronto
    (42.3149, -83.0364, "outside the State"),  # Windsor, a river away from Detroit
    (32.5332, -117.019, "outside the State"),  # Tijuana, a fence away from San Diego
])
def test_a_point_outside_the_state_is_refused(latitude: float, longitude: float, words: str) -> None:
    with pytest.raises(NoSuchPlace, match=words):
        route(DIRECTORY, Place(latitude=latitude, longitude=longitude), Need.CONCERN, datetime(2026, 3, 12, tzinfo=UTC))
