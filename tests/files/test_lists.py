"""Lists as people bring them: each row says where it begins and what is odd about it; what is hostile costs little and is refused in words."""

import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from article22.ground.files.rules import workbooks
from article22.ground.files.rules.opening import BadFile
from article22.ground.files.rules.tables import LARGEST_TABLE, table_of
from tests.files.lists import OLD_TELEPHONE, OUTLOOK, STANDARD, TELEPHONE, bomb, changed, computed, workbook

HEADING = ["name", "city"]


def test_the_cards_of_telephones_and_outlook_are_read_in_their_own_letters() -> None:
    one, two, three, four = table_of(OUTLOOK + TELEPHONE + STANDARD + OLD_TELEPHONE, "people.vcf").records
    assert one.fields == {
        "N": "Müller; Ana; ; Dr.", "FN": "Dr. Ana Müller", "ORG": "Embassy of Valdoria, Chancery", "TITLE": "Second Secretary",
        "TEL WORK": "(202) 555-0101", "TEL CELL": "+1 202 555 0102", "TEL FAX": "(202) 555-0103",
        "ADR": "2100 Tenth Street NW\r\nSuite 3, Washington, DC, 20008, United States of America", "EMAIL": "Ana.Mueller@valdoria.example"}
    assert two.fields == {"N": "Ferro; José; María; ; ", "FN": "José María Ferro", "ORG": "Embassy of Kestria", "EMAIL": "jose@kestria.example",
                          "TEL CELL": "+1 (202) 555-0104"}
    assert three.fields == {
        "UID": "urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1", "FN": "Bran Okafor", "N": "Okafor; Bran; ; ; ", "ORG": "Embassy of Maristan",
        "ROLE": "Security officer", "TEL WORK": "tel:+1-202-555-0105;ext=12", "TEL CELL": "tel:+1-202-555-0106", "EMAIL": "bran@maristan.example",
        "LANG": "fr", "LANG (2)": "en"}
    assert four.fields == {"N": "Müller; Uwe", "TEL CELL": "2025550107"}
    assert [one.line for one in (one, two, three, four)] == [1, 21, 37, 51]
    assert [note.code for note in four.notes] == ["card.line", "card.encoding"]
    assert "Line 59 is no property" in f"{four.notes[0]}"
    assert not [*one.notes, *two.notes, *three.notes]


def test_a_card_without_an_end_holds_up_no_other_and_a_file_that_is_cut_is_refused() -> None:
    cut, whole = table_of(b"BEGIN:VCARD\nFN:A\n" + TELEPHONE, "x.vcf").records
    assert (cut.fault is not None and cut.fault.code, whole.fault, whole.line) == ("card.cut", None, 3)
    with pytest.raises(BadFile, match="ends in the middle of something, at line 17"):
        table_of(TELEPHONE + b"BEGIN:VCARD\nFN:B\n", "x.vcf")


def test_a_card_inside_another_is_not_taken_for_it() -> None:
    (boss,) = table_of(b"BEGIN:VCARD\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Aide\nEMAIL:aide@x.example\nEND:VCARD\nTITLE:Counsellor\nEND:VCARD\n", "x.vcf").records
    assert boss.fields == {"FN": "Boss", "TITLE": "Counsellor"}


@pytest.mark.parametrize(("content", "line", "code"), [
    (b"a,b\n1,2\n1,2,3\n4,5\n", 3, "list.long-row"), (b"a,b\n1,\"2\"x\n4,5\n", 2, "list.broken-row"),
    (b'{"type": "FeatureCollection", "features": [\n{"type": "Feature"},\n{"properties": {"a": 4}}]}', 2, "list.not-a-feature"),
])
def test_a_row_that_cannot_be_read_says_where_and_the_others_are(content: bytes, line: int, code: str) -> None:
    records = table_of(content, "list").records
    assert [(one.line, one.fault.code) for one in records if one.fault] == [(line, code)]
    assert [one.fields["a"] for one in records if not one.fault][-1] == "4"


def test_letters_that_had_to_be_guessed_are_said() -> None:
    table = table_of("name;city\nA;Köln\n".encode("latin-1"), "list.csv")
    assert (table.records[0].fields["city"], [note.code for note in table.notes]) == ("Köln", ["list.encoding"])
    assert table_of("name;city\nA;Köln\n".encode(), "list.csv").notes == ()


