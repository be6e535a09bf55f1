"""Rules for numbers that a word or a mark beside them says are someone's: records, plans, cards, devices.

A label asks for few digits, as few other numbers follow it; what it counts ("record 3-day intake", "chart 1200 ml")
stays, and so does the catalogue number of a product, which every box of it bears.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.places.regions import STATES
from cohortium_anonymize.text.rules.rule import Check, Rule
from cohortium_anonymize.text.words.numerals import DIGITS

# A code of one or several parts with at least two digits, e.g. MR-00-482-117, 1EG4-TE5-MK73.
_CODE = r"(?=[A-Za-z0-9./-]{0,12}\d)[A-Za-z0-9]{1,20}(?:[-./][A-Za-z0-9]{1,20}){0,6}"
_SPACED = r"\d{2,8}(?:[ ]\d{2,8}){1,4}(?:[ ]\d(?![\w.]|[ ][a-z]))?"
_LINK = (
    r"(?:\s{0,2}(?:number|numbers|no|num|nbr|code|id|#|is|of|was|[:=#.\-(\"])){0,6}\s{0,3}[\"'(]?"
)
# What is in any of these that are long enough: three letters or digits, one of them a digit, or fewer and a number.
_ANY = r"[A-Za-z0-9][-./]?"
_FEWER = rf"(?:(?:{_ANY})?\d|\d[-./]?[A-Za-z])[ ]\d{{4}}"
_FOUR = rf"(?:\d(?:[-./]?[A-Za-z0-9]){{2}}|{_ANY}\d[-./]?[A-Za-z0-9]|{_ANY}(?:{_ANY}){{1,40}}\d|\d\d[ ]\d\d|(?-i:[A-Z]{{1,4}})(?:[ ]\d{{3}}|\d[ ]\d\d)|{_FEWER})"
_ONLY_NUMBER = re.compile(r"\d")
_CODE_SYSTEM = re.compile(
    r"(?i)(?:snomed(?:[ -]?ct)?|loinc|rxnorm|rxcui|drg|icd(?:-?(?:9|10)(?:-?cm)?)?|cpt|hcpcs|ndc|atc|cvx|mesh|nct"
    r"|ucum|doi|din|pmid|gtin|upc|sku|\(ref\)|catalog(?:ue)?|cat[.]?(?=[ ]?(?:no|num|#))|(?:part|product|item|model)(?=[ ]?(?:no|num|code|#)))"
    r"\W{0,3}(?:(?:codes?|number|num|no)\W{0,3})?(?:[A-Z]?\d[\dA-Z.-]{1,9}(?:,[ ]?|[ ](?:and|or|&)[ ]|[;/][ ]?)){0,6}$"
)
_UNIT = re.compile(
    r"(?i)^\s?(?:(?:m?mg|mcg|mls?|ccs?(?!:)|units?|iu|cells?|cfu|copies|mm(?:hg|ol)?|bpm|steps?|ng|pg|u/l)(?![a-z])|/(?!\d)|k/|x10|g/|%)"
)
# What a small number after a label may count.
_COUNTED = (
    r"(?:k?cal(?:orie)?s?|meq|g|gm|grams?|kg|lbs?|pounds|oz|cm|inch(?:es)?|ft|feet|fr|french|gauge|ga|degrees|times|puffs?|tab(?:let)?s?|cap(?:sule)?s?|drops?|gtts?|doses?|pills"
    r"|(?:second|minute|min|hour|hr|day|night|week|wk|month|mo|year|yr)s?|participants|patients|subjects|people|persons|women|men|adults|children|infants|cases|controls|volunteers|samples)"
)
_COUNT = re.compile(rf"(?i)[ -]?{_COUNTED}(?![a-z])")
_COUNTING = re.compile(rf"(?i)\d{{1,4}}-?{_COUNTED}")
_SMALL = re.compile(r"\d{1,5}(?:\.\d{1,2})?")
_RANGE = re.compile(r"\d{1,3}\.\d{1,2}-\d{1,3}(?:\.\d{1,2})?")
_SHORT_RANGE = re.compile(r"\d{1,3}-\d{1,3}")
_REFERENCE = re.compile(r"(?i)\bref(?:erence)?\b[^\n\d]{0,12}$")
_PRODUCT = re.compile(
    r"(?i)\b(?:implants?|prosthes[ie]s|components?|stem|cup|liner|insert|screws?|plates?|mesh|stent|catheter|lens|size|cage|rods?|anchors?|graft|valve|balloon|sheath|femoral|tibial|acetabular)\b"
)
_LISTED = 60  # characters of codes of a system one after another
_NEARBY = 80  # characters in which a product is named beside its catalogue number


def code_system_before(text: str, start: int) -> bool:
    """Whether the number at `start` is a code of a public code system or catalogue, which identifies no one."""
    return bool(_CODE_SYSTEM.search(text[max(0, start - _LISTED) : start])) or _catalogued(
        text, start
    )


def _catalogued(text: str, start: int) -> bool:
    """Whether "ref" before the number is that of a product which is named beside it."""
    if not _REFERENCE.search(text[max(0, start - 24) : start]):
        return False
    line = text.rfind("\n", 0, start) + 1
    return bool(_PRODUCT.search(text[max(line, start - _NEARBY) : start + _NEARBY].split("\n")[0]))


def bare_number(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The number, unless it is a code of a public code system or a quantity with its unit."""
    if code_system_before(text, start) or _UNIT.match(text[end : end + 8]):
        return None
    return start, end


