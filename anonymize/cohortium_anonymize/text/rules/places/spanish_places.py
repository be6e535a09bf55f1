"""Rules for addresses, towns, facilities and employers in Spanish notes.

An address begins with its kind of street ("C/", "Avda.", "Colonia") and goes on with number, floor and
door, then as `addresses` says. Of a facility the name goes and the kind stays: "Hospital Universitario [FACILITY]".
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.places.addresses import to_its_end
from cohortium_anonymize.text.rules.rule import CAP, WORD, Rule
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.moments_spanish import LONG

_SMALL = r"(?:(?:de|del|la|las|el|los|y|DE|DEL|LA|LAS|EL|LOS|Y)[ ]){0,3}"
_PHRASE = rf"{CAP}(?:[ ]{_SMALL}{CAP}){{0,4}}"
_STREET = (
    r"(?:C/|(?i:calle|avenida|avda\.?|av\.|plaza|plza\.?|pza\.?|paseo|p\.o[ ]|carretera|ctra\.?|cno\.|travesia|trav\.|urbanizacion|urb\.|fraccionamiento|fracc\.|barrio|boulevard|blvd\.?|bulevar|calzada"
    r"|callejon|jr\.|psje\.?|sector|poblacion|urb\.|ampliacion|glorieta|poligono|pasaje|jiron|rambla|autopista|autovia|residencial|conjunto|vereda|manzana)|Colonia|COLONIA|Col\.|Carrera|CARRERA|Cra\.?|Kra\.?|Camino|Ronda|Privada|Alameda|Diagonal|Transversal)"
)
_NUMBER = r"(?:,?[ ]{1,2}(?:(?i:n\.?[ ]?o\.?|num(?:ero|\.)?|n\u00b0|#|km\.?|s/n)[ ]{0,2})?\d{1,5}[A-Za-z]?(?:[ ]?[-/][ ]?\d{1,4}[A-Za-z]?)?(?![\w%]|[.,]\d|[ ]?(?:mg|ml|anos|dias|horas|h)\b)|,?[ ](?i:s/n)\b)"
_DOOR = (
    r"(?:[ ,.-]{1,3}(?:(?i:piso|planta|puerta|pta\.?|escalera|esc\.?|bloque|blq\.?|portal|interior|int\.?|departamento|depto\.?|dpto\.?|apto\.?|apartamento|torre|local|lote|lt\.?|mz\.?|casa)[ ]{1,2}[A-Za-z0-9]{1,4}\b"
    r"|\d{1,2}[ ]?\.?[oa]\b\.?|(?i:izq(?:uierda|da)?|dcha|drcha|derecha|izda|bajo|atico|entresuelo|centro)\b\.?|[A-H]\b))"
)
_HOUSE = r"[ ,#-]{1,3}(?i:casa|bloque|mz\.?|manzana|lote|local|n\u00b0|#)[ ]?\d{1,4}[A-Za-z]?\b"
_KIND = (
    r"(?:Hospital|HOSPITAL|Hosp\.|H\.[ ]?U\.|Clinica|CLINICA|Policlinic[ao]|Centro[ ](?:de[ ](?:Salud|Dia|Especialidades|Mayores|Atencion[ ]Primaria|Rehabilitacion)|Medico|Geriatrico|Sanitario)|CENTRO[ ]DE[ ]SALUD|C\.S\.|Ambulatorio|Consultorio|Sanatorio"
    r"|Residencia|Instituto|Fundacion|Colegio|Universidad|Escuela|Laboratorios?|Farmacia|Complejo[ ]Hospitalario|Maternidad|Parroquia|Geriatrico|UMF|HGZ|HGR|IES|CEIP|Guarderia)"
)
_OF_KIND = (
    r"(?:[ ](?:(?i:universitari[oa]|general|clinic[oa]|comarcal|regional|central|civil|nacional|provincial|infantil|militar|materno|privad[oa]|public[oa]|medic[oa]|superior|tecnic[oa]|primari[oa]|secundari[oa]|geriatric[oa]|psiquiatric[oa]|sanitari[oa])"
    r"|de[ ](?:Alta[ ])?Especialidades?|de[ ]Zona|de[ ]Salud|de[ ]la[ ]Mujer)){0,4}"
)
_LIVES = r"(?:vive[ns]?|vivia|reside[ns]?|residi[ao]|residentes?|natural(?:es)?|vecin[oa]s?|originari[oa]s?|procedentes?|nacid[oa]s?|nacio|domiciliad[oa]s?|domicilio|trasladad[oa]s?|derivad[oa]s?|viaj[eo]s?(?:[ ]reciente)?|viajo|empadronad[oa]|oriund[oa]|afincad[oa])"
_JOINED = frozenset(["de", "del", "la", "las", "el", "los", "y"])
_OF = re.compile(r"(?i:del?[ ])")
_LEAST = 5  # letters of a place in capitals, among small ones
# Towns whose names end as words of medicine do.
_TOWNS = frozenset(
    [
        "lima",
        "talca",
        "arica",
        "cali",
        "quito",
        "leon",
        "merida",
        "toledo",
        "soria",
        "murcia",
        "lugo",
        "vigo",
        "gijon",
    ]
)
_ARTICLES = frozenset(["la", "las", "el", "los", "san", "santa"])


def _street_named(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The same where no number follows: not "Plaza Mayor" of words alone ("carretera Norte")."""
    words = [match.group() for match in WORD.finditer(text, start, end)][1:]
    named = [word for word in words if word.lower() not in _JOINED and len(word) > 1]
    return to_its_end(text, start, end) if named and not ordinary(named[0]) else None


