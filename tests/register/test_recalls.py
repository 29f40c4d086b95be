"""Wallet cards that a change of the directory makes wrong: which, what replaces them, and who sees to it until the mission confirms."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from article22.contexts.directory.actions import editions, lines
from article22.contexts.directory.models import Edition
from article22.contexts.directory.queries import packs
from article22.contexts.directory.rules.proposals import Proposal
from article22.contexts.missions.actions import recalling, registering, representing
from article22.contexts.missions.models import CardCheck, CardRecall, WalletCard
from article22.contexts.missions.queries.missions import get_mission, list_missions
from article22.contexts.missions.queries.recalls import list_recalls
from article22.contexts.missions.rules.recalls import CannotConfirm, Closed, Printed, RecallStep, due_at, judge, step_at
from article22.contexts.missions.rules.terms import WayKind
from article22.ground.accounts.rules import AlreadyDone
from article22.ground.journal.models import Entry
from article22.ground.outbox.queries import list_messages
from article22.ground.wall.session import acting, set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures.cards import check_wallet_card, issue_wallet_card
from article22.procedures.recalling import chase_recalls, check_cards
from tests.cast import MONDAY, PUBLIC, SYSTEM, TUESDAY, member, minutes
from tests.database import Server
from tests.register.test_representatives import appoint, as_

DAY = timedelta(days=1)
EMERGENCY = Proposal(slot="CP-09", raw="(202) 566-0000", starts_on=date(2026, 6, 9), title="Circular note 26-100", issuer="DS",
                     printed_on=date(2026, 6, 1), quote="call (202) 566-0000")
OLD = {"place": "here", "danger": [{"authority": "usss", "contact": "CP-09", "office": "", "value": "1", "hours": "", "raw": "1"}], "rest": []}
NEW = OLD | {"danger": [{**OLD["danger"][0], "value": "2"}]}  # type: ignore[dict-item]


def card(serial: str, facts: dict[str, object], day: int = 1) -> Printed:
    return Printed(serial=serial, facts=facts, issued_on=date(2026, 6, day), check_by=date(2027, 6, day))


@pytest.mark.parametrize(("out", "wrong", "replacement"), [
    ([card("A", OLD)], ("A",), None),
    ([card("A", NEW)], (), "A"),
    ([card("B", OLD, 2), card("A", OLD), card("C", NEW, 3)], ("A", "B"), "C"),
    ([card("A", NEW), card("B", OLD, 2)], ("B",), "A"),
    ([Printed(serial="A", facts=NEW, issued_on=date(2025, 6, 1), check_by=date(2026, 6, 9)), card("B", OLD)], ("B",), None),  # overdue, it replaces none
])
def test_what_is_out_is_wrong_where_a_card_of_today_would_state_something_else(out: list[Printed], wrong: Sequence[str], replacement: str | None) -> None:
    judged = judge(out, NEW, date(2026, 6, 9))
    assert (judged.wrong, judged.replacement) == (tuple(wrong), replacement)


@pytest.mark.parametrize(("days", "is_told", "step", "due"), [
    (0, True, RecallStep.ASKED, 7), (0, False, RecallStep.TO_CALL, 14), (7, True, RecallStep.TO_CALL, 14), (14, True, RecallStep.ESCALATED, 14)])
def test_a_silent_mission_is_telephoned_and_then_everybody_who_liaises_hears_of_it(days: int, is_told: bool, step: RecallStep, due: int) -> None:
    assert step_at(MONDAY, MONDAY + days * DAY, is_told=is_told) is step
    assert due_at(MONDAY, step) == MONDAY + due * DAY


@pytest.fixture
def cards(db: None) -> dict[str, str]:
    """A card of each of three missions, printed on Tuesday, by the number of the mission."""
    set_actor(SYSTEM)
    return {number: issue_wallet_card(get_mission(number), present=TUESDAY, by=SYSTEM)[0].serial for number in ("VAL-1", "KES-1", "MRS-2")}


def publish(proposal: Proposal = EMERGENCY, at: datetime = TUESDAY) -> None:
    """Administration's two people change a line."""
    first, second = as_("administrator"), as_("administrator", 1)
    set_actor(first)
    change, _ = lines.propose_change(proposal, by=first, at=at)
    set_actor(second)
    if change.needs_two:
        lines.decide_change(change.pk, is_approved=True, by=second, at=at)


