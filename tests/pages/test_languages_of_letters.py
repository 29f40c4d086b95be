"""What is sent to a mission's people is in the language that they chose; a drill is a drill in each; what nobody reviewed says so, with the English beneath."""

import json
import re
from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings

from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.rules import notices
from article22.contexts.cases.rules.terms import CaseKind, Outcome
from article22.contexts.missions.actions import representing
from article22.contexts.missions.models import Representative, Reverification
from article22.contexts.missions.queries.representatives import list_languages
from article22.contexts.missions.rules import changing, drills, recalls, reverifying, tasks
from article22.contexts.missions.rules.terms import AskedWhy, News, TaskKind, WayKind
from article22.doors.worker.channels.mail.writing import write as write_mail
from article22.doors.worker.channels.voice.writing import write as write_call
from article22.ground.journal.models import Entry
from article22.ground.languages import queries as languages
from article22.ground.languages.queries import RULE, written
from article22.ground.languages.rules import Letter
from article22.ground.outbox.models import Message
from article22.ground.outbox.rules.messages import EXERCISE, Channel, Sending
from article22.ground.wall.session import set_actor
from article22.kernel.refusal import Absent, NotUnderstood
from article22.procedures import reverifying as asking
from article22.procedures.links import Asks
from article22.procedures.telling import tell_mission
from tests.cases.opening import concern, file
from tests.cast import MONDAY, SYSTEM, member, stop_clock
from tests.pages.conftest import Visit
from tests.pages.test_reverifying_pages import MAIL, MOBILE, OFFICE, appointed, asked

SPOKEN = [code for code, _ in settings.LANGUAGES if code != "en"]
EMBASSY, LINK = "Embassy of Valdoria, Washington", "https://a22.example/x/"
OWN_WORD = {"ar": "تمرين", "es": "SIMULACRO", "fr": "EXERCICE", "ru": "УЧЕНИЯ", "zh-hans": "演习"}  # for a drill
LETTERS = {
    "asked again": reverifying.letter(EMBASSY, AskedWhy.DUE, link=LINK, until=MONDAY), "by SMS": reverifying.short_letter(EMBASSY, link=LINK),
    "a code": reverifying.code_letter(), "a change": changing.letter(EMBASSY, link=LINK, until=MONDAY), "its SMS": changing.short_letter(EMBASSY, link=LINK),
    "its call": changing.spoken(EMBASSY), **{f"a drill by {kind}": drills.letter(EMBASSY, kind, link=LINK, until=MONDAY) for kind in WayKind},
    **{f"cards, {again}": recalls.letter("VAL-1", "VAL-1-2", 2, print_at=LINK, compare_at=LINK, confirm_at=LINK, until=date(2026, 6, 9), is_again=again)
       for again in (True, False)},
    "tasks": tasks.letter([tasks.Item(mission=EMBASSY, kind=TaskKind.BELOW_TWO, news=News.OPENED, due_at=MONDAY)] * 2, 3, link=LINK),
    "a question": notices.asked("26-0001", CaseKind.CONCERN, portal=LINK), "a decision": notices.decided("26-0001", CaseKind.THREAT_RECEIVED, Outcome.GRANTED,
                                                                                                           portal=LINK),
    "no decision": notices.undecided("26-0001", CaseKind.INCIDENT, portal=LINK),
}
SENTENCE = re.compile(r"[A-Za-z]{3,}(?: [a-z]{2,}){2,}")


@pytest.fixture
def nadia(db: None) -> Representative:
    """Reached by mail, mobile and office telephone."""
    stop_clock(MONDAY)
    return appointed()


def sent(kind: str) -> dict[str, Message]:
    set_actor(SYSTEM)
    return {message.address: message for message in Message.objects.filter(kind=kind)}


def choose(row: Representative, language: str) -> None:
    set_actor(SYSTEM)
    representing.set_language(row.pk, language, by=SYSTEM, at=MONDAY)
    row.refresh_from_db()


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("letter", LETTERS.values(), ids=list(LETTERS))
def test_every_letter_is_said_whole_and_the_english_stands_beneath_a_mail_that_nobody_reviewed(letter: Letter, language: str) -> None:
    english_subject, english = written(letter, "")
    assert written(letter, "en") == (english_subject, english)
    subject, short = written(letter, language, is_mail=False)
    said = {*SENTENCE.findall(subject.replace(EMBASSY, "")), *SENTENCE.findall(short.replace(EMBASSY, ""))}
    assert not {words for words in said if words in english_subject + english}, "no English sentence of ours"
    assert short != english
    for value in (LINK, "······", "26-0001", "VAL-1-2"):
        assert short.count(value) == english.count(value)
    mail_subject, mail = written(letter, language)
    assert mail_subject == subject
    assert mail.startswith(short.rstrip("\n"))
    assert mail.endswith(english)
    notice = mail.removeprefix(short.rstrip("\n")).removesuffix(english)
    assert RULE in notice
    assert len(notice.strip().splitlines()) > 2


@pytest.mark.parametrize("language", SPOKEN)
def test_a_reviewed_translation_stands_alone(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "review_of", lambda _: languages.Review(by="Ana Ferro", on=date(2026, 6, 1), of=languages.mark_of(language)))
    for letter in LETTERS.values():
        assert written(letter, language) == written(letter, language, is_mail=False)


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("kind", WayKind)
def test_a_drill_says_so_in_its_first_word_and_in_the_readers_own(kind: WayKind, language: str) -> None:
    subject, body = written(drills.letter(EMBASSY, kind, link=LINK, until=MONDAY), language, is_mail=kind is WayKind.MAIL)
    for words in (subject, body):
        assert words.startswith(f"{EXERCISE} – {OWN_WORD[language]}")
    for letter in LETTERS.values():
        if f"{letter.subject}".startswith(EXERCISE):
            continue
        for words in written(letter, language):
            assert not words.casefold().startswith((EXERCISE.casefold(), OWN_WORD[language].casefold())), "nothing live begins so"


