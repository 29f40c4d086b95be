"""The reference beside which opening a case is measured: Starlette, asyncpg and pydantic, no rules; the same rows in one statement."""

import hashlib
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from article22.kernel.ids import new_id

FUNCTION = """
CREATE OR REPLACE FUNCTION bench_open_case(given_document jsonb, given_key text, given_sent bytea, given_content bytea) RETURNS void LANGUAGE plpgsql AS $$
DECLARE done integer;
BEGIN
  PERFORM set_config('a22.reach', 'mission', true), set_config('a22.organisation', given_document -> 'case' ->> 'organisation_id', true),
          set_config('a22.person', given_document -> 'case' ->> 'opened_by', true), set_config('a22.record', '', true);
  PERFORM nextval('cases_number');
  INSERT INTO repeats_repeat (id, person, key, sent, status, headers, content, made_at)
    VALUES (gen_random_uuid(), a22_person(), given_key, given_sent, 201, '{"Content-Type": "application/json"}', given_content, clock_timestamp());
  WITH given AS (SELECT given_document AS g), %s SELECT 1 INTO done;
END $$;
GRANT EXECUTE ON FUNCTION bench_open_case(jsonb, text, bytea, bytea) TO article22_web;
"""
TABLES = {"stages": "cases_stage", "recipients": "cases_recipient", "clocks": "cases_clock", "passages": "cases_passage"}
DOCUMENT = f"""
SELECT jsonb_strip_nulls(jsonb_build_object('case', to_jsonb(c) - 'search',
  {", ".join(f"'{name}', (SELECT jsonb_agg(to_jsonb(r)) FROM {table} r WHERE case_id = c.id)" for name, table in TABLES.items())},
  'messages', (SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM outbox_message r WHERE cause = c.id),
  'entries', (SELECT jsonb_agg(to_jsonb(r)) FROM journal_entry r WHERE subject = c.id::text AND verb = 'cases.case-opened'),
  'said', (SELECT jsonb_agg(to_jsonb(r)) FROM journal_words r JOIN journal_entry e ON e.id = r.entry_id WHERE e.subject = c.id::text)))
  FROM cases_case c WHERE c.number = %s
"""


class CaseIn(BaseModel):
    """A report, as the API takes it."""

    model_config = ConfigDict(extra="forbid")
    kind: str
    summary: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=20_000)
    place: str | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    expected_size: int | None = None
    details: dict[str, Any] | None = None


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """A pool of connections, and one case with its answer to copy."""
    app.state.template = json.loads(Path(os.environ["BENCH_TEMPLATE"]).read_text("utf-8"))
    async with asyncpg.create_pool(host=os.environ["BENCH_SOCKETS"], user="article22_web", database="article22", min_size=4, max_size=8) as app.state.pool:
        yield


async def post_case(request: Request) -> Response:
    """The rows of the case that is copied, with new ids and what was sent; the answer of that case, with the new id."""
    raw = await request.body()
    case, now = CaseIn.model_validate_json(raw), datetime.now(UTC)
    template = request.app.state.template
    id, entry = f"{new_id(now)}", f"{new_id(now)}"
    document: dict[str, Any] = {name: [row | {"id": f"{new_id(now)}", "case_id": id} for row in template["document"][name]] for name in TABLES}
    document["case"] = template["document"]["case"] | {"id": id, "number": f"R-{id[-10:]}", "summary": case.summary, "description": case.description}
    document["messages"] = [row | {"id": f"{new_id(now)}", "cause": id} for row in template["document"]["messages"]]
    document["entries"] = [row | {"id": entry, "subject": id, "digest": f"\\x{hashlib.sha256(raw + id.encode()).hexdigest()}"}
                           for row in template["document"]["entries"]]
    document["said"] = [row | {"id": f"{new_id(now)}", "entry_id": entry} for row in template["document"]["said"]]
    content = json.dumps(template["answer"] | {"id": id}).encode()
    async with request.app.state.pool.acquire() as connection:
        await connection.fetchval("SELECT bench_open_case($1, $2, $3, $4)", json.dumps(document), request.headers["idempotency-key"],
                                  hashlib.sha256(raw).digest(), content)
    return Response(content, 201, media_type="application/json")


app = Starlette(routes=[Route("/api/v1/cases", post_case, methods=["POST"])], lifespan=lifespan)
