"""Rules for people's names in any kind of text: by a known given name, by what a person does, by place.

Clinical writing marks names by titles and roles (`people`). Letters, messages and forms mark
them otherwise: a greeting, a signature, a line of its own, a verb that only people do.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cohortium_anonymize.text.rules.names.people import NAME, PARTICLES, SMALL, plain, trimmed
from cohortium_anonymize.text.rules.rule import CAP, LETTER, UPPER, Check, Rule
from cohortium_anonymize.text.words.devices import MAKERS_ALONE
from cohortium_anonymize.text.words.dictionary import familiar
from cohortium_anonymize.text.words.english import everyday
from cohortium_anonymize.text.words.eponymous import (
    GIVEN_TOO,
    eponymous,
    eponymous_list,
    eponymous_whole,
)
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import (
    EPONYMS,
    NAME_WORDS,
    bare,
    before_its_noun,
    clinical,
    of_a_study,
)
from cohortium_anonymize.text.words.surnames import SURNAMES
from cohortium_anonymize.text.words.things import among_things

_WORDS = re.compile(rf"[{UPPER}][{LETTER}'-]*")
# Given names that are states or countries, which may stay.
_LANDS = frozenset(("georgia", "virginia", "carolina", "dakota", "jordan", "israel", "chad"))
_DONE_BY = (
    r"(?:written|directed|prepared|completed|recorded|documented|interpreted|supervised|accompanied|escorted|assisted|prescribed|examined|evaluated|followed"
    r"|treated|managed|consulted|sent|filed|edited|produced|composed|drawn|taken|given|administered|brought[ ]in|driven|co-?authored|authored|presented|checked|approved|typed|translated|run|led)"
)
_DOES = (
    r"(?:began|wrote|graduated|says|said|told|asked|asks|studied|joined|married|divorced|retired|lives|lived|called|phoned|emailed|arrived|came|went|works|worked|enjoys|drinks|smokes"
    r"|drove|explained|mentioned|declines|declined|refuses|refused|recalls|insists|hopes|prefers|understands|worries|stated|states|cried|laughed|smiled|walks|walked|cooks|sleeps|takes[ ](?:her|his)"
    r"|gets[ ]up|and[ ](?:his|her|their)|has[ ](?:no[ ](?:complaints|questions)|stopped[ ]smoking|never[ ]smoked)|is[ ](?:feeling|doing|here|accompanied|married|retired|divorced|widowed|tearful)"
    r"|denies|denied|endorses|complains|complained|agrees|agreed|verbalizes|verbalized|ambulated|ate|slept|grew[ ]up|was[ ]born|wants|wanted|thinks|feels|felt|will[ ]follow|has[ ]been[ ]seen)"
)
_ABBREVIATION = 4  # letters in capitals
# Eponyms and words that are surnames too, but also what a sentence begins with: "Child denies".
_NO_SURNAMES_LISTED = "child still down mark light pick early mini boxer foley"
_NO_SURNAMES = frozenset(_NO_SURNAMES_LISTED.split())
_SHORT_FOR_LISTED = "jr sr st mt mohd abd thos chas robt edw alex mrs drs prof"
_SHORT_FOR = frozenset(_SHORT_FOR_LISTED.split())
_STAGE = re.compile(r"[ ](?:[0-9]|[IVX]{1,3}|[A-D])(?![\w-]|[ ](?:y|mo|wk|day))")
_CAPITALS_IN_PARTS = re.compile(r"-[A-Z]{2,}$|[a-z][A-Z]{2,}$|^[IVX]{1,3}[abc]$")
_ONE_MORE = re.compile(rf",?[ ](?:and|or|&)[ ][{UPPER}][{LETTER}]+")
_KEPT = 10_000  # words of which it is remembered what they are
_LEAST_UNKNOWN = 2  # words side by side
_ADDRESSED = r"(?:can|could|would|will|please|do|did|are|have|may|shall|how|what|when|where|why|I'm|thank|thanks)"


def _person(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The names without words of medicine at the ends, when a word of them is neither that nor English."""
    found = trimmed(text, start, end)
    if found is None or of_a_study(text, *found):
        return None
    words = [m.group() for m in _WORDS.finditer(text, *found) if len(m.group()) > 1]
    return found if any(not everyday(bare(word)) and not plain(word) for word in words) else None


