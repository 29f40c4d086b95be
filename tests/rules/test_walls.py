"""Check my wall: everything in a text that reaches somebody is marked, with its reason and its source."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from article22.contexts.directory.queries import packs
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.sightings import LONGEST, MOST, TooMuch
from article22.contexts.directory.rules.walls import Mark, WallMark, findings_of, marks_of
from article22.doors.console import main
from article22.ground.files.rules.reading import text_of
from tests.needs import SHARED

TODAY = date(2026, 6, 9)
PackWith = Callable[[str, str, str], str]
NOTE, BROCHURE = (SHARED / "seeds" / name for name in ("000_75b78f09e5643b3d.txt", "001_b88ce7d5cd27b722.txt"))
NUMBER = re.compile(r"\(?\d{3}\)?[- ]\d{3}-\d{4}")


def only(text: str, directory: Directory) -> Mark:
    (mark,) = marks_of(text, directory)
    return mark


def marked(text: str, directory: Directory) -> list[tuple[str, str]]:
    return [(" ".join(mark.text.split()), mark.mark.value) for mark in marks_of(text, directory)]


def brochure_as_pdf(folder: Path) -> bytes:
    """The Brochure's words, printed as a PDF."""
    (folder / "words.txt").write_text(BROCHURE.read_text("utf-8"), "utf-8")
    (folder / "print.typ").write_text('#set page(width: 12cm)\n#set text(size: 9pt)\n#show linebreak: it => it\n#raw(read("words.txt"), block: true)')
    return typst.compile(f"{folder / 'print.typ'}", root=f"{folder}")


def check_brochure(findings: list[tuple[str, str]]) -> None:
    """What the acceptance of the check says of the Brochure."""
    numbers = [(text, mark) for text, mark in findings if NUMBER.match(text) or text == "911"]
    assert len(numbers) == 67  # 66 printed, of which 202-895-3600 twice, and 911
    assert [text for text, mark in numbers if mark == "superseded"] == ["202-634-2234"]
    assert [text for text, mark in numbers if mark == "suspect"] == ["203-279-5721"]
    assert {mark for _, mark in numbers} == {"superseded", "suspect", "current", "not-restated"}
    assert ("310-235-7937/9", "not-restated") in numbers
    assert ("911", "current") in numbers
    others = [(text, mark) for text, mark in findings if (text, mark) not in numbers]
    assert len(others) == 33  # 31 offices, the Division's own address, its web site
    assert [text for text, mark in others if mark != "not-restated"] == ["www.diplomaticsecurity.state.gov"]


@pytest.mark.needs("shared")
def test_the_brochure_has_one_superseded_number_one_suspect_and_no_unknown(directory: Directory) -> None:
    text = BROCHURE.read_text("utf-8")
    findings = marked(text, directory)
    check_brochure(findings)
    assert sum(len(NUMBER.findall(words)) for words, _ in findings) == len(NUMBER.findall(text))


@pytest.mark.needs("shared")
def test_the_brochure_as_a_pdf_says_the_same(directory: Directory, tmp_path: Path) -> None:
    check_brochure(marked(text_of(brochure_as_pdf(tmp_path), "brochure.pdf"), directory))


@pytest.mark.needs("shared")
def test_everything_in_the_note_is_current(directory: Directory) -> None:
    assert marked(NOTE.read_text("utf-8"), directory) == [(text, "current") for text in (
        "DSPL@state.gov", "(202) 634-2234", "(202) 566-8434", "911", "911", "OFMProperty@state.gov", "OFMProperty@state.gov")]


def test_2234_says_when_by_what_what_it_was_for_and_what_to_call(directory: Directory) -> None:
    mark = only("In case of emergency: Control Center, 202-634-2234", directory)
    assert mark.mark is WallMark.SUPERSEDED
    assert f"{mark.why}" == (
        "Not for danger. Until Tue 16 April 2024 it was an emergency number: Secret Service, Foreign Missions Branch Control Center (Brochure). "
        "Ended by Circular note 24-704. Now it is in force as: Secret Service, non-emergency line. "
        "In danger call 911, (202) 566-8434 (Washington, D.C. metropolitan area).")
    assert mark.source is not None
    assert mark.ended_by is not None
    assert (mark.source.document.id, mark.ended_by.document.id) == ("brochure-2012", "note-24-704")
    assert "non-emergency number" in mark.ended_by.quote


@pytest.mark.parametrize("words", [
    "Non-emergency: 202-634-2234", "202-634-2234 (non-emergency)", "USSS non\u2011emergency line (24/7) (202) 634-2234",
    "Secret Service,202-634-2234,non-emergency", "Not for emergencies: 202-634-2234", "Emergency: 911\nNon-emergency\nSecret Service 202-634-2234",
    "Emergency numbers: 202-634-2234 (non-emergency), 202-566-8434 (emergency)", "emergency,202-566-8434\nnon-emergency,202-634-2234\n",
])
def test_2234_is_current_where_the_wall_offers_it_for_what_it_is_now(words: str, directory: Directory) -> None:
    mark = next(mark for mark in marks_of(words, directory) if "2234" in mark.text)
    assert (mark.mark, "Not for danger" in f"{mark.why}") == (WallMark.CURRENT, True)


