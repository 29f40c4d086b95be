"""S8 of domain.md, step by step: a transfer, an address that bounces, a drill, an impostor; and of S7 the office that a mission normally consults."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.terms import Need
from article22.contexts.missions.actions import changing, drilling, representing
from article22.contexts.missions.actions.registering import change_mission
from article22.contexts.missions.actions.representing import Given
from article22.contexts.missions.models import Mission, Representative
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.queries.representatives import as_ruled, get_reached, list_representatives, zone_of
from article22.contexts.missions.queries.tasks import list_tasks
from article22.contexts.missions.rules.drills import Audience, Plan
from article22.contexts.missions.rules.representatives import stand_of
from article22.contexts.missions.rules.terms import AudienceKind, CannotAppoint, Health, Nominated, Stand, WayKind
from article22.ground.accounts import queries
from article22.ground.accounts.actions import people as accounts
from article22.ground.accounts.rules import OrganisationKind, Role
from article22.ground.journal.models import Entry, Words
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import Fate, Reply, State
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.procedures import asking, minding, telling
from article22.procedures import drilling as leading
from article22.procedures.links import make_drill_link, read_drill_link
from tests.cast import SYSTEM, member
from tests.outbox import reports
from tests.outbox.conftest import outgoing
from tests.register.people import as_worker, somebody

APRIL, MAY, FIRST_OF_JULY, JULY_14 = (datetime(2026, month, day, 13, tzinfo=UTC) for month, day in ((4, 20), (5, 18), (7, 1), (7, 14)))
SWITCHBOARD = "(202) 555-0170"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass
class Season:
    """The Embassy of Tyrsenia with two representatives, its own security officer here, and the liaison officer who answers for it: nobody is assigned."""

    tyrsenia: Mission
    own: Actor
    dana: Actor
    first: Representative
    second: Representative

    def acting(self, actor: Actor) -> Actor:
        set_actor(actor)
        return actor

    def health(self, at: datetime) -> Health:
        self.acting(SYSTEM)
        return get_reached(self.tyrsenia, seen_by=SYSTEM, at=at).health

    def stand(self, row: Representative, at: datetime) -> Stand:
        self.acting(SYSTEM)
        found = next(one for one in list_representatives(self.tyrsenia, seen_by=SYSTEM) if one.pk == row.pk)
        return stand_of(as_ruled(found, zone_of(self.tyrsenia)), at)

    def tasks(self, at: datetime) -> dict[str, str]:
        """What is open of the mission once the register was minded, and who holds it."""
        self.acting(SYSTEM)
        minding.mind_tasks(by=SYSTEM, at=at)
        return {task.kind: task.holder for task in list_tasks(seen_by=SYSTEM, mission=self.tyrsenia)}

    def hand_over(self, addresses: dict[str, object], at: datetime) -> None:
        """The next servers take what goes to some addresses."""
        with as_worker():
            claimed = outbox.claim(200)
            telling.settle([Reply(message=one.id, tries=one.tries, fate=Fate.ACCEPTED) for one in claimed if one.address in addresses], by=SYSTEM, at=at)
            Message.objects.filter(state=State.SENDING.value).update(state=State.WAITING.value)

    def nominate(self, address: str, *, by: Actor, at: datetime, **given: object) -> Representative:
        return representing.nominate(self.tyrsenia, somebody(address, **given), by=self.acting(by), at=at)

    def appoint(self, row: Representative, at: datetime) -> None:
        """Called back at the switchboard, and answered by every way."""
        representing.verify(row.pk, SWITCHBOARD, by=self.acting(self.dana), at=at)
        representing.prove_ways({way.pk: at for way in row.ways.all()}, by=self.dana, at=at)


@pytest.fixture
def season(db: None) -> Season:
    set_actor(SYSTEM)
    tyrsenia = get_mission("TYR-1")
    tyrsenia.organisation = accounts.add_organisation("Embassy of Tyrsenia", OrganisationKind.MISSION, by=SYSTEM, at=APRIL)
    tyrsenia.save(update_fields=["organisation"])
    person = accounts.add_person("Vera Lund", "vera.lund@tyrsenia.example", by=SYSTEM, at=APRIL)
    accounts.add_membership(person, tyrsenia.organisation, Role.REPRESENTATIVE, by=SYSTEM, at=APRIL)
    own = queries.get_actor(next(one for one in queries.list_cast() if one.person_id == person.pk), door="test")
    dana = member("liaison-officer")
    mobile = Given(kind=WayKind.MOBILE, raw="202-555-0171", address="+12025550171")
    mail = Given(kind=WayKind.MAIL, raw="one@tyrsenia.example", address="one@tyrsenia.example")
    set_actor(own)
    first = representing.nominate(tyrsenia, replace(somebody("one@tyrsenia.example", how=Nominated.PORTAL), ways=[mail, mobile]), by=own, at=APRIL)
    second = representing.nominate(tyrsenia, somebody("two@tyrsenia.example", how=Nominated.PORTAL), by=own, at=APRIL)
    made = Season(tyrsenia=tyrsenia, own=own, dana=dana, first=first, second=second)
    for row in (first, second):
        made.appoint(row, APRIL)
    return made


def bounce_in_may(season: Season) -> None:
    season.acting(SYSTEM)
    (message,) = outbox.enqueue([replace(outgoing(), address="two@tyrsenia.example")], by=SYSTEM, at=MAY)
    season.hand_over({"two@tyrsenia.example": None}, MAY)
    with as_worker():
        telling.take_report(message, reports.POSTFIX_FAILED.replace(b"ana.ferro@valdoria.example", b"two@tyrsenia.example"), by=SYSTEM, at=MAY)


def drill_on_the_first_of_july(season: Season) -> None:
    """Everybody is tried by mail and mobile; the first answers both, the second nothing."""
    plan = Plan(audience=Audience(kind=AudienceKind.STATE, of=("XT",)), kinds=(WayKind.MAIL, WayKind.MOBILE), lasts_hours=4)
    drill = leading.start_drill(drilling.plan_drill(plan, by=season.acting(season.dana), at=FIRST_OF_JULY).pk, by=season.dana, at=FIRST_OF_JULY)
    season.acting(SYSTEM)
    calls = {call.way.address: call for call in drill.calls.select_related("way") if call.way}
    season.hand_over(dict.fromkeys(calls), FIRST_OF_JULY)
    for address in ("one@tyrsenia.example", "+12025550171"):
        holder = read_drill_link(make_drill_link(calls[address].pk, until=FIRST_OF_JULY + DAY).rstrip("/").rpartition("/")[2], at=FIRST_OF_JULY + HOUR)
        drilling.answer_call(calls[address].pk, by=season.acting(holder), at=FIRST_OF_JULY + HOUR)
    with as_worker():
        leading.lead_drills(by=SYSTEM, at=FIRST_OF_JULY + 4 * HOUR)


def test_s8_transfer_season(season: Season) -> None:
    # 1. SLR 2's e-mail has bounced since May; the drill on 1 July has set them contact-failed.
    assert (season.health(APRIL), season.tasks(APRIL)) == (Health.GREEN, {})
    bounce_in_may(season)
    assert season.health(MAY) is Health.RED, "the same day"
    assert season.tasks(MAY) == {"below-two": "office", "way-failed": "mission"}
    drill_on_the_first_of_july(season)
    assert (season.stand(season.first, FIRST_OF_JULY + DAY), season.stand(season.second, FIRST_OF_JULY + DAY)) == (Stand.ACTIVE, Stand.CONTACT_FAILED)

    # Leaving SLR 1 would mean zero reachable: a successor is demanded, the mission proceeds with a reason, and the Protective Liaison Division is alarmed.
    representing.set_departure(season.first.pk, date(2026, 7, 14), by=season.acting(season.own), at=FIRST_OF_JULY + DAY)
    assert season.tasks(FIRST_OF_JULY + DAY)["successor"] == "mission"
    with pytest.raises(CannotAppoint, match="Name a successor first, or say why not yet") as refused:
        representing.end(season.first.pk, " ", by=season.acting(season.own), at=JULY_14)
    assert refused.value.code == "representative.no-reason"
    representing.end(season.first.pk, "Recalled; the successor lands on the 16th.", by=season.acting(season.own), at=JULY_14)
    assert season.health(JULY_14) is Health.RED
    assert season.tasks(JULY_14)["below-two"] in {"office", "command-center"}, "open since May, and passed on"
    to = set(Message.objects.filter(kind="register.task", body__contains="Tyrsenia").values_list("address", flat=True))
    assert {"dana.reyes@dss.example", "vera.lund@tyrsenia.example"} <= to

    # 2. The successor is verified by call-back to the switchboard; an impostor from a free-mail address is rejected, and logged as a suspicious act.
    successor = season.nominate("three@tyrsenia.example", by=season.own, at=JULY_14 + 2 * DAY, how=Nominated.PORTAL)
    with pytest.raises(CannotAppoint, match="at which number"):
        representing.verify(successor.pk, " ", by=season.acting(season.dana), at=JULY_14 + 2 * DAY)
    season.appoint(successor, JULY_14 + 2 * DAY)
    impostor = season.nominate("four@tyrsenia.example", by=season.dana, at=JULY_14 + 2 * DAY, came_from="embassy.tyrsenia@gmail.com")
    assert season.tasks(JULY_14 + 2 * DAY)["nomination-held"] == "office"
    with pytest.raises(CannotAppoint, match="anybody can open"):
        representing.verify(impostor.pk, SWITCHBOARD, by=season.acting(season.dana), at=JULY_14 + 2 * DAY)
    rejected = representing.reject_nomination(impostor.pk, f"{SWITCHBOARD}: nobody of that name", by=season.dana, at=JULY_14 + 2 * DAY)
    assert season.health(JULY_14 + 2 * DAY) is Health.RED, "one of two"
    mobile = Given(kind=WayKind.MOBILE, raw="202-555-0172", address="+12025550172")
    change = changing.ask_change(season.second.pk, mobile, None, name="Vera Lund", by=season.acting(season.own), at=JULY_14 + 3 * DAY)
    changing.confirm_by_call(change.pk, SWITCHBOARD, by=season.acting(season.dana), at=JULY_14 + 3 * DAY)
    season.appoint(season.second, JULY_14 + 3 * DAY)
    assert (season.health(JULY_14 + 3 * DAY), season.tasks(JULY_14 + 3 * DAY)) == (Health.GREEN, {}), "two people, two channels; all closed by itself"

    # Audit: who did what, and by which call; the words apart.
    season.acting(SYSTEM)
    entry = Entry.objects.get(pk=rejected)
    assert (entry.facts["is_suspicious"], entry.facts["held"], entry.organisation) == (True, "free-mail", season.tyrsenia.organisation_id)
    assert Words.objects.get(entry=rejected).words == f"{SWITCHBOARD}: nobody of that name"
    ended = Entry.objects.get(verb="missions.representative-ended", subject=f"{season.first.pk}")
    assert (ended.facts["below_two"], ended.person) == (True, season.own.person)
    verified = Entry.objects.filter(verb="missions.representative-verified", subject=f"{successor.pk}").get()
    assert Words.objects.get(entry=verified, field="called").words == SWITCHBOARD
    closed = Entry.objects.filter(verb="missions.task-closed", facts__mission=f"{season.tyrsenia.pk}").values_list("facts__kind", flat=True)
    assert set(closed) == {"below-two", "way-failed", "successor", "nomination-held"}


@pytest.mark.parametrize(("need", "office"), [(Need.ASSISTANCE, "dallas"), (Need.CONCERN, "houston"), (Need.EMERGENCY, "houston")])
def test_s7_who_asks_for_training_is_led_to_the_office_normally_consulted_and_nobody_else_is(db: None, need: Need, office: str) -> None:
    """Houston is local; the consulate normally consults Dallas, as an officer has recorded (R-080)."""
    set_actor(SYSTEM)
    dana, maribel = member("liaison-officer"), get_mission("MBI-1")
    set_actor(dana)
    at = datetime(2026, 6, 10, 14, tzinfo=UTC)
    change_mission(maribel, name=maribel.name, responsible_office="", usual_office="dallas", by=dana, at=at)
    directory = get_directory(at=at)
    route = asking.whom_to_call(directory, asking.get_mission_place("MBI-1", on=at.date()), need, at=at, as_of=None, present=at, seen_by=dana)
    offices = [step.office for step in route.steps if step.office]
    assert offices[:1] == [office]
    assert ("dallas" in offices) == (need is Need.ASSISTANCE)
