"""A pack says what its documents say, and a damaged one is refused by name."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from article22.contexts.directory.packs.files import BadPack
from article22.contexts.directory.queries import packs
from article22.contexts.directory.rules.consistency import contradictions_of
from article22.contexts.directory.rules.differences import changed_answers, changed_lines
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.terms import Kind, Need, Severity
from article22.ground.places.queries import get_place
from tests.needs import SHARED

TODAY = date(2026, 6, 9)


@pytest.mark.parametrize(("file", "old", "new", "code"), [
    ("contacts.toml", 'valid_until = "2024-04-16"\n', "", "pack.contradiction"),
    ("contacts.toml", "emergency = false", "emergency = false\ncolour = 1", "pack.unknown-field"),
    ("contacts.toml", 'raw = "202-895-3600"\ne164 = "+12028953600"', 'raw = "202-895-3600"\ne164 = "202-895-3600"', "pack.bad-value"),
    ("contacts.toml", 'document = "brochure-2012"', 'document = "leaflet"', "pack.unknown-reference"),
    ("contacts.toml", 'calendar = "us-federal"', 'calendar = "lunar"', "pack.unknown-reference"),
    ("contacts.toml", 'otherwise = "CP-01"', 'otherwise = "CP-77"', "pack.unknown-reference"),
    ("contacts.toml", 'finding = "DQ-16"', 'finding = "DQ-99"', "pack.unknown-reference"),
    ("contacts.toml", 'superseded_by = ["CP-08"', 'superseded_by = ["CP-88"', "pack.unknown-reference"),
    ("contacts.toml", 'id = "CP-06"', 'id = "CP-01"', "pack.unknown-reference"),
    ("contacts.toml", 'valid_from = "2012-07"', 'valid_from = "July 2012"', "pack.bad-value"),
    ("offices.toml", 'finding = "DQ-01"', 'finding = "DQ-99"', "pack.unknown-reference"),
    ("offices.toml", 'zone = "America/New_York"', 'zone = "America/Nowhere"', "pack.bad-value"),
    ("offices.toml", "latitude = 33.7984", "latitude = 133.7984", "pack.bad-value"),
    ("offices.toml", 'street = "10 Tenth Street, NE, Suite 160"\n', "", "pack.missing-field"),
    ("rulebooks.toml", '["CP-15"]', '["CP-99"]', "pack.unknown-reference"),
    ("rulebooks.toml", '["CP-15"]', '["CP-09"]', "pack.emergency-line"),
    ("rulebooks.toml", "from = 2012-07-01", "from = 2012-06-01", "pack.not-in-force"),
    ("rulebooks.toml", "need.question.anywhere", "need.question.dc-metro", "pack.need-without-answer"),
    ("rulebooks.toml", "need.question.anywhere", "need.help.anywhere", "pack.bad-value"),
    ("pack.toml", 'offices = "any"', 'offices = "some"', "pack.bad-value"),
    ("pack.toml", 'file = "outline.geojson"', 'file = "gone.geojson"', "pack.missing-file"),
    ("pack.toml", 'office = "chicago"', 'office = "gotham"', "pack.unknown-reference"),
    ("national_capital_region.geojson", "]]]", "", "pack.unreadable"),
    ("outline.geojson", '"features":[{', '"features":[], "were":[{', "pack.no-features"),
])
def test_a_damaged_pack_is_refused(file: str, old: str, new: str, code: str, pack_with: Callable[[str, str, str], str]) -> None:
    with pytest.raises(BadPack) as refusal:
        packs.get_pack_directory(pack_with(file, old, new), today=TODAY)
    assert refusal.value.code == code


def test_a_pack_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadPack, match="There is no pack atlantis: neither shipped"):
        packs.get_pack("atlantis")


def test_a_pack_in_another_encoding_is_refused(pack_with: Callable[[str, str, str], str]) -> None:
    folder = pack_with("pack.toml", "United States", "États-Unis")
    file = Path(folder, "pack.toml")
    file.write_bytes(file.read_text("utf-8").encode("latin-1", "replace"))
    with pytest.raises(BadPack) as refusal:
        packs.get_pack(folder)
    assert refusal.value.code == "pack.unreadable"


def test_exactly_one_number_is_found_to_have_changed_its_meaning(directory: Directory) -> None:
    """X-01: the product raises it by itself."""
    (found,) = contradictions_of(directory)
    assert (found.code, found.severity, found.where) == ("meaning-changed", Severity.INFO, "CP-05, CP-08")
    assert "202-634-2234" in str(found.text)


def test_the_brochure_counts_washington_and_29_other_locations(directory: Directory) -> None:
    """R-086: the claim holds if the two addresses in Los Angeles are one location."""
    sites = [site for office in directory.offices for site in office.sites]
    numbers = {kind: [number for site in sites for line in site.lines if line.kind is kind for number in line.numbers] for kind in Kind}
    assert (len(directory.offices), len(sites), len(numbers[Kind.VOICE]), len(numbers[Kind.FAX])) == (30, 31, 32, 30)
    with_fax = {office.id for office in directory.offices for site in office.sites for line in site.lines if line.kind is Kind.FAX}
    assert {office.id for office in directory.offices} - with_fax == {"hot-springs"}


def test_bridgeports_fax_stands_as_printed(directory: Directory) -> None:
    """DQ-01: never corrected without being told."""
    (fax,) = [line for line in directory.atlas.by_id["bridgeport"].sites[0].lines if line.kind is Kind.FAX]
    assert (fax.raw, fax.numbers, fax.finding) == ("203-279-5721", ("+12032795721",), "DQ-01")


def test_loading_the_note_over_a_pack_of_2012_takes_2234_out_of_the_emergency() -> None:
    old, new = (packs.get_pack_directory(name, today=TODAY) for name in ("us@2012-07-01", "us"))
    assert old.rulebooks[0].valid.until is None
    assert {line.id for line in changed_lines(old, new) if line.is_emergency} == {"CP-05", "CP-09", "CP-10", "CP-14"}
    noon = datetime.fromisoformat("2026-06-09T12:00:00-04:00")
    places = [get_place("Washington, DC", "us"), get_place("37203", "us")]
    answers = {(answer.place, answer.need): answer for answer in changed_answers(old, new, places, [noon])}
    for place in ("Washington, DC", "37203 Nashville, TN"):
        assert "202-634-2234" in answers[place, Need.EMERGENCY].left
    assert "(202) 566-8434" in answers["Washington, DC", Need.EMERGENCY].joined
    assert not list(changed_answers(new, new, places, [noon]))


@pytest.mark.needs("shared")
def test_every_quote_and_value_is_in_its_document_to_the_letter() -> None:
    pack = packs.get_pack("us")
    lines = {row.id: (SHARED / "seeds" / row.file).read_text("utf-8").splitlines() for row in pack.pack.document}
    checked = 0
    for row in (*pack.contacts.contact, *(line for office in pack.offices.office for site in office.site for line in site.line)):
        assert row.line
        printed = _squeezed(lines[row.document][row.line - 1])
        assert _squeezed(row.quote) in printed
        if row.raw and row.raw not in printed:
            assert _squeezed(row.raw) in _squeezed(", ".join(lines[row.document][row.line - 4: row.line]))  # CP-20 joins four lines
        checked += 1
    assert checked == 21 + 31 + 30
    rule = pack.pack.local_office
    assert rule.label in lines[rule.document][rule.line - 1]
    assert rule.nearest in lines[rule.document][rule.line - 1]


def _squeezed(text: str) -> str:
    return re.sub(r"[\s•-]+", " ", text.replace(",,", ",")).strip()


@pytest.mark.needs("shared")
def test_the_pack_holds_all_that_the_directory_lists() -> None:
    listed: dict[str, Any] = yaml.safe_load((SHARED / "directory.yaml").read_text("utf-8"))
    pack = packs.get_pack("us")
    assert {row.id for row in pack.contacts.contact} == {row["id"] for row in listed["contact_points"]}
    assert {row.id for row in pack.findings.finding} == {row["id"] for row in listed["data_quality"]}
    assert len(pack.findings.finding) == 18
    for row in listed["contact_points"]:
        ours = next(contact for contact in pack.contacts.contact if contact.id == row["id"])
        assert (ours.raw, ours.e164, list(ours.purposes), ours.emergency) == (
            row.get("value_raw"), row.get("value_e164"), row["purpose"], row["emergency"])
    for office in listed["offices"]:
        ours_office = next(row for row in pack.offices.office if row.id == office["id"])
        assert (ours_office.label, ours_office.city, ours_office.state) == (office["label"], office["serves"]["city"], office["serves"]["state"])
        for site, listed_site in zip(ours_office.site, office["sites"], strict=True):
            assert [(line.raw, list(line.numbers)) for line in site.line] == [
                (line["raw"], line["e164"]) for line in (*listed_site["phones"], *listed_site["faxes"])]
            assert (site.latitude, site.longitude, site.zone) == (listed_site["latitude"], listed_site["longitude"], listed_site["timezone"])


def test_the_region_is_the_twelve_jurisdictions() -> None:
    features = json.loads((packs.get_pack_folder("us") / "national_capital_region.geojson").read_text("utf-8"))["features"]
    assert len(features) == 12
