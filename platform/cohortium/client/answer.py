"""Answers: a table, and the receipt that proves it."""

from __future__ import annotations

import html
import os
import time
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from cohortium.bundle.report import Report
from cohortium.client.connection import Connection
from cohortium.client.errors import BadRequest, NotVerified
from cohortium.client.verification import verify_receipt

PATIENCE = 5.0  # seconds to wait for a checkpoint; the server has one within a second or two
SHOWN_ROWS = 30


class Answer:
    """What came of a question. `arrow` is the table; `frame` the same as a DataFrame."""

    def __init__(
        self, connection: Connection, dataset: str, table: pa.Table, receipt: dict[str, Any]
    ) -> None:
        self._connection = connection
        self._receipt = receipt
        self.dataset = dataset
        self.arrow = table

    def __repr__(self) -> str:
        rows, columns = self.arrow.num_rows, self.arrow.num_columns
        return f"<Answer {rows} x {columns}, receipt {self._receipt['index']}>"

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows; whole numbers stay whole also where some are missing (Int64)."""
        nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
        columns = {
            position: self.arrow.column(position).to_pandas(
                types_mapper=nullable.get if self.arrow.column(position).null_count else None
            )
            for position in range(self.arrow.num_columns)
        }
        frame = pd.DataFrame(columns)
        frame.columns = pd.Index(self.arrow.column_names)
        return frame

    @property
    def receipt(self) -> dict[str, Any]:
        """The receipt; waits some seconds for the published checkpoint that makes it provable.

        Its `state` is sequenced, integrated or cosigned; without a proof, ask for it again later.
        """
        until = time.monotonic() + PATIENCE
        while self._receipt["proof"] is None and time.monotonic() < until:
            time.sleep(0.2)
            self._receipt = self._connection.get(f"/v1/receipts/{self._receipt['index']}")
        return self._receipt

    def verify(self, policy: str | Path | None = None) -> Report:
        """Check, with no further word from the server, that the ledger stands for this answer.

        `policy` is a tlog-policy, its text or its file (default: the file COHORTIUM_POLICY names).
        Without one the server's own key is taken, and the report says ``pinned=False``. Raises
        NotVerified with the report when a check fails.
        """
        rows = _rows(self.arrow)
        report = verify_receipt(
            self.receipt, _policy(policy), columns=list(self.arrow.column_names), rows=rows,
            dataset=self.dataset,
        )  # fmt: skip
        if not report.verified:
            raise NotVerified(report)
        return report

    def _repr_html_(self) -> str:
        """For notebooks: the rows, and under them what stands for them."""
        told = self._receipt
        line = (
            f"receipt {told['index']} ({told['state']}) · release {told['release']}"
            f" · {told['withdrawals_in_force']} withdrawals in force"
        )
        table = self.frame.to_html(index=False, max_rows=SHOWN_ROWS, border=0, na_rep="")
        return f"<div>{table}<p><small>{html.escape(line)}</small></p></div>"


def _rows(table: pa.Table) -> list[list[Any]]:
    columns = [table.column(position).to_pylist() for position in range(table.num_columns)]
    return [list(row) for row in zip(*columns, strict=True)]


def _policy(policy: str | Path | None) -> str | None:
    """The text of a policy given as text, as a file, or by COHORTIUM_POLICY."""
    if policy is None:
        named = os.environ.get("COHORTIUM_POLICY")
        policy = Path(named) if named else None
    if policy is None or (isinstance(policy, str) and "\n" in policy):
        return policy
    try:
        return Path(policy).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest("the policy file cannot be read", code="policy") from error
