"""Files that people bring are read, or refused with words; never a traceback, and never half of one."""

import base64
import io
import json
import re
import time
import zlib
from collections.abc import Mapping

import pytest
from pypdf import PdfWriter

from article22.ground.files.rules import reading as rules
from article22.ground.files.rules.opening import BadFile
from article22.ground.files.rules.points import check_point
from article22.ground.files.rules.reading import text_of
from article22.ground.files.rules.tables import table_of
from article22.kernel.refusal import NotUnderstood
from tests.needs import SHARED


def pdf_of(stream: bytes) -> bytes:
    """A PDF of one page that shows what a stream draws."""
    packed = zlib.compress(stream)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 "
        b"/BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (table, len(made))


PAGE = pdf_of(b"BT /F1 12 Tf 72 700 Td (Guard 202-555-0123) Tj ET")


def locked_with(password: str) -> bytes:
    writer, made = PdfWriter(clone_from=io.BytesIO(PAGE)), io.BytesIO()
    writer.encrypt(password, "owner")
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize(("content", "text"), [
    ("Grüße – 202-555-0123".encode(), "Grüße – 202-555-0123"),
    (b"\xef\xbb\xbfGuard", "Guard"),
    ("São Tomé".encode("latin-1"), "São Tomé"),
    ("202–555–0123 São".encode("cp1252"), "202–555–0123 São"),
    ("Guard\r\n202".encode("utf-16"), "Guard\r\n202"),
    (PAGE, "Guard 202-555-0123\n\n"),
    (locked_with(""), "Guard 202-555-0123\n\n"),
])
def test_a_text_is_read_in_the_encoding_that_it_has(content: bytes, text: str) -> None:
    assert text_of(content, "wall") == text


def test_a_vcard_is_unfolded_and_its_picture_left_out() -> None:
    photo = base64.b64encode(b"202-555-0199" * 20).decode()
    folded = "\r\n ".join(photo[at:at + 60] for at in range(0, len(photo), 60))
    card = ("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Duty officer\\, night\r\n"
            f"PHOTO;ENCODING=b;TYPE=JPEG:{folded}\r\n"
            "item1.TEL;type=WORK:+1-202-5\r\n 55-0123\r\nADR:;;10 Tenth Street\\, NE;Atlanta;GA;30309;USA\r\n"
            "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:ni=C3=A9=\r\n 555\r\nLOGO:data:image/png;base64,AAAA\r\nEND:VCARD\r\n")
    lines = text_of(card.encode(), "duty.vcf").splitlines()
    assert "FN: Duty officer, night" in lines
    assert "item1.TEL;type=WORK: +1-202-555-0123" in lines
    assert "ADR: 10 Tenth Street, NE, Atlanta, GA, 30309, USA" in lines
    assert any(line.startswith("NOTE") and "nié" in line for line in lines)
    assert not any(line.startswith(("PHOTO", "LOGO")) for line in lines)


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file.empty"), (b" \n\t", "file.empty"), (b"x" * (rules.LARGEST_TEXT + 1), "file.too-large"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file.not-text"), (b"PK\x03\x04" + bytes(range(20)), "file.not-text"),
    ("Grüße à".encode()[:-1], "file.cut"),
    (PAGE[:300], "file.pdf-unreadable"), (b"%PDF-1.7\nnothing", "file.pdf-unreadable"),
    (PAGE.replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), "file.pdf-unreadable"),
    (pdf_of(b""), "file.pdf-no-text"), (locked_with("secret"), "file.pdf-locked"),
])
def test_what_cannot_be_read_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(BadFile) as refusal:
        text_of(content, "wall.bin")
    assert refusal.value.code == code
    assert "wall.bin" in f"{refusal.value}"


@pytest.mark.parametrize("stream", [
    b"BT /F1 12 Tf " + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj " * 2_000_000 + b"ET",  # more work than a page is worth
    b"BT /F1 12 Tf (a) Tj ET" + b" " * 400_000_000,                                 # more memory than a page is worth
])
def test_a_hostile_pdf_costs_no_more_than_its_limits(stream: bytes) -> None:
    content, began = pdf_of(stream), time.monotonic()
    assert len(content) < rules.LARGEST_TEXT
    with pytest.raises(BadFile) as refusal:
        text_of(content, "bomb.pdf")
    assert refusal.value.code in ("file.pdf-too-heavy", "file.pdf-unreadable")
    assert time.monotonic() - began < rules.PDF_SECONDS + 4


