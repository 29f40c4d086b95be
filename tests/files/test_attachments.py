"""Attachments behind the wall: kept once, seen as their record is, purged by two people."""

from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from article22.contexts.cases.actions.moving import merge_cases
from article22.contexts.cases.models import Recipient
from article22.contexts.cases.queries.cases import get_case, list_passages
from article22.contexts.cases.rules.terms import CannotMove
from article22.ground.files import actions, queries
from article22.ground.files.models import Attachment, Content
from article22.ground.files.rules.kinds import TooManyFiles
from article22.ground.journal import actions as journal
from article22.ground.journal.models import Entry, Words
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.kernel.text import unpacked
from article22.procedures.attaching import attach_file, fetch_file
from article22.procedures.links import Opens
from tests.cases.opening import as_one, concern, demonstration, file
from tests.cast import SYSTEM, TUESDAY, minutes
from tests.files.samples import png

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.fundamental]
WORDS = b"A voicemail, in words."


def attach(case: UUID, by: Actor, content: bytes = WORDS, *, is_internal: bool = False) -> Attachment:
    return attach_file(case, content, given_name="note.txt", is_internal=is_internal, name="Ana Ferro", by=by, at=TUESDAY + minutes(1))


def seen(by: Actor) -> tuple[int, int]:
    """How many attachments and contents somebody sees, without the program's own filter."""
    set_actor(by)
    return Attachment.objects.count(), Content.objects.count()


def test_a_file_is_kept_once_put_on_record_and_told() -> None:
    first, second = file(concern()), file(concern())
    ana = as_one("representative")
    one, two = attach(first.id, ana), attach(second.id, ana)
    assert one.digest == two.digest
    assert seen(SYSTEM) == (2, 1)
    entry = Entry.objects.get(subject=f"{one.pk}")
    assert (entry.verb, entry.facts["digest"], entry.facts["record"], entry.organisation) == ("files.attached", one.digest, f"{first.id}", ana.organisation)
    assert Words.objects.get(entry=entry).words == "note.txt"
    last = list_passages(get_case(first.id, seen_by=SYSTEM), seen_by=SYSTEM)[-1]
    assert last.said is not None
    assert f"{unpacked(last.said)}" == "A file was attached: text."
    with pytest.raises(TooManyFiles, match="attached already"):
        attach(first.id, as_one("representative"))


def test_a_file_is_seen_as_its_record_is() -> None:
    case = file(demonstration())
    ana = as_one("representative")
    attach(case.id, ana)
    lee = as_one("watch-officer")
    attach(case.id, lee, png(), is_internal=True)
    omar, kestria, dana = (as_one(*who) for who in (("supervisor", 0), ("representative", 1), ("liaison-officer", 0)))
    inspector, admin = as_one("inspector"), as_one("administrator")
    assert {name: seen(actor) for name, actor in (
        ("ana", ana), ("kestria", kestria), ("lee", lee), ("dana", dana), ("omar", omar), ("inspector", inspector), ("admin", admin))} == {
        "ana": (1, 1), "kestria": (0, 0), "lee": (2, 2), "dana": (2, 2), "omar": (2, 2), "inspector": (2, 2), "admin": (0, 0)}
    set_actor(SYSTEM)
    recipient = Recipient.objects.get(case=case.id, authority="usss")
    assert seen(Opens(case=case.id, recipient=recipient.pk).actor("web")) == (1, 1)
    other = file(concern())
    assert seen(Opens(case=other.id, recipient=recipient.pk).actor("web")) == (0, 0)
    set_actor(SYSTEM)
    Recipient.objects.filter(pk=recipient.pk).update(dropped_at=TUESDAY)
    assert seen(omar) == (0, 0)


def test_the_programs_filter_says_the_same_as_the_wall() -> None:
    case = file(demonstration())
    attach(case.id, as_one("representative"))
    attach(case.id, as_one("watch-officer"), png(), is_internal=True)
    for role, nth in (("representative", 0), ("representative", 1), ("supervisor", 0), ("watch-officer", 0), ("inspector", 0), ("administrator", 0)):
        actor = as_one(role, nth)
        assert len(queries.list_attachments(case.id, seen_by=actor)) == seen(actor)[0]


