"""One mission cannot see another: every door × who asks. What is another's is answered exactly as what does not exist."""

import asyncio
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from article22.contexts.cases.models import Case, Recipient
from article22.contexts.missions.actions.claiming import record_claim
from article22.contexts.missions.actions.recalling import recall_cards
from article22.contexts.missions.actions.representing import nominate
from article22.contexts.missions.queries.missions import get_main_premises, get_mission
from article22.contexts.missions.rules.terms import AskedWhy
from article22.doors.live.changes import Change
from article22.doors.live.listening import WHO_MAY_HEAR, Hub
from article22.ground.outbox.actions import catching
from article22.ground.outbox.models import Caught
from article22.ground.outbox.queries import list_messages
from article22.ground.outbox.rules.messages import Channel
from article22.ground.wall.rules import reach_of
from article22.ground.wall.session import set_actor
from article22.kernel.actor import Actor
from article22.procedures.attaching import attach_file
from article22.procedures.cards import issue_wallet_card
from article22.procedures.changing import ask_change
from article22.procedures.links import Asks, Opens, make_change_link, make_link, make_recall_link, make_reverification_link
from article22.procedures.reverifying import ask
from article22.threshold.tickets import Ticket
from tests.cases.opening import as_one, demonstration, file
from tests.cast import PUBLIC, SYSTEM, TUESDAY, member, minutes, stop_clock
from tests.pages.conftest import Visit
from tests.pages.test_access import SAMPLE, SAMPLES
from tests.register.people import somebody, somebodys_claim

pytestmark = pytest.mark.fundamental

WORDS = "zanzibar"  # in the case of Valdoria, and nowhere else
MARKS = (WORDS, "Embassy of Valdoria")
OF_A_CASE_OR_FILE = frozenset({"number", "reference", "attachment", "entry", "signed", "caught", "representative", "way_change", "asked", "changed", "claim",
                               "premises", "recall", "recalled"})
OF_NEITHER = frozenset({"slot", "token", "serial", "kind", "address", "agency", "form", "region", "city", "desk", "change", "change_id", "edition", "person",
                        "purge", "hold", "act", "review", "pk", "step", "draft", "run", "out"})
OF_NEITHER |= {"glass", "provider_id", "user", "id"}
OF_A_MISSION = re.compile(r"/(?:register|wallet|api/v1/missions)/")

