"""Datasets as researchers see them: the data dictionary, with rounded counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cohortium.errors import NotFound
from cohortium.events import Event
from cohortium.flows.ask import latest, read_manifest
from cohortium.flows.delay import check_delay
from cohortium.flows.grant import still_granted
from cohortium.ports import Installation
from cohortium.standing import Grant
from cohortium.times import instant

SHOWN = ("name", "type", "role", "description", "unit", "system")


def describe(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """``{"dataset","study","release"?,"subjects","tables":[{"name","rows","columns":[...]}]}``."""
    return {
        "dataset": manifest["dataset"],
        "study": manifest["study"],
        "subjects": manifest["subjects"],
        "tables": [
            {
                "name": table["name"],
                "rows": table["rows"],
                "columns": [
                    {name: column[name] for name in SHOWN if column.get(name) is not None}
                    for column in table["columns"]
                ],
            }
            for table in manifest["tables"]
        ],
        "protection": manifest["protection"],
    }


DOWNLOAD = "download"  # the only rendition that leaves


@dataclass(frozen=True, slots=True)
class Downloadable:
    """A file of a release's download rendition: `path` as the manifest has it, `location` here."""

    release: str
    path: str
    sha256: str
    bytes: int
    table: str
    location: Path


def downloadable(installation: Installation, dataset: str) -> list[Downloadable]:
    """The files of the newest release's download rendition, in the manifest's order.

    Conflict when somebody who is in them withdrew too long ago.
    """
    release = latest(installation, dataset)
    check_delay(installation, release)
    folder = installation.home.releases / release.id
    return [
        Downloadable(
            release.id, file["path"], file["sha256"], file["bytes"], table["name"],
            folder / file["path"],
        )
        for table in read_manifest(installation, release)["tables"]
        for file in table["files"]
        if file["rendition"] == DOWNLOAD
    ]  # fmt: skip


def find_downloadable(installation: Installation, dataset: str, path: str) -> Downloadable:
    """The file that the manifest lists at `path`; anything else is not found."""
    for file in downloadable(installation, dataset):
        if file.path == path:
            return file
    raise NotFound(f"the newest release of dataset {dataset} has no such file: see its files")


def record_download(
    installation: Installation, grant: Grant, file: Downloadable, span: tuple[int, int]
) -> int:
    """Record that bytes [start, stop) of `file` leave under `grant`; returns the entry's index.

    A grant that has ended meanwhile is refused: nothing leaves under it after the entry of its end.
    """
    size = installation.state.refresh()
    body = {"grant": grant.id, "release": file.release}
    private = {"file": file.path, "range": list(span)}
    event = Event(
        "release.downloaded", body, instant(installation.clock()), private=private, replay=False
    )

    guard = still_granted(installation, grant, size)
    [recorded] = installation.journal.record([event], guard=guard)
    return recorded.index
