"""A spill: by two people, no word of it is left anywhere, and the journal calls it a purge."""

from collections.abc import Callable

import pytest

from article22 import keys
from article22.contexts.cases.actions import answering, moving, purging, story
from article22.contexts.cases.models import Passage
from article22.contexts.cases.queries.purges import list_purges
from article22.contexts.cases.rules.terms import CannotMove, PurgeWhy, Status
from article22.env import read_environment
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.installation.queries import get_origin
from article22.ground.journal import actions as journal
from article22.ground.journal import queries
from article22.ground.repeats import actions as repeats
from article22.ground.repeats.rules import Kept
from article22.ground.wall.session import acting
from article22.kernel.refusal import Absent
from article22.procedures.attaching import attach_file
from article22.procedures.reporting import Sent, file_case
from tests.cases.opening import demonstration
from tests.cases.test_actions import granted
from tests.cast import MONDAY, SYSTEM, TUESDAY, member, minutes
from tests.database import Server

SPILT = "zanzibar"


@pytest.fixture
def spilled(own_database: Callable[[str], str]) -> str:
    """A case in which the same word stands in every place that a person can write to."""
    ana, dana, omar = member("representative"), member("liaison-officer"), member("supervisor")
    with acting(ana):
        report = demonstration(summary=f"{SPILT} summary", description=f"{SPILT} description", reporter={"name": SPILT}, details={"how_known": SPILT})
        opened = file_case(Sent(report=report, place="20008"), name="Ana Ferro", by=ana, present=TUESDAY)
        attach_file(opened.number, SPILT.encode(), given_name=f"{SPILT}.txt", name="Ana Ferro", by=ana, at=TUESDAY)
        claimed = repeats.claim("a key", b"", by=ana, machine_now=TUESDAY)
        repeats.keep(claimed, Kept(status=201, headers={}, content=f'{{"id": "{opened.id}", "words": "{SPILT}"}}'.encode()), by=ana)
    with acting(dana):
        story.add_passage(opened.number, f"{SPILT} note", is_internal=True, name="Dana Reyes", by=dana, at=TUESDAY + minutes(1))
        moving.ask_mission(opened.number, f"{SPILT} question", name="Dana Reyes", by=dana, at=TUESDAY + minutes(2))
    with acting(ana):
        moving.reply(opened.number, f"{SPILT} reply", name="Ana Ferro", by=ana, at=TUESDAY + minutes(3))
    with acting(omar):
        answering.decide_case(opened.number, granted(measures=f"{SPILT} posts"), name="Omar Quill", authority="USSS", by=omar, at=TUESDAY + minutes(4))
    with acting(dana):
        moving.move_case(opened.number, Status.UNDER_REVIEW, reason=f"{SPILT} reason", name="Dana Reyes", by=dana, at=TUESDAY + minutes(5))
    return opened.number


def places_of(word: str, server: Server, database: str) -> list[str]:
    """Every table with a row that holds a word, in text, JSON or bytes."""
    with server.admin(database) as admin:
        tables = [name for (name,) in admin.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace").fetchall()]
        as_bytes = word.encode().hex()
        return [table for table in tables
                if admin.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text ILIKE %s OR t::text ILIKE %s)',
                                 [f"%{word}%", f"%{as_bytes}%"]).fetchone() == (True,)]


def test_a_spill_is_removed_from_every_table_by_two_people_and_verify_calls_it_a_purge(
        spilled: str, server: Server, own_database: Callable[[str], str]) -> None:
    database = own_database("article22_web")
    assert set(places_of(SPILT, server, database)) >= {
        "cases_case", "cases_passage", "cases_decision", "cases_clock", "journal_words", "outbox_message", "repeats_repeat", "files_attachment",
        "files_content"}
    dana, priya = member("liaison-officer"), member("administrator")
    with acting(dana):
        purging.propose_purge(spilled, PurgeWhy.SPILL, name="Dana Reyes", by=dana, at=MONDAY)
    with acting(priya):
        waiting = list_purges(seen_by=priya)[0]
        assert (waiting.number, waiting.proposed_name) == (spilled, "Dana Reyes")
        purging.decide_purge(waiting.pk, is_approved=True, by=priya, at=MONDAY + minutes(5))
    assert places_of(SPILT, server, database) == []
    own_database("article22_worker")
    with acting(SYSTEM):
        journal.seal(get_origin(), keys.signing_key(read_environment().keys, "seal"), machine_now=MONDAY)
    with acting(SYSTEM):
        found = {(fault.grade.value, fault.code) for fault in queries.list_faults(folder=read_environment().keys, machine_now=MONDAY, seen_by=SYSTEM)}
    assert found == {("info", "journal.purged")}