# What each door answers about something of Valdoria: to Ana Ferro of Valdoria | to Bran Osk of Kestria | to whoever is signed out.
TABLE = {
    # Lists, and words and numbers to search for
    "GET /portal/": "200 seen | 200 | 302",
    "GET /portal/?words=balalaika": "200 seen | 200 | 302",
    "GET /portal/?words={number}": "200 seen | 200 | 302",
    "GET /desk/?words={number}": "404 | 404 | 302",
    "GET /inspector/?words={number}": "404 | 404 | 302",
    "GET /register/": "200 seen | 200 | 302",
    "GET /register/tasks/": "200 | 200 | 302",
    "GET /api/v1/cases": "200 seen | 200 | 401",
    "GET /api/v1/cases?q=balalaika": "200 seen | 200 | 401",
    "GET /api/v1/cases?q={number}": "200 seen | 200 | 401",
    "GET /api/v1/missions": "200 seen | 200 | 401",
    "GET /api/v1/register": "200 seen | 200 | 401",
    "GET /api/v1/missions?words=Valdoria": "200 seen | 200 | 401",
    # The portal
    **{f"GET /portal/{{number}}/{page}": "200 seen | 404 | 302" for page in ("", "add/", "reply/", "withdraw/", "danger/", "mail/")},
    **{f"POST /portal/{{number}}/{act}/": "302 | 404 | 302" for act in ("add", "withdraw", "danger")},
    "POST /portal/{number}/reply/": "409 seen | 404 | 302",  # nothing was asked
    # Files, exports and receipts
    "GET /cases/{number}/attachments/": "200 seen | 404 | 302",
    "POST /cases/{number}/attachments/": "302 | 404 | 302",
    "GET /attachments/{attachment}/": "200 seen | 404 | 302",
    "GET /exports/{number}.zip": "200 seen | 404 | 302",
    "GET /receipts/{entry}/": "200 seen | 404 | 404",
    "GET /receipts/{entry}.json": "200 seen | 404 | 404",
    # The API
    "GET /api/v1/cases/{reference}": "200 seen | 404 | 401",
    "GET /api/v1/cases/{reference}/attachments": "200 seen | 404 | 401",
    "POST /api/v1/cases/{reference}/attachments": "201 | 404 | 401",
    "GET /api/v1/cases/{reference}/attachments/{attachment}": "200 seen | 404 | 401",
    "GET /api/v1/receipts/{entry}": "202 seen | 404 | 404",
    "GET /api/v1/missions/{mission}": "200 seen | 404 | 401",
    # The register
    "GET /register/{mission}/": "200 seen | 404 | 302",
    **{f"POST /register/{{mission}}/{act}/": "404 | 404 | 302" for act in ("premises", "liaison", "liaison/end", "end")},
    **dict.fromkeys(("POST /register/{mission}/change/", "POST /register/{mission}/people/", "POST /register/people/{representative}/{act}/"),
                    "422 seen | 404 | 302"),
    **dict.fromkeys(("GET /register/{mission}/people/", "GET /register/people/{representative}/{act}/"), "200 seen | 404 | 302"),
    "GET /register/changes/{way_change}/{step}/": "200 seen | 404 | 302",
    "POST /register/changes/{way_change}/{step}/": "302 | 404 | 302",
    **{f"{method} /register/recalls/{{recall}}/": "404 | 404 | 302" for method in ("GET", "POST")},
    "GET /register/{mission}/authority/": "200 seen | 404 | 302",
    "POST /register/{mission}/authority/": "404 | 404 | 302",
    "GET /register/{mission}/contacts/": "200 seen | 404 | 302",
    "POST /register/{mission}/contacts/": "404 | 404 | 302",
    **{f"{method} /register/authority/{{claim}}/{{act}}/": "404 | 404 | 302" for method in ("GET", "POST")},  # officers record claims
    "GET /portal/mission/places/{premises}/wrong/": "200 seen | 404 | 302",
    "POST /portal/mission/places/{premises}/wrong/": "302 | 404 | 302",
    "GET /register/priority/{premises}/": "404 | 404 | 302",
    "POST /register/priority/{premises}/": "404 | 404 | 302",
    "GET /register/premises/{premises}/": "200 seen | 404 | 302",
    "POST /register/premises/{premises}/": "200 seen | 404 | 302",  # no form of it is named
    **{f"POST /register/premises/{{premises}}/{act}/": "404 | 404 | 302" for act in ("dossier/{act}", "verify", "end", "switchboard")},
    # The desk and the inspector's door are no mission's
    "GET /desk/{number}/": "404 | 404 | 302",
    **{f"POST /desk/{{number}}/{act}/": "404 | 404 | 302" for act in ("acknowledge", "emergency", "lift", "take")},
    **{f"{method} /desk/{{number}}/{act}/": "404 | 404 | 302" for method in ("GET", "POST") for act in (
        "call", "ask", "decide", "move", "promote", "merge", "route", "sort", "add", "note", "strike", "tick", "hold", "purge", "whose")},
    "GET /inspector/{number}/": "404 | 404 | 302",
    "GET /inspector/{number}/duty/": "404 | 404 | 302",
    # Whoever holds a link is whom it was sent to, and sees the one case that it opens
    "GET /answer/{signed}/": "200 seen | 200 seen | 200 seen",
    "POST /answer/{signed}/": "302 | 302 | 302",
    **{f"{method} /drill/answer/{{signed}}/": "404 | 404 | 404" for method in ("GET", "POST")},  # a case's link answers no drill
    "GET /answer/{crossed}/": "404 | 404 | 404",  # of a case of Kestria with a desk of Valdoria's: nobody was sent that
    # Whoever holds a representative's own link sees that one representative, and answers for nobody else
    **{f"GET /still-here/{path}/": "200 seen | 200 seen | 200 seen" for path in ("{asked}", "change/{changed}")},
    **{f"POST /still-here/{path}/": "404 | 404 | 404" for path in ("{asked}", "change/{changed}")},  # no button was pressed
    "GET /wallet/recalled/{recalled}/": "200 seen | 200 seen | 200 seen",
    "POST /wallet/recalled/{recalled}/": "422 seen | 422 seen | 422 seen",  # for a card that the form does not name
    # A mission's own numbers are on the card that anybody prints; in a demo, everybody walks the tour as Ana Ferro and reads what was caught
    "GET /wallet/{mission}/": "200 seen | 200 seen | 200 seen",
    "POST /wallet/{mission}/": "200 | 200 | 200",
    "GET /demo/caught/{caught}/": "200 seen | 200 seen | 200 seen",
    "GET /tour/3/{number}/": "200 seen | 200 seen | 200 seen",
    **{f"GET /tour/{step}/{{number}}/": "200 | 200 | 200" for step in (4, 5)},
    "POST /tour/4/{number}/": "302 | 302 | 302",
    # What needs no address
    "the live stream": "seen | - | -",
    "the outbox": "- | - | -",  # the links of those who are told are no mission's to read
    "letters of one's own cases": "seen | - | -",
}
ABSENT = {"number": "26-9999", "reference": "26-9999", "mission": "VAL-9", "act": "way", "step": "withdraw",
          **{name: f"{uuid4()}" for name in ("attachment", "entry", "caught", "representative", "way_change", "claim", "premises", "recall")}}


