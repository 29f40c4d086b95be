"""The pages of a recall: the list that ends at zero, a word by telephone, the link that confirms with one button, and the code of an old card."""

from typing import Any

import pytest
from django.test import Client

from article22.contexts.directory.rules.proposals import Proposal
from article22.contexts.missions.actions import assigning
from article22.contexts.missions.models import CardRecall, WalletCard
from article22.contexts.missions.queries.missions import get_mission, list_missions
from article22.ground.outbox.queries import list_messages
from article22.ground.wall.session import set_actor
from article22.procedures.cards import issue_wallet_card
from article22.procedures.recalling import chase_recalls
from tests.cast import SYSTEM, TUESDAY, stop_clock
from tests.pages.conftest import Visit
from tests.pages.reading import words_of
from tests.register.test_recalls import DAY, EMERGENCY, check, publish

LIST = "/register/recalls/"


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return words_of(answer.content.decode())


def recall_of(number: str) -> CardRecall:
    set_actor(SYSTEM)
    return CardRecall.objects.select_related("replacement").get(mission__number=number)


def link_of(recall: CardRecall) -> str:
    set_actor(SYSTEM)
    body = list_messages(recall.pk, seen_by=SYSTEM)[0].body or ""
    return "/wallet/recalled/" + body.split("/wallet/recalled/")[1].split("/")[0] + "/"


@pytest.fixture
def old(db: None) -> dict[str, str]:
    """Cards of three missions, printed on Tuesday; then the capital's emergency line changed."""
    stop_clock(TUESDAY)
    set_actor(SYSTEM)
    cards = {number: issue_wallet_card(get_mission(number), present=TUESDAY, by=SYSTEM)[0].serial for number in ("VAL-1", "KES-1", "MRS-2")}
    publish()
    check()
    return cards


def test_each_mission_whose_card_is_wrong_stands_in_the_list_with_its_owner_and_a_day(old: dict[str, str], visit: Visit) -> None:
    page = read(visit("liaison-officer"), LIST)
    for part in ("Embassy of Valdoria", "Embassy of Kestria", "Dana Reyes, its liaison, sees to it.", "Lee Park, its liaison, sees to it.",
                 "until 16 June 2026", old["VAL-1"], recall_of("VAL-1").replacement_id):
        assert part in page
    assert "Nashville" not in page
    assert "The cards of 3 missions were compared" in page


def test_without_a_liaison_it_is_the_offices(old: dict[str, str], visit: Visit) -> None:
    set_actor(SYSTEM)
    assignment = get_mission("VAL-1").assignments.get()
    assigning.end_assignment(assignment.pk, ends_on=(TUESDAY + DAY).date(), by=SYSTEM, at=TUESDAY)
    stop_clock(TUESDAY + 2 * DAY)
    assert "No liaison is assigned: " in read(visit("watch-officer"), LIST)


def test_what_is_late_says_since_when_and_a_list_that_is_not_compared_yet_says_so(old: dict[str, str], visit: Visit) -> None:
    set_actor(SYSTEM)
    chase_recalls(by=SYSTEM, at=TUESDAY + 14 * DAY)
    stop_clock(TUESDAY + 15 * DAY)
    page = read(visit("ofm-officer"), LIST)
    assert "with everybody who liaises since 23 June 2026" in page
    assert "Cards are being compared with the directory of today" in page


def test_an_officer_closes_it_with_the_name_of_whom_they_spoke_to(old: dict[str, str], visit: Visit) -> None:
    dana, recall = visit("liaison-officer"), recall_of("KES-1")
    path = f"{LIST}{recall.pk}/"
    assert dana.post(path, {"serial": recall.replacement_id}).status_code == 422
    assert dana.post(path, {"serial": old["KES-1"], "name": "Bran Osk"}).status_code == 409
    assert dana.post(path, {"serial": recall.replacement_id, "name": "Bran Osk"})["Location"] == LIST
    page = read(dana, LIST)
    assert "confirmed by telephone (Bran Osk)" in page
    assert "confirmed by telephone" in read(dana, path)
    assert dana.post(path, {"serial": recall.replacement_id, "name": "Bran Osk"}).status_code == 409


