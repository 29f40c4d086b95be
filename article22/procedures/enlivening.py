"""What the demo's cast has done before anybody looks: people called back, places registered, what a mission gave. Invented, like the cast."""

from datetime import datetime, timedelta

from article22.contexts.missions.actions import claiming, contacting, dossiers, drilling, flagging, representing
from article22.contexts.missions.queries.flags import Wanted, list_locations
from article22.contexts.missions.queries.missions import get_main_premises, get_mission
from article22.contexts.missions.rules.drills import Audience, Plan
from article22.contexts.missions.rules.terms import AudienceKind, ContactKind, DetailKind, Nominated, Recurs, WayKind
from article22.ground.accounts.queries import find_organisation
from article22.ground.accounts.rules import Role
from article22.ground.installation.rules import DEMO_BEGINS
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.procedures.casting import USSS, play
from article22.procedures.flagging import send_locations

MAIL, MOBILE = WayKind.MAIL, WayKind.MOBILE
DAY = timedelta(days=1)
# Mission, name, position, languages, days since they were called back, mail address, mobile number, and days until they leave.
PEOPLE: tuple[tuple[str, str, str, tuple[str, ...], int, str, str, int | None], ...] = (
    ("VAL-1", "Ana Ferro", "Regional security officer", ("en", "es"), 12, "ana.ferro@valdoria.example", "202-555-0111", None),
    ("VAL-1", "Milo Sant", "Deputy head of mission", ("en", "fr"), 12, "milo.sant@valdoria.example", "202-555-0112", None),
    ("KES-1", "Bran Osk", "Security attaché", ("en", "ru"), 30, "bran.osk@kestria.example", "202-555-0113", None),
    ("KES-1", "Vera Holt", "Counsellor", ("en",), 30, "vera.holt@kestria.example", "202-555-0114", 20),
    ("MRS-1", "Idris Amar", "First secretary", ("en", "ar"), 82, "idris.amar@maristan.example", "202-555-0115", None),
    ("MRS-1", "Leila Noor", "Consul", ("fr", "ar"), 82, "leila.noor@maristan.example", "202-555-0116", None),
    ("TYR-1", "Remo Calve", "Attaché", ("en",), 45, "remo.calve@tyrsenia.example", "202-555-0117", None),
    ("TYR-1", "Sona Brice", "Second secretary", ("en",), 45, "sona.brice@tyrsenia.example", "", None),
    ("BMA-1", "Kai Lono", "Honorary consul", ("en",), 5, "kai.lono@belmora.example", "808-555-0118", None),
    ("KES-2", "Piotr Wend", "Vice-consul", ("en", "ru"), 60, "piotr.wend@kestria.example", "312-555-0119", None),
    ("KES-2", "Ilse Krane", "Consul general", ("en",), 60, "ilse.krane@kestria.example", "312-555-0120", None),
)
BOUNCED = "sona.brice@tyrsenia.example"
# City, region, the police desk to which its official locations go, and the organisation of its people who sign in here.
DESKS = (
    ("Washington", "DC", "Foreign Missions Branch, dispatch records", "priority.response@usss.example", "202-555-0150", USSS),
    ("Chicago", "IL", "Chicago Police Department", "priority.response@cpd.example", "312-555-0151", ""),
)
CALLED = "(202) 555-0100"
# Mission, days since its main premises were confirmed, and by whom; past 180 days they are to be checked again.
CONFIRMED = (("VAL-1", 40, "Sergeant Poole, badge 4417"), ("MRS-1", 190, "Desk 3, Officer Hale"))
GIVEN = (
    (DetailKind.ENTRANCES, "Main gate on Massachusetts Avenue; service gate on the alley, closed at night. The fire door opens to the court."),
    (DetailKind.KEY_HOLDER, "The guard at the main gate, at all hours; after midnight ring the second bell."),
)
# Mission, its ambassador, and days since the Diplomatic List names them.
AMBASSADORS = (("VAL-1", "Amara Lind", 410), ("KES-1", "Jarek Stolp", 95), ("MRS-1", "Salma Idrin", 230))


def enliven(*, by: Actor, at: datetime) -> None:
    """Let the cast have acted, each through the same actions as everybody. Once, right after the cast came in."""
    on = at.astimezone(DEMO_BEGINS.tzinfo).date()
    ana, name = play(Role.REPRESENTATIVE, door=by.door)
    premises = get_main_premises(get_mission("VAL-1"), on=on)
    for kind, words in GIVEN:
        dossiers.give_detail(premises, kind, words, name=name, by=ana, at=at, on=on)
    dana, _ = play(Role.LIAISON_OFFICER, door=by.door)
    for number, name, position, languages, days, mail, mobile, leaves in PEOPLE:
        called_at = at - days * DAY
        ways = [representing.Given(kind=MAIL, raw=mail, address=mail)]
        if mobile:
            ways.append(representing.Given(kind=MOBILE, raw=mobile, address=_dialled(mobile), is_out_of_hours=True))
        row = representing.nominate(get_mission(number), representing.Nomination(
            name=name, position=position, ways=ways, how=Nominated.NOTE, languages=languages, consents=True,
            departs_on=on + leaves * DAY if leaves else None), by=dana, at=called_at)
        representing.verify(row.pk, CALLED, by=dana, at=called_at)
        representing.prove_ways({way.pk: called_at for way in row.ways.all()}, by=dana, at=called_at)
        if mail == BOUNCED:
            representing.fail_address(mail, "dsn-5.1.1", by=dana, at=at - DAY)
    _register_places(by=dana, at=at)
    contacting.note_contact(get_mission("VAL-1"), ContactKind.VISIT, happened_on=on - 12 * DAY, officer="Dana Reyes", met="Ana Ferro, Milo Sant",
                            about="The alley behind the service gate is dark. The city was asked for a lamp.", next_on=on + 60 * DAY, by=dana, at=at, today=on)
    ruth, _ = play(Role.OFM_OFFICER, door=by.door)
    for number, ambassador, days in AMBASSADORS:
        claim = claiming.record_claim(get_mission(number), claiming.Claimed(
            name=ambassador, position="Ambassador", government="", source="Note of the mission", starts_on=on - (days + 20) * DAY), by=ruth, at=at)
        claiming.accredit(claim.pk, "Diplomatic List", on=on - days * DAY, by=ruth, at=at)
    ana, name = play(Role.REPRESENTATIVE, door=by.door)
    dossiers.agree(premises, name=name, by=ana, at=at, on=on)
    dana, _ = play(Role.LIAISON_OFFICER, door=by.door)
    drilling.set_schedule(Recurs.DRILL, Plan(audience=Audience(kind=AudienceKind.ALL, of=()), kinds=(MAIL, MOBILE), lasts_hours=4, starts_at=at + 9 * DAY),
                          every_days=30, by=dana, at=at)
    set_actor(by)


def _register_places(*, by: Actor, at: datetime) -> None:
    desks = [flagging.name_desk(city, region, flagging.GivenDesk(
        name=name, email=email, raw=raw, e164=_dialled(raw), organisation=here.pk if (here := find_organisation(of)) else None), by=by, at=at)
        for city, region, name, email, raw, of in DESKS]
    places = list_locations(Wanted(), seen_by=by, at=at)
    for number, days, who in CONFIRMED:
        place = next(one for one in places if one.number == number)
        flagging.confirm_by_call(place, desks[0], who, at - days * DAY, by=by, at=at - days * DAY)
    send_locations(Wanted(), chosen=[one.premises for one in places if one.number == "KES-1"], by=by, at=at)


def _dialled(raw: str) -> str:
    return f"+1{raw.replace('-', '')}"
