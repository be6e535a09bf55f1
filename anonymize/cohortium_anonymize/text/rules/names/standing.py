"""Names told by where they stand: between words that only people stand after and words that end a name.

Beside a word that is surely a name, in a place for people, stands the rest of the name, even where it is a word of
everyday English or an abbreviation of medicine: "spoke with hilary smart by phone", "PATIENT AKI MOILANEN WAS SEEN". Case is not
looked at where it says nothing; grammar is: articles, titles, roles, relatives and what is said of time belong to no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal

from cohortium_anonymize.text.rules.names.passages import NAMES, ONLY_GIVEN, OPENING, Passage
from cohortium_anonymize.text.words.dictionary import VOWEL, english, familiar, syllable
from cohortium_anonymize.text.words.english import everyday, ordinary
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import (
    CLINICAL,
    EPONYMS,
    PRODUCTS,
    RARE_EPONYMS,
    clinical,
    grammatical,
)
from cohortium_anonymize.text.words.surnames import BORNE, SURNAMES
from cohortium_anonymize.text.words.verbs import AFTER_NAMES

_DONE: Final = (
    r"(?:co-?)?signed|dictated|transcribed|reviewed|verified|attested|written|prepared|completed|documented|entered|ordered|performed|examined"
    r"|evaluated|seen|requested|interpreted|treated|accompanied|prescribed|approved|authored|witnessed|administered|assisted|recorded|drawn|collected|placed|obtained|given|taught|scheduled|notified|supervised|followed"
)
# After these a person stands, and hardly anything else.
_OF_PEOPLE: Final = (
    rf"(?:{_DONE})[ ]by[ ]?:?|(?:spoke|spoken|speaking|talked|talking|met|meeting|visited|conversation|appointment|visit|(?:plan|results?|options?|risks?|findings|case|care|it|this)[ ]with"
    r"|discussed)[ ](?:with|to)|(?:plan|results?|options?|findings|case)[ ]with|(?:reviewed|shared|reconciled)[ ]with|(?:daughter|son|wife|husband|mother|father|sister|brother|family|parents|care)[ ]of|(?:letter|message|call|note)[ ](?:to|from)|per|(?:will|to)[ ]see|referring|i[ ]saw|we[ ]saw|i[ ]met|i[ ]examined|named|called|dear"
    r"|mr\.?|mrs\.?|ms\.?|miss|dr\.?|doctor|nurse|rn|np|seen(?:[ ](?:today|now|with|by))?[ ]?:"
)
_LABELS: Final = (
    r"next[ -]of[ -]kin[ ]?:|nok[ ]?:|(?:emergency[ ])?contact[ ]?:|spouse[ ]?:|guardian[ ]?:|caregiver[ ]?:"
    r"|attending[ ]?:|provider[ ]?:|surgeon[ ]?:|physician[ ]?:|author[ ]?:|patient[ ]?:|pt[ ]?:|re[ ]?:|attn[ ]?:"
)
_CUE: Final = re.compile(
    rf"(?i)(?<![\w-])(?:{_OF_PEOPLE}|{_LABELS}|(?P<name>(?:(?:patient|pt|full|legal)[ ])?name[ ]?:))[ ]{{1,2}}(?=[^\W\d_])"
)
_KIN: Final = r"wife|husband|spouse|partner|mother|father|mom|mum|dad|daughter|son|sister|brother|aunt|uncle|niece|nephew|cousin|friend|neighbou?r|caregiver|guardian"
# A single word that only a name can be there: "mr. sales reports", "his wife, toni, who agrees".
_ALONE: Final = re.compile(
    rf"(?i)(?<![\w-])(?:(?:mr\.|mrs\.?|ms\.|dr\.)[ ]{{1,2}}(?P<name>[^\W\d_]{{2,20}})(?![\w'-])|(?:{_KIN}),[ ](?P<kin>[^\W\d_]{{2,20}})(?=,[ ]who\b))"
)
# A subject may stand after these: where a sentence, a line or a clause begins, and words for time and people.
_OPENS: Final = re.compile(
    r"(?i)(?:^|[.!?][ ]|[:;][ ]|\n|(?P<clause>,[ ]|(?<![\w-])(?:overnight|night|today|yesterday|morning|afternoon|evening|noon|rounds|patient|pt|client|that|because|but|and|when|while|if|since)[ ]))"
    r"[ \t]{0,3}(?=[^\W\d_])"
)
_VERBS: Final = "|".join(sorted(AFTER_NAMES))
_AGED: Final = r",?[ ]\(?\d{1,3}[ -]?(?:y|mo?\b|f\b|year)"
# What is done to people alone.
_TREATED: Final = re.compile(
    r"(?i)[ ](?:was|is|has[ ]been)[ ](?:seen[ ]for|admitted|discharged|counsel{1,2}ed|interviewed|educated|reassured|intubated|extubated|hospitali[sz]ed|born)\b"
)
# What a name ends before, whatever stands before it; and where a person stands before it.
_DOES: Final = re.compile(rf"(?i)[ ](?:{_VERBS})\b(?![ ]?:)|{_AGED}|,?[ ](?:dob|mrn)\b")
_ENDS: Final = re.compile(
    r"(?i)\s*(?:$|[(;\n)])|[ ]{3}|[ ]{1,3}[a-z]{2,12}[ ]?:|[ ]-{1,2}[ ]|,(?![ ]?[a-z'-]+,)|\.(?:\s|$)|,?[ ](?:md|do|rn|np|pa|pa-c|phd|lpn)\b"
    r"|[ ](?:by|in|to|at|for|from|on|via|over|regarding|about|with|who|and|today|yesterday|tomorrow|again|before|after|during|because|this|last|next)\b"
)
_ITEM: Final = re.compile(r"[ ]?:|[ ]{1,2}-{1,2}[ ]|[ ]?[(|\n]")  # after "Ouyang, Na"
_OWNS: Final = re.compile(r"'s\Z", re.IGNORECASE)
_MISPLACED: Final = re.compile(r"[a-z][A-Z][a-z]+")
_VOWEL_FIRST: Final = re.compile(r"[aeiou]|h(?:our|on|eir)")
_BESIDE: Final = frozenset((" ", "-", "  "))
_COMMA: Final = frozenset((", ", ","))
_REACH: Final = 24  # characters before a passage
_KEPT: Final = 10_000  # words of which it is remembered what they are
_BORNE: Final = frozenset(("more",))  # words of grammar that are surnames
_TRADE: Final = re.compile(r"(?:ist|ician|isor|ator|aison|man|ary|er|or|ee)\Z")
_MOST: Final = 4  # words of a name
_LONG: Final = 5  # letters of a word of medicine that is hardly a name
_PARTICLE: Final = 3  # letters, at most, of one that is mistyped
RARER: Final = BORNE | EPONYMS | RARE_EPONYMS  # names of some people, too
_SWAPPED: Final = frozenset(
    "".join(sorted(one))
    for one in ("van", "von", "der", "den", "das", "dos", "del", "de", "da", "di")
)
_NOT_LISTED: Final = """
patient pt client nurse doctor physician provider resident attending surgeon intern student therapist pharmacist manager worker staff name named she he it they we you his her its their is was at by in to on so no as or if team
family mother father mom mum dad parents wife husband spouse partner daughter son sister brother aunt uncle niece nephew cousin neighbor
neighbour caregiver guardian interpreter grandmother grandfather grandma grandpa granddaughter grandson girlfriend boyfriend roommate baby girl
infant twin male female lady gentleman woman mr mrs ms miss dr prof professor rn np md today yesterday tonight tomorrow night overnight morning afternoon evening last do be are not and of again also still now then
recently often who which when while again alone see next first herself himself therapy clinic hospital center centre office pharmacy department dept unit
social charge primary emergency service consult consultant referral call phone letter note
"""
NOT: Final = frozenset(_NOT_LISTED.split())


Kind = Literal["people", "label", "start", "clause"]  # what stands before a name


def standing(passage: Passage) -> Iterator[tuple[int, int]]:
    """First and last word of each name that stands where only a name may, with a word that is surely one."""
    if not passage.places:
        return
    words = {start: at for at, (start, _end) in enumerate(passage.places)}
    start, end = passage.places[0][0], passage.places[-1][1]
    if any(passage.written(at) and _telling(passage.plain(at)) for at in words.values()):
        for place, kind in _places(passage.text, start, end):
            if place in words:
                yield from _stands(passage, words[place], kind)
    if passage.style == "cased" and passage.text.find(", who", start, end + len(", who")) < 0:
        return
    for match in _ALONE.finditer(passage.text, max(0, start - _REACH), end):
        alone = words.get(max(match.start("name"), match.start("kin")))
        if alone is not None and _alone(passage, alone, kin=bool(match["kin"])):
            yield alone, alone


def _places(text: str, start: int, end: int) -> list[tuple[int, Kind]]:
    """Where a name may begin, in order, and what stands before it."""
    found: dict[int, Kind] = {
        match.end(): "clause" if match["clause"] else "start"
        for match in _OPENS.finditer(text, start, end)
    }
    for match in _CUE.finditer(text, max(0, start - _REACH), end):
        found[match.end()] = "label" if match["name"] else "people"
    return sorted(found.items())


@lru_cache(_KEPT)
def _telling(low: str) -> bool:
    """Whether a word may tell that it and those beside it are a name."""
    return _sure(low) or _uncommon(low) or low in GIVEN or low in RARER


def _alone(passage: Passage, at: int, *, kin: bool) -> bool:
    """Whether the word may be a name; where capitals tell, a title's is for other rules."""
    low = passage.plain(at)
    if not passage.written(at) or not (_possible(low) or (kin and low == "an")):
        return False
    return kin or passage.style != "cased"


