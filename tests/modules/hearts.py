"""The study of the flows' homes: its dataset, a question about it, and who leaves it and comes back."""

from __future__ import annotations

from cohortium.flows import enrol
from cohortium.wiring import Installation

STUDY, DATASET = "hearts", "d-hearts"
DOCUMENT = {
    "id": STUDY, "title": "Hearts", "text": "We count hearts.", "until": "2090-01-01",
    "terms": {"permission": "GRU"},
}  # fmt: skip
BY_SEX = "select sex, count(*) as n, count(distinct subject) as people from subjects group by sex"


def withdraw(home: Installation, *patients: str) -> enrol.Enrolled:
    return enrol.withdraw_consents(home, STUDY, enrol.find_patients(home, patients), by="test")


def consent(home: Installation, *patients: str) -> enrol.Enrolled:
    return enrol.grant_consents(home, STUDY, enrol.find_patients(home, patients), by="test")
