"""Rules for names by where they stand: in fields, rows and messages, under letters, after what a program did.

What stands there need not be written as a name is ("tfernandez4", "Wi11iam"), so each place is a sure one, or what
stands in it must be a word that no dictionary has.
"""

from __future__ import annotations

import re
from typing import Final

from cohortium_anonymize.text.rules.names.people import NAME, trimmed
from cohortium_anonymize.text.rules.rule import CAP, LETTER, UPPER, Check, Rule
from cohortium_anonymize.text.words.dictionary import english, familiar
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import NAME_WORDS, clinical
from cohortium_anonymize.text.words.surnames import SURNAMES

_NAMES: Final = GIVEN | NAME_WORDS | SURNAMES
_WORD: Final = re.compile(r"[^\W\d_][^\W\d_'-]*")
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")  # an initial says nothing
_SCANNED: Final = (
    r"[A-Z](?:[a-z]+[0158][a-z0158]*[a-z]|[0158][a-z0158]*[a-z][a-z])"  # "J0hn", "Wi11iam"
)
_PERSON: Final = r"(?:patient|pt|name|mr|mrs|ms|miss|dr|nurse|signed|seen[ ]by|attending|surgeon|provider|physician|mother|father|wife|husband|son|daughter)"
_DID: Final = (
    r"(?:edited|entered|updated|modified|created|signed|verified|reviewed|ordered|collected|released|accessed|documented|filed|opened|closed|printed"
    r"|transcribed|dictated|approved|amended|resulted|acknowledged|completed|witnessed|drawn|administered|scanned|added|saved|viewed|changed|(?:un)?locked|finali[sz]ed|submitted|charted|posted|uploaded|cancell?ed|deleted|logged)"
)
_PART: Final = 3  # letters of a name that is sure to be one
_LEAST: Final = 4  # letters of a login


