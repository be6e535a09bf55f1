"""Rules for people's names: by title, credential, label, kinship and form."""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.names.items import gauge, graded, item, opening, unless
from cohortium_anonymize.text.rules.rule import CAP, LETTER, Check, Rule
from cohortium_anonymize.text.words import vocabulary
from cohortium_anonymize.text.words.english import everyday
from cohortium_anonymize.text.words.eponymous import (
    eponymous_given,
    eponymous_list,
    eponymous_whole,
)
from cohortium_anonymize.text.words.lexicon import (
    FUNCTION_WORDS,
    NAME_WORDS,
    PREPOSITIONS,
    RARE_EPONYMS,
    clinical,
)
from cohortium_anonymize.text.words.verbs import AFTER_NAMES

_INITIAL = r"[A-Z]\.?(?![A-Za-z'])"
PARTICLES = r"de|da|del|della|di|do|dos|du|la|le|van|von|der|den|ter|bin|ibn|al|el|ben|abu"
_PARTICLE = rf"(?:{PARTICLES}|st\.?|San|Mc|Mac)"
_GAP = r"(?:[ \t]{1,2}|[ \t]?\n(?=[A-Z][\w'-]{1,30}[ ,.]{1,2}[a-z]))"
NAME = rf"(?:{CAP}|{_INITIAL})(?:(?:{_GAP}(?:{_PARTICLE}[ ]){{0,2}}|(?<=\.))(?:{CAP}|{_INITIAL})){{0,3}}"
_LISTED = rf"(?:{CAP}(?:[ -]{CAP})?,[ ]?{CAP}(?:[ ]{_INITIAL}|[ ]{CAP})?|{NAME})"
_TITLE = r"(?:Drs?|DR|Doctor|Mrs?|MRS?|Ms|MS|Miss|Mx|Prof|Professor|Sir|Dame|Rev|Reverend|Fr|Sra?|Srta|Nurse|Sgt|Capt|Lt|Col|Maj)"
_CREDENTIAL = (
    r"(?:M\.?D\.?|D\.?O\.?|R\.?N\.?|N\.?P\.?|P\.?A\.?(?:-C)?|LPN|CNA|Ph\.?D\.?|DPM|DDS|DMD|FACP|FACS|PharmD|RPh|CRNA"
    r"|LCSW|LMSW|APRN|ARNP|MBBS|MBChB|FRCP|DPT|PT|BSN|MSN|FNP(?:-BC)?|ACNP|CNM|OTR(?:/L)?|RD|PsyD|CCC-SLP|RT|CMA|MA|EMT(?:-P)?)"
)
_ROLE = (
    r"patient(?:'s)?(?:\s{1,2}name)?|pt(?:\s{1,2}name)?|full\s{1,2}name|first\s{1,2}name|last\s{1,2}name|name|pt_nm|surname"
    r"|nurse|physician|provider|attending|resident|surgeon|anesthesiologist|radiologist|pathologist|pharmacist"
    r"|pcp|primary\s{1,2}care(?:\s{1,2}(?:physician|provider))?|referring(?:\s{1,2}(?:physician|provider|md))?|author|practitioner"
    r"|(?:electronically\s{1,2})?(?:co)?signed(?:\s{1,2}by)?|signature|dictated\s{1,2}by|transcribed\s{1,2}by|reviewed\s{1,2}by"
    r"|verified\s{1,2}by|attested\s{1,2}by|reported\s{1,2}by|performed\s{1,2}by|ordered\s{1,2}by|seen\s{1,2}by|entered\s{1,2}by"
    r"|requested\s{1,2}by|interpreter|witness|next\s{1,2}of\s{1,2}kin|nok|emergency\s{1,2}contact|contact|spouse|caregiver|guardian"
    r"|case\s{1,2}manager|social\s{1,2}worker|therapist|clinician|consultant|technician|scribe|doctor|operator|attn|informant"
)
_KIN = (
    r"(?:daughter|dtr|dght|son|wife|husband|spouse|partner|mother|father|mom|dad|sister|brother|aunt|uncle|niece|nephew|cousin|fiance{1,2}"
    r"|grand(?:son|daughter|mother|father|ma|pa)|girlfriend|boyfriend|neighbor|friend|roommate|caregiver|guardian|interpreter)"
)
_BACTERIA = re.compile(
    r"(?i)\b(?:[ECSHKPBMNL]\.?\s?)(?:coli|diff|difficile|pylori|aureus|pneumoniae?|influenzae?|tuberculosis|faecalis|albicans"
    r"|aeruginosa|epidermidis|meningitidis|gonorrhoeae|trachomatis|burgdorferi|pyogenes|cereus|bovis|avium)"
)
SMALL = frozenset(vocabulary.SMALL_WORDS.split())
_BORNE = NAME_WORDS | RARE_EPONYMS
_HL7_CODES = frozenset(
    [
        "ADT",
        "ORU",
        "ORM",
        "SIU",
        "MDM",
        "ACK",
        "PID",
        "OBR",
        "OBX",
        "MSH",
        "PV",
        "NM",
        "CE",
        "CWE",
        "ST",
        "TX",
        "SN",
        "DT",
        "TS",
        "TM",
        "HOSP",
        "MR",
        "ICU",
    ]
)
_SPELLS = frozenset(("day", "days", "week", "weeks", "month", "months"))
_TITLED = re.compile(rf"{_TITLE}\b\.?\s{{1,3}}")
_SHORTEST = 3  # letters of a surname that is a word of medicine too
_GENERATION = re.compile(r",?[ ](?:Jr\.?|Sr\.?|II|III|IV)(?![\w'])")
_WORD_NAME = re.compile(r"\b(?:May|Will)[ ]$")
_WORDS = re.compile(rf"[{LETTER}][{LETTER}'-]*\.?")


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The stretch without the words of medicine at its ends; None when nothing else is left."""
    words = [
        (m.start() + start, m.end() + start, m.group().rstrip("."))
        for m in _WORDS.finditer(text[start:end])
    ]
    if text[start:end].isupper():
        words = _before_verb(words)
    if len(words) > 1 and text.startswith(":", words[-1][1]):
        words.pop()  # the next field's label
    while words and cut_off(text, words[-1][0], words[-1][2]):
        words.pop()
    while words and cut_off(text, words[0][0], words[0][2]):
        words.pop(0)
    if not words or all(len(word) == 1 for _, _, word in words):
        return None
    suffix = _GENERATION.match(text, words[-1][1], end)
    return _with_word_name(text, start, words[0][0]), suffix.end() if suffix else words[-1][1]


def _before_verb(words: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Among capitals, the words as far as what the one with the name does: "OKAFOR DENIES CHEST PAIN"."""
    verbs = (at for at, word in enumerate(words) if at and word[2].lower() in AFTER_NAMES)
    return words[: next(verbs, len(words))]


