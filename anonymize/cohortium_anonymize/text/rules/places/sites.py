"""Rules for places by a short or local name: schools, centres of a town, surgeries, agencies, crews, employers, motorways.

A name of everyday words counts after a word that says what it is ("daycare:", "works at") or beside its kind; an
abbreviation of a hospital after words for going to it or coming from it.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.places.towns import CAPS, CITY, PHRASE
from cohortium_anonymize.text.rules.rule import Check, Rule
from cohortium_anonymize.text.words.dictionary import familiar
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.given_names import CITIES
from cohortium_anonymize.text.words.lexicon import clinical, grammatical

_SCHOOL = r"(?:HS|MS|ES|JHS|Elem|Elementary|High|Primary|Prep|Middle|Jr\.?[ ]High)"
_PUPIL = (
    r"(?:grade[rs]?|student|pupil|attends?|attending|attended|junior|senior|sophomore|freshman|teach(?:es|er|ing)?|taught|coach(?:es)?|principal|enrolled|graduate[ds]?(?:[ ]from)?"
    r"|plays(?:[ ][a-z]{3,12})?|goes|classes|school|works?)"
)
_OF_CARE = (
    r"(?:Ctr|Cntr|Ctre|Center|Centre|Care|Imaging|Clinics?|Assoc(?:iates|\.)?|Specialists|Specialty|Surgery|Dental|Orthop(?:a)?edics|Oncology|Radiology|Dermatology|Health|Partners|Consultants|Physicians|Hospice|Rehab|Dialysis"
    r"|Therapy|Urology|Cardiology|Gastroenterology|Pediatrics|Nephrology|Neurology|Eye|Anesthesia|Pathology|Home[ ]?care)"
)
_AGENCY = r"(?:HSD|DCFS|DCF|CYFD|CPS|APS|DSS|DHS|HHS|DHHS|DFPS|DFCS|DCYF|OCFS|OCS|DPH|DOH|LHD|VNA|CMHC|CSB|CAMHS|CMHT|CMH|ACCS|AAA|CCAC|LHIN)"
_COMPANIES = (
    r"(?:Option[ ]Care(?:[ ]Health)?(?![ ](?:plan|of)\b)|LifeLabs|Dynacare|Apria|Lincare|Amedisys|Bayada|BAYADA|Gentiva|Enhabit|BioReference|AdaptHealth|Rotech|Numotion|VITAS|Vitas|CenterWell|BrightSpring|Omnicare|PharMerica"
    r"|PillPack|Accredo|CVS[ ]Caremark|Sonora[ ]Quest|Acadian[ ]Ambulance|Interim[ ]HealthCare|Home[ ]Instead|Visiting[ ]Angels|Comfort[ ]Keepers|Right[ ]at[ ]Home|CarePartners|ParaMed|Bayshore|Helping[ ]Hands)"
)
_BUSINESS = (
    r"(?:Transport|Trucking|Logistics|Foods|Freight|Steel|Mills?|Farms?|Dairy|Construction|Industries|Manufacturing|Motors|Airlines|Airways|Plumbing|Roofing|Electric|Landscaping|Lumber|Foundry|Mining|Bakery|Cafe|Diner"
    r"|Brewery|Restaurant|Hotel|Casino|Salon|Realty|Insurance|Bank|Credit[ ]Union|Packing|Meats|Poultry|Cannery|Shipyard|Warehouse|Inc|LLC|Ltd|Corp|Co)"
)
_EMPLOYED = r"(?:employer|employment|workplace|place[ ]of[ ](?:work|employment)|occupation|works?|worked|working|employed|driv(?:es|er|ing)|drove|trucker|hauls|laid[ ]off|fired|retired|job|foreman|welder|cook|clerk|manager|operator)"
_CREW = r"(?:Medic|Rescue|Ambulance|Engine|Ladder|Squad|Air[ ]?Care|Life[ ]?Flight|Med[ ]?Flight|Air[ ]?Med|StarFlight|LifeStar|Life[ ]Star|ALS|BLS)"
_EXIT = r"(?:[ ,]{0,2}(?:(?:at|near|by|past|@)[ ]|@)?(?i:exit|mile[ ](?:marker|post)|milepost|mm|junction|jct|interchange)\.?[ ]#?\d{1,4}[A-Z]?\b(?![ ]?(?:mm|cm)\b))"
_BOUND = r"(?:[ ](?:[NSEW]B?|(?i:north|south|east|west)(?i:bound)?)\b)"
_ISOTOPES = r"(?:12[345]|129|13[1235])\b"
_MOTORWAY = rf"(?:I-?(?!{_ISOTOPES})\d{{1,3}}|US-?[ ]?\d{{1,3}}|[SC]R-?[ ]?\d{{1,4}}|(?i:interstate|highway|hwy|route|rte|rt|state[ ]road|turnpike|thruway|tpke|pike|freeway|fwy|parkway|pkwy)\.?(?:[ -]\d{{1,4}})?|[MA]\d{{1,3}}(?:\(M\))?)"
_NO_ADMINISTRATION = r"(?![\w%/]|[.,]\d|[ ]?(?:mm|cm|mg|ml|hours?|hrs?|of\b|days?))"
_SHOP = r"(?:walgreens|cvs|rite[ ]aid|walmart|costco|kroger|publix|safeway|target|shell|exxon|chevron|store|pharmacy|shop|station|clinic|office|house|home|farm|diner|bar|motel)"
_MOVED = (
    r"(?:transfer(?:red|s|ring)?|txfr'?d?|xfer(?:red)?|tx'?d?|admit(?:ted|s)?|admission|sent|seen|deliver(?:ed|y|s)?|referred|presented|hospitali[sz](?:ed|ation)|care|brought|arriv(?:ed|es|ing)|discharged?|dc'?d|records|stay|born|treated"
    r"|surgery|scans?|visit|labs?|prenatal|evaluated|workup|followed|ED|ER|operated|cath|mri|ct)"
)
_NO_HOSPITALS_LISTED = """
OSH SAH ICH IVH SDH EDH PAH NASH ETOH BPH LVH RVH LAH RAH CDH DDH NPH PTH TSH FSH SIADH PNH CAH PPH APH HLH LMWH UFH CTEPH ROH FAMH ADH DASH RASH
BATH EACH WITH MUCH SUCH HIGH FRESH SOUTH NORTH BOTH DEATH BIRTH MONTH CHURCH COUCH BENCH BEACH CGH RTH LTACH LTCH IRH BRCH MMH PMH FMH FSGH
PSH
"""
_NO_HOSPITALS = frozenset(_NO_HOSPITALS_LISTED.split())
_CRIED = frozenset(("MC", "GH", "CH", "MH", "VH", "WH", "UH"))
_LAND_LISTED = """
basin desert valley creek mesa ridge river lake mountain prairie canyon coast coastal harbor harbour island bay hills plains summit sierra vista
grove springs falls cove glen meadow meadows pines cedar oak oaks willow maple birch aspen redwood sunrise sunset lakeside riverside hillside seaside
bluff bluffs delta peninsula mission rio monte santa san saint st mt fort north south east west northern southern eastern western
"""
LAND = frozenset(_LAND_LISTED.split())
_SIDES = frozenset(("north", "south", "east", "west", "northern", "southern", "eastern", "western"))
# What places of work make or keep, rather than what they are called.
_MADE_LISTED = """
paper car cars steel food furniture chicken meat shoe tire tyre auto textile plastic plastics glass box clothing cotton sugar milk cheese chocolate candy chemical
power water coal gold copper salt dairy cattle horse pig hog poultry egg fish fruit tree wheat corn family local old new big small large nearby amazon metal
aluminum rubber toy carpet cement brick wood lumber bread packing sewing assembly manufacturing garment electronics battery paint pharmaceutical sand gravel nuclear treatment
processing bottling recycling airplane aircraft tobacco cannabis asbestos wool silk fabric feed flour grain oil gas wind solar
"""
_MADE = frozenset(_MADE_LISTED.split())
_NO_NAME_LISTED = """
attends full part not yes none no doing starts started goes home three two four five one days week weekly daily currently never has is will since denies
n/a na unknown stays other same grade room sick exposure contacts normal regular public private retired self unemployed disabled disability student homemaker housewife
"""
_NO_NAME = frozenset(_NO_NAME_LISTED.split())
_WORDS = re.compile(r"[A-Za-z][A-Za-z'-]*")
_LEAST = 3  # letters of a hospital's abbreviation


def words_of(text: str, start: int, end: int) -> list[str]:
    """The words there in small letters, without "'s"."""
    return [match.group().removesuffix("'s").lower() for match in _WORDS.finditer(text, start, end)]


def _any_named(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a word before the kind is none of medicine or of every day."""
    before = words_of(text, start, end)[:-1]
    return (start, end) if any(not (clinical(w) or ordinary(w)) for w in before) else None


