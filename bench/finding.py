"""Lists, search, a case and the desk among 10,000, 100,000 and 1,000,000 cases, as a mission and as an officer, over HTTP."""

import http.cookiejar
import re
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg

from article22.doors.console.running.cluster import SUPERUSER
from article22.env import read_environment
from bench.kills import Program
from tests.stories.running import System

SIZES = (10_000, 100_000, 1_000_000)
TIMES = 40
SHARE_OPEN = 100  # one in so many
WORDS = ("entrance", "fence", "drone", "letter", "parcel", "camera", "van", "motorcycle", "banner", "crowd", "glass", "paint", "shouting", "garage", "roof",
         "visitor", "telephone", "driver", "residence", "gate")
REPORTS = {
    "representative": {"kind": "concern", "summary": "A man photographs the entrance", "place": "20008", "happened_at": "2026-06-09T10:00:00-04:00"},
    "liaison-officer": {"kind": "concern", "summary": "Somebody on the roof", "place": "Nashville, TN", "mission": "MRS-2",
                        "happened_at": "2026-06-09T10:00:00-04:00"}}
COPY_CASES = """
INSERT INTO cases_case (id, number, kind, status, priority, summary, description, reporter, details, happened_at, place, city, region, zone, latitude,
    longitude, precision_km, regime, directory, office, matter, opened_at, opened_by, opened_role, door, next_due_at, hops, closed_at, version, mission_id,
    organisation_id, premises_id)
SELECT gen_random_uuid(), 'B' || n, kind, CASE WHEN n %% %(open)s = 0 THEN status ELSE 'resolved' END, priority,
    initcap(w[1 + (random() * 19)::int]) || ' near the ' || w[1 + (random() * 19)::int] || ', ' || w[1 + (random() * 19)::int] || ' ' || n,
    'Seen by the guard at the ' || w[1 + (random() * 19)::int] || '.', reporter, details, at, place, city, region, zone, latitude, longitude,
    precision_km, regime, directory, office, matter, at, opened_by, opened_role, door, CASE WHEN n %% %(open)s = 0 THEN at + interval '9999 days' END, 1,
    CASE WHEN n %% %(open)s = 0 THEN NULL ELSE at + interval '2 days' END, 1, mission_id, organisation_id, premises_id
FROM generate_series(%(first)s::int, %(last)s::int) n
JOIN LATERAL (SELECT *, row_number() OVER (ORDER BY number) AS nth FROM cases_case WHERE number NOT LIKE 'B%%') model ON model.nth = 1 + n %% %(models)s,
LATERAL (SELECT opened_at - n * interval '5 minutes' AS at, %(words)s::text[] AS w) made
"""
COPY_TOLD = """
INSERT INTO cases_recipient (id, organisation, rank, authority, office, contact, who, because, lines, added_at, is_late, messages, fault, case_id, desk_id,
    told_how, acknowledged_how, acknowledged_name)
SELECT gen_random_uuid(), c.organisation_id, r.rank, r.authority, r.office, r.contact, r.who, r.because, r.lines, c.opened_at, false, '[]', '', c.id, r.desk_id,
    r.told_how, r.acknowledged_how, r.acknowledged_name
FROM cases_case c JOIN cases_case model ON model.organisation_id = c.organisation_id AND model.number NOT LIKE 'B%%'
JOIN cases_recipient r ON r.case_id = model.id
WHERE c.number LIKE 'B%%' AND substr(c.number, 2)::int BETWEEN %(first)s AND %(last)s
"""


def main() -> None:
    """Print a table: milliseconds, half of them and the slowest."""
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder) / "a22")
        system.start(120)
        tokens = {role: system.command("demo", "token", "--role", role).stdout.strip() for role in REPORTS}
        cases = {role: Program(system.url, token).ask("/cases", role, REPORTS[role])["number"] for role, token in tokens.items()}
        officer = _browser(system.url, "Lee Park")
        sockets = read_environment({"A22_STATE": f"{system.folder}"}).sockets
        print("| cases | made in, s | who | what | p50, ms | slowest of 40, ms |\n|---|---|---|---|---|---|")
        first = 1
        for size in SIZES:
            began = time.perf_counter()
            _fill(f"host={sockets} user={SUPERUSER} dbname=article22", first, size)
            first, made = size + 1, time.perf_counter() - began
            for role, token in tokens.items():
                for what, path in (("list", "cases"), ("two words", "cases?q=drone+gate"), ("a word and a number", f"cases?q=fence+{size // 2}"),
                                   ("no such word", "cases?q=zebra"), ("a case", f"cases/{cases[role]}")):
                    _line(size, made, role, what, _get(f"{system.url}/api/v1/{path}", token))
            for what, path in (("desk", "/desk/"), ("desk, two words", "/desk/?words=drone+gate"), ("page of a case", f"/desk/{cases['representative']}/")):
                _line(size, made, "watch officer", what, lambda path=path: officer.open(f"{system.url}{path}", timeout=60).read())  # type: ignore[misc]
        system.stop()


def _fill(address: str, first: int, last: int) -> None:
    """Copy the two cases that were opened, with other words and hours; the wall and the rules are not asked."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(COPY_CASES, {"first": first, "last": last, "open": SHARE_OPEN, "models": len(REPORTS), "words": list(WORDS)})
        connection.execute(COPY_TOLD, {"first": first, "last": last})
        connection.execute("VACUUM ANALYZE cases_case, cases_recipient")


def _line(size: int, made: float, who: str, what: str, ask: Callable[[], object]) -> None:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    print(f"| {size:,} | {made:.0f} | {who} | {what} | {statistics.median(took):.0f} | {max(took):.0f} |", flush=True)


def _get(url: str, token: str) -> Callable[[], object]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    return lambda: urllib.request.urlopen(request, timeout=60).read()


def _browser(url: str, name: str) -> urllib.request.OpenerDirector:
    """One of the cast, signed in by the demo's one click."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{url}/demo/", timeout=30).read().decode()
    before = page[:page.index(name)]
    token, member = (re.findall(rf'name="{field}" value="([^"]+)"', before)[-1] for field in ("csrfmiddlewaretoken", "member"))
    browser.addheaders = [("Referer", url)]
    browser.open(f"{url}/demo/sign-in/", urllib.parse.urlencode({"csrfmiddlewaretoken": token, "member": member}).encode(), timeout=30)
    return browser
