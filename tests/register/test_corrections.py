"""What a mission says is wrong: its words are removed by two people, everywhere, and who decides never sees them."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from article22 import keys
from article22.contexts.missions.actions import correcting
from article22.contexts.missions.models import Correction, CorrectionPurge
from article22.contexts.missions.queries.corrections import list_corrections, list_purges
from article22.contexts.missions.queries.missions import get_own_mission
from article22.env import read_environment
from article22.ground.accounts.rules import AlreadyDone, NotByYourself
from article22.ground.installation.queries import get_origin
from article22.ground.journal import actions as journal
from article22.ground.journal import queries
from article22.ground.wall.session import acting
from article22.kernel.refusal import Absent
from article22.procedures.correcting import correct
from tests.cases.test_purging import SPILT, places_of
from tests.cast import MONDAY, SYSTEM, TUESDAY, member, minutes
from tests.database import Server
from tests.register.test_representatives import as_


def said(words: str = f"{SPILT} lives on the second floor") -> UUID:
    """What Ana Ferro says is wrong."""
    ana = as_("representative")
    return correct(get_own_mission(ana), None, words, by=ana, at=MONDAY).pk


def test_the_words_are_removed_from_every_table_by_two_people_and_verify_finds_nothing_amiss(
        server: Server, own_database: Callable[[str], str]) -> None:
    database = own_database("article22_web")
    ana, ruth, priya = member("representative"), member("ofm-officer"), member("administrator")
    with acting(ana):
        correct(get_own_mission(ana), None, f"{SPILT} lives on the second floor", by=ana, at=MONDAY)
    assert places_of(SPILT, server, database) == ["missions_correction"]
    with acting(ruth):
        correcting.propose_purge(list_corrections(seen_by=ruth)[0].pk, name="Ruth Adler", by=ruth, at=MONDAY)
    with acting(priya):
        correcting.decide_purge(list_purges(seen_by=priya)[0].pk, is_approved=True, by=priya, at=MONDAY + minutes(5))
    assert places_of(SPILT, server, database) == []
    with acting(ruth):
        (row,) = list_corrections(seen_by=ruth)
        assert (row.words, row.purged_at) == (None, MONDAY + minutes(5))
        with pytest.raises(AlreadyDone, match="were removed at"):
            correcting.propose_purge(row.pk, name="Ruth Adler", by=ruth, at=TUESDAY)
    own_database("article22_worker")
    with acting(SYSTEM):
        journal.seal(get_origin(), keys.signing_key(read_environment().keys, "seal"), machine_now=MONDAY)
        assert list(queries.list_faults(folder=read_environment().keys, machine_now=MONDAY, seen_by=SYSTEM)) == []


def test_one_person_alone_removes_nothing_whichever_way_they_try(db: None) -> None:
    correction = said()
    ruth = as_("ofm-officer")
    purge = correcting.propose_purge(correction, name="Ruth Adler", by=ruth, at=MONDAY)
    with pytest.raises(AlreadyDone, match="A second person"):
        correcting.propose_purge(correction, name="Ruth Adler", by=ruth, at=MONDAY)
    (row,) = CorrectionPurge.objects.all()
    with pytest.raises(Absent):
        correcting.decide_purge(row.pk, is_approved=True, by=ruth, at=MONDAY)
    with pytest.raises(IntegrityError, match="correction_purged_by_two_people"), transaction.atomic():
        CorrectionPurge.objects.filter(pk=row.pk).update(decided_by=ruth.person, decided_at=MONDAY, is_approved=True)
    with pytest.raises(IntegrityError, match="correction_without_words_was_purged"), transaction.atomic():
        Correction.objects.filter(pk=correction).update(words=None)
    with pytest.raises(IntegrityError, match="names two people"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT a22_purge_correction(%s, %s)", [correction, purge])
    priya = as_("administrator")
    CorrectionPurge.objects.filter(pk=row.pk).update(proposed_by=priya.person)
    with pytest.raises(NotByYourself):
        correcting.decide_purge(row.pk, is_approved=True, by=priya, at=MONDAY)


@pytest.mark.parametrize("role", ["representative", "watch-officer", "analyst", "inspector", "administrator"])
def test_who_proposes_keeps_the_register_and_who_decides_administers(db: None, role: str) -> None:
    correction = said()
    ruth = as_("ofm-officer")
    correcting.propose_purge(correction, name="Ruth Adler", by=ruth, at=MONDAY)
    (row,) = CorrectionPurge.objects.all()
    other = as_(role)
    with pytest.raises(Absent):
        correcting.propose_purge(correction, name="x", by=other, at=MONDAY)
    if role == "administrator":
        assert list(Correction.objects.all()) == [], "who decides sees no word"
    else:
        with pytest.raises(Absent):
            correcting.decide_purge(row.pk, is_approved=False, by=other, at=MONDAY)
