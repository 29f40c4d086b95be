"""The register as a feed: the whole of it, for programs that keep a copy and ask again."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja import Router

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.missions.models import Mission, Premises
from article22.contexts.missions.queries.exports import is_hidden, list_with_premises
from article22.doors.api import shapes
from article22.doors.api.parameters import check_known
from article22.kernel.actor import Actor
from article22.threshold.actors import actor_of
from article22.threshold.clock import now

router = Router()


@router.get("", response={200: list[shapes.MissionFeedOut], 304: None, **shapes.PROBLEMS}, operation_id="register", summary="The whole register")
def show_register(request: HttpRequest) -> HttpResponse:
    """Every mission that the asker lists, with its present places, and no people. Send the `ETag` of the last answer as `If-None-Match`: 304 if it holds."""
    check_known(request, frozenset({"lang"}))
    actor = actor_of(request)
    found = list_with_premises(seen_by=actor, on=get_directory(at=now()).today)
    said = [{**mission_of(mission), "premises": [premises_of(row, mission, actor) for row in places]} for mission, places in found]
    body = json.dumps(said, ensure_ascii=False).encode()
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if mark in asked or "*" in asked:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)


def mission_of(mission: Mission) -> dict[str, Any]:
    """A mission for programs."""
    return {"id": f"{mission.pk}", "number": mission.number, "state": mission.state_id, "kind": mission.kind, "name": mission.name,
            "city": mission.city, "region": mission.region, "ended_on": f"{mission.ended_on}" if mission.ended_on else None}


def premises_of(row: Premises, mission: Mission, actor: Actor) -> dict[str, Any]:
    """A place for programs. A residence is without its address and point to all but its own mission: a program cannot say why it reads them."""
    is_at = not is_hidden(row, mission, seen_by=actor)
    return {"id": f"{row.pk}", "kind": row.kind, "is_main": row.is_main, "address": row.address if is_at else "", "city": row.city, "state": row.region,
            "lat": row.latitude if is_at else None, "lon": row.longitude if is_at else None, "precision_km": row.precision_km if is_at else None,
            "verified": row.verified_at is not None}
