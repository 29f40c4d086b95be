"""Every word that a page says is in the translation files, and those of the card, its offline page and the tour are translated."""

import re
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from django.test import Client

from tools import messages

LANGUAGES = messages.LANGUAGES
PLACEHOLDER = re.compile(r"\{[^}]*\}|%\([a-z_]+\)s")
WHOLE = ("article22/doors/web/card/templates/", "article22/doors/web/tour/templates/", "article22/doors/web/templates/base.html",
         "article22/doors/web/templates/plain.html", "article22/doors/web/walls/templates/",
         "article22/packs/us/rulebooks.toml", "article22/packs/us/contacts.toml", "article22/doors/web/card/cards.py", "article22/doors/web/card/maps.py")
VALUES_ALONE = {"{name}", "{why}", "{day:weekday}"}  # values alone: nothing to translate
SENTENCE = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){3,}")


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_that_of_the_text(language: str) -> None:
    text = catalogue(language)
    compiled = polib.mofile(f"{Path(text.fpath).with_suffix('.mo')}")
    assert {entry.msgid: entry.msgstr for entry in compiled} == {entry.msgid: entry.msgstr for entry in text.translated_entries()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_and_the_tour_are_translated_whole(language: str) -> None:
    said = messages.messages()
    missing = [entry.msgid for entry in catalogue(language)
               if not entry.msgstr and entry.msgid not in VALUES_ALONE and any(file.startswith(WHOLE) for file in said[entry.msgid])]
    assert missing == []


PAGES = ("/card/?place=Nashville%2C+TN&need=concern", "/card/?place=VAL-1&need=emergency", "/card/?place=20008&need=demonstration", "/card/offline/",
         "/tour", "/tour/2/", "/wall/", "/nothing/here/")


@pytest.mark.parametrize("path", PAGES)
def test_in_arabic_a_page_runs_from_right_to_left_and_says_no_english_sentence_of_ours(path: str, visit: Callable[..., Client]) -> None:
    page = visit().get(path, headers={"Accept-Language": "ar"}).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    ours = re.sub(r'<(q|blockquote)\b.*?</\1>|<cite>.*?</cite>|<bdi>.*?</bdi>|<[^>]*>', " ", page.partition("<body>")[2], flags=re.DOTALL)
    assert SENTENCE.findall(ours) == []
    for number in re.findall(r">([^<>]*\d{3}-\d{4}[^<>]*)<", re.sub(r"<(q|blockquote)\b.*?</\1>", "", page, flags=re.DOTALL)):
        assert f'<bdi dir="ltr">{number}</bdi>' in page, number
