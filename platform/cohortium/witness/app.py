"""The application: C2SP tlog-witness over HTTP.

    POST /add-checkpoint                    a log's new checkpoint in, cosignatures out
    GET  /<sha256 of origin, hex>/checkpoint    the newest one cosigned
    GET  /healthz                           whether cosigning is possible now

What is answered is `Witness`'s to decide; bounds on size and time of a request are set here. There is
nobody to authenticate: a request is as good as the log's signature in it.
"""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from cohortium.witness.envelope import Envelope
from cohortium_ledger import LedgerError, Witness
from cohortium_ledger.formats.submission_request import MAX_REQUEST

BODY_SECONDS = 10.0  # for the whole body: a request has a few kilobytes
_CLOSE = {"Connection": "close"}
_DOWN = "the witness cannot rely on its state now: nothing was cosigned\n"


class _Unread(Exception):
    """The body was not read to its end; `status` says why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def create_app(witness: Witness, *, body_seconds: float = BODY_SECONDS) -> ASGIApp:
    """`witness` over HTTP; whoever opened it closes it."""

    async def add_checkpoint(request: Request) -> Response:
        try:
            async with asyncio.timeout(body_seconds):
                body = await _body(request)
        except TimeoutError:
            return PlainTextResponse("the request took too long\n", 408, _CLOSE)
        except _Unread as error:
            return PlainTextResponse(f"{error}\n", error.status, _CLOSE)
        answer = await run_in_threadpool(witness.add_checkpoint, body)
        return Response(answer.body, answer.status, {"Content-Type": answer.content_type})

    async def checkpoint(request: Request) -> Response:
        try:
            note = await run_in_threadpool(witness.checkpoint, request.path_params["origin"])
        except LedgerError:
            return PlainTextResponse(_DOWN, 500)
        if note is None:
            return PlainTextResponse("no checkpoint of this log was cosigned here\n", 404)
        return PlainTextResponse(note)

    async def healthz(_: Request) -> Response:
        try:
            await run_in_threadpool(witness.check)
        except LedgerError:
            return JSONResponse({"status": "down"}, 503)
        return JSONResponse({"status": "ok"})

    routes = [
        Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
        Route("/healthz", healthz),
        Route("/{origin}/checkpoint", checkpoint),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return Envelope(app)


async def _body(request: Request) -> bytes:
    """The whole body. Raises _Unread when it is too large, also when it does not say so, or cut short."""
    told = Headers(scope=request.scope).get("content-length", "0")
    if told.isdecimal() and int(told[:20]) > MAX_REQUEST:
        raise _too_large()
    body = bytearray()
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise _Unread(400, "the request was cut short")
        body += message.get("body", b"")
        if len(body) > MAX_REQUEST:
            raise _too_large()
        if not message.get("more_body", False):
            return bytes(body)


def _too_large() -> _Unread:
    return _Unread(413, f"a request has at most {MAX_REQUEST} bytes")