def _none_clinical(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a word before the kind is at least none of medicine or grammar."""
    before = words_of(text, start, end)[:-1]
    told = (w for w in before if w != "the")
    return (start, end) if any(not (clinical(w) or grammatical(w)) for w in told) else None


def _of_town(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where what follows "of" is a town: a word that is neither medicine's nor an everyday one."""
    town = words_of(text, text.rindex(" of ", start, end) + 4, end)
    named = any(w in CITIES or not (clinical(w) or ordinary(w)) for w in town)
    return (start, end) if named else None


def _strange(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a word before the kind is in no dictionary."""
    before = words_of(text, start, end)[:-1]
    return (start, end) if any(not (clinical(w) or familiar(w)) for w in before) else None


def _agency(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = words_of(text, start, end)[1:]
    county = words[-1] in ("county", "parish")
    named = [w for w in words if w not in ("of", "in", "county", "parish", "office")]
    told = any(w in CITIES or not (clinical(w) or ordinary(w)) for w in named)
    return (start, end) if named and (told or county) else None


def called(everyday_too: bool) -> Check:
    """A name after what says that it is one; of everyday words only where these are two or more."""

    def check(text: str, start: int, end: int) -> tuple[int, int] | None:
        words = words_of(text, start, end)
        if words[0] in _NO_NAME or all(map(clinical, words)):
            return None
        strange = any(not familiar(w) for w in words) or (
            len(words) > 1 and any(not ordinary(w) for w in words)
        )
        several = everyday_too and len(words) > 1 and not any(map(clinical, words))
        return (start, end) if strange or several else None

    return check


def _clinic(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A facility in small letters by a word of the land or one in no dictionary, from its name's first word."""
    words = list(_WORDS.finditer(text, start, end))[:-1]
    while words and grammatical(words[0].group()):
        words.pop(0)
    names = [match.group().removesuffix("'s") for match in words]
    if not names or any(grammatical(w) for w in names):
        return None
    if len(names) == 1 and (names[0] in _SIDES or familiar(names[0])):
        return None
    told = any(w in LAND or not (familiar(w) or clinical(w)) for w in names)
    alone = all(w in _SIDES or (clinical(w) and w not in LAND) for w in names)
    return (words[0].start(), end) if told and not alone else None


def _made(text: str, start: int, end: int) -> tuple[int, int] | None:
    names = words_of(text, start, end)[:-1]
    if all(w in _MADE or grammatical(w) for w in names):
        return None
    return None if any(clinical(w) and w not in LAND for w in names) else (start, end)


def _hospital(text: str, start: int, end: int) -> tuple[int, int] | None:
    """An abbreviation that is no word of medicine, where not all is written in capitals."""
    found = text[start:end]
    loud = text[max(0, start - 24) : start].isupper()
    if len(found) < _LEAST or loud or found in _NO_HOSPITALS:
        return None
    return None if clinical(found.lower()) and found[-2:] not in _CRIED else (start, end)


def _rule(
    name: str, kind: str, pattern: str, check: Check | None = None, near: str | None = None
) -> Rule:
    return Rule(name, kind, pattern, "place", check, near)


RULES = (
    _rule("school_short", "FACILITY", rf"(?i:\b{_PUPIL})[ ]?:?[ ](?:[a-z]{{1,10}}[ ]){{0,2}}(?:(?i:at|for|from|in|to|of)[ ])?(?P<place>{CAPS}{{1,3}}{_SCHOOL})\b(?!['-])", _none_clinical, rf"{CAPS}{_SCHOOL}\b"),
    _rule("school_kind", "FACILITY", rf"\b(?P<place>{CAPS}{{1,3}}(?:Elem|ISD|USD|Jr\.?[ ]High|Middle[ ]Sch|High[ ]Sch|Primary[ ]Sch))\b", _any_named),
    _rule("daycare", "FACILITY", rf"\b(?i:day[ -]?care|preschool|nursery|kindergarten|childcare|head[ ]start)(?:[ ](?:at|is|called|name|named))?(?:[ ]?[:(-])?[ ](?P<place>{PHRASE}(?:[ ](?:on|in|at)[ ]{PHRASE})?)", called(True)),
    _rule("centre_of", "FACILITY", rf"\b(?P<place>{CAPS}{{0,3}}{_OF_CARE}[ ]of[ ](?:the[ ])?{CITY})", _of_town),
    _rule("surgery_said", "FACILITY", rf"\b(?:(?:GP|Practice|practice|Surgery|surgery)(?:[ ](?:Practice|practice|Surgery|surgery))?[:,]?[ ]|(?i:registered)[ ](?:at|with)[ ]|Dr\.?[ ][A-Z][a-z'-]{{1,20}},[ ])(?P<place>(?:The[ ])?{CAPS}{{1,3}}(?:Surgery|Practice))\b", _none_clinical),
    _rule("surgery", "FACILITY", rf"\b(?P<place>(?:The[ ])?{CAPS}{{1,2}}(?:Surgery|Practice))\b(?=[ ]?(?:[,;.\n)]|$))", _strange),
    _rule("agency", "FACILITY", rf"\b(?P<place>{_AGENCY}[ ](?:of[ ]|in[ ]|-[ ])?(?=[A-Z][a-z]){CITY}(?:[ ](?:County|Parish))?)", _agency),
    _rule("company_of_care", "FACILITY", rf"\b(?P<place>{_COMPANIES})\b"),
    _rule("business", "ORGANIZATION", rf"(?i:\b{_EMPLOYED})(?i:(?:[ ](?!with[ ])[a-z]{{2,12}}){{0,3}})(?:[ ](?:at|for|by|from|with)|[ ]?[:,-])[ ](?:the[ ])?(?P<place>{CAPS}{{1,3}}{_BUSINESS})\b", _none_clinical),
    _rule("employer_said", "ORGANIZATION", rf"\b(?i:employer|place[ ]of[ ](?:work|employment))(?:[ ]name)?[ ]?(?:[:-]|is)[ ](?P<place>{PHRASE})", called(True)),
    _rule("crew", "FACILITY", rf"\b(?P<place>{CAPS}{{0,3}}{_CREW}[ ]#?\d{{1,3}})\b(?=[ ]?(?:[.,;)\n]|$)|[ ](?:on|arriv|transport|crew|en[ ]route|respond|and|from|report|to[ ]|at[ ]))"),
    _rule("motorway_exit", "LOCATION", rf"\b(?P<place>{_MOTORWAY}{_BOUND}?{_EXIT})"),
    _rule("motorway_junction", "LOCATION", r"\b(?P<place>[MA]\d{1,3}(?:\(M\))?,?[ ](?:[NSEW]B[ ])?(?:at[ ])?J\d{1,2}[A-Z]?)\b"),
    _rule("motorway", "LOCATION", rf"\b(?i:on|off|along|down|onto|near)[ ](?:the[ ])?(?P<place>(?:I-(?!{_ISOTOPES})\d{{1,3}}|(?i:interstate|highway|hwy|route|rte)\.?[ -]\d{{1,4}}[A-Z]?|US-\d{{1,3}}){_BOUND}?){_NO_ADMINISTRATION}"),
    _rule("motorway_crash", "LOCATION", rf"\b(?i:rtc|rta|mv[ac]|crash(?:ed)?|collision|accident|driving|drove|driver|lorry|motorway|motorcycle)[^.;\n]{{0,30}}[ ](?:on|off|along|down)[ ](?:the[ ])?(?P<place>(?:A\d{{2,4}}|M\d{{1,2}}|B\d{{3,4}}|(?i:rt|rte|sr|cr|us)[ .-]{{1,2}}\d{{1,4}})){_NO_ADMINISTRATION}"),
    _rule("road_shop", "LOCATION", rf"(?i:\b{_SHOP})(?:[ ](?:on|off|at|by|near))?[ ](?P<place>(?i:highway|hwy|route|rte|rt|us|sr|cr)\.?[ -]\d{{1,4}}[A-Za-z]?){_NO_ADMINISTRATION}"),
    _rule("highway", "LOCATION", rf"\b(?P<place>(?:(?i:highway|hwy|rte)\.?|Interstate)[ -]\d{{1,4}}[A-Z]?){_NO_ADMINISTRATION}"),
    _rule("clinic_lower", "FACILITY", r"\b(?:at|from|to|with|via|by|in)[ ](?:the[ ])?(?P<place>(?:[a-z][a-z'-]{2,16}[ ]){1,3}(?:clinic|hospital|hosp|medical[ ]cent(?:er|re)|med[ ]ctr|pharmacy|snf|hospice|rehab|infirmary|surgery[ ]cent(?:er|re)))\b", _clinic),
    _rule("works_lower", "ORGANIZATION", r"\b(?:works?|worked|working|job|employed|retired)[ ](?:[a-z]{2,10}[ ]){0,2}(?:at|for|from|in)[ ](?:the[ ]|a[ ])?(?P<place>(?:[a-z][a-z'-]{2,16}[ ]){1,3}(?:factory|mill|plant|mine|ranch|diner|bakery|warehouse|foundry|quarry|shipyard|refinery|cannery|sawmill|brewery|dairy|casino|cafe))\b", _made),
    _rule("hospital_short", "FACILITY", rf"(?i:\b{_MOVED})(?:[ ][\w/'-]{{1,12}}){{0,3}}[ ](?:at|from|to)[ ](?:the[ ])?(?P<place>[A-Z]{{1,4}}(?:MC|H))\b(?![-/'])", _hospital),
    _rule("hospital_outside", "FACILITY", r"\b(?:OSH|outside[ ]hospital|outside[ ]facility)(?:[ ]\(|,[ ]|[ ]-[ ])(?P<place>[A-Z]{3,6})\b(?=[),.;]|[ ](?:on|for|with|in)\b|$)", _hospital),
)  # fmt: skip
