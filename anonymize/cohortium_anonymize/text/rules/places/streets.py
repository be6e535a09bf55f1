"""Rules for streets of English-speaking countries: a house number and a kind of street, crossings, roads by number.

Kinds of street are those of the United States, Britain and Ireland, Canada, Australia and India. In small letters a kind
counts only beside a name, a word such as "lives at" or the rest of an address; further lines are read as `addresses` says.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.places.addresses import medical, to_its_end
from cohortium_anonymize.text.rules.places.regions import STATE_NAMES, STATES
from cohortium_anonymize.text.rules.rule import LETTER, UPPER, Rule
from cohortium_anonymize.text.words.english import everyday, ordinary
from cohortium_anonymize.text.words.lexicon import FUNCTION_WORDS, clinical

_STREET = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way|Circle|Cir|Trail|Trl"
    "|Parkway|Pkwy|Highway|Hwy|Route|Rte|Alley|Aly|Loop|Plaza|Crescent|Cres|Path|Row|Pike|Turnpike|Run|Crossing|Ridge|Esplanade"
)
# Kinds that are words of other uses too: here no word before them may be one of medicine.
_KIND = (
    "Close|Mews|Grove|Gardens|Gdns|Rise|Parade|Pde|Hill|View|Walk|Green|Park|Croft|Yard|Wharf|Quay|Vale|Bank|Gate|Fold|Garth|Brow|Common|Cottages?|Buildings|Villas?|Avenida"
    "|Nagar|Marg|Colony|Layout|Cross|Main|Chowk|Bazaar|Enclave|Vihar|Puram|Salai|Pura|Bay|Landing|Heights|Hts|Point|Pt|Hollow|Knolls?|Glen|Manor|Meadows?|Oval|Strand|Circuit|Cct|Chase"
    "|Promenade|Bypass|Expressway|Expy|Freeway|Fwy|Causeway|Cove|Creek|Estates?|Spur|Trace|Xing|Line|Concession|Sideroad|Plz|Broadway|Mall|Quadrant|Wynd|Loan|Drove|Ave?n?|Bvd|Tce|Terr"
)
_N = r"\d{1,6}[A-Za-z]?(?:[-/]\d{1,4})?"
_GRID = r"[NSEW]\d{1,5}(?:[NSEW]\d{1,5})?"
_W = rf"[{UPPER}0-9][{LETTER}0-9'.-]{{0,25}}"
_UNIT = r"(?:,?\s{1,2}(?:Apt|APT|Apartment|Unit|UNIT|Suite|Ste|STE|Room|Rm|Floor|Fl|Lot|#)\.?\s?#?[A-Za-z0-9-]{1,6})?"
_STRONG = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Parkway|Pkwy|Highway|Hwy)"
)
_LOWER = r"(?:street|str|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|way|circle|cir|place|pl|terrace|crescent|cres|close|mews|grove|gardens|parkway|pkwy|highway|hwy|trail|loop|alley|nagar|marg|parade|esplanade|rise)"
_LOWER_STRONG_LISTED = """
street st avenue ave road rd boulevard blvd lane ln parkway pkwy highway hwy terrace crescent
"""
_LOWER_STRONG = frozenset(_LOWER_STRONG_LISTED.split())
_LOWER_UNIT = (
    r"(?:(?:,[ ]?|[ ]{1,2})(?:apt|apartment|unit|suite|ste|flat|lot|#)\.?[ ]?#?[a-z0-9-]{1,6}\b)?"
)
_LEAST = 3  # letters of a name
_LONG_NUMBER = re.compile(r"\d{3}")
_STRONG_KIND = re.compile(_STRONG)
_LOWER_KIND = re.compile(_LOWER)
_DIRECTIONS_LISTED = """
n s e w ne nw se sw north south east west old new upper lower
"""
_DIRECTIONS = frozenset(_DIRECTIONS_LISTED.split())
# What numbers in small letters are of, before "st" or "ave" too.
_COUNTED_LISTED = """
hour hours hr hrs minute minutes min mins day days week weeks wk month months year years yr mile miles block blocks feet ft meters
step steps people patients times mg mcg ml mm cm units slice lead bed car cars view views mph kmh kph hz beat beats lap laps rep reps
"""
_COUNTED = frozenset(_COUNTED_LISTED.split())
_WITH_COMMA = re.compile(r"\d{1,3},")
_THERAPY = re.compile(r"[ ]PT$")  # physical therapy, where not all is in capitals
_COUNTED_BEFORE = re.compile(r"([A-Za-z]{2,20})[ ]$")
_AT_HOME = frozenset(
    ("home", "house", "address", "at", "of", "to", "lives", "residence", "flat", "unit")
)
_WORDS = re.compile(rf"[{LETTER}][{LETTER}'.-]*")
_NEXT_TOWN = re.compile(
    rf"(?:,[ ]?|[ ])(?P<town>[a-z][a-z'.-]{{2,24}}(?:[ ][a-z][a-z'.-]{{2,24}}){{0,2}})(?P<state>,?[ ](?i:{STATES}|{STATE_NAMES})\b)?(?P<zip>,?[ ]\d{{5}}(?:-\d{{4}})?\b)?"
)
_ONLY_STATE = re.compile(rf"(?P<state>,?[ ](?i:{STATES})\b)(?P<zip>,?[ ]\d{{5}}(?:-\d{{4}})?\b)")


def _kind(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A street without words of medicine; of everyday ones alone, only where the address goes on."""
    words = [
        match.group() for match in _WORDS.finditer(text, start, end) if len(match.group()) > 1
    ][:-1]
    if _listed(text, start, end):
        return None
    if any(medical(word) or word.lower() in _COUNTED for word in words):
        return None
    found = to_its_end(text, start, end)
    named = not words or any(not everyday(word.lower()) for word in words)
    return found if named or found[1] > end else None


