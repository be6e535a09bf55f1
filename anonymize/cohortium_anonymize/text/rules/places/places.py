"""Rules for facilities of care, schools, prisons and employers, by their kind, their chain or what is done there."""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.names.people import plain, trimmed
from cohortium_anonymize.text.rules.numbers.identifiers import bare_number
from cohortium_anonymize.text.rules.places.towns import CITY, IN_TOWN, PHRASE, WORD, of_criteria
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.dictionary import familiar
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.lexicon import (
    bare,
    before_its_noun,
    clinical,
    grammatical,
    of_a_study,
    of_a_treatment,
)

_KIND = (
    r"Hospitals?|Hosp|HOSP|Clinics?|Med[ ]Ctr|Medical[ ]Cent(?:er|re)s?|Med(?:ical)?[ ]C(?:en)?te?r|Health(?:care)?(?:[ ](?:System|Cent(?:er|re)|Network|Partners"
    r"|Services|Group))?|Infirmary|Hospice|Nursing[ ]Home|Rehab(?:ilitation)?(?:[ ]Cent(?:er|re))?|(?:Care|Surgery|Surgical|Cancer|Heart|Imaging|Dialysis"
    r"|Wellness|Community|Treatment|Recovery)[ ]Cent(?:er|re)|Institute|Pharmacy|Laborator(?:y|ies)|Labs|Urgent[ ]Care|Sanatorium|Medical[ ]Group"
    r"|Medical|Med|Associates|Physicians|Family[ ](?:Practice|Medicine)|Pediatrics|Memorial|Regional|General|University|College|(?:High[ ]|Elementary[ ]|Middle[ ])?School"
    r"|Elementary|Academy|Church|Cent(?:er|re)|Manor|Assisted[ ]Living|Senior[ ]Living|Foundation"
)
_KIND_LOWER = r"hospital|clinic|medical[ ]cent(?:er|re)|health[ ]cent(?:er|re)|facility|campus|branch|office|infirmary|hospice|nursing[ ]home|practice"
_FAMOUS = (
    r"Mass(?:achusetts)?[ ]General|MGH|BWH|BIDMC|UCSF|UCLA|UCSD|NYU(?:[ ]Langone)?|NYP|MSKCC|(?<![-+])CHOP(?![-+/]|[ ](?:x\b|chemo|cycle|regimen|therapy|protocol|was\b|q\d|plus|based|\d|[x#]\d))|UPMC|VAMC|Mayo|Johns[ ]Hopkins|Hopkins|Kaiser(?:[ ]Permanente)?"
    r"|Cedars[- ]Sinai|(?:Mount|Mt\.?)[ ]Sinai|Sloan[ ]Kettering|MD[ ]Anderson|Cleveland[ ]Clinic|Dana[- ]Farber|Geisinger|Intermountain"
    r"|Beaumont|Montefiore|Bellevue|Parkland|Grady|Ochsner|Sutter|Providence|Scripps|Emory|Vanderbilt|Northwestern|Stanford(?:[ ]Health)?|Quest[ ]Diagnostics|LabCorp|Addenbrooke's|Papworth|Harefield|John[ ]Radcliffe|Royal[ ](?:Free|Marsden|Brompton)|Great[ ]Ormond(?:[ ]Street)?|Sunnybrook|SickKids|Westmead|Harborview|Ben[ ]Taub"
)
# Kinds that say nothing of care, or that stand beside any word: here the name must be no one's word.
_KIND_NAMED = (
    r"(?i:snf|alf|ltach?|irf|skilled[ ]nursing(?:[ ]facility)?|nursing[ ]facility|group[ ]home|halfway[ ]house|sober[ ](?:living|house)|care[ ]home|(?:homeless[ ]|women's[ ])?shelter|hostel|rehab|dialysis(?:[ ](?:unit|clinic|cent(?:er|re)))?"
    r"|kidney[ ]cent(?:er|re)|(?:(?:high|middle|elementary|primary|secondary|grammar|junior[ ]high)[ ])?school|academy|preschool|daycare|kindergarten|(?:(?:state|federal|county)[ ])?(?:prison|jail|penitentiary)|correctional[ ](?:facility|institution|center)"
    r"|detention[ ]center|pharmacy|chemist|church|mosque|synagogue|NHS(?:[ ]Foundation)?(?:[ ]Trust)?|health[ ]board|assisted[ ]living|senior[ ]living|memory[ ]care|care[ ]cent(?:er|re)|VAMC|VA[ ]clinic|CBOC|urgent[ ]care)"
)
# What a school or church is, rather than what it is called; hospitals and clinics are called so.
_FAITHS_LISTED = """
catholic christian baptist methodist lutheran jewish muslim hebrew islamic orthodox presbyterian
"""
_FAITHS = frozenset(_FAITHS_LISTED.split())
_DESCRIBING_LISTED = """
sunday montessori medicare medicaid veterans public private english high middle pre junior senior primary mail order
specialty outpatient retail compounding county state federal va local general family women men pain walk day
law nursing medical graduate business dental boarding night driving beauty trade summer home community women's
"""
_DESCRIBING = frozenset(_DESCRIBING_LISTED.split())
# Where a facility is, by which it is called: words of anatomy too.
_SITED = frozenset(("Central", "Northern", "Southern", "Eastern", "Western", "Metropolitan"))
_OF_FAITHS = frozenset(("School", "Church"))
# Kinds that headings and instructions have too: "Outpatient Pharmacy", "Return To School".
_LOOSE = frozenset(("School", "Pharmacy", "Clinic", "Rehab", "Church", "Center", "Hospice"))
_CHAIN = (
    r"(?:Walgreens|WALGREENS|CVS|Rite[ ]Aid|Walmart|Wal-Mart|Costco|Kroger|Publix|Safeway|Target|HEB|H-E-B|Duane[ ]Reade|Boots|Lloyds|Superdrug|Shoppers[ ]Drug[ ]Mart|London[ ]Drugs|Rexall|Chemist[ ]Warehouse|Priceline|Apollo|Wegmans|Meijer"
    r"|Albertsons|Hy-Vee|Giant[ ]Eagle|Stop[ ](?:and|&)[ ]Shop|Fred[ ]Meyer|Winn-?Dixie|ShopRite|Sam's[ ]Club|Farmacias?[ ](?:Similares|Guadalajara|del[ ]Ahorro|Benavides|Cruz[ ]Verde|Ahumada)|Inkafarma|walgreens|cvs|rite[ ]aid|walmart|costco|kroger|publix)"
)
# What "VA" stands before besides a town.
_OFFICES_LISTED = """
Pharmacy Benefits Disability Records Hospital Clinic Healthcare Travel Choice Community Compensation Pension
Home Loan Police Nurse Line Form
"""
_OFFICES = frozenset(_OFFICES_LISTED.split())
_CHAIN_OF_CARE = r"(?:DaVita|Davita|Fresenius|FMC|DCI|US[ ]Renal|U\.S\.[ ]Renal|Kindred|Genesis|ManorCare|HCR[ ]ManorCare|Brookdale|Encompass|Select[ ]Specialty|Life[ ]Care|HCA|UPMC|Ascension|Mercy|Dignity|Advocate|Baptist|Methodist|Adventist|Sutter|Planned[ ]Parenthood)"
_STORE = r"(?:[ ](?i:pharmacy|store|branch|drugstore))?"
_CARED = (
    r"(?:seen|admitted|readmitted|treated|operated|hospitali[sz]ed|transferred|presented|presenting|evaluated|visited|discharged|followed|referred|care|surgery|visit"
    r"|appointment|treatment|treated|diagnosed|consulted|consultation|enrolled|attending|examined|done|performed|checked|delivered|rehab|therapy|study|patient|exam|facility|stay|records)"
)
_WORDS = re.compile(r"[A-Z][A-Za-z'-]*")
_KIND_ENDS = re.compile(rf"\b{_KIND_NAMED}$")
_SENTENCE = re.compile(r"(?:^|[.!?:;\n-])\s{0,3}$")
_FAMOUS_ONE = re.compile(rf"(?:{_FAMOUS})(?:[ ](?:{_KIND})\b)?")
_OF_SAINTS = re.compile(
    r"(?i)[ ](?:wort|encephalitis|valve|icd|crt|pacemaker|ppm|device|leads?|dance|fire|bioprosthetic|mechanical|respiratory)\b"
)
# With words of medicine, what departments and kinds of care are called.
_UNITS_LISTED = """
department dept intensive step down home skilled long term acute post outside observation labor delivery recovery general same day short stay interventional unit care
emergency emergent urgent critical primary assisted living independent subacute inpatient outpatient infectious disease internal day night floor main operating room
"""
_UNITS = frozenset(_UNITS_LISTED.split())
_ABBREVIATION = 4  # letters in capitals
_LEAST_EVERYDAY = 2  # words that are all everyday ones
_BEFORE = r"[A-Z][A-Za-z'&.-]{0,40}[ ]"  # before its kind: what any `WORD` ends with
_OWNED = rf"(?:Dr\.?[ ])?{PHRASE}(?:'s)?"


