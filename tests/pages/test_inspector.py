"""The inspector's door: reading only, every look on record, the same seed the same sample."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from article22.contexts.cases.actions import answering, story, watching
from article22.contexts.cases.models import Passage, Reading, Recipient
from article22.ground.journal.models import Entry
from article22.ground.wall.session import set_actor
from article22.procedures.attaching import attach_file
from tests.cases.opening import as_one, concern, demonstration, file
from tests.cases.test_actions import granted
from tests.cast import SYSTEM, TUESDAY, minutes, stop_clock
from tests.pages.conftest import Visit
from tests.pages.reading import words_of

DAY = timedelta(days=1)


@pytest.fixture
def worked(db: None) -> Any:
    """S1, as far as a decision: one desk answered in time, one late; a note that was struck; a file."""
    stop_clock(TUESDAY + 3 * DAY)
    case = file(demonstration())
    set_actor(SYSTEM)
    dss, usss = (Recipient.objects.get(case=case.id, authority=authority) for authority in ("dss", "usss"))
    answering.acknowledge(dss.pk, name="Dana Reyes", by=as_one("liaison-officer"), at=TUESDAY + minutes(1))
    attach_file(case.id, b"A flyer", given_name="flyer.txt", name="Ana Ferro", by=as_one("representative"), at=TUESDAY + minutes(2))
    lee = as_one("watch-officer")
    story.add_passage(case.number, "Kestria tells of the same march", is_internal=True, name="Lee Park", by=lee, at=TUESDAY + minutes(3))
    story.add_passage(case.number, "Wrong street", name="Lee Park", by=lee, at=TUESDAY + minutes(4))
    story.strike_passage(Passage.objects.get(words="Wrong street").pk, "it was another", name="Lee Park", by=lee, at=TUESDAY + minutes(5))
    set_actor(SYSTEM)
    watching.watch_clocks(watching.Ladder(person=None, parent="Division", command_center="Center"), by=SYSTEM, at=TUESDAY + DAY + minutes(1))
    omar = as_one("supervisor")
    answering.acknowledge(usss.pk, name="Omar Quill", by=omar, at=TUESDAY + DAY + minutes(90))
    answering.decide_case(case.number, granted(), name="Omar Quill", authority="Secret Service", by=omar, at=TUESDAY + 2 * DAY)
    return case


def test_a_case_is_read_whole_with_what_was_struck_and_what_is_internal(visit: Visit, worked: Any) -> None:
    said = words_of(visit("inspector").get(f"/inspector/{worked.number}/").content.decode())
    for words in ("Wrong street", "it was another", "Kestria tells of the same march", "Only for those who protect", "Dana Reyes", "Omar Quill", "flyer.txt",
                  "expected size against the space", "cases.case-opened", "not sealed yet"):
        assert words in said, words
    assert "@" not in said, "no address is shown"


def test_the_duty_says_what_was_known_told_answered_decided_and_how_late(visit: Visit, worked: Any) -> None:
    page = visit("inspector").get(f"/inspector/{worked.number}/duty/").content.decode()
    said = words_of(page)
    order = ["Embassy of Valdoria: A march to our chancery", "Dana Reyes", "Kestria tells of the same march", "late by 1 h 30 min", "Granted"]
    places = [said.index(words, said.index("Ledger")) for words in order]
    assert places == sorted(places)
    assert "Wrong street" not in said
    assert page.count('class="late"') == 1


def test_every_look_is_an_entry_of_its_own_and_a_reading(visit: Visit, worked: Any) -> None:
    noor = visit("inspector")
    for path in (f"{worked.number}/", f"{worked.number}/duty/", f"{worked.number}/", "?kind=demonstration&seed=abc", "report/", "report.csv"):
        assert noor.get(f"/inspector/{path}").status_code == 200
    set_actor(SYSTEM)
    looks = Entry.objects.filter(verb="cases.case-inspected", subject=f"{worked.id}").order_by("id")
    assert [look.facts["view"] for look in looks] == ["case", "duty", "case"]
    lists = Entry.objects.filter(verb="cases.list-inspected").order_by("id")
    assert [(one.facts["view"], one.facts["kinds"], one.facts["seed"]) for one in lists] == [
        ("sample", "demonstration", "abc"), ("report", "", None), ("report", "", None)]
    assert Reading.objects.filter(case=worked.id, role="inspector").count() == 1
    reader = Reading.objects.get(case=worked.id, role="inspector").name
    assert reader
    assert reader not in words_of(visit("representative").get(f"/portal/{worked.number}/").content.decode())
    assert "Who read it" in words_of(noor.get(f"/inspector/{worked.number}/").content.decode())


def test_the_same_seed_draws_the_same_sample_and_another_another(visit: Visit, db: None) -> None:
    stop_clock(TUESDAY + DAY)
    for _ in range(12):
        file(concern())
    noor = visit("inspector")

    def drawn(address: str) -> list[str]:
        return re.findall(r'href="/inspector/(26-\d+)/"', noor.get(f"/inspector/?{address}").content.decode())

    assert drawn("seed=abc&sample=5") == drawn("seed=abc&sample=5")
    assert len(drawn("seed=abc&sample=5")) == 5
    assert drawn("seed=abc&sample=12") != drawn("seed=abd&sample=12")
    assert sorted(drawn("seed=abc&sample=12")) == sorted(drawn("seed=abd&sample=12")) == sorted(drawn(""))
    answer = noor.get("/inspector/?sample=5")
    assert answer.status_code == 302
    assert re.fullmatch(r"/inspector/\?sample=5&seed=[0-9a-f]{8}", answer["Location"])


@pytest.mark.parametrize("address", ["sample=0", "sample=999", "seed=%00", "seed=a+b", "kind=gossip", "since=yesterday", "until=9999-12-31", "since=0001-01-01",
                                     "mission=x", "after=x"])
def test_what_cannot_be_asked_is_said(address: str, visit: Visit, db: None) -> None:
    assert visit("inspector").get(f"/inspector/?{address}").status_code == 422


@pytest.mark.parametrize("page", ["", "report/", "report.csv"])
@pytest.mark.parametrize("address", ["size=-1", "size=99999999", "sample=5&seeds=ab"])
def test_a_filter_that_nothing_reads_is_named_and_no_other_list_shown(page: str, address: str, visit: Visit, worked: Any) -> None:
    answer = visit("inspector").get(f"/inspector/{page}?{address}")
    assert answer.status_code == 422
    assert re.search("“(size|seeds)” is no filter of this list. Use mission, kind, status, since, until, sample, seed.", answer.content.decode())
    assert worked.number not in answer.content.decode()


def test_filters_narrow_the_list_and_the_report(visit: Visit, worked: Any) -> None:
    file(concern(), nth=1)
    noor = visit("inspector")
    for address, count in (("", 2), ("kind=concern", 1), ("status=decided", 1), ("since=2026-06-09&until=2026-06-09", 2), ("since=2026-06-10", 0),
                           ("until=2026-06-08", 0)):
        assert noor.get(f"/inspector/?{address}").content.decode().count('<tr><th scope="row"') == count, address
    lines = list(csv.DictReader(io.StringIO(noor.get("/inspector/report.csv?kind=demonstration").content.decode())))
    assert [(line["mission"], line["cases"], line["open"], line["demonstration"], line["concern"], line["answered"], line["silent"], line["granted"],
             line["median_minutes_to_acknowledgement"]) for line in lines] == [("VAL-1", "1", "1", "1", "0", "2", "0", "1", "765.5")]
    assert (lines[0]["clocks_kept"], lines[0]["clocks_late"]) == ("1", "1")


def test_a_case_takes_as_many_statements_whatever_it_holds(visit: Visit, worked: Any) -> None:
    small = file(concern())
    noor = visit("inspector")
    for path in ("", "duty/"):
        counts = []
        for number in (small.number, worked.number):
            noor.get(f"/inspector/{number}/{path}")
            with CaptureQueriesContext(connection) as asked:
                noor.get(f"/inspector/{number}/{path}")
            counts.append(len(asked))
        assert counts[0] == counts[1], counts


def test_nothing_is_written_through_this_door(visit: Visit, worked: Any) -> None:
    noor = visit("inspector")
    for path in ("", f"{worked.number}/", f"{worked.number}/duty/", "report/", "report.csv"):
        assert noor.post(f"/inspector/{path}").status_code == 405
    assert noor.post(f"/cases/{worked.number}/attachments/").status_code == 404
    assert noor.get("/inspector/26-9999/").status_code == 404
    assert noor.get("/home/").content.decode().count("/inspector/") == 1
