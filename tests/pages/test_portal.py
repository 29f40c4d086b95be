"""The portal, as a mission's representatives meet it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from article22.contexts.cases.actions import answering, moving, story
from article22.contexts.cases.models import Case, Passage, Reading, Recipient
from article22.contexts.cases.rules.decisions import read_decision
from article22.contexts.cases.rules.terms import CaseKind, Told
from article22.contexts.missions.models import Premises
from article22.ground.accounts.models import Organisation, Person
from article22.ground.wall.session import set_actor
from tests.cases.opening import SATURDAY, as_one, concern, demonstration, file
from tests.cast import SYSTEM, TUESDAY, minutes, stop_clock
from tests.pages.reading import words_of

Browser = Callable[..., Client]
CONCERN = {"summary": "A man photographs the entrance", "description": "For three days now.", "happened": "2026-06-09T14:05", "priority": "3"}
MARCH = {"starts": "2026-06-13T11:00", "ends": "2026-06-13T15:00", "size": "600", "how_known": "social media", "has_counter": "on"}
VALDORIA = "2741 Massachusetts Avenue NW, Washington, DC"


@pytest.fixture(autouse=True)
def tuesday(db: None) -> None:
    stop_clock(TUESDAY)


@pytest.fixture
def ana(visit: Browser) -> Client:
    return visit("representative")


def read(answer: Any) -> str:
    return words_of(answer.content.decode())


def premises(nth: int = 0) -> str:
    """The main place of a representative's own mission."""
    set_actor(SYSTEM)
    number = ("VAL-1", "KES-1")[nth]
    return f"{Premises.objects.get(mission__number=number, is_main=True).pk}"


def tell(client: Client, kind: str = "concern", **given: Any) -> Any:
    """Fill in a form and send it: at the mission's own place, unless another stands in words."""
    base = MARCH if kind == "demonstration" else CONCERN
    sent = {"where": premises(), "once": f"{uuid4()}", "opened": "2026-06-09T18:20:00Z", **base, **given}
    return client.post(f"/portal/tell/{kind}/", {name: value for name, value in sent.items() if value is not None})


def only_case() -> Case:
    set_actor(SYSTEM)
    return Case.objects.get()


def test_a_concern_is_told_and_the_answer_names_the_number_and_who_is_told(ana: Client) -> None:
    page = ana.get("/portal/tell/concern/").content.decode()
    assert 'name="happened" value="2026-06-09T14:20"' in page
    answer = tell(ana)
    case = only_case()
    assert (answer.status_code, answer["Location"]) == (302, f"/portal/{case.number}/?done=concern")
    assert (case.happened_at, case.premises.address, case.reporter["name"]) == (datetime(2026, 6, 9, 18, 5, tzinfo=UTC), VALDORIA, "Ana Ferro")
    done = ana.get(answer["Location"])
    said = read(done)
    assert f"On record as {case.number}. Who is told: Diplomatic Security Service, Secret Service." in said
    assert "Being told now" in said
    assert "due Wed 10 June, 14:20: everybody told acknowledges" in read(ana.get("/portal/"))
    receipt = re.search(r'href="(/receipts/[^"]+\.json)"', done.content.decode())
    assert receipt
    assert ana.get(receipt[1]).json()["entry"]["verb"] == "cases.case-opened"
    assert done["Cache-Control"] == "no-store"


def test_every_page_begins_with_whom_to_call(ana: Client) -> None:
    tell(ana)
    number = only_case().number
    for path in ("", "tell/concern/", "tell/demonstration/", "tell/incident/", "tell/threat-received/", *(
            f"{number}/{page}" for page in ("", "add/", "reply/", "withdraw/", "danger/", "mail/"))):
        page = ana.get(f"/portal/{path}").content.decode()
        body = page.partition("<body>")[2]
        assert body.index("(202) 566-8434") < body.index("<main"), path
        assert "would-dial" in page.split('class="strip"')[1].split("</section>")[0], path
        assert page.count("<h1") == 1, path


