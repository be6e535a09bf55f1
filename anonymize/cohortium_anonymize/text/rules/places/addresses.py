"""Rules for postal addresses of any country: where one begins, and how far it goes on.

A street is told by its kind ("Road", "strasse", "rue", "utca"), by a flat's or suite's number after
it, or by what is said of it ("lives at", "address:"). From there the address goes on over
commas and line ends for as long as there are capitalised words, codes and numbers: towns, regions,
postal codes, countries.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.names.people import plain
from cohortium_anonymize.text.rules.rule import LETTER, UPPER, Check, Rule
from cohortium_anonymize.text.words import eponyms
from cohortium_anonymize.text.words.english import everyday
from cohortium_anonymize.text.words.lexicon import EPONYMS

_W = rf"[{UPPER}][{LETTER}'.-]{{0,30}}"
_N = r"\d{1,6}[A-Za-z]?(?:[/-]\d{1,4})?"
_SMALL = r"(?:de|du|des|la|le|les|del|della|dei|di|da|do|dos|das|van|von|der|den|dem|the|of|y|e|u|i|op|am|an|im|zum|zur|in|na|nad|pod|bei|sur|sous|en|aan|av|og|ved|vid|pri|upon|tee|tn|mnt|pst|terrasse|gate|vei|vej|rkp\.|krt\.|ter|ut|ul\.|st\.|av\.|rue|via|calle|rua|str)"
_PHRASE = (
    rf"(?:{_SMALL}[ ]){{0,2}}{_W}(?:[ ](?:{_SMALL}[ ]){{0,2}}(?:{_W}|\d{{1,4}}(?:st|nd|rd|th)))"
    + r"{0,4}"
)
_SMALL_WORDS = r"(?:[a-z.]{1,8}[ ]){0,2}"  # at least those above
_FLAT = r"\d{1,3}[ ]?(?:izq|dcha|izda|drcha|piso|planta|etage|OG|EG|tv|th|mf|emelet|em|ajto|kat|daire)\b\.?"
_UNIT = r"(?:Apt|Apartment|APT|Suite|SUITE|Ste|STE|Unit|UNIT|Flat|FLAT|Room|Rm|Floor|Fl|Lot|Bldg|Building|Level|Door)\b\.?[ ]?#?[A-Za-z]?\d{1,5}[A-Za-z]?\b"
# Kinds of street that end a word ("Kirchstrasse 12") and that are words of their own.
_SUFFIX = (
    r"(?:stra(?:ss|\u00df)e|str\.?|gasse|weg|allee|platz|ring|damm|ufer|steig|laan|straat|plein|gracht|kade|dreef|steeg|dijk|singel|gatan?|gaten|vagen|veg|vegen|vei|veien|vej|vejen"
    r"|gade|str(?:ae|\u00e6)de|all(?:e|\u00e9)|katu|tie|kuja|polku|kaari|rinne|braut|stigur|gata|vegur|utca|korut|sor|torget|plassen|markt|hof|berg|park|parken|backen|stigen)"
)
_PREFIX = (
    r"(?:Rue|Avenue|Av\.|Boulevard|Bd\.?|Chemin|Place|Quai|Allee|Impasse|Route|Cours|Via|Viale|Piazza|Piazzale|Corso|Vicolo|Strada|Largo|Calle|C/|Avenida|Avda\.?|Plaza|Paseo|Carrera|Camino|Ronda|Rambla|Rua|Travessa"
    r"|Praca|Estrada|Alameda|[Uu]l\.|[Uu]lica|[Aa]l\.|[Oo]s\.|[Pp]l\.|Aleja|Nam|Namesti|Trg|Ulitsa|Jalan|Jl\.|Jln\.?|rue|via|viale|calle|rua|avenida)"
)
_WORD_KIND = r"(?:u\.|ut|utca|ter|krt\.?|korut|str\.?|strasse|Strasse|Stra\u00dfe|sok\.?|Sokak|cad\.?|Caddesi|Sokagi|Mah\.?|Mahallesi|ulice|trida|cesta|ulica|utja|sor|setany|Allee|Weg|Platz|Ring|Marg|Nagar|Gali|dori|Dori|Straat|Laan|Weg|gate|vei|vej)"
_POSTCODE = r"(?:[A-Z]{1,2}-\d{3,6}|\d{5}-\d{3,4}|\d{3}[ -]\d{2}\b|\d{2}-\d{3}\b|\d{4}[ ][A-Z]{2}\b|[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}\b|[A-Z]\d[A-Z][ ]?\d[A-Z]\d\b|\d{2,7}\b)"
_GAP = r"(?:\.?[ \t]{0,6}\n[>?*#| \t-]{0,8},?[ \t]{0,4}|,[ \t]{0,3}|[ ]{1,2})"
_PART = re.compile(
    rf"{_GAP}(?:(?P<unit>{_UNIT}|{_FLAT})|(?P<code>{_POSTCODE})(?![\w/%.]*\d)(?![ ]?(?:mg|mcg|ml|cm|mm|%|bpm|years?|days?|weeks?|months?)\b)"
    rf"|(?P<blank>(?:nan|null|none|n/a|N/A|NA)\b)|(?P<words>{_W}(?:[ -](?:{_SMALL}[ ]){{0,2}}{_W}){{0,4}}(?:[ ]\([{UPPER}][{LETTER} ]{{2,20}}\))?))"
)
_PARTS = 8
# A kind of street in full is no abbreviation: a point after it may end the sentence.
_FULL_STOP = re.compile(
    rf"(?i:\b(?:street|avenue|road|boulevard|drive|lane|court|place|square|terrace|way|circle|trail|parkway|highway|close|crescent|grove|gardens|house|apartments|hill|park))\.(?=[ ]{{1,2}}(?P<next>[{UPPER}][{LETTER}'-]*))"
)
_WORDS = re.compile(rf"[{LETTER}][{LETTER}'.-]*")
# Surnames that are words of medicine as well.
_BORNE = EPONYMS | frozenset(eponyms.RARE.split())
# Words of other languages that a street begins with, whatever else they mean.
_KINDS = frozenset(
    ("calle", "via", "rua", "rue", "avenida", "plaza", "camino", "paseo", "largo", "corso")
)
_SIDES = frozenset(("North", "South", "East", "West"))
# Everyday words that towns and streets are called by.
_OF_TOWNS_LISTED = """
lima bath reading mobile orange cork sandwich wells deal rugby battle stone hull ware poole leek flint corona modesto concord normal aurora salem grove mews
new north south east west port saint st lake mount fort grand great high old upper lower little long big red
green white black bay beach city town village park hill hills valley springs falls river island united states
kingdom republic district county the of
"""
_OF_TOWNS = frozenset(_OF_TOWNS_LISTED.split())

# Departments that a hall, bay or bed is one of.
_WARDS = frozenset(
    (
        "ED",
        "ER",
        "ICU",
        "OR",
        "PACU",
        "L&D",
        "Hall",
        "Hallway",
        "Bay",
        "Bed",
        "Pod",
        "Resus",
        "Trauma",
    )
)


def medical(word: str) -> bool:
    """Whether a word is one of medicine's and no surname that streets bear as well ("Argyll", "Wickham")."""
    return plain(word) and word != "The" and word.lower() not in _BORNE


