"""Can pseudonyms be recomputed by who knows a person? Public functions of known words are tried.

A pseudonym under a secret key is nothing to who has not the key. One that is a hash of a name, or an
identifier itself, singles everybody out at once: then no other figure matters.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

from cohortium_anonymize.attacks.outcome import Outcome, Rate

HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b")
SHOWN = 8  # characters of a digest that a pseudonym must show: by chance one in four billion does
STARTS = 10  # bytes of a digest: enough for `SHOWN` characters in each writing
LEAST = 6  # characters of a known word that is looked for as it is: shorter ones turn up by chance


def recomputed(known: Sequence[Iterable[str]], pseudonyms: Sequence[str]) -> Outcome:
    """Whose pseudonym shows a word that is ``known[i]`` of them, or the start of its digest.

    Control: the same words against the pseudonym of the person after. Naively nothing is found.
    """
    tried = [(_marks(words), at) for at, words in enumerate(known)]
    count = len(pseudonyms)
    own = np.array([_shows(pseudonyms[at], marks) for marks, at in tried], dtype=np.bool_)
    others = np.array(
        [_shows(pseudonyms[(at + 1) % count], marks) for marks, at in tried], dtype=np.bool_
    )
    return Outcome(
        "recomputation", ("pseudonym",), Rate.of(own), Rate(0, count), Rate.of(others & ~own)
    )


def _shows(pseudonym: str, marks: frozenset[str]) -> bool:
    folded = pseudonym.casefold()
    return any(mark in folded for mark in marks)


def _marks(words: Iterable[str]) -> frozenset[str]:
    """What a pseudonym made of one of the words shows; letters are folded."""
    marks = set[str]()
    for word in (word.strip() for word in words):
        if len(word) >= LEAST:
            marks.add(word.casefold())
        for form in {word, word.lower()} if word else ():
            for name in HASHES:
                digest = hashlib.new(name, form.encode(), usedforsecurity=False).digest()[:STARTS]
                marks |= {
                    digest.hex()[:SHOWN],
                    base64.b32encode(digest).decode()[:SHOWN].casefold(),
                    base64.b64encode(digest).decode()[:SHOWN].casefold(),
                }
    return frozenset(marks)
