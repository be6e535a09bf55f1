"""Rules for towns, counties and reservations: before their state or land, after words for living or coming from there.

In small letters a town is a word that no dictionary has, after such words or before a state's abbreviation
that is nothing else ("galena, il"). States and countries by themselves stay.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.names.people import plain, trimmed
from cohortium_anonymize.text.rules.places.regions import (
    LANDS,
    PROVINCES,
    STATE_NAMES,
    STATES,
    UNMISTAKEN,
)
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.dictionary import familiar
from cohortium_anonymize.text.words.english import everyday, ordinary
from cohortium_anonymize.text.words.given_names import CITIES
from cohortium_anonymize.text.words.lexicon import (
    FUNCTION_WORDS,
    before_its_noun,
    clinical,
    grammatical,
)
from cohortium_anonymize.text.words.moments import MONTH

WORD = r"(?:(?:[A-Z]\.){1,3}|(?:St|Mt|Ft|Dr|Ste|Med|Univ|Hosp|Gen|Mem|Reg|Ctr|Natl|Inst|Comm|Jr|Sr|No|So)\.|[A-Z][A-Za-z'&-]{0,30})"
PHRASE = rf"{WORD}(?:[ ](?:(?:of|the|and|&|for|de|la|del)[ ]){{0,2}}{WORD}){{0,5}}"
CAPS = r"(?:[A-Z][A-Za-z'&-]{1,20}[ ])"  # a word of a name, and the space after it
CITY = r"(?:[A-Z][A-Za-z.'-]{1,25}[ ]){0,2}[A-Z][A-Za-z.'-]{1,25}"
IN_TOWN = rf"(?:[ ]in[ ](?!{MONTH}\b){CITY}(?:,[ ](?:{STATES})\b)?)?"
_LOWER = r"(?:(?:st|ft|mt)\.?[ ])?[a-z][a-z'-]{2,24}(?:[ ][a-z][a-z'-]{2,24}){0,2}"
_LOWER_STATE = rf"(?i:{STATES}|{STATE_NAMES})"
_KNOWN_TOWN = (
    r"(?:New[ ](?:York|Orleans|Haven)|Los[ ]Angeles|San[ ](?:Francisco|Diego|Antonio|Jose|Juan)|Las[ ]Vegas|Kansas[ ]City|Salt[ ]Lake[ ]City|St\.?[ ](?:Louis|Paul|Petersburg)|Fort[ ](?:Worth|Lauderdale|Wayne)|El[ ]Paso"
    rf"|Santa[ ](?:Fe|Barbara|Monica|Rosa|Cruz|Ana)|Baton[ ]Rouge|Des[ ]Moines|Little[ ]Rock|Sioux[ ]Falls|Grand[ ]Rapids|Ann[ ]Arbor|Palo[ ]Alto|Long[ ]Beach|Virginia[ ]Beach|Hong[ ]Kong|{'|'.join(sorted(c.title() for c in CITIES))})"
)
# What scores, makers and braces have after the town that they are called by.
_NO_TOWN = (
    r"(?i:stool|coma|score|scale|criteria|procedure|classification|bowel|pre-?hospital|stroke|motor|cognitive|naming|scientific|sleep|postnatal|collar|brace|chromosome|outcome|triage|symptom"
    r"|protocol|handicap|heart[ ]failure|agreement|consensus|risk|hip[ ]score|knee[ ]score|shoulder|virus|fever|J\b|rule|definition|encephalitis)"
)
_LIVES = r"(?:lives|lived|living|resid(?:es|ed|ing)|born|raised|grew[ ]up|moved|relocated|travel(?:s|ed|l?ing)?|returned|flew|resident|native|homeless|staying)"
_SETTLED_SAID = (
    r"(?:lives|lived|living|resid(?:es|ed|ing)|born|raised|grew[ ]up|homeless|housed|brought[ ]up)[ ](?:(?:alone|now|currently|here|(?:with|w/)[ ](?:[a-z]{2,8}[ ])?[a-z]{2,12})[ ])?(?:in|near|outside|outside[ ]of|north[ ]of|south[ ]of|east[ ]of|west[ ]of)"
    r"|(?:relocat(?:ed|ing)|moved|moving|commut(?:es|ed|ing)|driv(?:es|ing)|drove|flew|flying|travel(?:s|ed|ing|led|ling)|visiting|transferred[ ]in)[ ](?:(?:here|back|up|down|over|in)[ ])?(?:to|from)"
    r"|retired[ ]to|(?:resident|native|mayor|citizen)[ ]of|(?:originally|hails|is|he's|she's|family)[ ]from|(?:patient|pt|man|woman|male|female|lady|gentleman|boy|girl|farmer|veteran|student|visitor|tourist|\d{1,3}[ ]?[mf])[ ]from|(?:village|town|city|suburb)[ ](?:of|near|outside)"
)
_SETTLED = rf"(?:{_SETTLED_SAID}|(?<![\w,;:)'\"-] )(?<!-)from)"  # "From": where a sentence begins
# What one may live in or move to besides a town, where lists of everyday words lack it.
_NO_TOWNS_LISTED = """
condo condominium dorm dormitory apt rehab snf alf ltc ltac icf hospice homeless er ed ccu icu nicu picu micu sicu osh pcp va airbnb rv townhouse townhome duplex triplex bnb motel hostel detox
subacute telehealth daycare preschool dialysis upstairs downstairs inpatient outpatient offsite onsite wheelchair rollator stretcher gurney recliner commode squalor poverty filth trailer camper caravan
bungalow cabin hut shack barn barracks sorority fraternity convent monastery tent motorhome loft mansion farmhouse ranch wilderness countryside suburbia suburbs custody captivity exile hiding harmony
solitude seclusion misery chaos foster orphanage refuge asylum penitentiary supine prone sitting standing upright semi low high rural urban subsidized sheltered transitional supportive section
quarantine isolation student senior assisted independent shared rented temporary clean unsafe safe crowded good poor close nearby overseas abroad sober halfway extended military army navy
tears laughter breech cephalic vertex meconium oxygen ventilator crutches cane walker soft solid regular puree pureed thickened thin nectar honey liquids fluids solids monthly weekly quarterly bimonthly
biweekly church gut home school bed stage phase tier grade step second third fourth next another different new
"""
_NO_TOWNS = frozenset(_NO_TOWNS_LISTED.split())
_ARTICLES = frozenset(
    ("Los", "Las", "El", "La", "San", "Santa", "Le", "Des", "LOS", "LAS", "EL", "LA", "SAN")
)
_DWELLINGS_LISTED = """
Living Home House Apartment Apartments Group Shelter Housing Facility Trailer Community Section Condo Unit
Assisted Senior Independent
"""
_DWELLINGS = frozenset(_DWELLINGS_LISTED.split())
# What everyday words before it make a town of ("cedar falls"), and first words that make none.
_ENDS_LISTED = """
lake lakes springs falls city beach park grove heights valley creek hills hill rock rapids bluff bluffs island bay harbor harbour point ridge river
forest plains prairie fork junction mills hollow bend landing crossing ferry cove haven mesa
"""
_ENDS = frozenset(_ENDS_LISTED.split())
_NO_FIRST_LISTED = """
state city national public local trailer rv mobile industrial same different nearby inner whole big small large amusement theme water business office memory car dog
country county capital home major other many several some any every remote rural native holiday vacation
"""
_NO_FIRST = frozenset(_NO_FIRST_LISTED.split())
_BEGINS = frozenset(("lake", "fort", "port", "mount", "cape", "glen", "point"))
_HOMES = frozenset(("home", "homes", "park", "unit", "housing"))
_IRISH = (
    r"(?:antrim|armagh|carlow|cavan|clare|cork|derry|donegal|down|dublin|fermanagh|galway|kerry|kildare|kilkenny|laois|leitrim|limerick|longford|louth|mayo|meath|monaghan|offaly|roscommon|sligo|tipperary"
    r"|tyrone|waterford|westmeath|wexford|wicklow|durham)"
)
_OF_TOWNS_LISTED = """
new north south east west port saint st lake mount fort grand great high old little long red green white black
bay beach city town park hill hills valley springs falls river island grove spring
"""
_OF_TOWNS = frozenset(_OF_TOWNS_LISTED.split())
_CERTAIN = frozenset(("BC", "MB", "QC", "SK", "YT"))  # provinces that are nothing else
_CUT_FROM_THE_END_LISTED = """
about around last this in for since when with and or but on by at two three several many a the
"""
_CUT_FROM_THE_END = frozenset(_CUT_FROM_THE_END_LISTED.split())
_CRITERIA = re.compile(
    r"(?i)[ ](?:(?:hospital|clinic)[ ])?(?:criteri(?:a|on)|scor(?:e|es|ing)|scale|classification|protocol|guidelines?|staging|grading)\b"
)
_PREFIXES = ("neo", "pseudo", "micro", "macro", "hemi", "peri", "endo", "retro", "para", "mega")
_WORDS = re.compile(r"[A-Za-z'-]+")
_LEAST_OF_RESERVATION = 2  # words
_IRISH_ONE = re.compile(rf"(?i){_IRISH}")
_ABBREVIATION = 3  # letters in capitals
_LEAST_OF_COMMON = 3  # words of a town that begins with a word for any place ("big bear lake")
_LEAST = 3  # letters of a town in small letters


def of_criteria(text: str, end: int) -> bool:
    """Whether what ends at `end` is where a set of criteria or a score was made ("King's College criteria")."""
    return _CRITERIA.match(text, end) is not None


def _organ(word: str) -> bool:
    """Whether a word is one of medicine's with a prefix that makes another of it ("neobladder")."""
    low = word.lower()
    return any(low.startswith(first) and clinical(low[len(first) :]) for first in _PREFIXES)


