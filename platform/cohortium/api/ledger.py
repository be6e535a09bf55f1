"""The log's static tree over HTTP, for any C2SP client: ``/log/checkpoint``, ``/log/tile/...``."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cohortium.api.access import ServerOf
from cohortium.api.problems import documented
from cohortium.wiring import Installation

router = APIRouter(prefix="/log", tags=["ledger"])
TEXT = "text/plain; charset=utf-8"
FRESH = "public, max-age=1"  # a checkpoint is signed within a second of an entry
FOREVER = "public, max-age=31536000, immutable"


@router.get(
    "/{path:path}", summary="A file of the log", responses=documented(404), response_class=Response
)
@router.head("/{path:path}", include_in_schema=False)
async def static(server: ServerOf, path: str) -> Response:
    """`checkpoint`, `log.vkey`, `tile/<level>/<n>` and `tile/entries/<n>`; public by design."""
    data = await server.reading.run(read, path)
    if data is None:
        raise HTTPException(404)
    if path.startswith("tile/"):
        return Response(
            data, headers={"Cache-Control": FOREVER}, media_type="application/octet-stream"
        )
    return Response(data, headers={"Cache-Control": FRESH, "Content-Type": TEXT})


def read(installation: Installation, path: str) -> bytes | None:
    """One file of the static tree."""
    return installation.log.static(path)
