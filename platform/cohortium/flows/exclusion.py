"""Exclusion: whose rows of a release no answer may count, as of a size of the ledger.

A person leaves with the first of their consents that is withdrawn, also one they gave at another
hospital after the release was made: they are recognized by the same agreement of name, birth date
and sex that made them one person in the release, kept there as keyed hashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cohortium.errors import Unavailable
from cohortium.flows.identities import identities
from cohortium.ports import Installation
from cohortium.records.record import PatientRef
from cohortium.release.keys import ReleaseKeys
from cohortium.standing import Release


@dataclass(frozen=True, slots=True)
class Excluded:
    """Who is out: `subjects` of the release; `consents` counts the release's own that are withdrawn."""

    subjects: tuple[str, ...]
    consents: int


def excluded_subjects(installation: Installation, release: Release, size: int) -> Excluded:
    """The subjects of `release` who have withdrawn as of ledger size `size`."""
    own = installation.state.withdrawn(release.study, release.consent_size, size)
    later = installation.state.withdrawn_since(release.study, release.consent_size, size)
    if not own and not later:
        return Excluded((), 0)
    opening = installation.vault.opening(release.index)
    if opening is None:
        raise Unavailable(f"the keys of release {release.id} are gone: publish anew")
    subjects: Mapping[str, str | None] = opening.private["consents"]
    names = {subjects.get(str(index)) for index in own}
    names |= _linked(installation, opening.private, later)
    return Excluded(tuple(sorted(name for name in names if name)), len(own))


def _linked(
    installation: Installation, private: Mapping[str, Any], consents: list[int]
) -> set[str | None]:
    """Subjects who are the same persons as the patients of `consents`."""
    keys = ReleaseKeys(bytes.fromhex(private["key"]))
    patients = [owner for index in consents if (owner := _owner(installation, index))]
    linked = (who.linkage() for who in identities(installation, patients).values())
    return {private["linkage"].get(keys.linkage(linkage)) for linkage in linked if linkage}


def _owner(installation: Installation, consent: int) -> PatientRef | None:
    """Whose consent it is; None when they were erased, whose other consents the erasure withdrew."""
    try:
        opening = installation.vault.opening(consent)
    except Unavailable as gone:
        if gone.code == "erased":
            return None
        raise
    if opening is None or opening.owner is None:
        raise Unavailable("a withdrawn consent cannot be opened: restore the vault")
    return opening.owner
