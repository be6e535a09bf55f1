"""Rules for numbers and addresses of the electronic kind: records, plans, phones, mail, devices."""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.rule import Check, Rule

# A code of one or several parts with at least two digits, e.g. MR-00-482-117, 1EG4-TE5-MK73.
_CODE = r"(?=[A-Za-z0-9./-]{0,12}\d)[A-Za-z0-9]{1,20}(?:[-./][A-Za-z0-9]{1,20}){0,6}"
_SPACED = r"\d{2,8}(?:[ ]\d{2,8}){1,4}"
_LINK = (
    r"(?:\s{0,2}(?:number|numbers|no|num|nbr|code|id|#|is|of|was|[:=#.\-(\"])){0,6}\s{0,3}[\"'(]?"
)
_ONLY_NUMBER = re.compile(r"\d")
_CODE_SYSTEM = re.compile(
    r"(?i)(?:snomed(?:[ -]?ct)?|loinc|rxnorm|icd(?:-?(?:9|10)(?:-?cm)?)?|cpt|hcpcs|ndc|atc|cvx|mesh|nct"
    r"|ucum|doi|pmid)\W{0,3}(?:code\W{0,3})?$"
)
_UNIT = re.compile(
    r"(?i)^\s?(?:(?:m?mg|mcg|mls?|ccs?(?!:)|units?|iu|cells?|cfu|copies|mm(?:hg|ol)?|bpm|steps?|ng|pg|u/l)(?![a-z])|/(?!\d)|k/|x10|g/|%)"
)


def code_system_before(text: str, start: int) -> bool:
    """Whether the number at `start` is a code of a public code system, which identifies no one."""
    return bool(_CODE_SYSTEM.search(text[max(0, start - 24) : start]))


def _code(least: int) -> Check:
    def check(text: str, start: int, end: int) -> tuple[int, int] | None:
        while end > start and text[end - 1] in "./-":
            end -= 1
        found = text[start:end]
        if len(found) < least or not _ONLY_NUMBER.search(found):
            return None
        return start, end

    return check