def told(word: str) -> bool:
    """Whether a word says that no address goes on here."""
    low = word.strip("'.-").lower()
    if low in _OF_TOWNS:
        return False
    return medical(word.strip("'.-")) or everyday(low)


def before_sentence(text: str, start: int, end: int) -> int:
    """Where an address ends that text[start:end] has run over into the next sentence: "Road. Called Dr."."""
    for match in _FULL_STOP.finditer(text, start, end):
        if told(match["next"]):
            return match.end() - 1
    return end


def to_its_end(text: str, start: int, end: int) -> tuple[int, int]:
    """The address that begins with text[start:end], over its further lines."""
    last = before_sentence(text, start, end)
    if last < end:
        return start, last
    for _ in range(_PARTS):
        part = _PART.match(text, end)
        if part is None:
            break
        words = part["words"]
        if words is None:
            end = part.end()
            continue
        first = part.start("words")
        kept = end
        for match in _WORDS.finditer(words):
            if told(match.group()):
                break
            kept = first + match.end()
        if kept == end:
            break
        whole = kept >= part.end("words") or kept == first + len(words.rstrip("."))
        end = kept if not whole else part.end()
        if text[end - 1] == ".":
            end -= 1
        if not whole:
            break
    return start, end


def _street(text: str, start: int, end: int) -> tuple[int, int] | None:
    """An address whose words are not all medicine's or everyday ones ("2 Tylenol 500")."""
    if text.startswith("via ", start) and not re.search(r"\d", text[start:end]):
        return None  # the English word
    end = before_sentence(text, start, end)
    words = [match.group() for match in _WORDS.finditer(text[start:end]) if len(match.group()) > 2]
    others = [word for word in words if word.lower() not in _KINDS]
    if any(word in _WARDS for word in text[start:end].split()[:1]):
        return None  # "ED Hall 3" is a place in a department
    if words and all(word in _SIDES for word in words) and to_its_end(text, start, end)[1] == end:
        return None  # "3 West" is a ward
    if len(others) == len(words) and all(told(word) for word in words):
        return None
    return None if any(medical(word) for word in others) else to_its_end(text, start, end)


