"""Rows of two missions in every walled table, made by the same actions as any."""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator

from article22.contexts.cases.actions.answering import decide_case
from article22.contexts.cases.actions.holding import place_hold
from article22.contexts.cases.actions.purging import propose_purge
from article22.contexts.cases.actions.story import note_reading
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules.decisions import read_decision
from article22.contexts.cases.rules.terms import PurgeWhy
from article22.contexts.directory.actions import agencies, editions, lines, reports
from article22.contexts.directory.rules import police_lists
from article22.contexts.directory.rules.keeping import AgencyKind
from article22.contexts.directory.rules.police import Listed
from article22.contexts.directory.rules.proposals import Proposal
from article22.contexts.missions.actions import assigning, correcting, dossiers, importing, reverifying
from article22.contexts.missions.actions.claiming import record_claim
from article22.contexts.missions.actions.contacting import note_contact
from article22.contexts.missions.actions.drafting import bring_list
from article22.contexts.missions.actions.recalling import recall_cards
from article22.contexts.missions.actions.representing import nominate
from article22.contexts.missions.models import Correction, Officer
from article22.contexts.missions.packs import find_state
from article22.contexts.missions.queries.missions import get_main_premises, get_mission, get_own_mission
from article22.contexts.missions.rules import imports, registers
from article22.contexts.missions.rules.people_imports import Asked
from article22.contexts.missions.rules.terms import AskedWhy, ContactKind, DetailKind, ListKind, MissionKind
from article22.ground.accounts.actions import access, factors, provisioning
from article22.ground.accounts.models import Person
from article22.ground.accounts.rules import actor_for
from article22.ground.files.rules.records import Record, Table
from article22.ground.journal import actions as journal
from article22.ground.outbox.actions import catching
from article22.ground.outbox.actions import messages as outbox
from article22.ground.outbox.rules.messages import Channel, Outgoing
from article22.ground.places.queries import get_place
from article22.ground.repeats import actions as repeats
from article22.ground.wall.session import acting
from article22.kernel.actor import Actor
from article22.procedures.attaching import attach_file
from article22.procedures.cards import issue_wallet_card
from article22.procedures.changing import ask_change
from article22.procedures.correcting import correct
from article22.procedures.importing import import_representatives
from article22.procedures.links import Asks
from article22.procedures.minding import mind_tasks
from article22.procedures.recalling import check_cards
from article22.procedures.reporting import Sent, file_case
from article22.procedures.reverifying import send_codes
from tests.cases.opening import concern
from tests.cast import MONDAY, SYSTEM, member
from tests.ground.drill_rows import make_drill
from tests.register.flags import name_desk, send_city
from tests.register.people import consented, somebody, somebodys_claim

IN_MISSION = "mission_id IN (SELECT id FROM missions_mission WHERE organisation_id = '{organisation}')"
OF_THEIRS = f"representative_id IN (SELECT id FROM missions_representative WHERE {IN_MISSION})"
ASSIGNED = f"(SELECT officer_id FROM missions_assignment WHERE {IN_MISSION})"

# How the rows of an organisation are found in a walled table by whoever sees all of them.
OWNER_OF = {
    "journal_entry": "organisation = '{organisation}'",
    "journal_words": "organisation = '{organisation}'",
    "repeats_repeat": "person = '{person}'",
    "missions_premises": f"kind = 'residence' AND {IN_MISSION}",
    "missions_assignment": IN_MISSION,
    "missions_officer": f"id IN {ASSIGNED}",
    "missions_absence": f"officer_id IN {ASSIGNED}",
    "missions_representative": IN_MISSION,
    "missions_registration": f"premises_id IN (SELECT id FROM missions_premises WHERE {IN_MISSION})",
    "missions_cardrecall": IN_MISSION,
    "missions_correction": IN_MISSION,
    "missions_task": IN_MISSION,
    "missions_way": OF_THEIRS,
    "missions_reverification": OF_THEIRS,
    "missions_waychange": OF_THEIRS,
    "missions_code": f"reverification_id IN (SELECT id FROM missions_reverification WHERE {OF_THEIRS})",
    "missions_claim": IN_MISSION,
    "missions_contact": IN_MISSION,
    **dict.fromkeys(("missions_detail", "missions_agreement", "missions_departure", "missions_consent"),
                    f"premises_id IN (SELECT id FROM missions_premises WHERE {IN_MISSION})"),
    "cases_case": "organisation_id = '{organisation}'",
    **dict.fromkeys((f"cases_{part}" for part in ("stage", "recipient", "clock", "passage", "decision", "reading")), "organisation = '{organisation}'"),
    "files_attachment": "organisation = '{organisation}'",
    "files_content": "convert_from(content, 'UTF8') = '{organisation}'",
}
# Tables that no mission sees, and a role that does.
FOR_KEEPERS = {"directory_change": "administrator", "directory_report": "administrator",
               **dict.fromkeys(("missions_policedesk", "missions_policearea", "missions_priorityform"), "liaison-officer"),
               **dict.fromkeys(("missions_listing", "missions_import", "missions_importchange", "missions_cardcheck", "directory_agencyimport"), "ofm-officer"),
               **dict.fromkeys(("missions_personlisting", "missions_listdraft"), "liaison-officer"),
               "outbox_message": "watch-officer",
               **dict.fromkeys(("accounts_accessreview", "accounts_reset", "cases_purge", "missions_correctionpurge", "cases_hold"), "administrator")}