POINT = {"type": "Feature", "properties": {"NAME": " Chancery\n", "N": 3, "X": 1.5, "GONE": None, "OPEN": True},
         "geometry": {"type": "Point", "coordinates": [-77.05, 38.92]}}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1)


def rows_of(content: bytes, name: str) -> list[Mapping[str, str]]:
    """What the rows of a list say, where each can be read."""
    records = table_of(content, name).records
    assert not any(one.fault for one in records)
    return [one.fields for one in records]


def test_what_json_spells_and_no_database_holds_is_left_out() -> None:
    (row,) = table_of(collection({"type": "Feature", "properties": {"a": "x\0y", "b": "\ud800", "c": ["\0"]}, "geometry": None}).encode(), "list").records
    assert (row.fields["a"], row.fields["b"], [note.code for note in row.notes]) == ("xy", "", ["list.unseen"])


def test_features_become_rows_with_their_points() -> None:
    placed = {"type": "Feature", "properties": {"NAME": "Annex", "lat": "38.9", "lon": ""}, "geometry": POINT["geometry"]}
    nowhere = {"type": "Feature", "properties": {"NAME": "Nowhere"}, "geometry": None}
    assert rows_of(collection(POINT, placed, nowhere).encode(), "list.geojson") == [
        {"NAME": "Chancery", "N": "3", "X": "1.5", "GONE": "", "OPEN": "true", "lon": "-77.05", "lat": "38.92"},
        {"NAME": "Annex", "lat": "38.9", "lon": "-77.05"}, {"NAME": "Nowhere"}]


@pytest.mark.parametrize("content", [
    b"name,city\nA,Bonn\n\nB,\"K\xc3\xb6ln, am Rhein\"\n", b"\xef\xbb\xbfname,city\r\nA,Bonn\r\nB,\"K\xc3\xb6ln, am Rhein\"\r\n",
    "name;city\nA;Bonn\nB;Köln, am Rhein\n".encode("latin-1"), "name\tcity\nA\tBonn\nB\tKöln, am Rhein".encode(),
])
def test_a_list_is_read_in_whatever_way_it_was_exported(content: bytes) -> None:
    assert rows_of(content, "list.csv") == [{"name": "A", "city": "Bonn"}, {"name": "B", "city": "Köln, am Rhein"}]


def test_a_row_that_ends_early_has_the_rest_empty_unless_the_file_ends_there() -> None:
    assert rows_of(b"a,b,c\n1,2\n3,4,5\n", "x.csv")[0] == {"a": "1", "b": "2", "c": ""}
    with pytest.raises(BadFile, match=r"x\.csv ends in the middle of something, at line 3\."):
        table_of(b"a,b,c\n1,2,3\n4,5", "x.csv")


@pytest.mark.parametrize(("content", "code", "line"), [
    (b"", "file.empty", ""), (b"a,b\n1,2\n3,\"4\n5,6", "file.cut", "line 3"), (b"a,a\n1,2\n", "file.no-header", "a | a"),
    (b"a,,b\n1,2,3\n", "file.no-header", "a |  | b"),
    (b"one\n", "file.no-header", "one"), (b"\0\0", "file.not-text", ""),
    (collection(POINT, POINT)[:-200].encode(), "file.cut", "line "), (b'{"type": "FeatureCollection", "features": [}', "file.broken", "line 1"),
    (b'{"type": "Topology"}', "file.not-features", ""), (b"[1, 2]", "file.not-features", ""),
    (b"[" * 100_000, "file.broken", "line 1"),
    ("name,city\nA,Köln\nB,K\u00f6".encode()[:-1], "file.cut", "line 3"),
])
def test_a_damaged_list_is_refused_as_a_whole_and_says_where(content: bytes, code: str, line: str) -> None:
    with pytest.raises(BadFile) as refusal:
        table_of(content, "list")
    assert refusal.value.code == code
    assert line in f"{refusal.value}"