class World:
    """A case of each of two missions, whoever asks about Valdoria's, and how."""

    def __init__(self, visit: Visit, token: Callable[..., str]) -> None:
        self.case = file(demonstration(summary=f"The {WORDS} march", description="They bring a balalaika."))
        ana = as_one("representative")
        attachment = attach_file(self.case.id, WORDS.encode(), given_name=f"{WORDS}.txt", name="Ana Ferro", by=ana, at=TUESDAY + minutes(1))
        self.other = file(demonstration(summary="A march near us"), nth=1, place="2745 Massachusetts Avenue NW, Washington, DC")
        set_actor(SYSTEM)
        letter = list_messages(self.case.id, seen_by=SYSTEM)[0]
        catching.catch([catching.Catch(message=letter.pk, channel=Channel.MAIL, address=letter.address, subject=letter.subject, body=letter.body or "")],
                       by=SYSTEM, at=TUESDAY)
        person = nominate(get_mission("VAL-1"), somebody("second@valdoria.example"), by=SYSTEM, at=TUESDAY)
        asked = ask(person.pk, AskedWhy.ASKED, by=SYSTEM, at=TUESDAY)
        changed = ask_change(person.pk, somebody("third@valdoria.example").ways[0], None, name="Ana Ferro", by=SYSTEM, at=TUESDAY)
        claim = record_claim(get_mission("VAL-1"), somebodys_claim(), by=SYSTEM, at=TUESDAY)
        premises = get_main_premises(get_mission("VAL-1"), on=TUESDAY.date())
        desk = Recipient.objects.filter(case=self.case.id)[0].pk
        self.held = {"number": self.case.number, "reference": self.case.number, "mission": "VAL-1", "attachment": f"{attachment.pk}",
                     "entry": f"{self.case.entry.id}", "caught": f"{Caught.objects.get().pk}", "act": "way",
                     "representative": f"{person.pk}", "claim": f"{claim.pk}", "premises": f"{premises.pk}",
                     "signed": signed(Opens(case=self.case.id, recipient=desk)),
                     "crossed": signed(Opens(case=self.other.id, recipient=desk)), "way_change": f"{changed.pk}", "step": "withdraw",
                     **own_links(asked.pk, changed.pk, person.pk)}
        self.absent = ABSENT | own_links(uuid4(), uuid4(), uuid4()) | {
            "signed": signed(Opens(case=uuid4(), recipient=uuid4())), "crossed": signed(Opens(case=self.other.id, recipient=uuid4()))}
        card, _ = issue_wallet_card(get_mission("VAL-1"), present=TUESDAY, by=SYSTEM)
        recall = recall_cards(get_mission("VAL-1"), card, ["VAL-1-OLDEST"], standing=None, by=SYSTEM, at=TUESDAY)
        self.held |= {"recall": f"{recall.pk}", "recalled": recalled(recall.pk)}
        self.absent |= {"recalled": recalled(uuid4())}
        self.askers = (Asker(visit("representative"), token("representative"), member("representative")),
                       Asker(visit("representative", 1), token("representative", 1), member("representative", nth=1)), Asker(visit(), "", PUBLIC))


class Asker:
    """Somebody with a browser and a program."""

    def __init__(self, browser: Client, token: str, actor: Actor) -> None:
        self.browser, self.actor = browser, actor
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, door: str, named: Mapping[str, str]) -> Any:
        """The answer of a door that names something; nothing of what it changes stays."""
        method, _, path = door.partition(" ")
        path = path.format(**named)
        given = {"words": "x", "name": "x", "happened": "2026-06-09T14:10", "file": SimpleUploadedFile("x.txt", b"x")} if method == "POST" else None
        before = transaction.savepoint()
        try:
            return getattr(self.browser, method.lower())(path, given, headers=self.headers if path.startswith("/api/") else {})
        finally:
            transaction.savepoint_rollback(before)


def signed(opens: Opens) -> str:
    return make_link(opens, until=TUESDAY + minutes(60)).split("/")[-2]


def own_links(asked: UUID, changed: UUID, person: UUID) -> dict[str, str]:
    """The links that a representative is sent."""
    until = TUESDAY + minutes(60)
    return {"asked": make_reverification_link(Asks(asked=asked, representative=person), until=until).split("/")[-2],
            "changed": make_change_link(Asks(asked=changed, representative=person), until=until).split("/")[-2]}


def recalled(recall: UUID) -> str:
    return make_recall_link(recall, until=TUESDAY + minutes(60)).split("/")[-2]


def text_of(answer: Any) -> str:
    """All that an answer says, in the files of a ZIP as well."""
    if answer["Content-Type"] == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as box:
            return "".join(f"{name} {box.read(name).decode()}" for name in box.namelist())
    return answer.content.decode(errors="replace")  # type: ignore[no-any-return]