def bare_number(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The number, unless it is a code of a public code system or a quantity with its unit."""
    if code_system_before(text, start) or _UNIT.match(text[end : end + 8]):
        return None
    return start, end


def _digits(least: int) -> Check:
    """A number of at least so many digits that is no public code or quantity."""

    def check(text: str, start: int, end: int) -> tuple[int, int] | None:
        if sum(c.isdigit() for c in text[start:end]) < least:
            return None
        return bare_number(text, start, end)

    return check


def _labelled(name: str, kind: str, label: str, least: int = 4) -> Rule:
    pattern = re.compile(
        rf"(?i)(?<![A-Za-z0-9])(?:{label})(?![A-Za-z]){_LINK}(?P<value>{_SPACED}(?!\s?(?:mg|ml))|(?-i:[A-Z]{{2,4}})(?:[ ]\d{{3,4}}){{1,4}}(?![\w./-])|{_CODE}(?:[ ]\d{{4,8}}(?![\w/.-])){{0,2}})"
    )
    near = re.compile(
        rf"(?i)(?<![A-Za-z0-9])(?:{label})(?:[^A-Za-z]{_LINK})?(?:[A-Za-z0-9./-]{{0,40}}|(?-i:[A-Z]{{2,4}})[ ])\d"
    )
    return Rule(name, kind, pattern, "value", _code(least), near)


_PHONE = (
    r"(?:(?<!\d)\+?1[\s.-]{0,2})?(?<![\d/-])\(?[2-9]\d{2}\)?[\s./-]{0,3}\d{3}[\s./-]{1,3}\d{4}(?!\d)"
    r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,6})?"
)
_PHONE_LABEL = r"(?:tel|telephone|tlf|fon|handy|telefono|ph|phone|cell|mobile|mob|fax|pager|pgr|bpr|bleep|page|beeper|call|contact|text|vm|voicemail|home|work)"
_AT = r"\s?(?:@|[\[({<]\s?at\s?[\])}>]|\sat\s)\s?"
_DOT = r"\s?(?:\.|[\[({<]\s?(?:dot|\.)\s?[\])}>]|\sdot\s)\s?"
_TLD = r"(?:com|org|net|edu|gov|mil|io|co|us|uk|de|fr|es|ca|info|health|me|example|test|local)"

RULES = (
    _labelled(
        "mrn",
        "MRN",
        r"mrn|mr#|m\.r\.n\.?|medical\s{1,2}records?|med\.?\s{1,2}rec\.?|patient\s{1,2}id|pt\s{1,2}id"
        r"|hospital\s{1,2}(?:number|no|id)|chart|unit\s{1,2}(?:number|no)|ur\s{1,2}n(?:umber|o)|nhs",
    ),
    _labelled(
        "plan",
        "PLAN",
        r"(?:health|insurance|medicare|medicaid|plan|policy|member|subscriber|beneficiary|group|grp|cin|payer|payor"
        r"|hic|hicn|mbi|bcbs|aetna|cigna|humana|kaiser|tricare|unitedhealth(?:care)?|blue\s{1,2}(?:cross|shield))"
        r"(?:\s{1,2}(?:plan|policy|member|membership|beneficiary|insurance|subscriber|group|id|bcbs|ppo|hmo|shield)){0,3}",
    ),
    _labelled(
        "account",
        "ACCOUNT",
        r"acct|account|claim|invoice|billing|guarantor|bank|routing|iban|fin|csn|har",
    ),
    _labelled(
        "labelled_id",
        "ID",
        r"accession|acc|specimen|requisition|order|rx|prescription|case|encounter|visit|episode|referral"
        r"|study|subject|participant|record|file|folio|confirmation|authorization|auth|tracking|badge"
        r"|employee|student|passport|unique\s{1,2}identifier|identifier|id|ref|reference|ticket|barcode|uid",
    ),
    _labelled(
        "device",
        "DEVICE",
        r"serial|ser|s/n|sn|udi|device\s{1,2}id|imei|mac|lot|implant\s{1,2}(?:id|serial)|model\s{1,2}serial",
        5,
    ),
    _labelled(
        "license",
        "LICENSE",
        r"(?:driver'?s?\s{1,2})?licen[sc]e|(?<!/)(?<!/[ ])(?<!per[ ])dl|dea|npi|certificate|registration|permit",
        5,
    ),
    _labelled("vehicle", "VEHICLE", r"vin|(?:license\s{1,2}|number\s{1,2})?plates?", 5),
    Rule(
        "vin",
        "VEHICLE",
        re.compile(r"\b(?=[A-Z0-9]{0,16}\d)(?=[0-9]{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}\b"),
    ),
    Rule(
        "ssn",
        "SSN",
        re.compile(r"(?<![\d-])(?!000|666)\d{3}([- ]{1,2}|\.)\d{2}\1\d{4}(?![\d-])"),
    ),
    Rule(
        "ssn_labelled",
        "SSN",
        re.compile(
            r"(?i)(?<![a-z])(?:ssn|ss#|social\s{1,2}security|social|soc\.?\s{1,2}sec)(?![a-z])[^\n\d]{0,30}?"
            r"(?P<value>(?:[x*#]{2,3}[- ]?[x*#]{2}[- ]?)?\d{4}(?!\d)|\d{3}[- .]?\d{2}[- .]?\d{4}(?!\d))"
        ),
        "value",
    ),
    Rule("ssn_masked", "SSN", re.compile(r"(?i)[x*#]{3}[- ]?[x*#]{2}[- ]?\d{4}(?!\d)")),
    Rule("phone", "PHONE", re.compile(_PHONE), check=bare_number),
    Rule(
        "phone_foreign",
        "PHONE",
        re.compile(
            r"(?<![\d+])\+\d{1,3}[\s.-]?(?:\(\d{1,4}\)[\s.-]?)?\d{1,4}(?:[\s.-]?\d{2,4}){2,5}(?!\d)"
        ),
    ),
    Rule(
        "phone_labelled",
        "PHONE",
        re.compile(
            rf"(?i)(?<![a-z]){_PHONE_LABEL}(?![a-z])(?:\s{{0,2}}(?:number|no|at|is|[:#.])){{0,4}}\s{{0,2}}"
            r"(?!\d{1,3}\.\d{1,2}(?!\d))"  # pH 7.34 is no telephone
            r"(?P<value>\+?\(?\d{1,4}\)?(?:[\s./-]{0,2}\d{2,5}){1,4}|\d{4,12})(?!\d)"
        ),
        "value",
    ),
    Rule(
        "extension",
        "PHONE",
        re.compile(
            r"(?i)\b(?:ext\.?|extension|x)\s?#?:?\s?(?P<value>(?:\d{1,2}-)?\d{3,6})\b(?!\s?(?:mg|ml|mm|/))"
        ),
        "value",
    ),
    Rule(
        "phone_local",
        "PHONE",
        re.compile(r"(?<![\d./-])[2-9]\d{2}[-.]\d{4}(?![\d./-])"),
        check=bare_number,
    ),
    Rule(
        "phone_trunk",
        "PHONE",
        re.compile(
            r"(?<![\w.+/-])(?<!\d[ ])\(?0\d{1,4}\)?[ -]\d{2,4}(?:[ -]\d{2,4}){1,3}(?![\w%]|[./-]\d)"
        ),
        check=_digits(8),
    ),
    Rule(
        "phone_area",
        "PHONE",
        re.compile(r"(?<!\w)\(\d{1,4}\)[ -]?\d{2,4}(?:[ -]\d{2,4}){1,3}(?![\w%]|[./-]\d)"),
        check=_digits(7),
    ),
    Rule(
        "phone_plus",
        "PHONE",
        re.compile(
            r"(?<![\w+])(?:\+|00)\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,5}){1,5}(?![\w%]|[./-]\d)"
        ),
        check=_digits(7),
    ),
    Rule(
        "phone_called",
        "PHONE",
        re.compile(
            r"(?i)\b(?:call|ring|dial|phone|text|reach|contact|sms|whatsapp|messag|answer|reply|voicemail)(?:e?s|ed|ing)?(?:[ ](?:me|us|him|her|them|back|office|home|at|on|to|via|the|a|number|no|mobile|cell|daughter|son|wife|husband|mother|father|patient|family)){1,6}[: ]{1,2}(?P<value>\+?\(?\d{1,4}\)?(?:[ .-]?\d{2,5}){1,4})(?![\w%]|[./-]\d)"
        ),
        "value",
        _digits(5),
    ),
    Rule(
        "phone_said_after",
        "PHONE",
        re.compile(
            r"(?i)(?<![\w+(])(?P<value>\+?\(?\d[\d() .-]{5,18}\d)[ ]{0,2}[-(]?[ ]?(?:office|fax|home|mobile|cell|work|tel|phone|pager|h\)|w\)|c\)|m\))(?![a-z])"
        ),
        "value",
        _digits(6),
    ),
    Rule(
        "file_path",
        "ID",
        re.compile(
            r"(?:^|(?<=[\s\"'(=:>|,]))(?:[A-Za-z]:\\|/|\\\\|~/)(?:[\w.@+-]{1,60}[/\\]){1,12}[\w.@+-]{1,80}"
        ),
    ),
    Rule(
        "file_name",
        "ID",
        re.compile(
            r"(?i)(?<![\w/-])(?=[\w.-]{0,60}\d{4}|[a-z]{2,30}[_-][a-z]{2,30}[_.-])[\w-]{1,60}(?:\.[\w-]{1,40}){0,3}\.(?:dcm|pdf|jpe?g|png|nii|gz|txt|docx?|xlsx?|csv|xml|tiff?|zip|hl7|mp[34]|wav|rtf|html?|json|bmp|gif|heic|mov|svs|edf|log|bak|msg|eml)\b"
        ),
    ),
    Rule("accession_colon", "ID", re.compile(r"\b\d{2,4}:[A-Z]{1,4}:?\d{3,8}[A-Z]?\b")),
    Rule(
        "email",
        "EMAIL",
        re.compile(r"[A-Za-z0-9][\w.+'-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}"),
    ),
    Rule(
        "email_obfuscated",
        "EMAIL",
        re.compile(
            rf"(?i)\b[a-z0-9][\w+-]{{0,40}}(?:{_DOT}[\w+-]{{1,40}}){{0,3}}{_AT}"
            rf"[a-z0-9-]{{1,40}}(?:{_DOT}[a-z0-9-]{{2,40}}){{0,3}}{_DOT}{_TLD}\b"
        ),
    ),
    Rule(
        "url",
        "URL",
        re.compile(
            r"(?i)\b(?:https?|ftp|sftp|s3|file)://[^\s<>\"']{1,400}|\bwww\.[^\s<>\"']{3,400}"
        ),
    ),
    Rule(
        "login",
        "NAME",
        re.compile(
            r"(?i)\b(?:user(?:name|[ _-]?id)?|login|logon)[ ]?[:=][ ]?[\"']?(?P<name>[\w.@-]{3,40})"
        ),
        "name",
    ),
    Rule("handle", "URL", re.compile(r"(?<![\w@.])@[A-Za-z][A-Za-z0-9_]{2,30}\b")),
    Rule(
        "ip",
        "IP",
        re.compile(
            r"(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.])"
        ),
    ),
    Rule(
        "mac",
        "DEVICE",
        re.compile(r"(?i)(?<![0-9a-f:])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![0-9a-f:])"),
    ),
    Rule(
        "uuid",
        "ID",
        re.compile(
            r"(?i)(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
        ),
    ),
    Rule("long_number", "ID", re.compile(r"(?<![\d.])\d{7,30}(?![\d.]\d)"), check=bare_number),
    Rule("six_digits", "ID", re.compile(r"(?<![\d.,/-])\d{6}(?![\d]|[.,/-]\d)"), check=bare_number),
    Rule("digit_groups", "ID", re.compile(r"(?<![\w.-])\d{2,6}(?:-\d{2,6}){2,5}(?![\w-])")),
    Rule(
        "mixed_code",
        "ID",
        re.compile(
            r"(?<![A-Za-z0-9-])(?=[A-Z0-9-]{0,30}\d{3})(?:[A-Z]{1,6}-?\d{5,12}|[A-Z]{1,6}(?:-[A-Z0-9]{1,8}){0,3}-\d{3,12}"
            r"|\d{3,12}-[A-Z]{1,6}|[A-Z]\d{2}-\d{4,10}|[A-Z]{1,3}\d{2,4}[A-Z]{1,3}\d{2,6})"
            r"(?:-[A-Z0-9]{1,12}){0,4}(?![A-Za-z0-9])"
        ),
        check=bare_number,
    ),
)