@pytest.mark.parametrize("role", ["administrator", "inspector"])
def test_who_only_reads_closes_nothing(role: str, old: dict[str, str], visit: Visit) -> None:
    client, recall = visit(role), recall_of("KES-1")
    assert "They confirmed by telephone" not in read(client, LIST)
    assert client.post(f"{LIST}{recall.pk}/", {"serial": recall.replacement_id, "name": "Bran Osk"}).status_code == 404


def test_the_list_ends_at_zero(old: dict[str, str], visit: Visit) -> None:
    for number in ("VAL-1", "KES-1"):
        recall = recall_of(number)
        assert visit().post(link_of(recall), {"serial": recall.replacement_id}).status_code == 302
    assert "No card is recalled." in read(visit("liaison-officer"), LIST)


def test_the_link_confirms_by_its_button_and_by_nothing_else(old: dict[str, str], visit: Visit) -> None:
    recall = recall_of("VAL-1")
    path = link_of(recall)
    for _ in range(2):
        page = read(visit(), path)
        assert "Opening this page has confirmed nothing." in page
        assert recall.replacement_id in page
    assert visit().head(path).status_code == 200
    assert recall_of("VAL-1").closed_at is None
    assert visit().post(path, {"serial": old["VAL-1"]}).status_code == 409, "the card of an older letter"
    assert visit().post(path, {"serial": recall.replacement_id})["Location"] == path
    assert recall_of("VAL-1").closed_how == "link"
    assert "confirmed by the link that was mailed" in read(visit(), path)
    assert visit().get(path.replace("/recalled/", "/recalled/x")).status_code == 404


@pytest.mark.parametrize("by", ["link", "officer"])
def test_what_was_replaced_again_meanwhile_is_confirmed_as_it_is_shown_then(old: dict[str, str], visit: Visit, by: str) -> None:
    recall = recall_of("VAL-1")
    client, path = (visit(), link_of(recall)) if by == "link" else (visit("liaison-officer"), f"{LIST}{recall.pk}/")
    answer = client.post(path, {"serial": old["VAL-1"], "name": "Ana Ferro"})
    assert (answer.status_code, f'name="serial" value="{recall.replacement_id}"' in answer.content.decode()) == (409, True)


def test_a_link_ends(old: dict[str, str], visit: Visit) -> None:
    path = link_of(recall_of("VAL-1"))
    stop_clock(TUESDAY + 31 * DAY)
    assert "This link ended" in read(visit(), path, 409)


def test_the_code_of_an_old_card_names_what_replaced_it_which_is_printed_as_it_is(old: dict[str, str], visit: Visit) -> None:
    recall, client = recall_of("VAL-1"), visit()
    stop_clock(TUESDAY + 3 * DAY)
    page = read(client, f"/wallet/check/{old['VAL-1']}/")
    assert f"Replaced by {recall.replacement_id}" in page
    answer = client.get(f"/wallet/print/{recall.replacement_id}/")
    assert (answer["Content-Type"], recall.replacement_id in answer["Content-Disposition"]) == ("application/pdf", True)
    set_actor(SYSTEM)
    assert WalletCard.objects.filter(mission__number="VAL-1").count() == 2, "printing it again is no new card"
    assert client.get(f"/wallet/print/{old['VAL-1']}/")["Location"] == f"/wallet/check/{old['VAL-1']}/"


def test_the_list_asks_a_fixed_number_of_queries(old: dict[str, str], visit: Visit, django_assert_max_num_queries: Any) -> None:
    client = visit("liaison-officer")
    with django_assert_max_num_queries(25) as few:
        client.get(LIST)
    set_actor(SYSTEM)
    for mission in list_missions(seen_by=SYSTEM, on=TUESDAY.date()):
        issue_wallet_card(mission, present=TUESDAY - DAY, by=SYSTEM)
    publish(Proposal(slot="CP-02", raw="(571) 345-0000", starts_on=EMERGENCY.starts_on, title="Circular note 26-103", issuer="DS",
                     printed_on=EMERGENCY.printed_on, quote="call (571) 345-0000"))
    check()
    with django_assert_max_num_queries(len(few)) as more:
        assert client.get(LIST).content.decode().count("card-row") > 5
    assert len(more) == len(few)