def test_letters_that_nobody_sees_are_left_out_and_that_is_said() -> None:
    (row,) = table_of("name,tel\n\u202eAna\x9c,\u202a202-555-0101\u202c\n".encode(), "list.csv").records
    assert (row.fields, [f"{note}" for note in row.notes]) == (
        {"name": "Ana", "tel": "202-555-0101"}, ["Letters that nobody sees were left out of “name”, “tel”."])
    (row,) = table_of(rb'{"type": "FeatureCollection", "features": [{"properties": {"a": "A\u0000\ud800b"}}]}', "list").records
    assert (row.fields["a"], [note.code for note in row.notes]) == ("Ab", ["list.unseen"])
    with pytest.raises(BadFile) as refusal:
        table_of("a,b\n1\0,2\n".encode("utf-16"), "list.csv")
    assert refusal.value.code == "file.not-text"


@pytest.mark.parametrize("charset", ["undefined", "punycode", "hex_codec", "rot13", "iso-8859-99", "x"])
def test_a_card_names_no_program_as_its_letters(charset: str) -> None:
    (card,) = table_of(f"BEGIN:VCARD\nFN;CHARSET={charset}:Ana M\xfc\nEND:VCARD\n".encode("latin-1"), "x.vcf").records
    assert (card.fields["FN"], [note.code for note in card.notes]) == ("Ana Mü", ["card.other-encoding"])


def test_what_is_folded_or_short_a_hundred_thousand_times_takes_no_longer_for_each() -> None:
    began = time.monotonic()
    (card,) = table_of(b"BEGIN:VCARD\nFN:A" + b"\n a" * 400_000 + b"\nEND:VCARD\n", "x.vcf").records
    assert len(card.fields["FN"]) == 400_001
    assert len(table_of(b"a,b\n" + b"1\n" * 29_000 + b"2," + b"x" * 100_000 + b"\n", "x.csv").records) == 29_001
    with pytest.raises(BadFile) as refusal:
        table_of(b"a,b\n" + b"1\n" * 40_000, "x.csv")
    assert (refusal.value.code, time.monotonic() - began < 10) == ("file.too-many-rows", True)


def test_a_geometry_that_is_no_point_is_said() -> None:
    shape = b'{"type": "FeatureCollection", "features": [{"properties": {"a": "1"}, "geometry": {"type": "Polygon", "coordinates": []}}]}'
    (row,) = table_of(shape, "x").records
    assert (row.fields, [note.code for note in row.notes]) == ({"a": "1"}, ["list.no-point"])


def test_a_sheet_is_read_under_its_heading_and_what_was_not_plain_is_said() -> None:
    book = computed(workbook(
        ["Diplomatic list 2026"], ["Mission", "Name", "Reached by"], [None, None, "Office", "Mail"],
        ["Embassy of Valdoria", "Ana Ferro", 2025550101, "ana@valdoria.example"], [None, "Bran Ode", "=A1", "bran@valdoria.example"],
        ["Embassy of Kestria", "Cem Ay", "=B9", "cem@kestria.example"], [None], ["Embassy of Maristan", "Dee Po", "#N/A", ""],
        merged=("A1:D1", "A2:A3", "B2:B3", "C2:D2", "A4:A5"), others=("Old",)), "C5", "A1", "2025550102")
    table = table_of(book, "list.xlsx")
    assert [note.code for note in table.notes] == ["list.other-sheets", "list.title", "list.merged-heading"]
    ana, bran, cem, dee = table.records
    assert ana.fields == {"Mission": "Embassy of Valdoria", "Name": "Ana Ferro", "Office": "2025550101", "Mail": "ana@valdoria.example"}
    assert bran.fields == {"Mission": "Embassy of Valdoria", "Name": "Bran Ode", "Office": "2025550102", "Mail": "bran@valdoria.example"}
    assert [one.line for one in table.records] == [4, 5, 6, 8]
    assert [note.code for note in bran.notes] == ["list.merged", "list.formula"]
    assert "C5 holds a formula. The value that was last computed was taken: “2025550102”." in f"{bran.notes[1]}"
    assert [one.fault and one.fault.code for one in (ana, bran, cem, dee)] == [None, None, "list.formula-empty", "list.cell-error"]
    assert "C6" in f"{cem.fault}"


@pytest.mark.parametrize(("line", "value", "notes"), [
    ("CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=A9", "Jé", []), ("CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=E9", "Jé", []),
    ("CHARSET=KLINGON;ENCODING=QUOTED-PRINTABLE:J=C3=A9", "Jé", ["says that its letters are in KLINGON, and they are not: read in UTF-8, “Jé”"]),
    ("CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=E9", "Jé", ["are in UTF-8, and they are not: read in Windows-1252, “Jé”"]),
    ("ENCODING=QUOTED-PRINTABLE:J=E9", "Jé", ["does not say how its letters are written"]),
    ("ENCODING=QUOTED-PRINTABLE:A=ZZ", "A=ZZ", ["has = before what stands for no letter"]),
])
def test_letters_that_are_not_what_a_card_says_of_them_are_told(line: str, value: str, notes: list[str]) -> None:
    (one,) = table_of(f"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;{line}\r\nEND:VCARD\r\n".encode(), "x.vcf").records
    assert (one.fields["FN"], len(one.notes)) == (value, len(notes))
    assert all(part in f"{note}" and "Line 3" in f"{note}" for part, note in zip(notes, one.notes, strict=True))