SHOWN_TO_POLICE = {"missions_policedesk"}  # of these what is their own: tests/register/test_agreements.py
# Tables that only a live installation fills: tests/ground/test_armed_addresses.py.
IN_LIVE_ONLY = {"outbox_armedaddress"}

NUMBER = Proposal(slot="CP-01", raw="202-895-3601", starts_on=date(2026, 6, 15), title="Circular note 26-100", issuer="U.S. Department of State",
                  printed_on=date(2026, 6, 10), quote="call 202-895-3601")

FOR_KEEPERS |= {"accounts_provision": "administrator", "missions_look": "inspector"}
FOR_KEEPERS |= dict.fromkeys(("missions_drill", "missions_drillcall", "missions_schedule"), "liaison-officer")

PATROLS = read_decision("granted", ["SZ-7"], measures="Patrol passes", offered="", ends_at=None)


def make_rows() -> tuple[Actor, Actor]:
    """Two representatives of two missions, each of whom left something in every walled table."""
    both = member("representative"), member("representative", nth=1)
    for actor in both:
        with acting(actor):
            repeats.claim("a key", b"", by=actor, machine_now=MONDAY)
            assert actor.organisation
            outbox.enqueue([Outgoing(channel=Channel.MAIL, address="ana@valdoria.example", subject="s", body="b", kind="test.told", cause=actor.organisation,
                                     organisation=actor.organisation)], by=actor, at=MONDAY)
            correct(get_own_mission(actor), None, "we have an annex", by=actor, at=MONDAY)
            journal.record("test.told", "x", by=actor, at=MONDAY, words={"note": "ours"})
            reports.file_report(line="202-555-0100", slot="", place="", words="nobody answers", by=actor, at=MONDAY)
            opened = file_case(Sent(report=concern(), place="20008"), name="Ana Ferro", by=actor, present=MONDAY)
            attach_file(opened.number, f"{actor.organisation}".encode(), given_name="a.txt", name="Ana Ferro", by=actor, at=MONDAY)
            give_dossier(actor)
        omar = member("supervisor")
        with acting(omar):
            note_reading(get_case(opened.number, seen_by=omar), name="Omar Quill", by=omar, at=MONDAY)
            decide_case(opened.number, PATROLS, name="Omar Quill", authority="Secret Service", by=omar, at=MONDAY)
    asked = []
    with acting(member("liaison-officer")):
        for number in ("VAL-1", "KES-1"):
            row = nominate(get_mission(number), somebody(f"ana@{number.lower()}.example"), by=member("liaison-officer"), at=MONDAY)
            asked.append(reverifying.ask(row.pk, AskedWhy.ASKED, by=member("liaison-officer"), at=MONDAY))
            note_visit(number)
        flag_city(omar)
        hold_case(opened.number)
        correcting.propose_purge(Correction.objects.all()[0].pk, name="Dana Reyes", by=member("liaison-officer"), at=MONDAY)
        bring_list(ListKind.REPRESENTATIVES, Table(records=[]), name="x.csv", digest="", source="x", consent="", on=None,
                   by=member("liaison-officer"), at=MONDAY)
    for actor, each in zip(both, asked, strict=True):
        with acting(actor):
            dossiers.agree(get_main_premises(get_own_mission(actor), on=MONDAY.date()), name="Ana Ferro", by=actor, at=MONDAY, on=MONDAY.date())
            ask_change(each.representative_id, somebody("another@wherever.example").ways[0], None, name="Ana Ferro", by=actor, at=MONDAY)
    for each in asked:
        holder = Asks(asked=each.pk, representative=each.representative_id).actor("link")
        with acting(holder):
            send_codes(each.pk, by=holder, at=MONDAY)
    make_drill()
    with acting(member("administrator")):
        lines.propose_change(NUMBER, by=member("administrator"), at=MONDAY)
        editions.settle_finding("DQ-01", "asked them", by=member("administrator"), at=MONDAY)
        lose_a_factor()
    with acting(SYSTEM):
        police = Listed(external="1", name="NASHVILLE POLICE", kind=AgencyKind.MUNICIPAL, raw="(615) 555-0100", e164="+16155550100", address="",
                        city="NASHVILLE", county="DAVIDSON", state="TN", latitude=36.1, longitude=-86.7)
        told = agencies.compare_agencies([police_lists.Row(number=1, listed=police)], (), source="list", asked=police_lists.Asked(), by=SYSTEM)
        agencies.import_agencies(told, source="list", printed="2019", by=SYSTEM, at=MONDAY)
        catching.catch([catching.Catch(message=None, channel=Channel.MAIL, address="ana@valdoria.example", subject="s", body="b")], by=SYSTEM, at=MONDAY)
        access.ask_for([Person.objects.get(name="Dana Reyes")], by=SYSTEM, at=MONDAY)
        _import_mission()
        import_representatives(Table(records=[Record(line=2, fields={"mission": "VAL-1", "name": "Ana Po", "mail": "po@valdoria.example", "consent": "yes"})]),
                               source="people", asked=Asked(), consent="", is_applied=True, by=SYSTEM, at=MONDAY)
        mind_tasks(by=SYSTEM, at=MONDAY)
        _absences()
        _recall_cards()
    directory = actor_for("provisioner", organisation=member("watch-officer").organisation, door="test")
    with acting(directory):
        provisioning.provision(provisioning.Known(email="noa.berg@dss.example", name="Noa Berg", external_id="7", is_active=True), by=directory, at=MONDAY)
    return both


