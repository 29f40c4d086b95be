"""The demo's cast, invented (domain.md section 6): one person a role, brought in by the same actions as everybody."""

from datetime import date, datetime, timedelta

from article22.contexts.directory.queries.packs import PACK
from article22.contexts.missions.actions import assigning, claiming, contacting, registering
from article22.contexts.missions.models import Mission
from article22.contexts.missions.queries.missions import get_mission, list_missions
from article22.contexts.missions.rules.registers import SendingState
from article22.contexts.missions.rules.terms import ContactKind, MissionKind, PremisesKind
from article22.ground.accounts import queries
from article22.ground.accounts.actions import people as accounts
from article22.ground.accounts.rules import OrganisationKind, Role, actor_for
from article22.ground.installation.queries import get_kind
from article22.ground.installation.rules import DEMO_BEGINS, Kind
from article22.ground.places import queries as places
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.kernel.place import Place
from article22.kernel.refusal import Absent, NotUnderstood
from article22.kernel.text import Text

TOKEN_DAYS = 30
DSS, USSS, OFM, OIG = ("Diplomatic Security Service", "Secret Service", "Office of Foreign Missions", "Office of Inspector General")
AUTHORITIES = {DSS: "dss", USSS: "usss", OFM: "ofm"}
CAST: tuple[tuple[str, str, str, OrganisationKind, Role], ...] = (
    ("Ana Ferro", "ana.ferro@valdoria.example", "Embassy of Valdoria", OrganisationKind.MISSION, Role.REPRESENTATIVE),
    ("Bran Osk", "bran.osk@kestria.example", "Embassy of Kestria", OrganisationKind.MISSION, Role.REPRESENTATIVE),
    ("Dana Reyes", "dana.reyes@dss.example", DSS, OrganisationKind.AGENCY, Role.LIAISON_OFFICER),
    ("Lee Park", "lee.park@dss.example", DSS, OrganisationKind.AGENCY, Role.WATCH_OFFICER),
    ("Omar Quill", "omar.quill@usss.example", USSS, OrganisationKind.AGENCY, Role.SUPERVISOR),
    ("Ines Valk", "ines.valk@dss.example", DSS, OrganisationKind.AGENCY, Role.ANALYST),
    ("Tomas Brandt", "tomas.brandt@dss.example", DSS, OrganisationKind.AGENCY, Role.CHIEF_ANALYST),
    ("Ruth Adler", "ruth.adler@ofm.example", OFM, OrganisationKind.AGENCY, Role.OFM_OFFICER),
    ("Priya Nair", "priya.nair@dss.example", DSS, OrganisationKind.AGENCY, Role.ADMINISTRATOR),
    ("Max Hollis", "max.hollis@dss.example", DSS, OrganisationKind.AGENCY, Role.ADMINISTRATOR),
    ("Ida Stone", "ida.stone@oig.example", OIG, OrganisationKind.AGENCY, Role.INSPECTOR),
)


STATES = {state.code: state for state in (
    SendingState(code="XV", letters="VAL", name="Valdoria"), SendingState(code="XE", letters="KES", name="Kestria"),
    SendingState(code="XM", letters="MRS", name="Maristan"), SendingState(code="XB", letters="BMA", name="Belmora"),
    SendingState(code="XT", letters="TYR", name="Tyrsenia"), SendingState(code="XI", letters="MBI", name="Maribel Islands"),
)}
# State, kind, street, city, latitude and longitude, and the organisation whose people it has here.
MISSIONS: tuple[tuple[str, MissionKind, str, str, float, float, str], ...] = (
    ("XV", MissionKind.EMBASSY, "2741 Massachusetts Avenue NW", "Washington, DC", 38.9206, -77.0561, "Embassy of Valdoria"),
    ("XE", MissionKind.EMBASSY, "2745 Massachusetts Avenue NW", "Washington, DC", 38.9208, -77.0564, "Embassy of Kestria"),
    ("XM", MissionKind.EMBASSY, "2190 Florida Avenue NW", "Washington, DC", 38.9131, -77.0479, ""),
    ("XT", MissionKind.EMBASSY, "1508 New Hampshire Avenue NW", "Washington, DC", 38.9108, -77.0431, ""),
    ("XM", MissionKind.CONSULATE, "414 Union Street", "Nashville, TN", 36.1650, -86.7794, ""),
    ("XB", MissionKind.CONSULATE, "1003 Bishop Street", "Honolulu, HI", 21.3090, -157.8620, ""),
    ("XV", MissionKind.CONSULATE_GENERAL, "3199 Pacific Avenue", "San Francisco, CA", 37.7925, -122.4466, ""),
    ("XE", MissionKind.CONSULATE_GENERAL, "155 North Wacker Drive", "Chicago, IL", 41.8846, -87.6365, ""),
    ("XI", MissionKind.CONSULATE, "1300 Post Oak Boulevard", "Houston, TX", 29.7510, -95.4600, ""),
)
# Mission, street, city, latitude and longitude of official residences: shown to their own mission and to who protects it.
RESIDENCES: tuple[tuple[str, str, str, float, float], ...] = (
    ("VAL-1", "2999 Garfield Street NW", "Washington, DC", 38.9257, -77.0602),
    ("KES-1", "2311 Tracy Place NW", "Washington, DC", 38.9164, -77.0512),
)
OFFICERS = (("dana.reyes@dss.example", "202-555-0142", "+12025550142"), ("lee.park@dss.example", "202-555-0143", "+12025550143"))
# Mission, who claims to speak for it, as what, for which government where that is disputed, and whether the accredited list names them.
CLAIMS = (
    ("VAL-2", "Lia Moren", "Consul general", "Republic of Valdoria", True), ("VAL-2", "Piet Hagel", "Consul", "Council of Valdoria", False),
)
ASSIGNED = (("VAL-1", 0), ("KES-1", 1))  # mission, and which of the officers


