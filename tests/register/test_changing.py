"""A change of how somebody is reached is held until the old way confirms it or an officer calls; nobody is diverted by one stolen password."""

from datetime import timedelta
from typing import Any

import pytest

from article22.contexts.missions.actions import changing as actions
from article22.contexts.missions.actions import representing
from article22.contexts.missions.actions.representing import Given
from article22.contexts.missions.models import Representative, Way, WayChange
from article22.contexts.missions.queries.changes import list_changes
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules import changing as rules
from article22.contexts.missions.rules import representatives as people
from article22.contexts.missions.rules.terms import AskedWhy, CannotAppoint, CannotChange, Entered, Stand, WayKind
from article22.ground.journal.models import Entry
from article22.ground.outbox.models import Message
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures import changing, codes, reverifying
from article22.procedures.links import Asks, read_change_link, read_reverification_link
from tests.cast import MONDAY, SYSTEM
from tests.register.people import somebody
from tests.register.test_representatives import as_
from tests.register.test_reverifying import DAY, MINUTE, code_in

pytestmark = pytest.mark.django_db
MAIL, MOBILE, OFFICE = "ana.ferro@valdoria.example", "+12025550191", "+12025550192"
NEW = Given(kind=WayKind.MOBILE, raw="(202) 555-0195", address="+12025550195")


@pytest.fixture
def dana(db: None) -> Actor:
    return as_("liaison-officer")


@pytest.fixture
def ana(dana: Actor) -> Representative:
    """Called back, and proved by three ways, on MONDAY."""
    row = representing.nominate(get_mission("VAL-1"), somebody(MAIL), by=dana, at=MONDAY)
    for kind, number in ((WayKind.MOBILE, MOBILE), (WayKind.OFFICE, OFFICE)):
        representing.put_way(row.pk, Given(kind=kind, raw=number, address=number), by=dana, at=MONDAY)
    representing.verify(row.pk, "(202) 555-0100", by=dana, at=MONDAY)
    for way in row.ways.all():
        representing.prove_way(way.pk, by=dana, at=MONDAY)
    row.refresh_from_db()
    return row


def way_of(row: Representative, kind: str) -> Way:
    return row.ways.get(kind=kind, ended_at__isnull=True)


def asked(ana: Representative, given: Given = NEW, instead_of: str | None = "mobile") -> WayChange:
    """By the mission, in the portal."""
    mission = as_("representative")
    change = changing.put_way(ana, given, way_of(ana, instead_of).pk if instead_of else None, name="Ana Ferro", by=mission, at=MONDAY)
    assert change
    return change


def addresses(row: Representative) -> list[str]:
    return list(row.ways.filter(ended_at__isnull=True).order_by("address").values_list("address", flat=True))


def letters(**which: Any) -> list[Message]:
    set_actor(SYSTEM)
    return list(Message.objects.filter(**which).order_by("id"))


def holder_of(change: WayChange) -> Actor:
    actor = Asks(asked=change.pk, representative=change.representative_id).actor("link")
    set_actor(actor)
    return actor


def test_what_a_mission_changes_waits_and_the_old_number_is_asked(ana: Representative) -> None:
    change = asked(ana)
    assert NEW.address not in addresses(ana)
    (letter,) = letters(kind=changing.KIND)
    assert (letter.channel, letter.address) == ("sms", MOBILE)
    assert NEW.raw not in f"{letter.body}"
    link = f"{letter.body}".split("/still-here/change/")[1].split("/")[0]
    assert read_change_link(link, at=MONDAY) == Asks(asked=change.pk, representative=ana.pk)
    with pytest.raises(Absent):
        read_reverification_link(link, at=MONDAY)
    changing.confirm_by_old_way(change.pk, by=holder_of(change), at=MONDAY + MINUTE)
    set_actor(SYSTEM)
    assert addresses(ana) == [OFFICE, NEW.address, MAIL]
    assert way_of(ana, "mobile").proved_at is None, "it counts once it is proved"
    (question,) = letters(kind=reverifying.ASKED)
    assert (question.address, "how they are reached has changed" in f"{question.body}") == (MAIL, True)
    with pytest.raises(CannotChange, match="confirmed already"):
        changing.confirm_by_old_way(change.pk, by=holder_of(change), at=MONDAY + MINUTE)