def again(passage: Passage, given: set[str]) -> Iterator[tuple[int, int]]:
    """Where one of the first names found says or does something: "Iva lives alone"."""
    for at in range(len(passage.places)):
        told = passage.plain(at) in given and passage.written(at)
        if told and _DOES.match(passage.text, passage.places[at][1]):
            yield at, at


def _stands(passage: Passage, first: int, kind: Kind) -> Iterator[tuple[int, int]]:
    """The words from `first` as far as a name goes, if they are one."""
    comma = False
    for last in range(first, min(first + _MOST, len(passage.places))):
        if last > first:
            gap = passage.gap(last - 1, last)
            comma_here = gap in _COMMA
            if not (gap in _BESIDE or (comma_here and not comma)):
                return
            if comma_here and not _surname(passage, first, last):
                return
            comma = comma or comma_here
        if not _may_be_part(passage, first, last):
            return
        if not _ended(passage, first, last, kind):
            continue
        if last > first and _named(passage, first, last, kind):
            yield first, last
        elif last == first and kind in ("start", "clause") and _treated(passage, first):
            yield first, first
        if last > first or not passage.text.startswith(",", passage.places[last][1]):
            return


def _treated(passage: Passage, at: int) -> bool:
    """Whether something is done to the word that is done to people, and it may be their name."""
    low = passage.plain(at)
    if not (low in RARER or low in SURNAMES or low in GIVEN or _uncommon(low) or syllable(low)):
        return False
    return bool(_TREATED.match(passage.text, passage.places[at][1]))


