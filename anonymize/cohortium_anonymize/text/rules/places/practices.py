"""Rules for practices by their specialty, and for schools, prisons, bases, crews and agencies by number, label or land.

"Northside Cardiology" counts by a word of the land or one in no dictionary before the specialty; what follows a label with
a colon ("hospice: ...") counts by a word that is none of medicine or of every day.
"""

from __future__ import annotations

from cohortium_anonymize.text.rules.names.people import trimmed
from cohortium_anonymize.text.rules.places.sites import LAND, called, words_of
from cohortium_anonymize.text.rules.places.towns import CAPS, CITY, PHRASE
from cohortium_anonymize.text.rules.rule import Check, Rule
from cohortium_anonymize.text.words.dictionary import familiar
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.given_names import CITIES
from cohortium_anonymize.text.words.lexicon import clinical

_SPECIALTY = (
    r"(?:Ortho(?:pa?edics)?|Peds|Pediatrics|Eye|GI|Gastro(?:enterology)?|Cardiology|Urology|Derm(?:atology)?|ENT|Neuro(?:logy)?|Oncology|Cancer|Nephrology|Pulm(?:onary)?|Rheum(?:atology)?|Dental|Vision|Podiatry|Surgical|Nursing|Homecare"
    r"|Counseling|Behavioral|Psych(?:iatry)?|Heart|Kidney|Spine|Pain|Allergy|Fertility|Women's|OB|OB/?GYN|Obstetrics|Family|Internal[ ]Medicine|Primary[ ]Care|Home[ ]Health|Home[ ]Care|Hospice|Blood[ ](?:Services|Cent(?:er|re)|Bank)|Surgicent(?:er|re)|Birth[ ]Cent(?:er|re)|Chiropractic|Detox|Midwives|Midwifery|Smiles|Veterinary|Optical|Hearing|Sleep)"
)
_PLACES_LISTED = """
westside eastside northside southside midtown uptown downtown northwest northeast southwest southeast tri-county bi-county metro highland highlands
crossroads gateway heritage frontier pioneer evergreen cascade piedmont foothills lakeshore bayside oceanside parkside pacific atlantic
"""
PLACES = LAND | frozenset(_PLACES_LISTED.split())
_NOPLACES = frozenset(
    ("san", "saint", "st", "santa", "mission", "delta", "river", "mt", "fort", "rio")
)
# First words of kinds of practice.
_OF_KINDS = frozenset(("home", "blood", "birth", "primary", "internal"))
_GENERAL = frozenset(
    (
        "local",
        "county",
        "city",
        "state",
        "sheriff",
        "paramedics",
        "volunteer",
        "afb",
        "ems",
        "pd",
        "fd",
        "so",
    )
)
_LABEL = (
    r"(?i:pharmacy|hospice|home[ ]health(?:[ ]agency)?|hh(?:[ ]agency)?|agency|dme|snf|facility|dialysis(?:[ ](?:unit|center))?|ems|police|rehab|group[ ]home|shelter|lab|hospital|vendor|supplier|infusion|church|school|clinic|practice"
    r"|treatment[ ]cent(?:er|re)|nursing[ ]home|assisted[ ]living|sober[ ](?:living|house)|parish|college|university|camp)"
)
_TAIL = r"(?:[ ](?:Paramedics|Fire|Pharmacy|Clinic|Surgery|Care|Health|Home|EMS|Police|Nursing|MS|HS|House|Medical))?"


