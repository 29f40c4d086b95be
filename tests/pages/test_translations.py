"""Every word that a page says is in the translation files, and those that the public meets are translated."""

import io
import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polib
import pytest
import typst
from django.conf import settings
from django.test import Client
from django.utils.translation import get_language_info
from pypdf import PdfReader

from article22.contexts.cases.actions import moving
from article22.ground.languages import queries as languages
from article22.threshold import papers
from article22.threshold.languages import COOKIE
from tests.cases.opening import as_one, demonstration, file
from tests.cast import MONDAY, TUESDAY, stop_clock
from tests.pages.test_reverifying_pages import appointed, asked
from tools import messages

LANGUAGES = messages.LANGUAGES
PLACEHOLDER = re.compile(r"\{[^}]*\}|%\([a-z_]+\)s")
WHOLE = tuple(f"article22/{path}" for path in (
    "contexts/cases/actions/answering.py", "contexts/cases/actions/moving.py", "contexts/cases/actions/opening.py", "contexts/cases/actions/story.py",
    "contexts/cases/actions/watching.py", "contexts/cases/queries/cases.py", "contexts/cases/rules/decisions.py",
    "contexts/cases/rules/escalation.py", "contexts/cases/rules/moves.py", "contexts/cases/rules/notices.py", "contexts/cases/rules/opening.py",
    "contexts/cases/rules/pages.py", "contexts/cases/rules/spans.py", "contexts/cases/rules/terms.py", "contexts/cases/rules/times.py",
    "contexts/directory/actions/reports.py", "contexts/directory/packs/directories.py", "contexts/directory/queries/directories.py",
    "contexts/directory/rules/changes.py", "contexts/directory/rules/hours.py", "contexts/directory/rules/offices.py",
    "contexts/directory/rules/questions.py", "contexts/directory/rules/regions.py", "contexts/directory/rules/routes.py",
    "contexts/directory/rules/sightings.py", "contexts/directory/rules/terms.py", "contexts/directory/rules/walls.py",
    "contexts/missions/actions/changing.py", "contexts/missions/actions/correcting.py", "contexts/missions/actions/dossiers.py",
    "contexts/missions/actions/drilling.py", "contexts/missions/actions/recalling.py", "contexts/missions/actions/representing.py",
    "contexts/missions/actions/reverifying.py", "contexts/missions/queries/changes.py", "contexts/missions/queries/corrections.py",
    "contexts/missions/queries/missions.py", "contexts/missions/queries/recalls.py", "contexts/missions/queries/representatives.py",
    "contexts/missions/queries/reverifications.py", "contexts/missions/rules/changing.py", "contexts/missions/rules/claims.py",
    "contexts/missions/rules/completeness.py", "contexts/missions/rules/corrections.py", "contexts/missions/rules/dossiers.py",
    "contexts/missions/rules/drills.py", "contexts/missions/rules/exports.py", "contexts/missions/rules/flags.py",
    "contexts/missions/rules/readings.py", "contexts/missions/rules/recalls.py", "contexts/missions/rules/representatives.py",
    "contexts/missions/rules/reverifying.py", "contexts/missions/rules/tasks.py", "contexts/missions/rules/terms.py", "doors/web/account/",
    "doors/web/answering/templates/answering/answer.html", "doors/web/answering/views.py", "doors/web/attachments/", "doors/web/card/",
    "doors/web/demo/", "doors/web/drills/answering.py", "doors/web/drills/templates/drills/_band.html",
    "doors/web/drills/templates/drills/answer.html", "doors/web/forms.py", "doors/web/home/", "doors/web/portal/", "doors/web/register/browse.py",
    "doors/web/register/changes.py", "doors/web/register/dossiers.py", "doors/web/register/exports.py", "doors/web/register/maps.py",
    "doors/web/register/marks.py", "doors/web/register/paging.py", "doors/web/register/people.py", "doors/web/register/tasks.py",
    "doors/web/register/templates/register/_contacts.html", "doors/web/register/templates/register/_glance.html",
    "doors/web/register/templates/register/_map.html", "doors/web/register/templates/register/_pages.html",
    "doors/web/register/templates/register/_place.html", "doors/web/register/templates/register/_tasks.html",
    "doors/web/register/templates/register/act_on.html", "doors/web/register/templates/register/authority.html",
    "doors/web/register/templates/register/contacts.html", "doors/web/register/templates/register/dossier.html",
    "doors/web/register/templates/register/exports.html", "doors/web/register/templates/register/mission.html",
    "doors/web/register/templates/register/missions.html", "doors/web/register/templates/register/people.html",
    "doors/web/register/templates/register/tasks.html", "doors/web/reports/", "doors/web/reverifying/", "doors/web/templates/",
    "doors/web/templatetags/", "doors/web/times.py", "doors/web/tour/", "doors/web/wallet/", "doors/web/walls/", "ground/accounts/rules.py",
    "ground/files/actions.py", "ground/files/rules/kinds.py", "ground/files/rules/names.py", "ground/files/rules/opening.py",
    "ground/files/rules/reading.py", "ground/files/rules/records.py", "ground/languages/", "ground/places/", "ground/repeats/",
    "ground/wall/rules.py", "kernel/place.py", "kernel/refusal.py", "packs/us/contacts.toml", "packs/us/pack.toml", "packs/us/rulebooks.toml",
    "procedures/asking.py", "procedures/cards.py", "procedures/changing.py", "procedures/checkpoints.py", "procedures/codes.py",
    "procedures/correcting.py", "procedures/links.py", "procedures/promoting.py", "procedures/recalling.py", "procedures/reporting.py",
    "procedures/reverifying.py", "procedures/writing_out.py",
    "threshold/actors.py", "threshold/answers.py", "threshold/languages.py", "threshold/limits.py", "threshold/page.py", "threshold/speakers.py"))