@pytest.mark.parametrize("words", [
    "202-634-2234", "Secret Service 202-634-2234", "In an emergency call 202-634-2234. Non-emergency: 202-555-0100",
    "Non-emergency: 202-555-0100\nEMERGENCY 202-634-2234", "Emergencies\n\nSecret Service\n202-634-2234", "For emergencies (202) 634-2234; non-emergency 311",
])
def test_2234_is_superseded_wherever_nothing_says_that_it_is_not_for_emergencies(words: str, directory: Directory) -> None:
    assert next(mark for mark in marks_of(words, directory) if "2234" in mark.text).mark is WallMark.SUPERSEDED


@pytest.mark.parametrize(("words", "text"), [
    ("Tel202-634-2234", "202-634-2234"), ("202-634-\n2234", "202-634-\n2234"), ("+1(202)634-2234", "+1(202)634-2234"), ("2026342234", "2026342234"),
    ("1.202.634.2234", "1.202.634.2234"), ("202 – 634 – 2234", "202 – 634 – 2234"), ("202\u2011634\u20112234", "202\u2011634\u20112234"),
    ("703-555-0100/202-634-2234", "202-634-2234"), ("202-634-2234 202-566-8434", "202-634-2234"), ("tel:+12026342234", "+12026342234"),
    ("Washington, DC 20008 202 634 2234 2012", "202 634 2234"), ("٢٠٢-٦٣٤-٢٢٣٤", "٢٠٢-٦٣٤-٢٢٣٤"), ("\u2066(202) 634-2234\u2069", "(202) 634-2234"),
    ("5-202-634-2234-5", "202-634-2234"), ("634-2234", "634-2234"), ("https://x.gov,202-634-2234", "202-634-2234"),
])
def test_2234_is_found_however_it_is_written(words: str, text: str, directory: Directory) -> None:
    found = {mark.text: mark.mark for mark in marks_of(words, directory)}
    assert found[text] is WallMark.SUPERSEDED


@pytest.mark.parametrize(("words", "mark", "why"), [
    ("Guard: +1 703 555 0142", "unknown", "No source here prints it."),
    ("+44 202 634 2234", "unknown", "No source here prints it"),
    ("404-879-0143", "unknown", "It looks like 404-879-0134, Diplomatic Security Service, Atlanta office, telephone. Compare the two."),
    ("203-079-5721", "unknown", "no telephone has such a number. It looks like 203-279-5721"),
    ("404-879-0134 ext. 12", "not-restated", "The source prints no extension 12."),
    ("566-8434", "suspect", "It is printed without its area code"), ("555-0199", "unknown", "It is printed without its area code"),
    ("310-235-7939", "not-restated", "A question about it is open: Los Angeles (Wilshire)"),
    ("dspl@STATE.gov", "current", "In force: Diplomatic Security Service."),
    ("OFMPropety@state.gov", "unknown", "It looks like OFMProperty@state.gov, Office of Foreign Missions."),
    ("https://www.diplomaticsecurity.state.gov/contact?x=1", "suspect", "probably out of date"),
    ("https://www.state.gov/ofm.", "unknown", "No source here prints it."),
    ("Dial 9-1-1.", "current", "In force: Emergency services."),
    ("Department of State, Washington, D.C. 20522-2008", "not-restated", "Protective Liaison Division, by post."),
    ("10 Causeway Street, Suite 1001, Boston, MA", "not-restated", "Boston office."),
    ("Suite 435\n401 West Washington St.\nPhoenix, AZ 85003", "not-restated", "Phoenix office."),
    ("10 Tenth St NE, Suite 999, Atlanta GA 30309", "not-restated", "The directory has it as 10 Tenth Street, NE, Suite 160, Atlanta, GA 30309."),
    ("211 West Fort Street, Suite 300, Detroit, MI 48226", "unknown", "It looks like 211 West Fort Street, Suite 300, Detroit, MI 48266"),
    ("open 5 days at 3007 Tilden Street NW, Suite 4, Washington, DC 20008", "unknown", "No source here prints it."),
])
def test_one_thing_one_mark_and_why(words: str, mark: str, why: str, directory: Directory) -> None:
    found = only(words, directory)
    assert (found.mark.value, why in f"{found.why}") == (mark, True), f"{found.mark} {found.why}"
    assert (found.source is None) == (mark == "unknown" or words == "555-0199")


@pytest.mark.parametrize("words", [
    "", "Nobody", "18 USC 112", "24-704", "ISBN 978-3-16-148410-0, 16.04.2024 18:30", "36.1627, -86.7816", "Chicago, IL 60604", "section 9.1.1", "4 July 1961",
])
def test_what_reaches_nobody_is_left_alone(words: str, directory: Directory) -> None:
    assert marks_of(words, directory) == ()