def enough(least: int) -> Check:
    """A number of at least so many digits that is no public code or quantity."""

    def check(text: str, start: int, end: int) -> tuple[int, int] | None:
        if sum(c.isdigit() for c in text[start:end]) < least:
            return None
        return bare_number(text, start, end)

    return check


def _code(least: int, digits: int = 1) -> Check:
    """A code of at least so many characters, digits among them, that counts nothing."""

    def check(text: str, start: int, end: int) -> tuple[int, int] | None:
        while end > start and text[end - 1] in "./-":
            end -= 1
        found = text[start:end]
        if len(found) < least or len(_ONLY_NUMBER.findall(found)) < digits:
            return None
        return None if _quantity(text, start, end) else (start, end)

    return check


def _quantity(text: str, start: int, end: int) -> bool:
    found, after = text[start:end], text[end : end + 14]
    if _COUNTING.match(found) or _RANGE.fullmatch(found):
        return True
    if _SHORT_RANGE.fullmatch(found) and _REFERENCE.search(text[max(0, start - 24) : start]):
        return True
    if _catalogued(text, start):
        return True
    return bool(_SMALL.fullmatch(found) and (_UNIT.match(after) or _COUNT.match(after)))


def _labelled(
    name: str, kind: str, label: str, least: int = 4, digits: int = 1, more: str = ""
) -> Rule:
    """`more` are words that may stand after the label."""
    pattern = rf"(?i)(?<![A-Za-z0-9])(?:{label}){more}(?![A-Za-z]){_LINK}(?P<value>{_SPACED}(?!\s?(?:mg|ml))|(?-i:[A-Z]{{1,4}})\d{{1,8}}(?:[ ]\d{{2,8}}){{1,4}}(?![\w./-]|[ ]?(?:mc?g|ml|units?|iu)\b)|(?-i:[A-Z]{{1,4}})[ ]?\d{{3,8}}(?:[ ]\d{{3,8}}){{0,3}}(?:[ ]\d(?![ ][a-z]))?(?![\w./-])|{_CODE}(?:[ ]\d{{4,8}}(?![\w/.-]|[ ]?(?:mc?g|ml|units?|iu)\b)){{0,2}})"
    words = r"(?:\s{1,2}[a-z]{2,12}){0,3}" if more else ""
    near = rf"(?i)(?<![A-Za-z0-9])(?:{label}){words}(?:[^A-Za-z]{_LINK})?{_FOUR}"
    return Rule(name, kind, pattern, "value", _code(least, digits), near)


