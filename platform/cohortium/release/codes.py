"""Which codes and code systems leave: public systems under their short names, codes of their shape.

A hospital's own codes may be anything, a name or a record number among them: their system becomes
``local`` and the code goes. A shape is no proof that a code exists; what `sharing` finds of the
patient in a code goes too. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from cohortium.records.coding import SYSTEMS
from cohortium.release.units import unit

LOCAL = "local"
_SNOMED = r"[1-9]\d{5,17}"
_ICD10 = r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?"
_ICD9 = r"(\d{3}|V\d{2})(\.?\d{1,2})?|E\d{3}(\.?\d)?|\d{2}(\.\d{1,2})"
_OMOP = r"OMOP( generated|\d{1,9})"
# short name (SYSTEMS, VOCABULARIES), or OMOP vocabulary_id in lower case -> the shape of its codes
SHAPES: Mapping[str, str] = {
    "loinc": r"(LA|LP|LL)?\d{1,7}-\d",
    "snomed": _SNOMED,
    "rxnorm": r"\d{1,8}",
    "rxnorm-extension": r"OMOP\d{1,9}",
    "cvx": r"\d{1,3}",
    "icd10": _ICD10,
    "icd10cm": _ICD10,
    "icd10gm": _ICD10,
    "icd9cm": _ICD9,
    "icd9proc": r"\d{2}(\.?\d{1,2})?",
    "icd10pcs": r"[0-9A-HJ-NP-Z]{7}",
    "cpt": r"\d{4}[0-9A-Z]",
    "hcpcs": r"[A-V]\d{4}",
    "ndc": r"\d{11}|\d{4,5}-\d{3,4}(-\d{1,2})?",
    "atc": r"[A-Z](\d{2}([A-Z]([A-Z](\d{2})?)?)?)?",
    "icdo3": r"\d{4}/\d(-C\d{2}(\.\d)?)?|C\d{2}(\.\d)?",
    "actcode": r"[A-Z]{2,8}",
    "visit": rf"[A-Z]{{2,4}}|{_OMOP}",
    "cms place of service": r"\d{2}",
    "type concept": _OMOP,
    "visit type": _OMOP,
    "condition type": _OMOP,
    "drug type": _OMOP,
    "note type": _OMOP,
    "condition status": _OMOP,
    "omop extension": r"OMOP\d{1,9}",
    "opcs4": r"[A-Z]\d{2}(\.\d)?",
    "hemonc": r"\d{1,6}",
    "drg": r"\d{3}",
}
_SHAPES: Mapping[str, Callable[[str], object]] = {
    **{name: re.compile(shape, re.ASCII).fullmatch for name, shape in SHAPES.items()},
    "ucum": unit,
}
# HL7 ObservationInterpretation and v2-0136, and answers that tell of a finding alone
_ANSWERS = (
    "A AA B CAR Carrier D DET E EX EXP EXPT H HH HM HU HX I IE IND L LL LU LX N NCL ND NEG NR NS "
    "NSXM OBX POS QCF R RR S SDD SYN-R SYN-S TOX U UND UNE VS W WR Y true false yes no"
)
ANSWERS = frozenset(_ANSWERS.split())
_ANSWER = re.compile(r"LA\d{1,7}-\d", re.ASCII)


@lru_cache(maxsize=65_536)
def system(text: str) -> str:
    """The short name of a public code system, else ``local``."""
    short = SYSTEMS.get(text, text)
    return short if short in _SHAPES else LOCAL


@lru_cache(maxsize=65_536)
def code(of: str, text: str) -> bool:
    """Whether `text` has the shape of the codes of the system `of` (a short name)."""
    shape = _SHAPES.get(of)
    return shape is not None and bool(shape(text))


@lru_cache(maxsize=65_536)
def answer(text: str) -> bool:
    """Whether a coded value, which has no system, is a public one: HL7's, LOINC's or SNOMED's."""
    return (
        text in ANSWERS
        or _ANSWER.fullmatch(text) is not None
        or (re.fullmatch(_SNOMED, text, re.ASCII) is not None and concept(text))
    )


# Verhoeff's check (SNOMED CT Release File Specifications, section 6.3): products and powers of the
# dihedral group of ten elements
_POWER = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]]
for _ in range(6):
    _POWER.append([_POWER[-1][digit] for digit in _POWER[1]])


def _product(left: int, right: int) -> int:
    if left < 5:
        return (left + right) % 5 + (right // 5) * 5
    return (left - right) % 5 + (5 if right < 5 else 0)


def concept(digits: str) -> bool:
    """Whether `digits` identify a SNOMED CT concept: its partition, then its check digit."""
    if digits[-3:-1] not in ("00", "10"):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        total = _product(total, _POWER[place % 8][int(digit)])
    return total == 0
