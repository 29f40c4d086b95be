"""Two who do the same at once: one does it, the other is told, and nothing is done twice."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from article22.contexts.directory.rules.police_lists import Asked
from article22.contexts.missions.actions import changing, drilling, representing
from article22.contexts.missions.actions.representing import Given
from article22.contexts.missions.models import Drill, DrillCall, Representative, Way
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.drills import Audience, Plan
from article22.contexts.missions.rules.terms import AudienceKind, WayKind
from article22.ground.files.rules.records import Record, Table
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.kernel.refusal import Refusal
from article22.procedures import changing as confirming
from article22.procedures import drilling as leading
from article22.procedures.importing import import_police
from article22.procedures.taking_back import undo
from tests.cast import MONDAY, SYSTEM, member
from tests.database import Server
from tests.register.people import somebody

PLAN = Plan(audience=Audience(kind=AudienceKind.ALL), kinds=(WayKind.MAIL,), lasts_hours=4)


def at_once(by: Actor, acts: Sequence[Callable[[], object]]) -> list[str]:
    """What became of acts that begin at the same instant, each in a transaction of its own: done, or the code of a refusal."""
    begin, done = Barrier(len(acts)), list[str]()

    def do(act: Callable[[], object]) -> None:
        try:
            with acting(by):
                Representative.objects.exists()  # the connection stands
                begin.wait(10)
                act()
                transaction.on_commit(lambda: done.append("done"))
        except Refusal as refused:
            done.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=do, args=[act]) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(done)


@pytest.fixture
def dana(own_database: Callable[[str], str]) -> Actor:
    own_database("article22_web")
    return member("liaison-officer")


@pytest.fixture
def row(dana: Actor) -> Representative:
    """Called back, and proved by mail and mobile telephone."""
    with acting(dana):
        row = representing.nominate(get_mission("VAL-1"), somebody("first@valdoria.example"), by=dana, at=MONDAY)
        representing.put_way(row.pk, Given(kind=WayKind.MOBILE, raw="+12025550101", address="+12025550101"), by=dana, at=MONDAY)
        representing.verify(row.pk, "(202) 555-0100", by=dana, at=MONDAY)
        for way in row.ways.all():
            representing.prove_way(way.pk, by=dana, at=MONDAY)
    return row


def test_the_same_person_is_named_once(dana: Actor) -> None:
    found = at_once(dana, [lambda: representing.nominate(get_mission("VAL-1"), somebody("first@valdoria.example"), by=dana, at=MONDAY)] * 4)
    assert found == ["done", *["representative.held-already"] * 3]


def test_a_change_is_decided_once_by_two_officers(dana: Actor, row: Representative) -> None:
    new = Given(kind=WayKind.MOBILE, raw="+12025550109", address="+12025550109")
    with acting(dana):
        change = changing.ask_change(row.pk, new, row.ways.get(kind="mobile").pk, name="Ana Ferro", by=dana, at=MONDAY)
    found = at_once(dana, [lambda: confirming.confirm_by_call(change.pk, "+12025550101", by=dana, at=MONDAY),
                           lambda: changing.refuse(change.pk, "nobody knows of it", by=dana, at=MONDAY)])
    assert found == ["done", "way-change.decided"]
    with acting(dana):
        assert Way.objects.filter(representative=row, ended_at__isnull=True).count() == 2


@pytest.mark.usefixtures("row")
def test_a_drill_is_begun_once_by_two_workers_and_an_officer_and_no_worker_stops_for_it(dana: Actor, own_database: Callable[[str], str]) -> None:
    with acting(SYSTEM):
        drill = drilling.plan_drill(PLAN, by=SYSTEM, at=MONDAY)
        Drill.objects.filter(pk=drill.pk).update(starts_at=MONDAY)
    own_database("article22_worker")
    assert at_once(SYSTEM, [lambda: leading.lead_drills(by=SYSTEM, at=MONDAY)] * 3) == ["done"] * 3
    with acting(SYSTEM):
        assert DrillCall.objects.filter(drill=drill).count() == 1


def test_a_long_list_of_police_is_taken_back_by_its_keys_also_after_a_short_one(own_database: Callable[[str], str], server: Server) -> None:
    """The database keeps the plan of a statement: that of a table with few rows reads it whole, and would do so for each of thousands."""
    name = own_database("article22_web")

    def read_whole(many: int, *, at: datetime) -> int:
        with acting(SYSTEM):
            rows = [Record(line=one + 2, fields={"ID": f"{one}", "NAME": f"TOWN {one} POLICE", "CITY": f"TOWN {one}", "STATE": "TN", "COUNTY": "DAVIDSON",
                                                 "TELEPHONE": "(615) 555-0101", "ADDRESS": "", "X": "-86.78", "Y": "36.16"}) for one in range(many)]
            run = import_police(Table(records=rows), source="x", printed="2019", asked=Asked(), is_applied=True, by=SYSTEM, at=at).run
            assert run
        with acting(SYSTEM), connection.cursor() as cursor:
            assert undo(run, by=SYSTEM, at=at) == (many, [])
            cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'directory_agency'")
            return int(cursor.fetchone()[0])

    read_whole(20, at=MONDAY)
    with server.admin(name) as admin:
        admin.execute("VACUUM ANALYZE directory_agency")
    read_whole(20, at=MONDAY + timedelta(days=1))
    assert read_whole(500, at=MONDAY + timedelta(days=2)) < 100