def check(at: datetime = TUESDAY) -> None:
    set_actor(SYSTEM)
    while check_cards(by=SYSTEM, at=at):
        pass


def recalled() -> dict[str, CardRecall]:
    set_actor(SYSTEM)
    return {row.mission.number: row for row in list_recalls(seen_by=SYSTEM)}


def letters_of(recall: CardRecall) -> list[tuple[str, str]]:
    set_actor(SYSTEM)
    return [(letter.address, letter.kind) for letter in list_messages(recall.pk, seen_by=SYSTEM)]


def test_nothing_is_recalled_while_the_cards_are_right(cards: dict[str, str]) -> None:
    check()
    assert recalled() == {}
    found = CardCheck.objects.get()
    assert (found.checked, found.wrong, found.finished_at) == (3, 0, TUESDAY)
    assert check_cards(by=SYSTEM, at=TUESDAY + minutes(5)) is False
    assert CardCheck.objects.get().finished_at == TUESDAY, "the same directory on the same day is compared once"


def test_while_nothing_has_changed_the_worker_asks_as_much_for_every_mission_as_for_three(cards: dict[str, str]) -> None:
    def asked() -> int:
        check()
        with CaptureQueriesContext(connection) as kept:
            assert check_cards(by=SYSTEM, at=TUESDAY) is False
            assert chase_recalls(by=SYSTEM, at=TUESDAY) == 0
        return len(kept)

    few = asked()
    for mission in list_missions(seen_by=SYSTEM, on=TUESDAY.date()):
        issue_wallet_card(mission, present=TUESDAY, by=SYSTEM)
    check(TUESDAY + DAY)
    assert asked() == few


def test_a_change_recalls_the_cards_that_state_the_line_and_no_others(cards: dict[str, str]) -> None:
    check()
    publish()
    check()
    found = recalled()
    assert set(found) == {"VAL-1", "KES-1"}, "Nashville is not in the capital's region: its card never had that line"
    valdoria = found["VAL-1"]
    assert valdoria.withdraws == [cards["VAL-1"]]
    assert "(202) 566-0000" in f"{valdoria.replacement.facts['danger']}"
    assert letters_of(valdoria) == [("ana.ferro@valdoria.example", "missions.cards-recalled")]
    body = list_messages(valdoria.pk, seen_by=SYSTEM)[0].body or ""
    for part in (f"/wallet/print/{valdoria.replacement_id}/", f"/wallet/check/{cards['VAL-1']}/", "/wallet/recalled/", "16 June"):
        assert part in body
    set_actor(PUBLIC)
    verdict = check_wallet_card(cards["VAL-1"], present=TUESDAY)
    assert (verdict.is_current, verdict.replaced_by) == (False, valdoria.replacement)
    assert check_wallet_card(cards["MRS-2"], present=TUESDAY).is_current


@pytest.mark.usefixtures("cards")
def test_a_change_of_another_office_recalls_the_cards_of_its_missions_alone() -> None:
    set_actor(SYSTEM)
    slot = next(f"{site.id}/voice" for office in packs.get_pack_directory("us", today=TUESDAY.date()).offices for site in office.sites
                if any("404-879-0134" in line.raw for line in site.lines))
    publish(Proposal(slot=slot, raw="404-555-0100", starts_on=date(2026, 6, 9), title="Circular note 26-101", issuer="DS", printed_on=date(2026, 6, 1),
                     quote="Atlanta: 404-555-0100"))
    check()
    assert set(recalled()) == {"MRS-2"}


