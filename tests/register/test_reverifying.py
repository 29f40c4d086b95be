"""Representatives are asked again, say that they are still there, and prove by codes that they are reached."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.test import override_settings

from article22.contexts.missions.actions import representing, reverifying
from article22.contexts.missions.models import Code, Representative, Reverification
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.queries.representatives import as_ruled, get_reached, get_representative, zone_of
from article22.contexts.missions.rules import representatives as people
from article22.contexts.missions.rules.terms import AskedWhy, CannotAppoint, Entered, Health, Stand, WayKind
from article22.ground.journal.models import Entry
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import Channel, Sending
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures import codes
from article22.procedures.links import Asks, LinkEnded, read_link, read_reverification_link
from article22.procedures.reverifying import ask, ask_again, enter_codes, send_codes
from tests.cast import MONDAY, SYSTEM
from tests.register.people import somebody
from tests.register.test_representatives import as_

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MAIL, MOBILE = "ana.ferro@valdoria.example", "+12025550191"


@pytest.fixture
def dana(db: None) -> Actor:
    return as_("liaison-officer")


@pytest.fixture
def ana(dana: Actor) -> Representative:
    """Called back, and proved by two ways, on MONDAY."""
    row = representing.nominate(get_mission("VAL-1"), somebody(MAIL), by=dana, at=MONDAY)
    representing.put_way(row.pk, representing.Given(kind=WayKind.MOBILE, raw="(202) 555-0191", address=MOBILE), by=dana, at=MONDAY)
    representing.verify(row.pk, "(202) 555-0100", by=dana, at=MONDAY)
    for way in row.ways.all():
        representing.prove_way(way.pk, by=dana, at=MONDAY)
    return row


def work(at: datetime) -> int:
    set_actor(SYSTEM)
    return ask_again(by=SYSTEM, at=at)


def letters(kind: str) -> list[Message]:
    set_actor(SYSTEM)
    return list(Message.objects.filter(kind=kind).order_by("id"))


def link_of(letter: Message) -> str:
    return (letter.body or "").split("/still-here/")[1].split("/")[0]


def holder_of(row: Reverification) -> Actor:
    """Whoever holds the link, acting."""
    actor = Asks(asked=row.pk, representative=row.representative_id).actor("link")
    set_actor(actor)
    return actor


def code_in(message: UUID) -> str:
    """What a code's message said as it left."""
    set_actor(SYSTEM)
    row = Message.objects.get(pk=message)
    left = codes.filled(Sending(id=row.pk, tries=1, channel=Channel(row.channel), address=row.address, subject="", body=row.body, kind=row.kind,
                                cause=row.cause, enqueued_at=row.enqueued_at))
    return (left.body or "").split("code is ")[1].split(".")[0]


def verbs() -> list[str]:
    set_actor(SYSTEM)
    return list(Entry.objects.filter(door="link").order_by("pk").values_list("verb", flat=True))


def stands(row: Representative, at: datetime) -> Stand:
    set_actor(SYSTEM)
    found = get_representative(row.pk, seen_by=SYSTEM)
    return people.stand_of(as_ruled(found, zone_of(found.mission)), at)


def test_whoever_was_called_back_is_asked_fourteen_days_before_that_ends_once_and_reminded_twice(ana: Representative) -> None:
    assert work(MONDAY + 76 * DAY - MINUTE) == 0
    assert work(MONDAY + 76 * DAY) == 1
    (letter,) = letters("representative.asked")
    assert (letter.channel, letter.address, letter.subject) == ("mail", MAIL, "Still you, for Embassy of Valdoria, Washington?")
    assert "Ana" not in f"{letter.body}"
    assert [work(MONDAY + days * DAY) for days in (76, 77, 82, 83, 84, 88, 89, 90, 91)] == [0, 0, 0, 1, 0, 1, 0, 0, 0]
    assert {link_of(one).split(":")[0] for one in letters("representative.asked")} == {link_of(letter).split(":")[0]}, "signed anew, to open the same"


