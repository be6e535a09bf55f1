"""Datasets, studies and one's own grant: what can be found and read without asking."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from cohortium.api.access import AskerOf, ServerOf
from cohortium.api.problems import documented
from cohortium.errors import Unavailable
from cohortium.flows.ask import latest, read_manifest
from cohortium.flows.dataset import describe
from cohortium.flows.grant import authorize
from cohortium.standing import Grant
from cohortium.wiring import Installation

router = APIRouter(prefix="/v1", tags=["datasets"])


@router.get("/grant", summary="What my token may do", responses=documented())
async def show_grant(server: ServerOf, asker: AskerOf) -> dict[str, Any]:
    """The grant, its end, and how many questions it has asked today (UTC)."""
    return await server.reading.run(describe_grant, asker.grant)


@router.get("/studies", summary="The registered studies", responses=documented())
async def studies(server: ServerOf, asker: AskerOf) -> dict[str, Any]:  # noqa: ARG001 - a token is needed
    """Studies as they stand on the ledger."""
    return await server.reading.run(list_studies)


@router.get("/datasets", summary="The datasets my grant covers", responses=documented())
async def datasets(server: ServerOf, asker: AskerOf) -> dict[str, Any]:
    """Each with its newest release."""
    return await server.reading.run(list_datasets, asker.grant)


@router.get(
    "/datasets/{dataset}", summary="A dataset's tables and columns", responses=documented(403)
)
async def dataset(server: ServerOf, asker: AskerOf, dataset: str) -> dict[str, Any]:
    """The data dictionary: types, roles, units, code systems, rounded counts."""
    authorize(asker.grant, dataset)
    return await server.reading.run(describe_dataset, dataset)


@router.get(
    "/datasets/{dataset}/manifest",
    summary="The newest release's manifest",
    responses=documented(403),
)
async def manifest(server: ServerOf, asker: AskerOf, dataset: str) -> Response:
    """The very bytes whose SHA-256 stands on the ledger."""
    authorize(asker.grant, dataset)
    data = await server.reading.run(manifest_bytes, dataset)
    digest = hashlib.sha256(data).hexdigest()
    return Response(data, media_type="application/json", headers={"ETag": f'"{digest}"'})


def describe_grant(installation: Installation, grant: Grant) -> dict[str, Any]:
    """A grant as its holder may see it."""
    opening = installation.vault.opening(grant.index)
    private = opening.private if opening else {}
    today = installation.clock().date().isoformat()
    return {
        "grant": grant.id,
        "dataset": grant.dataset,
        "until": grant.until,
        "download": grant.download,
        "index": grant.index,
        "researcher": private.get("researcher"),
        "purpose": private.get("purpose"),
        "questions": {
            "per_day": installation.settings.questions_per_day,
            "today": installation.state.asked_on(grant.id, today),
        },
    }


def list_studies(installation: Installation) -> dict[str, Any]:
    """All studies."""
    installation.state.refresh()
    found = installation.state.studies()
    return {
        "studies": [
            {"id": s.id, "title": s.title, "until": s.until, "digest": s.digest, "index": s.index}
            for s in found
        ]
    }


def list_datasets(installation: Installation, grant: Grant) -> dict[str, Any]:
    """The datasets that a grant covers."""
    release = latest(installation, grant.dataset)
    return {"datasets": [{"id": release.dataset, "study": release.study, "release": release.id}]}


def describe_dataset(installation: Installation, dataset: str) -> dict[str, Any]:
    """A dataset's data dictionary, with the release it is of."""
    release = latest(installation, dataset)
    return {**describe(read_manifest(installation, release)), "release": release.id}


def manifest_bytes(installation: Installation, dataset: str) -> bytes:
    """The manifest of the newest release, as published and as recorded."""
    release = latest(installation, dataset)
    data = (installation.home.releases / release.id / "manifest.json").read_bytes()
    if hashlib.sha256(data).hexdigest() != release.manifest:
        raise Unavailable(
            f"the manifest of release {release.id} was altered here: restore its folder"
        )
    return data