def _place(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A name as far as its words are no one's words; articles count with the word after them."""
    last = None
    for match in WORD.finditer(text, start, end):
        low = match.group().lower()
        if low in _JOINED or low in _ARTICLES:
            continue
        if (low not in _TOWNS and ordinary(match.group())) or (
            match.group().isupper() and len(low) < _LEAST and not text[start:end].isupper()
        ):
            break
        last = match
    return (start, last.end()) if last else None


def _facility(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name of a facility, without the "de" before it; a number where it has no other name."""
    of = _OF.match(text, start, end)
    start = of.end() if of else start
    return (start, end) if text[start].isdigit() else _place(text, start, end)


RULES = (
    Rule("es_street", "ADDRESS", rf"(?<![\w/])(?P<a>{_STREET}[ ]{{0,2}}(?:{_SMALL}(?:{_PHRASE}|\d{{1,3}}[A-Z]?))(?:{_NUMBER}{_DOOR}{{0,4}}|{_HOUSE})(?:,?[ ](?:de|en)[ ](?!{LONG}){CAP})?)", "a", to_its_end),
    Rule("es_street_named", "ADDRESS", rf"(?<![\w/])(?P<a>(?:C/|(?i:calle|avenida|avda\.?|plaza|paseo|carretera|ctra\.?|urbanizacion|barrio|colonia|fraccionamiento))[ ]{{0,2}}{_SMALL}{_PHRASE})", "a", _street_named),
    Rule("es_postcode", "ZIP", r"(?i)\b(?:c\.?[ ]?p\.?|codigo[ ]postal|cod\.?[ ]postal)[ :.]{0,3}(?P<zip>\d{5})(?!\d)", "zip", to_its_end),
    Rule("es_postcode_town", "ADDRESS", rf"(?:(?<=[,.-][ ])|(?<=\n))(?P<a>(?:0[1-9]|[1-4]\d|5[0-2])\d{{3}}[ ,-]{{1,3}}(?P<town>{CAP}))(?=[ ]?[,.;()\n]|$)", "a", lambda t, s, e: None if any(ordinary(word) for word in WORD.findall(t[s:e])) else (s, e)),
    Rule("es_lives", "LOCATION", rf"(?i:\b{_LIVES})(?:[ ](?i:actualmente|solo|sola|con[ ]\w{{2,12}}[ ]\w{{2,12}}))?[ ](?i:en|de|a|desde)[ ](?i:(?:la[ ](?:ciudad|localidad|provincia)|el[ ](?:pueblo|municipio|estado))[ ]de[ ])?(?P<place>(?:(?:La|Las|El|Los|LA|EL)[ ])?{CAP}(?:[ ]{_SMALL}{CAP}){{0,3}}(?:,[ ]{CAP})?)", "place", _place),
    Rule("es_facility", "FACILITY", rf"\b{_KIND}{_OF_KIND}[ ][\"']?(?P<place>(?:(?:de|del|DE|DEL)[ ]){{0,1}}(?:(?:La|Las|El|Los|la|el|los|las|LA|EL|LOS)[ ])?(?:N\.?a[ ]|Ntra\.?[ ]|San[ ]|Sta\.?[ ]|Sto\.?[ ]|Dr\.?[ ])?{CAP}(?:[ ]{_SMALL}{CAP}){{0,4}}|\d{{1,4}}\b)", "place", _facility),
    Rule("es_facility_town", "LOCATION", rf"\b{_KIND}{_OF_KIND}[ ](?:(?:de|del|la|La|los|Los|las|Las|el|El)[ ]){{0,2}}{_PHRASE}(?:,[ ]|[ ]?\(|[ ](?:en|de)[ ])(?P<place>{CAP}(?:[ ]{_SMALL}{CAP}){{0,2}})(?=[ ]?[.,;)\n]|$)", "place", _place, rf"{_KIND}[ ]"),
    Rule("es_employer", "ORGANIZATION", rf"(?i:\b(?:trabaja|trabajo|trabajaba|emplead[oa]|labora|conductor[a]?|operari[oa]|docente|profesor[a]?|estudia|mutua|eps|empresa|asegurador[a]?))(?i:[ ](?:como|de)[ ][a-z]{{3,15}})?[ ](?i:(?:en|para|de)[ ])?(?i:(?:la|el)[ ])?(?i:empresa[ ])?(?P<place>{CAP}(?:[ ]{_SMALL}{CAP}){{0,3}}(?:[ ](?:S\.?[ ]?A\.?(?:[ ]de[ ]C\.?V\.?)?|S\.?[ ]?L\.?U?\.?)(?!\w))?)", "place", _place),
)  # fmt: skip