_CARD = r"(?:card|account|acct|number|no\.?|policy|plan|member|id|ebt|snap|wic|visa|mastercard|amex|discover|debit|credit|checking|savings|hsa|fsa|insurance|benefits?|medicare|medicaid|mrn|ssn|social|phone|cell|passport|licen[sc]e|serial|iban)"
_ENDS = r"(?:(?:ending|ends|ended)(?:[ ](?:in|with|w/|on|by|at))?|final[ ]digits?)"
_MASK = r"[x*#.\u2022-]{0,12}"
_SPOKEN = rf"(?:{'|'.join(DIGITS)}|oh|o)"
_READ = r"[\dOoIlSBZ]"  # digits of which a scanner read some as letters
_READ_RIGHT = 6

_CORRECTING = r"(?:correction|correct[ ]that(?:[ ]to)?|no[ ,]{1,2}wait|wait[ ,]{1,2}no|wait|i[ ]mean(?:t)?|(?:scratch|strike|delete)[ ]that|sorry|apologies|my[ ]mistake|excuse[ ]me|pardon(?:[ ]me)?|oops|rather|make[ ]that|actually|should[ ](?:be|read)|not[ ]that|no)"
_SAID_FOR = re.compile(
    r"(?i)(?<![a-z])(?:mrn|m\.r\.n\.?|record|chart|account|acct|policy|member|subscriber|group|plan|ssn|social|id|identifier|accession|case|claim|phone|cell|telephone|tel|fax|pager|number|licen[sc]e|serial|zip|medicare|medicaid|insurance|passport|plate|nhs)(?![a-z])[^\n\d]{0,24}(?:\d|\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b)[^\n]{0,60}$"
)
_LEAST_CORRECTED = 4  # digits, or words for them


