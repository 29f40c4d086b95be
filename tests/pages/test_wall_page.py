"""Check my wall, as a page: for anybody, and nothing of it is kept."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests.pages.conftest import Browser as Strict
from tests.pages.reading import words_of
from tests.rules.test_files import PAGE
from tests.rules.test_walls import BROCHURE, NOTE, brochure_as_pdf

Browser = Callable[..., Client]


def said(client: Client, text: str = "", file: SimpleUploadedFile | None = None, status: int = 200) -> str:
    answer = client.post("/wall/", {"text": text, **({"file": file} if file else {})})
    assert answer.status_code == status
    return words_of(answer.content.decode())


def test_the_page_begins_with_danger_and_asks_for_a_text_or_a_file(visit: Browser) -> None:
    words = words_of(visit().get("/wall/").content.decode())
    assert words.index("Danger now? Call 911") < words.index("The text, as it stands on the wall")
    assert "Nothing of it is kept, and nobody sees it." in words


@pytest.mark.needs("shared")
@pytest.mark.parametrize("way", ["pasted", "dropped", "as a PDF"])
def test_the_brochure_on_the_page(way: str, visit: Browser, tmp_path: Path) -> None:
    content = brochure_as_pdf(tmp_path) if way == "as a PDF" else BROCHURE.read_bytes()
    words = said(visit(), BROCHURE.read_text("utf-8")) if way == "pasted" else said(visit(), file=SimpleUploadedFile("brochure", content))
    assert "100 numbers and addresses were found. 1 superseded 2 suspect 96 not restated 1 current" in words
    assert "202-634-2234 Superseded Not for danger. Until Tue 16 April 2024 it was an emergency number" in words
    assert "Ended by USSS can be contacted via phone at their non-emergency number" in words
    assert "203-279-5721 Suspect Diplomatic Security Service, Bridgeport office, fax. Probably misprinted in 2012 (Brochure)" in words
    assert "neither restated nor withdrawn since. It stands there 2 times. Source The Diplomatic Security Service's Protective Liaison" in words
    assert words.index("Superseded A newer source ended these. Take them down.") < words.index("Suspect These are") < words.index("Current These may stay.")


@pytest.mark.needs("shared")
def test_the_note_on_the_page(visit: Browser) -> None:
    assert "7 numbers and addresses were found. 7 current Current These may stay." in said(visit(), NOTE.read_text("utf-8"))


def test_a_superseded_number_is_struck_through_and_nothing_can_be_dialled(visit: Browser) -> None:
    page = visit().post("/wall/", {"text": "Emergency 202-634-2234, x@y.example"}).content.decode()
    main = page[page.index("<main"):]
    assert re.search(r'class="noted superseded">\s*<div class="stack"><p class="addr"><bdi dir="ltr">202-634-2234</bdi></p>', main)
    assert 'data-st="superseded"' in main
    assert "x@y.example</bdi></p>" in main
    assert not re.search(r'href="(tel|mailto|http)', main)
    assert "Source None." in words_of(main)


def test_nothing_found_and_nothing_given_say_what_to_do(visit: Browser) -> None:
    assert "If the text holds some, paste it as it stands on the wall, each number with its area code." in said(visit(), "Welcome")
    assert "Nothing was given to check. Paste a text, or choose a file." in said(visit(), " ", status=422)


def test_what_is_pasted_is_escaped(visit: Browser) -> None:
    page = visit().post("/wall/", {"text": "</textarea><script>alert(1)</script> http://x.gov/<b> 202-555-0199"}).content.decode()
    assert "<script>alert" not in page
    name = SimpleUploadedFile("<b>wall.png", b"\0\0")
    assert "&lt;b&gt;wall.png" in visit().post("/wall/", {"file": name}).content.decode()


@pytest.mark.parametrize(("content", "status", "words"), [
    (b"\x89PNG\0\0", 422, "wall.bin holds no text that can be read here."), (PAGE[:300], 422, "wall.bin is a damaged PDF."),
    (b"x" * 5_000_001, 413, "wall.bin is larger than 5 MB"), (b"x" * 6_100_000, 413, "A file may have at most 5 MB"),
    (b"x" * 400_000, 422, "That holds more than 300,000 characters"),
])
def test_a_file_that_cannot_be_checked_is_refused_in_words(content: bytes, status: int, words: str, visit: Browser) -> None:
    assert words in said(visit(), file=SimpleUploadedFile("wall.bin", content), status=status)


def test_a_text_too_long_to_paste_is_refused_in_words(visit: Browser) -> None:
    assert "A file may have at most 5 MB, and a pasted text at most half of one. Check it in parts." in said(visit(), "x" * 600_000, status=413)


def test_the_form_is_protected(visit: Browser) -> None:
    visit()
    strict = Strict(enforce_csrf_checks=True)
    assert strict.post("/wall/", {"text": "202-634-2234"}).status_code == 403
    token = strict.get("/wall/").content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert strict.post("/wall/", {"text": "202-634-2234", "csrfmiddlewaretoken": token}).status_code == 200


def test_nothing_of_it_is_kept(visit: Browser, caplog: pytest.LogCaptureFixture) -> None:
    client = visit()
    with connection.execute_wrapper(refuse_to_write):
        said(client, "Guard 202-555-0199")
        said(client, file=SimpleUploadedFile("secret-wall.txt", b"Guard 202-555-0199"))
        said(client, file=SimpleUploadedFile("secret-wall.txt", b"\0"), status=422)
    assert "555-0199" not in caplog.text
    assert "secret-wall" not in caplog.text


def refuse_to_write(execute: Callable[..., object], sql: str, given: object, many: bool, context: object) -> object:
    assert not re.match(r"\s*(insert|update|delete|merge|copy)\b", sql, re.IGNORECASE), sql
    return execute(sql, given, many, context)
