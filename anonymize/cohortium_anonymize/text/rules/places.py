"""Rules for places: streets, cities with their state, ZIP codes, facilities, schools, employers."""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.addresses import to_its_end
from cohortium_anonymize.text.rules.people import trimmed
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.given_names import CITIES
from cohortium_anonymize.text.words.lexicon import before_its_noun
from cohortium_anonymize.text.words.moments import MONTH

_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI"
    "|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR"
)
_STATE_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa"
    "|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada"
    "|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island"
    "|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)
_STREET = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Way|Circle|Cir|Trail|Trl"
    "|Parkway|Pkwy|Highway|Hwy|Route|Rte|Alley|Aly|Loop|Plaza|Crescent|Cres|Path|Row|Pike|Turnpike|Run|Crossing|Ridge|Esplanade"
)
_STREET = f"{_STREET}|{_STREET.upper()}"
_WORD = r"[A-Z][A-Za-z'.&-]{0,30}"
_PHRASE = rf"{_WORD}(?:[ ](?:(?:of|the|and|&|for|de|la|del)[ ]){{0,2}}{_WORD}){{0,5}}"
_KIND = (
    r"Hospitals?|Hosp|HOSP|Clinics?|Med[ ]Ctr|Medical[ ]Cent(?:er|re)s?|Med(?:ical)?[ ]C(?:en)?te?r|Health(?:care)?(?:[ ](?:System|Cent(?:er|re)|Network|Partners"
    r"|Services|Group))?|Infirmary|Hospice|Nursing[ ]Home|Rehab(?:ilitation)?(?:[ ]Cent(?:er|re))?|(?:Care|Surgery|Surgical|Cancer|Heart|Imaging|Dialysis"
    r"|Wellness|Community|Treatment|Recovery)[ ]Cent(?:er|re)|Institute|Pharmacy|Laborator(?:y|ies)|Labs|Urgent[ ]Care|Sanatorium|Medical[ ]Group"
    r"|Medical|Med|Associates|Physicians|Family[ ](?:Practice|Medicine)|Pediatrics|Memorial|Regional|General|University|College|(?:High[ ]|Elementary[ ]|Middle[ ])?School"
    r"|Elementary|Academy|Church|Cent(?:er|re)|Manor|Assisted[ ]Living|Senior[ ]Living|Foundation"
)
_KIND_LOWER = r"hospital|clinic|medical[ ]cent(?:er|re)|health[ ]cent(?:er|re)|facility|campus|branch|office|infirmary|hospice|nursing[ ]home|practice"
_FAMOUS = (
    r"Mass(?:achusetts)?[ ]General|MGH|BWH|BIDMC|UCSF|UCLA|UCSD|NYU(?:[ ]Langone)?|NYP|MSKCC|CHOP|UPMC|VAMC|Mayo|Johns[ ]Hopkins|Hopkins|Kaiser(?:[ ]Permanente)?"
    r"|Cedars[- ]Sinai|(?:Mount|Mt\.?)[ ]Sinai|Sloan[ ]Kettering|MD[ ]Anderson|Cleveland[ ]Clinic|Dana[- ]Farber|Geisinger|Intermountain"
    r"|Beaumont|Montefiore|Bellevue|Parkland|Grady|Ochsner|Sutter|Providence|Scripps|Emory|Vanderbilt|Northwestern|Stanford(?:[ ]Health)?|Quest[ ]Diagnostics|LabCorp"
)
_CARED = (
    r"(?:seen|admitted|readmitted|treated|operated|hospitali[sz]ed|transferred|presented|presenting|evaluated|visited|discharged|followed|referred|care|surgery|visit"
    r"|appointment|treatment|treated|diagnosed|consulted|consultation|enrolled|attending|examined|done|performed|checked|delivered|rehab|therapy|study|patient|exam|facility|stay|records)"
)
_CITY = r"(?:[A-Z][A-Za-z.'-]{1,25}[ ]){0,2}[A-Z][A-Za-z.'-]{1,25}"
_IN_TOWN = rf"(?:[ ]in[ ](?!{MONTH}\b){_CITY}(?:,[ ](?:{_STATES})\b)?)?"
_KNOWN_TOWN = (
    r"(?:New[ ](?:York|Orleans|Haven)|Los[ ]Angeles|San[ ](?:Francisco|Diego|Antonio|Jose|Juan)|Las[ ]Vegas|Kansas[ ]City|Salt[ ]Lake[ ]City|St\.?[ ](?:Louis|Paul|Petersburg)|Fort[ ](?:Worth|Lauderdale|Wayne)|El[ ]Paso"
    rf"|Santa[ ](?:Fe|Barbara|Monica|Rosa|Cruz|Ana)|Baton[ ]Rouge|Des[ ]Moines|Little[ ]Rock|Sioux[ ]Falls|Grand[ ]Rapids|Ann[ ]Arbor|Palo[ ]Alto|Long[ ]Beach|Virginia[ ]Beach|Hong[ ]Kong|{'|'.join(sorted(c.title() for c in CITIES))})"
)
_OWNED = rf"(?:Dr\.?[ ])?{_PHRASE}(?:'s)?"