def test_a_demonstration_is_asked_for_without_a_person_an_organiser_or_an_opinion(ana: Client) -> None:
    form = ana.get("/portal/tell/demonstration/").content.decode()
    assert "for a person, an organiser or an opinion" in read(ana.get("/portal/tell/demonstration/"))
    assert not re.search(r'name="[^"]*(organi|person|slogan|opinion)[^"]*"', form)
    tell(ana, "demonstration", own_measures="The gate stays shut")
    case = only_case()
    assert (case.starts_at, case.ends_at, case.expected_size) == (SATURDAY, SATURDAY + timedelta(hours=4), 600)
    assert case.summary == f"Demonstration, {VALDORIA}"
    assert case.details == {"how_known": "social media", "has_counter": True, "own_measures": "The gate stays shut"}
    assert "Sat 13 June, 11:00 to 15:00" in read(ana.get(f"/portal/{case.number}/"))


def test_at_most_seven_fields_are_seen_at_once(ana: Client) -> None:
    for kind in ("concern", "demonstration", "incident", "threat-received"):
        seen = ana.get(f"/portal/tell/{kind}/").content.decode().partition('<form class="form"')[2].partition("<details")[0]
        assert len(re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")', seen)) <= 7, kind


def test_a_threat_keeps_its_evidence_and_an_incident_goes_to_the_office_of_foreign_missions_too(ana: Client) -> None:
    said = read(ana.get("/portal/tell/threat-received/"))
    for advice in ("A voicemail: keep it, delete nothing.", "keep it with its headers; do not only forward it", "the exact words, the time and the number",
                   "do not touch it"):
        assert advice in said
    assert tell(ana, "threat-received", how_known="voicemail", priority="2").status_code == 302
    assert tell(ana, "incident", summary="Paint on the wall").status_code == 302
    set_actor(SYSTEM)
    assert set(Case.objects.values_list("kind", "priority")) == {("threat-received", "2"), ("incident", "3")}


@pytest.mark.parametrize(("kind", "given", "said"), [
    ("concern", {"summary": ""}, "This field is required"),
    ("concern", {"happened": "yesterday"}, "Write the time on the clocks of the place"),
    ("concern", {"happened": "2026-06-09T14:05-04:00"}, "Write the time on the clocks of the place"),
    ("concern", {"happened": "9999-12-31T23:59"}, "Write the time on the clocks of the place"),
    ("concern", {"happened": "2026-06-10T14:05"}, "is not in the past"),
    ("concern", {"happened": "2026-03-08T02:30"}, "does not exist on the clocks of the place"),
    ("concern", {"place": "Xyzzyplugh"}, "No place called"),
    ("concern", {"where": None}, "Say where: street, city and State"),
    ("concern", {"where": "x"}, "Select a valid choice"),
    ("concern", {"priority": "9"}, "Select a valid choice"),
    ("demonstration", {"ends": "2026-06-13T10:00"}, "before it starts"),
    ("demonstration", {"ends": ""}, "This field is required"),
    ("demonstration", {"size": "0"}, "greater than or equal to 1"),
    ("demonstration", {"starts": "2026-06-01T10:00", "ends": "2026-06-01T12:00"}, "It ended at"),
])
def test_what_cannot_be_taken_in_is_said_in_the_form_and_nothing_typed_is_lost(ana: Client, kind: str, given: dict[str, Any], said: str) -> None:
    answer = tell(ana, kind, description="These very words", **given)
    assert answer.status_code == 422
    assert said in read(answer)
    assert "These very words" in answer.content.decode()
    set_actor(SYSTEM)
    assert not Case.objects.exists()


def test_another_missions_premises_cannot_be_named(ana: Client) -> None:
    assert tell(ana, where=premises(1)).status_code == 422


def test_a_form_that_is_sent_twice_opens_one_case(ana: Client) -> None:
    key = f"{uuid4()}"
    first, again = tell(ana, once=key), tell(ana, once=key)
    assert (first["Location"], again.status_code) == (again["Location"], 302)
    only_case()
    other = tell(ana, once=key, summary="Something else")
    assert other.status_code == 422
    only_case()
    html = other.content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', html)) | dict(re.findall(
        r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)</textarea>', html))
    assert (fields["summary"], fields["description"]) == ("Something else", CONCERN["description"])
    assert fields["once"] != key
    assert ana.post("/portal/tell/concern/", fields).status_code == 302
    set_actor(SYSTEM)
    assert sorted(Case.objects.values_list("summary", flat=True)) == [CONCERN["summary"], "Something else"]


