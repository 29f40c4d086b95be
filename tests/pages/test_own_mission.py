"""A mission's own page: its people and places, its cards, what is due, and the glass box, in which no reading but of liaison and protection ever stands."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from article22.contexts.missions.actions import representing
from article22.contexts.missions.models import Correction, CorrectionPurge, Representative
from article22.contexts.missions.queries.missions import get_mission, list_premises
from article22.contexts.missions.queries.representatives import list_readings
from article22.contexts.missions.rules.readings import SHOWN, is_shown
from article22.contexts.missions.rules.terms import AskedWhy, WayKind
from article22.ground.accounts.rules import Role, roles_that_may
from article22.ground.journal import actions as journal
from article22.ground.journal.models import Entry
from article22.ground.outbox.queries import list_messages
from article22.ground.wall.session import set_actor
from article22.procedures.cards import issue_wallet_card
from article22.procedures.changing import ask_change
from article22.procedures.minding import mind_tasks
from article22.procedures.reverifying import ask
from tests.cast import MONDAY, SYSTEM, TUESDAY, member, minutes, stop_clock
from tests.pages.conftest import Visit
from tests.pages.test_recalls import old, read, recall_of  # noqa: F401  a fixture
from tests.register.people import somebody
from tests.register.test_recalls import DAY
from tests.register.test_representatives import appoint, as_

OURS = "/portal/mission/"
HIDDEN = (Role.ANALYST, Role.CHIEF_ANALYST, Role.INSPECTOR, Role.ADMINISTRATOR)


@pytest.fixture
def people(db: None) -> None:
    """Two people of Valdoria, found by mail and by telephone; one of them signs in."""
    stop_clock(MONDAY)
    dana = as_("liaison-officer")
    mission = get_mission("VAL-1")
    appoint(mission, "ana.ferro@valdoria.example", WayKind.MAIL, dana)
    appoint(mission, "+12025550177", WayKind.MOBILE, dana)


@pytest.mark.usefixtures("people")
def test_our_people_stand_with_how_they_stand_and_what_reaches_the_others_masked(visit: Visit) -> None:
    page = read(visit("representative"), OURS)
    assert "Can be reached: two verified people, on two channels" in page
    assert "Officer at ana.ferro@valdoria.example" in page
    assert "E-mail: ana.ferro@valdoria.example" in page
    assert "Mobile telephone: …77" in page
    assert "to be verified again by 13 September 2026" in page
    assert "Embassy of Kestria" not in page


@pytest.mark.usefixtures("people")
def test_what_is_due_says_who_must_be_verified_again(visit: Visit) -> None:
    stop_clock(MONDAY + 80 * DAY)
    assert "must be verified again" in read(visit("representative"), OURS)


def test_days_are_those_of_the_missions_place(visit: Visit) -> None:
    evening = MONDAY + 13 * minutes(60)  # 22:00 in Washington, and the next day in UTC
    stop_clock(evening)
    set_actor(SYSTEM)
    mind_tasks(by=SYSTEM, at=evening)
    assert "until 22 June 2026" in read(visit("representative"), OURS)


@pytest.mark.usefixtures("people")
def test_who_was_asked_again_and_what_waits_to_be_confirmed_stand_there_masked(visit: Visit) -> None:
    set_actor(SYSTEM)
    second = Representative.objects.get(name__endswith="+12025550177")
    ask(second.pk, AskedWhy.ASKED, by=SYSTEM, at=MONDAY)
    ask_change(second.pk, somebody("other@valdoria.example").ways[0], None, name="Ana Ferro", by=as_("representative"), at=MONDAY)
    page = read(visit("representative"), OURS)
    assert "asked again, by a link of their own" in page
    assert "How Officer at +12025550177 is reached: a change waits" in page
    assert "E-mail: o…@valdoria.example" in page
    assert "other@valdoria.example" not in page


def test_a_task_of_the_register_stands_where_it_is_due(visit: Visit) -> None:
    stop_clock(MONDAY)
    set_actor(SYSTEM)
    mind_tasks(by=SYSTEM, at=MONDAY)
    page = read(visit("representative"), OURS)
    assert "Fewer than two people can be reached on two channels." in page
    assert "until 22 June 2026" in page


@pytest.mark.usefixtures("people")
def test_what_the_mission_itself_must_see_to_stands_where_its_people_come_in(visit: Visit) -> None:
    stop_clock(MONDAY)
    assert "What is due" not in read(visit("representative"), "/portal/")
    set_actor(SYSTEM)
    representing.fail_address("+12025550177", "drill", by=SYSTEM, at=MONDAY)
    mind_tasks(by=SYSTEM, at=MONDAY)
    page = read(visit("representative"), "/portal/")
    assert "What is due Somebody was not reached: Officer at +12025550177 Your mission" in page
    assert "Fewer than two" not in page, "that is its liaison's"


def read_as(role: str, why: str) -> None:
    """Somebody reads how Valdoria's people are reached, whatever their role may do otherwise."""
    actor = as_(role)
    representing.read_contacts(get_mission("VAL-1"), why, name=f"The {role}", by=replace(actor, verbs=actor.verbs | {"representative.see"}), at=MONDAY)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.REPRESENTATIVE])