VALUES = re.compile(r"[^A-Za-z]*|(local|usual)-(office|police)")  # of values alone, or the key of a step: nothing to translate
SENTENCE = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){3,}")
TURNS = "\u2066\u2069\u00ad"
LATIN = ("es", "fr")  # where an English sentence is known by standing on the English page as well


def sayings(entry: polib.POEntry) -> list[str]:
    """What a message becomes: one translation, or one for each way of counting."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(f"{messages.folder(language) / 'django.po'}")


def test_each_language_that_is_offered_has_its_files() -> None:
    assert {code for code, _ in settings.LANGUAGES} == {"en", *LANGUAGES}


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


# One word for one thing: what an English message with a term in it is called in each language.
TERMS = {
    "liaison officer": {"ar": "ضابط|ضباط", "es": "oficial", "fr": "agents? de liaison", "ru": "сотрудник", "zh-hans": "联络官"},
    "representative no more": {"ar": "ممثل", "es": "representante", "fr": "représentant", "ru": "представител", "zh-hans": "代表"},
    "premises": {"ar": "مبان", "es": "locales", "fr": "locaux", "ru": "помещени", "zh-hans": "馆舍"},
    "second factor": {"ar": "عامل", "es": "segundo factor", "fr": "second facteur", "ru": "фактор", "zh-hans": "第二重验证"},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_one_word_in_each_language(term: str, language: str) -> None:
    said = [entry for entry in catalogue(language) if term in entry.msgid.casefold() and entry.msgstr]
    assert said
    assert [entry.msgid for entry in said if not re.search(TERMS[term][language], entry.msgstr.casefold())] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drill_is_called_alike_on_pages_and_in_letters_and_a_protest_is_not_called_as_the_demo_is(language: str) -> None:
    said = {entry.msgid: entry.msgstr for entry in catalogue(language)}
    assert f" – {said['Drill'].upper()}" in said["{exercise}. Nothing else is asked of you."]
    assert said["Demonstration"] != said["Demo"]


def test_whoever_reads_arabic_is_addressed_in_one_way() -> None:
    words = ("اتصل|اطلب|اذكر|حاول|انتظر|اختر|اكتبه?|اسأل|افتح|احفظه?|احتفظ|امسح|أحضره?|صدّره?|صحّح|ألصق|"
             "لديك|حسابك|عنوانك|دورك|أنت|يمكنك|تعتمد")
    alone = re.compile(rf"(?<!\w)[وف]?({words})(?!\w)")
    assert [entry.msgid for entry in catalogue("ar") for said in sayings(entry) if alone.search(said)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_that_of_the_text(language: str) -> None:
    text = catalogue(language)
    compiled = polib.mofile(f"{Path(text.fpath).with_suffix('.mo')}")
    assert {entry.msgid: sayings(entry) for entry in compiled} == {entry.msgid: sayings(entry) for entry in text.translated_entries()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_public_meets_is_translated_whole(language: str) -> None:
    said = messages.messages()
    missing = [entry.msgid for entry in catalogue(language) if not all(sayings(entry))
               and not VALUES.fullmatch(PLACEHOLDER.sub("", entry.msgid)) and any(file.startswith(WHOLE) for file in said[entry.msgid])]
    assert missing == []


PAGES = ("/card/?place=Nashville%2C+TN&need=concern", "/card/?place=VAL-1&need=emergency", "/card/?place=20008&need=demonstration", "/card/offline/",
         "/tour", "/tour/2/", "/wall/", "/nothing/here/", "/wallet/VAL-1/", "/wallet/NOPE-1/", "/report/?line=DSPL%40state.gov", "/account/sign-in/",
         "/account/ask/", "/card/?place=Xyzzyplugh", "/card/?place=91%2C0", "/card/?place=Washington%2C+DC&as_of=1990-01-01")


GIVEN = re.compile(r'<(q|blockquote|pre|option)\b.*?</\1>|<([a-z0-9]+)[^>]* dir="auto".*?</\2>|<bdi lang="en">.*?</bdi>|<[^>]*>', re.DOTALL)


def english_on(client: Client, path: str, language: str) -> list[str]:
    """The English sentences of ours on a page in another language; the page must say which language it is in."""
    page, english = (client.get(path, headers={"Accept-Language": tongue}).content.decode() for tongue in (language, "en"))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page, path
    ours, theirs = (SENTENCE.findall(GIVEN.sub(" ", html.partition("<body>")[2])) for html in (page, english))
    assert theirs, path
    return [sentence for sentence in ours if language not in LATIN or sentence in theirs]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_no_english_sentence_of_ours_and_keeps_its_numbers_apart(path: str, language: str, visit: Callable[..., Client]) -> None:
    assert english_on(visit(), path, language) == []
    page = visit().get(path, headers={"Accept-Language": language}).content.decode()
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


def test_in_arabic_a_place_of_the_register_stands_in_its_own_order(visit: Callable[..., Client]) -> None:
    page = visit("representative").get("/register/VAL-1/", headers={"Accept-Language": "ar"}).content.decode()
    assert re.search(r'<bdi dir="ltr">38\.\d{4}, -77\.\d{4} ± 0\.\d\d km</bdi>', page)
    assert "سفارة، Valdoria, Washington, DC" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_portal_says_no_english_sentence_of_ours(language: str, visit: Callable[..., Client]) -> None:
    case = file(demonstration(description="These are the mission's own English words"))
    moving.ask_mission(case.number, "Who opens the gate?", name="Omar Quill", by=as_one("supervisor"), at=TUESDAY)
    client = visit("representative")
    kinds = ("concern", "demonstration", "incident", "threat-received")
    of_case = ("", "?done=demonstration", "?done=add", "add/", "reply/", "withdraw/", "danger/", "mail/")
    own = ("", "?words=elephants", "mission/", "mission/places/missing/")
    for path in (*own, *(f"tell/{kind}/" for kind in kinds), *(f"{case.number}/{page}" for page in of_case)):
        assert english_on(client, f"/portal/{path}", language) == [], path
    of_register = ("", "tasks/", "exports/", *(f"VAL-1/{page}" for page in ("", "people/", "contacts/", "authority/")))
    for path in (*(f"/register/{page}" for page in of_register), "/account/tokens/"):
        assert english_on(client, path, language) == [], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_representative_is_asked_by_a_link_says_no_english_sentence_of_ours(language: str, visit: Callable[..., Client]) -> None:
    stop_clock(MONDAY)
    assert english_on(visit(), asked(appointed()), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_that_nobody_reviewed_says_so(language: str, visit: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    notice = next(entry.msgstr for entry in catalogue(language) if entry.msgid.startswith("Nobody has reviewed this translation"))
    for path in ("/card/", "/portal/", "/nothing/here/"):
        assert notice in visit("representative").get(path, headers={"Accept-Language": language}).content.decode()
    paper = PdfReader(io.BytesIO(visit().post(f"/wallet/VAL-1/?lang={language}").content))
    printed = "".join("".join(page.extract_text().split()) for page in paper.pages)
    assert "".join(notice.split()) in printed or language == "ar"  # Arabic letters come out in the shapes they were joined in
    reviewed = languages.Review(by="Ana Ferro", on=date(2026, 6, 1), of=languages.mark_of(language))
    monkeypatch.setattr(languages, "review_of", lambda code: reviewed if code == language else None)
    page = visit().get("/card/", headers={"Accept-Language": language}).content.decode()
    assert notice not in page
    assert "Ana Ferro" in page


def test_a_review_holds_for_the_words_that_were_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(messages.folder("ar"), tmp_path / "ar/LC_MESSAGES")
    monkeypatch.setattr(languages, "LOCALE", tmp_path)
    (tmp_path / "reviews.toml").write_text(f'[ar]\nby = "Ana Ferro"\non = 2026-06-01\nof = "{languages.mark_of("ar")}"\n')
    read = languages.review_of.__wrapped__
    assert read("ar") == languages.Review(by="Ana Ferro", on=date(2026, 6, 1), of=languages.mark_of("ar"))
    assert read("en") is None
    compiled = tmp_path / "ar/LC_MESSAGES/django.mo"
    compiled.write_bytes(compiled.read_bytes() + b"a word more")
    assert read("ar") is None


@pytest.mark.parametrize(("asked", "kept", "accepted", "spoken"), [
    ("", "", "pt-BR, fr-CA;q=0.5", "fr"), ("", "", "*", "en"), ("", "", "fr;q=0, es-419", "es"), ("", "", "zh-TW", "zh-hans"), ("", "", "x" * 9000, "en"),
    ("", "ar", "fr", "ar"), ("", "xx", "fr", "fr"), ("", "fr-CA", "es", "fr"), ("ZH-HANS", "ar", "fr", "zh-hans"), ("fr-CA", "ar", "es", "fr"),
    ("xx", "ar", "fr", "ar"), ("../ar", "", "ru", "ru"), ("a" * 600, "", "", "en"),
])
def test_the_address_says_the_language_then_the_choice_kept_then_the_browser(visit: Callable[..., Client], asked: str, kept: str, accepted: str,
                                                                             spoken: str) -> None:
    client = visit()
    client.cookies[COOKIE] = kept
    answer = client.get(f"/tour?lang={asked}", headers={"Accept-Language": accepted})
    assert (answer["Content-Language"], f'<html lang="{spoken}" ' in answer.content.decode()) == (spoken, True)
    assert {"accept-language", "cookie"} <= {name.strip().lower() for name in answer["Vary"].split(",")}, "nobody else's page is kept for this reader"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chooser_offers_every_language_in_its_own_words(language: str, visit: Callable[..., Client]) -> None:
    page = visit().get("/card/", headers={"Accept-Language": language}).content.decode()
    for code, _ in settings.LANGUAGES:
        link = re.search(rf'<a href="/preferences/\?lang={code}&[^>]*>{get_language_info(code)["name_local"]}</a>', page)
        assert link, code
        assert f'lang="{code}" hreflang="{code}"' in link[0]
        assert ("aria-current" in link[0]) == (code == language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_faces_of_our_papers_hold_every_letter_of_a_language(language: str) -> None:
    letters = "".join(sorted({letter for entry in catalogue(language) for said in sayings(entry) for letter in said if not letter.isspace()} - set(TURNS)))
    fonts = ", ".join(f'"{face}"' for face in papers.SANS)
    source = f'#set document(title: "x")\n#set text(font: ({fonts}))\n#text({json.dumps(letters, ensure_ascii=False)})'
    assert typst.compile(source.encode(), format="pdf", font_paths=papers._fonts(), pdf_standards="ua-1")  # refuses a letter that no face has