def _with_word_name(text: str, start: int, first: int) -> int:
    """Where a name begins whose first part is a word too: "May Rose"."""
    before = _WORD_NAME.search(text, start, first)
    return before.start() if before else first


def cut_off(text: str, start: int, word: str) -> bool:
    """Whether `trimmed` cuts off the word at `start`: a plain one, or the letter of "4.5g", "Q6H"."""
    return plain(word) or (len(word) == 1 and text[start - 1 : start].isdigit())


def titled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The title with the name after it; a single word of medicine is a name after "Dr." too."""
    title = _TITLED.match(text, start, end)
    if title is None:
        return None
    if gauge(text, start, end):
        return None
    found = trimmed(text, title.end(), end)
    if found is not None:
        return start, found[1]
    if re.fullmatch(r"[A-Z]\.?", text[title.end() : end]):
        return start, end  # "Dr. J."
    word = _WORDS.match(text, title.end(), end)
    if word is None or not _surely_title(title.group()) or not _may_be_surname(word.group()):
        return None
    return start, word.end() - word.group().endswith(".")


def _surely_title(title: str) -> bool:
    """Whether a title is no abbreviation of something else: "MS", "MR" and "DR" may be."""
    return not title.rstrip().isupper() or "." in title


def _may_be_surname(word: str) -> bool:
    low = word.rstrip(".").lower()
    return len(low) >= _SHORTEST and low not in FUNCTION_WORDS and not everyday(low)


def plain(word: str) -> bool:
    """Whether a word is cut off a name's ends: one of medicine's or of grammar's, and no name itself."""
    low = word.lower()
    if len(word) == 1:
        return False
    if low in FUNCTION_WORDS or word in PREPOSITIONS:
        return True
    if clinical(word) and low.removesuffix("'s") not in _BORNE:
        return True
    if word.isupper() and (
        low in SMALL or low in _SPELLS or everyday(word)
    ):  # there a capital says nothing
        return True
    return "-" in word and all(plain(part) for part in word.split("-") if part)