def _listed(text: str, start: int, end: int) -> bool:
    """Whether a number with a comma is the grade or count of the word before it ("Risser 2, Schroth PT")."""
    if not _WITH_COMMA.match(text, start):
        return False
    if _THERAPY.search(text, start, end) and not text[start:end].isupper():
        return True
    before = _COUNTED_BEFORE.search(text, max(0, start - 24), start)
    return before is not None and clinical(before[1]) and before[1].lower() not in _AT_HOME


def _plain_kind(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A street, unless its words say what the number counts ("12 Hour Drive")."""
    words = _WORDS.findall(text, start, end)[:-1]
    counted = bool(words) and all(word.lower() in _COUNTED for word in words)
    return None if counted else to_its_end(text, start, end)


def _lower(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A street in small letters that is told by a name in it, a house number of some length or its town."""
    words = [match.group().strip(".") for match in _WORDS.finditer(text, start, end)]
    kind = max(at for at, word in enumerate(words) if _LOWER_KIND.fullmatch(word))
    names = [word for word in words[:kind] if word not in _DIRECTIONS]
    if any(clinical(word) or word in FUNCTION_WORDS or word in _COUNTED for word in names):
        return None
    strong = words[kind] in _LOWER_STRONG
    named = any(len(word) >= _LEAST and not ordinary(word) for word in names)
    numbered = _LONG_NUMBER.match(text, start) is not None or not text[start].isdigit()
    last = lower_to_its_end(text, end)
    return (start, last) if sum((strong, named, numbered)) > 1 or last > end else None


def lower_to_its_end(text: str, end: int) -> int:
    """Where an address in small letters ends that has come to `end`: after town, state and ZIP code."""
    if state := _ONLY_STATE.match(text, end):
        return state.end()
    match = _NEXT_TOWN.match(text, end)
    if match is None:
        return end
    if match["state"] or match["zip"]:
        words = match["town"].split()
        return (
            match.end()
            if not any(clinical(word) or word in FUNCTION_WORDS for word in words)
            else end
        )
    kept = end
    for word in _WORDS.finditer(match["town"]):
        if text[end] != "," or ordinary(word.group()):
            break
        kept = match.start("town") + word.end()
    return kept


def _said(text: str, start: int, end: int) -> tuple[int, int] | None:
    return start, lower_to_its_end(text, end)


def _onward(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The address over what follows, in either case."""
    last = to_its_end(text, start, end)[1]
    return start, last if last > end else lower_to_its_end(text, end)


def _crossing(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Two streets of which the first is no word of medicine."""
    words = [word for word in _WORDS.findall(text, start, end) if word[0].isupper()]
    named = [word for word in words if not _STRONG_KIND.match(word) and len(word) > 1]
    return None if any(medical(word) for word in named) else (start, end)


def _crossing_lower(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The same in small letters: no words of medicine or grammar but the one between them."""
    words = [word for word in _WORDS.findall(text, start, end) if word not in ("and", "st", "th")]
    return None if any(clinical(word) or word in FUNCTION_WORDS for word in words) else (start, end)


RULES = (
    Rule("street", "ADDRESS", rf"(?<![\w.])\d{{1,6}}[A-Z]?(?:-\d{{1,4}})?[ ]{{1,2}}(?:[A-Z0-9][A-Za-z0-9'.-]{{0,25}}[ ]{{1,2}}){{1,4}}(?:{_STREET}|{_STREET.upper()})\b\.?{_UNIT}", check=_plain_kind),
    Rule("street_the", "ADDRESS", rf"(?<![\w.])\d{{1,4}}[A-Za-z]?,?[ ]The[ ](?:{_W}[ ]){{0,2}}{_W}(?=[ ]?[,\n]|$)", 0, _kind),
    Rule("street_numbered", "ADDRESS", r"(?i)(?<![\w.])\d{1,3}(?:st|nd|rd|th)[ ](?:street|st|avenue|ave)\b(?![ ](?:elevation|depression|segment|changes?|wave))"),
    Rule("block", "ADDRESS", rf"\b\d{{2,5}}[ ](?i:block[ ]of)[ ](?P<a>(?:[NSEWnsew]\.?[ ])?(?:[{LETTER}\d][{LETTER}\d'.-]{{0,25}}[ ]){{1,3}}(?:{_STRONG}|{_LOWER})\b)", "a"),
    Rule("street_kind", "ADDRESS", rf"(?<![\w.])(?:{_N}|{_GRID}),?[ ]{{1,2}}(?:[Tt]he[ ])?(?:{_W}[ ]{{1,2}}){{1,4}}(?:{_KIND}|{_KIND.upper()}|{_STREET})\b\.?{_UNIT}", 0, _kind),
    Rule("street_lower", "ADDRESS", rf"(?i)\b(?:lives|resides|living|staying|stays|address|home|house|moved[ ]to)\b[^\n\d]{{0,15}}(?P<a>(?-i:\d{{1,6}}[a-z]?[ ](?:[a-z0-9'.-]{{1,25}}[ ]){{1,4}}{_LOWER}\b{_LOWER_UNIT}))", "a", _said),
    Rule("street_lower_form", "ADDRESS", rf"(?<![\w./-])(?:(?:apt|apartment|suite|ste|unit|flat)\.?[ ]#?[a-z0-9]{{1,5}},[ ])?\d{{2,6}}[a-z]?[ ](?:[a-z][a-z'.-]{{0,20}}[ ]|\d{{1,3}}(?:st|nd|rd|th)[ ]){{1,3}}{_LOWER}\b(?![ ](?:elevation|depression|segment|changes?|wave|t\b|down)|'){_LOWER_UNIT}", 0, _lower),
    Rule("crossing", "ADDRESS", rf"(?<![\w.])(?:[NSEW]\.?[ ])?(?:{_W}[ ]){{1,3}}(?:{_STRONG}[ ](?:and|&|at|@)|(?:and|&))[ ](?:[NSEW]\.?[ ])?(?:{_W}[ ]){{1,3}}{_STRONG}\b\.?", 0, _crossing),
    Rule("crossing_numbered", "ADDRESS", r"(?<![\w.])\d{1,3}(?:st|nd|rd|th)[ ](?:and|&)[ ](?P<second>[A-Z][a-z]{2,20})\b(?![ ](?:ribs?|toes?|digits?|fingers?|nerves?|metatarsals?|metacarpals?))", 0, lambda t, s, e: None if ordinary(t[s:e].split()[-1]) else (s, e)),
    Rule("crossing_slash", "ADDRESS", rf"(?<![\w.])(?:{_W}[ ]){{0,2}}{_W}[ ]{_STRONG}[ ]?/[ ]?(?:{_W}[ ]){{0,2}}{_W}[ ]{_STRONG}\b\.?", 0, _crossing),
    Rule("crossing_lower", "ADDRESS", rf"\b(?:corner|intersection|junction)[ ]of[ ](?P<a>(?:[a-z0-9][a-z0-9'.-]{{0,20}}[ ]){{1,3}}(?:and|&)[ ][a-z0-9][a-z0-9'.-]{{1,20}}(?:[ ]{_LOWER}\b)?)", "a", _crossing_lower),
    Rule("road_numbered", "ADDRESS", rf"(?<![\w.])(?:(?:{_N}|{_GRID})[ ])?(?:(?i:county|state|township|range|farm[ ]to[ ]market|ranch|parish|us|u\.s\.|forest[ ]service)[ ](?i:road|rd|highway|hwy|route|rte)|FM|US[ ]Hwy)\.?[ ]\d{{1,5}}[A-Z]?\b", 0, to_its_end),
    Rule("road_numbered_house", "ADDRESS", r"(?i)(?<![\w.])\d{2,6}[ ](?:rural[ ]route|state[ ]route|route|rte|rr|highway|hwy|county[ ]road)\.?[ ]\d{1,4}[a-z]?\b(?![ ]?(?:mg|ml|%))", 0, _said),
    Rule("po_box", "ADDRESS", r"(?:\b\d{1,6}[ ])?\b(?i:(?:g\.?)?P\.?\s?O\.?\s?B(?:ox|\.)|post[ ]office[ ]box|p\.?m\.?b\.?|private[ ](?:mail[ ])?(?:bag|box)|locked[ ]bag|postfach|apartado|caixa[ ]postal|b\.p\.)[ ]{1,2}#?\d{1,7}\b", 0, _onward),
    Rule("rural_route", "ADDRESS", r"(?i)\b(?:r\.?r\.?|h\.?c\.?r?|rural[ ]route|star[ ]route|route|rte)\.?[ ]?#?\d{1,4},?[ ](?:box|bx)\.?[ ]?#?\d{1,6}[A-Za-z]?\b", 0, _onward),
    Rule("mobile_home", "ADDRESS", rf"(?:\b(?:Lot|Space|Spc|Trailer|Unit|#)[ ]?#?\d{{1,4}}[A-Z]?,?[ ])?\b(?:{_W}[ ]){{1,4}}(?i:mobile[ ]home|trailer|rv)[ ](?i:park|court|estates|community)\b", 0, to_its_end),
    Rule("rented", "ADDRESS", rf"\b(?:{_W}[ ]){{1,3}}(?:Apartments?|Apts\.?|Condominiums?|Condos|Towers|Townhomes|Mansions|House)(?:,?[ ](?:{_UNIT[6:-2]}))", 0, to_its_end),
)  # fmt: skip