def test_an_officer_who_calls_confirms_it_or_refuses_with_a_reason(ana: Representative) -> None:
    right, wrong = asked(ana), asked(ana, Given(kind=WayKind.MAIL, raw="a@x.example", address="a@x.example"), "mail")
    dana = as_("liaison-officer")
    assert [row.pk for row in list_changes(seen_by=dana)] == [right.pk, wrong.pk]
    for act in (lambda: changing.confirm_by_call(right.pk, " ", by=dana, at=MONDAY), lambda: actions.refuse(wrong.pk, "", by=dana, at=MONDAY)):
        with pytest.raises(CannotChange, match="Say at which number"):
            act()
    changing.confirm_by_call(right.pk, MOBILE, by=dana, at=MONDAY)
    actions.refuse(wrong.pk, "they know nothing of it", by=dana, at=MONDAY)
    assert addresses(ana) == [OFFICE, NEW.address, MAIL]
    assert list_changes(seen_by=dana) == []
    set_actor(SYSTEM)
    assert list(Entry.objects.filter(verb__startswith="missions.way-change").order_by("pk").values_list("verb", flat=True)) == [
        "missions.way-change-asked", "missions.way-change-asked", "missions.way-change-called-back", "missions.way-change-refused"]


def test_the_old_telephone_is_told_a_code_that_the_mission_enters(ana: Representative) -> None:
    change = asked(ana, instead_of="office")
    (call,) = letters(channel="voice")
    assert (call.address, call.kind, codes.DIGITS) == (OFFICE, codes.KIND, 6)
    words = code_in_call(call)
    assert words not in f"{call.body}"
    mission = as_("representative")
    wrong = "000000" if words != "000000" else "000001"
    assert [changing.enter_code(change.pk, wrong, by=mission, at=MONDAY) for _ in range(5)] == [Entered.WRONG] * 5
    assert changing.enter_code(change.pk, words, by=mission, at=MONDAY) is Entered.SPENT
    dana = as_("liaison-officer")
    changing.confirm_by_call(change.pk, OFFICE, by=dana, at=MONDAY)
    assert addresses(ana) == [MOBILE, NEW.address, MAIL]


def test_the_right_code_does_the_change(ana: Representative) -> None:
    change = asked(ana, instead_of="office")
    (call,) = letters(channel="voice")
    words = code_in_call(call)
    mission = as_("representative")
    assert changing.enter_code(change.pk, words, by=mission, at=MONDAY) is Entered.RIGHT
    set_actor(SYSTEM)
    assert addresses(ana) == [MOBILE, NEW.address, MAIL]


def code_in_call(call: Message) -> str:
    from article22.ground.outbox.rules.messages import Channel, Sending

    left = codes.filled(Sending(id=call.pk, tries=1, channel=Channel.VOICE, address=call.address, subject="", body=call.body, kind=call.kind,
                                cause=call.cause, enqueued_at=call.enqueued_at))
    return f"{left.body}".split("code: ")[1].split(".")[0]


def test_whoever_did_not_ask_for_it_says_so_and_the_officers_know_at_once(ana: Representative) -> None:
    change = asked(ana)
    changing.deny(change.pk, by=holder_of(change), at=MONDAY)
    set_actor(SYSTEM)
    assert MOBILE in addresses(ana)
    (letter,) = letters(kind=changing.KIND, channel="mail")
    assert (letter.address, letter.subject) == ("dana.reyes@dss.example", "Embassy of Valdoria, Washington: a change that nobody there asked for")
    (entry,) = Entry.objects.filter(verb="missions.way-change-denied")
    assert (entry.facts["is_suspicious"], entry.door) == (True, "link")


