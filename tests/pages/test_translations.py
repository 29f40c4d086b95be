"""Every word that a page says is in the translation files, and those that the public meets are translated."""

import re
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from django.test import Client

from article22.contexts.cases.actions import moving
from tests.cases.opening import as_one, demonstration, file
from tests.cast import TUESDAY
from tools import messages

LANGUAGES = messages.LANGUAGES
PLACEHOLDER = re.compile(r"\{[^}]*\}|%\([a-z_]+\)s")
WHOLE = tuple(f"article22/{path}" for path in (
    "doors/web/card/", "doors/web/tour/", "doors/web/walls/", "doors/web/wallet/", "doors/web/reports/", "doors/web/account/", "doors/web/demo/",
    "doors/web/home/", "doors/web/templates/", "doors/web/portal/", "doors/web/attachments/", "ground/files/", "contexts/cases/rules/terms.py",
    "contexts/cases/rules/times.py", "contexts/cases/rules/spans.py", "contexts/cases/rules/opening.py", "contexts/cases/rules/moves.py",
    "ground/places/", "procedures/asking.py", "procedures/cards.py", "packs/us/rulebooks.toml", "packs/us/contacts.toml", "packs/us/pack.toml"))
VALUES_ALONE = {"{name}", "{why}", "{day:weekday}"}  # values alone: nothing to translate
SENTENCE = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){3,}")


def sayings(entry: polib.POEntry) -> list[str]:
    """What a message becomes: one translation, or one for each way of counting."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(f"{messages.ROOT / 'locale' / language / 'LC_MESSAGES/django.po'}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_hold_what_the_program_says_and_nothing_else(language: str) -> None:
    assert {entry.msgid for entry in catalogue(language)} == set(messages.messages()), "run make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_every_value(language: str) -> None:
    wrong = [entry.msgid for entry in catalogue(language)
             if entry.msgstr and sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))]
    assert wrong == []
    counted = [entry for entry in catalogue(language) if entry.msgid_plural]
    assert counted
    for entry in counted:  # a form for none, one or two may say it in a word
        assert not any(set(PLACEHOLDER.findall(said)) - set(PLACEHOLDER.findall(entry.msgid_plural)) for said in sayings(entry)), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_that_of_the_text(language: str) -> None:
    text = catalogue(language)
    compiled = polib.mofile(f"{Path(text.fpath).with_suffix('.mo')}")
    assert {entry.msgid: sayings(entry) for entry in compiled} == {entry.msgid: sayings(entry) for entry in text.translated_entries()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_public_meets_is_translated_whole(language: str) -> None:
    said = messages.messages()
    missing = [entry.msgid for entry in catalogue(language)
               if not all(sayings(entry)) and entry.msgid not in VALUES_ALONE and any(file.startswith(WHOLE) for file in said[entry.msgid])]
    assert missing == []


PAGES = ("/card/?place=Nashville%2C+TN&need=concern", "/card/?place=VAL-1&need=emergency", "/card/?place=20008&need=demonstration", "/card/offline/",
         "/tour", "/tour/2/", "/wall/", "/nothing/here/", "/wallet/VAL-1/", "/wallet/NOPE-1/", "/report/?line=DSPL%40state.gov", "/account/sign-in/",
         "/account/ask/", "/card/?place=Xyzzyplugh", "/card/?place=91%2C0", "/card/?place=Washington%2C+DC&as_of=1990-01-01")


@pytest.mark.parametrize("path", PAGES)
def test_in_arabic_a_page_runs_from_right_to_left_and_says_no_english_sentence_of_ours(path: str, visit: Callable[..., Client]) -> None:
    page = visit().get(path, headers={"Accept-Language": "ar"}).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    ours = re.sub(r'<(q|blockquote)\b.*?</\1>|<bdi lang="en">.*?</bdi>|<[^>]*>', " ", page.partition("<body>")[2], flags=re.DOTALL)
    assert SENTENCE.findall(ours) == []
    for number in re.findall(r">([^<>]*\d{3}-\d{4}[^<>]*)<", re.sub(r"<(q|blockquote)\b.*?</\1>", "", page, flags=re.DOTALL)):
        assert f'<bdi dir="ltr">{number}</bdi>' in page, number


def test_in_arabic_a_name_is_said_to_be_english_and_a_source_stands_in_its_own_order(visit: Callable[..., Client]) -> None:
    page = visit().get("/card/?place=VAL-1&need=concern", headers={"Accept-Language": "ar"}).content.decode()
    assert '<bdi lang="en">Embassy of Valdoria, Washington, DC</bdi>' in page
    assert "<cite>المذكرة التعميمية \u206624-704\u2069، <bdi>16 إبريل 2024</bdi></cite>" in page
    assert '<bdi dir="ltr">38.93, -77.12</bdi>' in visit().get("/card/?place=38.93%2C-77.12", headers={"Accept-Language": "ar"}).content.decode()
    assert "<bdi lang=" not in visit().get("/card/?place=VAL-1&need=concern").content.decode()
    counted = visit().post("/wall/", {"text": "202-634-2234, 911 and 202-555-0199"}, headers={"Accept-Language": "ar"}).content.decode()
    assert "عُثر على 3 من الأرقام والعناوين." in counted


GIVEN = re.compile(r'<(q|blockquote|pre|option)\b.*?</\1>|<([a-z0-9]+)[^>]* dir="auto".*?</\2>|<bdi lang="en">.*?</bdi>|<[^>]*>', re.DOTALL)


def test_in_arabic_the_portal_says_no_english_sentence_of_ours(visit: Callable[..., Client]) -> None:
    case = file(demonstration(description="These are the mission's own English words"))
    moving.ask_mission(case.number, "Who opens the gate?", name="Omar Quill", by=as_one("supervisor"), at=TUESDAY)
    client = visit("representative")
    for path in ("", "?words=elephants", "tell/concern/", "tell/demonstration/", "tell/incident/", "tell/threat-received/", *(
            f"{case.number}/{page}" for page in ("", "?done=demonstration", "?done=add", "add/", "reply/", "withdraw/", "danger/", "mail/"))):
        page = client.get(f"/portal/{path}", headers={"Accept-Language": "ar"}).content.decode()
        assert '<html lang="ar" dir="rtl"' in page, path
        assert SENTENCE.findall(GIVEN.sub(" ", page.partition("<body>")[2])) == [], path