def _unfamiliar(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A login: letters that are no word, perhaps with a number."""
    letters = text[start:end].rstrip("0123456789._-")
    if len(letters) < _LEAST or familiar(letters) or clinical(letters):
        return None
    return start, end


def _name_in_row(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = _WORD.findall(text, start, end)
    return None if not words or any(map(_said, words)) else (start, end)


def _said(word: str) -> bool:
    return word.lower() not in _NAMES and (clinical(word) or (ordinary(word) and english(word)))


def _glued(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Both sides of the stroke are names, one of them by what it is not."""
    words = [word.lower() for word in _LETTERS.findall(text, start, end)]
    named = all(word in _NAMES or not familiar(word) for word in words)
    sure = any(
        len(word) >= _PART and word not in NAME_WORDS and not clinical(word) for word in words
    )
    return (start, end) if named and sure else None


def _surname(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Before a comma and an initial: a word that is a name in other places, or none at all."""
    word = text[start:end].partition(",")[0].lower()
    known = word in _NAMES if familiar(word) else True
    return (start, end) if known and not clinical(word) else None


def _first_is_none(text: str, start: int, end: int) -> tuple[int, int] | None:
    """After a label that stands before findings too: the first word must be no usual one."""
    word = _WORD.search(text, start, end)
    return trimmed(text, start, end) if word and not _said(word.group()) else None


def _rule(name: str, pattern: str, check: Check = trimmed) -> Rule:
    return Rule(name, "NAME", pattern, "name", check)


def _of_line(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name as far as its line goes: under it stands what its bearer is."""
    cut = text.find("\n", start, end)
    return trimmed(text, start, end if cut < 0 else cut)


def _spaced(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Letters apart, when a word they make is on no list: headings are spaced too."""
    words = [word.replace(" ", "") for word in re.split(r" {2,}", text[start:end])]
    said = all(familiar(word.lower()) or clinical(word) for word in words)
    return None if said and not any(word.lower() in GIVEN for word in words) else (start, end)


def _anyhow(_text: str, start: int, end: int) -> tuple[int, int]:
    return start, end


RULES = (
    _rule("scanned", rf"(?i:\b{_PERSON})[ ]?[:.,=]?[ ]{{1,3}}(?P<name>(?:{CAP}[ ])?{_SCANNED}(?:[ ](?:{_SCANNED}|{CAP}))?)\b", _anyhow),
    _rule("spelled_out", r"(?<![\w-])(?P<name>[A-Z](?:-[A-Z]){4,20})(?![\w-])", _anyhow),
    _rule("letters_apart", r"(?<![\w'-])(?<![A-Za-z] )(?P<name>[A-Z](?:[ ][a-z]){2,20}(?:[ ]{2,4}[A-Z](?:[ ][a-z]){1,20}){0,3}|[A-Z](?:[ ][A-Z]){2,20}[ ]{2,4}[A-Z](?:[ ][A-Z]){2,20})(?![\w'-])", _spaced),
    _rule("told_to", rf"(?i:\b(?:let|ask|asked|tell|told|remind|reminded|notify|notified|inform|informed|help|helped|advise|advised))[ ](?P<name>{CAP}(?:[ ]{CAP})?)(?=[ ](?:know|to|that|about|when|if|re|of)\b)"),
    _rule("signed_off", rf"(?i:\b(?:sincerely|regards|thanks|thank[ ]you|yours(?:[ ]truly|[ ]faithfully)?|best(?:[ ]wishes)?|cheers|respectfully))[,!.]?(?:[ \t]{{0,3}}\n\s{{0,6}}|[ ]{{1,3}}(?={CAP}(?:[ ]{CAP}){{0,2}}[ ]?(?:$|\n|,)))(?P<name>{NAME})", _of_line),
    _rule("user", rf"(?i:\b(?:{_DID}[ ]by|routed[ ]to|sent[ ]to|in-?basket[ ]of|inbox[ ]of|user(?:name)?|user[ ]?id|logged[ ]in[ ]as|login))[ ]?:?[ ]{{1,2}}(?P<name>[a-z]{{4,20}}\d{{0,4}})(?![\w@])", _unfamiliar),
    _rule("user_number", r"(?i:\b(?:by|of|to|user|login|from|per|cc))[ ]?:?[ ](?P<name>[a-z]{4,20}\d{1,3})(?![\w@.])", _unfamiliar),
    _rule("dash_signed", r"(?:(?<=[.!?] )|(?<=[.!?])|(?<=\n)|^)[-~]{1,2}[ ]?(?P<name>[a-z]{4,20}\d{0,3})(?=[ ]?(?:$|\n))", _unfamiliar),
    _rule("screen_name", r"(?<![\w@/.])(?P<name>[A-Z][a-z]{1,15}_[A-Z][a-z]{0,15})(?![\w/.])", _glued),
    _rule("role_short", rf"(?i:(?<![\w-])(?:asst|assist|assistant|anes|anesth|anesthesia|anaes|anaesthesia|surg|attg|fellow|intern|circulator|circ|scrub|proceduralist|operator|reader|preceptor|hospitalist|intensivist|midwife|chaplain|dietitian|hygienist|dentist|perfusionist|ref|cc|pmd|gp|attn|perf|tech|float|charge|relief))[ ]?:[ ]{{0,3}}(?P<name>{CAP}(?:,[ ]?{CAP}|[ ]{CAP})?)(?![ ]?:)", _first_is_none),
    _rule("keyed", r"(?i:[\"'](?:last|first|middle|maiden|full|given|family|patient|sur|nick|preferred|mother|guardian|provider|doctor)[_ ]?(?:s[_ ])?(?:name)[\"']|[\"'](?:given|family|surname)[\"'])[ ]?[:=][ ]?\[?[ ]?[\"'](?P<name>[^\"\n]{2,60}?)[\"'](?=[ ]?[,}\]\n])", _anyhow),
    _rule("json_name", rf"(?i:\"[a-z_ .-]{{0,20}}(?:family|given|surname|forename|first|last|middle|name|nm|patient|provider|author|physician|attending|nurse|doctor|clinician|contact|guarantor|spouse|mother|father|next_?of_?kin|performer|recorder)[a-z_ .-]{{0,12}}\"\s{{0,2}}:\s{{0,2}}\[?\s{{0,2}}\")(?P<name>[{UPPER}][{LETTER}'., -]{{1,60}})\"", trimmed),
    _rule("row_before_date", r"(?:^|(?<=[\n;|\t,]))[ ]?(?P<name>[A-Za-z][A-Za-z' -]{1,30}[;|\t,][ ]?[A-Za-z][A-Za-z' -]{1,30})[ ]?(?=[;|\t,][ ]?(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-?\d\d-?\d\d)(?!\d))", _name_in_row),
    _rule("with_stroke", rf"(?<![\w/])(?P<name>{CAP}[A-Za-z]/{CAP})(?![\w/])", _glued),
    _rule("surname_initial", rf"(?<![\w,])(?P<name>(?:[A-Z][A-Z'-]{{2,25}}|{CAP}),[ ][A-Z](?:\.(?=\W|$)|(?=[ ]?(?:$|\n|[|;)]|[ ]{{2}})|[ ]\d)))", _surname),
)  # fmt: skip