def test_a_value_that_begins_another_day_recalls_on_that_day(cards: dict[str, str]) -> None:
    publish(Proposal(slot=EMERGENCY.slot, raw=EMERGENCY.raw, starts_on=date(2026, 6, 11), title=EMERGENCY.title, issuer="DS", printed_on=date(2026, 6, 1),
                     quote=EMERGENCY.quote))
    check()
    assert recalled() == {}
    check(TUESDAY + 2 * DAY)
    assert set(recalled()) == {"VAL-1", "KES-1"}


def test_a_mission_that_moved_gets_another_card_the_next_day(cards: dict[str, str]) -> None:
    check()
    ruth = as_("ofm-officer")
    mission = get_mission("MRS-2")
    registering.add_premises(mission, mission.premises.get().kind_words, registering.Address(words="1 Peachtree Street", place=get_mission(
        "VAL-1").premises.get(is_main=True).place), is_main=True, by=ruth, at=TUESDAY, on=TUESDAY.date())
    check(TUESDAY + DAY)
    assert set(recalled()) == {"MRS-2"}


def test_changed_again_while_it_is_open_the_same_recall_names_the_newest_card(cards: dict[str, str]) -> None:
    publish()
    check()
    first = recalled()["VAL-1"]
    publish(Proposal(slot=EMERGENCY.slot, raw="(202) 566-0001", starts_on=date(2026, 6, 10), title="Circular note 26-102", issuer="DS",
                     printed_on=date(2026, 6, 2), quote="call (202) 566-0001"), TUESDAY + DAY)
    check(TUESDAY + DAY)
    again = recalled()["VAL-1"]
    assert (again.pk, again.opened_at) == (first.pk, TUESDAY)
    assert set(again.withdraws) == {cards["VAL-1"], first.replacement_id}
    assert letters_of(again) == [("ana.ferro@valdoria.example", "missions.cards-recalled")] * 2
    ana = as_("representative")
    with pytest.raises(CannotConfirm, match=again.replacement_id):
        recalling.confirm_recall(first.pk, first.replacement_id, Closed.PORTAL, name="Ana Ferro", by=ana, at=TUESDAY)
    check(TUESDAY + DAY)
    assert len(letters_of(again)) == 2, "nothing is told twice"


def test_the_list_ends_at_zero_when_each_mission_has_confirmed(cards: dict[str, str]) -> None:
    publish()
    check()
    found = recalled()
    ana = as_("representative")
    recalling.confirm_recall(found["VAL-1"].pk, found["VAL-1"].replacement_id, Closed.PORTAL, name="Ana Ferro", by=ana, at=TUESDAY)
    with pytest.raises(AlreadyDone):
        recalling.confirm_recall(found["VAL-1"].pk, found["VAL-1"].replacement_id, Closed.PORTAL, name="Ana Ferro", by=ana, at=TUESDAY)
    with pytest.raises(Absent):
        recalling.confirm_recall(found["KES-1"].pk, found["KES-1"].replacement_id, Closed.PORTAL, name="Ana Ferro", by=ana, at=TUESDAY)
    dana = as_("liaison-officer")
    with pytest.raises(CannotConfirm, match="to whom"):
        recalling.confirm_recall(found["KES-1"].pk, found["KES-1"].replacement_id, Closed.TELEPHONE, name=" ", by=dana, at=TUESDAY)
    with pytest.raises(Absent):
        recalling.confirm_recall(found["KES-1"].pk, found["KES-1"].replacement_id, Closed.PORTAL, name="Bran Osk", by=dana, at=TUESDAY)
    recalling.confirm_recall(found["KES-1"].pk, found["KES-1"].replacement_id, Closed.TELEPHONE, name="Bran Osk", by=dana, at=TUESDAY)
    assert recalled() == {}
    set_actor(SYSTEM)
    row = CardRecall.objects.get(pk=found["KES-1"].pk)
    assert (row.closed_how, row.closed_name, row.closed_by) == ("telephone", "Bran Osk", dana.person)
    assert Entry.objects.filter(verb="missions.recall-closed").count() == 2
    check(TUESDAY + DAY)
    assert recalled() == {}, "what was destroyed is not recalled again"