def _surname(passage: Passage, first: int, end: int) -> bool:
    """Whether the words before a comma may be a surname, of which a given name follows."""
    lows = [passage.plain(at) for at in range(first, end)]
    if lows[0] in OPENING:
        return False
    return len(lows) == 1 or passage.particle(first) or all(map(_uncommon, lows))


def _verbal(low: str) -> bool:
    """Whether a word looks like what somebody does or is done to him."""
    return low.endswith(("ing", "ed")) and everyday(low) and english(low)


def _may_be_part(passage: Passage, first: int, at: int) -> bool:
    """Whether the word may be a part of a name that begins with the word `first`."""
    low = passage.plain(at)
    if not passage.written(at) and not passage.particle(at) and not _mistyped_particle(passage, at):
        return False
    if passage.particle(at) or (at > first and _mistyped_particle(passage, at)):
        return True
    if low == "said" and at == first:
        return True
    if low == "my" and at == first:
        return at + 1 < len(passage.places) and passage.plain(at + 1) in GIVEN | SURNAMES
    if low == "an":
        return (
            at == first
            and at + 1 < len(passage.places)
            and not _VOWEL_FIRST.match(passage.plain(at + 1))
        )
    if at == first and ((len(low) == 1 and low in "ia") or _verbal(low)):
        return False
    before_comma = at == first and passage.text.startswith(",", passage.places[at][1])
    if before_comma and (low in SURNAMES or not english(low)):
        return low in SURNAMES or not (low in NOT or grammatical(low))
    return _possible(low) and not (at > first and "," in passage.gap(at - 1, at) and _verbal(low))


