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
    names |= set(_linked(installation, opening.private, later).values())
    return Excluded(tuple(sorted(name for name in names if name)), len(own))


def left_elsewhere(installation: Installation, release: Release, size: int) -> frozenset[int]:
    """Consents that subjects of `release` gave after it at other hospitals, and have withdrawn."""
    later = installation.state.withdrawn_since(release.study, release.consent_size, size)
    opening = installation.vault.opening(release.index) if later else None
    return frozenset(_linked(installation, opening.private, later) if opening else ())


def _linked(
    installation: Installation, private: Mapping[str, Any], consents: list[int]
) -> dict[int, str]:
    """Which of `consents` are of the same persons as subjects of the release, and of whom."""
    keys = ReleaseKeys(bytes.fromhex(private["key"]))
    owners = {index: owner for index in consents if (owner := _owner(installation, index))}
    known = identities(installation, list(dict.fromkeys(owners.values())))
    linkages = {who: linkage for who in known if (linkage := known[who].linkage())}
    subjects: Mapping[str, str] = private["linkage"]
    hashes = {
        index: keys.linkage(linkages[who]) for index, who in owners.items() if who in linkages
    }
    return {index: subjects[named] for index, named in hashes.items() if named in subjects}


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