def _each(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Only when none of the words is one of medicine's (for forms that headings have too)."""
    found = text[start:end]
    words = re.findall(r"[A-Za-z'-]{2,}", found)
    if not words or any(plain(word) for word in words) or _BACTERIA.match(found):
        return None
    return start, end


def _hl7(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A field of names; not one of codes: "ADT^A04", "NM^Numeric"."""
    return None if text[start:end].partition("^")[0] in _HL7_CODES else _each(text, start, end)


def _login(text: str, start: int, end: int) -> tuple[int, int] | None:
    word = text[start:end]
    return None if word in FUNCTION_WORDS or clinical(word) else (start, end)


def _titled_lower(text: str, start: int, end: int) -> tuple[int, int] | None:
    word = text[start:end].rpartition(" ")[2]
    if text[start - 2] == ".":
        return (start, end) if _may_be_surname(word) else None
    return _login(text, end - len(word), end) and (start, end)


def _lower(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = text[start:end].split()
    if any(
        w in FUNCTION_WORDS or clinical(w) or w.endswith(("ly", "ed", "ing", "s's")) for w in words
    ):
        return None
    return start, end


def _rule(name: str, pattern: str, check: Check = trimmed) -> Rule:
    return Rule(name, "NAME", pattern, "name", check)


RULES = (
    _rule("titled", rf"\b(?P<name>{_TITLE}\b\.?\s{{1,3}}(?:{_PARTICLE}[ ]){{0,3}}{NAME})", titled),
    _rule(
        "patient_named",
        rf"[Pp](?<!\w.)(?i:(?:atien)?t)(?:,|[ ]is|[ ]named)?[ ](?P<name>{NAME})",
        unless(eponymous_given, trimmed),
    ),
    _rule(
        "titled_lower",
        rf"[DdMm](?<!\w.)(?i:(?:(?<=m)r?s|r)\.?[ ](?P<name>(?:(?:{PARTICLES})[ ]){{0,3}}[a-z]{{2,20}})\b)",
        _titled_lower,
    ),
    _rule("credential", rf"(?P<name>{_LISTED}),?[ ]{{1,2}}{_CREDENTIAL}(?![A-Za-z\d])"),
    _rule(
        "credential_login",
        rf"(?i:signed|by)\W{{1,3}}(?P<name>[a-z]{{3,20}}),?[ ]{_CREDENTIAL}(?![A-Za-z])",
        _login,
    ),
    _rule(
        "labelled",
        rf"(?i:(?<![a-z])(?:{_ROLE})[\"']?)\s{{0,2}}[:=][ \t]{{0,4}}[\"']?(?:(?:{_TITLE})\.?[ ])?(?P<name>{_LISTED})",
        unless(opening, trimmed),
    ),
    _rule(
        "signed",
        rf"(?i:(?:electronically[ ])?(?:co)?signed[ ](?:by)?|dictated[ ]by|seen[ ]by|reviewed[ ]by)[: ]{{0,2}}(?P<name>{_LISTED})",
    ),
    _rule(
        "kin",
        rf"(?i:\b{_KIN})(?:,|[ ]is|[ ]named|[ ]called)?[ ](?P<name>{NAME})",
        unless(eponymous_whole, trimmed),
    ),
    _rule(
        "kin_after",
        rf"(?P<name>{NAME}),?[ ](?i:\(?(?:his|her|their|the[ ]patient's|pt's)[ ]{_KIN})",
    ),
    _rule(
        "before_birth",
        rf"(?P<name>{_LISTED}),?[ ]{{1,3}}\(?(?i:DOB|D\.O\.B|MRN|date[ ]of[ ]birth)\b",
    ),
    _rule(
        "named",
        rf"(?i:\b(?:named|name[ ]is|called|goes[ ]by|aka|a\.k\.a\.|nee))[ ](?P<name>{NAME})",
    ),
    _rule(
        "capitals",
        r"(?<![\w,])(?P<name>[A-Z][A-Z'-]{2,25},[ ]?[A-Z][A-Z'-]{1,25}(?:[ ][A-Z]\b\.?)?)(?![\w])",
        unless(eponymous_list, _each),
    ),
    _rule("surname_first", rf"(?<![\w,])(?P<name>{CAP},[ ]{CAP}[ ][A-Z]\.)", _each),
    _rule(
        "hl7",
        r"(?P<name>[A-Z][A-Za-z'-]{1,30}\^[A-Z][A-Za-z'-]{0,30}(?:\^[A-Za-z.]{0,20}){0,5})",
        _hl7,
    ),
    _rule(
        "first_and_initial",
        r"\b(?P<name>[A-Z][a-z]{2,20}(?:-[A-Z][a-z]{2,20})?[ ][A-Z]\.)(?=[\s,;:)?'!]|$)",
        unless(graded, _each),
    ),
    _rule(
        "initials_and_last",
        r"(?<![\w.])(?P<name>(?:[A-Z]\.[ ]?){1,3}[A-Z][a-z'-]{2,25}(?:-[A-Z][a-z]{2,20})?)",
        unless(item, _each),
    ),
    Rule(
        "initials_only",
        "NAME",
        r"(?i:\b(?:patient|pt|initials))[ :,]{1,2}(?P<name>(?:[A-Z]\.){2,3})",
        "name",
    ),
    Rule(
        "spelled",
        "NAME",
        r"(?i:\b(?:name|spelled|spelt|spelling))(?:[ ](?:is|as))?[ :,]{1,3}(?P<name>[A-Z](?:[ .,-]{1,2}[A-Z](?![A-Za-z])){2,20})",
        "name",
    ),
    _rule(
        "lower_case",
        r"\b(?:patient|pt|name)[: ]{1,2}(?P<name>[a-z]{3,15} [a-z]{3,20})(?= (?:seen|is|was|admitted|presents?|presented|has|here|arrived|called|came|dob|mrn|age)\b)",
        _lower,
    ),
)