def test_whoever_chose_a_language_is_asked_in_it_by_each_channel(nadia: Representative) -> None:
    choose(nadia, "zh-hans")
    asked(nadia)
    letter, row = sent("representative.asked")[MAIL], Reverification.objects.get(representative=nadia)
    assert letter.language == "zh-hans"
    assert "？" in (letter.subject or "")
    assert "You answer for the security" in (letter.body or ""), "beneath"
    asking.send_codes(row.pk, by=Asks(asked=row.pk, representative=nadia.pk).actor("link"), at=MONDAY)
    codes = sent("representative.code")
    assert set(codes) == {MAIL, MOBILE, OFFICE}
    assert {message.language for message in codes.values()} == {"zh-hans"}
    assert "Nobody will ask you for it" in (codes[MAIL].body or "")
    for address in (MOBILE, OFFICE):
        assert "Nobody will ask" not in (codes[address].body or ""), "one language alone"


def sending(channel: Channel, body: str, language: str) -> Sending:
    return Sending(id=uuid4(), tries=1, channel=channel, address="x", subject="Тема", body=body, kind="representative.code", cause=uuid4(),
                   enqueued_at=MONDAY, language=language)


def test_a_gateway_learns_the_language_and_a_code_is_said_digit_by_digit_where_no_space_stands_around_it() -> None:
    said = json.loads(write_call(sending(Channel.VOICE, "您的验证码是123456。", "zh-hans")))["data"]
    assert (said["language"], said["say"]) == ("zh-hans", "您的验证码是1, 2, 3, 4, 5, 6。")
    assert json.loads(write_call(sending(Channel.VOICE, "Code 123456.", "")))["data"]["language"] == "en"
    assert b"Content-Language: ru\r\n" in write_mail(sending(Channel.MAIL, "x", "ru"), sender="desk@a22.example")
    assert b"Content-Language" not in write_mail(sending(Channel.MAIL, "x", ""), sender="desk@a22.example")


def test_a_case_is_told_to_each_in_the_language_that_they_chose_in_the_register(nadia: Representative, visit: Visit) -> None:
    choose(nadia, "fr")
    opened, notice = file(concern()), notices.asked("26-0001", CaseKind.CONCERN, portal=LINK)
    set_actor(SYSTEM)
    case = get_case(opened.number, seen_by=SYSTEM)
    nadia.ways.filter(kind="mail").update(address="ana.ferro@valdoria.example")
    partner = member("supervisor")
    set_actor(partner)
    assert list_languages(case.organisation_id, ["Ana.Ferro@valdoria.example", "else@valdoria.example"]) == {"Ana.Ferro@valdoria.example": "fr"}
    assert list_languages(partner.organisation, ["ana.ferro@valdoria.example"]) == {}, "of no other organisation"
    set_actor(SYSTEM)
    tell_mission(case, notice, "case.asked", by=SYSTEM, at=MONDAY)
    letters = sent("case.asked")
    assert letters["ana.ferro@valdoria.example"].language == "fr"
    assert "Une question vous est posée" in (letters["ana.ferro@valdoria.example"].body or "")
    assert "Something is asked of you" in (letters["ana.ferro@valdoria.example"].body or "")
    assert {message.language for address, message in letters.items() if not address.startswith("ana")} <= {""}


def test_they_choose_it_by_their_own_link_and_the_page_offers_the_language_it_is_read_in(nadia: Representative, visit: Visit) -> None:
    client, path = visit(), asked(nadia)
    page = client.get(path, headers={"Accept-Language": "es"}).content.decode()
    assert '<option value="es" selected>español</option>' in page
    set_actor(SYSTEM)
    assert Representative.objects.get(pk=nadia.pk).language == "", "opening does nothing"
    assert client.post(path, {"step": "cards", "still": "yes", "right": "yes", "language": "xx"}).status_code == 422
    assert client.post(path, {"step": "cards", "still": "yes", "right": "yes", "language": "ar"}).status_code == 302
    set_actor(SYSTEM)
    assert Representative.objects.get(pk=nadia.pk).language == "ar"
    assert sent("representative.code")[MOBILE].language == "ar"
    assert Entry.objects.filter(verb="missions.language-set").count() == 1


def test_their_mission_and_an_officer_choose_it_and_nobody_else(nadia: Representative, visit: Visit) -> None:
    page = f"/register/people/{nadia.pk}/language/"
    own = visit("representative")
    assert '<option value="en" selected>' in own.get(page).content.decode()
    assert own.post(page, {"language": "ru"}).status_code == 302
    set_actor(SYSTEM)
    assert Representative.objects.get(pk=nadia.pk).language == "ru"
    assert visit("liaison-officer").post(page, {"language": "fr"}).status_code == 302
    assert visit("representative", 1).post(page, {"language": "es"}).status_code == 404
    assert visit("watch-officer").post(page, {"language": "es"}).status_code == 404
    set_actor(SYSTEM)
    assert Representative.objects.get(pk=nadia.pk).language == "fr"
    with pytest.raises(NotUnderstood, match="español"):
        representing.set_language(nadia.pk, "de", by=SYSTEM, at=MONDAY)
    with pytest.raises(Absent):
        representing.set_language(nadia.pk, "es", by=member("analyst"), at=MONDAY)
