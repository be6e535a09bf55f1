"""Names told by what they are not: a word that no dictionary has, written as names are.

This is the one way to see a name that does not depend on where it comes from, on a list of names or on
what a model was trained on. A word counts when it has a capital where other words have none, when it
stands among words all in small letters or all in capitals, or when a letter out of place gives it a case
that no word has ("aBkri"). Beside it stand the name's other parts, which may be words too ("Baozhai Song").
Words for medicine that the dictionaries lack are kept where what is around them says so: a dose, a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cohortium_anonymize.text.model.belief_spanish import spanish
from cohortium_anonymize.text.rules.names.passages import NAMES, ONLY_GIVEN, Passage, passages
from cohortium_anonymize.text.rules.names.standing import again, standing
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words.dictionary import syllable
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.eponymous import (
    eponymous,
    eponymous_given,
    eponymous_list,
    eponymous_whole,
)
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import NAME_WORDS, clinical, grammatical
from cohortium_anonymize.text.words.surnames import SURNAMES
from cohortium_anonymize.text.words.things import among_things

_DOSED: Final = re.compile(
    r"(?i)\s{0,2}\(?\d[\d.,/-]*\s?(?:mg|mcg|\u00b5g|ug|g|gm|ml|l|cc|units?|iu|meq|mmol|%)(?![A-Za-z])"
    r"|\s{1,2}(?:tab(?:let)?s?|cap(?:sule)?s?|cream|ointment|gel|lotion|patch(?:es)?|inhaler|nasal|pens?|inject\w{0,6}|drops?|gtts?|spray|syrup"
    r"|suspension|solution|infusion|shampoo|wash|powder|[ESX][RL]|XR|CR|HFA|ODT|DS|po|iv|im|sc|sq|bid|tid|qid|qd|qhs|prn|daily|nightly|weekly"
    r"|therapy|dos(?:e|es|ing|age)|level|titer|assay|panel|stain\w*|antibod\w+|antigen|gene|mutation)\b"
)  # fmt: skip
_TAKEN: Final = re.compile(
    r"(?i)\b(?:on|taking|takes?|took|using|uses?|used|starte?d?|started on|continued?|prescribe[ds]?|dos(?:e|es|ing) of|m[cg]g|mg of|refill(?:s|ed)?|trial of"
    r"|allerg(?:ic to|y to|ies)|otc|resume|increased?|decreased?|stop(?:ped)?|hold|held|given|apply|via|with a|and|or|medications?)[:,]?\s{1,2}$"
)
_KINDS: Final = re.compile(
    r"(?:[ -](?:[a-z]+[ ])?|s?[ ])(?:signs?|tests?|maneuvers?|manoeuvres?|classification|score|scales?|criteria|syndrome|disease|procedure|phenomenon|reflex(?:es)?"
    r"|index|grad(?:e|ing)|stage|staging|method|technique|view|line|catheter|tube|brace|boot|splint|collar|cast|sling|valve|stent|device|pump|drain|bodies|cells?|depth|formula|[a-z]{2,14}(?:ostomy|otomy|ectomy|plasty|pexy))\b"
)
_PLACE: Final = re.compile(r"(?i)\b(?:in|from|at|near|to|town of|city of)\s{1,2}$")
_CUE: Final = re.compile(
    r"(?i)\b(?:patient|pt|name:?|mr\.?|mrs\.?|ms\.?|dr\.?|rn|np|with|by|referring|from|for|called|named)\s{1,2}\Z"
)
_AFTER_NAME: Final = re.compile(r" ?[:(\n|]| -")
_SAID_LISTED = """
name patient pt mr mrs ms dr rn md signed seen without presents presented reports denies states called sent needs
"""
_SAID: Final = frozenset(_SAID_LISTED.split())
_LEAST_WORDS: Final = 3  # of a passage without case; fewer are a coded value
_WHOLLY_NAMES: Final = SURNAMES | GIVEN
_REACH: Final = 3  # words on either side of one that may belong to its name
_PARTICLES_BETWEEN: Final = 2
_SHORTEST: Final = 3  # letters, of the longer of two


def finds(text: str) -> Iterator[Span]:
    """Words that are most likely names, with those beside them that belong to them."""
    for passage in passages(text):
        places = range(len(passage.places))
        seeds = [at for at in places if passage.strange(at) or _pair(passage, at)]
        said = bool(seeds) and _prose(passage)
        for first, last in _names(passage, seeds):
            if not said and not (first < last and passage.begins(first)):
                continue
            if not (_whole(passage, first, last) if first < last else _excused(passage, first)):
                yield _span(passage, first, last)
    yield from _standing(text)


def _standing(text: str) -> Iterator[Span]:
    """Names told by where they stand, and their first parts wherever those say or do something."""
    parts = list(passages(text))
    given: set[str] = set()
    for passage in parts:
        for first, last in standing(passage):
            given.add(passage.plain(first))
            yield _span(passage, first, last)
    for passage in parts if given else ():
        for first, last in again(passage, given):
            yield _span(passage, first, last)


def _prose(passage: Passage) -> bool:
    """Whether the words are said of something; a coded value or a list without case is not."""
    if passage.style == "cased":
        return True
    words = [passage.word(at).lower() for at in range(len(passage.places))]
    return len(words) >= _LEAST_WORDS and any(grammatical(w) or w in _SAID for w in words)


def _pair(passage: Passage, at: int) -> bool:
    """Whether a word and the next, all of which some list has, make a name all the same."""
    if at + 1 == len(passage.places):
        return False
    if passage.style == "cased" and "," not in passage.gap(at, at + 1):
        return False
    if not (passage.joins(at, at + 1) and passage.joins(at + 1, at)):
        return False
    first, second = passage.plain(at), passage.plain(at + 1)
    if "," in passage.gap(at, at + 1):  # "Blot, Pauline"
        end = passage.places[at + 1][1]
        return second in GIVEN or (first in SURNAMES and bool(_AFTER_NAME.match(passage.text, end)))
    if passage.style == "capitals" and any(map(syllable, (first, second))):
        named = all(syllable(word) or word in NAMES for word in (first, second))
        return named and max(len(first), len(second)) >= _SHORTEST
    if all(word in _WHOLLY_NAMES and not ordinary(word) for word in (first, second)):
        return True
    if first not in GIVEN or clinical(first):
        return False
    sure = first not in NAME_WORDS or second in SURNAMES or second in ONLY_GIVEN
    return sure or bool(_CUE.search(passage.text[: passage.places[at][0]][-16:]))


def _names(passage: Passage, seeds: list[int]) -> Iterator[tuple[int, int]]:
    """First and last word of each name, apart and in order."""
    done = -1
    for at in seeds:
        if at <= done:
            continue
        first = last = at
        while (step := _next(passage, first, -1)) is not None and step > max(done, at - _REACH - 1):
            first = step
        while (step := _next(passage, last, 1)) is not None and step <= at + _REACH:
            last = step
        done = last
        yield first, last


def _next(passage: Passage, edge: int, direction: int) -> int | None:
    """The next word of a name beyond its word `edge`, also past a particle: "van Lier"."""
    place, found = edge + direction, None
    for between in range(_PARTICLES_BETWEEN + 1):
        if not 0 <= place < len(passage.places):
            break
        joined = passage.joins(place, place - direction) or (between and passage.uncommon(place))
        if not passage.particle(place):
            return place if joined else found
        found = place if joined else found  # "Van" may be a name too
        place += direction
    return found


def _whole(passage: Passage, first: int, last: int) -> bool:
    """Whether the words together are an eponym, or a list of them."""
    text, start, end = passage.text, passage.places[first][0], passage.places[last][1]
    if eponymous_whole(text, start, end) or eponymous_list(text, start, end):
        return True
    return among_things(text, start, end)


def _excused(passage: Passage, at: int) -> bool:
    """Whether a word that stands alone is let go."""
    if _of_medicine(passage, at):
        return True
    start, end = passage.places[at]
    if passage.style == "cased" and _heading(passage):
        return True
    return spanish(passage.text, start, end) and (passage.style != "cased" or passage.begins(at))


def _heading(passage: Passage) -> bool:
    """Whether every word of a line has a capital: there it says nothing."""
    words = (passage.word(at) for at in range(len(passage.places)))
    return not any(re.fullmatch(r"[a-z]{4,}", word) for word in words)


def _of_medicine(passage: Passage, at: int) -> bool:
    """Whether what stands around a word makes it a drug, a device, a sign."""
    start, end = passage.places[at]
    if passage.plain(at) in GIVEN:
        return eponymous_given(passage.text, start, end) or among_things(passage.text, start, end)
    before, after = passage.text[max(0, start - 24) : start], passage.text[end : end + 40]
    if eponymous(passage.text, start, end) or among_things(passage.text, start, end):
        return True
    return bool(_DOSED.match(after) or _KINDS.match(after) or _TAKEN.search(before))


def _span(passage: Passage, first: int, last: int) -> Span:
    text, start, end = passage.text, passage.places[first][0], passage.places[last][1]
    if passage.word(last).lower().endswith("'s"):
        end -= len("'s")
    kind = "LOCATION" if _PLACE.search(text[max(0, start - 12) : start]) else "NAME"
    return Span(start, end, kind, "rules", rule="unfamiliar")
