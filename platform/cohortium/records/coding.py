"""Which code speaks for a FHIR CodeableConcept, and the short names of code systems.

The first coding of a known code system wins, else the first with a code. What people typed
(`CodeableConcept.text`) is never taken for a code or a display: columns of role dimension must not
carry it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

# system URI -> short name, as data dictionaries and questions write it
SYSTEMS: Mapping[str, str] = {
    "http://loinc.org": "loinc",
    "http://snomed.info/sct": "snomed",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10cm",
    "http://hl7.org/fhir/sid/icd-10": "icd10",
    "http://hl7.org/fhir/sid/icd-9-cm": "icd9cm",
    "http://www.cms.gov/Medicare/Coding/ICD10": "icd10pcs",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "http://hl7.org/fhir/sid/cvx": "cvx",
    "http://hl7.org/fhir/sid/ndc": "ndc",
    "http://www.ama-assn.org/go/cpt": "cpt",
    "http://www.whocc.no/atc": "atc",
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": "hcpcs",
    "http://unitsofmeasure.org": "ucum",
    "http://terminology.hl7.org/CodeSystem/v3-ActCode": "actcode",
}
# OMOP vocabulary_id -> the same short names
VOCABULARIES: Mapping[str, str] = {
    "LOINC": "loinc",
    "SNOMED": "snomed",
    "ICD10CM": "icd10cm",
    "ICD10": "icd10",
    "ICD9CM": "icd9cm",
    "ICD10PCS": "icd10pcs",
    "RxNorm": "rxnorm",
    "RxNorm Extension": "rxnorm-extension",
    "CVX": "cvx",
    "NDC": "ndc",
    "CPT4": "cpt",
    "ATC": "atc",
    "HCPCS": "hcpcs",
    "UCUM": "ucum",
}
Code = tuple[str | None, str | None, str | None]  # code, system, display
NO_CODE: Code = (None, None, None)
_UNIT = re.compile(r"[\w%/\[\]{}.*^'\"()+µ°-]{1,16}")


def text_or_none(value: Any) -> str | None:
    """`value` when it is a non-empty string."""
    return value if isinstance(value, str) and value else None


def first(value: Any) -> Mapping[str, Any] | None:
    """The first object of a list of objects, or the object itself."""
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, dict) else None


def objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a list of them; an object alone counts as a list of one."""
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, dict):
            yield item


def pick(concept: Any) -> Code:
    """Code, system (short name, else URI) and display that speak for a CodeableConcept."""
    if type(concept) is not dict:
        return NO_CODE
    codings = concept.get("coding")
    if type(codings) is not list:
        return NO_CODE
    chosen = None
    for coding in codings:
        if type(coding) is not dict or type(coding.get("code")) is not str:
            continue
        system = coding.get("system")
        short = SYSTEMS.get(system) if type(system) is str else None
        if short is not None:
            return coding["code"], short, text_or_none(coding.get("display"))
        if chosen is None:
            chosen = coding
    if chosen is None:
        return NO_CODE
    return chosen["code"], text_or_none(chosen.get("system")), text_or_none(chosen.get("display"))


def code_of(concept: Any) -> str | None:
    """The code alone of a CodeableConcept, or of the first in a list of them."""
    return pick(concept[0] if type(concept) is list and concept else concept)[0]


def free_text(concept: Any) -> str | None:
    """What a CodeableConcept says in words: its text, else a coding's display."""
    if not isinstance(concept, dict):
        return None
    return text_or_none(concept.get("text")) or pick(concept)[2]


@lru_cache(maxsize=4096)
def unit_name(text: str) -> str | None:
    """`text` when it can be a unit (short, no spaces); people's words are left out."""
    return text if _UNIT.fullmatch(text) and not text.isdigit() else None


def unit_of(quantity: Mapping[str, Any]) -> str | None:
    """The unit of a FHIR Quantity: its code, else its printed unit when that can be one."""
    code = quantity.get("code")
    if type(code) is str and code:
        return code
    unit = quantity.get("unit")
    return unit_name(unit) if type(unit) is str else None


def number_of(value: Any) -> float | None:
    """`value` as a float when it is a JSON number (not true or false)."""
    return float(value) if type(value) is float or type(value) is int else None
