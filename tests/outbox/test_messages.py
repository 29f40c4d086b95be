"""Messages in the database: claimed by one worker at a time, settled once, held and released by people, purged by two."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from article22.ground.journal import actions as journal
from article22.ground.journal.models import Entry
from article22.ground.outbox import queries
from article22.ground.outbox.actions import catching
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.actions.messages import CLAIM
from article22.ground.outbox.models import Caught, Message
from article22.ground.outbox.rules.messages import LAST_TRY, CannotMove, Channel, Fate, Reply, Sending, State
from article22.ground.wall.session import acting
from article22.kernel.refusal import Absent
from tests.cast import MONDAY, SYSTEM, member
from tests.database import Server
from tests.outbox.conftest import CAUSE, enqueue, outgoing

pytestmark = pytest.mark.fundamental
NOTHING = timedelta()


def claim(most: int = 100, lease: timedelta = timedelta(seconds=30)) -> list[Sending]:
    with acting(SYSTEM):
        return list(outbox.claim(most, lease=lease))


def settle(claimed: list[Sending], fate: Fate, fault: str = "") -> list[State]:
    with acting(SYSTEM):
        return [each.state for each in outbox.settle([Reply(message=each.id, tries=each.tries, fate=fate, fault=fault) for each in claimed],
                                                     by=SYSTEM, at=MONDAY)]


def states() -> dict[UUID, str]:
    with acting(SYSTEM):
        return dict(Message.objects.values_list("id", "state"))


def due_now() -> None:
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_message SET due_at = clock_timestamp() - interval '1 second'")


def entries(verb: str) -> list[Entry]:
    with acting(SYSTEM):
        return list(Entry.objects.filter(verb=verb).order_by("id"))


def test_what_is_enqueued_is_claimed_handed_and_on_record_by_id_alone(demo: str) -> None:
    organisation = member("representative").organisation
    ids = enqueue(3, organisation=organisation)
    claimed = claim()
    assert {each.id for each in claimed} == set(ids)
    (first,) = [each for each in claimed if each.id == ids[0]]
    assert (first.address, first.subject, first.tries, first.enqueued_at) == ("officer0@dss.example", "Case 0", 1, MONDAY)
    assert claim() == []
    assert settle(claimed, Fate.ACCEPTED) == [State.HANDED] * 3
    told = entries("outbox.handed")
    assert {entry.subject for entry in told} == {f"{id}" for id in ids}
    assert told[0].facts == {"cause": f"{CAUSE}", "kind": "test.told", "channel": "mail", "tries": 1, "fault": ""}
    assert (told[0].organisation, told[0].words) == (organisation, {})
    with acting(SYSTEM):
        assert queries.get_message(ids[0], seen_by=SYSTEM).settled_at == MONDAY


def test_what_its_cause_rolls_back_was_never_enqueued(demo: str) -> None:
    with acting(SYSTEM):
        outbox.enqueue([outgoing()], by=SYSTEM, at=MONDAY)
        transaction.set_rollback(True)
    assert states() == {}


def test_two_workers_never_take_the_same(demo: str, server: Server) -> None:
    ids = set(enqueue(20))
    with psycopg.connect(server.cluster.address("article22_owner", demo)) as other:
        theirs = {row[0] for row in other.execute(CLAIM.encode(), [12, 30]).fetchall()}  # its transaction stays open
        ours = {each.id for each in claim()}
    assert len(theirs) == 12
    assert (theirs & ours, theirs | ours) == (set(), ids)


def test_a_dead_workers_messages_go_on_when_its_lease_ends_and_its_late_answer_counts_for_nothing(demo: str) -> None:
    (id,) = enqueue()
    dead = claim(lease=NOTHING)
    alive = claim()
    assert [(each.id, each.tries) for each in alive] == [(id, 2)]
    assert settle(dead, Fate.REFUSED) == []
    assert settle(alive, Fate.ACCEPTED) == [State.HANDED]
    assert settle(alive, Fate.REFUSED) == []


def test_a_lease_is_prolonged_while_a_message_is_being_sent(demo: str) -> None:
    claimed = claim(lease=NOTHING) or (enqueue(), claim(lease=NOTHING))[1]
    with acting(SYSTEM):
        outbox.renew([each.id for each in claimed])
    assert claim() == []


def test_what_is_put_off_waits_and_what_is_refused_has_failed_at_once(demo: str) -> None:
    enqueue(2)
    first, second = claim()
    assert settle([first], Fate.DEFERRED, "smtp-451") == [State.WAITING]
    assert settle([second], Fate.REFUSED, "smtp-550") == [State.FAILED]
    assert claim() == []
    due_now()
    assert [(each.id, each.tries) for each in claim()] == [(first.id, 2)]
    assert [entry.facts["fault"] for entry in entries("outbox.failed")] == ["smtp-550"]


def test_a_message_that_is_put_off_for_three_days_has_failed(demo: str) -> None:
    (id,) = enqueue()
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_message SET tries = %s", [LAST_TRY - 1])
    assert settle(claim(), Fate.DEFERRED, "unreachable") == [State.FAILED]
    assert states() == {id: "failed"}


def test_what_was_not_tried_counts_as_no_try(demo: str) -> None:
    enqueue()
    assert settle(claim(), Fate.UNTRIED) == [State.WAITING]
    assert [each.tries for each in claim()] == [1]


def test_only_what_was_handed_over_can_bounce_and_only_once(demo: str) -> None:
    (id,) = enqueue()

    def bounce() -> bool:
        with acting(SYSTEM):
            return outbox.note_bounce(id, "dsn-5.1.1", by=SYSTEM, at=MONDAY) is not None

    assert not bounce()
    settle(claim(), Fate.ACCEPTED)
    assert bounce()
    assert not bounce()
    assert states() == {id: "bounced"}
    assert [entry.facts["fault"] for entry in entries("outbox.bounced")] == ["dsn-5.1.1"]


def test_after_a_restore_everything_unsent_waits_for_a_person(demo: str) -> None:
    enqueue(4)
    sent, flying = claim(1), claim(1)
    settle(sent, Fate.ACCEPTED)
    kept = [id for id, state in states().items() if state == "waiting"]
    with acting(SYSTEM):
        assert outbox.hold_all("restored", by=SYSTEM, at=MONDAY) == 3
        assert outbox.hold_all("restored", by=SYSTEM, at=MONDAY) == 0
    assert claim() == []
    with acting(SYSTEM):
        assert outbox.release([kept[0]], by=SYSTEM, at=MONDAY) == 1
        assert outbox.cancel([kept[1]], by=SYSTEM, at=MONDAY) == 1
        with pytest.raises(CannotMove, match="cannot become waiting"):
            outbox.release([sent[0].id], by=SYSTEM, at=MONDAY)
    with acting(SYSTEM):
        with pytest.raises(Absent):
            outbox.release([uuid4()], by=SYSTEM, at=MONDAY)
        assert outbox.release(None, by=SYSTEM, at=MONDAY) == 1
    assert {each.id for each in claim()} == {kept[0], flying[0].id}
    assert states()[kept[1]] == "cancelled"
    assert len(entries("outbox.all-held")) == len(entries("outbox.cancelled")) == 1
    assert len(entries("outbox.released")) == 2


def test_nobody_at_a_browser_releases(own_database: Callable[[str], str]) -> None:
    own_database("article22_web")
    officer = member("watch-officer")
    with acting(officer), pytest.raises(Absent):
        outbox.release(None, by=officer, at=MONDAY)


def test_figures_count_over_everybodys_messages_without_showing_one(demo: str, own_database: Callable[[str], str]) -> None:
    enqueue(3)
    settle(claim(1), Fate.REFUSED)
    own_database("article22_web")
    figures = queries.get_figures()
    assert (figures.waiting, figures.held, figures.failed) == (2, 0, 1)
    assert figures.oldest > 0


# Walls.

@pytest.mark.parametrize(("role", "sees"), [
    ("representative", False), ("watch-officer", True), ("liaison-officer", True), ("analyst", True), ("ofm-officer", True), ("inspector", True),
    ("administrator", False), ("supervisor", False)])
def test_who_sees_messages(role: str, sees: bool, own_database: Callable[[str], str]) -> None:
    own_database("article22_web")
    enqueue(organisation=member("representative").organisation)
    actor = member(role)
    with acting(actor):
        assert bool(queries.list_messages(CAUSE, seen_by=actor)) is sees
        assert Message.objects.exists() is sees, "the wall and the filter say the same"


def test_a_mission_enqueues_as_itself_only(own_database: Callable[[str], str]) -> None:
    own_database("article22_web")
    ana, bran = member("representative"), member("representative", nth=1)
    with pytest.raises(ProgrammingError, match="row-level security"), acting(ana):
        outbox.enqueue([outgoing(organisation=bran.organisation)], by=ana, at=MONDAY)


@pytest.mark.parametrize(("role", "sql"), [
    ("article22_web", "UPDATE outbox_message SET state = 'cancelled'"), ("article22_web", "UPDATE outbox_message SET body = 'other'"),
    ("article22_worker", "UPDATE outbox_message SET body = 'other'"), ("article22_worker", "UPDATE outbox_message SET address = 'x@y.example'"),
    ("article22_worker", "DELETE FROM outbox_message"), ("article22_web", "UPDATE outbox_caught SET body = ''"),
    ("article22_web", "DELETE FROM outbox_caught")])
def test_what_a_message_says_never_changes_and_the_web_settles_nothing(role: str, sql: str, own_database: Callable[[str], str]) -> None:
    own_database(role)
    enqueue()
    with pytest.raises(ProgrammingError, match="permission denied"), acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_live_installation_catches_nothing(live: str) -> None:
    with pytest.raises(IntegrityError, match="born demo"), acting(SYSTEM):
        catching.catch([catching.Catch(message=None, channel=Channel.MAIL, address="x@y.example", subject="", body="")], by=SYSTEM, at=MONDAY)


def test_of_what_a_demo_caught_the_newest_are_kept(demo: str) -> None:
    def caught() -> list[str]:
        with acting(SYSTEM):
            return [row.subject for row in queries.list_caught()]

    with acting(SYSTEM):
        for number in range(5):
            catching.catch([catching.Catch(message=None, channel=Channel.MAIL, address="x@y.example", subject=f"{number}", body="")],
                           by=SYSTEM, at=MONDAY + timedelta(seconds=number))
    for kept, left in ((6, ["4", "3", "2", "1", "0"]), (5, ["4", "3", "2", "1", "0"]), (2, ["4", "3"])):
        with acting(SYSTEM):
            catching.sweep(kept)
        assert caught() == left


# Purge.

def purge(second: UUID | None, subject: UUID = CAUSE) -> None:
    first = member("administrator")
    with acting(SYSTEM):
        mark = journal.record("test.purged", subject, by=first, at=MONDAY, second=second)
        outbox.purge_messages(CAUSE, mark=mark)


def test_text_is_purged_by_two_people_and_row_and_state_stay(own_database: Callable[[str], str]) -> None:
    own_database("article22_worker")
    ids = enqueue(2)
    (claimed,) = claim(1)
    settle([claimed], Fate.ACCEPTED)
    sent, (unsent,) = claimed.id, set(ids) - {claimed.id}
    with acting(SYSTEM):
        catching.catch([catching.Catch(message=sent, channel=Channel.MAIL, address="x@y.example", subject="Case 0", body="words")], by=SYSTEM, at=MONDAY)
    own_database("article22_web")
    purge(member("administrator", nth=1).person)
    with acting(SYSTEM):
        assert set(Message.objects.values_list("id", "subject", "body", "state")) == {(sent, None, None, "handed"), (unsent, None, None, "cancelled")}
        assert list(Caught.objects.values_list("subject", "body")) == [("", "")]
        assert Message.objects.filter(purge__isnull=True).count() == 0


def test_one_person_purges_nothing_and_no_other_mark_will_do(own_database: Callable[[str], str]) -> None:
    own_database("article22_web")
    enqueue()
    other = member("administrator", nth=1).person
    for second, subject in ((None, CAUSE), (member("administrator").person, CAUSE), (other, uuid4())):
        with pytest.raises((InternalError, IntegrityError), match="names two people"):
            purge(second, subject)
    with acting(SYSTEM):
        assert Message.objects.get().body is not None
