"""A dataset, as a researcher works with it."""

from __future__ import annotations

import io
import json
import uuid
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pyarrow as pa

from cohortium.client.answer import Answer
from cohortium.client.connection import Connection
from cohortium.client.download import download
from cohortium.client.errors import ServerTrouble

ARROW = "application/vnd.apache.arrow.stream"
RECEIPT = b"cohortium.receipt"


class Dataset:
    """One dataset of a server. `study` and `release` are None until the server was asked."""

    def __init__(
        self, connection: Connection, id: str, study: str | None = None, release: str | None = None
    ) -> None:
        self._connection = connection
        self.id = id
        self.study = study
        self.release = release

    def __repr__(self) -> str:
        return f"Dataset({self.id!r})"

    def ask(self, sql: str) -> Answer:
        """The answer to a question; QuestionRefused says why there is none."""
        response = self._connection.send(
            "POST",
            "/v1/queries",
            json={"dataset": self.id, "question": sql},
            headers={"Accept": ARROW, "Idempotency-Key": str(uuid.uuid4())},
        )
        try:
            with pa.ipc.open_stream(io.BytesIO(response.content)) as reader:
                table = reader.read_all()
            receipt = json.loads(table.schema.metadata[RECEIPT])
        except (pa.ArrowInvalid, ValueError, KeyError, TypeError) as error:
            raise ServerTrouble(
                "the server's answer cannot be read: ask again", code="answer"
            ) from error
        return Answer(self._connection, self.id, table.replace_schema_metadata(None), receipt)

    def explain(self, sql: str) -> dict[str, Any]:
        """What the gate makes of a question, without running it: decision, code, reasons, canonical."""
        body = {"dataset": self.id, "question": sql}
        return dict(self._connection.send("POST", "/v1/explain", json=body).json())

    @cached_property
    def description(self) -> dict[str, Any]:
        """The data dictionary, as the server tells it."""
        return dict(self._connection.get(self._path()))

    @property
    def tables(self) -> pd.DataFrame:
        """The data dictionary: one row a column, with type, role, unit and code system."""
        rows = [
            {"table": table["name"], "column": column.pop("name"), **column, "rows": table["rows"]}
            for table in self.description["tables"]
            for column in (dict(column) for column in table["columns"])
        ]
        return pd.DataFrame(rows).set_index(["table", "column"])

    @property
    def manifest(self) -> dict[str, Any]:
        """The newest release's manifest."""
        return dict(json.loads(self._manifest_bytes()))

    def download(self, directory: str | Path) -> list[Path]:
        """Fetch the newest release's files into `directory`, going on where an earlier try stopped.

        Each file is checked against the manifest, which is kept beside them. Needs a grant that
        allows downloads; every transfer is recorded on the ledger.
        """
        return download(
            self._connection, self._path("files"), self._manifest_bytes(), Path(directory)
        )

    def _manifest_bytes(self) -> bytes:
        return self._connection.send("GET", self._path("manifest")).content

    def _path(self, *parts: str) -> str:
        return "/".join(["/v1/datasets", quote(self.id, safe=""), *parts])
