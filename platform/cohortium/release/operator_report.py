"""The operator's report of a release: exact figures, as JSON and as a page. Pure.

It stands in the release's folder under `operator/`, which no manifest lists: no route, download or
bundle takes it along. Researchers have the manifest, whose figures are blurred.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from cohortium.release.policy import Policy
from cohortium_anonymize import Release
from cohortium_anonymize.measures.learning import accuracy
from cohortium_anonymize.measures.statistics import compare
from cohortium_anonymize.reporting.document import measured
from cohortium_anonymize.reporting.page import page

FOLDER = "operator"
JSON, PAGE = "report.json", "report.html"
APART = frozenset({"risk", "utility", "attacks"})  # of the exact counts: not of persons and rows


def operator_report(
    release: str,
    manifest: Mapping[str, Any],
    generalized: Release,
    policy: Policy,
    exact: Mapping[str, Any],
    before: pa.Table,
) -> dict[str, Any]:
    """All that is known of `release`: what the models asked, what holds, and who is in it.

    `exact` are the counts of the sponsor's bundle, with the figures of attacks and of events;
    `before` are the subjects as they were, which statistics of the release are held against.
    """
    others = {
        "model": policy.learn
        and accuracy(
            before, generalized.table, generalized.kept, before.column_names, policy.learn
        ),
        "attacks": exact.get("attacks"),
        "trajectories": exact["risk"].get("trajectories"),
        "codes": exact["utility"].get("codes"),
        "hipaa": manifest["protection"].get("hipaa"),
    }
    return {
        "release": release,
        "dataset": manifest["dataset"],
        "study": manifest["study"],
        "created": manifest["created"],
        **measured(generalized, policy.models, policy.suppression),
        "statistics": compare(before, generalized.table, before.column_names),
        "persons": {name: told for name, told in exact.items() if name not in APART},
        "protection": manifest["protection"],
        **{name: told for name, told in others.items() if told},
    }


def files(report: Mapping[str, Any]) -> dict[str, bytes]:
    """The files that it is kept in, by name."""
    title = f"Release {report['release']} of {report['dataset']}"
    text = json.dumps(report, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return {JSON: text.encode(), PAGE: page(report, title).encode()}