def test_what_comes_beside_the_others_is_asked_of_the_best_of_them_and_of_nobody_where_none_works(ana: Representative, dana: Actor) -> None:
    beside = asked(ana, instead_of=None)
    assert (beside.asks and beside.asks.address) == MAIL
    with pytest.raises(CannotChange, match="was asked for, and waits"):
        asked(ana, instead_of=None)
    with pytest.raises(CannotAppoint, match="is reached by that already"):
        asked(ana, Given(kind=WayKind.MAIL, raw=MAIL, address=MAIL), None)
    mission = as_("representative")
    actions.withdraw(beside.pk, by=mission, at=MONDAY)
    dana = as_("liaison-officer")
    for way in ana.ways.all():
        representing.fail_way(way.pk, "no-answer", by=dana, at=MONDAY + MINUTE)
    assert asked(ana).asks is None
    mission = as_("representative")
    assert asked(ana, Given(kind=WayKind.MAIL, raw="b@x.example", address="b@x.example"), None).asks is None


@pytest.mark.parametrize("by", ["the link", "a code"])
def test_a_way_that_is_theirs_no_more_confirms_and_denies_nothing(ana: Representative, dana: Actor, by: str) -> None:
    change = asked(ana, instead_of="office" if by == "a code" else "mobile")
    dana = as_("liaison-officer")
    representing.put_way(ana.pk, somebody("+12025550188", kind=WayKind.MOBILE).ways[0], instead_of=change.way_id, by=dana, at=MONDAY + MINUTE)
    if by == "a code":
        (call,) = letters(channel="voice")
        words, mission = code_in_call(call), as_("representative")
        acts = [lambda: changing.enter_code(change.pk, words, by=mission, at=MONDAY + MINUTE)]
    else:
        holder = holder_of(change)
        acts = [lambda: changing.confirm_by_old_way(change.pk, by=holder, at=MONDAY + MINUTE), lambda: changing.deny(change.pk, by=holder, at=MONDAY + MINUTE)]
    for act in acts:
        with pytest.raises(CannotChange) as refused:
            act()
        assert refused.value.code == "way-change.not-theirs"
    dana = as_("liaison-officer")
    changing.confirm_by_call(change.pk, MAIL, by=dana, at=MONDAY + DAY)
    assert NEW.address in addresses(ana)


def test_a_number_that_is_said_to_be_wrong_confirms_nothing_that_it_was_asked_before(ana: Representative, dana: Actor) -> None:
    change = asked(ana)
    row = reverifying.ask(ana.pk, AskedWhy.ASKED, by=as_("liaison-officer"), at=MONDAY)
    holder = Asks(asked=row.pk, representative=ana.pk).actor("link")
    set_actor(holder)
    changing.correct(row.pk, {way_of(ana, "mobile"): None}, by=holder, at=MONDAY + MINUTE)
    with pytest.raises(CannotChange, match="An officer calls"):
        changing.confirm_by_old_way(change.pk, by=holder_of(change), at=MONDAY + MINUTE)


def test_taking_a_change_back_and_asking_anew_gives_no_more_tries_of_a_code(ana: Representative) -> None:
    found: list[Entered] = []
    for _ in range(3):
        change, mission = asked(ana, instead_of="office"), as_("representative")
        found += [changing.enter_code(change.pk, "none", by=mission, at=MONDAY) for _ in range(2)]
        actions.withdraw(change.pk, by=mission, at=MONDAY)
    assert found == [*[Entered.WRONG] * 5, Entered.SPENT]
    later = MONDAY + rules.LASTS
    change = changing.put_way(ana, NEW, way_of(ana, "office").pk, name="Ana Ferro", by=as_("representative"), at=later)
    assert change
    assert changing.enter_code(change.pk, "none", by=as_("representative"), at=later) is Entered.WRONG


