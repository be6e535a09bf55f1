"""Rules for people's names in Spanish notes: by title, label, kinship, and what was done by them.

A Spanish name has two surnames and joins its parts with "de", "del", "de la", "y", "i".
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.rule import CAP, WORD, Check, Rule
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import EPONYMS

_INITIAL = r"[A-Z]\.(?=[ ][A-Z])"
_JOINED = r"(?:(?:de|del|la|las|los|y|i|e|DE|DEL|LA|LAS|LOS|Y)[ ]){0,3}"
NAME = rf"(?:{_INITIAL}[ ]?)?{CAP}(?:[ ]{_JOINED}(?:{CAP}|{_INITIAL})){{0,4}}"
_LISTED = rf"{NAME}(?:,[ ]{NAME})?"
_TITLE = r"(?:Don|Dona|DON|DONA|D\.[ ]?a\.?|Da\.|Sra?s?|SRA?|Srta|SRTA|Srita|Dra?s?|DRA?|Licda|Licdo|Lic|LIC|Lcd[oa]|Ldo|Lda|Enf|ENF|Enfra|Profa?|Ing|Psic|Psc|Sor|Fray|Mtr[oa]|Tte|T\.S\.)"
_TITLES = rf"(?:{_TITLE}\b\.?[ ]{{0,2}}){{0,2}}"
_KIN = (
    r"(?:espos[oa]|marido|mujer|conyuge|pareja|companer[oa](?:[ ]sentimental)?|novi[oa]|hij[oa]s?|hijastr[oa]|madre|padre|mama|papa|herman[oa]s?|abuel[oa]s?|niet[oa]s?|ti[oa]s?|sobrin[oa]s?|prim[oa]s?|cunad[oa]"
    r"|sueg?r[oa]|yerno|nuera|madrastra|padrastro|padrin[oa]|madrina|viud[oa]|vecin[oa]|amig[oa]|cuidador[a]?|tutor[a]?|famili?ar(?:es)?|acompanante|nin[oa])"
)
_STAFF = (
    r"(?:medic[oa]|doctor[a]?|enfermer[oa]|cirujan[oa]|anestesi(?:sta|olog[oa])|residente|adjunt[oa]|pediatra|matrona|psicolog[oa]|psiquiatra|fisioterapeuta|trabajador[a]?[ ]social|supervisor[a]?|auxiliar|tecnic[oa]|farmaceutic[oa]"
    r"|radiolog[oa]|patolog[oa]|cardiolog[oa]|ginecolog[oa]|neurolog[oa]|urolog[oa]|oftalmolog[oa]|especialista|facultativ[oa]|interprete|ayudante|instrumentista|internista|intensivista|medico[ ]interno)"
)
_OF_STAFF = r"(?:[ ](?:responsable|tratante|solicitante|remitente|peticionari[oa]|de[ ](?:familia|cabecera|guardia|turno|planta|referencia|atencion[ ]primaria)|adscrit[oa]|que[ ](?:informa|atiende|firma)|jefe)){0,2}"
_LABEL = (
    rf"(?:nombres?(?:[ ](?:completo|del?[ ](?:la[ ])?paciente|y[ ]apellidos?))?|(?:primer[ ]|segundo[ ])?apellidos?(?:[ ](?:y|,)?[ ]?nombres?)?|pacientes?|{_STAFF}{_OF_STAFF}|{_KIN}|firmad[oa](?:[ ](?:por|digitalmente[ ]por))?|firma|fdo|elaboro|realizo|reviso|autorizo"
    r"|valido|informo|atendio|responsable|remitente|solicitante|titular|beneficiari[oa]|informante|testigo|contacto(?:[ ]de[ ]emergencia)?|persona[ ]de[ ]contacto|representante(?:[ ]legal)?|asegurad[oa]|usuari[oa]|(?:[a-z]{3,12}[ai]d[oa]|vist[oa])[ ]por)"
)
_DONE = r"(?:(?:atendi|remiti|referi|intervi|deriva|valora|firma|realiza|opera|interveni|explora|envia|solicita|informa|redacta|valida|revisa|acompana|trai|supervisa|elabora|indica|prescri|ingresa|cuida|avisa|traslada|autoriza)(?:d[oa]s?|t[oa]s?)|vist[oa]s?)"
_LABELS = re.compile(rf"(?<!\w)(?i:{_LABEL})\s{{0,2}}[:=]\s{{0,4}}(?:(?i:el|la)[ ])?{_TITLES}$")
_LONGEST_LABEL = 70
_SMALL = frozenset(["de", "del", "la", "las", "los", "y", "i", "e"])
_ABBREVIATION = 5  # letters in capitals, among small ones


def _named(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name as far as its words are no one's words; None when its first is one, or an eponym alone."""
    last, words = None, 0
    for match in WORD.finditer(text, start, end):
        word = match.group()
        if word.lower() in _SMALL and last is not None:
            continue
        if _told(text, match):
            break
        last, words = match, words + 1
    if last is None:
        return None
    low = last.group().lower()
    if words == 1 and low in EPONYMS and low not in GIVEN:
        return None
    return start, last.end()