def flag_city(police: Actor) -> None:
    """The places of a city are sent to its police, whose people are here."""
    name_desk("Washington", "DC", organisation=police.organisation, by=member("liaison-officer"))
    send_city("Washington", by=member("liaison-officer"))


def hold_case(number: str) -> None:
    """A case is to be purged, and held."""
    propose_purge(number, PurgeWhy.SPILL, name="Dana Reyes", by=member("liaison-officer"), at=MONDAY)
    place_hold(number, "A claim", name="Dana Reyes", by=member("liaison-officer"), at=MONDAY)


def note_visit(number: str) -> None:
    """What an officer notes of a mission: who claims to speak for it, and a call."""
    dana, mission = member("liaison-officer"), get_mission(number)
    record_claim(mission, somebodys_claim(), by=dana, at=MONDAY)
    note_contact(mission, ContactKind.CALL, happened_on=MONDAY.date(), officer="Dana Reyes", met="", about="Who answers", next_on=None, by=dana, at=MONDAY,
                 today=MONDAY.date())


def give_dossier(actor: Actor) -> None:
    """What a mission's own people put into the dossier of its main place."""
    premises = get_main_premises(get_own_mission(actor), on=MONDAY.date())
    dossiers.give_detail(premises, DetailKind.ENTRANCES, "By the gate", name="Ana Ferro", by=actor, at=MONDAY, on=MONDAY.date())
    dossiers.name_for_departure(premises, name="Ana Ferro", position="", authorised_by="Ines Duarte", starts_on=MONDAY.date(), by=actor, at=MONDAY,
                                on=MONDAY.date())
    dossiers.note_consent(premises, consented(MONDAY), name="Ana Ferro", by=actor, at=MONDAY)


def _recall_cards() -> None:
    check_cards(by=SYSTEM, at=MONDAY)
    for number in ("VAL-1", "KES-1"):
        card, _ = issue_wallet_card(get_mission(number), present=MONDAY, by=SYSTEM)
        recall_cards(get_mission(number), card, [f"{number}-OLDEST"], standing=None, by=SYSTEM, at=MONDAY)


def _absences() -> None:
    cover = _third_officer()
    for nth, name in enumerate(("Dana Reyes", "Lee Park")):
        first = (MONDAY + timedelta(days=30 * nth)).date()
        assigning.add_absence(Officer.objects.get(name=name), cover, starts_on=first, ends_on=first + timedelta(days=7), by=SYSTEM, at=MONDAY)


def _third_officer() -> Officer:
    person = member("supervisor").person
    assert person
    return assigning.add_officer(person, "Omar Quill", raw="", e164="", email="omar.quill@usss.example", by=SYSTEM, at=MONDAY)


def _import_mission() -> None:
    state = find_state("Norway", "", "us")
    assert state
    listed = registers.Listed(external="Q1", state=state, kind=MissionKind.EMBASSY, name="Embassy of Norway", address="", phone="",
                              place=get_place("20008", "us"))
    difference = importing.compare_list([imports.Row(number=1, listed=listed)], [], source="list", asked=imports.Asked(), on=MONDAY.date(), by=SYSTEM)
    importing.import_list(difference, source="list", by=SYSTEM, at=MONDAY, on=MONDAY.date())


def lose_a_factor() -> None:
    dana = Person.objects.get(name="Dana Reyes")
    Authenticator.objects.create(user=dana, type=Authenticator.Type.RECOVERY_CODES, data={})
    factors.propose_reset(dana, "lost", by=member("administrator"), at=MONDAY)