def _all_names(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Only when every word could be a name."""
    words = [m.group() for m in _WORDS.finditer(text, start, end) if len(m.group()) > 1]
    if not words or any(plain(word) or everyday(bare(word)) or clinical(word) for word in words):
        return None
    return start, end


def _cells(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Two cells of a row, when one is a known given name and the other may be a surname."""
    words = [m.group() for m in _WORDS.finditer(text, start, end)]
    if not any(bare(word).lower() in GIVEN for word in words):
        return None
    return (start, end) if all(_surname(word) for word in words) else None


def _both(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Surname and given name with a comma, of which one is on no list or both are names."""
    words = [m.group() for m in _WORDS.finditer(text, start, end) if len(m.group()) > 1]
    if not all(_surname(word) for word in words) or any(_abbreviated(word) for word in words):
        return None
    if eponymous_list(text, start, end) or among_things(text, start, end):
        return None
    given = bare(words[-1]).lower()
    if given not in GIVEN and (given in EPONYMS or _ONE_MORE.match(text, end)):
        return None  # a list
    told = any(_told(word) for word in words)
    return (start, end) if told else None


def _told(word: str) -> bool:
    """Whether a word that could be a surname is a given name, or a word of no dictionary."""
    return bare(word).lower() in GIVEN or (_strange(word) and not _in_dictionary(word))


def _in_dictionary(word: str) -> bool:
    """Whether a word is one of English, and no usual surname as well."""
    low = bare(word).lower()
    return (familiar(low) or familiar(low.removesuffix("s"))) and low not in SURNAMES


def _swapped(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A name whose second word has its first two letters the wrong way round."""
    first, second = text[start:end].split(" ")
    return (
        (start, end)
        if _surname(first) and _surname(second[1] + second[0].lower() + second[2:])
        else None
    )


def _single(text: str, start: int, end: int) -> tuple[int, int] | None:
    """One word that is no word of any list."""
    word = bare(text[start:end])
    if word.isupper() and "\n" not in text[start - 1 : start] and len(word) <= _ABBREVIATION:
        return None
    low = word.lower()
    if low in EPONYMS and low not in _NO_SURNAMES:
        return start, end
    return None if _listed(word) or low in NAME_WORDS else (start, end)


def _listed(word: str) -> bool:
    return plain(word) or everyday(word) or clinical(word)


def _given_or_unknown(text: str, start: int, end: int) -> tuple[int, int] | None:
    if _no_name(text[start:end]) or text.startswith(" wort", end):
        return None
    for words in _sentences(text, list(_WORDS.finditer(text, start, end))):
        found = _given(text, words) or _unknown(text, words)
        if found and not (eponymous_whole(text, *found) or among_things(text, *found)):
            return found
    return None


def _no_name(found: str) -> bool:
    """Whether no word is a given name and no two could be surnames: so is most of what begins with a capital."""
    words = _WORDS.findall(found) if " " in found else (found,)
    return sum(map(_names_likely, words)) < _LEAST_UNKNOWN


@lru_cache(_KEPT)
def _names_likely(word: str) -> int:
    if _is_given(bare(word).lower()):
        return _LEAST_UNKNOWN
    return int(len(word) > 1 and _part(word))


def _sentences(text: str, words: list[re.Match[str]]) -> list[list[re.Match[str]]]:
    """The words apart where a full stop after a whole word ends a sentence."""
    parts: list[list[re.Match[str]]] = [[]]
    for match in words:
        parts[-1].append(match)
        word = bare(match.group())
        if text.startswith(". ", match.end()) and len(word) > 1 and word.lower() not in _SHORT_FOR:
            parts.append([])
    return [part for part in parts if part]


def _unknown(text: str, words: list[re.Match[str]]) -> tuple[int, int] | None:
    """Neighbouring words that no list has, as far as they go."""
    run: list[re.Match[str]] = []
    for match in [*words, None]:
        if match and (_part(match.group()) or (run and len(match.group()) == 1)):
            run.append(match)
            continue
        if _names(text, run):
            return run[0].start(), run[-1].end()
        run = []
    return None


def _names(text: str, run: list[re.Match[str]]) -> bool:
    words = [m.group() for m in run if len(m.group()) > 1]
    if (
        len(words) < _LEAST_UNKNOWN
        or words[0].lower() in MAKERS_ALONE
        or before_its_noun(text, run[-1].end())
    ):
        return False
    return any(_strange(word) and not _in_dictionary(word) for word in words)


@lru_cache(_KEPT)
def _strange(word: str) -> bool:
    """Whether a word that could be a surname is nothing else."""
    low = bare(word).lower()
    return low not in NAME_WORDS and not any(part in EPONYMS for part in (low, *low.split("-")))


def _abbreviated(word: str) -> bool:
    return word.isupper() and len(word) <= _ABBREVIATION


def _given(text: str, words: list[re.Match[str]]) -> tuple[int, int] | None:
    """From the first known given name, and what no list has before it, to the last surname."""
    for at, match in enumerate(words):
        low = bare(match.group()).lower()
        surname_follows = at + 1 < len(words) and _surname(words[at + 1].group())
        if not _is_given(low) or (_is_word(low) and not surname_follows):
            continue
        first = at
        while first and _part(words[first - 1].group()) and _strange(words[first - 1].group()):
            first -= 1
        last = _last_name(words, at)
        if first == last and _alone_no_name(text, match):
            continue
        if before_its_noun(text, words[last].end()) and _eponyms(words[first : last + 1]):
            continue
        pointed = len(words[last].group()) == 1 and text.startswith(".", words[last].end())
        return words[first].start(), words[last].end() + pointed
    return None


def _alone_no_name(text: str, match: re.Match[str]) -> bool:
    """Whether a given name that stands alone is an eponym, or an abbreviation with its stage."""
    low, (start, end) = bare(match.group()).lower(), match.span()
    if low in EPONYMS or before_its_noun(text, end):
        return True
    if low in GIVEN_TOO and eponymous(text, start, end):
        return True
    if not _abbreviated(match.group()) or not _STAGE.match(text, end):
        return False
    return bool(re.search(r"[a-z]{3}", text[max(0, start - 60) : end + 60]))


def _eponyms(words: list[re.Match[str]]) -> bool:
    return all(bare(match.group()).lower() in EPONYMS for match in words)


@lru_cache(_KEPT)
def _is_word(low: str) -> bool:
    return low in NAME_WORDS or low in _LANDS or clinical(low) or everyday(low)


def _last_name(words: list[re.Match[str]], at: int) -> int:
    """Where the names that begin at `at` end: surnames and initials."""
    while at + 1 < len(words) and (
        _surname(words[at + 1].group()) or len(words[at + 1].group()) == 1
    ):
        at += 1
    return at


def _part(word: str) -> bool:
    return _surname(word) and not _abbreviated(word)


def _is_given(low: str) -> bool:
    return low in GIVEN or ("-" in low and all(part in GIVEN for part in low.split("-")))


@lru_cache(_KEPT)
def _surname(word: str) -> bool:
    name = bare(word)
    low = name.lower()
    if _CAPITALS_IN_PARTS.search(name) or (name.isupper() and low in SMALL - GIVEN):
        return False
    return len(name) > 1 and (low in NAME_WORDS or low in GIVEN or not _listed(name))


def _rule(name: str, pattern: str, check: Check = _person) -> Rule:
    return Rule(name, "NAME", pattern, "name", check)


RULES = (
    _rule("given", rf"(?P<name>[{UPPER}](?<![\w@./].)[{LETTER}'-]{{1,30}}(?:[ ](?:(?:{PARTICLES})[ ]){{0,2}}[{UPPER}][{LETTER}'.-]{{0,30}}){{0,4}})", _given_or_unknown),
    _rule("swapped", rf"(?<!\w)(?P<name>{CAP}[ ][a-z][A-Z][a-z]{{2,20}})(?!\w)", _swapped),
    _rule("comma", rf"(?:^|(?<=[\n|])|(?<=[.:;>][ ]))(?P<name>{CAP}(?:[ -]{CAP})?,[ ]{CAP}(?:[ ][{UPPER}]\b\.?)?)(?=[ ]?$|[ ][a-z\d(]|[\n,;|(])", _both),
    _rule("credential_before", rf"\b(?:RN|NP|PA-C|PA|MD|DO|CNA|LPN|PT|OT|SW|RT|LCSW|LMSW|PharmD|CRNA|APRN|CNM|EMT|MA)[ ](?P<name>{NAME})", _all_names),
    _rule("done_by", rf"(?i:\b[a-z]{{2,14}}(?:ed|ten|wn|en)[ ]by)[ ]?:[ \t]{{0,6}}(?P<name>{NAME})"),
    _rule("done_by_said", rf"(?i:\b{_DONE_BY}[ ]by)[ ](?P<name>{NAME})"),
    _rule("said_by", rf"(?i:\b(?:says|said|adds|added|replied|explained|insists|insisted|whispered|shouted|according[ ]to|told|tells))[ ](?P<name>{NAME})"),
    _rule("addressed", rf"(?:^|(?<=[\n\"]))(?P<name>{CAP}),[ ](?={_ADDRESSED}\b)", _single),
    _rule("does", rf"(?P<name>[{UPPER}](?:(?<![^\n].)|(?<=[.!?][ ].))[{LETTER}'-]{{1,30}})[ ](?={_DOES}\b)", _single),
    _rule("answered", rf"(?i:\bname)\?[ \n]{{1,3}}(?P<name>{NAME})"),
    _rule("greeted", rf"\b(?:Dear|Hi|Hello|Hey|Attn:?|Attention:|ATTN:|From:|To:|Cc:|Bcc:)[ ,]{{1,3}}(?P<name>{NAME})"),
    _rule("introduced", rf"(?i:\b(?:i[ ]am|i'm|this[ ]is|my[ ]name's|speaking[ ](?:to|with)|under(?:[ ]the[ ]name)?(?:[ ]of)?|registered[ ]to|belongs[ ]to|account[ ]of|care[ ]of|on[ ]behalf[ ]of))[ ](?P<name>{NAME})", _all_names),
    _rule("addressee", rf"(?i:\b(?:billing|shipping|mailing|home|delivery|return|postal)[ ]address(?:[ ]is)?|\bship[ ]to|\bbill[ ]to|\bdeliver[ ]to)\s?:[ \t\n]{{0,6}}(?P<name>{NAME})"),
    _rule("own_line", rf"(?m)^[>?*#| \t]{{0,6}}(?P<name>{CAP}(?:[ ]{{1,2}}(?:[{UPPER}]\.?|{CAP})){{1,3}})[ \t]{{0,4}}$", _all_names),
    _rule("cells", rf"(?:^|(?<=[\n|\t]))[ ]?(?P<name>{CAP}[ ]?[|\t][ ]?{CAP})(?=[ ]?[|\t])", _cells),
    _rule("pair", rf"(?<![\w.])(?P<name>{CAP}[ ](?:and|&)[ ]{CAP})(?=[ ](?:was|were|are|is|have|had|came|went|live|lived|said|will|agree|agreed|attended|met|visited)\b)", _all_names),
)  # fmt: skip
