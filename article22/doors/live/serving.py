"""The live process over HTTP: one stream for each ticket, and whether it lives."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from article22.doors.live.listening import Hub
from article22.threshold.tickets import read_ticket

NEITHER_KEPT_NOR_HELD_BACK = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def application(address: str, secrets: Sequence[str], origin: str) -> Starlette:
    """The application: `address` of the database, the keys that sign tickets, and the one origin whose pages may listen."""
    hub = Hub(address)
    headers = {"Access-Control-Allow-Origin": origin, "Vary": "Origin", **NEITHER_KEPT_NOR_HELD_BACK}

    async def stream(request: Request) -> Response:
        ticket = read_ticket(request.query_params.get("ticket", ""), secrets, at=datetime.now(UTC))
        if ticket is None:
            return PlainTextResponse("This ticket is unknown or has ended.", 403, headers=headers)
        last = request.headers.get("Last-Event-ID", "") or request.query_params.get("last", "")
        return StreamingResponse(hub.stream(ticket, last), media_type="text/event-stream", headers=headers)

    async def health(_request: Request) -> Response:
        return JSONResponse({"listening": hub.is_listening, "watchers": len(hub.watchers)}, 200 if hub.is_listening else 503)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        ears = asyncio.create_task(hub.listen())
        yield
        ears.cancel()
        await asyncio.gather(ears, return_exceptions=True)

    return Starlette(routes=[Route("/live/", stream), Route("/live/healthz", health)], lifespan=lifespan)