def _town(text: str, start: int, end: int) -> tuple[int, int] | None:
    return None if before_its_noun(text, end) else (start, end)


def _city(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A town that is no word of medicine, with its state, from its first word that is none either."""
    words = list(_WORDS.finditer(text, start, text.rindex(",", start, end)))
    last = words[-1].group()
    short = last.isupper() and len(last) <= _ABBREVIATION
    if plain(last) or (short and not text[start - 20 : end + 20].isupper()):
        return None
    while plain(words[0].group()) and words[0].group() not in _ARTICLES:
        words.pop(0)
    return words[0].start(), end


def _in_state(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The same after words for living there: towns of everyday words as well ("sun city az")."""
    words = [match.group().lower() for match in _WORDS.finditer(text, start, end)]
    none = any(clinical(word) or word in FUNCTION_WORDS for word in words)
    return None if none or words[0] in _NO_TOWNS else (start, end)


def _home(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A place that is more than a kind of dwelling or a ward's abbreviation."""
    found = trimmed(text, start, end)
    words = [match.group() for match in _WORDS.finditer(text, *found)] if found else []
    if all(word in _DWELLINGS or (word.isupper() and len(word) <= _ABBREVIATION) for word in words):
        return None
    return found


def _before_land(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The same before abbreviations that mean something else too: only a town that is no word."""
    words = _WORDS.findall(text, start, end)
    kept = [word for word in words if not ordinary(word)]
    if text[end + 2 : end + 4] in _CERTAIN and len(words) > 1 and not all(map(clinical, words)):
        return start, end
    return (text.index(kept[0], start), end) if kept and not ordinary(words[-1]) else None


def _settled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A town in small letters: words that are neither everyday ones nor medicine's, as far as they go."""
    words = list(_WORDS.finditer(text, start, end))
    if len(words) > 1 and words[0].group() in _NO_FIRST and words[1].group() in _HOMES:
        return None
    if len(words) > 1 and _by_feature(words[0].group(), words[1].group()):
        return start, words[1].end()
    if (last := _of_everyday(words)) is not None:
        return start, last.end()
    if not (_could_be_town(words[0].group()) or _begins_town(words)):
        return None
    last = words[0]
    for match in words[1:]:
        if familiar(match.group()) and (
            match.group() not in _OF_TOWNS or match.group() in _NO_TOWNS
        ):
            break
        last = match
    return (start, last.end()) if last.end() - start >= _LEAST else None


def _by_feature(first: str, second: str) -> bool:
    """Whether two words are a town that begins with a feature of the land ("lake placid")."""
    stays = second in _HOMES or second in _NO_TOWNS or second in ("house", "cabin", "street")
    return first in _BEGINS and not (stays or grammatical(second) or clinical(second))


def _of_everyday(words: list[re.Match[str]]) -> re.Match[str] | None:
    """The last word of a town that everyday words make: two or three, the last a feature of the land."""
    names = [match.group() for match in words]
    if names[0] in _NO_FIRST and len(names) < _LEAST_OF_COMMON:
        return None
    if names[0] in _NO_TOWNS and names[0] not in _OF_TOWNS:
        return None
    for at in range(1, len(names)):
        if grammatical(names[at - 1]) or clinical(names[at - 1]):
            return None
        if names[at] in _ENDS:
            return words[at]
    return None


def _begins_town(words: list[re.Match[str]]) -> bool:
    """Whether the first word is one that towns begin with ("new") and the next is in no dictionary."""
    if words[0].group() in ("st", "ft", "mt"):
        return len(words) > 1 and not clinical(words[1].group())
    return words[0].group() in _OF_TOWNS and len(words) > 1 and not familiar(words[1].group())


def _could_be_town(word: str) -> bool:
    if "-" in word:
        return not all(familiar(part) for part in word.split("-"))
    return word not in _NO_TOWNS and (word in CITIES or not ordinary(word))


def _with_state(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A town in small letters before its state: its last word at least is none of medicine or grammar."""
    words = list(_WORDS.finditer(text, start, end))
    kept = None
    for match in reversed(words):
        low = match.group().lower()
        if clinical(low) or _organ(low) or grammatical(low) or low in _NO_TOWNS | _CUT_FROM_THE_END:
            break
        if kept is not None and everyday(low) and low not in _OF_TOWNS:
            break
        kept = match.start()
    if kept is None or (everyday(words[-1].group()) and words[-1].group() not in _OF_TOWNS):
        return None
    return kept, end


def _county(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A county's name, without the words before it; not the county of nobody ("In County")."""
    words = list(_WORDS.finditer(text, start, end))
    if words[-1].group() == "Reservation" and len(words) > _LEAST_OF_RESERVATION:
        return start, end
    while words and (ordinary(words[0].group()) and words[0].group().lower() not in _OF_TOWNS):
        words.pop(0)
    return (words[0].start(), end) if words else None


def _county_first(text: str, start: int, end: int) -> tuple[int, int] | None:
    name = text[start:end].split()[-1]
    if _IRISH_ONE.fullmatch(name):
        return start, end
    return None if ordinary(name) or familiar(name) else (start, end)


# Cheaper for the prefilter than towns and states in full.
_NEAR = rf"(?i:\b(?:{_SETTLED_SAID})|(?:^[ ]?|[^\w,;:)'\"-][ ]|[^ -])from)[ ]"
RULES = (
    Rule("city_state_zip", "LOCATION", rf"\b{CITY},?\s{{1,2}}(?:{STATES}|{STATE_NAMES}),?\s{{1,2}}\d{{5}}(?:-\d{{4}})?(?!\d)"),
    Rule("city_state", "LOCATION", rf"\b(?P<city>{CITY},[ ](?:{STATES}|{STATE_NAMES})\b(?!\.[A-Z]))", "city", _city),
    Rule("city_land", "LOCATION", rf"\b(?P<city>{CITY}),[ ](?:{LANDS}|{PROVINCES})\b(?!\.[A-Z]|[ ]?\d)", "city", _before_land),
    Rule("city_state_lower", "LOCATION", rf"\b(?P<city>{_LOWER}),[ ](?i:{UNMISTAKEN}|{STATE_NAMES})\b(?!')", "city", _with_state),
    Rule("city_zip_lower", "LOCATION", rf"\b(?P<city>{_LOWER}),?[ ](?:{STATES.lower()}|{STATE_NAMES.lower()}),?[ ]\d{{5}}(?:-\d{{4}})?(?![\w%]|[.,/-]\d|[ ](?:units|cells|copies|mg|steps))", 0, _with_state, r"[a-z'-],?[ ][a-z ]+,?[ ]\d{5}"),
    Rule("town_known", "LOCATION", rf"\b{_KNOWN_TOWN}(?![\w'-]|[ ]\d{{1,2}}\b|[ ]{_NO_TOWN})", check=_town, near=_KNOWN_TOWN),
    Rule("residence", "LOCATION", rf"(?i:\b{_LIVES})[ ](?:(?i:here|back|alone|up)[ ])?(?i:in|at|to|from|of|near|outside|by|on)[ ](?:(?i:the|downtown|rural)[ ])?(?P<place>{PHRASE})", "place", _home),
    Rule("residence_lower", "LOCATION", rf"(?i:\b{_SETTLED})[ ](?:(?i:downtown|rural|nearby|the[ ](?:town|city|village)[ ]of)[ ])?(?P<place>{_LOWER})", "place", _settled, _NEAR),
    Rule("residence_state", "LOCATION", rf"(?i:\b{_SETTLED})[ ](?:(?i:downtown|rural|nearby)[ ])?(?P<place>{_LOWER}),?[ ]{_LOWER_STATE}\b(?=[ ]?[.,;)\n]|$|[ ](?:with|and|for|where|to|by|since|but|who|now)\b)", "place", _in_state, _NEAR),
    Rule("came_from", "LOCATION", rf"(?i:\b(?:(?:patient|pt|he|she|they|family|who)(?:[ ](?:is|was|are)|'s)|originally|hails|comes|commut(?:es|ed|ing)[ ](?:daily[ ])?|driv(?:es|ing)|drove)[ ](?:in[ ]|up[ ]|down[ ]|originally[ ])?(?:from|to))[ ](?P<place>{CITY})", "place", _home),
    Rule("county", "LOCATION", rf"\b(?P<place>{CITY}[ ](?:County|county|COUNTY|Parish|Township|Twp|Borough|Reservation|reservation|Rancheria|Nation|Indian[ ]Community))\b(?![ ](?:Hospital|Jail|Health|Medical))", "place", _county),
    Rule("county_first", "LOCATION", rf"\b(?:(?:Co\.|County)[ ](?P<place>[A-Z][a-z]{{2,20}})|(?i:co\.?|county)[ ](?P<irish>(?i:{_IRISH})))\b", 0, _county_first),
)  # fmt: skip