def test_a_line_that_got_another_number_is_superseded_by_it(pack_with: PackWith) -> None:
    """S4: the old number of an office, after a newer source gave another; before that day the new one is not in force yet."""
    old = 'line = 137\nquote = "Tel: 404-879-0134"\nvalid_from = "2012-07"\n'
    new = ('valid_until = "2025-03-01"\n[[office.site.line]]\nkind = "voice"\nraw = "404-555-0134"\nnumbers = ["+14045550134"]\n'
           'document = "note-24-704"\nquote = "Atlanta 404-555-0134"\nvalid_from = "2025-03-01"\n')
    pack = pack_with("offices.toml", old, old + new)
    after, before = (packs.get_pack_directory(pack, today=day) for day in (TODAY, date(2025, 2, 28)))
    was = only("404-879-0134", after)
    assert (was.mark, f"{was.why}") == (WallMark.SUPERSEDED, (
        "Until Sat 1 March 2025 it was in force: Diplomatic Security Service, Atlanta office, telephone (Brochure). "
        "Ended by Circular note 24-704. Take 404-555-0134 instead."))
    assert only("404-555-0134", after).mark is WallMark.CURRENT
    assert only("404-879-0134", before).mark is WallMark.NOT_RESTATED
    assert "It ends on Sat 1 March 2025." in f"{only('404-879-0134', before).why}"
    assert f"{only('404-555-0134', before).why}".startswith("Not in force yet. It will be from Sat 1 March 2025 on")


def test_a_misprint_that_was_settled_is_suspect_no_more(pack_with: PackWith) -> None:
    settled = packs.get_pack_directory(pack_with("findings.toml", "open = true\nmisprint = true", "open = false\nmisprint = true"), today=TODAY)
    assert only("203-279-5721", settled).mark is WallMark.NOT_RESTATED


def test_before_the_note_2234_was_the_emergency_number() -> None:
    then = packs.get_pack_directory("us@2012-07-01", today=date(2020, 1, 1))
    assert only("Emergency 202-634-2234", then).mark is WallMark.CURRENT


@pytest.mark.parametrize(("text", "code"), [("x" * (LONGEST + 1), "wall.too-long"), ("202-555-0123\n" * (MOST + 1), "wall.too-many")])
def test_too_much_is_refused(text: str, code: str, directory: Directory) -> None:
    with pytest.raises(TooMuch) as refusal:
        marks_of(text, directory)
    assert refusal.value.code == code


PIECES = st.sampled_from(["202-634-2234", "2026342234", "911", "\n", " ", "-", "+1", "(", ")", "/", ".", ",", "emergency", "non-", "DSPL@state.gov", "@",
                          "www.", "state.gov", "10 Tenth Street", "Atlanta, GA 30309", "310-235-7937/9", "٤", "\u200e", "x", "7", "634-2234", "DC 20008"])


@given(text=st.lists(PIECES, max_size=25).map("".join))
def test_marks_stand_where_they_say_and_never_upon_each_other(directory: Directory, text: str) -> None:
    end = 0
    for mark in marks_of(text, directory):
        assert mark.start >= end
        end = mark.start + len(mark.text)
        assert text[mark.start:end] == mark.text


@pytest.mark.needs("shared")
def test_the_command_prints_a_line_for_each(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["check-wall", f"{BROCHURE}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    check_brochure([(text, mark.replace(" ", "-")) for text, mark in (re.match(r"(.+?): ([a-z ]+)\. .+", line).groups() for line in lines)])
    pdf = tmp_path / "brochure.pdf"
    pdf.write_bytes(brochure_as_pdf(tmp_path))
    assert main(["check-wall", f"{pdf}", "--json"]) == 0
    check_brochure([(" ".join(one["text"].split()), one["mark"]) for one in json.loads(capsys.readouterr().out)["findings"]])


def test_the_json_names_the_source(directory: Directory) -> None:
    assert findings_of(marks_of("Fax: 203-279-5721, 202-555-0199", directory)) == {"findings": [
        {"text": "203-279-5721", "mark": "suspect", "why": f"{only('203-279-5721', directory).why}",
         "source": {"document": "brochure-2012", "date": "2012-07", "quote": "Fax: 203-279-5721"}},
        {"text": "202-555-0199", "mark": "unknown", "why": "No source here prints it.", "source": None}]}


@pytest.mark.parametrize(("content", "code"), [(None, "file.unreadable"), (b"\0\1", "file.not-text"), (b"", "file.empty")])
def test_the_command_refuses_what_is_no_text(content: bytes | None, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wall"
    if content is not None:
        path.write_bytes(content)
    assert main(["check-wall", f"{path}", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["refused"]["code"] == code


def test_a_text_without_numbers_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "wall.txt").write_text("Welcome")
    assert main(["check-wall", f"{tmp_path / 'wall.txt'}"]) == 0
    assert capsys.readouterr().out == "No telephone number, mail address, web site or postal address was found in it.\n"
