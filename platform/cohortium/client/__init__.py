"""The SDK: a researcher's session with a Cohortium server, from Python and notebooks.

    client = cohortium.connect("https://cohortium.example.org", token)
    answer = client.dataset("d-heart").ask("SELECT sex, count(*) FROM subjects GROUP BY sex")
    answer.frame, answer.receipt, answer.verify()

Needs the ``client`` extra alone (httpx, pandas, pyarrow).
"""

from __future__ import annotations

from cohortium.client.answer import Answer
from cohortium.client.dataset import Dataset
from cohortium.client.errors import (
    BadRequest,
    ClientError,
    DownloadFailed,
    NotAllowed,
    NotVerified,
    QuestionRefused,
    ServerTrouble,
    Unreachable,
)
from cohortium.client.session import Client, connect
from cohortium.client.verification import verify_receipt

__all__ = [
    "Answer",
    "BadRequest",
    "Client",
    "ClientError",
    "Dataset",
    "DownloadFailed",
    "NotAllowed",
    "NotVerified",
    "QuestionRefused",
    "ServerTrouble",
    "Unreachable",
    "connect",
    "verify_receipt",
]