def test_a_bounce_has_them_asked_by_what_works(ana: Representative, dana: Actor) -> None:
    representing.fail_way(ana.ways.get(kind="mail").pk, "dsn-5.1.1", by=dana, at=MONDAY + DAY)
    assert [work(MONDAY + hours * timedelta(hours=1)) for hours in (24, 25, 300)] == [1, 0, 1], "asked, and reminded once in two weeks"
    letter, _ = letters("representative.asked")
    assert (letter.channel, letter.address) == ("sms", MOBILE)
    representing.fail_way(ana.ways.get(kind="mobile").pk, "receipt-unknown", by=dana, at=MONDAY + 20 * DAY)
    assert work(MONDAY + 20 * DAY) == 0, "nothing that works carries a link"


def test_whoever_leaves_before_it_ends_or_was_never_called_back_is_not_asked(ana: Representative, dana: Actor) -> None:
    representing.nominate(get_mission("VAL-1"), somebody("second@valdoria.example"), by=dana, at=MONDAY)
    representing.set_departure(ana.pk, (MONDAY + 80 * DAY).date(), by=dana, at=MONDAY)
    assert work(MONDAY + 77 * DAY) == 0


def test_still_here_and_a_code_renew_and_each_code_proves_its_way(ana: Representative) -> None:
    at = MONDAY + 77 * DAY
    work(at)
    row = Reverification.objects.get()
    assert stands(ana, at) is Stand.REVERIFY_DUE
    send_codes(row.pk, by=holder_of(row), at=at)
    mail, sms = letters(codes.KIND)
    assert [(one.channel, one.address) for one in (mail, sms)] == [("mail", MAIL), ("sms", MOBILE)]
    said = {one.pk: code_in(one.pk) for one in (mail, sms)}
    assert not any(code in f"{one.body}" for one in (mail, sms) for code in said.values()), "no code is kept"
    assert len(set(said.values())) == 2
    holder = holder_of(row)
    assert enter_codes({mail.pk: said[sms.pk], sms.pk: ""}, by=holder, at=at + MINUTE) == {mail.pk: Entered.WRONG, sms.pk: Entered.WRONG}
    assert stands(ana, at) is Stand.REVERIFY_DUE
    holder = holder_of(row)
    assert enter_codes({sms.pk: f" {said[sms.pk][:3]} {said[sms.pk][3:]}"}, by=holder, at=at + MINUTE) == {sms.pk: Entered.RIGHT}
    assert stands(ana, at + MINUTE) is Stand.ACTIVE
    ways = dict(get_representative(ana.pk, seen_by=SYSTEM).ways.values_list("kind", "proved_at"))
    assert ways == {"mail": MONDAY, "mobile": at + MINUTE}
    enter_codes({mail.pk: said[mail.pk]}, by=holder_of(row), at=at + 2 * MINUTE)
    set_actor(SYSTEM)
    found = get_representative(ana.pk, seen_by=SYSTEM)
    assert found.verified_at == at + MINUTE
    assert set(found.ways.values_list("proved_at", flat=True)) == {at + MINUTE, at + 2 * MINUTE}
    assert verbs() == ["missions.representative-still-here", "missions.codes-sent", "missions.code-wrong", "missions.code-wrong", "missions.way-proved",
                       "missions.representative-renewed", "missions.way-proved"]
    assert work(at + 10 * DAY) == 0, "nobody is reminded who has answered"


def test_a_code_is_tried_five_times_and_for_half_an_hour_and_sent_three_times(ana: Representative, dana: Actor) -> None:
    row = ask(ana.pk, AskedWhy.ASKED, by=dana, at=MONDAY)
    send_codes(row.pk, by=holder_of(row), at=MONDAY)
    mail, _ = letters(codes.KIND)
    right = code_in(mail.pk)
    wrong = "000000" if right != "000000" else "000001"
    holder = holder_of(row)
    tried = [enter_codes({mail.pk: wrong}, by=holder, at=MONDAY)[mail.pk] for _ in range(6)]
    assert tried == [*[Entered.WRONG] * 5, Entered.SPENT]
    assert enter_codes({mail.pk: right}, by=holder, at=MONDAY)[mail.pk] is Entered.SPENT
    send_codes(row.pk, by=holder_of(row), at=MONDAY + MINUTE)
    again = letters(codes.KIND)[2]
    assert enter_codes({again.pk: code_in(again.pk)}, by=holder_of(row), at=MONDAY + 31 * MINUTE)[again.pk] is Entered.LATE
    send_codes(row.pk, by=holder_of(row), at=MONDAY + 31 * MINUTE)
    with pytest.raises(CannotAppoint, match="3 codes were sent by this link already"):
        send_codes(row.pk, by=holder_of(row), at=MONDAY + 32 * MINUTE)
    assert len(letters(codes.KIND)) == 6