def test_what_is_spilled_again_after_a_purge_is_removed_again(spilled: str, server: Server, own_database: Callable[[str], str]) -> None:
    database = own_database("article22_web")
    dana, priya = member("liaison-officer"), member("administrator")

    def purge(hour: int) -> None:
        with acting(dana):
            purging.propose_purge(spilled, PurgeWhy.SPILL, name="Dana Reyes", by=dana, at=MONDAY + minutes(60 * hour))
        with acting(priya):
            purging.decide_purge(list_purges(seen_by=priya)[0].pk, is_approved=True, by=priya, at=MONDAY + minutes(60 * hour + 1))

    purge(0)
    with pytest.raises(AlreadyDone, match="none were added since"):
        purge(1)
    with acting(dana):
        passage = Passage.objects.filter(case__number=spilled, purged_at__isnull=False, said__isnull=True)[0].pk
    with pytest.raises(CannotMove, match="nothing to strike"), acting(dana):
        story.strike_passage(passage, SPILT, name="Dana Reyes", by=dana, at=MONDAY)
    with acting(dana):
        story.add_passage(spilled, f"{SPILT} again", name="Dana Reyes", by=dana, at=MONDAY + minutes(70))
    assert places_of(SPILT, server, database) != []
    purge(2)
    assert places_of(SPILT, server, database) == []
    with acting(dana):
        moving.move_case(spilled, Status.CLOSED, reason=f"{SPILT} once more", name="Dana Reyes", by=dana, at=MONDAY + minutes(190))
    purge(4)
    assert places_of(SPILT, server, database) == []
    own_database("article22_worker")
    with acting(SYSTEM):
        journal.seal(get_origin(), keys.signing_key(read_environment().keys, "seal"), machine_now=MONDAY)
    with acting(SYSTEM):
        assert {fault.grade.value for fault in queries.list_faults(folder=read_environment().keys, machine_now=MONDAY, seen_by=SYSTEM)} == {"info"}


def test_one_person_alone_purges_nothing(spilled: str) -> None:
    dana, priya, ana = member("liaison-officer"), member("administrator"), member("representative")
    with acting(dana):
        purging.propose_purge(spilled, PurgeWhy.SPILL, name="Dana Reyes", by=dana, at=MONDAY)
    with acting(dana), pytest.raises(AlreadyDone):
        purging.propose_purge(spilled, PurgeWhy.SPILL, name="Dana Reyes", by=dana, at=MONDAY)
    with acting(priya):
        purge = list_purges(seen_by=priya)[0].pk
    for actor in (dana, ana):
        with pytest.raises(Absent), acting(actor):
            purging.decide_purge(purge, is_approved=True, by=actor, at=MONDAY)
    with pytest.raises(Absent), acting(ana):
        purging.propose_purge(spilled, PurgeWhy.SPILL, name="Ana Ferro", by=ana, at=MONDAY)
    with acting(priya):
        purging.decide_purge(purge, is_approved=False, by=priya, at=MONDAY)
    with pytest.raises(AlreadyDone), acting(priya):
        purging.decide_purge(purge, is_approved=True, by=priya, at=MONDAY)


def test_what_is_open_is_not_past_its_time(spilled: str) -> None:
    dana = member("liaison-officer")
    with pytest.raises(CannotMove, match="is open"), acting(dana):
        purging.propose_purge(spilled, PurgeWhy.RETENTION, name="Dana Reyes", by=dana, at=MONDAY)
