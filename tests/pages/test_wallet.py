"""The wallet card: right on paper, different by place, and able to say later whether it still holds."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from article22.contexts.directory.actions.lines import decide_change, propose_change
from article22.contexts.directory.rules.proposals import Proposal
from article22.contexts.missions.models import WalletCard
from article22.ground.wall.session import set_actor
from article22.threshold.clock import now
from tests.cast import PUBLIC, member
from tests.pages.reading import words_of

Browser = Callable[..., Client]
INCH, MM = 72, 25.4


def printed(client: Client, number: str) -> tuple[list[str], str]:
    """The words of each page, and the serial."""
    answer = client.post(f"/wallet/{number}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert [(round(page.mediabox.width / INCH * MM, 1), round(page.mediabox.height / INCH * MM)) for page in pages] == [(85.6, 54)] * 2
    return [" ".join(page.extract_text().split()) for page in pages], answer["Content-Disposition"].split("article22-")[1].split(".pdf")[0]


def change_emergency_line() -> None:
    first, second = member("administrator"), member("administrator", nth=1)
    set_actor(first)
    change, _ = propose_change(Proposal(slot="CP-09", raw="(202) 566-0000", starts_on=date(2026, 6, 9), title="Circular note 26-100", issuer="DS",
                                        printed_on=date(2026, 6, 1), quote="call (202) 566-0000"), by=first, at=now())
    set_actor(second)
    decide_change(change.pk, is_approved=True, by=second, at=now())


def test_the_card_states_numbers_source_serial_and_check_by(visit: Browser) -> None:
    (front, back), serial = printed(visit(), "VAL-1")
    assert "(202) 566-8434" in front
    assert "911" in front
    assert "(202) 634-2234" not in front
    assert "(202) 634-2234" in back
    assert "DSPL@state.gov" in back
    whole = front + back
    assert serial in whole
    assert "24-704" in whole
    assert "2027" in whole, "check by"
    assert "Reyes" not in whole
    assert "Garfield" not in whole


def test_cards_differ_by_place(visit: Browser) -> None:
    washington, nashville = (printed(visit(), number)[0] for number in ("VAL-1", "MRS-2"))
    assert "566-8434" not in " ".join(nashville)
    assert "404-879-0134" in nashville[1]
    assert "404-879-0134" not in washington[1]


def test_a_card_asked_for_twice_on_a_day_is_the_same_card(visit: Browser) -> None:
    assert printed(visit(), "VAL-1") == printed(visit(), "VAL-1")
    set_actor(PUBLIC)
    assert WalletCard.objects.filter(mission__number="VAL-1").count() == 1


def test_an_old_card_says_that_it_was_replaced_and_a_new_one_is_right(visit: Browser) -> None:
    _, old = printed(visit(), "VAL-1")
    assert "current" in words_of(visit().get(f"/wallet/check/{old}/").content.decode()).casefold()
    change_emergency_line()
    said = words_of(visit().get(f"/wallet/check/{old}/").content.decode())
    assert "replaced" in said.casefold()
    assert "(202) 566-0000" in said
    (front, _), new = printed(visit(), "VAL-1")
    assert new != old
    assert "(202) 566-0000" in front
    assert "566-8434" not in front
    assert "current" in words_of(visit().get(f"/wallet/check/{new}/").content.decode()).casefold()


def test_a_serial_that_no_card_bears_is_not_to_be_relied_on(visit: Browser) -> None:
    answer = visit().get("/wallet/check/VAL-1-ZZZZZZ/")
    assert answer.status_code == 404
    assert "Do not rely on it" in answer.content.decode()


@pytest.mark.parametrize("number", ["NOPE-1", "VAL-9"])
def test_no_card_of_a_mission_that_is_none(number: str, visit: Browser) -> None:
    assert visit().get(f"/wallet/{number}/").status_code == 404


def test_the_card_in_arabic_keeps_its_numbers(visit: Browser) -> None:
    client = visit()
    client.cookies["a22-language"] = "ar"
    answer = client.post("/wallet/VAL-1/?lang=ar")
    assert "566-8434" in " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