def test_a_code_survives_that_the_key_is_rotated(ana: Representative, dana: Actor) -> None:
    row = ask(ana.pk, AskedWhy.ASKED, by=dana, at=MONDAY)
    send_codes(row.pk, by=holder_of(row), at=MONDAY)
    mail, _ = letters(codes.KIND)
    code = code_in(mail.pk)
    with override_settings(SECRET_KEY=f"{settings.SECRET_KEY}!", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert codes.is_code(mail.pk, code)
    with override_settings(SECRET_KEY=f"{settings.SECRET_KEY}!", SECRET_KEY_FALLBACKS=[]):
        assert not codes.is_code(mail.pk, code)


def test_not_me_any_more_is_a_departure(ana: Representative, dana: Actor) -> None:
    at = MONDAY + 77 * DAY
    work(at)
    row = Reverification.objects.get()
    holder = holder_of(row)
    with pytest.raises(CannotAppoint, match="Give today, or a day to come"):
        reverifying.say_gone(row.pk, (at - 2 * DAY).date(), by=holder, at=at)
    reverifying.say_gone(row.pk, None, by=holder, at=at)
    assert (stands(ana, at), stands(ana, at + DAY)) == (Stand.DEPARTING, Stand.DEPARTED)
    with pytest.raises(CannotAppoint, match="was answered"):
        send_codes(row.pk, by=holder_of(row), at=at + MINUTE)
    set_actor(SYSTEM)
    assert get_reached(get_mission("VAL-1"), seen_by=SYSTEM, at=at).health is Health.RED
    assert work(at + 7 * DAY) == 0
    assert verbs() == ["missions.representative-not-any-more"]


def test_nobody_is_renewed_who_was_not_called_back_and_nobody_asked_who_is_held_or_suspended(dana: Actor, ana: Representative) -> None:
    valdoria = get_mission("VAL-1")
    named = representing.nominate(valdoria, somebody("second@valdoria.example"), by=dana, at=MONDAY)
    row = ask(named.pk, AskedWhy.ASKED, by=dana, at=MONDAY)
    send_codes(row.pk, by=holder_of(row), at=MONDAY)
    (letter,) = letters(codes.KIND)
    code = code_in(letter.pk)
    assert enter_codes({letter.pk: code}, by=holder_of(row), at=MONDAY) == {letter.pk: Entered.RIGHT}
    set_actor(dana)
    found = get_representative(named.pk, seen_by=dana)
    assert (found.stand, found.verified_at, found.ways.get().proved_at) == ("nominated", None, MONDAY)
    held = representing.nominate(valdoria, somebody("somebody@gmail.com", came_from="somebody@gmail.com"), by=dana, at=MONDAY)
    office = representing.nominate(valdoria, somebody("+12025550177", kind=WayKind.OFFICE), by=dana, at=MONDAY)
    representing.suspend(ana.pk, "a doubt", by=dana, at=MONDAY)
    for one, why in ((held, "Call the mission"), (ana, "is suspended"), (office, "carries a link")):
        with pytest.raises(CannotAppoint, match=why):
            ask(one.pk, AskedWhy.ASKED, by=dana, at=MONDAY)


def test_the_holder_of_a_link_sees_themselves_alone(ana: Representative, dana: Actor) -> None:
    other = representing.nominate(get_mission("KES-1"), somebody("bran@kestria.example"), by=dana, at=MONDAY)
    row, others = ask(ana.pk, AskedWhy.ASKED, by=dana, at=MONDAY), ask(other.pk, AskedWhy.ASKED, by=dana, at=MONDAY)
    send_codes(others.pk, by=holder_of(others), at=MONDAY)
    (code,) = letters(codes.KIND)
    holder = holder_of(row)
    assert list(Representative.objects.values_list("pk", flat=True)) == [ana.pk]
    assert list(Reverification.objects.values_list("pk", flat=True)) == [row.pk]
    assert Code.objects.count() == 0
    for act in (lambda: send_codes(others.pk, by=holder, at=MONDAY), lambda: enter_codes({code.pk: "0"}, by=holder, at=MONDAY),
                lambda: representing.prove_way(ana.ways.all()[0].pk, by=holder, at=MONDAY)):
        with pytest.raises(Absent):
            act()


@pytest.mark.parametrize("act", ["end", "suspend", "leave"])
def test_whoever_is_gone_is_reminded_of_nothing_and_their_link_does_nothing(ana: Representative, dana: Actor, act: str) -> None:
    assert work(MONDAY + 76 * DAY) == 1
    dana, at = as_("liaison-officer"), MONDAY + 76 * DAY
    match act:
        case "end":
            representing.end(ana.pk, "moved on", by=dana, at=at)
        case "suspend":
            representing.suspend(ana.pk, "a doubt", by=dana, at=at)
        case _:
            representing.set_departure(ana.pk, (MONDAY + 78 * DAY).date(), by=dana, at=at)
    assert [work(MONDAY + days * DAY) for days in (83, 88)] == [0, 0]
    set_actor(SYSTEM)
    row = Reverification.objects.get()
    for refused in (lambda: send_codes(row.pk, by=holder_of(row), at=MONDAY + 83 * DAY),
                    lambda: reverifying.say_gone(row.pk, None, by=holder_of(row), at=MONDAY + 83 * DAY)):
        with pytest.raises(CannotAppoint, match="Nothing has changed now"):
            refused()


def test_no_link_goes_to_an_address_that_is_said_to_be_wrong(ana: Representative, dana: Actor) -> None:
    row = ask(ana.pk, AskedWhy.ASKED, by=dana, at=MONDAY)
    for way in ana.ways.all():
        reverifying.say_wrong(way, row, by=holder_of(row), at=MONDAY + MINUTE)
    dana = as_("liaison-officer")
    with pytest.raises(CannotAppoint, match="carries a link"):
        ask(ana.pk, AskedWhy.ASKED, by=dana, at=MONDAY + DAY)
    representing.put_way(ana.pk, representing.Given(kind=WayKind.MOBILE, raw="x", address="+12025550199"), by=dana, at=MONDAY + DAY)
    ask(ana.pk, AskedWhy.ASKED, by=dana, at=MONDAY + DAY)
    assert [letter.address for letter in letters("representative.asked")] == [MAIL, "+12025550199"]


@pytest.mark.parametrize(("typed", "right"), [
    ("{}", True), (" {0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]} ", True), ("\u200e{}\u200f", True), ("{}0", False), ("x{}", False), ("", False)])
def test_a_code_is_taken_as_people_type_it(typed: str, right: bool) -> None:
    message = UUID(int=22)
    code = codes._code(message, settings.SECRET_KEY)
    assert codes.is_code(message, typed.format(code)) is right


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\uff10"])
def test_a_code_is_taken_in_the_digits_of_the_telephone_on_which_it_is_typed(zero: str) -> None:
    message = UUID(int=22)
    code = codes._code(message, settings.SECRET_KEY)
    assert codes.is_code(message, "".join(chr(ord(zero) + int(digit)) for digit in code))


def test_a_link_ends_and_opens_nothing_of_another_kind(ana: Representative, dana: Actor) -> None:
    row = ask(ana.pk, AskedWhy.ASKED, by=dana, at=MONDAY)
    (letter,) = letters("representative.asked")
    signed = link_of(letter)
    assert read_reverification_link(signed, at=MONDAY + 14 * DAY - MINUTE) == Asks(asked=row.pk, representative=ana.pk)
    with pytest.raises(LinkEnded):
        read_reverification_link(signed, at=MONDAY + 14 * DAY)
    with pytest.raises(Absent):
        read_link(signed, at=MONDAY)


def test_another_link_ends_the_first(ana: Representative, dana: Actor) -> None:
    first = ask(ana.pk, AskedWhy.ASKED, by=dana, at=MONDAY)
    ask(ana.pk, AskedWhy.ASKED, by=dana, at=MONDAY + MINUTE)
    with pytest.raises(CannotAppoint, match="another link"):
        send_codes(first.pk, by=holder_of(first), at=MONDAY + 2 * MINUTE)
