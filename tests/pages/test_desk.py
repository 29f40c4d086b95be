"""The desk: every act, every role, what is refused keeps what was typed, and who wrote second is told."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from article22.contexts.cases.actions import story
from article22.contexts.cases.models import Case, Clock, Passage, Reading, Recipient
from article22.contexts.cases.rules.terms import CaseKind, Status
from article22.contexts.missions.models import Premises
from article22.ground.journal.models import Entry
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import Fate
from article22.ground.wall.session import set_actor
from article22.procedures import watching
from article22.procedures.reporting import Sent, file_case
from tests.cases.opening import SATURDAY, as_one, concern, demonstration, emergency, file
from tests.cases.test_telling import settle
from tests.cast import MONDAY, SYSTEM, TUESDAY, minutes, stop_clock
from tests.pages.reading import words_of
from tests.register.test_agreements import place_of, police_of

Visit = Callable[..., Client]
DESK = ("watch-officer", "liaison-officer", "analyst", "chief-analyst", "supervisor", "ofm-officer")


@pytest.fixture(autouse=True)
def tuesday(db: None) -> None:
    stop_clock(TUESDAY)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def case_of(number: str) -> Case:
    set_actor(SYSTEM)
    return Case.objects.get(number=number)


def send(client: Client, case: str, act: str, status: int = 302, **given: Any) -> Any:
    answer = client.post(f"/desk/{case}/{act}/", given)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer


def add(client: Client, case: str, words: str, status: int = 302) -> str:
    answer = client.post(f"/portal/{case}/add/", {"words": words, "happened": "2026-06-09T14:20"})
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def test_the_queue_stands_by_its_next_clock_and_what_is_late_says_how_long(visit: Visit) -> None:
    march, worry = file(demonstration()), file(concern(happened_at=TUESDAY - timedelta(days=10)), at=TUESDAY - timedelta(days=9))
    said = words_of(page(visit("watch-officer"), "/desk/"))
    assert said.index(worry.number) < said.index(march.number)
    assert "late" in said
    assert "2 in all, 1 late" in said


@pytest.mark.parametrize("role", DESK)
def test_a_role_is_drawn_only_what_it_may_do_and_what_is_drawn_can_be_opened(role: str, visit: Visit) -> None:
    opened = file(concern())
    client = visit(role)
    html = page(client, f"/desk/{opened.number}/")
    drawn = set(re.findall(rf"/desk/{opened.number}/([a-z]+)/(?:#do)?\"", html))
    expected = {
        "watch-officer": {"acknowledge", "call", "sort", "ask", "decide", "move", "route", "merge", "promote", "add", "note", "emergency",
                              "hold", "purge"},
        "analyst": {"acknowledge", "sort", "move", "add", "note", "emergency"}, "ofm-officer": {"sort", "add", "emergency"},
        "supervisor": {"acknowledge", "sort", "ask", "decide", "move", "promote", "add", "emergency"}}
    expected |= {"liaison-officer": expected["watch-officer"], "chief-analyst": expected["analyst"]}
    assert drawn - {"strike"} == expected[role]
    for do in drawn - {"acknowledge", "emergency"}:
        assert f'action="/desk/{opened.number}/{do}/"' in page(client, f"/desk/{opened.number}/{do}/")


def test_a_supervisor_sees_only_what_its_desk_was_told_of(visit: Visit) -> None:
    told, other = file(concern()), file(concern(), role="liaison-officer", mission="MRS-2", place="Nashville, TN")
    client = visit("supervisor")
    said = page(client, "/desk/")
    assert told.number in said
    assert other.number not in said
    page(client, f"/desk/{other.number}/", 404)


@pytest.mark.parametrize("role", ["representative", "administrator", "inspector"])
def test_for_others_there_is_no_desk(role: str, visit: Visit) -> None:
    opened = file(concern())
    client = visit(role)
    for path in ("/desk/", f"/desk/{opened.number}/", "/desk/reading/?words=va"):
        page(client, path, 404)
    for act in ("acknowledge", "sort", "move", "emergency", "add"):
        send(client, opened.number, act, 404)


def test_looking_is_put_on_record_once_an_hour(visit: Visit) -> None:
    opened = file(concern())
    client = visit("watch-officer")
    page(client, "/desk/")
    set_actor(SYSTEM)
    assert Reading.objects.count() == 0
    for path in (f"/desk/?case={opened.number}", f"/desk/{opened.number}/"):
        page(client, path)
    set_actor(SYSTEM)
    assert [one.name for one in Reading.objects.all()] == ["Lee Park"]


def test_a_desk_acknowledges_for_itself_and_records_who_called_back(visit: Visit) -> None:
    opened = file(demonstration())
    client = visit("watch-officer")
    set_actor(SYSTEM)
    dss, usss = (Recipient.objects.get(case=opened.id, authority=name) for name in ("dss", "usss"))
    send(client, opened.number, "acknowledge", of=dss.pk)
    refused = send(client, opened.number, "call", 422, recipient=usss.pk, name="", is_answer="yes")
    assert "required" in refused.content.decode()
    refused = send(client, opened.number, "call", 409, recipient=usss.pk, name="Sgt Quill", is_answer="yes", called_at="2026-06-09T10:00")
    assert 'value="Sgt Quill"' in refused.content.decode()
    send(client, opened.number, "call", recipient=usss.pk, name="Sgt Quill", is_answer="yes")
    assert case_of(opened.number).status == Status.ACKNOWLEDGED
    other = file(concern(), role="liaison-officer", mission="MRS-2", place="Nashville, TN")
    set_actor(SYSTEM)
    send(client, opened.number, "call", 422, recipient=Recipient.objects.filter(case=other.id).first().pk, name="x", is_answer="no")


def test_sorting_by_two_people_tells_the_second_and_loses_nothing(visit: Visit) -> None:
    opened = file(concern())
    first, second = visit("watch-officer"), visit("liaison-officer")
    version = re.search(r'name="version" value="(\d+)"', page(second, f"/desk/{opened.number}/sort/"))
    assert version
    send(first, opened.number, "sort", version=1, priority="2", reason="He came back.", link="premises", harm=["disturbance"], basis=["vcdr-22-2"])
    refused = send(second, opened.number, "sort", 409, version=version[1], priority="1", link="personnel", persons=["family"]).content.decode()
    assert "Lee Park changed this at" in refused
    assert '<option value="personnel" selected>' in refused
    assert re.search(r'value="family"[^>]*checked', refused)
    again = re.search(r'name="version" value="(\d+)"', refused)
    assert again
    assert (case_of(opened.number).priority, int(again[1])) == ("2", case_of(opened.number).version)
    send(second, opened.number, "sort", version=again[1], priority="1", reason="A child was followed.", link="personnel", persons=["family"])
    assert case_of(opened.number).matter["persons"] == ["family"]


def test_another_priority_has_a_reason_and_what_is_owed_is_reckoned_anew(visit: Visit) -> None:
    opened = file(concern(kind=CaseKind.INCIDENT))
    stop_clock(TUESDAY + minutes(60))
    client = visit("watch-officer")
    refused = send(client, opened.number, "sort", 409, version=1, priority="1", link="premises", reason=" ").content.decode()
    assert "Say why the priority is 1 and no longer 3" in refused
    send(client, opened.number, "sort", version=1, priority="1", link="premises", reason="A bottle was thrown.")
    case = case_of(opened.number)
    triage = case.clocks.get(name="triage")
    assert triage.due_at == case.next_due_at == TUESDAY + minutes(90)
    entry = Entry.objects.get(verb="cases.clock-reckoned", subject=f"{triage.pk}")
    assert (entry.facts["was"], entry.facts["now"]) == ("2026-06-09T22:20:00.000000+00:00", "2026-06-09T19:50:00.000000+00:00")
    said = words_of(page(client, f"/desk/{opened.number}/"))
    assert "A bottle was thrown." in said
    assert "Of priority 1, gravest now: sorting is due" in said
    mission = words_of(page(visit("representative"), f"/portal/{opened.number}/"))
    assert "sorting is due" in mission
    assert "A bottle was thrown." not in mission


def test_a_lapse_goes_further_sooner_once_it_is_grave(visit: Visit) -> None:
    opened = file(concern(kind=CaseKind.INCIDENT))
    set_actor(SYSTEM)
    Clock.objects.filter(case=opened.id, name="triage").update(state="late", escalates_at=TUESDAY + minutes(50), holder_name="the parent office")
    send(visit("watch-officer"), opened.number, "sort", version=1, priority="1", link="premises", reason="A bottle was thrown.")
    triage = case_of(opened.number).clocks.get(name="triage")
    assert (triage.state, triage.escalates_at) == ("late", TUESDAY + minutes(15))


def test_the_mission_is_asked_what_hangs_on_it_is_paused_and_says_why(visit: Visit) -> None:
    opened = file(demonstration())
    client = visit("liaison-officer")
    send(client, opened.number, "ask", words="How many people?")
    said = words_of(page(client, f"/desk/{opened.number}/"))
    assert "paused until" in said
    assert "How many people?" in said


def test_a_decision_needs_a_code_and_what_was_typed_stays(visit: Visit) -> None:
    opened = file(demonstration())
    client = visit("supervisor")
    refused = send(client, opened.number, "decide", 422, outcome="granted", measures="Two posts at the gate").content.decode()
    assert "Two posts at the gate</textarea>" in refused
    refused = send(client, opened.number, "decide", 409, outcome="declined-with-advice", reasons=["SZ-7"]).content.decode()
    assert "what is offered instead" in refused
    send(client, opened.number, "decide", outcome="granted", reasons=["SZ-1", "SZ-2"], measures="Two posts", ends_at="2026-06-13T16:00")
    said = words_of(page(client, f"/desk/{opened.number}/"))
    assert "Granted. Two posts" in said
    assert "SZ-2: two crowds that may meet" in said
    assert case_of(opened.number).decisions.get().ends_at.isoformat() == "2026-06-13T20:00:00+00:00"  # 16:00 in Washington


def test_whoever_asked_is_not_offered_to_decide(visit: Visit) -> None:
    opened = file(concern(), role="liaison-officer", mission="VAL-1")
    assert f"/desk/{opened.number}/decide/" not in page(visit("liaison-officer"), f"/desk/{opened.number}/")


def test_a_case_moves_along_its_table_and_an_end_says_why(visit: Visit) -> None:
    opened = file(concern())
    client = visit("watch-officer")
    html = page(client, f"/desk/{opened.number}/move/")
    assert set(re.findall(r'name="to" value="([a-z-]+)"', html)) == {"under-review", "closed", "withdrawn"}
    send(client, opened.number, "move", 422, to="planned")
    send(client, opened.number, "move", 409, to="withdrawn")
    send(client, opened.number, "move", to="under-review")
    assert case_of(opened.number).status == Status.UNDER_REVIEW


def test_one_key_makes_an_emergency_and_the_numbers_stand_first(visit: Visit) -> None:
    opened = file(concern())
    client = visit("watch-officer")
    answer = send(client, opened.number, "emergency", **{"from": "desk"})
    assert answer["Location"] == f"/desk/?case={opened.number}&done=emergency"
    said = words_of(page(client, answer["Location"]))
    assert case_of(opened.number).kind == CaseKind.EMERGENCY
    assert said.index("Danger now? Hand the caller over") < said.index("Emergency, Answered")
    send(client, opened.number, "promote", 422, to="incident")


def test_a_concern_becomes_a_demonstration_with_its_window(visit: Visit) -> None:
    opened = file(concern())
    client = visit("liaison-officer")
    for window in ({}, {"starts_at": "2026-06-13T11:00", "ends_at": "2026-06-13T10:00"}, {"starts_at": "2026-06-13T11:00", "ends_at": "2026-10-13T11:00"},
                   {"starts_at": "2036-06-13T11:00", "ends_at": "2036-06-13T12:00"}, {"starts_at": "2026-05-13T11:00", "ends_at": "2026-06-13T11:00"}):
        send(client, opened.number, "promote", 422, to="demonstration", **window)
    send(client, opened.number, "promote", to="demonstration", starts_at="2026-06-13T11:00", ends_at="2026-06-13T15:00")
    assert case_of(opened.number).starts_at.isoformat() == "2026-06-13T15:00:00+00:00"


def test_an_hour_that_comes_twice_is_asked_about_at_the_desk_and_one_that_is_left_out_is_said_to_be(visit: Visit) -> None:
    opened = file(concern())
    client = visit("liaison-officer")
    window = {"starts_at": "2026-11-01T01:30", "ends_at": "2026-11-01T05:00"}
    assert "Which of the two hours?" not in words_of(page(client, f"/desk/{opened.number}/promote/"))
    asked = words_of(send(client, opened.number, "promote", 422, to="demonstration", **window).content.decode())
    assert "2026, 01:30 comes twice on the clocks of the place: they go back then." in asked
    assert asked.count("Which of the two hours?") == 1
    left_out = send(client, opened.number, "promote", 422, to="demonstration", starts_at="2027-03-14T02:30", ends_at="2027-03-14T05:00").content.decode()
    assert "02:30 does not exist on the clocks of the place" in words_of(left_out)
    assert "time zone" not in left_out
    send(client, opened.number, "promote", to="demonstration", **window, starts_at_which="later")
    assert case_of(opened.number).starts_at.isoformat() == "2026-11-01T06:30:00+00:00"
    stop_clock(datetime(2026, 11, 2, 15, 0, tzinfo=UTC))
    client = visit("liaison-officer")
    set_actor(SYSTEM)
    for act, given in (("add", {"words": "The man left."}), ("decide", {"outcome": "granted", "reasons": "SZ-1", "measures": "x"}),
                       ("call", {"recipient": Recipient.objects.filter(case=opened.id)[0].pk, "name": "x", "is_answer": "no"})):
        name = {"add": "happened_at", "decide": "ends_at", "call": "called_at"}[act]
        assert "comes twice" in words_of(send(client, opened.number, act, 422, **given, **{name: "2026-11-01T01:30"}).content.decode()), act


def test_a_duplicate_is_proposed_and_a_person_joins_it(visit: Visit) -> None:
    first = file(demonstration())
    second = file(demonstration(summary="March past our chancery, 600 people"), nth=1, place="2745 Massachusetts Avenue NW, Washington, DC")
    far = file(demonstration(), role="liaison-officer", mission="KES-2", place="Chicago, IL")
    client = visit("liaison-officer")
    html = page(client, f"/desk/{second.number}/merge/")
    assert f'value="{first.number}"' in html
    assert far.number not in html
    assert "Perhaps the same" in html
    send(client, second.number, "merge", 409)
    send(client, second.number, "merge", 409, number="26-9999")
    send(client, second.number, "merge", into=first.number)
    assert case_of(second.number).merged_into_id == first.id


def test_a_joined_case_is_seen_from_the_one_that_goes_on_with_what_its_mission_adds(visit: Visit) -> None:
    ours, theirs = file(demonstration()), file(demonstration(description="They pass our gate."), nth=1)
    watch, bran = visit("watch-officer"), visit("representative", 1)
    send(watch, theirs.number, "merge", into=ours.number)
    assert f'Joined to <a href="/desk/{ours.number}/">' in page(watch, f"/desk/{theirs.number}/")
    assert "New words" not in page(watch, "/desk/")
    add(bran, theirs.number, "Now they carry knives.")
    assert "New words, not read yet" in words_of(page(watch, "/desk/"))
    for path in (f"/desk/{ours.number}/", f"/desk/?case={ours.number}"):
        said = page(watch, path)
        assert f'href="/desk/{theirs.number}/"' in said
        assert "Now they carry knives." in said
    assert "knives" not in page(visit("representative"), f"/portal/{ours.number}/")
    assert "New words" not in page(watch, "/desk/")
    send(watch, ours.number, "move", to="closed")
    refused = add(bran, theirs.number, "Still here.", status=409)  # nobody watches the case that went on
    assert 'action="/portal/tell/concern/"' in refused


def test_words_of_a_mission_mark_the_row_until_an_officer_of_the_desk_opens_the_case(visit: Visit) -> None:
    late, case, other = file(concern(happened_at=TUESDAY - timedelta(days=10)), at=TUESDAY - timedelta(days=9)), file(demonstration()), file(concern())
    ana, watch = visit("representative"), visit("watch-officer")
    add(ana, case.number, "There are more of them.")
    said = words_of(page(watch, "/desk/"))
    assert said.index(late.number) < said.index(case.number) < said.index(other.number), "it is owed a look since it came"
    assert said.count("New words, not read yet") == 1
    for client, path, headers in ((visit("analyst"), "", {}), (visit("inspector"), "", {}), (watch, f"?case={case.number}", {"A22-Again": "1"})):
        client.get(f"/desk/{path}" if path else f"/desk/{case.number}/", headers=headers)
        assert case_of(case.number).unread_at == TUESDAY, "neither whoever does not run the desk nor a page that asks for itself has read it"
    seen = case_of(case.number)
    stop_clock(TUESDAY + minutes(1))
    add(ana, case.number, "They have knives.")
    story.mark_read(seen, by=as_one("watch-officer"))
    assert case_of(case.number).unread_at == TUESDAY + minutes(1), "what came since the page was read stays unread"
    page(watch, f"/desk/?case={case.number}")
    assert case_of(case.number).unread_at is None
    send(watch, case.number, "ask", words="How many?")
    assert ana.post(f"/portal/{case.number}/reply/", {"words": "Four."}).status_code == 302
    assert case_of(case.number).unread_at == TUESDAY + minutes(1)


def test_words_on_what_began_undecided_bring_it_back_into_the_queue(visit: Visit) -> None:
    case = file(demonstration())
    set_actor(SYSTEM)
    watching.watch(by=SYSTEM, at=SATURDAY)
    stop_clock(SATURDAY + minutes(5))
    watch = visit("watch-officer")
    assert case.number not in page(watch, "/desk/")
    add(visit("representative"), case.number, "They climb the fence.")
    assert case.number in page(watch, "/desk/")


def test_routing_again_adds_and_drops_and_counts_the_hop(visit: Visit) -> None:
    opened = file(concern())
    client = visit("watch-officer")
    set_actor(SYSTEM)
    usss = Recipient.objects.get(case=opened.id, authority="usss")
    send(client, opened.number, "route", 409, need="concern", place="")
    send(client, opened.number, "route", 422, need="concern", place="Atlantis, GA")
    send(client, opened.number, "route", need="concern", place="Nashville, TN", drop=[usss.pk], reason="It is at the consulate.")
    case = case_of(opened.number)
    standing = {(row.authority, row.office) for row in case.recipients.filter(dropped_at=None)}
    assert ("dss", "atlanta") in standing
    assert "usss" not in {authority for authority, _ in standing}
    assert (case.hops, case.city) == (2, "Nashville")
    said = words_of(page(client, f"/desk/{opened.number}/"))
    assert "Nothing more is asked of Secret Service" in said
    assert "Sent on 2 times." in said


def test_a_late_clock_is_taken_over_and_what_is_done_by_hand_is_ticked(visit: Visit) -> None:
    opened = file(emergency(), role="watch-officer", mission="VAL-1")
    client = visit("watch-officer")
    set_actor(SYSTEM)
    Clock.objects.filter(case=opened.id, name="locate").update(state="late", due_at=TUESDAY - minutes(2), holder_name="the parent office")
    late = Clock.objects.get(case=opened.id, name="locate")
    assert "with the parent office" in words_of(page(client, f"/desk/{opened.number}/"))
    send(client, opened.number, "take", of=late.pk)
    tell = Clock.objects.get(case=opened.id, name="tell-mission") if set_actor(SYSTEM) is None else None
    assert tell
    send(client, opened.number, "tick", 422, clock=tell.pk, words="")
    send(client, opened.number, "tick", clock=tell.pk, words="Luca Brandt told at 14:21")
    set_actor(SYSTEM)
    assert Clock.objects.get(pk=tell.pk).state == "kept"
    assert Clock.objects.get(pk=late.pk).holder_name == "Lee Park"


def test_the_story_grows_an_internal_note_stays_inside_and_a_strike_keeps_its_words(visit: Visit) -> None:
    opened = file(concern())
    client = visit("watch-officer")
    send(client, opened.number, "add", words="The man left.", happened_at="2026-06-09T14:10")
    send(client, opened.number, "add", 422, words="Later", happened_at="2026-06-09T19:10")
    send(client, opened.number, "note", words="Known from March.")
    set_actor(SYSTEM)
    passage = Passage.objects.get(words="The man left.")
    assert passage.happened_at.isoformat() == "2026-06-09T18:10:00+00:00"
    send(client, opened.number, "strike", passage=passage.pk, reason="Another man.")
    said = page(client, f"/desk/{opened.number}/")
    assert "<del>The man left.</del>" in said
    assert "Protectors only" in said


def test_a_purge_is_proposed_at_the_desk_once_and_decided_elsewhere(visit: Visit) -> None:
    opened = file(concern())
    client = visit("watch-officer")
    assert "Why every word of this case is to be removed" in page(client, f"/desk/{opened.number}/purge/")
    send(client, opened.number, "purge", 409, why="retention")  # an open case
    send(client, opened.number, "purge", why="spill")
    send(client, opened.number, "purge", 409, why="spill")
    assert case_of(opened.number).summary  # still there, until a second person agrees
    assert opened.number in page(visit("administrator"), "/administration/purges/")


@pytest.mark.parametrize(("line", "mission", "kind", "summary"), [
    ("va two men at the gate", "VAL-1", "emergency", "two men at the gate"), ("VAL-2 man with a knife", "VAL-2", "emergency", "man with a knife"),
    ("va san francisco smoke", "VAL-2", "emergency", "san francisco smoke"), ("intruder in the garden kes", "KES-1", "emergency", "intruder in the garden"),
    ("valdoria man filming the entrance", "VAL-1", "concern", "man filming the entrance"),
    ("tyr threat by voicemail", "TYR-1", "threat-received", "threat by voicemail"),
    ("concern va nothing in particular", "VAL-1", "concern", "nothing in particular"), ("mbi", "MBI-1", "emergency", "mbi"),
])
def test_a_line_is_read_and_logged_in_whatever_order_its_facts_come(line: str, mission: str, kind: str, summary: str, visit: Visit) -> None:
    client = visit("watch-officer")
    answer = client.post("/desk/log/", {"words": line, "elapsed": "4000", "do": "log"})
    assert answer.status_code == 302, answer.content.decode()[-2500:]
    case = case_of(re.search(r"case=([\d-]+)", answer["Location"])[1])  # type: ignore[index]
    assert (case.mission.number, case.kind, case.summary) == (mission, kind, summary)
    assert case.happened_at == TUESDAY - timedelta(seconds=4)
    assert case.premises is not None
    assert case.premises.is_main


def test_a_line_that_names_the_residence_is_there(visit: Visit) -> None:
    answer = visit("watch-officer").post("/desk/log/", {"words": "va intruder at the residence", "do": "log"})
    case = case_of(re.search(r"case=([\d-]+)", answer["Location"])[1])  # type: ignore[index]
    assert case.premises is not None
    assert case.premises.kind == "residence"


def logged(client: Client, **given: str) -> Case:
    answer = client.post("/desk/log/", {"do": "log", **given})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    set_actor(SYSTEM)
    return Case.objects.latest("opened_at", "id")


def test_an_emergency_of_which_nobody_knows_mission_or_place_is_on_record_at_once(visit: Visit) -> None:
    client = visit("watch-officer")
    case = logged(client, words="shots at the gate, caller hung up", phone="202-555-0177")
    assert (case.kind, case.mission, case.organisation, case.latitude) == ("emergency", None, None, None)
    for path in ("/desk/", f"/desk/?case={case.number}", f"/desk/{case.number}/", "/desk/?words=shots"):
        said = words_of(page(client, path))
        assert "Mission not known yet" in said
        assert "shots at the gate" in said
    said = words_of(page(client, f"/desk/{case.number}/"))
    assert "Place not known yet" in said
    assert "Nobody is told yet: where it is, nobody knows." in said
    assert "911 where the caller is" in said
    assert "202-555-0177" in said
    assert client.get("/desk/sheet.pdf").status_code == 200
    for inspected in (f"/inspector/{case.number}/", f"/inspector/{case.number}/duty/", "/inspector/", "/inspector/report/"):
        assert "Mission not known yet" in words_of(page(visit("inspector"), inspected)), inspected
    send(client, case.number, "route", 409, need="emergency", place="")


def test_what_may_be_one_of_several_missions_is_logged_without_one_by_a_key(visit: Visit) -> None:
    client = visit("watch-officer")
    refused = client.post("/desk/log/", {"words": "mar shots fired", "do": "log"})
    assert 'value="unknown" data-key="0"' in refused.content.decode()
    case = logged(client, words="mar shots fired", do="unknown", place="Nashville, TN")
    assert (case.mission, case.city) == (None, "Nashville")
    assert {row.office for row in case.recipients.all()} >= {"atlanta"}


def test_a_mission_sees_nothing_of_a_nameless_case_until_it_is_given_to_it_and_then_the_whole_story(visit: Visit) -> None:
    watch, ana, other = visit("watch-officer"), visit("representative"), visit("representative", 1)
    case = logged(watch, words="shots at the gate")
    send(watch, case.number, "add", words="A white van left to the north.")
    send(watch, case.number, "note", words="Caller sounded drunk.")
    assert "/whose/#do" in page(watch, f"/desk/{case.number}/")
    for client in (ana, other):
        page(client, f"/portal/{case.number}/", 404)
    send(watch, case.number, "whose", 409, mission="xyz")
    send(watch, case.number, "whose", 409, mission="mar")
    send(visit("analyst"), case.number, "whose", 404, mission="VAL-1")
    send(watch, case.number, "whose", mission="va")
    said = words_of(page(ana, f"/portal/{case.number}/"))
    assert "shots at the gate" in said
    assert "A white van left to the north." in said
    assert "drunk" not in said
    page(other, f"/portal/{case.number}/", 404)
    given = case_of(case.number)
    assert given.mission is not None
    assert (given.mission.number, given.city, given.organisation_id) == ("VAL-1", "Washington", given.mission.organisation_id)
    assert "usss" in {row.authority for row in given.recipients.all()}
    assert given.stages.get().organisation == given.organisation_id
    assert Entry.objects.get(verb="cases.case-given").organisation == given.organisation_id
    send(watch, case.number, "whose", 409, mission="KES-1")
    assert f"/{case.number}/whose/" not in page(watch, f"/desk/{case.number}/")


def test_a_line_that_may_mean_several_missions_asks_for_one_key_and_keeps_the_line(visit: Visit) -> None:
    client = visit("watch-officer")
    refused = client.post("/desk/log/", {"words": "mar shots fired", "do": "log", "elapsed": "2500"})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="mar shots fired"' in html
    assert {"MRS-1", "MRS-2", "MBI-1"} <= set(re.findall(r'name="mission" value="([A-Z]+-\d)"', html))
    assert client.post("/desk/log/", {"words": "mar shots fired", "mission": "MRS-2", "elapsed": "9000"}).status_code == 302
    set_actor(SYSTEM)
    case = Case.objects.get()
    assert (case.mission.number, case.city) == ("MRS-2", "Nashville")
    assert client.post("/desk/log/", {"words": "", "do": "log"}).status_code == 422
    assert client.post("/desk/log/", {"words": "xyz qqq", "kind": "concern", "do": "log"}).status_code == 422


def test_a_line_is_shown_as_it_is_read(visit: Visit) -> None:
    client = visit("watch-officer")
    assert "Embassy of Valdoria, Washington" in words_of(page(client, "/desk/reading/?words=va+two+men"))
    assert client.post("/desk/log/", {"words": "va two men at the gate", "do": "read"}).status_code == 200
    set_actor(SYSTEM)
    assert Case.objects.count() == 0
    for role in ("analyst", "supervisor", "ofm-officer"):
        other = visit(role)
        assert 'id="line"' not in page(other, "/desk/")
        assert other.post("/desk/log/", {"words": "va two men", "do": "log"}).status_code == 404


def test_the_desk_says_what_waits_to_be_sent_and_what_is_held(visit: Visit) -> None:
    opened = file(concern())
    client = visit("watch-officer")
    stop_clock(TUESDAY + minutes(1))
    assert "to be sent" not in page(client, "/desk/")
    stop_clock(TUESDAY + timedelta(days=1))
    waits = words_of(page(client, "/desk/"))
    assert "3 messages wait to be sent since Tue 14:20; each is tried again by itself" in waits
    assert "held" not in waits
    set_actor(SYSTEM)
    for message, fate in zip(Message.objects.filter(cause=opened.id), (Fate.NOT_ARMED, Fate.ACCEPTED, Fate.ACCEPTED), strict=True):
        settle(message, fate)
    held = words_of(page(client, "/desk/"))
    assert "1 message is held since Tue 14:20, until the operator lets them go" in held
    assert "to be sent" not in held
    assert "held since" not in words_of(page(visit("supervisor"), "/desk/"))


def test_filters_and_words_find_cases(visit: Visit) -> None:
    mine, other = file(concern()), file(concern(summary="Drone over the roof"), nth=1, place="2745 Massachusetts Avenue NW, Washington, DC")
    client = visit("liaison-officer")
    assert other.number not in page(client, "/desk/?mine=1")
    assert mine.number in page(client, "/desk/?mine=1")
    assert mine.number not in page(client, "/desk/?kind=incident")
    for words, found, not_found in (("drone", other, mine), ("Valdoria", mine, other), (mine.number, mine, other)):
        html = page(client, f"/desk/?words={words}")
        assert found.number in html
        assert not_found.number not in html
    page(client, "/desk/?case=26-9999", 404)


def test_a_case_says_how_its_place_is_registered_for_priority_response_and_as_of_when(visit: Visit) -> None:
    chancery = place_of("VAL-1", "chancery").pk
    ana = as_one("representative")
    number = file_case(Sent(report=demonstration(), premises=chancery), name="Ana Ferro", by=ana, present=TUESDAY).number
    stop_clock(MONDAY)
    lee, omar = visit("watch-officer"), visit("supervisor")
    for path in (f"/desk/{number}/", f"/desk/?case={number}"):
        assert "to be registered No agency was told of this place yet." in words_of(page(lee, path))
        assert "not registered with your agency" in words_of(page(omar, path))
    police_of()
    for client in (lee, omar, visit("analyst")):
        for path in (f"/desk/{number}/", f"/desk/?case={number}"):
            said = words_of(page(client, path))
            assert "confirmed by the agency Foreign Missions Branch, dispatch Confirmed on Mon 15 June 2026." in said
            assert "Do not enter without consent of the head of mission" in said
    link = f"/register/premises/{chancery}/?case={number}"
    assert (link in page(lee, f"/desk/{number}/"), link in page(omar, f"/desk/{number}/")) == (True, False)
    assert visit("representative").post(f"/register/premises/{chancery}/dossier/agree/").status_code == 302
    assert link in page(omar, f"/desk/{number}/")
    stop_clock(MONDAY + timedelta(days=200))
    assert "to be checked again" in words_of(page(omar, f"/desk/{number}/"))
    set_actor(SYSTEM)
    Premises.objects.filter(pk=chancery).update(ends_on=MONDAY.date())
    assert "to be checked again" not in words_of(page(omar, f"/desk/{number}/"))


def test_the_number_of_queries_does_not_grow_with_the_queue(visit: Visit) -> None:
    first = file(concern())
    client = visit("watch-officer")
    paths = ("/desk/", f"/desk/?case={first.number}", f"/desk/{first.number}/")
    for path in paths:
        page(client, path)
    counts = [queries(client, path) for path in paths]
    for _ in range(6):
        file(concern())
    assert [queries(client, path) for path in paths] == counts
    assert max(counts) <= 45, counts


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        page(client, path)
    return len(caught)


def test_the_sheet_for_a_dark_desk_names_what_is_open_and_whom_to_call(visit: Visit) -> None:
    opened = file(concern(), role="liaison-officer", mission="MRS-2", place="Nashville, TN")
    answer = visit("watch-officer").get("/desk/sheet.pdf")
    assert answer["Content-Type"] == "application/pdf"
    said = " ".join(pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    for words in (opened.number, "Consulate of Maristan, Nashville", "404-879-0134", "911", "1 open, 0 late"):
        assert words in said
    partner = " ".join(pypdf.PdfReader(io.BytesIO(visit("supervisor").get("/desk/sheet.pdf").content)).pages[0].extract_text().split())
    assert "Nothing is open." in partner
