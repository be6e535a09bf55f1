"""Where a patient lives, works and is treated: everything `lookup` is to look for of one place."""

from __future__ import annotations

import re

from cohortium_anonymize.text.forms.normal import normalize
from cohortium_anonymize.text.record import renderings
from cohortium_anonymize.text.record.lookup import Entry, Lookup
from cohortium_anonymize.text.record.misspelling import LEAST, Candidate, Misspelling
from cohortium_anonymize.text.record.tokens import words
from cohortium_anonymize.text.words import vocabulary
from cohortium_anonymize.text.words.lexicon import clinical

_STATE = re.compile(r"[, ]([A-Z]{2})(?=[, ]|$)")
_KINDS = frozenset(vocabulary.ORGANIZATION_KINDS.split())


def enter_address(lookup: Lookup, misspelling: Misspelling, address: str) -> None:
    """ "street, city, ST ZIP": each part by itself, the street with and without abbreviations."""
    states = {state.lower() for state in _STATE.findall(address)}
    for kind, found in renderings.address_parts(address):
        joined = "".join(found)
        careful = len(found) == 1 and kind == "LOCATION" and renderings.is_word(found[0])
        if kind == "ZIP" or len(joined) > 2:
            lookup.enter(Entry(found, kind, joined, careful))
        for state in states if kind == "LOCATION" else ():
            lookup.enter(Entry((*found, state), kind, joined))
        if kind == "LOCATION" and len(found) == 1 and not careful and len(joined) > LEAST:
            misspelling.name(joined, Candidate(kind, joined))


def enter_organization(lookup: Lookup, name: str, kind: str) -> None:
    """A facility or employer: whole, without its kind ("Medical Center"), its initials in capitals."""
    found = tuple(words(normalize(name).text))
    if not found or all(clinical(word) or word.isdigit() for word in found):
        return
    label = "".join(found)
    careful = len(found) == 1 and renderings.is_word(found[0])
    lookup.enter(Entry(found, kind, label, careful))
    short = list(found)
    while len(short) > 1 and (clinical(short[-1]) or short[-1] in _KINDS):
        short.pop()
    if len(short) > 1 or not renderings.is_word(short[0]):
        lookup.enter(Entry(tuple(short), kind, label, len(short) == 1))
    initials = "".join(word[0] for word in found if word not in ("of", "the", "and", "for"))
    if len(initials) > 2 and not clinical(initials):
        lookup.enter(Entry((initials,), kind, label, capitals=True))
