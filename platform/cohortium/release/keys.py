"""The keys of one release, all derived from its release key, so that it can be rebuilt to the byte."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from cohortium_anonymize import dates, pseudonyms


@dataclass(frozen=True, slots=True)
class ReleaseKeys:
    """Derived keys. `root` is sealed in the vault with the release's entry.

    `inherited` is the key of date offsets of the dataset's first release, where this is a later one:
    with other offsets every time, the true dates would lie where all of them can.
    """

    root: bytes = field(repr=False)
    inherited: bytes | None = field(default=None, repr=False)
    _derived: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def _key(self, use: str) -> bytes:
        if use not in self._derived:
            self._derived[use] = pseudonyms.derive(self.root, f"cohortium/release/{use}/v1")
        return self._derived[use]

    @property
    def subjects(self) -> bytes:
        """Names subjects."""
        return self._key("subjects")

    def encounters(self, rendition: str) -> bytes:
        """Names encounters of one rendition; the other's names never equal these."""
        return self._key(f"encounters/{rendition}")

    def linkage(self, parts: Sequence[str]) -> str:
        """A keyed hash by which a person of the release is recognized in a later record."""
        message = "\0".join(parts).encode()
        return hmac.new(self._key("linkage"), message, hashlib.sha256).hexdigest()

    @property
    def offsets(self) -> bytes:
        """Draws each person's date offset."""
        return self.inherited or self._key("offsets")

    @property
    def tree(self) -> bytes:
        """Salts the leaves of the subject-consent tree."""
        return self._key("tree")

    @property
    def exact(self) -> bytes:
        """Opens the commitment to the exact counts."""
        return self._key("exact")

    @property
    def trajectories(self) -> int:
        """Draws whose trajectories are tried for uniqueness, and by which knowledge."""
        return int.from_bytes(self._key("trajectories"))

    @property
    def attack(self) -> int:
        """Seeds the draws of the attacks on the release, a number of 63 bits."""
        return int.from_bytes(self._key("attack")[:8], "big") >> 1

    def text(self, person: str) -> bytes:
        """Names what is found in one person's notes; another person's tags never equal these."""
        return hmac.new(self._key("text"), person.encode(), hashlib.sha256).digest()

    def rank(self, seat: int) -> bytes:
        """Who goes along when others of a block leave, the greatest first: a lot that nobody draws."""
        return hmac.new(self._key("companions"), str(seat).encode(), hashlib.sha256).digest()

    def subject(self, person: str) -> str:
        """The pseudonym of a person."""
        return pseudonyms.pseudonym(self.subjects, person)

    def offset(self, person: str) -> int:
        """The days added to all dates of a person."""
        return dates.offset_days(self.offsets, person)