def test_a_silent_mission_becomes_its_liaisons_then_everybodys(cards: dict[str, str]) -> None:
    publish()
    check()
    assert chase_recalls(by=SYSTEM, at=TUESDAY + 6 * DAY) == 0
    assert chase_recalls(by=SYSTEM, at=TUESDAY + 7 * DAY) == 2
    valdoria = recalled()["VAL-1"]
    assert valdoria.step_words is RecallStep.TO_CALL
    assert letters_of(valdoria)[1:] == [("dana.reyes@dss.example", "missions.recall-owed"), ("ana.ferro@valdoria.example", "missions.cards-recalled")]
    assert chase_recalls(by=SYSTEM, at=TUESDAY + 13 * DAY) == 0
    assert chase_recalls(by=SYSTEM, at=TUESDAY + 14 * DAY) == 2
    assert recalled()["KES-1"].step_words is RecallStep.ESCALATED
    assert letters_of(recalled()["KES-1"])[-1] == ("dana.reyes@dss.example", "missions.recall-owed"), "the office's officer, though another is assigned"


def test_a_mission_that_nobody_can_write_to_is_its_liaisons_at_once(cards: dict[str, str]) -> None:
    publish(Proposal(slot="CP-02", raw="(571) 345-0000", starts_on=date(2026, 6, 9), title="Circular note 26-103", issuer="DS", printed_on=date(2026, 6, 1),
                     quote="call (571) 345-0000"))
    check()
    maristan = recalled()["MRS-2"]
    assert (maristan.told, letters_of(maristan)) == (0, [])
    chase_recalls(by=SYSTEM, at=TUESDAY)
    assert recalled()["MRS-2"].step_words is RecallStep.TO_CALL
    assert letters_of(maristan) == [("dana.reyes@dss.example", "missions.recall-owed")]
    assert chase_recalls(by=SYSTEM, at=TUESDAY) == 0, "and once"


def test_representatives_who_answered_by_mail_are_told_and_those_who_did_not_are_not(cards: dict[str, str]) -> None:
    dana = as_("liaison-officer")
    appoint(get_mission("VAL-1"), "second@valdoria.example", WayKind.MAIL, dana)
    publish()
    check(MONDAY)
    assert [address for address, _ in letters_of(recalled()["VAL-1"])] == ["ana.ferro@valdoria.example", "second@valdoria.example"]


def test_whoever_has_left_is_sent_no_link_that_confirms_for_the_mission(cards: dict[str, str]) -> None:
    dana = as_("liaison-officer")
    left, stays = (appoint(get_mission("VAL-1"), f"{name}@valdoria.example", WayKind.MAIL, dana) for name in ("left", "stays"))
    representing.set_departure(left.pk, MONDAY.date(), by=dana, at=MONDAY)
    representing.set_departure(stays.pk, (MONDAY + 5 * DAY).date(), by=dana, at=MONDAY)
    publish()
    check(MONDAY + DAY)
    assert [address for address, _ in letters_of(recalled()["VAL-1"])] == ["ana.ferro@valdoria.example", "stays@valdoria.example"]


def test_a_mission_that_ended_confirms_nothing(cards: dict[str, str]) -> None:
    publish()
    check()
    ruth = as_("ofm-officer")
    registering.end_mission(get_mission("VAL-1"), by=ruth, at=TUESDAY, on=TUESDAY.date())
    check(TUESDAY + DAY)
    assert set(recalled()) == {"KES-1"}
    assert CardRecall.objects.get(mission__number="VAL-1").closed_words is Closed.MISSION_ENDED