def test_whoever_is_signed_out_meanwhile_is_led_back_to_the_same_form(visit: Browser, ana: Client) -> None:
    answer = tell(visit())
    assert (answer.status_code, answer["Location"]) == (302, "/account/sign-in/?next=/portal/tell/concern/&undone=1")
    page = ana.get("/portal/tell/concern/").content.decode()
    assert re.search(r'data-draft="concern [0-9a-f-]{36}"', page)
    assert 'src="/static/' in page
    assert "<script>" not in page


def test_an_hour_that_comes_twice_is_asked_about(ana: Client) -> None:
    stop_clock(datetime(2026, 11, 2, 15, 0, tzinfo=UTC))
    given = {"happened": "2026-11-01T01:30", "opened": "2026-11-02T15:00:00Z"}
    asked = tell(ana, **given)
    assert asked.status_code == 422
    assert "comes twice on the clocks of the place" in read(asked)
    assert "the second one, after the clocks went back" in read(asked)
    assert tell(ana, **given, happened_which="later").status_code == 302
    assert only_case().happened_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_now_is_now_even_where_the_clock_shows_the_hour_twice_or_the_place_is_far(ana: Client) -> None:
    stop_clock(datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
    page = ana.get("/portal/tell/concern/").content.decode()
    assert 'name="happened" value="2026-11-01T01:30"' in page
    assert tell(ana, happened="2026-11-01T01:30", opened="2026-11-01T06:30:00Z", where=None, place="Honolulu, HI").status_code == 302
    case = only_case()
    assert (case.happened_at, case.zone) == (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "Pacific/Honolulu")


def test_an_emptied_time_is_now_and_an_end_must_still_be_given(ana: Client) -> None:
    for kind in ("concern", "incident", "threat-received"):
        assert tell(ana, kind, happened="", opened="2026-06-09T17:00:00Z").status_code == 302
    set_actor(SYSTEM)
    assert set(Case.objects.values_list("happened_at", flat=True)) == {TUESDAY}
    number = Case.objects.values_list("number", flat=True)[0]
    assert ana.post(f"/portal/{number}/add/", {"words": "He is back", "happened": "", "opened": "2026-06-09T17:00:00Z"}).status_code == 302
    set_actor(SYSTEM)
    assert Passage.objects.get(words="He is back").happened_at == TUESDAY
    assert tell(ana, "demonstration", ends="").status_code == 422


def test_a_time_is_on_the_clocks_of_the_place_that_was_named(ana: Client) -> None:
    tell(ana, place="Honolulu, HI", happened="2026-06-09T08:00")
    assert only_case().happened_at == datetime(2026, 6, 9, 18, 0, tzinfo=UTC)


def test_who_answered_what_is_late_and_what_was_decided_is_seen(ana: Client) -> None:
    case = file(demonstration())
    row = {one.authority: one for one in Recipient.objects.filter(case=case.id)}
    as_one("watch-officer")
    for one in row.values():
        answering.mark_told(one, how=Told.MAIL, by=SYSTEM, at=TUESDAY)
    answering.acknowledge(row["dss"].pk, name="Dana Reyes", by=as_one("liaison-officer"), at=TUESDAY + minutes(1))
    for page in (read(ana.get("/portal/")), read(ana.get(f"/portal/{case.number}/"))):
        assert "Acknowledged Tue 9 June, 14:21 Dana Reyes" in page
        assert "Told Tue 9 June, 14:20 no answer yet" in page
    stop_clock(datetime(2026, 6, 10, 18, 0, tzinfo=UTC))
    assert "Silent told Tue 9 June, 14:20" in read(ana.get(f"/portal/{case.number}/"))
    stop_clock(datetime(2026, 6, 10, 19, 20, tzinfo=UTC))
    assert "Late by 1 h 00 min" in read(ana.get(f"/portal/{case.number}/"))
    decision = read_decision("modified", ["SZ-2", "RS-1"], measures="Two posts at the gate", offered="No stopping, 08:00 to 17:00",
                             ends_at=SATURDAY + timedelta(hours=5))
    answering.decide_case(case.number, decision, name="Omar Quill", authority="Secret Service", by=as_one("supervisor"), at=TUESDAY + timedelta(days=2))
    stop_clock(TUESDAY + timedelta(days=2))
    page = read(ana.get(f"/portal/{case.number}/"))
    for said in ("Granted in another form", "Two posts at the gate", "SZ-2 two crowds that may meet", "RS-1 no units free at that time",
                 "Offered instead No stopping, 08:00 to 17:00", "Decided by Omar Quill, Secret Service, Thu 11 June, 14:20", "Ends Sat 13 June, 16:00"):
        assert said in page
    assert "Granted in another form" in read(ana.get("/portal/"))


def test_what_is_added_has_two_times_and_what_was_struck_stays_with_its_reason(ana: Client) -> None:
    case = file(concern())
    answer = ana.post(f"/portal/{case.number}/add/", {"words": "He came back\nwith a ladder", "happened": "2026-06-09T14:10", "opened": "x"})
    assert answer["Location"] == f"/portal/{case.number}/?done=add"
    page = ana.get(answer["Location"])
    assert "Tue 9 June 14:10 entered 14:20 He came back with a ladder Ana Ferro" in read(page)
    assert "Added to the story" in read(page)
    refused = ana.post(f"/portal/{case.number}/add/", {"words": "Too early", "happened": "2026-06-09T19:10", "opened": ""})
    assert (refused.status_code, "is still to come" in read(refused), "Too early" in read(refused)) == (422, True, True)
    set_actor(SYSTEM)
    passage = Passage.objects.get(words__startswith="He came back")
    story.strike_passage(passage.pk, "it was a neighbour", name="Ana Ferro", by=as_one("representative"), at=TUESDAY)
    page = ana.get(f"/portal/{case.number}/")
    assert "<del>He came back" in page.content.decode()
    assert "by Ana Ferro: it was a neighbour" in read(page)


def test_a_question_is_seen_first_and_replied_to_once(ana: Client) -> None:
    case = file(demonstration())
    assert "Nothing is asked of you" in read(ana.get(f"/portal/{case.number}/reply/"))
    moving.ask_mission(case.number, "Who opens the gate?", name="Omar Quill", by=as_one("supervisor"), at=TUESDAY)
    page = read(ana.get(f"/portal/{case.number}/"))
    assert "You are asked Who opens the gate? Omar Quill" in page
    assert "Paused it waits for your reply" in page
    assert ana.post(f"/portal/{case.number}/reply/", {"words": "Luca Brandt"})["Location"].endswith("?done=reply")
    assert "You are asked" not in read(ana.get(f"/portal/{case.number}/"))
    late = ana.post(f"/portal/{case.number}/reply/", {"words": "Once more"})
    assert (late.status_code, "Nothing is asked of you" in read(late), "Once more" in read(late)) == (409, True, True)


def test_a_case_is_withdrawn_with_a_reason(ana: Client) -> None:
    case = file(concern())
    assert ana.post(f"/portal/{case.number}/withdraw/", {"words": ""}).status_code == 422
    assert ana.post(f"/portal/{case.number}/withdraw/", {"words": "It was a courier"})["Location"].endswith("?done=withdraw")
    page = read(ana.get(f"/portal/{case.number}/"))
    assert "Withdrawn: It was a courier" in page
    assert "cannot be withdrawn any more" in read(ana.get(f"/portal/{case.number}/withdraw/"))
    assert ana.post(f"/portal/{case.number}/withdraw/", {"words": "again"}).status_code == 409


def test_what_is_added_to_a_case_that_has_ended_is_not_taken_in_and_begins_a_new_report(ana: Client) -> None:
    tell(ana)
    number = only_case().number
    ana.post(f"/portal/{number}/withdraw/", {"words": "It was a courier"})
    page = ana.get(f"/portal/{number}/").content.decode()
    assert "Nobody is told of what would be added to it" in words_of(page)
    assert 'type="file"' not in page
    refused = ana.post(f"/portal/{number}/add/", {"words": "Men with knives\nat the gate", "happened": "2026-06-09T14:20"})
    assert refused.status_code == 409
    assert "This case has ended: Withdrawn" in read(refused)
    assert "Men with knives\nat the gate</textarea>" in refused.content.decode()
    assert 'action="/portal/tell/concern/"' in refused.content.decode()
    begun = ana.post("/portal/tell/concern/", {"after": number, "words": "Men with knives\nat the gate", "once": "a key"})
    assert (begun.status_code, "data-bound" in begun.content.decode()) == (200, True), "no draft stands in the place of the words"
    html = begun.content.decode()
    assert f'value="{number}: Men with knives at the gate"' in html
    assert "Men with knives\nat the gate</textarea>" in html
    set_actor(SYSTEM)
    assert Passage.objects.filter(words__contains="knives").count() == 0
    assert Case.objects.count() == 1


def test_an_emergency_is_called_first_and_then_made_with_one_tap(ana: Client) -> None:
    case = file(concern(), place="Nashville, TN")
    page = ana.get(f"/portal/{case.number}/danger/").content.decode()
    main = page.partition("<main")[2]
    assert main.index('class="dial"') < main.index("<form")
    assert "566-8434" not in main, "outside of Washington 911 is all there is"
    answer = ana.post(f"/portal/{case.number}/danger/", {"csrfmiddlewaretoken": "x"})
    done = read(ana.get(answer["Location"]))
    assert f"{case.number} is an emergency on record now. That calls nobody." in done
    assert only_case().kind == CaseKind.EMERGENCY
    assert "Emergency on record; that calls nobody" in read(ana.get(f"/portal/{case.number}/"))
    again = ana.post(f"/portal/{case.number}/danger/", {"csrfmiddlewaretoken": "x"})
    assert (again.status_code, "cannot become Emergency" in read(again)) == (409, True)


def test_a_look_is_on_record(ana: Client) -> None:
    case = file(concern())
    ana.get(f"/portal/{case.number}/")
    assert "Who has looked Ana Ferro, Security liaison representative: Tue 9 June, 14:20" in read(ana.get(f"/portal/{case.number}/"))
    set_actor(SYSTEM)
    assert Reading.objects.values_list("name", flat=True).get() == "Ana Ferro"


def test_a_person_of_two_missions_acts_in_one_at_a_time(ana: Client) -> None:
    from article22.ground.accounts import queries
    from article22.ground.accounts.actions import people as actions
    from article22.ground.accounts.rules import Role

    case = file(concern())
    set_actor(SYSTEM)
    person, kestria = Person.objects.get(name="Ana Ferro"), Organisation.objects.get(name="Embassy of Kestria")
    actions.add_membership(person, kestria, Role.REPRESENTATIVE, by=SYSTEM, at=TUESDAY)
    other = next(one for one in queries.list_memberships(person.pk) if one.organisation == kestria)
    assert case.number in read(ana.get("/portal/"))
    ana.post("/act-as/", {"membership": f"{other.pk}"})
    page = read(ana.get("/portal/"))
    assert "Embassy of Kestria" in page
    assert case.number not in page
    assert ana.get(f"/portal/{case.number}/").status_code == 404


def test_a_form_is_filed_for_whom_it_was_opened_and_for_nobody_else(ana: Client) -> None:
    from article22.ground.accounts import queries
    from article22.ground.accounts.actions import people as actions
    from article22.ground.accounts.rules import Role

    def opened_for() -> str:
        field = re.search(r'name="opened_for" value="([^"]+)"', ana.get("/portal/tell/concern/").content.decode())
        assert field
        return field[1]

    def refused(**given: str) -> str:
        answer = tell(ana, **given)
        assert answer.status_code == 409
        assert "A man photographs the entrance</textarea>" in answer.content.decode()
        assert not Case.objects.exists()
        return read(answer)

    valdoria = opened_for()
    set_actor(SYSTEM)
    person, organisation = Person.objects.get(name="Ana Ferro"), Organisation.objects.get(name="Embassy of Kestria")
    kestria = f"{actions.add_membership(person, organisation, Role.REPRESENTATIVE, by=SYSTEM, at=TUESDAY).pk}"
    ana.post("/act-as/", {"membership": kestria})  # in another tab
    page = refused(opened_for=valdoria)
    assert "opened for Embassy of Valdoria (Security liaison representative). Now you act for Embassy of Kestria (Security" in page
    assert "Send it for Embassy of Valdoria" in page

    set_actor(SYSTEM)
    actions.end_membership(queries.list_memberships(person.pk)[0].pk, by=SYSTEM, at=TUESDAY + minutes(1))
    page = refused(opened_for=valdoria)
    assert "opened for Embassy of Valdoria" in page
    assert "Send it for Embassy of Valdoria" not in page
    refused(opened_for=valdoria, sent_for=valdoria)  # it ended: choosing it brings nobody back into it
    assert "somebody else" in refused(opened_for=f"{uuid4()}")

    set_actor(SYSTEM)
    actions.end_membership(queries.list_memberships(person.pk)[0].pk, by=SYSTEM, at=TUESDAY + minutes(1))
    assert "Now you act for nobody: your role has ended" in refused(opened_for=kestria)


def test_whoever_wrote_a_form_says_for_which_of_their_missions_it_is(ana: Client) -> None:
    from article22.ground.accounts import queries
    from article22.ground.accounts.actions import people as actions
    from article22.ground.accounts.rules import Role

    set_actor(SYSTEM)
    person, organisation = Person.objects.get(name="Ana Ferro"), Organisation.objects.get(name="Embassy of Kestria")
    valdoria = f"{queries.list_memberships(person.pk)[0].pk}"
    kestria = f"{actions.add_membership(person, organisation, Role.REPRESENTATIVE, by=SYSTEM, at=TUESDAY).pk}"
    ana.post("/act-as/", {"membership": kestria})
    assert tell(ana, opened_for=valdoria, sent_for=valdoria).status_code == 302
    assert Organisation.objects.get(pk=only_case().organisation_id).name == "Embassy of Valdoria"
    assert "Embassy of Valdoria" in read(ana.get("/portal/"))


def test_the_list_is_found_in_and_goes_on(ana: Client) -> None:
    for count in range(22):
        file(concern(summary=f"Worry number {count}"), at=TUESDAY + minutes(count) - minutes(60))
    first = ana.get("/portal/")
    assert first.content.decode().count("<article") == 20
    older = re.search(r'href="(/portal/\?[^"]+)"', first.content.decode())
    assert older
    page = read(ana.get(older[1].replace("&amp;", "&")))
    assert "Worry number 0" in page
    assert "Worry number 2 " not in page
    assert "Worry number 7" in read(ana.get("/portal/", {"words": "worry 7"}))
    assert "No case of yours has these words" in read(ana.get("/portal/", {"words": "elephants"}))
    assert ana.get("/portal/", {"after": "nonsense"}).status_code == 422


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as kept:
        assert client.get(path).status_code == 200
    return len(kept)


def test_a_page_asks_the_database_as_often_for_many_cases_as_for_one(ana: Client) -> None:
    first = file(demonstration())
    for path in ("/portal/", f"/portal/{first.number}/"):
        ana.get(path)
    before = [queries_of(ana, path) for path in ("/portal/", f"/portal/{first.number}/", "/portal/tell/concern/")]
    for _ in range(5):
        file(demonstration())
    rep = as_one("representative")
    for count in range(5):
        story.add_passage(first.number, f"More {count}", name="Ana Ferro", by=rep, at=TUESDAY)
    assert [queries_of(ana, path) for path in ("/portal/", f"/portal/{first.number}/", "/portal/tell/concern/")] == before
    assert max(before) <= 30, before


def test_no_template_asks_the_database(ana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.template import Template

    case, asked, drawn = file(demonstration()), [], Template._render

    def render(self: Template, context: Any) -> Any:
        with CaptureQueriesContext(connection) as kept:
            page = drawn(self, context)
        asked.extend(kept.captured_queries)
        return page

    monkeypatch.setattr(Template, "_render", render)
    for path in ("", "tell/demonstration/", f"{case.number}/", f"{case.number}/mail/", f"{case.number}/danger/"):
        assert ana.get(f"/portal/{path}").status_code == 200
    assert asked == []


def test_the_mail_has_the_same_facts_and_the_right_addresses(ana: Client) -> None:
    tell(ana, "demonstration", description="We ask for presence at the gate.")
    number = only_case().number
    page = ana.get(f"/portal/{number}/mail/")
    said = read(page)
    for fact in ("DSPL@state.gov", f"Case {number} of Embassy of Valdoria: A protest is planned", f"Where: {VALDORIA}", "When: Sat 13 June, 11:00 to 15:00",
                 "How many: about 600", "We ask for presence at the gate.", "Times are on the clocks of Washington"):
        assert fact in said, fact
    assert "mailto:" not in page.content.decode(), "a demo opens no mail program"
    arabic = read(ana.get(f"/portal/{number}/mail/", headers={"Accept-Language": "ar"}))
    assert "Who was told, and who answered:" in arabic
    assert "من أُبلغ" in arabic


def test_a_representatives_home_leads_to_the_portal_and_an_officers_does_not(visit: Browser, ana: Client) -> None:
    home, officers = (client.get("/home/").content.decode() for client in (ana, visit("watch-officer")))
    for path in ("/portal/", "/portal/mission/"):
        assert (f'href="{path}"' in home, f'href="{path}"' in officers) == (True, False)
