"""Rules for Spanish dates that are less than full, feasts, birth dates and ages over 89.

Full dates are `moments_spanish`'s and come with the other forms. As in English, years alone, times of
day and relative times ("hace 2 semanas") stay, and so do schedules ("lunes y jueves", "los martes").
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.moments_spanish import FULL_FORMS, LONG, YEAR_WORDS

_MONTH = rf"(?:{LONG}|(?:ene|abr|ago|dic|sept?|oct|nov|feb|jun|jul)\.?)(?![a-z])"
_OF_YEAR = rf"(?:,?[ ](?:del?[ ])?(?:ano[ ])?(?:(?:19|20)\d{{2}}|{YEAR_WORDS})\b)?"
_D = r"(?:0?[1-9]|[12]\d|3[01])(?:\.?[oa]\b\.?)?"
_D_WORD = r"(?:primero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci[a-z]{4,6}|veinte|veinti[a-z]{3,6}|treinta(?:[ ]y[ ]uno)?)"
_WEEKDAY = r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
_WHEN = r"(?:en|desde|hasta|durante|a|de|del|entre|mes[ ]de|principios[ ]de|inicios[ ]de|mediados[ ]de|finales[ ]de|fines[ ]de|para|hacia|tras|pasado|proximo|este|y)"
_FEASTS = (
    r"navidad(?:es)?|noche[ ]?buena|noche[ ]?vieja|fin[ ]de[ ]ano|ano[ ]nuevo|semana[ ]santa|(?:jueves|viernes|sabado)[ ]santo|domingo[ ]de[ ](?:ramos|resurreccion|pascua)"
    r"|lunes[ ]de[ ]pascua|pascua(?:[ ]militar)?|miercoles[ ]de[ ]ceniza|corpus[ ]christi|todos[ ]los[ ]santos|carnaval(?:es)?|nochebuena|fiestas[ ]patrias|puente[ ]de[ ](?:la[ ])?(?:constitucion|inmaculada|mayo)"
    r"|feria[ ]de[ ]abril|(?:dia|noche|fiestas?|festividad|vispera)[ ]del?[ ](?:los[ ]|las[ ]|la[ ])?(?:reyes(?:[ ]magos)?|muertos|difuntos|inmaculada|hispanidad|constitucion|independencia|raza|madre|padre|trabajo|trabajador"
    r"|amor[ ]y[ ]la[ ]amistad|candelaria|san[ ](?:jose|juan|valentin|isidro|fermin)|virgen(?:[ ]del?[ ][a-z]{3,12})?|guadalupe|pilar|cruz)|reyes[ ]magos"
)
_NUMBER = r"(?:9\d|1[0-2]\d)"
_ONES = r"(?:un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
_WORDS = rf"(?:noventa(?:[ ](?:y[ ])?{_ONES})?|cien|ciento[ ](?:{_ONES}|diez|once|doce))"
_AROUND = 80  # characters in which the language of a text shows
_SPANISH = re.compile(
    r"(?i)\b(?:el|los|las|del|desde|hasta|por|con|para|dia|fecha|paciente|cita|que|una|en|se|su|fue|ano|visita|ingreso|alta|consulta)\b"
)
_BIRTH = r"(?:\b(?:fecha|f)\b\.?[ ]?(?:de[ ])?(?:nacimiento|nac|nto)\b\.?|\bnacimiento\b|\bf\.?[ ]?n\.?(?=[ ]?:)|\bnacid[oa]s?\b|\bnacio\b)"


def _no_schedule(text: str, start: int, end: int) -> tuple[int, int] | None:
    """One day of the week, not several of them."""
    after = re.match(
        rf"(?i)[ ]?(?:,|y\b|o\b|a\b|al\b|/|-)[ ]?(?:el[ ])?{_WEEKDAY}", text[end : end + 24]
    )
    before = re.search(
        rf"(?i)(?:{_WEEKDAY}[ ]?(?:,|y|o|a)|cada|todos[ ]los)[ ](?:el[ ])?$",
        text[max(0, start - 24) : start],
    )
    return None if after or before else (start, end)


def _no_score(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A month and day; "Mayo 2" only where words around it are Spanish, as it is a score in English."""
    if text[start : start + 4].lower() != "mayo":
        return start, end
    around = text[max(0, start - _AROUND) : start] + " " + text[end : end + _AROUND]
    return (start, end) if _SPANISH.search(around) else None


def _rule(name: str, kind: str, pattern: str, group: int | str = 0) -> Rule:
    return Rule(name, kind, rf"(?i){pattern}", group)


