"""Rules for codes of a known form or place: plates of vehicles, health cards, donations, fields of messages, rows of tables.

Fields of an HL7 segment are counted as the standard does (version 2.5.1); a table's row counts where it has a date and a name
besides the number that it begins with.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.numbers.identifiers import bare_number
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.lexicon import clinical
from cohortium_anonymize.text.words.numerals import DIGITS

# Segment -> fields whose first component numbers a person, an order, a stay, an account, a policy or the message.
_FIELDS = {
    "MSH": (10,), "PID": (2, 3, 4, 18, 19, 20, 21), "PV1": (5, 7, 8, 9, 17, 19, 50), "ORC": (2, 3, 4, 10, 11, 12), "OBR": (2, 3, 10, 16, 18, 19, 20, 21, 28), "IN1": (2, 36, 49),
    "GT1": (2, 19), "SPM": (2,), "MRG": (1, 3, 4), "TXA": (12,), "FT1": (2, 23), "ACC": (3,), "RXE": (15,), "ROL": (1,), "PRT": (1,),
}  # fmt: skip
_SEGMENT = re.compile(r"[^\w|]{0,3}(?P<name>[A-Z][A-Z0-9]{2})\|")
_LONG = 7  # characters of a plate that has only one digit
_LONGEST = 1_000  # characters of a segment in which fields are counted
_FULL_DATE = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d|(?:19|20)\d{6})"
_NAME_CELL = re.compile(
    r"(?<=[;,\t|])[ ]?\"?(?P<name>[A-Z][A-Za-z' -]{1,30})\"?[ ]?(?=[;,\t|\n]|$)"
)
_PLATE = (
    r"(?![TLCS]\d{1,2}[ -][TLCS]?\d)(?:[A-Z]{2}\d{2}[ -]?[A-Z]{3}|[A-Z]\d{1,3}[ -]?[A-Z]{3}|(?=[A-Z0-9]{0,4}[ -]?[A-Z0-9]{0,4}\d)(?=[0-9]{0,4}[ -]?[0-9]{0,4}[A-Z])"
    r"(?:[A-Z]{1,2}[ ]\d{2,4}[ ][A-Z]{1,3}|[A-Z0-9]{2,4}[ -][A-Z0-9]{3,4}|[A-Z0-9]{1,3}[ -][A-Z]{3}|[A-Z]{2,3}[ -]\d{1,2}[ -][A-Z]{1,3}[ -]\d{4}|[A-Z0-9]{5,8}))"
)
_PLATED = r"(?:(?:licen[sc]e|number|registration|vehicle)[ ])?(?:plates?|tags?)|(?:(?:vehicle|car|van|truck|lorry|bus|motorbike|motorcycle)(?:'s)?[ ])?(?:reg|registration|rego)|vrn|vrm|tail(?=[ ](?:number|no|#))"
_SAYING = r"(?:[ ]{0,2}(?:number|no|num|nr|is|was|reads?|reading|of|#)\b|[ ]{0,2}[.:#=(\"']){0,4}[ ]{0,2}[\"'(]?"
_SPOKEN = rf"(?:{'|'.join(DIGITS)}|oh|o)"


def _numbered(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The first part of a field that numbers someone or something of theirs, by its segment."""
    first = max(0, start - _LONGEST)
    line = max(text.rfind("\n", first, start), text.rfind("\r", first, start)) + 1
    segment = _SEGMENT.match(text, line)
    if segment is None:
        return None
    field = text.count("|", segment.start(), start) + (segment["name"] == "MSH")
    return (start, end) if field in _FIELDS.get(segment["name"], ()) else None


