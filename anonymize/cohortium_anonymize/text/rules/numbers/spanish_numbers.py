"""Rules for identifiers in Spanish notes: identity cards, records, health cards, policies, telephones.

Spain's DNI and NIE (8 digits or a letter and 7, and a check letter), Mexico's CURP and RFC, the numbers
that follow a Spanish word for record, card, policy or telephone. Check letters are not verified: a
mistyped number identifies as well.
"""

from __future__ import annotations

from cohortium_anonymize.text.rules.numbers.identifiers import bare_number
from cohortium_anonymize.text.rules.rule import Check, Rule

_NO_BLOOD = r"(?![ ]?(?i:\(?[+-]|rh\b|factor\b|positiv|negativ|pos\b|neg\b))"  # "A positivo" is a blood group
_CODE = rf"[A-Za-z]{{0,6}}[-./]?\d[A-Za-z0-9]{{0,20}}(?:[-./][A-Za-z0-9]{{1,20}}){{0,5}}(?:[ ]\d{{2,10}}(?![\w/.,-]\d)){{0,4}}(?:[ -][A-Z](?![\w.]){_NO_BLOOD})?|(?=[A-Z]{{0,10}}\d|[A-Z]{{4}}\d{{6}})[A-Z]{{1,10}}[A-Z0-9-]{{3,20}}"
_LINK = r"(?:[ ]{0,2}(?:numero|num|nro|no|n|es|con|[:=.#(\u00b0-])){0,5}\s{0,3}"
_NUMBER_OF = r"(?:(?:numero|num\.?|nro\.?|n\.?[ ]?o\.?|n\u00b0)[ ]?(?:de[ ])?(?:la[ ]|el[ ])?)?"


def _code(digits: int) -> Check:
    def check(text: str, start: int, end: int) -> tuple[int, int] | None:
        while end > start and text[end - 1] in "./- ":
            end -= 1
        return (start, end) if sum(c.isdigit() for c in text[start:end]) >= digits else None

    return check


def _labelled(name: str, kind: str, label: str, digits: int = 4) -> Rule:
    pattern = rf"(?i:(?<![a-z0-9]){_NUMBER_OF}(?:{label})(?![a-z]))(?i:{_LINK})(?P<value>{_CODE})(?![ ]?(?i:mg|ml|mcg|anos?|meses|dias|horas)\b)"
    return Rule(name, kind, pattern, "value", _code(digits))


RULES = (
    Rule("es_dni", "ID", rf"(?<![\w.-])(?:\d{{8}}|\d{{2}}\.\d{{3}}\.\d{{3}})(?:[ -]?[A-HJ-NP-TV-Z](?![\w-]){_NO_BLOOD})"),
    Rule("es_nie", "ID", r"(?<![\w-])[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z](?![\w-])"),
    Rule("es_curp", "ID", r"(?i)(?<!\w)[a-z]{4}\d{6}[hmx][a-z]{5}[a-z0-9]\d(?!\w)"),
    Rule("es_rfc", "ID", r"(?<!\w)[A-Z&]{3,4}-?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?[A-Z0-9]{3}(?!\w)"),
    Rule("es_cip", "PLAN", r"(?<!\w)(?:[A-Z]{4}\d{6}[A-Z0-9]{6}|[A-Z]{4}[ ]?\d[ ]?\d{6}[ ]?\d{2,3}|AN\d{10})(?!\w)"),
    _labelled("es_identity", "ID", r"d\.?n\.?i\.?|n\.?i\.?e\.?|n\.?i\.?f\.?|c\.?c\.|c\.?i\.|cedula(?:[ ]de[ ](?:ciudadania|identidad|extranjeria))?|r\.?u\.?[tn]\.?|curp|r\.?f\.?c\.?|cuil|cuit|d\.?u\.?i\.?|ine|pasaporte|documento(?:[ ](?:nacional[ ])?de[ ]identidad)?|identificacion"),
    _labelled("es_record", "MRN", r"n\.?h\.?c\.?|h\.?c\.?u?|nuhsa|historia(?:[ ]clinica)?|h(?:ist)?\.?[ ]clinica|expediente(?:[ ]clinico)?|exp\.|registro|ficha(?:[ ]clinica)?", 3),
    _labelled("es_card", "PLAN", r"tarjeta(?:[ ]sanitaria)?(?:[ ]individual)?|t\.?s\.?i\.?|c\.?i\.?p\.?(?:a|-sns)?|sip|cartilla|poliza|afiliacion|afiliad[oa]|asegurad[oa]|beneficiari[oa]|carnet|credencial|mutua(?:lista)?|socio|isapre|obra[ ]social"),
    _labelled("es_social_security", "SSN", r"n\.?s\.?s\.?|(?:n\.?[ ]?o\.?[ ]?)?s\.?s\.|n\.?[ ]?o\.?[ ]?ss|seguridad[ ]social|seguro[ ]social|nuss|imss|issste", 6),
    _labelled("es_license", "LICENSE", r"cedula[ ]prof(?:esional|\.)|ced\.[ ]?prof\.?|colegiad[oa]|n\.?[ ]?col(?:egiado|\.)?|matricula(?:[ ]profesional)?|licencia|registro[ ](?:medico|profesional)|r\.?m\.|m\.?n\.|m\.?p\.|tarjeta[ ]profesional"),
    _labelled("es_vehicle", "VEHICLE", r"matricula|placas?|bastidor|patente"),
    _labelled("es_account", "ACCOUNT", r"cuenta(?:[ ](?:bancaria|corriente))?|iban|clabe|factura|siniestro|tarjeta[ ]de[ ](?:credito|debito)"),
    _labelled("es_labelled", "ID", r"biopsia|muestra|peticion|solicitud|folio|informe|episodio|ingreso|caso|estudio|referencia|ref\.|codigo(?:[ ]de[ ](?:paciente|barras))?|id\.?|protocolo|receta|orden|volante|citacion|acceso|lote|serie|justificante|parte"),
    Rule("es_phone_said", "PHONE", r"(?i)(?<![a-z])(?:telefonos?|tele?f?|tfn?os?|tlfn?os?|tlfs?|tels?|moviles|movil|mov|celular(?:es)?|cel|fijo|fax|whatsapp|wasap|busca|extension|ext|localizable)(?![a-z])(?:[ ]{0,2}(?:numero|num|n\.?o|no|de|contacto|casa|trabajo|fijo|movil|celular|particular|familiar|es|al|en|[:.()-])){0,5}\s{0,3}(?P<value>\+?\(?\d{1,4}\)?(?:[ ./-]{0,2}\d{2,9}){0,6})(?![\w%])(?![.,]\d)", "value", _code(4)),
    Rule("es_phone", "PHONE", r"(?<![\w.,/+-])(?<!\d[ ])(?:(?:\+|00)34[ .-]?)?[6-9]\d{2}(?:[ .-]\d{3}[ .-]\d{3}|(?:[ .-]\d{2}){3})(?![\w%]|[ .,/-]?\d|[ ]?/)", check=bare_number),
    Rule("es_phone_mexico", "PHONE", r"(?<![\w.,/+-])(?<!\d[ ])(?:\+?52[ .-]?(?:1[ .-]?)?)?\d{2,3}[ .-]\d{3,4}[ .-]\d{4}(?![\w%]|[.,/-]?\d|[ ]?/)", check=bare_number),
)  # fmt: skip