def test_a_reading_is_shown_if_it_is_of_liaison_or_protection_and_no_other_ever(role: Role, visit: Visit) -> None:
    read_as(role, f"for case 26-0001 by {role}")
    page = read(visit("representative"), OURS)
    assert (f"for case 26-0001 by {role}" in page, f"The {role}" in page) == (is_shown(role),) * 2
    assert is_shown(role) is (role not in HIDDEN)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("role", HIDDEN)
def test_a_hidden_reading_is_not_even_the_missions_row(role: Role) -> None:
    read_as(role, "an inquiry")
    ana = as_("representative")
    assert not Entry.objects.filter(verb="missions.contacts-read").exists(), "behind the wall it is not there"
    set_actor(SYSTEM)
    assert Entry.objects.filter(verb="missions.contacts-read", role=role).count() == 1, "on record it is"
    mission = get_mission("VAL-1")
    hidden = member(role)
    set_actor(hidden)
    journal.record("missions.contacts-read", mission.pk, by=hidden, at=MONDAY, organisation=mission.organisation_id, words={"why": "x", "name": "x"})
    set_actor(ana)
    assert list_readings(mission, seen_by=ana) == [], "and if it were, it would be left out"


def test_whoever_may_read_contacts_today_is_shown() -> None:
    assert set(roles_that_may("representative.see")) - {Role.REPRESENTATIVE} <= SHOWN


@pytest.mark.usefixtures("people")
def test_a_reading_says_who_when_and_what_for(visit: Visit) -> None:
    lee = visit("watch-officer")
    stop_clock(MONDAY + minutes(7))
    lee.post("/register/VAL-1/people/", {"form": "read", "read-words": "the wall alarm of case 26-0001"})
    stop_clock(MONDAY + minutes(30))
    page = read(visit("representative"), OURS)
    for part in ("Lee Park", "Watch officer", "Mon 15 June, 09:07", "the wall alarm of case 26-0001"):
        assert part in page
    assert "the wall alarm" not in read(visit("representative", 1), OURS)


def test_the_card_that_was_recalled_is_confirmed_with_one_button(old: dict[str, str], visit: Visit) -> None:  # noqa: F811
    ana, recall = visit("representative"), recall_of("VAL-1")
    page = read(ana, OURS)
    for part in ("Your wallet card was replaced", recall.replacement_id, old["VAL-1"], "From 16 June 2026 your liaison telephones"):
        assert part in page
    assert recall_of("VAL-1").closed_at is None
    assert ana.get(f"{OURS}card/").status_code == 405
    assert ana.post(f"{OURS}card/", {"serial": old["VAL-1"]}).status_code == 409
    assert ana.post(f"{OURS}card/", {"serial": recall.replacement_id})["Location"] == OURS
    closed = recall_of("VAL-1")
    assert (closed.closed_how, closed.closed_name) == ("portal", "Ana Ferro")
    assert "Your wallet card was replaced" not in read(ana, OURS)
    assert ana.post(f"{OURS}card/", {"serial": recall.replacement_id}).status_code == 404
    assert recall_of("KES-1").closed_at is None


def test_our_cards_say_which_still_holds(old: dict[str, str], visit: Visit) -> None:  # noqa: F811
    page = read(visit("representative"), OURS)
    assert f"{old['VAL-1']} 9 June 2026 Replaced" in page
    assert f"{recall_of('VAL-1').replacement_id} 9 June 2026 Current" in page
    assert old["KES-1"] not in page


def wrong_path(number: str) -> str:
    set_actor(SYSTEM)
    return f"{OURS}places/{list_premises(get_mission(number), seen_by=SYSTEM, on=TUESDAY.date())[0].pk}/wrong/"


