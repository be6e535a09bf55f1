"""Release after release of one dataset: who compares them isolates fewer than k of a class nowhere.

Every patient has a measured value that nobody else has, so who holds two downloads knows who is who in
both. The comparisons below are made of the files that leave and of nothing else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cohortium.flows.publish import Published, publish
from cohortium.release.policy import Policy
from cohortium.wiring import Installation
from hearts import STUDY, consent, withdraw

K, SEATS, SPARE = 5, 12, 5  # of each class: who is enrolled at first, and who is not
CLASSES = [(sex, year) for sex in ("female", "male") for year in (1952, 1983)]
QUASI = ("sex", "birth_year", "zip", "race", "ethnicity", "deceased")
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
Member = tuple[str, tuple[float, ...]]  # class, contents


def name(cell: int, number: int) -> str:
    return f"p{cell}x{number}"


def value(who: str) -> float:
    """What is measured of this patient, and of no other, also in two significant digits."""
    cell, number = who.removeprefix("p").split("x")
    return float((10 + int(number)) * 10 ** int(cell))


def observation(who: str, turn: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": f"{who}-o{turn}", "status": "final",
        "subject": {"reference": f"Patient/{who}"}, "effectiveDateTime": f"2024-0{turn + 1}-03",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "valueQuantity": {"value": value(who), "unit": "/min", "code": "/min"},
    }  # fmt: skip


def condition(who: str, code: str) -> dict[str, Any]:
    return {
        "resourceType": "Condition", "id": f"{who}-{code}", "recordedDate": "2024-05-03",
        "subject": {"reference": f"Patient/{who}"},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
    }  # fmt: skip


def everything() -> Iterator[dict[str, Any]]:
    for cell, (sex, year) in enumerate(CLASSES):
        for number in range(SEATS + SPARE):
            who = name(cell, number)
            yield {
                "resourceType": "Patient", "id": who, "gender": sex,
                "birthDate": f"{year}-03-0{1 + number % 9}",
                "name": [{"family": "Quill" + "abcd"[cell] * (number + 1), "given": ["Xanthe"]}],
                "address": [{"state": "MA", "postalCode": "02139"}],
            }  # fmt: skip
            yield from (observation(who, turn) for turn in range(2))


@dataclass
class Study:
    """A home, its releases so far, and how to change what they are made of."""

    home: Installation
    folder: Path
    take_in: Callable[[Installation, Path, str], Any]
    made: list[Published]

    def grant(self, *names: str) -> None:
        consent(self.home, *names)

    def withdraw(self, *names: str) -> None:
        withdraw(self.home, *names)

    def send(self, resources: Sequence[dict[str, Any]]) -> None:
        path = self.folder / f"{len(list(self.folder.iterdir()))}.ndjson"
        path.write_text("\n".join(json.dumps(one) for one in resources) + "\n")
        self.take_in(self.home, path, "north")

    def publish(self, policy: Policy | None = None) -> Published:
        self.made.append(publish(self.home, STUDY, policy or Policy()))
        return self.made[-1]

    def manifest(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.made[number].path / "manifest.json").read_bytes())
        return found


def downloaded(tables: Any, made: Published) -> dict[float, Member]:
    """Of each value (so of each person) in a download: their class, and all that was measured."""
    read = tables(made.path, "download")
    cells = {row["subject"]: repr([row[c] for c in QUASI]) for row in read["subjects"].to_pylist()}
    rows: dict[str, list[float]] = {}
    for row in read["observations"].to_pylist():
        rows.setdefault(row["subject"], []).append(row["value"])
    return {min(rows[who]): (cell, tuple(sorted(rows[who]))) for who, cell in cells.items()}


def isolated(older: dict[float, Member], newer: dict[float, Member]) -> dict[Any, int]:
    """How many of each class are gone, came, moved, or have other contents; of those that are under k."""
    groups: Counter[Any] = Counter()
    for who in older.keys() | newer.keys():
        before, after = older.get(who), newer.get(who)
        cells = before and before[0], after and after[0]
        changed = before is not None and after is not None and before[1] != after[1]
        groups[(*cells, changed)] += 1
    return {group: count for group, count in groups.items() if count < K}