def cast(*, by: Actor, at: datetime) -> bool:
    """Bring in whoever and whatever of the cast is missing; whether its missions are new. Safe to repeat."""
    _people(by=by, at=at)
    day = at.astimezone(DEMO_BEGINS.tzinfo).date()
    if list_missions(seen_by=by, on=day):
        return False
    _missions(by=by, at=at, on=day)
    return True


def is_cast() -> bool:
    """Whether the last of the cast's missions is there: the cast is brought in whole or not at all."""
    return Mission.objects.filter(number="MBI-1").exists()


def _missions(*, by: Actor, at: datetime, on: date) -> None:
    for code, kind, street, city, latitude, longitude, organisation in MISSIONS:
        held = queries.find_organisation(organisation) if organisation else None
        registering.register_mission(STATES[code], kind, _address(street, city, latitude, longitude), organisation=held.pk if held else None,
                                     by=by, at=at, on=on)
    for number, street, city, latitude, longitude in RESIDENCES:
        registering.add_premises(get_mission(number), PremisesKind.RESIDENCE, _address(street, city, latitude, longitude),
                                 is_main=False, by=by, at=at, on=on)
    officers = [assigning.add_officer(person.pk, person.name, raw=raw, e164=e164, email=email, by=by, at=at)
                for email, raw, e164 in OFFICERS if (person := queries.find_person(email))]
    for number, nth in ASSIGNED:
        assigning.assign_liaison(get_mission(number), officers[nth], starts_on=on, by=by, at=at)
    for number, name, position, government, is_named in CLAIMS:
        claim = claiming.record_claim(get_mission(number), claiming.Claimed(name=name, position=position, government=government, source="Note of the mission",
                                                                            starts_on=on - timedelta(days=200)), by=by, at=at)
        if is_named:
            claiming.accredit(claim.pk, "Diplomatic List", on=on - timedelta(days=190), by=by, at=at)
    contacting.note_contact(get_mission("VAL-2"), ContactKind.VISIT, happened_on=on - timedelta(days=26), officer="Dana Reyes", met="Lia Moren",
                            about="Walked round the fence; the camera at the consular entrance looks at the wall.", next_on=None, by=by, at=at, today=on)


def _address(street: str, city: str, latitude: float, longitude: float) -> registering.Address:
    place = places.locate(city, Place(latitude=latitude, longitude=longitude, precision_km=0.05), PACK)
    return registering.Address(words=f"{street}, {city}", place=place)


def _people(*, by: Actor, at: datetime) -> None:
    for place, (name, email, organisation_name, kind, role) in enumerate(CAST):
        at += timedelta(milliseconds=place)  # ids sort by the instant: so the cast keeps its order
        if queries.find_person(email) is None:
            organisation = queries.find_organisation(organisation_name) or accounts.add_organisation(
                organisation_name, kind, authority=AUTHORITIES.get(organisation_name, ""), by=by, at=at)
            accounts.add_membership(accounts.add_person(name, email, by=by, at=at), organisation, role, by=by, at=at)


def play(role: Role, *, door: str) -> tuple[Actor, str]:
    """The first of the cast who has a role acts from now on in the open transaction; with their name. Raises Absent in a live installation."""
    set_actor(actor_for("system", door=door))
    member = next((member for member in queries.list_cast() if member.role == role), None)
    if member is None:
        raise Absent
    actor = queries.get_actor(member, door=door)
    set_actor(actor)
    return actor, member.person.name


def make_demo_token(role: str, *, nth: int = 1, by: Actor, at: datetime, machine_now: datetime) -> str:
    """A token of the nth of the cast who have a role (from 1); it ends after some weeks of the machine's time. Raises Absent in a live installation."""
    if get_kind() is not Kind.DEMO:
        raise Absent
    if role not in set(Role):
        raise NotUnderstood(Text("role.unknown", "{role} is no role. Choose one of {roles}.", role=f"“{role[:40]}”", roles=", ".join(Role)))
    members = [member for member in queries.list_cast() if member.role == role]
    if not 1 <= nth <= len(members):
        raise NotUnderstood(Text("role.no-such-member", "The cast has {count} with the role {role}. Give --nth from 1 to {count}.",
                                 count=len(members), role=role))
    member = members[nth - 1]
    return accounts.make_token(member, "article22 demo token", until=machine_now + timedelta(days=TOKEN_DAYS), scopes=None, by=by, at=at,
                               machine_now=machine_now)