def test_the_holder_of_a_link_sees_and_confirms_that_recall_alone(cards: dict[str, str]) -> None:
    publish()
    check()
    found = recalled()
    holder = Actor(role="link-holder", verbs=frozenset({"recall.see", "recall.confirm"}), record=found["VAL-1"].pk, door="link")
    set_actor(holder)
    with pytest.raises(Absent):
        recalling.confirm_recall(found["KES-1"].pk, found["KES-1"].replacement_id, Closed.LINK, name="", by=holder, at=TUESDAY)
    recalling.confirm_recall(found["VAL-1"].pk, found["VAL-1"].replacement_id, Closed.LINK, name="", by=holder, at=TUESDAY)
    assert set(recalled()) == {"KES-1"}


def test_many_missions_are_compared_some_at_a_time(cards: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("article22.procedures.recalling.AT_ONCE", 2)
    publish()
    set_actor(SYSTEM)
    assert check_cards(by=SYSTEM, at=TUESDAY) is True
    assert len(recalled()) == 2
    assert check_cards(by=SYSTEM, at=TUESDAY) is False
    assert (CardCheck.objects.get().checked, CardCheck.objects.get().wrong) == (3, 2)


@pytest.fixture
def since_2012(own_database: Callable[[str], str], server: Server) -> None:
    """A directory that knows only what was printed by July 2012, in which nothing was changed since."""
    name = own_database("article22_web")
    with server.admin(name) as admin:
        admin.execute("DELETE FROM directory_settlement; DELETE FROM directory_line; DELETE FROM directory_version; DELETE FROM directory_edition")
    with acting(SYSTEM):
        editions.load_edition(packs.get_pack("us@2012-07-01"), by=SYSTEM, at=TUESDAY)


@pytest.mark.usefixtures("since_2012")
def test_the_note_of_2024_recalls_the_cards_of_the_brochure_of_2012() -> None:
    with acting(SYSTEM):
        missions = ("VAL-1", "KES-1", "MRS-2", "BMA-1", "KES-2")
        old = {number: issue_wallet_card(get_mission(number), present=TUESDAY, by=SYSTEM)[0] for number in missions}
        assert "634-2234" in f"{old['VAL-1'].facts['danger']}", "in 2012 it was the emergency line"
        edition = editions.load_edition(packs.get_pack("us"), by=SYSTEM, at=TUESDAY)
        assert edition.needs_two
    for nth in range(2):
        with acting(SYSTEM):
            actor = member("administrator", nth=nth)
        with acting(actor):
            editions.decide_edition(Edition.objects.get(pk=edition.pk).pk, is_approved=True, by=actor, at=TUESDAY + minutes(nth))
    with acting(SYSTEM):
        issue_wallet_card(get_mission("MBI-1"), present=TUESDAY + minutes(2), by=SYSTEM)
        check_cards(by=SYSTEM, at=TUESDAY + minutes(5))
        found = {row.mission.number: row.replacement for row in list_recalls(seen_by=SYSTEM)}
        assert set(found) == {*old}, "the brochure gave its emergency line to everybody; a card that was printed after the note is right"
        for number in ("VAL-1", "KES-1"):
            assert values(old[number], "danger")[:2] == ["911", "+12026342234"]
            assert "+12025668434" in values(found[number], "danger")
            assert "+12026342234" not in values(found[number], "danger")
            assert {"+12026342234", "DSPL@state.gov"} <= set(values(found[number], "rest")), "it is still a number, and not for danger"
        for number in ("MRS-2", "BMA-1", "KES-2"):
            assert "+12026342234" in values(old[number], "danger")
            assert "+12026342234" not in values(found[number], "danger") + values(found[number], "rest")


def values(card: WalletCard, side: str) -> list[str]:
    return [line["value"] for line in card.facts[side]]