def test_another_mission_can_neither_add_to_a_case_nor_put_a_row_there_by_itself() -> None:
    case = file(concern())
    kestria = as_one("representative", 1)
    with pytest.raises(Absent):
        attach(case.id, kestria)
    for organisation, fault in ((kestria.organisation, IntegrityError), (None, ProgrammingError)):
        with pytest.raises(fault), transaction.atomic():
            actions.attach(case.id, WORDS, given_name="x.txt", audience="mission", organisation=organisation, name="x", by=kestria, at=TUESDAY)


def test_nobody_writes_a_content_by_hand_nor_under_anothers_digest() -> None:
    as_one("watch-officer")
    for sql in ("INSERT INTO files_content VALUES ('x', 'x')", "UPDATE files_content SET content = 'x'", "DELETE FROM files_content",
                "UPDATE files_attachment SET name = 'x'", "DELETE FROM files_attachment"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError, match="its own digest"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT a22_keep_content(%s, %s)", ["0" * 64, b"x"])


def test_who_is_given_a_file_is_on_record() -> None:
    case = file(concern())
    one = attach(case.id, as_one("representative"))
    inspector = as_one("inspector")
    got, content = fetch_file(one.pk, name="Noor Haddad", by=inspector, at=TUESDAY + minutes(5))
    assert (got.name, content) == ("note.txt", WORDS)
    set_actor(SYSTEM)
    assert Entry.objects.filter(subject=f"{one.pk}", verb="files.fetched", person=inspector.person).count() == 1
    assert Entry.objects.filter(subject=f"{case.id}", verb="cases.case-read", person=inspector.person).count() == 1
    with pytest.raises(Absent):
        fetch_file(one.pk, name="x", by=as_one("representative", 1), at=TUESDAY)


def test_a_case_that_goes_on_as_another_takes_no_file() -> None:
    first, second = file(concern()), file(concern())
    merge_cases(first.number, second.number, name="Lee Park", by=as_one("watch-officer"), at=TUESDAY + minutes(1))
    with pytest.raises(CannotMove, match="joined to another"):
        attach(first.id, as_one("representative"))


def mark(case: UUID, second: object) -> UUID:
    admin = as_one("administrator")
    return journal.record("cases.purged", case, by=admin, at=TUESDAY + minutes(9), second=admin.person if second == "same" else second)


def test_two_people_purge_what_no_other_record_holds_and_digest_and_row_stay() -> None:
    first, second = file(concern()), file(concern())
    ana = as_one("representative")
    both, alone, kept = attach(first.id, ana), attach(first.id, ana, png()), attach(second.id, ana)
    for bad in (None, "same"):
        entry = mark(first.id, bad)
        with pytest.raises(IntegrityError, match="names two people"), transaction.atomic():
            actions.purge_attachments(first.id, mark=entry)
    with pytest.raises(IntegrityError, match="names two people"), transaction.atomic():
        actions.purge_attachments(second.id, mark=mark(first.id, as_one("administrator", 1).person))
    actions.purge_attachments(first.id, mark=mark(first.id, as_one("administrator", 1).person))
    assert seen(SYSTEM) == (3, 1)
    row = Attachment.objects.get(pk=alone.pk)
    assert (row.name, row.digest, row.size, row.purged_at) == (None, alone.digest, alone.size, TUESDAY + minutes(9))
    ana = as_one("representative")
    assert queries.get_content(kept, seen_by=ana) == WORDS
    for gone in (both, alone):
        with pytest.raises(Absent):
            queries.get_content(gone, seen_by=ana)
    attach(second.id, ana, png())
    assert seen(SYSTEM) == (4, 2)


def test_what_one_mission_purged_it_does_not_see_through_anothers_row() -> None:
    first, other = file(concern()), file(concern(), nth=1)
    ana = as_one("representative")
    attach(first.id, ana)
    kestria = as_one("representative", 1)
    attach(other.id, kestria)
    actions.purge_attachments(first.id, mark=mark(first.id, as_one("administrator", 1).person))
    assert (seen(ana), seen(kestria)) == ((1, 0), (1, 1))
