"""The demonstrations of January 2025 as a mission would report them: no person, no organiser, no viewpoint of them is kept anywhere."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from article22.contexts.cases.models import Case
from article22.ground.accounts import queries
from article22.ground.accounts.actions import people as actions
from article22.ground.installation.models import Clock
from article22.ground.wall.session import acting
from tests.cases.test_purging import places_of
from tests.cast import SYSTEM
from tests.database import Server
from tests.needs import SHARED

pytestmark = pytest.mark.needs("shared")
FILE = SHARED / "data/protests/give_ccc_2025-01.csv"
NEW_YEARS_EVE = datetime(2024, 12, 31, 12, 0, tzinfo=UTC)
SITES = ("embassy", "consulate", "permanent mission")
UNSAID = ("organizations", "targets", "claims_summary", "issues", "title")
LONG_ENOUGH = 8  # letters: a word as short as "peace" stands in other places too


def at_a_diplomatic_site() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if any(site in row["location"].casefold() for site in SITES) and row["lat"]]


def report_of(row: dict[str, str]) -> dict[str, object]:
    """What a mission tells: where, when, about how many. The columns that say who and what for are left where they are."""
    start = datetime.fromisoformat(row["date"]).replace(hour=17, tzinfo=UTC)
    size = {"expected_size": int(float(row["size_mean"]))} if row["size_mean"] and float(row["size_mean"]) >= 1 else {}
    return {"kind": "demonstration", "summary": f"Announced: {row['event_type']}, {row['locality']}", "lat": float(row["lat"]), "lon": float(row["lon"]),
            "starts_at": f"{start:%Y-%m-%dT%H:%M:%SZ}", "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}", **size}


def test_the_demonstrations_at_diplomatic_sites_are_posted_and_nothing_of_who_and_what_for_is_kept(
        server: Server, own_database: Callable[[str], str]) -> None:
    rows = at_a_diplomatic_site()
    assert len(rows) >= 5
    database = own_database("article22_web")
    with acting(SYSTEM):
        ahead = timezone.now() + timedelta(days=1)
        Clock.objects.update(machine=ahead, seen=ahead, shown=NEW_YEARS_EVE)
        member = next(one for one in queries.list_cast() if one.role == "representative")
        token = actions.make_token(member, "january", until=timezone.now() + timedelta(days=1), scopes=None, by=SYSTEM, at=NEW_YEARS_EVE,
                                   machine_now=timezone.now())
    client = Client()
    for number, row in enumerate(rows):
        answer = client.post("/api/v1/cases", json.dumps(report_of(row)), content_type="application/json",
                             headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"january-{number}"})
        assert answer.status_code == 201, (row["locality"], answer.content)
        assert len(answer.json()["recipients"]) >= 1
    with acting(SYSTEM):
        assert Case.objects.count() == len(rows)
    words = {word.strip() for row in rows for column in UNSAID for word in row[column].split(";") if len(word.strip()) >= LONG_ENOUGH}
    assert len(words) >= 5
    assert {word: found for word in words if (found := places_of(word, server, database))} == {}
    refused = client.post("/api/v1/cases", json.dumps(report_of(rows[0]) | {"organizations": "x"}), content_type="application/json",
                          headers={"Authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.json()["title"]) == (422, "api.fields")
