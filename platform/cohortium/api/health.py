"""Health and metrics: for the operator's probes, without a token, without an id."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from cohortium.api.access import ServerOf
from cohortium.api.problems import documented
from cohortium.errors import Unavailable
from cohortium.home import write_atomically
from cohortium.wiring import Installation
from cohortium_ledger.witness.publication import standing

router = APIRouter(tags=["operations"])
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/healthz", summary="Whether answers can be given now", responses=documented())
async def healthz(server: ServerOf) -> dict[str, Any]:
    """The ledger can be read and signed, and the disk written; 503 when not."""
    server.signing.check()
    return await server.reading.run(check)


@router.head("/healthz", include_in_schema=False)
async def head_healthz(server: ServerOf) -> Response:
    """The same, without the figures."""
    server.signing.check()
    await server.reading.run(check)
    return Response()


@router.get("/metrics", summary="Figures, for Prometheus", response_class=Response)
async def metrics(server: ServerOf) -> Response:
    """Questions by outcome, times, and where the ledger stands."""
    ledger = (await server.reading.run(check))["ledger"]
    server.metrics.ledger(ledger["size"], ledger["integrated"], ledger["published"])
    return Response(server.metrics.text(), headers={"Content-Type": METRICS_TYPE})


def check(installation: Installation) -> dict[str, Any]:
    """Read the ledger's end and write a file; raises when either fails."""
    reached = standing(installation.log)
    if reached.size:
        installation.log.entry(reached.size - 1)
    probe = installation.home.root / f".probe.{secrets.token_hex(6)}"
    try:
        write_atomically(probe, b"ok\n")
    except OSError as error:
        raise Unavailable(
            "the disk cannot be written: make room or check it", code="disk"
        ) from error
    finally:
        probe.unlink(missing_ok=True)
    ledger = {
        "size": reached.size, "integrated": reached.signed, "published": reached.published,
        "quorum": reached.quorum, "state": reached.state,
    }  # fmt: skip
    return {"status": "ok", "ledger": ledger}
