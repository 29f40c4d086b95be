"""The journal in the database: sealed, verified, purged, and read by nobody who may not."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, connection

from article22 import keys
from article22.contexts.missions.actions.representing import nominate, set_language
from article22.contexts.missions.models import Mission
from article22.ground.accounts.queries import list_holders
from article22.ground.accounts.rules import Role
from article22.ground.installation.queries import get_origin
from article22.ground.journal import actions, queries
from article22.ground.journal.models import Entry, Leaf, Seal, Words
from article22.ground.journal.rules import tree
from article22.ground.journal.rules.entries import Told, canonical_json
from article22.ground.journal.rules.verification import Fault
from article22.ground.outbox.models import Message
from article22.ground.wall.session import acting
from article22.kernel.refusal import Absent
from article22.procedures.checkpoints import mail_checkpoint
from tests.cast import MONDAY, PUBLIC, SYSTEM, member, minutes
from tests.conftest import STATE
from tests.database import Server
from tests.register.people import somebody

pytestmark = pytest.mark.fundamental
ROOT = Path(__file__).parents[2]
FOLDER = STATE / "keys"
NEXT_DAY = datetime(2026, 6, 16, 0, 0, 5, tzinfo=UTC)


@pytest.fixture
def journal(own_database: Callable[[str], str]) -> Iterator[Callable[[], None]]:
    """A journal of thirty entries with words, sealed in three goes; call it to seal what is new."""

    def seal() -> None:
        own_database("article22_worker")
        with acting(SYSTEM):
            actions.seal(get_origin(), keys.signing_key(FOLDER, "seal"), machine_now=MONDAY)
        own_database("article22_web")

    for go in range(3):
        for number in range(10):
            with acting(SYSTEM):
                actions.record("test.happened", UUID(int=number), by=SYSTEM, at=MONDAY + minutes(go), words={"note": f"words {go}.{number}"}, number=number)
        seal()
    return seal


def faults(held: tuple[str, ...] = ()) -> list[Fault]:
    with acting(SYSTEM):
        return list(queries.list_faults(folder=FOLDER, held=held, machine_now=MONDAY, seen_by=SYSTEM))


def tamper(server: Server, database: str, sql: str, *given: Any) -> None:
    """What somebody could do who owns the database: no trigger stops them."""
    with server.admin(database) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(sql, given)  # type: ignore[arg-type]  # built in the test


def place_of(number: int) -> int:
    """The leaf of one of the entries of the fixture."""
    with acting(SYSTEM):
        return list(Leaf.objects.filter(entry__verb="test.happened").order_by("index").values_list("index", flat=True))[number]


def entry_at(place: int) -> str:
    with acting(SYSTEM):
        return f"{Leaf.objects.get(index=place).entry_id}"


def test_a_journal_that_nobody_touched_is_clean(journal: Callable[[], None]) -> None:
    assert faults() == []
    assert Seal.objects.count() >= 3


def test_sealing_twice_seals_nothing_twice(journal: Callable[[], None], own_database: Callable[[str], str]) -> None:
    before = Leaf.objects.count()
    journal()
    assert Leaf.objects.count() == before


def test_an_entry_of_a_transaction_that_is_still_open_waits_and_no_later_one_overtakes_it(
        journal: Callable[[], None], own_database: Callable[[str], str], server: Server) -> None:
    name = own_database("article22_web")
    insert = ("INSERT INTO journal_entry (id, schema, at, context, verb, subject, role, door, facts, words, digest) "
              "SELECT gen_random_uuid(), 1, now(), 'test', %s, 'x', 'system', 'test', '{}', '{}', '\\x00'")
    before = Leaf.objects.count()
    with psycopg.connect(server.cluster.address("article22_owner", name)) as early, psycopg.connect(
            server.cluster.address("article22_owner", name)) as late:
        early.execute(insert, ["test.early"])
        late.execute(insert, ["test.late"])
        late.commit()
        journal()
        assert Leaf.objects.count() == before
        early.commit()
        journal()
    with acting(SYSTEM):
        verbs = [leaf.entry.verb for leaf in Leaf.objects.filter(index__gte=before).order_by("index").select_related("entry")]
    assert verbs == ["test.early", "test.late"]


@pytest.mark.parametrize(("sql", "code"), [
    ("UPDATE journal_entry SET facts = '{{\"number\": 99}}' WHERE id = '{entry}'", "journal.altered"),
    ("UPDATE journal_entry SET at = at + interval '1 microsecond' WHERE id = '{entry}'", "journal.altered"),
    ("UPDATE journal_entry SET digest = set_byte(digest, 0, get_byte(digest, 0) # 1) WHERE id = '{entry}'", "journal.altered"),
    ("UPDATE journal_leaf SET hash = set_byte(hash, 31, get_byte(hash, 31) # 128) WHERE entry_id = '{entry}'", "journal.altered"),
    ("UPDATE journal_words SET words = words || '!' WHERE entry_id = '{entry}'", "journal.altered"),
    ("DELETE FROM journal_words WHERE entry_id = '{entry}'", "journal.removed"),
    ("DELETE FROM journal_entry WHERE id = '{entry}'", "journal.removed"),
    ("DELETE FROM journal_leaf WHERE entry_id = '{entry}'", "journal.removed"),
    ("UPDATE journal_entry SET context = 'directory' WHERE id = '{entry}'", "journal.altered"),
    ("UPDATE journal_entry SET organisation = (SELECT id FROM accounts_organisation LIMIT 1) WHERE id = '{entry}'; "
     "UPDATE journal_words SET organisation = (SELECT id FROM accounts_organisation LIMIT 1) WHERE entry_id = '{entry}'", "journal.altered"),
    ("UPDATE journal_words SET organisation = gen_random_uuid() WHERE entry_id = '{entry}'", "journal.altered"),
    ("UPDATE journal_words SET salt = NULL, words = NULL, purge_id = (SELECT id FROM journal_entry LIMIT 1) WHERE entry_id = '{entry}'",
     "journal.removed"),
])
def test_a_flipped_bit_and_a_deleted_entry_are_named(sql: str, code: str, journal: Callable[[], None], server: Server,
                                                     own_database: Callable[[str], str]) -> None:
    place = place_of(15)
    entry = entry_at(place)
    tamper(server, own_database("article22_web"), sql.format(entry=entry))
    found = faults()
    assert code in {fault.code for fault in found}
    assert any(entry in fault.where or fault.where == f"place {place}" for fault in found)


def test_a_removed_leaf_is_named_once(journal: Callable[[], None], server: Server, own_database: Callable[[str], str]) -> None:
    place = place_of(15)
    tamper(server, own_database("article22_web"), "DELETE FROM journal_leaf WHERE index = %s", place)
    assert [fault.where for fault in faults() if fault.code == "journal.removed" and fault.where.startswith("place")] == [f"place {place}"]


def test_a_root_that_is_not_the_signed_one_is_named(journal: Callable[[], None], server: Server, own_database: Callable[[str], str]) -> None:
    tamper(server, own_database("article22_web"), "UPDATE journal_seal SET root = set_byte(root, 0, get_byte(root, 0) # 1)")
    assert {fault.code for fault in faults()} >= {"journal.signature"}


def test_an_inserted_entry_is_named(journal: Callable[[], None], server: Server, own_database: Callable[[str], str]) -> None:
    """By the transaction it bears it is old, and no seal holds it."""
    model = entry_at(place_of(15))
    tamper(server, own_database("article22_web"), f"""
        INSERT INTO journal_entry SELECT '00000000-0000-7000-8000-000000000001', schema, at, context, verb, subject, role, person, membership, acts_for,
        organisation, door, facts, '{{}}', digest, epoch, xid, written_at FROM journal_entry WHERE id = '{model}'""")
    journal()
    found = [fault for fault in faults() if fault.code == "journal.inserted"]
    assert [fault.where for fault in found] == ["00000000-0000-7000-8000-000000000001"]


def test_an_entry_inserted_with_a_leaf_of_its_own_is_named(journal: Callable[[], None], server: Server, own_database: Callable[[str], str]) -> None:
    size = Leaf.objects.count()
    tamper(server, own_database("article22_web"), f"""
        WITH entry AS (INSERT INTO journal_entry SELECT '00000000-0000-7000-8000-000000000001', schema, at, context, verb, subject, role, person, membership,
        acts_for, organisation, door, facts, '{{}}', digest, epoch, xid, written_at FROM journal_entry WHERE id = '{entry_at(place_of(15))}' RETURNING id)
        INSERT INTO journal_leaf (index, entry_id, hash) SELECT {size}, id, '\\x00' FROM entry""")
    assert "journal.inserted" in {fault.code for fault in faults()}


def test_a_swapped_order_is_named(journal: Callable[[], None], server: Server, own_database: Callable[[str], str]) -> None:
    first, second = place_of(14), place_of(17)
    one, other = entry_at(first), entry_at(second)
    with acting(SYSTEM):
        hashes = {leaf.index: bytes(leaf.hash) for leaf in Leaf.objects.filter(index__in=(first, second))}
    tamper(server, own_database("article22_web"), f"""
        ALTER TABLE journal_leaf DROP CONSTRAINT journal_leaf_entry_id_key;
        UPDATE journal_leaf SET entry_id = CASE index WHEN {first} THEN '{other}'::uuid ELSE '{one}'::uuid END,
               hash = CASE index WHEN {first} THEN '\\x{hashes[second].hex()}'::bytea ELSE '\\x{hashes[first].hex()}'::bytea END
        WHERE index IN ({first}, {second})""")
    found = [fault for fault in faults() if fault.code == "journal.reordered"]
    assert found[0].where == entry_at(place_of(15))


def test_an_entry_altered_together_with_its_digests_does_not_make_the_signed_root(
        journal: Callable[[], None], server: Server, own_database: Callable[[str], str]) -> None:
    entry = entry_at(place_of(15))
    with acting(SYSTEM):
        row = Entry.objects.get(pk=entry)
        changed = queries.canonical_of(row)
    changed["facts"] = {"number": 99}
    digest = sha256(canonical_json(changed)).digest()
    tamper(server, own_database("article22_web"), f"""
        UPDATE journal_entry SET facts = '{{"number": 99}}', digest = '\\x{digest.hex()}' WHERE id = '{row.pk}';
        UPDATE journal_leaf SET hash = '\\x{tree.leaf_hash(digest).hex()}' WHERE entry_id = '{row.pk}'""")
    assert {fault.code for fault in faults()} <= {"journal.root", "journal.altered"}
    assert faults()


def test_a_whole_tree_made_anew_does_not_match_a_checkpoint_that_was_kept(
        journal: Callable[[], None], server: Server, own_database: Callable[[str], str]) -> None:
    kept = Seal.objects.order_by("-size").first()
    assert kept
    tamper(server, own_database("article22_web"), f"""
        DELETE FROM journal_words WHERE entry_id = '{entry_at(kept.size - 1)}'; DELETE FROM journal_seal WHERE size = {kept.size};
        DELETE FROM journal_entry WHERE id = '{entry_at(kept.size - 1)}'; DELETE FROM journal_leaf WHERE index = {kept.size - 1};
        DELETE FROM journal_seal WHERE size > {kept.size - 2}""")
    journal()
    assert "journal.removed" in {fault.code for fault in faults((kept.note,))}


def test_a_purge_is_called_a_purge(journal: Callable[[], None], own_database: Callable[[str], str]) -> None:
    entry = UUID(entry_at(place_of(15)))
    with acting(SYSTEM):
        first, second = member("administrator"), member("administrator", nth=1)
    with acting(first):
        Entry.objects.filter(pk=entry)
    own_database("article22_worker")
    with acting(SYSTEM):
        mark = actions.purge_words(entry, by=first, second=second, reason="retention ended", at=MONDAY + minutes(9))
    journal()
    (found,) = faults()
    assert (found.code, found.grade, found.where) == ("journal.purged", "info", f"{entry}, note")
    assert f"{mark}" in str(found.text)
    with acting(SYSTEM):
        assert queries.get_words(entry, seen_by=SYSTEM) == {"note": None}
        with pytest.raises(Absent):
            actions.purge_words(entry, by=first, second=second, reason="again", at=MONDAY + minutes(10))


def test_one_person_alone_cannot_purge(journal: Callable[[], None], own_database: Callable[[str], str]) -> None:
    with acting(SYSTEM):
        first = member("administrator")
    own_database("article22_worker")
    entry = UUID(entry_at(place_of(15)))
    with pytest.raises(IntegrityError, match="two people"), acting(SYSTEM):
        actions.purge_words(entry, by=first, second=first, reason="alone", at=MONDAY)


@pytest.mark.parametrize("sql", [
    "UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry CASCADE", "UPDATE journal_words SET words = 'x'",
    "DELETE FROM journal_words", "DELETE FROM journal_seal", "UPDATE journal_leaf SET hash = ''", "ALTER TABLE journal_entry DISABLE ROW LEVEL SECURITY",
    "SET session_replication_role = replica", "SET ROLE article22_owner",
    "INSERT INTO journal_leaf (index, entry_id, hash) SELECT 999, id, '' FROM journal_entry LIMIT 1",
    "DROP TRIGGER append_only ON journal_entry",
])
def test_the_webs_role_cannot_rewrite_what_happened(sql: str, journal: Callable[[], None]) -> None:
    with pytest.raises(Exception, match="permission denied|must be owner|append-only|violates"), acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", ["journal_entry", "journal_leaf", "journal_seal", "journal_words"])
def test_even_the_owner_is_refused_by_the_trigger(table: str, journal: Callable[[], None], own_database: Callable[[str], str]) -> None:
    own_database("article22_owner")
    column = {"journal_entry": "verb", "journal_leaf": "hash", "journal_seal": "note", "journal_words": "field"}[table]
    with pytest.raises(IntegrityError, match="append-only|only ever become"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = {column}")


def receipt_file(tmp_path: Path, entry: str, size: int | None = None) -> Path:
    with acting(SYSTEM):
        receipt = queries.get_receipt(UUID(entry), origin=get_origin(), folder=FOLDER, seen_by=SYSTEM, size=size)
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt, ensure_ascii=False, indent=1), "utf-8")
    return path


def verify(*files: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, ROOT / "tools/verify_receipt.py", *files], capture_output=True, text=True, check=False)


def test_a_receipt_is_checked_by_a_program_that_knows_nothing_of_ours(journal: Callable[[], None], tmp_path: Path) -> None:
    path = receipt_file(tmp_path, entry_at(place_of(15)))
    newest = Seal.objects.order_by("-size").first()
    assert newest
    (tmp_path / "kept").write_text(newest.note, "utf-8")
    done = verify(path, tmp_path / "kept")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Valid: test.happened" in done.stdout
    assert done.stdout.count("key of ") >= 2
    (tmp_path / "older").write_text(Seal.objects.order_by("size")[1].note, "utf-8")
    assert verify(path, tmp_path / "older").returncode == 1


def test_a_receipt_leads_to_a_checkpoint_that_was_kept(journal: Callable[[], None], tmp_path: Path) -> None:
    older = Seal.objects.order_by("-size")[1]
    (tmp_path / "kept").write_text(older.note, "utf-8")
    assert verify(receipt_file(tmp_path, entry_at(place_of(5)), size=older.size), tmp_path / "kept").returncode == 0


def test_a_receipt_fails_when_one_letter_of_it_is_changed(journal: Callable[[], None], tmp_path: Path) -> None:
    path = receipt_file(tmp_path, entry_at(place_of(15)))
    text = path.read_text("utf-8")
    letters = [place for place, letter in enumerate(text) if letter.isalnum()]
    for place in letters[::41]:
        path.write_text(text[:place] + ("b" if text[place] != "b" else "c") + text[place + 1:], "utf-8")
        done = verify(path)
        assert done.returncode == 1, text[place - 20:place + 20]
        assert "Traceback" not in done.stderr


def test_an_entry_that_is_not_sealed_yet_has_a_signed_receipt_without_proof(journal: Callable[[], None], tmp_path: Path) -> None:
    with acting(SYSTEM):
        entry = actions.record("test.happened", "now", by=SYSTEM, at=MONDAY)
    done = verify(receipt_file(tmp_path, f"{entry}"))
    assert done.returncode == 0
    assert "not sealed yet" in done.stdout


def test_the_verifier_stays_within_a_hundred_lines() -> None:
    assert len((ROOT / "tools/verify_receipt.py").read_text("utf-8").splitlines()) <= 100


def test_each_sees_its_own_entries_only(journal: Callable[[], None]) -> None:
    with acting(SYSTEM):
        ana, bran, dana = member("representative"), member("representative", nth=1), member("liaison-officer")
        entry = actions.record("test.told", "x", by=ana, at=MONDAY, words={"note": "only ours"})
    for actor, sees in ((ana, True), (bran, False), (dana, False), (PUBLIC, False), (member("inspector"), True), (member("administrator"), False)):
        with acting(actor):
            assert Entry.objects.filter(pk=entry).exists() is sees
            assert Words.objects.filter(entry=entry).exists() is sees
            if not sees:
                with pytest.raises(Absent):
                    queries.get_receipt(entry, origin="x", folder=FOLDER, seen_by=actor)
    assert not Entry.objects.exists()


def test_many_entries_at_once_are_like_any_and_verify(journal: Callable[[], None]) -> None:
    ana = member("representative")
    told = [Told(verb="test.told", subject=UUID(int=number), facts={"number": number, "kind": "é"}, organisation=ana.organisation) for number in range(3)]
    with acting(SYSTEM):
        ids = actions.record_all(told, by=SYSTEM, at=MONDAY)
        assert actions.record_all([], by=SYSTEM, at=MONDAY) == []
        alone = actions.record("test.told", UUID(int=0), by=SYSTEM, at=MONDAY, organisation=ana.organisation, number=0, kind="é")
        rows = {row["id"]: row for row in Entry.objects.filter(pk__in=[*ids, alone]).values()}
    assert list(rows[ids[2]]["facts"].items()) == [("kind", "é"), ("number", 2)]
    same = {name: value for name, value in rows[alone].items() if name not in ("id", "digest")}
    assert {name: value for name, value in rows[ids[0]].items() if name not in ("id", "digest")} == same
    journal()
    assert faults() == []


def mail(at: datetime) -> int:
    with acting(SYSTEM):
        return mail_checkpoint(by=SYSTEM, machine_now=at)


def test_every_representative_gets_the_last_checkpoint_of_the_day_before_once(journal: Callable[[], None], own_database: Callable[[str], str]) -> None:
    own_database("article22_worker")
    assert mail(MONDAY + minutes(600)) == 0, "the day is not over"
    with acting(SYSTEM):
        people = {one.person.email: one.organisation_id for one in list_holders(Role.REPRESENTATIVE)}
    assert mail(NEXT_DAY) == len(people) >= 2
    assert [mail(NEXT_DAY + minutes(later)) for later in (0, 1, 1400)] == [0, 0, 0]
    with acting(SYSTEM):
        last, letters = Seal.objects.order_by("-size")[0], list(Message.objects.filter(kind="journal.checkpoint"))
        (entry,) = Entry.objects.filter(verb="journal.checkpoint-mailed")
    assert {letter.address: letter.organisation for letter in letters} == people
    assert all(last.note.strip() in (letter.body or "") for letter in letters)
    assert (entry.subject, entry.facts["size"], entry.facts["letters"]) == ("2026-06-16", last.size, len(people))
    assert mail(NEXT_DAY + minutes(24 * 60)) == len(people), "another day, another letter"


def test_a_checkpoint_is_written_in_the_language_that_its_reader_chose_and_its_signed_lines_stay_as_they_are(
        journal: Callable[[], None], own_database: Callable[[str], str]) -> None:
    own_database("article22_web")
    ana, bran = member("representative"), member("representative", nth=1)
    with acting(SYSTEM):
        mail_of = {one.organisation_id: one.person.email for one in list_holders(Role.REPRESENTATIVE)}
    with acting(member("liaison-officer")):
        for organisation, language in ((ana.organisation, "ar"), (bran.organisation, "fr")):
            mission = Mission.objects.get(organisation=organisation)
            row = nominate(mission, somebody(mail_of[organisation].casefold()), by=member("liaison-officer"), at=MONDAY)
            set_language(row.pk, language, by=member("liaison-officer"), at=MONDAY)
    own_database("article22_worker")
    mail(NEXT_DAY)
    with acting(SYSTEM):
        last, letters = Seal.objects.order_by("-size")[0], {one.address: one for one in Message.objects.filter(kind="journal.checkpoint")}
    for actor, language, keep in ((ana, "ar", "احتفظوا بهذه الرسالة"), (bran, "fr", "Conservez ce courriel")):
        letter = letters[mail_of[actor.organisation]]
        assert letter.language == language
        assert (letter.body or "").startswith(keep)
        assert f"\n\n{last.note.strip()}\n\n" in (letter.body or "")
        assert "Keep this mail." in (letter.body or ""), "nobody has reviewed the translation"


def test_two_workers_mail_one_checkpoint(journal: Callable[[], None], own_database: Callable[[str], str]) -> None:
    own_database("article22_worker")

    def in_a_thread(_number: int) -> int:
        try:
            return mail(NEXT_DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(in_a_thread, range(4)))[:3] == [0, 0, 0]


def test_a_receipt_is_proved_under_a_checkpoint_as_it_was_mailed(journal: Callable[[], None], own_database: Callable[[str], str], tmp_path: Path) -> None:
    own_database("article22_worker")
    mail(NEXT_DAY)
    with acting(SYSTEM):
        body = Message.objects.filter(kind="journal.checkpoint")[0].body or ""
        size = Seal.objects.order_by("-size")[0].size
    journal()
    (tmp_path / "mail.txt").write_text(body, "utf-8")
    assert verify(receipt_file(tmp_path, entry_at(place_of(5)), size=size), tmp_path / "mail.txt").returncode == 0
    assert verify(receipt_file(tmp_path, entry_at(place_of(5))), tmp_path / "mail.txt").returncode == 1, "the mailing itself was sealed since"