def _told(text: str, match: re.Match[str]) -> bool:
    word = match.group()
    if len(word) == 1:
        return not text.startswith(".", match.end())
    return ordinary(word)


def _titled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A name after a title: there an eponym is a person."""
    first = WORD.search(text, start, end)
    if first and first.group().lower() in EPONYMS and not _told(text, first):
        return _named(text, start, end) or first.span()
    return _named(text, start, end)


def _unmarked(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A name where an abbreviation may stand as well: "paciente EPOC", "hijo RN"."""
    found = _named(text, start, end)
    first = WORD.search(text, start, end)
    if found is None or first is None:
        return None
    if first.group().isupper() and len(first.group()) <= _ABBREVIATION:
        alone = found[1] == first.end()
        return found if text[found[0] : found[1]].isupper() and not alone else None
    return found


def _labelled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A name after a label that says whose: what stands before the colon is looked at only then."""
    before = text[max(0, start - _LONGEST_LABEL) : start]
    return _named(text, start, end) if _LABELS.search(before) else None


def _lower(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Words in small letters, as far as they are no one's words: two at least."""
    last, words = start, 0
    for match in WORD.finditer(text, start, end):
        if match.group() not in _SMALL:
            if _told(text, match):
                break
            last, words = match.end(), words + 1
    return (start, last) if words > 1 else None


def _rule(name: str, pattern: str, check: Check = _named) -> Rule:
    return Rule(name, "NAME", pattern, "name", check)


RULES = (
    _rule("es_titled", rf"(?<![\w.]){_TITLE}\b\.?[ ]{{1,2}}(?:{_TITLE}\b\.?[ ]{{1,2}})?(?P<name>{NAME})", _titled),
    _rule("es_don", rf"(?<![\w.])(?<!(?i:vitamina)[ ])D\.[ ]{{1,2}}(?P<name>{CAP}[ ]{_JOINED}{CAP}(?:[ ]{_JOINED}{CAP}){{0,2}})"),
    Rule("es_name_labelled", "NAME", rf"[:=]\s{{0,4}}(?:(?i:el|la)[ ])?{_TITLES}(?P<name>{_LISTED})", "name", _labelled, near=rf"(?i:{_LABEL})\s{{0,2}}[:=]"),
    _rule("es_signed", rf"(?i:\b(?:fdo|firmado|firma(?:[ ]y[ ]sello)?|atentamente|un[ ](?:cordial[ ])?saludo|saludos(?:[ ]cordiales)?|gracias)\b)[.,: ]{{0,3}}\n?\s{{0,3}}{_TITLES}(?P<name>{NAME})"),
    _rule("es_patient", rf"(?i:\b(?:pacientes?|senor(?:a|ita)?|nin[oa]|lactante|menor|usuari[oa]|asegurad[oa]|trabajador[a]?))(?:,|[ ](?:es|llamad[oa]|de[ ]nombre))?[ ]{_TITLES}(?P<name>{NAME})", _unmarked),
    _rule("es_kin", rf"(?i:\b{_KIN}(?:[ ](?:mayor|menor|politic[oa]|materno|materna|patern[oa]))?)(?:,[ ]|[ ]?\(|[ ](?:es[ ]|llamad[oa][ ]|de[ ]nombre[ ])?){_TITLES}(?P<name>{NAME})", _unmarked),
    _rule("es_kin_after", rf"(?P<name>{NAME}),?[ ]?\((?i:(?:su[ ]|la[ ]|el[ ])?(?:{_KIN}|{_STAFF}))\b", _unmarked),
    _rule("es_staff", rf"(?i:\b{_STAFF}{_OF_STAFF})[ ]{_TITLES}(?P<name>{NAME})", _unmarked),
    _rule("es_done_by", rf"(?i:\b{_DONE}[ ]por)[ ](?i:(?:el|la|su|nuestr[oa])[ ])?(?i:(?:{_STAFF}|{_KIN})[ ,]{{1,2}})?{_TITLES}(?P<name>{NAME})", _unmarked),
    _rule("es_named", rf"(?i:\b(?:se[ ]llama|llamad[oa]|de[ ]nombre|responde[ ]al?[ ]nombre[ ]de|alias))[ ]{_TITLES}(?P<name>{NAME})", _unmarked),
    _rule("es_greeted", rf"(?i:\b(?:estimad|querid|apreciad|respetad)[oa]s?)[ ]{_TITLES}(?P<name>{NAME})", _unmarked),
    _rule("es_aged", rf"(?P<name>{CAP}(?:[ ]{_JOINED}{CAP}){{1,4}}),?[ ](?:de[ ])?\d{{1,3}}[ ](?i:anos|meses)\b", _unmarked),
    _rule("es_lower", r"(?<![a-z])(?:paciente|nombre|nombre y apellidos|sra?|dra?|don|dona)[.:]?[ ]{1,2}(?P<name>[a-z]{3,20}(?: (?:(?:de|del|la|las|los|y) ){0,3}[a-z]{3,20}){1,3})(?=[ ,.;\n]|$)", _lower),
)  # fmt: skip
