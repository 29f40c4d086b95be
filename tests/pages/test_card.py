"""The card's page."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from article22.contexts.directory.actions.lines import decide_change, propose_change
from article22.contexts.directory.rules.proposals import Proposal
from article22.ground.wall.session import set_actor
from article22.threshold.clock import now
from tests.cast import member
from tests.pages.reading import words_of

Browser = Callable[..., Client]
NASHVILLE = {"place": "Nashville, TN", "need": "concern"}


def test_the_card_needs_no_sign_in_and_begins_with_danger(visit: Browser) -> None:
    answer = visit().get("/card/")
    assert answer.status_code == 200
    words = words_of(answer.content.decode())
    assert words.index("Danger now? Call 911") < words.index("Mission, city, ZIP code or address")
    assert "911 reaches help where you are" in words
    assert "566-8434" not in words  # a Secret Service number stands only where it serves
    for need in ("Danger now", "Something worries us", "A protest is planned", "It happened: write", "Ask about the procedure",
                 "Ask for a briefing or training", "Our representative changed", "Give or get security information"):
        assert need in words


def test_nashville_gets_atlanta_with_rule_distances_and_source(visit: Browser) -> None:
    """S2, step 1."""
    words = words_of(visit().get("/card/", NASHVILLE).content.decode())
    assert "Diplomatic Security Service, Atlanta office 404-879-0134 Hours are not stated." in words
    assert "Atlanta is the closest office, 342 km away. St. Louis is next, 409 km." in words
    assert "their closest DS Field Office and local law enforcement agencies Circular note 24-704, 16 April 2024" in words
    assert "Number Brochure, July 2012; not restated since" in words
    assert "Local police No confirmed number is held" in words
    assert "Tell both. Neither passes it on to the other for you." in words
    assert "634-2234" not in words
    assert "566-8434" not in words


def test_washington_gets_two_numbers_in_danger_and_2234_marked_as_not_for_danger(visit: Browser) -> None:
    """S1, step 1; X-01."""
    words = words_of(visit().get("/card/", {"place": "Washington, DC", "need": "demonstration"}).content.decode())
    assert "Danger now? Call 911 any emergency (202) 566-8434 Secret Service, emergency line" in words
    assert "(202) 634-2234 Answered now, day and night" in words
    assert "Not for danger. It was printed as an emergency number until 2024. It is not one now." in words
    assert "Replaces Contact the U.S. Secret Services's Foreign Missions Branch Control Center, 202-634-2234 Brochure, July 2012" in words
    assert "Shown to your mission only Sign in" in words


@pytest.mark.parametrize(("at", "order"), [
    ("2026-07-10T10:59:59-10:00", ["Open now until 11:00 in Honolulu, 17:00 in Washington"]),
    ("2026-07-10T11:00:00-10:00", ["571-345-3146", "866-217-2089", "202-895-3600 Closed opens Monday 02:00 in Honolulu, Monday 08:00 in Washington"]),
    ("2026-12-11T11:30:00-10:00", ["Open now until 12:00 in Honolulu, 17:00 in Washington"]),
    ("2026-05-25T10:00:00-04:00", ["571-345-3146", "It is closed today: Memorial Day."]),
])
def test_what_time_it_is_in_honolulu(at: str, order: list[str], visit: Browser) -> None:
    """S3: the local office before headquarters, and the reason of each answer."""
    words = words_of(visit().get("/card/", {"place": "Honolulu, HI", "need": "information", "at": at}).content.decode())
    found = [words.index(said) for said in ["Honolulu office 808-522-8020 Hours are not stated.", *order]]
    assert found == sorted(found)


def test_an_answer_about_the_past_says_so_and_carries_no_link(visit: Browser) -> None:
    """S4, step 2."""
    page = visit().get("/card/", {"place": "Washington, DC", "need": "emergency", "as_of": "2019-05-01"}).content.decode()
    words = words_of(page)
    assert "This is what the sources known on Wed 1 May 2019 said. Do not call from it." in words
    assert "Secret Service, Foreign Missions Branch Control Center 202-634-2234" in words
    main = page[page.index("<main"):]
    assert "tel:" not in main
    assert "would-dial" not in main
    assert "Copy as text" not in main
    assert re.search(r'<li class="noted[^"]* superseded', main)


def test_in_a_demo_a_number_opens_what_would_have_been_dialled(visit: Browser) -> None:
    page = visit().get("/card/", NASHVILLE).content.decode()
    assert "tel:" not in page
    assert "mailto:" not in page
    assert "/demo/would-dial/?line=404-879-0134" in page
    assert "Your telephone would dial 404-879-0134" in words_of(visit().get("/demo/would-dial/?line=404-879-0134&kind=voice").content.decode())


@pytest.mark.parametrize(("asked", "said"), [
    ({"place": "Atlantica"}, "No place called Atlantica is known here."), ({"place": "Toronto"}, "Toronto, OH"),
    ({"place": "-86.78, 36.16"}, "inside it the other way round"), ({"place": "91, 0"}, "lie on no map"), ({"place": "51.5, -0.1"}, "outside the State"),
    ({"place": "37203", "need": "help"}, "is no need"), ({"place": "37203", "at": "2026-03-12T10:10:00"}, "names no instant"),
    ({"place": "37203", "at": "2026-02-31T10:10:00Z"}, "is no instant"), ({"place": "37203", "as_of": "2019-02-31"}, "is no day"),
    ({"place": "<script>alert(1)</script>"}, "No place called"), ({"place": "x" * 2000}, "No place called"),
])
def test_what_cannot_be_answered_is_said_in_the_page_and_what_was_written_stays(asked: dict[str, str], said: str, visit: Browser) -> None:
    answer = visit().get("/card/", asked)
    page = answer.content.decode()
    assert said in words_of(page)
    assert "<script>alert" not in page
    assert answer.status_code in (200, 422)
    if "place" in asked and len(asked["place"]) < 200 and answer.status_code == 422:
        assert f'value="{asked["place"].replace("<", "&lt;").replace(">", "&gt;")}"' in page


def test_a_name_of_many_cities_is_a_choice(visit: Browser) -> None:
    page = visit().get("/card/", {"place": "Nashville", "need": "emergency"}).content.decode()
    assert "Which of these?" in page
    assert "/card/?place=Nashville%2C+TN&amp;need=emergency" in page


def test_the_answer_can_be_taken_as_text(visit: Browser) -> None:
    answer = visit().get("/card/", {**NASHVILLE, "format": "text"})
    assert answer["Content-Type"].startswith("text/plain")
    assert "1. Diplomatic Security Service, Atlanta office: 404-879-0134" in answer.content.decode()


def test_every_number_keeps_its_own_direction(visit: Browser) -> None:
    page = visit().get("/card/", {"place": "Washington, DC", "need": "concern"}).content.decode()
    main = page[page.index('class="steps"'):]
    for found in re.finditer(r"\(202\) \d{3}-\d{4}|\d{3}-\d{3}-\d{4}", re.sub(r"<q[^>]*>.*?</q>|href=\"[^\"]*\"", "", main)):
        before = re.sub(r"<q[^>]*>.*?</q>|href=\"[^\"]*\"", "", main)[:found.start()]
        assert before.endswith('<bdi dir="ltr">'), found[0]


def test_the_policy_lets_nothing_in_from_elsewhere(visit: Browser) -> None:
    answer = visit().get("/card/", NASHVILLE)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert not re.search(r'(src|href)="https?://', page)
    assert " style=" not in page
    assert "<meta name=\"robots\" content=\"noindex\">" in page
    assert "Unofficial: no authority has verified these contacts yet." in page


def test_an_answer_of_the_public_may_be_kept_and_one_of_somebody_signed_in_may_not(visit: Callable[..., Client]) -> None:
    assert visit().get("/card/?place=37203")["Cache-Control"] == "no-cache"
    assert visit("representative").get("/card/?place=37203")["Cache-Control"] == "no-store"


def test_an_address_is_reported_as_an_address_and_a_number_as_a_number(visit: Browser) -> None:
    words = words_of(visit().get("/card/", {"place": "Washington, DC", "need": "concern"}).content.decode())
    assert "DSPL@state.gov E-mail. No hours are stated. This address is wrong" in words
    assert "It is not one now. This number is wrong" in words
    assert "This address is wrong" in words_of(visit().get("/report/?line=DSPL%40state.gov").content.decode())
    assert "This number is wrong" in words_of(visit().get("/report/?line=202-895-3600").content.decode())


def test_a_day_for_which_there_is_no_source_is_said_once(visit: Browser) -> None:
    words = words_of(visit().get("/card/", {"place": "Washington, DC", "need": "concern", "as_of": "1990-01-01"}).content.decode())
    assert words.count("No source is known from before Sun 1 July 2012, so there is no answer for Mon 1 January 1990. Choose a later day.") == 1


def test_whoever_is_signed_in_finds_home_on_every_page_and_others_the_sign_in(visit: Browser) -> None:
    assert '<a href="/account/sign-in/">Sign in</a>' in visit().get("/card/").content.decode()
    for path in ("/card/", "/register/", "/account/sessions/"):
        page = visit("administrator").get(path).content.decode()
        assert '<a href="/home/">Home</a>' in page
        assert "/account/sign-in/" not in page


def test_a_change_dated_for_the_future_stands_beside_the_line_that_it_concerns_and_no_other(visit: Browser) -> None:
    """Of the first group, and of an office: days ahead, so that the day is said in full."""
    change_line("CP-07", "NEW@state.gov")
    change_line("atlanta/voice", "404-879-0999")
    page = visit().get("/card/", {"place": "Washington, DC", "need": "concern"}).content.decode()
    first, *others = [words_of(item) for item in page.split('<li class="noted')[1:]]
    said = "Changes Tue 1 September 2026, 00:00 in Washington: DSPL@state.gov is replaced by NEW@state.gov."
    assert said in first
    assert "Replaces" not in first, "it is not replaced yet"
    assert words_of(page).count(said) == 1
    assert "Changes 17:00 in Washington: Command Center answers instead." in others[-1]
    assert ("Changes Mon 31 August 2026, 23:00 in Nashville, Tue 1 September 2026, 00:00 in Washington: 404-879-0134 is replaced by 404-879-0999."
            in words_of(visit().get("/card/", NASHVILLE).content.decode()))


def test_an_emergency_line_that_ends_one_day_is_one_until_then(visit: Browser) -> None:
    change_line("CP-09", "(202) 566-0000")
    asked = {"place": "Washington, DC", "need": "emergency"}
    words = words_of(visit().get("/card/", asked).content.decode())
    assert "Secret Service, emergency line (202) 566-8434 Answered now, day and night Answered day and night This number is wrong" in words
    assert "Changes Tue 1 September 2026, 00:00 in Washington: (202) 566-8434 is replaced by (202) 566-0000." in words
    assert "It is not one now" not in words
    assert "superseded" not in visit().get("/card/", {**asked, "format": "text"}).content.decode()
    line = words_of(visit("administrator").get("/administration/lines/CP-09/").content.decode())
    assert "(202) 566-8434 From 16 April 2024 until 1 September 2026 Current" in line
    assert "(202) 566-0000 From 1 September 2026 Still to come" in line


def change_line(slot: str, raw: str) -> None:
    first = member("administrator")
    set_actor(first)
    change, _ = propose_change(Proposal(slot=slot, raw=raw, starts_on=date(2026, 9, 1), title="Circular note 26-101", issuer="DS",
                                        printed_on=date(2026, 6, 1), quote=raw), by=first, at=now())
    if change.state == "proposed":
        second = member("administrator", nth=1)
        set_actor(second)
        decide_change(change.pk, is_approved=True, by=second, at=now())