@pytest.mark.parametrize(("heading", "merged"), [
    ((["Person", None, "Reached by", None], ["Name", "Position", "Mail", "Mobile"]), ("A1:B1", "C1:D1")),
    ((["Name", None, "Reached by", None], [None, "Position", "Mail", "Mobile"]), ("C1:D1",)),
])
def test_a_heading_that_groups_the_columns_leaves_each_its_own_name(heading: tuple[list[object], ...], merged: tuple[str, ...]) -> None:
    table = table_of(workbook(*heading, ["Ana", "Consul", "ana@valdoria.example", "2025550101"], merged=merged), "x.xlsx")
    assert [(one.line, one.fields) for one in table.records] == [
        (3, {"Name": "Ana", "Position": "Consul", "Mail": "ana@valdoria.example", "Mobile": "2025550101"})]
    assert [f"{note}" for note in table.notes] == ["What stands in row 1 groups the columns: their names were taken from row 2."]


def test_one_heading_over_two_columns_names_both() -> None:
    (one,) = table_of(workbook(["Name", "Telephone"], ["Ana", "2025550101", "2025550102"], merged=("B1:C1",)), "x.xlsx").records
    assert one.fields == {"Name": "Ana", "Telephone": "2025550101", "Telephone (2)": "2025550102"}


@pytest.mark.parametrize(("content", "code"), [
    (workbook(["only a title"]), "file.no-rows"), (workbook(["a", None, "c"], [1, 2, 3]), "file.no-header"), (b"PK\x03\x04nothing", "file.workbook-unreadable"),
    (workbook(HEADING)[:-200], "file.workbook-unreadable"), (b"\xd0\xcf\x11\xe0" + bytes(99), "file.old-workbook"),
    (changed(workbook(HEADING), "xl/worksheets/sheet1.xml", "<sheetData>", "<sheetData><nonsense"), "file.workbook-unreadable"),
])
def test_a_workbook_that_is_none_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(BadFile) as refusal:
        table_of(content, "list.xlsx")
    assert (refusal.value.code, "list.xlsx" in f"{refusal.value}") == (code, True)


def test_another_archive_is_no_workbook() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        box.writestr("people.csv", "a,b\n1,2\n")
    with pytest.raises(BadFile) as refusal:
        table_of(made.getvalue(), "people.zip")
    assert refusal.value.code == "file.not-a-workbook"


def test_what_is_packed_too_tightly_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = bomb(500)
    assert len(packed) < 1_000_000
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(BadFile) as refusal:
        table_of(packed, "bomb.xlsx")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (refusal.value.code, time.monotonic() - began < 1, most < 5_000_000) == ("file.packed-too-tightly", True, True)


def test_a_sheet_that_lies_about_its_size_is_held_to_the_limits_of_its_reader() -> None:
    packed = bomb(200).replace((200_000_000).to_bytes(4, "little"), (900_000).to_bytes(4, "little"))
    workbooks.check_packed(packed, "bomb.xlsx")
    with pytest.raises(BadFile) as refusal:
        table_of(packed, "bomb.xlsx")
    assert refusal.value.code in ("file.workbook-unreadable", "file.packed-too-tightly")


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_entities_that_multiply_are_not_followed(part: str) -> None:
    book = workbook(HEADING, ["Ana", "Bonn"])
    with zipfile.ZipFile(BytesIO(book)) as box:
        words = box.read(part).decode()
    declared = words.index("?>") + 2 if words.startswith("<?xml") else 0
    began = time.monotonic()
    with pytest.raises(BadFile) as refusal:
        table_of(changed(book, part, words, words[:declared] + LAUGHS + words[declared:]), "laughs.xlsx")
    assert (refusal.value.code, time.monotonic() - began < 5) == ("file.workbook-unreadable", True)


def test_a_hundred_megabytes_are_refused_at_once() -> None:
    with pytest.raises(BadFile) as refusal:
        table_of(b"a,b\n" * (LARGEST_TABLE // 2), "list.csv")
    assert refusal.value.code == "file.too-large"