def _practice(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a word of the land or one in no dictionary stands before the specialty, and none of medicine."""
    before = words_of(text, start, end)[:-1]
    if (
        any(clinical(w) and w not in PLACES | _OF_KINDS for w in before)
        or text[start:end].isupper()
    ):
        return None
    told = any(
        (w in PLACES and w not in _NOPLACES) or not (familiar(w) or ordinary(w)) for w in before
    )
    return (start, end) if told else None


def _place(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a word is a large town's or none of medicine and of every day."""
    words = words_of(text, start, end)
    told = any(w in CITIES or not (w in _GENERAL or ordinary(w)) for w in words)
    return (start, end) if told else None


def _after(first: int) -> Check:
    """The same of the words from that place on."""

    def check(text: str, start: int, end: int) -> tuple[int, int] | None:
        words = words_of(text, start, end)[first:]
        return (start, end) if any(w in CITIES or not ordinary(w) for w in words) else None

    return check


def _rule(name: str, kind: str, pattern: str, check: Check | None = None) -> Rule:
    return Rule(name, kind, pattern, "place", check)


RULES = (
    _rule("practice", "FACILITY", rf"\b(?P<place>{CAPS}{{1,3}}{_SPECIALTY})(?![\w'/-])", _practice),
    _rule("school_numbered", "FACILITY", r"(?i:\b(?:attends?|attending|student|teach(?:es|er)|school|grade[rs]?|principal|pupil|goes|class|kindergarten|classroom)(?:[ ,]{1,2}(?:at|in|to|of|from))?[ :]{1,2})(?P<place>(?:P\.?S|I\.?S|M\.?S|J\.?H\.?S)\.?[ ]?#?\d{1,3})\b"),
    _rule("school_numbered_before", "FACILITY", r"\b(?P<place>(?:P\.?S|I\.?S|M\.?S)\.?[ ]\d{1,3})(?=[ ](?:student|teacher|pupil|school))"),
    _rule("university_short", "FACILITY", rf"(?i:\b(?:attends|attending|attended|freshman|sophomore|junior|senior|student|graduated|professor|enrolled|degree|studying|studies|teaches|coach(?:es)?|plays))(?:[ ](?i:at|from|for|in))?[ ](?P<place>{CAPS}{{1,2}}(?:State|Tech|A&M|CC|Community[ ]College|Poly|Law))\b", _place),
    _rule("of_lady", "FACILITY", r"\b(?P<place>(?:Our[ ]Lady[ ]of|Sacred[ ]Heart[ ]of|Hospice[ ]of|Visiting[ ]Nurses[ ]of|Meals[ ]on[ ]Wheels[ ]of|Planned[ ]Parenthood[ ]of|Boys?[ ](?:&|and)[ ]Girls[ ]Club[ ]of|Jewish[ ]Family[ ]Services[ ]of|Catholic[ ]Charities[ ]of|Goodwill[ ]of|YMCA[ ]of|YWCA[ ]of)[ ](?:the[ ])?[A-Z][a-z'-]{2,20}(?:[ ][A-Z][a-z'-]{2,20})?)"),
    _rule("club_on", "LOCATION", r"\b(?:YMCA|YWCA|Salvation[ ]Army|Goodwill|Planet[ ]Fitness|Starbucks|McDonald's|Home[ ]Depot|Lowe's)[ ](?:on|in|at|off)[ ](?P<place>[A-Z][a-z'-]{2,20}(?:[ ][A-Z][a-z'-]{2,20})?)"),
    _rule("prison_base", "FACILITY", rf"\b(?P<place>(?:FCI|USP|FPC|FDC|HMP|HMYOI|NAS|MCAS|MCB|NSA|RAF|CFB|Fort|Ft\.?|Camp|Naval[ ]Station|Joint[ ]Base)[ ](?=[A-Z][a-z]){CITY}(?:-[A-Z][A-Za-z]{{2,20}})?)", _after(1)),
    _rule("base", "FACILITY", rf"\b(?P<place>{CAPS}{{1,2}}(?:AFB|ARB|ANGB|Air[ ]Force[ ]Base|Naval[ ]Base|Army[ ]Base|Barracks|State[ ]Prison|State[ ]Hospital))\b", _place),
    _rule("site_labelled", "FACILITY", rf"\b{_LABEL}(?:[ ]name)?(?:[ ]?:|[ ]-)[ ](?P<place>{PHRASE}{_TAIL})", called(False)),
    _rule("site_bracketed", "FACILITY", r"\b(?i:clinic|rehab|shelter|day[ -]?care|preschool|school|facility|group[ ]home|snf|alf|sober[ ]living|hospice|pharmacy|nursing[ ]home|employer|hospital|detox)[ ]\((?P<place>[A-Z][A-Za-z'-]{1,20}(?:[ ](?:of[ ])?[A-Z][A-Za-z'-]{1,20}){0,3})\)", called(True)),
    _rule("agency_through", "FACILITY", rf"\b(?i:HHC?|home[ ]?(?:health|care)(?:[ ](?:services|aide|nursing|pt))?|hospice(?:[ ](?:care|services))?|VNS|private[ ]duty|DME|oxygen|home[ ](?:O2|infusion|IV|PT|nursing)|aides?|caregivers?|respite|transport(?:ation)?)(?:[ ](?i:provided|arranged|set[ ]up|ordered|supplied))?[ ](?i:through|thru|via|by)[ ](?P<place>(?=[A-Z][a-z]){PHRASE})", called(True)),
    _rule("crew_of", "FACILITY", rf"\b(?P<place>{CAPS}{{1,3}}(?:Paramedics|Fire(?:[ ](?:Dept|Department|Rescue|and[ ]Rescue))|FD|EMS|Ambulance|Police(?:[ ]Department)?|Sheriff(?:'s[ ](?:Office|Department))?|SO|Search[ ]and[ ]Rescue))\b(?!['-])", _place),
    _rule("crew_unit", "FACILITY", r"\b(?:(?:AMR|EMS|[Aa]mbulance|[Mm]edic|[Ff]ire|[Rr]escue)[ ]unit[ ]#?(?P<place>\d{1,4}))\b"),
    _rule("crew_station", "FACILITY", r"\b(?P<place>Station[ ]#?\d{1,3})(?=[ ](?:crew|respond|medic|paramedic))"),
    _rule("police", "FACILITY", r"\b(?P<place>NYPD|LAPD|SFPD|LASD|FDNY|LAFD|SFFD|BPD[ ]officers?|SAPD|CPD[ ]officers?)\b"),
    _rule("flown", "LOCATION", rf"\b(?i:life-?flight(?:ed)?|air-?lift(?:ed)?|flown|medevac(?:'?d|ed)?|helicopter|lz|heli|fixed[ ]wing)[ ](?:in[ ])?(?:to|from|at)[ ](?P<place>{CITY})", trimmed),
    _rule("shop_street", "LOCATION", r"(?i:\b(?:walgreens|cvs|rite[ ]aid|walmart|costco|kroger|publix|safeway|boots|wawa|7-eleven|starbucks))[ ](?:(?:on|at|off|by|near)[ ])?(?P<place>(?:(?:main|broadway|market|grand|church|elm|oak|pine|maple|park|center|washington|lincoln|high|first|second|third|\d{1,3}(?:st|nd|rd|th))(?:[ ](?:st|ave|street|avenue|and|&)\b){0,2}(?:[ ](?:main|broadway|elm|oak|pine|maple|park|\d{1,3}(?:st|nd|rd|th)))?))(?=[ ]?[.,;)\n]|$|[ ](?:for|to|and|has|is)\b)"),
)  # fmt: skip