RULES = (
    *(
        _rule(f"es_birth_date_{n}", "BIRTH_DATE", rf"{_BIRTH}[ :=(]{{0,4}}(?:(?:el|dia|es|en)[ ]){{0,3}}(?:{_WEEKDAY}[ ,]{{1,2}})?(?P<birth>{form})(?![A-Za-z0-9])", "birth")
        for n, form in enumerate(FULL_FORMS)
    ),
    _rule("es_birth_numbers", "BIRTH_DATE", rf"{_BIRTH}[ :=(]{{0,4}}(?:(?:el|dia|es|en)[ ]){{0,3}}(?P<birth>\d{{1,4}}[-/. ]\d{{1,2}}[-/. ]\d{{2,4}})(?![\w])", "birth"),
    _rule("es_birth_year", "BIRTH_DATE", rf"{_BIRTH}[^.;\n\d]{{0,40}}?(?<!\w)(?P<birth>(?:18|19|20)\d{{2}})(?![\w/-]|\.\d|[ ]?(?:g|gr|gramos)\b)", "birth"),
    _rule("es_age", "AGE", rf"(?<![\d.,/>-])(?P<age>{_NUMBER})[ -]?(?:anos?\b|a\.(?![a-z])|a(?=[,;)]))(?![ ]de[ ](?:evolucion|duracion|antiguedad))", "age"),
    _rule("es_age_words", "AGE", rf"\b(?P<age>{_WORDS})[ ]anos\b", "age"),
    _rule("es_age_said", "AGE", rf"\bedad(?:[ ]de)?[ :=]{{1,4}}(?P<age>{_NUMBER}|{_WORDS})(?![\w.,/%-]\d|\w)", "age"),
    _rule("es_age_generation", "AGE", r"\b(?P<age>(?:super-?)?(?:nonagenari|centenari)[oa]s?)\b", "age"),
    _rule("es_day_month", "DATE", rf"\b(?P<date>(?:{_D}(?:[ ]?(?:,|y|e|al?|-|o)[ ]{{0,2}}(?:el[ ])?{_D}){{0,4}}|{_D_WORD})[ ]{{1,2}}(?:de[ ]){{1,2}}{_MONTH}{_OF_YEAR})", "date"),
    _rule("es_day_month_short", "DATE", r"(?<![\w/.-])(?P<date>(?:0?[1-9]|[12]\d|3[01])[-/ ](?:ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic)\b\.?)(?![\w/-]|(?<=[ ]may)[ ](?:be|have|not|need|also|take|require|cause|help|indicate|represent|reflect|suggest|increase|occur|start|go|come|use|return)\b)", "date"),
    _rule("es_month_year", "DATE", rf"\b(?P<date>(?:{_MONTH}|(?:mar|may|set)\.?)(?:[ ]del?(?:[ ]ano)?|[-/,])?[ ]?(?:19|20)\d{{2}})\b", "date"),
    Rule("es_month_day", "DATE", rf"(?i)\b(?P<date>{LONG}[ ]{{1,2}}{_D})(?![\w%/:.]\d|\w|[ ]?(?:mg|ml|%))", "date", _no_score),
    _rule("es_month", "DATE", rf"\b{_WHEN}[ ](?P<date>{LONG})\b(?![ ]clinic)", "date"),
    _rule("es_month_before_month", "DATE", rf"\b(?P<date>{_MONTH})\b\.?(?=(?:[ ]?[-/,][ ]?|[ ](?:y|e|o|a|al|hasta)[ ]){_MONTH}\.?[ ](?:del?[ ])?(?:ano[ ])?(?:19|20)\d{{2}}\b)", "date"),
    _rule("es_month_part", "DATE", rf"\b(?P<date>(?:principios|inicios|comienzos|primeros|mediados|finales|fines|ultimos|(?:primera|segunda|tercera|cuarta|ultima)[ ](?:semana|quincena|mitad))[ ](?:de[ ])?(?:(?:l?[ ]?mes|dias)[ ]de[ ])?{_MONTH}{_OF_YEAR})", "date"),
    _rule("es_month_label", "DATE", rf"\bmes[ ]?:[ ]?(?P<date>{LONG})\b", "date"),
    _rule("es_weekday_day", "DATE", rf"\b(?P<date>{_WEEKDAY},?[ ](?:dia[ ])?{_D}(?:[ ]de[ ]{_MONTH})?{_OF_YEAR})(?![\w%/:.]\d|\w|[ ]?(?:mg|ml|%|h\b|horas))", "date"),
    Rule("es_weekday", "DATE", rf"(?i)\b(?:el|este|del|al|desde|hasta)[ ](?:pasado[ ]|proximo[ ]|dia[ ])?(?P<date>{_WEEKDAY})\b", "date", _no_schedule),
    _rule("es_day", "DATE", rf"\b(?:el|al?|del|desde|hasta)[ ](?:pasado[ ]|proximo[ ])?(?P<date>dia[ ]{_D})(?![\w%/:.,-]\d|\w|[ ](?:de[ ](?!{LONG}|este|mes|hoy)|post|del?[ ]ciclo))", "date"),
    _rule("es_day_of_month", "DATE", rf"\b(?P<date>{_D}[ ](?:del[ ](?:presente|corriente|mes(?:[ ]que[ ]viene|[ ]actual|[ ]pasado)?)|de[ ]este[ ]mes|de[ ]los[ ]corrientes))\b", "date"),
    Rule("es_pair", "DATE", r"(?i)\b(?:el|dia|desde|hasta|fecha|cita|alta|ingreso|visita|revision|control)[ :]{1,2}(?:dia[ ])?(?P<date>(?:0?[1-9]|[12]\d|3[01])[/-](?:0?[1-9]|1[0-2]))(?![\w%]|[/.,-]\d|[ ]?(?:mg|mmhg))", "date"),
    _rule("es_feast", "DATE", rf"\b(?P<date>(?:{_FEASTS}){_OF_YEAR})(?![A-Za-z])", "date"),
    Rule("es_feast_kings", "DATE", r"(?i:\b(?:en|por|tras|desde|hasta|de|antes[ ]de|despues[ ]de|festividad[ ]de)[ ](?:los[ ])?)(?P<date>Reyes)\b(?![ ][A-Z]|[ ]de[ ][A-Z])", "date"),
    _rule("es_season", "DATE", r"\b(?P<date>(?:primavera|verano|otono|invierno)[ ](?:del?[ ])?(?:ano[ ])?(?:19|20)\d{2})\b", "date"),
)  # fmt: skip
