"""Sessions: what one token may reach at one server."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any, Self

import httpx
import pandas as pd

from cohortium.client.connection import Connection
from cohortium.client.dataset import Dataset

DEFAULT_URL = "http://127.0.0.1:8080"
TIMEOUT = 60.0  # seconds; longer than any question may run


def connect(
    url: str | None = None,
    token: str | None = None,
    *,
    timeout: float = TIMEOUT,
    transport: httpx.BaseTransport | None = None,
) -> Client:
    """A session with the server at `url` (COHORTIUM_URL) under `token` (COHORTIUM_TOKEN).

    Nothing is sent yet. `timeout` is in seconds, for one request; `transport` is for tests and
    special networks.
    """
    address = url or os.environ.get("COHORTIUM_URL") or DEFAULT_URL
    secret = token if token is not None else os.environ.get("COHORTIUM_TOKEN", "")
    return Client(Connection(address, secret.strip(), timeout=timeout, transport=transport))


class Client:
    """A researcher's session; also a context manager."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self._connection.url!r})"

    def close(self) -> None:
        """Close the session."""
        self._connection.close()

    def datasets(self) -> list[Dataset]:
        """The datasets that the token's grant covers."""
        found = self._connection.get("/v1/datasets")["datasets"]
        return [Dataset(self._connection, d["id"], d["study"], d["release"]) for d in found]

    def dataset(self, id: str) -> Dataset:
        """One dataset by its id; nothing is asked of the server yet."""
        return Dataset(self._connection, id)

    def grant(self) -> dict[str, Any]:
        """What the token may do, and until when."""
        return dict(self._connection.get("/v1/grant"))

    def studies(self) -> pd.DataFrame:
        """The registered studies."""
        return pd.DataFrame(self._connection.get("/v1/studies")["studies"])

    def queries(self, limit: int = 200) -> pd.DataFrame:
        """The newest `limit` questions of this grant, with their outcomes and receipts' indices."""
        rows: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None and len(rows) < limit:
            size = min(200, limit - len(rows))
            more = {"cursor": cursor} if cursor else {}
            page = self._connection.get("/v1/queries", limit=size, **more)
            rows += page["queries"]
            cursor = page["next"]
        frame = pd.DataFrame(rows)
        return frame.astype({"receipt": "Int64"}) if rows else frame

    def receipt(self, index: int) -> dict[str, Any]:
        """The receipt of an earlier answer of this grant."""
        return dict(self._connection.get(f"/v1/receipts/{index}"))