def cell(answer: Any) -> str:
    return f"{answer.status_code} seen" if any(mark in text_of(answer) for mark in MARKS) else f"{answer.status_code}"


def but_for(answer: Any, named: Collection[str]) -> tuple[Any, ...]:
    """An answer without what it was asked for, and without what is drawn anew for each page."""
    said = re.sub(r'(csrfmiddlewaretoken"|"once") value="[^"]+"|nonce[=-]["\']?[\w+/=-]+', "", text_of(answer))
    headers = {name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Content-Security-Policy")}
    for value in sorted(named, key=len, reverse=True):
        said = said.replace(value, "…").replace(quote(value, safe=""), "…")
        headers = {name: text.replace(value, "…") for name, text in headers.items()}
    return answer.status_code, said, headers


def hears(world: World, asker: Asker) -> str:
    """What the live stream tells of Valdoria's case: asked as its process asks, from the beginning to now."""
    set_actor(SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(WHO_MAY_HEAR, [[world.case.id]])
        (case, organisation, desks), = cursor.fetchall()
    hub = Hub("")
    hub.log.add(Change(case=case, organisation=organisation, desks=frozenset(desks)))

    async def listen() -> str:
        ticket = Ticket(reach=reach_of(asker.actor), organisation=asker.actor.organisation, until=datetime.now(UTC))
        return "".join([event.decode() async for event in hub.stream(ticket, hub.log.mark(0))])

    return asyncio.run(listen())


def reads_outbox(world: World, asker: Asker) -> str:
    set_actor(asker.actor)
    return "".join(f"{letter.body}" for letter in list_messages(world.case.id, seen_by=asker.actor))


def letters_of(_world: World, asker: Asker) -> str:
    """All that is written about the cases that somebody sees."""
    set_actor(asker.actor)
    cases = list(Case.objects.visible_to(asker.actor).values_list("pk", flat=True))
    set_actor(SYSTEM)
    return "".join(f"{letter.subject} {letter.body}" for case in cases for letter in list_messages(case, seen_by=SYSTEM))


BESIDE: Mapping[str, Callable[[World, Asker], str]] = {"the live stream": hears, "the outbox": reads_outbox, "letters of one's own cases": letters_of}


@pytest.fixture
def world(visit: Visit, token: Callable[..., str]) -> World:
    stop_clock(TUESDAY + minutes(5))
    return World(visit, token)


def doors(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Every address that takes the id of a case or a file (or the number of a mission)."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + SAMPLE.sub(r"{\1}", str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from doors(entry, path)
        elif any(f"{{{name}}}" in path for name in OF_A_CASE_OR_FILE):
            yield re.sub("{(number|reference)}", "{mission}", path) if OF_A_MISSION.match(path) else path


def methods_of(path: str, browser: Client) -> set[str]:
    """The methods that an address takes, as it says itself to one that it does not."""
    answer = browser.generic("TRACE", path.format(**ABSENT | dict.fromkeys(("signed", "asked", "changed", "recalled"), "x")))
    assert answer.status_code == 405, path
    return set(answer["Allow"].replace(" ", "").split(",")) - {"HEAD"}


def test_every_parameter_of_an_address_is_of_a_case_or_file_or_of_neither() -> None:
    assert set(SAMPLES) == OF_A_CASE_OR_FILE | OF_NEITHER | {"drill", "schedule"}


def test_every_address_that_takes_a_case_or_a_file_is_in_the_table(visit: Visit) -> None:
    browser = visit("representative")
    assert {f"{method} {path}" for path in doors() for method in methods_of(path, browser)} == {
        door for door in TABLE if "{" in door and "?" not in door and "{crossed}" not in door}


def test_one_mission_cannot_see_another(world: World) -> None:
    got = {}
    for door in TABLE:
        if door in BESIDE:
            texts = [BESIDE[door](world, asker) for asker in world.askers]
            got[door] = " | ".join("seen" if any(mark in text for mark in (*MARKS, f"{world.case.id}")) else "-" for text in texts)
        else:
            got[door] = " | ".join(cell(asker.ask(door, world.held)) for asker in world.askers)
    assert got == TABLE


@pytest.mark.parametrize("nth", [1, 2], ids=["another mission", "signed out"])
def test_what_is_anothers_is_answered_as_what_does_not_exist(nth: int, world: World) -> None:
    asker = world.askers[nth]
    told_apart = {}
    for door, row in TABLE.items():
        cells = row.split(" | ")
        if "{" in door and (cells[nth] == "404" or cells[nth] != cells[0]):
            of_another, of_nothing = (but_for(asker.ask(door, named), {*world.held.values(), *world.absent.values()}) for named in (world.held, world.absent))
            if of_another != of_nothing:
                told_apart[door] = (of_another, of_nothing)
    assert told_apart == {}
