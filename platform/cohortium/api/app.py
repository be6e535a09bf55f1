"""The application: routes, errors and envelope over one home."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from cohortium.api import datasets, files, health, ledger, pages, problems, queries
from cohortium.api.envelope import Envelope
from cohortium.api.server import Server

ABOUT = """Ask datasets of consented, anonymized records, and prove what was answered.

Every answer comes with a receipt that can be checked offline. Errors are RFC 9457 problems.
"""


def create_app(home: Path) -> FastAPI:
    """The API over the home at `home`, which must exist; its threads open it at their first use."""
    server = Server.over(home)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with server.running():
            yield

    app = Api(
        title="Cohortium", version=version("cohortium"), description=ABOUT, lifespan=lifespan,
        docs_url=None, redoc_url=None, openapi_url="/openapi.json", redirect_slashes=False,
    )  # fmt: skip
    app.state.server = server
    app.add_middleware(Envelope, metrics=server.metrics)
    problems.install(app)
    for area in (datasets, files, queries, ledger, health, pages):
        app.include_router(area.router)
    return app


class Api(FastAPI):
    """FastAPI, with our problems in its OpenAPI document in the place of its own errors."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        document = super().openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = problems.SCHEMA
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for operations in document["paths"].values():
            for operation in operations.values():
                _drop_foreign(operation["responses"])
        return document


def _drop_foreign(responses: dict[str, Any]) -> None:
    found = responses.get("422", {}).get("content", {})
    if "application/json" in found and problems.MEDIA_TYPE not in found:
        del responses["422"]
