"""The telephone exchange's own thread: HTTP on this machine alone, where gateways report, and where a demo catches what would be sent or said."""

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
import uvicorn
from django.db import Error
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from article22.doors.mailroom import telephones
from article22.ground.installation.queries import get_kind, get_origin
from article22.ground.installation.rules import Kind
from article22.ground.outbox.rules.messages import Channel
from article22.kernel.refusal import Absent
from article22.procedures.telling import StillOut
from article22.threshold.aside import Aside

HERE = "127.0.0.1"
LARGEST = 64 * 1024  # bytes of what is taken in; ours are small
AGAIN_SECONDS = 2.0
STOP_SECONDS = 5.0
UNREADABLE = """Write a receipt as {"outcome": "delivered"}, {"outcome": "answered"} or {"outcome": "undeliverable", "code": "unknown-number"}.\n"""
log = structlog.get_logger("exchange")


class Exchange(threading.Thread):
    """Listens until it is told to stop; where another worker of this machine listens already, it waits to take its place."""

    def __init__(self, port: int) -> None:
        super().__init__(name="exchange", daemon=True)
        self.port, self.stopping = port, threading.Event()

    def stop(self) -> None:
        """After what is at hand."""
        self.stopping.set()
        self.join(STOP_SECONDS)

    def run(self) -> None:
        """Serve."""
        self.database = Aside("exchange database")
        try:
            asyncio.run(self._serve())
        finally:
            self.database.close()

    async def _serve(self) -> None:
        said = ""
        while not self.stopping.is_set():
            try:
                server, heard = await self._open()
            except (OSError, Error, Absent) as fault:
                if said != type(fault).__name__:
                    said = type(fault).__name__
                    log.warning("exchange.waits", fault=said, port=self.port)
                await self._pause(AGAIN_SECONDS)
                continue
            serving = asyncio.create_task(server.serve(sockets=[heard]))
            while not self.stopping.is_set() and not serving.done():
                await asyncio.sleep(0.1)
            server.should_exit = True
            await serving

    async def _open(self) -> tuple[uvicorn.Server, socket.socket]:
        """It calls itself by the name of this installation: by that the demo's own messages find it."""
        kind, origin = await self.database.call(lambda: (get_kind(), get_origin()))
        heard = socket.socket()
        try:
            heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            heard.bind((HERE, self.port))
        except OSError:
            heard.close()
            raise
        return uvicorn.Server(uvicorn.Config(
            self._application(is_demo=kind is Kind.DEMO), log_level="warning", access_log=False, server_header=False, headers=[("Server", origin)],
            lifespan="off", timeout_graceful_shutdown=1)), heard

    def _application(self, *, is_demo: bool) -> Starlette:
        catchers = (Channel.SMS, Channel.VOICE) if is_demo else ()
        return Starlette(routes=[Route("/receipts/{message:uuid}", self._take_receipt, methods=["POST"]),
                                 *(Route(f"/{channel}", self._catcher(channel), methods=["GET", "POST"]) for channel in catchers)])

    async def _take_receipt(self, request: Request) -> Response:
        message: UUID = request.path_params["message"]
        return await self._answer(request, lambda raw: telephones.take_receipt(message, raw))

    def _catcher(self, channel: Channel) -> Callable[[Request], Any]:
        async def catch(request: Request) -> Response:
            return Response() if request.method == "GET" else await self._answer(request, lambda raw: telephones.catch(channel, raw))

        return catch

    async def _answer(self, request: Request, take: Callable[[bytes], None]) -> Response:
        """204 only once it is kept; 503 asks the other side to come again."""
        raw = b""
        try:
            async for piece in request.stream():
                raw += piece
                if len(raw) > LARGEST:
                    return Response(status_code=413)
            await self.database.call(take, raw)
        except (Error, StillOut) as fault:
            log.warning("exchange.waits", fault=type(fault).__name__)
            return Response(status_code=503, headers={"Retry-After": "5"})
        except ClientDisconnect:
            return Response(status_code=400)
        except ValidationError:
            return Response(UNREADABLE, 422)
        except Absent:
            return Response(status_code=404)
        return Response(status_code=204)

    async def _pause(self, seconds: float) -> None:
        for _ in range(int(seconds / 0.1)):
            if self.stopping.is_set():
                return
            await asyncio.sleep(0.1)