def _facility(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A facility only when something besides the words of medicine names it; its kind goes along."""
    words = [match.group() for match in _WORDS.finditer(text, start, end)]
    if of_criteria(text, end):
        return None
    if not trimmed(text, start, end) and words[0] not in _SITED:
        return None
    named = [word for word in words[:-1] if _named_by(word)]
    if words[-1] in _OF_FAITHS:
        named = [word for word in named if word.lower() not in _FAITHS]
    if words[-1] in _LOOSE and not named:
        return None
    return start, end


def _facility_lower(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The same before a kind in small letters, which stands after any word."""
    words = [match.group() for match in _WORDS.finditer(text, start, end)]
    return _facility(text, start, end) if any(map(_named_by, words)) else None


def _named_by(word: str) -> bool:
    """Whether a word may name a facility that its kind alone does not tell from any other."""
    low = bare(word).lower()
    return not (plain(word) or grammatical(low) or low in _DESCRIBING)


def _named(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A facility from its name's first word that is no everyday one; all such words only inside a sentence."""
    words = list(_WORDS.finditer(text, start, end))
    kind = _KIND_ENDS.search(text, start, end)
    named = [word for word in words if kind is None or word.start() < kind.start()]
    for at, word in enumerate(named):
        if _telling(word.group()):
            return word.start() if at == 0 else _first_of(named, at), end
    if len(named) < _LEAST_EVERYDAY or _SENTENCE.search(text[max(0, start - 4) : start]):
        return None
    return None if any(plain(word.group()) for word in named) else (start, end)


def _named_any(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A trust, from the first of its words that is no everyday one."""
    for word in _WORDS.finditer(text, start, end):
        if _telling(word.group()):
            return word.start(), end
    return None


def _cared_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where someone is cared for, unless its words are those of a department or a kind of care."""
    words = [match.group().lower() for match in _WORDS.finditer(text, start, end)]
    unit = all(word in _UNITS or clinical(word) or grammatical(word) for word in words)
    return None if unit and any(word in _UNITS for word in words) else trimmed(text, start, end)


def _first_of(words: list[re.Match[str]], at: int) -> int:
    """Where a name begins whose word `at` tells it: with the words that may be part of it ("Old Elm")."""
    first = at
    while first and not ordinary(words[first - 1].group()):
        first -= 1
    return words[first].start()


def _telling(word: str) -> bool:
    low = bare(word).lower()
    if "-" in low and all(familiar(part) or ordinary(part) for part in low.split("-")):
        return False
    short = word.isupper() and len(word) <= _ABBREVIATION
    return len(word) > 1 and not (short or ordinary(low) or low in _DESCRIBING or low in _FAITHS)


def _famous(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A facility known by its name, unless a score or procedure bears it."""
    name = _FAMOUS_ONE.match(text, start)
    if of_a_treatment(text, start):
        return None
    if name is None or before_its_noun(text, name.end()) or of_a_study(text, start, name.end()):
        return None
    return (start, end) if _facility(text, start, end) else (start, name.end())


def _saint(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A saint's name, unless it is that of a device, a plant or a disease."""
    named = _OF_SAINTS.match(text, end) or before_its_noun(text, end)
    return None if named else (start, end)


def _veterans(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A town beside "VA", which is acuity of sight and Virginia too."""
    words = [match.group() for match in _WORDS.finditer(text, start, end)]
    said = any(ordinary(word) or word in _OFFICES for word in words)
    return None if said or before_its_noun(text, end) else (start, end)


RULES = (
    Rule(
        "facility",
        "FACILITY",
        rf"\b{PHRASE}(?:'s)?(?:[ ](?:of|for|and|&)[ ]{WORD})?[ ](?:{_KIND})\b(?:[ ](?:of|for|at)[ ]{PHRASE}|[ ](?:Hospital|Clinic|Center|Medical Center))?{IN_TOWN}",
        check=_facility,
        near=rf"{_BEFORE}(?:{_KIND})\b",
    ),
    Rule(
        "facility_lower",
        "FACILITY",
        rf"\b{_OWNED}[ ](?:(?:downtown|local|main|satellite|outpatient|community|county|city)[ ])?(?:{_KIND_LOWER})\b",
        check=_facility_lower,
        near=rf"{_BEFORE}(?:[a-z]{{4,10}}[ ])?(?:{_KIND_LOWER})\b",
    ),
    Rule(
        "facility_of",
        "FACILITY",
        rf"\b(?:University|Univ|College|Hospital|Clinic|Institute|Church|Center|Centre|School)[ ]of[ ]{PHRASE}",
    ),
    Rule(
        "facility_in",
        "LOCATION",
        rf"\b(?:{_KIND}|{_KIND_LOWER})(?:[ ]in[ ]|,[ ])(?P<place>{CITY})",
        "place",
        trimmed,
    ),
    Rule(
        "saint",
        "FACILITY",
        r"\b(?:St|Saint|ST)\.?[ ][A-Z][A-Za-z]{2,20}(?:'s|s'|')?(?:[ ](?:Hospital|Medical|Health|Clinic|Center|University|Regional|Memorial)){0,3}\b",
        check=_saint,
    ),
    Rule(
        "famous",
        "FACILITY",
        rf"\b(?:{_FAMOUS})\b(?:[ ]{WORD}){{0,2}}",
        check=_famous,
    ),
    Rule(
        "cared_at",
        "FACILITY",
        rf"(?i:\b{_CARED})[ ](?:(?i:on|for|last|again|here)[ ][\w/]{{1,12}}[ ])?(?i:at|to|in|from)[ ](?:(?i:the|our|their|his|her)[ ])?(?P<place>(?=[A-Z][\w.'&-]{{0,12}}[a-z]|[A-Z]{{2,5}}[ ][A-Z][a-z]|St|Mt)(?:Dr\.?[ ])?{PHRASE}(?:'s)?(?:[ ](?:{_KIND_LOWER}))?)",
        "place",
        _cared_at,
    ),
    Rule(
        "employer",
        "ORGANIZATION",
        rf"(?i:\b(?:works?|worked|working|employed|employment|job|career|teaches|taught|principal|manager|clerk|teacher|student|employee|retired|volunteers?|enlisted|served))[ ](?:(?i:[a-z]{{1,12}}[ ]){{0,5}})(?i:at|for|by|from|with)[ ](?:(?i:the|a|an)[ ])?(?P<place>{PHRASE})",
        "place",
        trimmed,
    ),
    Rule(
        "facility_named",
        "FACILITY",
        rf"\b{PHRASE}(?:'s)?[ ]{_KIND_NAMED}\b(?:[ ]of[ ]{PHRASE})?{IN_TOWN}",
        0,
        _named,
        rf"{_BEFORE}{_KIND_NAMED}\b",
    ),
    Rule(
        "chain_number",
        "FACILITY",
        rf"\b{_CHAIN}{_STORE},?[ ](?:(?i:store|branch)[ ])?(?P<place>(?:(?:#|(?i:no\.?|number))[ ]?\d{{2,6}}|\d{{4,5}})(?![\w%]|[.,/]\d))",
        "place",
        bare_number,
    ),
    Rule(
        "chain_place",
        "LOCATION",
        rf"\b{_CHAIN}{_STORE}(?:[ ]#?\d{{2,6}})?(?:[ ](?:on|at|in|near|off|en|de)[ ](?:the[ ])?|,[ ])(?P<place>{PHRASE})",
        "place",
        trimmed,
    ),
    Rule(
        "chain_lower",
        "LOCATION",
        rf"(?i:\b{_CHAIN}{_STORE})[ ](?:on|off)[ ](?P<place>[a-z][a-z'-]{{2,20}}(?:[ ][a-z]{{2,20}})?)(?=[ ]?[.,;)\n]|$)",
        "place",
        lambda t, s, e: None if ordinary(t[s:e].split()[0]) else (s, e),
    ),
    Rule(
        "chain_of_care",
        "FACILITY",
        rf"\b{_CHAIN_OF_CARE}[ ](?P<place>{PHRASE})",
        "place",
        trimmed,
    ),
    Rule(
        "veterans",
        "LOCATION",
        rf"(?:(?:\b(?i:at|to|from|the|by|with|via)[ ])(?P<place>{CITY})[ ]VA\b(?![ ]?(?:O[DSU]\b|\d|:|is\b|was\b|sc\b|cc\b)))",
        "place",
        _veterans,
    ),
    Rule(
        "veterans_of",
        "LOCATION",
        rf"\bVA(?:MC|HCS)?(?:[ ](?i:hospital|clinic|medical[ ]cent(?:er|re)|health[ ]care(?:[ ]system)?|healthcare))?(?:[ ](?:in|at|of)[ ]|,[ ]|[ ]-[ ]|[ ])(?P<place>{CITY})(?!['-])",
        "place",
        _veterans,
    ),
    Rule(
        "health_trust",
        "FACILITY",
        rf"\b{PHRASE}[ ](?:NHS(?:[ ](?:Foundation[ ])?Trust)?|CCG|ICB|PCT|PCN|Health[ ](?:Board|Authority|Service|District))\b",
        0,
        _named_any,
    ),
)
