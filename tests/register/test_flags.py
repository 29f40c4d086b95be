"""The register for priority response on record: every location stands in it, goes to its police, comes back, and has an owner (R-070)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.actions import assigning, flagging, registering
from article22.contexts.missions.models import Premises, PriorityForm, Registration
from article22.contexts.missions.queries.flags import (
    EVERY,
    Wanted,
    find_desk,
    get_form,
    get_location,
    list_locations,
    list_registrations,
    list_untold,
)
from article22.contexts.missions.queries.liaisons import list_officers
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.queries.standings import map_standings
from article22.contexts.missions.rules.terms import AgencyWord, CannotFlag, Flag, PremisesKind
from article22.ground.journal.models import Entry
from article22.ground.journal.queries import get_words
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import Channel, Settled, State
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures import flagging as procedure
from article22.procedures.casting import _address
from article22.procedures.flagging import FORM, holder_of, keep_flags, send_locations
from tests.cast import MONDAY, SYSTEM, minutes
from tests.register.flags import name_desk, place_in, send_city
from tests.register.test_representatives import as_

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WINTER = timedelta(hours=1)  # 180 days on, the clocks of the place have gone back
LATE = MONDAY + 181 * DAY + WINTER


@pytest.fixture
def dana(db: None) -> Actor:
    """The liaison officer, acting."""
    return as_("liaison-officer")


def answered(form: PriorityForm, word: AgencyWord = AgencyWord.FLAGGED, said: str = "", *, after: timedelta = DAY) -> list[Registration]:
    """The agency answers every location of a form by its link."""
    holder = holder_of(form.pk, door="link")
    set_actor(holder)
    _, rows = get_form(form.pk, seen_by=holder)
    flagging.answer([(row.pk, word, said) for row in rows], name="Sgt. Cole, badge 4411", by=holder, at=MONDAY + after)
    return list(rows)


def test_every_location_is_in_it_from_the_beginning_and_a_new_one_comes_by_itself(dana: Actor) -> None:
    before = list_locations(EVERY, seen_by=dana, at=MONDAY)
    assert {one.premises for one in before} == set(Premises.objects.values_list("pk", flat=True))
    assert {one.standing.flag for one in before} == {Flag.TO_REGISTER}
    set_actor(SYSTEM)
    registering.add_premises(get_mission("BMA-1"), PremisesKind.ANNEX, _address("1 Ala Moana Boulevard", "Honolulu, HI", 21.30, -157.86), is_main=False,
                             by=SYSTEM, at=MONDAY, on=MONDAY.date())
    set_actor(dana)
    assert len(list_locations(EVERY, seen_by=dana, at=MONDAY)) == len(before) + 1


def test_it_goes_to_the_desk_of_its_city_and_is_confirmed_by_its_link_for_180_days(dana: Actor) -> None:
    desk = name_desk(by=dana)
    assert find_desk("nashville", "TN", seen_by=dana) == desk
    form = send_city("Nashville", by=dana)
    place = place_in("Nashville", by=dana)
    assert (place.standing.flag, place.desk) == (Flag.SENT, desk)
    (row,) = answered(form)
    set_actor(dana)
    place = get_location(place.premises, seen_by=dana, at=MONDAY + 2 * DAY)
    assert (place.standing.flag, place.standing.due_at) == (Flag.CONFIRMED, MONDAY + DAY + 180 * DAY + WINTER)
    assert get_location(place.premises, seen_by=dana, at=MONDAY + 181 * DAY + WINTER).standing.flag is Flag.DUE
    (held,) = list_registrations(place.premises, seen_by=dana)
    assert (held.answered_by, held.answered_at) == ("Sgt. Cole, badge 4411", MONDAY + DAY)
    set_actor(SYSTEM)
    entry = Entry.objects.get(verb="missions.location-confirmed", subject=f"{row.pk}")
    assert (entry.role, entry.facts["how"], get_words(entry.pk, seen_by=SYSTEM)) == ("link-holder", "link", {"who": "Sgt. Cole, badge 4411"})
    holder = holder_of(form.pk, door="link")
    set_actor(holder)
    with pytest.raises(CannotFlag, match="answered before"):
        flagging.answer([(row.pk, AgencyWord.FLAGGED, "")], name="Sgt. Cole", by=holder, at=MONDAY + 3 * DAY)


def test_what_the_agency_says_otherwise_comes_back_with_its_words(dana: Actor) -> None:
    name_desk(by=dana)
    form = send_city("Nashville", by=dana)
    (row,) = answered(form, AgencyWord.NOT_OURS, "That is Metro's.")
    set_actor(dana)
    place = get_location(row.premises_id, seen_by=dana, at=MONDAY + 2 * DAY)
    assert (place.standing.flag, place.standing.is_owed(MONDAY + 2 * DAY)) == (Flag.RETURNED, True)
    assert list_registrations(row.premises_id, seen_by=dana)[0].said == "That is Metro's."
    with pytest.raises(CannotFlag, match="Nothing here"):
        send_locations(Wanted(region="TN"), by=dana, at=MONDAY + 2 * DAY)
    metro = name_desk("Franklin", "TN", by=dana)
    send_locations(EVERY, chosen=[row.premises_id], to=metro, by=dana, at=MONDAY + 2 * DAY)
    assert get_location(row.premises_id, seen_by=dana, at=MONDAY + 3 * DAY).desk == metro
    assert Registration.objects.get(pk=row.pk).flag == "withdrawn"


def test_a_confirmation_by_telephone_has_a_name_and_its_time(dana: Actor) -> None:
    desk, place = name_desk(by=dana), place_in("Nashville", by=dana)
    entry = flagging.confirm_by_call(place, desk, "Dispatcher Ruiz, desk 2", MONDAY - DAY, by=dana, at=MONDAY)
    assert Entry.objects.get(pk=entry).facts["how"] == "telephone"
    assert list_registrations(place.premises, seen_by=dana)[0].answered_by == "Dispatcher Ruiz, desk 2"
    assert get_location(place.premises, seen_by=dana, at=MONDAY).standing.due_at == MONDAY + 179 * DAY + WINTER


def test_a_location_that_moved_is_registered_anew_and_one_that_closed_is_taken_out(dana: Actor) -> None:
    name_desk("Washington", "DC", by=dana)
    form = send_city("Washington", by=dana)
    rows = answered(form)
    assert len(rows) > 4
    set_actor(SYSTEM)
    home = Premises.objects.get(mission__number="VAL-1", kind="residence")
    registering.end_premises(home.pk, by=SYSTEM, at=MONDAY + 2 * DAY, on=(MONDAY + 2 * DAY).date())
    Premises.objects.filter(mission__number="KES-1", is_main=True).update(address="2747 Massachusetts Avenue NW, Washington, DC")
    assert [keep_flags(by=SYSTEM, at=MONDAY + 3 * DAY) for _ in range(2)] == [2, 0], "one is withdrawn, and of one its owner hears that it moved"
    assert "another address" in f"{Message.objects.get(kind='missions.priority-due').body}"
    letter = Message.objects.get(kind="missions.priority-out")
    assert home.address not in f"{letter.body}"
    assert [row.premises_id for row in get_form(letter.cause, seen_by=SYSTEM)[1]] == [home.pk]
    stood = {one.number: one.standing.flag for one in list_locations(EVERY, seen_by=SYSTEM, at=MONDAY + 3 * DAY) if one.kind is PremisesKind.CHANCERY}
    assert (stood["KES-1"], stood["VAL-1"]) == (Flag.TO_REGISTER, Flag.CONFIRMED)
    assert not [one for one in list_locations(EVERY, seen_by=SYSTEM, at=MONDAY + 3 * DAY) if one.premises == home.pk]


def test_each_location_has_an_owner_the_officer_assigned_or_who_covers_else_the_responsible_office(dana: Actor) -> None:
    owners = {one.number: one.owner for one in list_locations(EVERY, seen_by=dana, at=MONDAY)}
    first, second = list_officers(seen_by=dana)[:2]
    assert f"{owners['VAL-1'].name}" == "Dana Reyes"
    assert (owners["VAL-2"].id, owners["KES-2"].officer) == ("san-francisco", None)
    assert len(list_locations(Wanted(owner=f"{first.pk}"), seen_by=dana, at=MONDAY)) == 2
    assigning.add_absence(first, second, starts_on=date(2026, 6, 15), ends_on=date(2026, 6, 20), by=dana, at=MONDAY)
    assert get_location(Premises.objects.get(mission__number="VAL-1", is_main=True).pk, seen_by=dana, at=MONDAY).owner.officer == second.pk


def test_the_owner_is_written_to_once_when_a_confirmation_is_180_days_old(dana: Actor) -> None:
    name_desk("Washington", "DC", by=dana)
    answered(send_city("Washington", by=dana))
    set_actor(SYSTEM)
    assert keep_flags(by=SYSTEM, at=LATE - minutes(1)) == 0
    assert keep_flags(by=SYSTEM, at=LATE) == len(list_locations(Wanted(flag=Flag.DUE), seen_by=SYSTEM, at=LATE)) > 4
    assert keep_flags(by=SYSTEM, at=LATE + minutes(1)) == 0
    letters = {one.address: f"{one.body}" for one in Message.objects.filter(kind="missions.priority-due")}
    assert set(letters) >= {"dana.reyes@dss.example", "lee.park@dss.example"}
    assert not any("Garfield" in body for body in letters.values()), "no address of a residence is mailed"
    assert get_directory(at=LATE).today > MONDAY.date()


def test_the_owner_is_written_to_once_when_police_say_otherwise_or_nothing(dana: Actor) -> None:
    name_desk(by=dana)
    answered(send_city("Nashville", by=dana), AgencyWord.NOT_OURS, "That is Metro's.")
    set_actor(SYSTEM)
    assert [keep_flags(by=SYSTEM, at=MONDAY + 2 * DAY) for _ in range(2)] == [1, 0]
    assert "not in its area" in f"{Message.objects.filter(kind='missions.priority-due').last().body}"  # type: ignore[union-attr]
    set_actor(dana)
    send_city("Nashville", by=dana, at=MONDAY + 3 * DAY)
    set_actor(SYSTEM)
    silent = MONDAY + 33 * DAY
    assert [keep_flags(by=SYSTEM, at=at) for at in (silent - minutes(1), silent, silent + minutes(1))] == [0, 1, 0]
    assert "no answer came" in f"{Message.objects.filter(kind='missions.priority-due').order_by('written_at').last().body}"  # type: ignore[union-attr]


@pytest.mark.parametrize(("state", "fault"), [(State.BOUNCED, "dsn-5.1.1"), (State.HELD, "not-armed")])
def test_a_letter_that_takes_out_and_does_not_arrive_is_somebodys_to_see_to(dana: Actor, state: State, fault: str) -> None:
    name_desk(by=dana)
    answered(send_city("Nashville", by=dana))
    set_actor(SYSTEM)
    registering.end_mission(get_mission("MRS-2"), by=SYSTEM, at=MONDAY + 2 * DAY, on=(MONDAY + 2 * DAY).date())
    keep_flags(by=SYSTEM, at=MONDAY + 2 * DAY)
    assert list_untold(seen_by=dana) == []
    letter = Message.objects.get(kind="missions.priority-out")

    def settled(state: State) -> None:
        procedure.hear_of_form(Settled(id=letter.pk, state=state, kind=letter.kind, channel=Channel.MAIL, cause=letter.cause, organisation=None, tries=1,
                                       fault=fault), by=SYSTEM, at=MONDAY + 2 * DAY)

    settled(state)
    (row,) = list_untold(seen_by=dana)
    assert row.told["number"] == "MRS-2"
    settled(State.HANDED)
    assert list_untold(seen_by=dana) == []


def test_all_that_is_due_goes_out_at_once_a_form_for_each_desk_and_what_has_none_is_said(dana: Actor) -> None:
    for city, region in (("Nashville", "TN"), ("Washington", "DC"), ("Chicago", "IL")):
        name_desk(city, region, by=dana)
    flagging.name_desk("Houston", "TX", flagging.GivenDesk(name="Houston Police", email=""), by=dana, at=MONDAY)
    sent = send_locations(EVERY, by=dana, at=MONDAY)
    assert (sent.desks, {one.city for one in sent.left}) == (3, {"Houston", "Honolulu", "San Francisco"})
    assert sent.count + len(sent.left) == len(list_locations(EVERY, seen_by=dana, at=MONDAY))
    with pytest.raises(CannotFlag, match="Houston, TX"):
        send_locations(Wanted(region="TX"), by=dana, at=MONDAY)


@pytest.mark.parametrize("state", [State.BOUNCED, State.FAILED, State.HELD])
def test_a_form_that_did_not_arrive_comes_back_to_its_owner(dana: Actor, state: State) -> None:
    name_desk(by=dana)
    form = send_city("Nashville", by=dana)
    set_actor(SYSTEM)
    procedure.hear_of_form(Settled(id=form.pk, state=state, kind=FORM, channel=Channel.MAIL, cause=form.pk, organisation=None, tries=1, fault="dsn-5.1.1"),
                           by=SYSTEM, at=MONDAY + minutes(2))
    place = place_in("Nashville", by=SYSTEM)
    assert (place.standing.flag, "did not reach" in f"{place.standing.why}") == (Flag.RETURNED, True)
    answered(form)
    set_actor(SYSTEM)
    assert place_in("Nashville", by=SYSTEM, at=MONDAY + 2 * DAY).standing.flag is Flag.CONFIRMED


def test_a_form_that_was_held_and_then_released_waits_for_its_answer_again(dana: Actor) -> None:
    """In a live installation nothing leaves for a police desk before its address is armed."""
    name_desk(by=dana)
    form = send_city("Nashville", by=dana)
    set_actor(SYSTEM)

    def settled(state: State) -> None:
        procedure.hear_of_form(Settled(id=form.pk, state=state, kind=FORM, channel=Channel.MAIL, cause=form.pk, organisation=None, tries=1,
                                       fault="not-armed" if state is State.HELD else ""), by=SYSTEM, at=MONDAY + minutes(2))

    settled(State.HELD)
    assert place_in("Nashville", by=SYSTEM).standing.flag is Flag.RETURNED
    settled(State.HANDED)
    assert place_in("Nashville", by=SYSTEM).standing.flag is Flag.SENT
    form.refresh_from_db()
    assert form.fault == ""
    answered(form)
    set_actor(SYSTEM)
    settled(State.DELIVERED)
    assert place_in("Nashville", by=SYSTEM, at=MONDAY + 2 * DAY).standing.flag is Flag.CONFIRMED


def test_police_of_the_same_name_in_another_state_are_another_desk(dana: Actor) -> None:
    first = name_desk("Nashville", "TN", by=dana, name="City Police", email="records@tn.example")
    other = name_desk("Houston", "TX", by=dana, name="City Police", email="records@tx.example")
    assert (first.pk != other.pk, find_desk("Nashville", "TN", seen_by=dana).email) == (True, "records@tn.example")  # type: ignore[union-attr]
    assert name_desk("Franklin", "TN", by=dana, name="city police", email="new@tn.example").pk == first.pk


def test_naming_a_desk_for_another_city_wipes_nothing_that_is_held_of_it(dana: Actor) -> None:
    desk = name_desk("Nashville", "TN", by=dana, raw="615-555-0100", e164="+16155550100")
    name_desk("Franklin", "TN", by=dana, name=desk.name, email="")
    held = find_desk("Franklin", "TN", seen_by=dana)
    assert held
    assert (held.pk, held.email, held.raw) == (desk.pk, desk.email, "615-555-0100")
    name_desk("Franklin", "TN", by=dana, name=desk.name, email="")
    held.refresh_from_db()
    assert held.email == "", "of a city that it has, an empty field is an answer"


def test_a_desk_that_was_replaced_is_sent_nothing_more_and_one_that_was_chosen_is(dana: Actor) -> None:
    old = name_desk(by=dana)
    answered(send_city("Nashville", by=dana))
    set_actor(dana)
    new = name_desk(by=dana, name="Metro Nashville dispatch", email="dispatch@metro.example")
    place = place_in("Nashville", by=dana, at=LATE)
    assert (place.desk, place.goes_to) == (old, new), "who confirmed it is not who is asked next"
    other = name_desk("Franklin", "TN", by=dana)
    send_locations(EVERY, chosen=[place.premises], to=other, by=dana, at=LATE)
    place = place_in("Nashville", by=dana, at=LATE + DAY)
    assert (place.desk, place.goes_to) == (other, other)


def test_what_has_no_address_is_refused_for_that(dana: Actor) -> None:
    name_desk(by=dana)
    Premises.objects.filter(city="Nashville").update(address="")
    with pytest.raises(CannotFlag) as refused:
        send_locations(Wanted(region="TN"), by=dana, at=MONDAY)
    assert refused.value.code == "flag.no-address"


def test_an_answer_that_comes_while_it_is_sent_again_waits_for_its_turn(dana: Actor) -> None:
    name_desk(by=dana)
    send_city("Nashville", by=dana)
    with CaptureQueriesContext(connection) as asked:
        send_city("Nashville", by=dana)
    assert [one["sql"] for one in asked if 'FROM "missions_registration"' in one["sql"] and 'FOR UPDATE OF "missions_registration"' in one["sql"]]


def test_a_mission_sees_how_its_own_places_stand_and_no_other_does(dana: Actor) -> None:
    name_desk("Washington", "DC", by=dana)
    send_city("Washington", by=dana)
    ana = as_("representative")
    ours, theirs = get_mission("VAL-1").pk, get_mission("KES-1").pk
    found = map_standings([ours, theirs], seen_by=ana, at=MONDAY)
    assert {one.flag for one in found[ours].values()} == {Flag.SENT}
    assert theirs not in found, "of another's it is not said that it is to be registered, either"
    assert set(Registration.objects.visible_to(ana).values_list("premises__mission__number", flat=True)) == {"VAL-1"}
    for act in (lambda: list_locations(EVERY, seen_by=ana, at=MONDAY), lambda: send_locations(EVERY, by=ana, at=MONDAY)):
        with pytest.raises(Absent):
            act()


@pytest.mark.parametrize("role", ["watch-officer", "ofm-officer", "inspector"])
def test_others_read_the_register_and_liaison_alone_keeps_it(dana: Actor, role: str) -> None:
    other = as_(role)
    assert list_locations(EVERY, seen_by=other, at=MONDAY)
    with pytest.raises(Absent):
        name_desk(by=other)
    with pytest.raises(Absent):
        send_locations(EVERY, by=other, at=MONDAY)


def test_the_list_asks_a_fixed_number_of_queries(dana: Actor, django_assert_num_queries: Callable[[int], object]) -> None:
    name_desk("Washington", "DC", by=dana)
    send_city("Washington", by=dana)
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        list_locations(EVERY, seen_by=dana, at=MONDAY)
