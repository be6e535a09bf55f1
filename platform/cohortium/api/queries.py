"""Questions: ask, explain, one's own history, and receipts."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from starlette.responses import JSONResponse, Response

from cohortium.api import arrow, cursor
from cohortium.api.access import AskerOf, ServerOf
from cohortium.api.bodies import Question, described, read_body
from cohortium.api.idempotency import check_key
from cohortium.api.problems import documented
from cohortium.api.server import Server
from cohortium.errors import Refused
from cohortium.flows import ask as flow
from cohortium.flows.grant import authenticate, authorize
from cohortium.flows.history import answer_to, history
from cohortium.flows.receipt import own_receipt, receipt
from cohortium.flows.submission import submission
from cohortium.wiring import Installation

router = APIRouter(prefix="/v1", tags=["questions"])
MAX_INDEX = 2**53 - 1
IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="Sent again with the same body: the same answer."),
]
Arrow = {"content": {arrow.MEDIA_TYPE: {}}, "description": "The answer; its receipt's index in the header Cohortium-Receipt."}  # fmt: skip


@router.post(
    "/queries",
    summary="Ask a dataset",
    openapi_extra=described(Question),
    responses={200: Arrow, **documented(400, 403, 409, 413, 415, 422)},
)
async def ask(
    request: Request, server: ServerOf, asker: AskerOf, idempotency_key: IdempotencyKey = None
) -> Response:
    """An answer with its receipt; nothing leaves before it stands on the ledger."""
    question, data = await read_body(request, Question)
    key = None if idempotency_key is None else check_key(idempotency_key)
    begun, outcome = time.monotonic(), "failed"
    try:
        server.signing.check()
        told, replayed = await server.asking.run(answer, server, asker.token, question, key, data)
        outcome = "replayed" if replayed else "answered"
    except Refused:
        outcome = "refused"
        raise
    finally:
        server.metrics.question(outcome, time.monotonic() - begun)
    return render(told, request.headers.get("accept", ""))


@router.post(
    "/explain",
    summary="What the gate makes of a question, without running it",
    openapi_extra=described(Question),
    responses=documented(400, 403, 413, 415),
)
async def explain(request: Request, server: ServerOf, asker: AskerOf) -> dict[str, Any]:
    """Depends on the text, the schema and the policy alone, never on data."""
    question, _ = await read_body(request, Question)
    authorize(asker.grant, question.dataset)
    return await server.reading.run(flow.explain, question.dataset, question.question)


@router.get("/queries", summary="My questions, newest first", responses=documented(400))
async def queries(
    server: ServerOf,
    asker: AskerOf,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor_text: Annotated[
        str | None, Query(alias="cursor", max_length=100, description="`next` of the page before.")
    ] = None,
) -> dict[str, Any]:
    """Every question of this grant with its outcome; `next` is null on the last page."""
    before = MAX_INDEX if cursor_text is None else cursor.read(cursor_text)
    found = await server.reading.run(history, asker.grant, before=before, limit=limit + 1)
    page = found[:limit]
    more = len(found) > limit
    return {"queries": page, "next": cursor.write(page[-1]["index"]) if more else None}


@router.get(
    "/receipts/{index}", summary="The receipt of one of my answers", responses=documented(400, 404)
)
async def show_receipt(
    server: ServerOf, asker: AskerOf, index: Annotated[int, Path(ge=0, le=MAX_INDEX)]
) -> dict[str, Any]:
    """`state` is sequenced, integrated (a signed checkpoint holds it) or cosigned (by a quorum)."""
    return await server.reading.run(own_receipt, asker.grant, index)


def answer(
    installation: Installation,
    server: Server,
    token: str,
    question: Question,
    key: str | None,
    data: bytes,
) -> tuple[dict[str, Any], bool]:
    """The receipt of the answer, and whether it had been given before."""
    grant = authenticate(installation, token)  # again: it may have ended while we waited for a room
    authorize(grant, question.dataset)
    if key is None:
        given = flow.ask(installation, grant, question.dataset, question.question)
        return _promised(installation, given), False
    claim = server.requests.claim(grant.id, token, key, data, installation.log.size)
    try:
        entry = claim.entry
        if entry is None and claim.repeated:
            entry = answer_to(installation, grant, claim.digest, since=claim.floor)
        if entry is not None:
            told = own_receipt(installation, grant, entry)
        else:
            given = flow.ask(
                installation, grant, question.dataset, question.question, request=claim.digest
            )
            told = _promised(installation, given)
        if claim.entry is None:
            server.requests.settle(claim, told["index"])
        return told, entry is not None
    finally:
        server.requests.release(claim)


def _promised(installation: Installation, given: flow.Answer) -> dict[str, Any]:
    """The receipt of an answer just given, with the signed promise that its entry will be seen."""
    promise = submission(installation, given.index).decode()
    return receipt(installation, given) | {"submission": promise}


def render(told: dict[str, Any], accept: str) -> Response:
    """The answer in `told`, as JSON or, where that is asked for, as an Arrow stream."""
    content = told["opening"]["content"]
    headers = {"Cohortium-Receipt": str(told["index"]), "Vary": "Accept"}
    if arrow.wanted(accept):
        data = arrow.stream(content["columns"], content["rows"], told)
        return Response(data, media_type=arrow.MEDIA_TYPE, headers=headers)
    document = {
        "columns": content["columns"],
        "rows": content["rows"],
        "tier": content["tier"],
        "receipt": told,
    }
    return JSONResponse(document, headers=headers)