def _facility(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A facility only when something besides the words of medicine names it; its kind goes along."""
    return (start, end) if trimmed(text, start, end) else None


def _town(text: str, start: int, end: int) -> tuple[int, int] | None:
    return None if before_its_noun(text, end) else (start, end)


def _city(text: str, start: int, end: int) -> tuple[int, int] | None:
    comma = text.rindex(",", start, end)
    return (start, end) if trimmed(text, start, comma) == (start, comma) else None


RULES = (
    Rule(
        "street",
        "ADDRESS",
        re.compile(
            rf"(?<![\w.])\d{{1,6}}[A-Z]?(?:-\d{{1,4}})?[ ]{{1,2}}(?:[A-Z0-9][A-Za-z0-9'.-]{{0,25}}[ ]{{1,2}}){{1,4}}(?:{_STREET})\b\.?"
            r"(?:,?\s{1,2}(?:Apt|APT|Apartment|Unit|UNIT|Suite|Ste|STE|Room|Rm|Floor|Fl|Lot|#)\.?\s?#?[A-Za-z0-9-]{1,6})?"
        ),
        check=to_its_end,
    ),
    Rule(
        "street_lower",
        "ADDRESS",
        re.compile(
            r"(?i)\b(?:lives|resides|living|address|home)\b[^\n\d]{0,15}(?P<a>\d{1,6}[ ](?:[a-z0-9'.-]{1,25}[ ]){1,4}(?:street|st|avenue|ave|road|rd|blvd|drive|dr|lane|ln|court|ct|way|circle|place)\b"
            r"(?:[ ,]{1,3}(?:apt|unit|suite|ste|#)\.?[ ]?[a-z0-9-]{1,6})?"
            rf"(?:,[ ]?[a-z][a-z.' -]{{2,24}}?,?[ ](?:{_STATES}|{_STATE_NAMES})\b(?:[ ]\d{{5}})?)?)"
        ),
        "a",
    ),
    Rule(
        "city_state_zip",
        "LOCATION",
        re.compile(
            rf"\b{_CITY},?\s{{1,2}}(?:{_STATES}|{_STATE_NAMES}),?\s{{1,2}}\d{{5}}(?:-\d{{4}})?(?!\d)"
        ),
    ),
    Rule(
        "state_zip",
        "ZIP",
        re.compile(
            rf"\b(?:{_STATES}|{_STATE_NAMES}),?\s{{1,2}}(?P<zip>\d{{5}}(?:-\d{{4}})?)(?!\d)"
        ),
        "zip",
    ),
    Rule(
        "city_state",
        "LOCATION",
        re.compile(rf"\b(?P<city>{_CITY},[ ](?:{_STATES}|{_STATE_NAMES})\b(?!\.[A-Z]))"),
        "city",
        _city,
    ),
    Rule("zip_plus", "ZIP", re.compile(r"(?<![\d-])\d{5}-\d{4}(?![\d-])")),
    Rule(
        "facility",
        "FACILITY",
        re.compile(
            rf"\b{_PHRASE}(?:'s)?(?:[ ](?:of|for|and|&)[ ]{_WORD})?[ ](?:{_KIND})\b(?:[ ](?:of|for|at)[ ]{_PHRASE}|[ ](?:Hospital|Clinic|Center|Medical Center))?{_IN_TOWN}"
        ),
        check=_facility,
    ),
    Rule(
        "facility_lower",
        "FACILITY",
        re.compile(
            rf"\b{_OWNED}[ ](?:(?:downtown|local|main|satellite|outpatient|community|county|city)[ ])?(?:{_KIND_LOWER})\b"
        ),
        check=_facility,
    ),
    Rule(
        "town_known",
        "LOCATION",
        re.compile(
            rf"\b{_KNOWN_TOWN}(?![\w'-]|[ ]\d{{1,2}}\b|[ ](?i:stool|coma|score|criteria|procedure|classification))"
        ),
        check=_town,
    ),
    Rule(
        "facility_of",
        "FACILITY",
        re.compile(
            rf"\b(?:University|Univ|College|Hospital|Clinic|Institute|Church|Center|Centre|School)[ ]of[ ]{_PHRASE}"
        ),
    ),
    Rule(
        "facility_in",
        "LOCATION",
        re.compile(rf"\b(?:{_KIND}|{_KIND_LOWER})(?:[ ]in[ ]|,[ ])(?P<place>{_CITY})"),
        "place",
        trimmed,
    ),
    Rule(
        "saint",
        "FACILITY",
        re.compile(
            r"\b(?:St|Saint|ST)\.?[ ][A-Z][A-Za-z]{2,20}(?:'s|s'|')?(?:[ ](?:Hospital|Medical|Health|Clinic|Center|University|Regional|Memorial))*\b"
        ),
    ),
    Rule(
        "famous",
        "FACILITY",
        re.compile(rf"\b(?:{_FAMOUS})\b(?:[ ]{_WORD}){{0,2}}"),
        check=_facility,
    ),
    Rule(
        "cared_at",
        "FACILITY",
        re.compile(
            rf"(?i:\b{_CARED})[ ](?:(?i:on|for|last|again|here)[ ][\w/]{{1,12}}[ ])?(?i:at|to|in|from)[ ](?:(?i:the|our|their|his|her)[ ])?(?P<place>(?=[A-Z][\w.'&-]{{0,12}}[a-z]|[A-Z]{{2,5}}[ ][A-Z][a-z]|St|Mt)(?:Dr\.?[ ])?{_PHRASE}(?:'s)?(?:[ ](?:{_KIND_LOWER}))?)"
        ),
        "place",
        trimmed,
    ),
    Rule(
        "residence",
        "LOCATION",
        re.compile(
            rf"(?i:\b(?:lives|lived|living|resid(?:es|ed|ing)|born|raised|grew[ ]up|moved|relocated|travel(?:s|ed|l?ing)?|returned|flew|resident|native|homeless|staying))[ ](?:(?i:here|back|alone|up)[ ])?(?i:in|at|to|from|of|near|outside|by)[ ](?:(?i:the|downtown|rural)[ ])?(?P<place>{_PHRASE})"
        ),
        "place",
        trimmed,
    ),
    Rule(
        "employer",
        "ORGANIZATION",
        re.compile(
            rf"(?i:\b(?:works?|worked|working|employed|employment|job|career|teaches|taught|principal|manager|clerk|teacher|student|employee|retired|volunteers?|enlisted|served))[ ](?:(?i:[a-z]{{1,12}}[ ]){{0,5}})(?i:at|for|by|from|with)[ ](?:(?i:the|a|an)[ ])?(?P<place>{_PHRASE})"
        ),
        "place",
        trimmed,
    ),
)