@pytest.mark.parametrize("called", [NEW.address, NEW.raw, "555-0195, a Ms Orel"])
def test_a_call_to_the_new_number_confirms_nothing(ana: Representative, called: str) -> None:
    change, dana = asked(ana), as_("liaison-officer")
    with pytest.raises(CannotChange) as refused:
        changing.confirm_by_call(change.pk, called, by=dana, at=MONDAY)
    assert refused.value.code == "way-change.called-at-new"
    assert NEW.address not in addresses(ana)


def test_an_officer_changes_at_once_and_so_does_a_mission_whom_nobody_called_back_yet(ana: Representative, dana: Actor) -> None:
    assert changing.put_way(ana, NEW, way_of(ana, "mobile").pk, name="Dana Reyes", by=dana, at=MONDAY) is None
    assert addresses(ana) == [OFFICE, NEW.address, MAIL]
    named = representing.nominate(get_mission("VAL-1"), somebody("second@valdoria.example"), by=dana, at=MONDAY)
    mission = as_("representative")
    assert changing.put_way(named, Given(kind=WayKind.MOBILE, raw="x", address="+12025550177"), None, name="Ana Ferro", by=mission, at=MONDAY) is None


def test_a_mission_decides_nothing_and_sees_nothing_of_another(ana: Representative) -> None:
    change = asked(ana)
    mission = as_("representative")
    for act in (lambda: changing.confirm_by_call(change.pk, "x", by=mission, at=MONDAY), lambda: actions.refuse(change.pk, "x", by=mission, at=MONDAY),
                lambda: changing.confirm_by_old_way(change.pk, by=mission, at=MONDAY)):
        with pytest.raises(Absent):
            act()
    kestria = as_("representative", 1)
    assert list_changes(seen_by=kestria) == []
    with pytest.raises(Absent):
        actions.withdraw(change.pk, by=kestria, at=MONDAY)


def test_whoever_says_that_a_number_is_wrong_counts_by_it_no_more_and_nobody_asks_that_number(ana: Representative, dana: Actor) -> None:
    row = reverifying.ask(ana.pk, AskedWhy.ASKED, by=dana, at=MONDAY)
    holder = Asks(asked=row.pk, representative=ana.pk).actor("link")
    set_actor(holder)
    changing.correct(row.pk, {way_of(ana, "mobile"): NEW, way_of(ana, "office"): None}, by=holder, at=MONDAY + MINUTE)
    assert [letter.address for letter in letters(kind=codes.KIND)] == [MAIL], "a code goes to what is right alone"
    assert letters(kind=changing.KIND) == []
    dana = as_("liaison-officer")
    (change,) = list_changes(seen_by=dana)
    assert (change.asks, change.asked_by, change.way and change.way.fault) == (None, None, "said-wrong")
    (code,) = letters(kind=codes.KIND)
    words = code_in(code.pk)
    set_actor(holder)
    assert reverifying.enter_codes({code.pk: words}, by=holder, at=MONDAY + MINUTE) == {code.pk: Entered.RIGHT}


@pytest.mark.parametrize(("stand", "by_officer", "held"), [
    (Stand.ACTIVE, False, True), (Stand.SUSPENDED, False, True), (Stand.NOMINATED, False, False), (Stand.ACTIVE, True, False)])
def test_what_is_held(stand: Stand, by_officer: bool, held: bool) -> None:
    assert rules.is_held(stand, by_officer=by_officer) is held


def test_the_old_way_is_asked_only_where_it_works() -> None:
    works, failed = (people.Way(kind=WayKind.MOBILE, address=address, proved_at=MONDAY, failed_at=at)
                     for address, at in (("1", None), ("2", MONDAY + timedelta(days=1))))
    office = people.Way(kind=WayKind.OFFICE, address="3", proved_at=MONDAY)
    assert rules.confirmer([works, failed], works) is works
    assert rules.confirmer([works, failed], failed) is None
    assert rules.confirmer([failed, office, works], None) is works
    assert rules.confirmer([failed, office], None) is office
    assert rules.confirmer([failed], None) is None