def _before_more(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A number, words and a number, where a town or flat follows."""
    found = _street(text, start, end)
    return found if found and found[1] > end else None


def _compound(text: str, start: int, end: int) -> tuple[int, int] | None:
    word = _WORDS.search(text, start, end)
    return None if word is None or told(word.group()) else to_its_end(text, start, end)


def _rule(
    name: str, pattern: str, group: int | str, check: Check = _street, near: str | None = None
) -> Rule:
    return Rule(name, "ADDRESS", pattern, group, check, near)


_CUE = (
    r"(?i:\b(?:address|addresses|located|location|office|offices|lives?|lived|living|resid(?:es?|ed|ing)|residence|arriv(?:es|ed|ing)|moved|moving|meet|taxi|cab|ride|driver|deliver(?:ed|y)?|ship(?:ped|ping)?"
    r"|mail(?:ed|ing)?|send|sent|billing|home|house|apartment|stays?|staying|stayed|picked[ ]up|pick[ ]up|found|collapsed|fell|dwelling|property|premises|branch|shop|store|restaurant|situated|invoice))\b"
)
_SAID = rf"{_CUE}(?:[^\n\d:]{{0,40}}?(?:\b(?:at|is|in|to|on|with|from|by)|:)\s{{1,6}})"
RULES = (
    _rule("address_unit", rf"(?<![\w.])(?P<a>(?:{_N}[ ]{{1,2}})?{_PHRASE}(?:[ ,]{{1,2}}{_N}\.?)?[ ]?(?:{_GAP}){_UNIT})", "a", near=_UNIT),
    _rule("address_numbers", rf"(?<![\w.])(?P<a>{_N}[ ]{{1,2}}{_PHRASE},?[ ]{{1,2}}{_N}\.?)(?={_GAP}[{UPPER}\d])", "a", _before_more),
    _rule("address_said", rf"{_SAID}(?P<a>{_N}[ ]{{1,2}}(?:{_N}[ ]{{1,2}})?{_PHRASE}(?:,?[ ]{{1,2}}{_N}\b\.?)?|{_PHRASE}(?:[ ]and[ ]{_PHRASE})?,?[ ]{{1,2}}{_N}\b\.?(?![.,/]?\d|[ ]?(?:mg|mcg|ml|units|days|weeks|%)))", "a", near=rf"{_SAID}(?:{_N}[ ]{{1,2}}(?:{_N}[ ]{{1,2}})?{_SMALL_WORDS}[{UPPER}]|{_SMALL_WORDS}{_W}(?:[ ](?:[a-z.]{{1,8}}[ ]){{0,3}}(?:{_W}|\d{{1,4}}(?:st|nd|rd|th))){{0,9}},?[ ]{{1,2}}\d)"),
    _rule("street_compound", rf"(?<![\w])(?P<a>(?:{_N}[ ]{{1,2}})?(?:[{UPPER}][{LETTER}'-]{{1,20}}[ ]){{0,2}}[{UPPER}][{LETTER}-]{{2,25}}{_SUFFIX}[ ]{{1,2}}\d{{1,4}}[a-zA-Z]?)(?!\w|[.,/]\d|[ ]?(?:mg|mcg|ml|cm|mm|%))", "a", _compound),
    _rule("street_prefixed", rf"(?<![\w])(?P<a>(?:{_N},?[ ]{{1,2}})?{_PREFIX}[ ](?:(?:{_SMALL}|d'|l')[ ]?){{0,3}}{_W}(?:[ -](?:{_SMALL}[ ]){{0,2}}{_W}){{0,4}}(?:,?[ ]{{1,2}}{_N}(?![\w%]|[.,/]\d)\.?)?)", "a"),
    _rule("street_word", rf"(?<![\w])(?P<a>(?:{_N}[ ]{{1,2}})?(?:[{UPPER}][{LETTER}'.-]{{1,25}}[ ]){{1,3}}{_WORD_KIND}[ ]{{1,2}}\d{{1,4}}[a-zA-Z]?\b\.?)", "a"),
    Rule("corner", "ADDRESS", rf"(?P<a>(?i:\b(?:the[ ])?(?:corner|intersection|junction)[ ]of[ ])(?:[{UPPER}\d][{LETTER}\d'.-]{{0,25}}[ ](?:{_SMALL}[ ]){{0,2}}){{1,7}}(?:and|&)[ ](?:[{LETTER}\d][{LETTER}\d'.-]{{0,25}}(?:[ ](?=[{UPPER}\d]))?){{1,6}})", "a"),
    Rule("address_lower", "ADDRESS", r"(?:\baddress(?:[ ]is)?:?|\b(?:located|lives|living|resides|residing|arrived|stays|staying|home)[ ]at|\btaxi[ ]to)\s{1,4}(?P<a>\d{2,6}[ ][a-z0-9][a-z0-9' .-]{2,60}(?:(?:,[ ]?|\n,?[ ])[a-z0-9][a-z0-9'() -]{1,30}){1,4}|\d{2,6}[ ][a-z0-9][a-z0-9' .-]{2,40}(?:apt|suite|unit)\b\.?[ ]\d{1,5}[a-z ]{0,50})(?=[.;\n]|$)", "a"),
    Rule("military", "ADDRESS", r"(?i)(?:\b(?:PSC|CMR|Unit)[ ]\d{1,5},?[ ]Box[ ]\d{1,6}|\b(?:USS|USNS|USNV|USCGC|USNM)[ ][A-Z][\w' -]{1,30})(?:[\s,]{1,6}(?:APO|FPO|DPO)[ ,]{1,2}(?:AA|AE|AP)(?:[ ,]{1,2}\d{5}(?:-\d{4})?)?)?|\b(?:APO|FPO|DPO)[ ,]{1,2}(?:AA|AE|AP)[ ,]{1,2}\d{5}(?:-\d{4})?"),
    Rule("hl7_address", "ADDRESS", r"(?<=\|)[^|^\n]{1,60}\^[^|\n]{0,60}\^\d{4,6}(?:-\d{4})?(?=[|^\n]|$)"),
    Rule("house_number", "ADDRESS", r"\b(?:[HD]\.?[ ]?No|(?i:house|door|flat|plot|survey|shop)[ ](?i:no|number))\b[.:]{0,2}[ ]?(?P<a>#?\d{1,5}[A-Za-z]?(?:[-/](?:\d{1,4}[A-Za-z]?|[A-Za-z])){0,4})(?![\w%]|[ ]?(?:mm|cm|mg))", "a", to_its_end),
    Rule("unit", "ADDRESS", r"\b(?:Apt|Apartment|APT|Suite|SUITE|Ste|Flat)\.?[ ]?#?\d[A-Za-z0-9-]{0,6}\b", 0, to_its_end),
)  # fmt: skip