def _corrected(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A number after a word for correcting, where one was given that is someone's shortly before."""
    said = _SAID_FOR.search(text, max(0, start - 110), start)
    told = len(re.findall(r"\d|[A-Za-z]{2,}", text[start:end]))
    if said is None or told < _LEAST_CORRECTED or _quantity(text, start, end):
        return None
    return bare_number(text, start, end)


RULES = (
    _labelled("mrn", "MRN", r"mrn|mr#|m\.r\.n\.?|medical\s{1,2}records?|med\.?\s{1,2}rec\.?|patient\s{1,2}id|pt\s{1,2}id|hosp(?:ital)?\.?\s{0,2}(?:number|no|id|#)|chart|unit\s{1,2}(?:number|no)|ur\s{1,2}n(?:umber|o)|nhs|chi\s{1,2}(?:number|no)|hcn|phn|ihi|mr(?=[ ]\d{2,6}-\d)|(?:pt|patient)\s{0,2}(?:#|no\b|num(?:ber)?\b)|uhid|umr|ramq|unit\s{0,2}#|(?:ipd?|opd?|cr|mrd|reg)\.?\s{1,2}(?:no|number)"),
    _labelled("plan", "PLAN", r"health|insurance|medicare|medicaid|medi-?cal|plan|policy|member|subscriber|sponsor|beneficiary|group|grp|cin|payer|payor|hic|hicn|mbi|bcbs|aetna|cigna|humana|kaiser|tricare|champva|anthem|molina|wellcare|ambetter|centene|unitedhealth(?:care)?|uhc|vhi|laya|aviva|hcf|amerigroup|caresource|highmark|healthnet|premera|regence|emblemhealth|blue\s{1,2}(?:cross|shield)|ohip|bupa|medibank|ebt|snap|wic|food\s{1,2}stamps?|benefits?(?=\s{1,2}(?:card|id|number|no))", more=r"(?:\s{1,2}(?:plan|policy|member|membership|beneficiary|insurance|subscriber|group|card|id|bcbs|ppo|hmo|shield)){0,3}"),
    _labelled("account", "ACCOUNT", r"acct|account|wsib|wcb|icbc|claim|invoice|billing|guarantor|bank|routing|iban|fin|csn|har"),
    _labelled("labelled_id", "ID", r"accession|acc|specimen|requisition|order|rx|prescription|case|encounter|visit|episode|referral|study|subject|participant|record|file|folio|confirmation|authorization|auth|tracking|badge|employee|student|worker\s{1,2}id|inmate|randomi[sz]ation|locator|shield|officer|crib\s{1,2}card|(?:lab|bill)\s{1,2}no|prisoner|cdcr|din(?=[ :#.]{1,3}\d\d[A-Z]\d{4})|booking|docket|cause\s{1,2}(?:number|no)|incident|passport|unique\s{1,2}identifier|identifier|id|ref|reference|ticket|barcode|uid|donor|donation|unos|optn|microchip|police\s{1,2}report|voter|visa\s{1,2}(?:number|no)"),
    _labelled("numbered_thing", "ID", r"(?:run|pcr|cad|trip|locker|wrist\s?band|bracelet|band|tube|bag|kit|fleet|truck|bus|rig|vehicle|ambulance|flight|intake|warrant|driver|permit|roll|token|queue|receipt|voucher)\s{0,2}(?:#|no\b\.?|number\b|id\b)"),
    _labelled("national_id", "ID", r"national\s{1,2}(?:insurance|id(?:entity)?|registration)|nino|ni|social\s{1,2}insurance|sin|aadhaa?r|pps(?:n|\s{1,2}no)?|tfn|curp|cpf|rg|cedula|pesel|bsn|personnummer|nric|itin|ein|tin|alien|a-?number|a\s?#|uscis|pan", 7, 6),
    _labelled("device", "DEVICE", r"serial|(?:pump|pacer|pacemaker|icd|meter|cpap)\s{0,2}(?:#|no\b|id\b)|ser|s/n|sn|udi|device\s{1,2}id|imei|mac|lot|implant\s{1,2}(?:id|serial)|model\s{1,2}serial", 5),
    Rule("device_worded", "DEVICE", r"(?<![A-Za-z])(?i:serial|lot|s/n|udi)(?:[ ,:(#]{1,3}(?i:[a-z]{1,12}\.?)){1,7}[ :#(]{1,3}(?P<value>(?=[A-Z0-9-]{0,12}[A-Z])(?=(?:[A-Z-]{0,8}\d){4})[A-Z0-9]{1,16}(?:-[A-Z0-9]{1,12}){0,4})(?![\w-])", "value"),
    Rule("device_parts", "DEVICE", r"\(01\)\d{14}(?:\((?:1[01357]|2[01]|24[01])\)[\w./-]{1,20}){0,5}"),
    _labelled("license", "LICENSE", r"(?:driver'?s?\s{1,2})?licen[sc]e|lic\.?(?=\s{0,2}(?:no|num|#))|(?<!/)(?<!/[ ])(?<!per[ ])dl|dea|npi|certificate|cert\.?(?=\s{0,2}(?:no|num|#))|commission(?=\s{1,2}(?:no|num|#))|registration|permit", 5),
    Rule("license_of_state", "LICENSE", rf"(?i:\b(?:licen[sc]e|dl|plates?))(?:[ ](?i:number|no\.?|#))?[ :#]{{1,3}}(?P<value>(?:{STATES})[ -]?(?=[A-Z-]{{0,15}}\d)[A-Z0-9-]{{4,18}})(?![\w-])", "value"),
    _labelled("vehicle", "VEHICLE", r"vin|(?:license\s{1,2}|number\s{1,2})?plates?", 5),
    Rule("vin", "VEHICLE", r"\b(?=[A-Z0-9]{0,16}\d)(?=[0-9]{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}\b"),
    Rule("ending", "ACCOUNT", rf"(?i)\b{_CARD}[ ](?:[a-z]{{1,12}}\.?[ ]){{0,3}}?{_ENDS}[ :]{{1,2}}{_MASK}[ ]?(?P<value>\d{{3,6}})(?![\w%]|[./]\d)", "value", bare_number),
    Rule("ending_four", "ACCOUNT", rf"(?i)\b(?:ending|ends)[ ](?:in|with)[ :]{{1,2}}{_MASK}[ ]?(?P<value>(?!(?:19|20)\d\d\b)\d{{4}})(?![\w%]|[./-]\d)", "value", bare_number),
    Rule("last_four", "ACCOUNT", rf"(?i)\blast[ ](?:four|4|five|5|six|6)(?:[ ](?:digits|numbers|nos\.?))?(?:[ ](?:of|on|for)(?:[ ][a-z]{{1,12}}){{1,4}})?(?:[ ](?:is|are|were|was)|[ ]?[:#=(-])?[ ]{{0,2}}{_MASK}(?P<value>\d{{4,6}})(?![\w%]|[./-]\d)", "value", _code(4)),
    Rule("card_masked", "ACCOUNT", r"(?i)(?<![\w-])\d{4}[ -](?:[x*#]{4}[ -]){1,2}\d{4}(?!\w)"),
    Rule("digits_apart", "ID", r"(?i)\b(?:mrn|record|account|acct|policy|member|id|ssn|zip|number|phone|cell|tel|pager|fax)(?:[ ](?:number|no|of|is|are)){0,3}[ :#]{1,3}(?P<value>\d(?:[ -]\d){3,14})(?![\w.]|[ /-]\d)", "value"),
    Rule("masked", "ACCOUNT", r"(?i)(?<![\w*#])[x*#\u2022]{3,12}[- ]?(?P<value>\d{3,5})(?![\w%]|[./]\d)", "value"),
    Rule("spoken_number", "ID", rf"(?i)\b(?:mrn|record|account|acct|policy|member|id|ssn|social[ ]security|pin|code|zip|number|digits)(?:[ ](?:number|no|of|is|are)){{0,3}}[ :#]{{1,3}}(?P<value>{_SPOKEN}(?:[ ,.-]{{1,3}}{_SPOKEN}){{3,14}})\b", "value"),
    Rule("corrected", "ID", rf"(?i)(?<![a-z]){_CORRECTING}[ ,.:;-]{{1,3}}(?:(?:that's|that[ ]is|that|it's|it[ ]is|is|the|number|should[ ]be|make[ ]it)[ ]){{0,3}}(?P<value>(?-i:[A-Z]{{0,3}})-?\d[\dA-Z-]{{0,14}}(?:[ ]\d{{1,8}}(?!\w)){{0,9}}|{_SPOKEN}(?:[ ,.-]{{1,3}}{_SPOKEN}){{3,14}})(?![\w%/]|[.,]\d|[ ]over\b)", "value", _corrected),
    Rule("national_insurance", "ID", r"(?<![\w-])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ ]?(?:\d{2}[ ]?){3}[A-D](?![\w-])"),
    Rule("national_insurance_said", "ID", r"(?i)\b(?:ni|nino|national[ ]insurance)(?:[ ](?:number|no\.?))?[ :#]{1,3}(?P<value>[a-z]{2}[ ]?(?:\d{2}[ ]?){3}[a-d])(?![\w-])", "value"),
    Rule("taxpayer", "ID", r"(?<![\w.-])\d{1,3}\.\d{3}\.\d{3}-[\dkK]{1,2}(?![\w-])"),
    Rule("ssn", "SSN", r"(?<![\d-])(?!000|666)\d{3}([- ]{1,2}|\.)\d{2}\1\d{4}(?![\d-])"),
    Rule("ssn_labelled", "SSN", r"(?i)(?<![a-z])(?:ssn|ss#|social\s{1,2}security|social|soc\.?\s{1,2}sec)(?![a-z])[^\n\d]{0,30}?(?P<value>(?:[x*#]{2,3}[- ]?[x*#]{2}[- ]?)?\d{4}(?!\d)|\d{3}[- .]?\d{2}[- .]?\d{4}(?!\d))", "value"),
    Rule("ssn_misread", "SSN", rf"(?<![\w-]){_READ}{{3}}-{_READ}{{2}}-{_READ}{{4}}(?![\w-])", check=lambda t, s, e: (s, e) if sum(c.isdigit() for c in t[s:e]) >= _READ_RIGHT else None),
    Rule("ssn_masked", "SSN", r"(?i)[x*#]{3}[- ]?[x*#]{2}[- ]?\d{4}(?!\d)"),
)  # fmt: skip