def test_what_is_wrong_of_a_place_goes_to_the_office_of_foreign_missions_and_its_answer_comes_back(visit: Visit) -> None:
    stop_clock(TUESDAY)
    ana, ruth = visit("representative"), visit("ofm-officer")
    assert wrong_path("VAL-1") in ana.get(OURS).content.decode()
    refused = ana.post(wrong_path("VAL-1"), {"words": "  "})
    assert refused.status_code == 422
    assert ana.post(wrong_path("VAL-1"), {"words": "The entrance is on 28th Street."})["Location"] == OURS
    assert ana.post(f"{OURS}places/missing/", {"words": "We rent an annex."})["Location"] == OURS
    assert "The entrance is on 28th Street. with the Office of Foreign Missions 9 June 2026" in read(ana, OURS)
    page = read(ruth, "/register/corrections/")
    for part in ("Embassy of Valdoria", "2741 Massachusetts Avenue NW", "The entrance is on 28th Street.", "A place that is missing"):
        assert part in page
    set_actor(SYSTEM)
    row = Correction.objects.get(words__startswith="The entrance")
    letter, = list_messages(row.pk, seen_by=SYSTEM)
    assert (letter.address, "28th" in f"{letter.subject} {letter.body}") == ("ruth.adler@ofm.example", False)
    assert visit("liaison-officer").post("/register/corrections/", {"correction": row.pk, "outcome": "corrected"}).status_code == 404
    assert ruth.post("/register/corrections/", {"correction": row.pk, "outcome": "nonsense"}).status_code == 404
    assert ruth.post("/register/corrections/", {"correction": row.pk, "outcome": "corrected"}).status_code == 302
    assert ruth.post("/register/corrections/", {"correction": row.pk, "outcome": "stands"}).status_code == 409
    assert "The entrance is on 28th Street. corrected 9 June 2026" in read(ana, OURS)
    assert "28th Street" not in read(visit("representative", 1), OURS)


def test_nobody_corrects_the_place_of_another_mission(visit: Visit) -> None:
    stop_clock(TUESDAY)
    bran = visit("representative", 1)
    assert bran.get(wrong_path("VAL-1")).status_code == 404
    assert bran.post(wrong_path("VAL-1"), {"words": "It is ours."}).status_code == 404


def test_a_mission_without_places_or_people_has_a_page(visit: Visit) -> None:
    stop_clock(TUESDAY)
    set_actor(SYSTEM)
    get_mission("VAL-1").premises.update(ends_on=TUESDAY.date())
    page = read(visit("representative"), OURS)
    assert "No present place is held." in page
    assert "Nobody is named." in page
    assert "None was printed yet." in page


@pytest.mark.usefixtures("people")
def test_the_page_asks_a_fixed_number_of_queries(visit: Visit, django_assert_max_num_queries: Any) -> None:
    client = visit("representative")
    dana = as_("liaison-officer")
    representing.read_contacts(get_mission("VAL-1"), "first reason", name="Dana Reyes", by=dana, at=MONDAY)
    with django_assert_max_num_queries(45) as few:
        client.get(OURS)
    set_actor(dana)
    for number in range(5):
        representing.nominate(get_mission("VAL-1"), somebody(f"{number}@valdoria.example"), by=dana, at=MONDAY)
        representing.read_contacts(get_mission("VAL-1"), f"reason {number}", name="Dana Reyes", by=dana, at=MONDAY + minutes(number))
        set_actor(SYSTEM)
        issue_wallet_card(get_mission("VAL-1"), present=TUESDAY + number * DAY, by=SYSTEM)
        set_actor(dana)
    count = _queries(client)
    assert count == len(few)


def _queries(client: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert client.get(OURS).content.decode().count("reason") == 6
    return len(asked)


def test_on_the_pages_it_is_proposed_decided_and_said_to_the_mission(visit: Visit) -> None:
    stop_clock(TUESDAY)
    purges = "/administration/purges/"
    ruth, priya, ana = visit("ofm-officer"), visit("administrator"), visit("representative")
    for words in ("zanzibar lives on the second floor", "the gate is green"):
        ana.post(f"{OURS}places/missing/", {"words": words})
    set_actor(SYSTEM)
    correction, kept = Correction.objects.order_by("-words").values_list("pk", flat=True)
    for each in (correction, kept):
        assert ruth.post("/register/corrections/", {"purge": f"{each}"}).status_code == 302
    assert read(ruth, "/register/corrections/").count("A second person has it to decide") == 2
    page = read(priya, purges)
    assert (page.count("VAL-1 Waits for a second person"), "zanzibar" in page, "what the mission said is wrong, on Tue 9 June 2026" in page) == (2, False, True)
    set_actor(SYSTEM)
    for row, decide in ((CorrectionPurge.objects.get(correction=correction), "approve"), (CorrectionPurge.objects.get(correction=kept), "refuse")):
        assert priya.post(f"{purges}corrections/{row.pk}/", {"decide": decide}).status_code == 302
    for client, path, gone in ((ruth, "/register/corrections/", "The words were removed by two people"), (ana, OURS, "The words were removed.")):
        shown = read(client, path)
        assert ("zanzibar" in shown, gone in shown, "the gate is green" in shown) == (False, True, True)