@pytest.mark.parametrize(("rows", "faults", "read"), [
    (['1,a', '2,"b', '3,c', '4,d'], [(3, "list.broken-row")], ["1", "3", "4"]),  # nothing ends it
    (['1,a', '2,"b', '3,c"x', '4,d'], [(3, "list.broken-row")], ["1", "3", "4"]),  # something does, too late
    (['1,a', '2,"b', '3",c', '4,d'], [(3, "list.long-row")], ["1", '3"', "4"]),  # and as if it were meant
    (['1,a', '2,"b\nc"', '3,c,x', '4,"d'], [(5, "list.long-row"), (6, "list.broken-row")], ["1", "2"]),  # cells of two lines are no fault
])
def test_a_stray_quotation_mark_spoils_its_own_row_and_no_other(rows: list[str], faults: list[tuple[int, str]], read: list[str]) -> None:
    records = table_of("\n".join(["id,name", *rows, ""]).encode(), "list.csv").records
    assert [(one.line, one.fault.code) for one in records if one.fault] == faults
    assert [one.fields["id"] for one in records if not one.fault] == read


def test_rows_far_behind_a_stray_quotation_mark_are_read_and_a_file_full_of_them_costs_little() -> None:
    many = [f"{number},name of {number}" for number in range(20_000)]
    records = table_of("\n".join(["id,name", '0,"', *many, ""]).encode(), "list.csv").records
    assert (len(records), [one.line for one in records if one.fault], records[-1].fields["id"]) == (20_001, [2], "19999")
    with pytest.raises(BadFile, match="too many rows"):
        table_of("\n".join(["id,name", *('0,"x' for _ in range(1001)), *many, ""]).encode(), "list.csv")


@pytest.mark.parametrize(("lat", "lon", "meant"), [
    ("38°55'21\"N", "77°03'45\"W", "38.92250, -77.06250"), ("38 55.35", "-77 3.75", "38.92250, -77.06250"), ("38d55m21s", "-77d03m45s", "38.92250, -77.06250"),
    ("38d55m21sN", "77d03m45sW", "38.92250, -77.06250"), ("38D55M21S S", "77D03M45S", "-38.92250, 77.06250"), ("N38.9225", "W77.0625", "38.92250, -77.06250"),
    ("38.9225N", "77.0625 W", "38.92250, -77.06250"), ("S 38 55 21", "77.5", "-38.92250, 77.5"),
])
def test_degrees_and_minutes_are_refused_with_what_they_seem_to_mean(lat: str, lon: str, meant: str) -> None:
    with pytest.raises(NotUnderstood, match=re.escape(f"In degrees alone they are {meant}:")):
        check_point(lat, lon)


@pytest.mark.parametrize(("lat", "lon", "code"), [("38.9", "", "import.half-a-point"), ("38,9", "-77,0", "import.no-point"), ("1e1", "-77", "import.no-point")])
def test_a_point_that_is_none_says_so(lat: str, lon: str, code: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        check_point(lat, lon)
    assert refusal.value.code == code


@pytest.mark.needs("shared")
@pytest.mark.parametrize(("file", "rows", "cell"), [
    ("premises/dc_embassies_opendata_2016.geojson", 177, ("TELEPHONE", "(202) 895-1800")),
    ("premises/us_missions_wikidata_2020-10-22.csv", 226, ("lat", "38.9172")),
    ("premises/us_missions_wikidata_2021-11-13.csv", 274, ("sending_state", "Afghanistan")),
    ("police/hifld_local_law_enforcement_2019.csv", 23611, ("TELEPHONE", "251-275-3153")),
])
def test_the_real_lists_are_read_and_their_halves_refused(file: str, rows: int, cell: tuple[str, str]) -> None:
    content = (SHARED / "data" / file).read_bytes()
    table = rows_of(content, file)
    assert len(table) == rows
    assert table[0][cell[0]] == cell[1]
    assert len({tuple(sorted(row)) for row in table}) == 1
    cut = content[:content.index(b"\n", len(content) // 2) + 4] if file.endswith("csv") else content[:len(content) // 2]
    with pytest.raises(BadFile) as refusal:
        table_of(cut, file)
    assert refusal.value.code in ("file.cut", "file.broken")
