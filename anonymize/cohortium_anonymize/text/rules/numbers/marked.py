"""Rules for numbers that a label or their form shows to be someone's: worn, of a payer, read out with letters, of a machine."""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.numbers.identifiers import enough
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.numerals import DIGITS

_OWNED = r"(?:mrn|record|chart|account|acct|policy|member|membership|subscriber|group|plan|id|identifier|identification|case|claim|file|reference|confirmation|authori[sz]ation|accession|licen[sc]e|passport|plate|serial|medicare|medicaid|insurance)"
_SPOKEN_DIGIT = rf"(?:{'|'.join(DIGITS)}|oh)"
_SPOKEN = rf"(?:{_SPOKEN_DIGIT}|[a-z]|\d)"
_LEAST_SPOKEN = 3  # digits, in words
_A_DIGIT = re.compile(rf"(?i)\b(?:{_SPOKEN_DIGIT}|\d)\b")
_WORD_AFTER = re.compile(r"(?i)[ ][a-z]")
_ARTICLE = re.compile(r"(?i)(?:[ ,.-]{1,3}[ai])+$")


def _spoken(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Letters and digits read out, of which enough are digits; without the article or "I" of what goes on."""
    if len(_A_DIGIT.findall(text, start, end)) < _LEAST_SPOKEN:
        return None
    if _WORD_AFTER.match(text, end) and (after := _ARTICLE.search(text, start, end)):
        end = after.start()
    return start, end


RULES = (
    Rule("history_number", "MRN", r"(?i)(?<![a-z])(?:history|hx|hist\.)[ ]{1,2}(?:number|num|no\.?|#)[ ]{0,2}[:#=]?[ ]{0,3}(?P<value>[A-Z]{0,3}\d[\dA-Z]{0,9}(?:[-./]\d{1,8}){0,4})(?![\w%]|[./-]\d|[ ]?(?:days|weeks|years|months|hours)\b)", "value", enough(5)),
    Rule("worn_number", "ID", r"(?i)(?<![a-z])(?:(?:wrist|arm|ankle|id|name)[ -]?bands?|(?:id|hospital)[ ]bracelets?)(?:[ ](?:number|no\.?|id|reads?|reading|says?|is|was|shows?|with|checked|code)){0,3}[ ]{0,2}[:#=(]?[ ]{0,2}(?P<value>(?=[\w-]{0,8}\d)[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,10}){0,4})(?![\w/%-]|[.,]\d)", "value", enough(5)),
    Rule("driver_license", "LICENSE", r"(?i)(?<![a-z])(?:driv(?:er'?s?|ers'?|ing)|dr\.?)[ ]{1,2}lic(?:en[cs]e)?\.?(?:[ ](?:number|no\.?|#|is|was)){0,2}[ ]{0,2}[:#=(]?[ ]{0,2}(?P<value>(?=[A-Z-]{0,10}\d)[A-Z0-9]{1,14}(?:[ -][A-Z]{0,2}\d[A-Z0-9]{1,12}){0,5})(?![\w/%-]|[.,]\d)", "value", enough(4)),
    Rule("payer_number", "ACCOUNT", rf"\b(?i:{_OWNED})(?:[ ](?i:number|no\.?|num|id|#|is))?[ ]?[:#=]?[ ]{{1,2}}(?P<value>[A-Z]{{2,8}}[ ]\d{{2,8}}(?:[-/]\d{{2,10}}){{1,3}})(?![\w%]|[.,/-]\d)", "value", enough(6)),
    Rule("long_code", "ID", r"(?<![\w-])[A-Z]{1,4}\d{3,8}(?:-\d{3,8}){1,4}(?![\w-]|[.,]\d)", 0, enough(8)),
    Rule("spoken_code", "ID", rf"(?i)\b{_OWNED}(?:[ ](?:number|no|code|of|is|are|was)){{0,3}}[ :#]{{1,3}}(?P<value>{_SPOKEN}(?:[ ,.-]{{1,3}}{_SPOKEN}){{3,19}})(?![\w'])", "value", _spoken, rf"(?i)\b{_OWNED}(?:[ ](?:number|no|code|of|is|are|was)){{0,3}}[ :#]{{1,3}}{_SPOKEN}[ ,.-]"),
    Rule("station", "DEVICE", r"\b(?:(?i:station[ _]?(?:name|id|ae)|ae[ _]?title|workstation|host[ _]?name)[ ]?[:=][ ]{0,3}(?P<value>[A-Z][A-Z0-9_-]{3,24})|(?i:station)[ ]?[:=][ ]{0,3}(?P<numbered>(?=[A-Z_-]{1,20}\d)[A-Z][A-Z0-9_-]{3,24}))(?![\w.-])", 0, lambda t, s, e: (max(t.rfind(c, s, e) for c in ":= ") + 1, e)),
)  # fmt: skip