def _row(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What a row begins with that has a cell with a name in it."""
    last = text.find("\n", end)
    cells = _NAME_CELL.finditer(text, end, last if last >= 0 else len(text))
    named = any(not all(map(clinical, cell["name"].split())) for cell in cells)
    return (start, end) if named else None


def _plate(text: str, start: int, end: int) -> tuple[int, int] | None:
    found = text[start:end]
    return (start, end) if sum(c.isdigit() for c in found) > 1 or len(found) >= _LONG else None


RULES = (
    Rule("plate", "VEHICLE", rf"(?i:(?<![a-z])(?:{_PLATED})(?![a-z])){_SAYING}(?P<value>{_PLATE})(?![\w/%-]|[ ]?\d|[ ](?:mm|cm|mg|ml|kcal))", "value", _plate),
    Rule("health_card", "PLAN", r"(?i:\b(?:ohip|health[ ]?card|hcn|hc|hin))(?:[ ]{0,2}(?i:number|no|num|is|#)\b|[ ]{0,2}[.:#=(]){0,4}[ ]{0,2}(?P<value>\d{4}[ -]?\d{3}[ -]?\d{3}(?:[ -]{0,3}(?:(?i:version|ver|vc)[ :.]{1,3})?[A-Za-z]{1,2}(?![\w'])))", "value"),
    Rule("health_card_name", "PLAN", r"(?<![\w-])(?!DATE|TIME|FROM|WITH|DOSE|ROOM|UNIT|PAGE|YEAR|CODE|PLAN|CELL|WORK|HOME|CALL|LINE)[A-Z]{4}[ -]?\d{4}[ -]?\d{4}(?![\w-])"),
    Rule("plate_indian", "VEHICLE", r"(?<![\w-])(?:AN|AP|AR|AS|BR|CG|CH|DD|DL|DN|GA|GJ|HP|HR|JH|JK|KA|KL|LA|LD|MH|ML|MN|MP|MZ|NL|OD|PB|PY|RJ|SK|TN|TR|TS|UK|UP|WB)[ -]?\d{2}[ -]?(?:[A-Z]{1,3}[ -]?\d{4}|\d{11})(?![\w-])"),
    Rule("medicare", "PLAN", r"(?<![\w-])[1-9][AC-HJKMNP-RT-Y][\dAC-HJKMNP-RT-Y]\d[ -]?[AC-HJKMNP-RT-Y][\dAC-HJKMNP-RT-Y]\d[ -]?[AC-HJKMNP-RT-Y]{2}\d{2}(?![\w-])"),
    Rule("tax_indian", "ID", r"(?<![\w-])[A-Z]{5}\d{4}[A-Z](?![\w-])"),
    Rule("donation", "ID", r"(?<![\w-])[A-Z]\d{4}[ ]\d{2}[ ]\d{6}(?:[ ][A-Z0-9]{1,2})?(?![\w-])"),
    Rule("register", "ID", r"(?<![\w/-])(?:IP|OP|OPD|IPD|UHID|REG|MRD|CR|ER|ED|LAB|PID|HN|AN|ADM)(?P<sep>[/-])(?:(?:19|20)?\d{2}(?:-\d{2})?(?P=sep))?\d{4,8}(?![\w-]|/\d)"),
    Rule("area_code", "PHONE", rf"(?i)\barea[ ]code(?:[ ]is)?[ :(]{{1,3}}(?P<value>\d{{3}}|{_SPOKEN}(?:[ ,-]{{1,2}}{_SPOKEN}){{2}})(?![\w-])", "value"),
    Rule("hash_number", "ID", r"(?<![\w#&])#[ ]?(?P<value>\d{5,9})(?![\w%]|[.,/-]\d)", "value", bare_number),
    Rule("hl7_number", "ID", r"(?<=[|~])(?=[A-Za-z0-9./-]{0,20}\d)[A-Za-z0-9][A-Za-z0-9./-]{2,30}(?=[|^~&\r\n]|$)", 0, _numbered),
    Rule("row_number", "ID", rf"(?m)^[ ]?\"?(?P<value>[A-Z]{{0,4}}-?\d{{2,10}})\"?(?=[ ]?[;,\t|][^\n]{{0,160}}(?<!\d){_FULL_DATE})", "value", _row),
    Rule("ward_phone", "PHONE", r"(?i)(?<![a-z])(?:spectra|spok|desk|ring|beep|reach(?:[ ](?:me|us|him|her|them))?(?:[ ]at)?|call(?:ed)?(?:[ ](?:back|rn|rt|md|np|pa|pt|ot|me|us|him|her))?[ ]at|cb|call[ ]?back|x|paged|paging|beeped|bleeped|(?:pager|pgr|vocera|extn?|phone|bleep|beeper|dect|ascom)[ ]?(?:#|id|x|ext|no|number|is|=|-|:|\(){1,3})[ :.#-]{1,3}(?P<value>(?!(?:19|20)\d\d\b|(?:0\d|1[0-2])[0-5][05]\b)\d{4,6})(?![\w%]|[.,/-]\d|[ ]?(?:mg|ml|mm|units?|cells|reps|hrs?|am|pm)\b)", "value", bare_number),
)  # fmt: skip