def _mistyped_particle(passage: Passage, at: int) -> bool:
    """Whether a short word in small letters, among words with capitals, has a particle's letters: "vna"."""
    word = passage.word(at)
    if passage.style != "cased" or not word.islower() or not 1 < len(word) <= _PARTICLE:
        return False
    return "".join(sorted(word)) in _SWAPPED


@lru_cache(_KEPT)
def _possible(low: str) -> bool:
    """Whether a word, in small letters, can be part of a name at all."""
    if (
        low in NOT
        or low in AFTER_NAMES
        or low in PRODUCTS
        or (grammatical(low) and low not in _BORNE)
    ):
        return False
    if low in NAMES or low in RARER or low not in CLINICAL:
        return not (low.endswith("ly") and len(low) > _LONG and english(low) and low not in NAMES)
    return len(low) <= _LONG


@lru_cache(_KEPT)
def _sure(low: str) -> bool:
    """Whether a word, in small letters, is hardly anything but a name."""
    if low in ONLY_GIVEN:
        return True
    if low in SURNAMES or low in EPONYMS:
        return not everyday(low)
    return len(low) > 1 and bool(VOWEL.search(low)) and not familiar(low)


def _uncommon(low: str) -> bool:
    """Whether a word is rare, and nobody's trade."""
    return not ordinary(low) and low not in PRODUCTS and not _TRADE.search(low)


def _ended(passage: Passage, first: int, last: int, kind: Kind) -> bool:
    """Whether what stands after the word ends a name."""
    end = passage.places[last][1]
    if _DOES.match(passage.text, end):
        return True
    lows = [passage.plain(at) for at in range(first, last + 1)]
    if kind == "clause":
        return False
    if kind == "start" and not any(low in ONLY_GIVEN for low in lows):
        return (
            first < last <= first + 2
            and bool(_ITEM.match(passage.text, end))
            and any("," in passage.gap(at, at + 1) for at in range(first, last))
        )
    if passage.text.startswith(":", end):
        return last > first and (
            "," in passage.gap(last - 1, last) or (kind == "start" and lows[0] in ONLY_GIVEN)
        )
    return bool(_OWNS.search(passage.word(last)) or _ENDS.match(passage.text, end))


def _named(passage: Passage, first: int, last: int, kind: Kind) -> bool:
    """Whether a word of them is surely a name, and none the one that only begins a sentence."""
    lows = [passage.plain(at) for at in range(first, last + 1)]
    if passage.particle(last) and not _sure(lows[-1]) and len(lows) == 2 and not _sure(lows[0]):
        return False
    misplaced = passage.style == "cased" and any(
        _MISPLACED.fullmatch(passage.word(at).removesuffix("'s")) for at in range(first, last + 1)
    )
    if misplaced or any(map(_sure, lows)) or any(map(passage.strange, range(first, last + 1))):
        return True
    if lows[0] in GIVEN and (lows[-1] in SURNAMES or lows[-1] in BORNE or _uncommon(lows[-1])):
        return True
    if kind == "label":
        return not any(clinical(low) for low in lows)
    return kind == "people" and any(map(_uncommon, lows)) and not any(map(_TRADE.search, lows))
