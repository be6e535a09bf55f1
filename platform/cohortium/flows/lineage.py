"""The line of a dataset's releases: what the newest one left behind, and whose files still stand.

A seat keeps its number from release to release (`release.succession`), so who is who in two of them is
known here by number. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cohortium.errors import Unavailable
from cohortium.flows.ask import read_manifest
from cohortium.ports import Installation
from cohortium.release.succession import Seat, read_seats, seated
from cohortium.standing import Release

REMEMBERED = 24  # earlier releases that a new one is held against: two years of monthly ones


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier release whose folder stands: `people` gives the seat of each of its pseudonyms."""

    release: Release
    manifest: Mapping[str, Any]
    people: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """What went before: the newest release of the dataset, if there is one, and its seats.

    `earlier` are the releases that somebody may have beside the next one, oldest first: the last
    `REMEMBERED` whose folders stand, the newest among them. `whole`: they are all there ever were.
    """

    release: Release | None
    manifest: Mapping[str, Any] | None
    seats: tuple[Seat, ...]
    offsets: bytes | None  # the key of the dataset's date offsets
    earlier: tuple[Earlier, ...] = ()
    whole: bool = True

    @property
    def floor(self) -> Mapping[str, int]:
        """The level below which no column may be told."""
        return self.manifest["risk"]["transformation"] if self.manifest else {}

    @property
    def downloads(self) -> list[Mapping[str, Any]]:
        """The manifests of releases that had a download; the newest one's where that is not known of all."""
        known = [one.manifest for one in self.earlier if one.manifest["policy"]["download"]]
        return known if self.whole or self.manifest is None else [*known, self.manifest]

    def least(self, k: int) -> int:
        """The smallest k that any release of the dataset was made under, the next with `k` among them."""
        return min(k, self.manifest["succession"]["k"]) if self.manifest else k


def line(installation: Installation, dataset: str) -> Line:
    """What the releases of `dataset` left behind."""
    releases = installation.state.releases(dataset)
    if not releases:
        return Line(None, None, (), None)
    newest = releases[-1]
    opening = installation.vault.opening(newest.index)
    if opening is None or "seats" not in opening.private:
        raise Unavailable(
            f"who is in release {newest.id} is not known, so none can follow it: restore the vault,"
            " or register the study under a new id"
        )
    offsets = bytes.fromhex(opening.private["offsets"])
    standing = [
        release for release in releases[:-1] if (installation.home.releases / release.id).is_dir()
    ]
    found = (_earlier(installation, release) for release in [*standing, newest][-REMEMBERED:-1])
    seats, manifest = read_seats(opening.private["seats"]), read_manifest(installation, newest)
    last = Earlier(newest, manifest, seated(seats))
    earlier = (*(one for one in found if one is not None), last)
    return Line(newest, manifest, seats, offsets, earlier, len(earlier) == len(releases))


def _earlier(installation: Installation, release: Release) -> Earlier | None:
    """None where the vault no longer says who was in it: nobody here can tell who is who."""
    opening = installation.vault.opening(release.index)
    if opening is None or "seats" not in opening.private:
        return None
    people = seated(read_seats(opening.private["seats"]))
    return Earlier(release, read_manifest(installation, release), people)
