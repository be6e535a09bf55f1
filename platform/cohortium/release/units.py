"""Which units of measure leave: UCUM's, and the few that people write instead. Pure.

A unit is read as UCUM's grammar reads it (terms joined by ``.`` and ``/``; a term is a small
factor, a power of ten, or prefix and atom with an exponent). Annotations in braces are free text in
UCUM, so only listed ones pass. Whatever is no unit is refused, whoever sent it. It converts nothing.
Specification: https://ucum.org/ucum, sections 2 and 3.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 20  # characters; longer ones are words


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PREFIXES = ("da", *"YZEPTGMkhdcmuµnpfazy")
_METRIC = _listed(
    "m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L t eq osm kat U "
    "cal bar u eV pc Bi G Oe R RAD REM Ci B Np st ar b [iU] [IU] m[H2O] m[Hg] [pH] mho dyn erg "
    "bit By Bd [CFU] [hp'_X]"
)
_PLAIN = _listed(
    "% [ppth] [ppm] [ppb] [pptr] [pi] min h d wk mo a a_j mo_j deg gon ' '' Torr atm "
    "[degF] [degR] [in_i] [ft_i] [yd_i] [mi_i] [lb_av] [oz_av] [gr] [st_av] [oz_tr] [gal_us] "
    "[qt_us] [pt_us] [foz_us] [cup_us] [tbs_us] [tsp_us] [sin_i] [sft_i] [cin_i] [in_i'H2O] "
    "[in_i'Hg] [drp] [diop] [p'diop] [Cal] [HPF] [LPF] [PFU] [BAU] [AU] [Amb'a'1'U] [Ch] [hnsf'U] "
    "[MET] [PRU] [todd'U] [dye'U] [smgy'U] [bdsk'U] [ka'U] [knk'U] [mclg'U] [tb'U] [CCID_50] "
    "[EID_50] [TCID_50] [FFU] [GPL'U] [MPL'U] [APL'U] [arb'U] [USP'U] [D'ag'U] [LF] [Lf] [beth'U] "
    "[anti'Xa'U] [ELU] [EU] [Btu] [car_m] [mesh_i] [S] [NTU] [FNU] 10*"
)
_ANNOTATIONS = _listed(
    "INR score Score # nominal count Count ratio index beats beat breaths breath cells cell RBC "
    "RBCs WBC WBCs HPF LPF hpf lpf 1.73_m2 1.73m2 BSA T'score Tscore Z'score Zscore Zscore. ph pH "
    "titer number percent SD copies copy events event tablet tbl tab capsule cap drop drops puff "
    "puffs dose doses spray patch FEU DDU CAE CFU AU spermatozoa hb Hb creat creatinine steps step "
    "pack packs packyears pack-years drinks cigarettes degF rate relative_saturation mm/hr "
    "Ehrlich'U MoM ETU PPU OD_unit"
)
_COMMON = _listed(
    "bpm mmhg cmh2o mcg mcg/kg mcg/ml mcg/dl mcg/l mcg/h mcg/hr mcg/min mcg/kg/min mg/hr ml/hr "
    "units/hr iu iu/l iu/ml miu/l miu/ml uiu/ml °c °f ° c f lb lbs in inch inches ft oz kg/m² m² "
    "kg/m2 mm² cm² mm³ cm³ µl/h sec secs second seconds mins minute minutes hr hrs hour hours "
    "/hr day days week weeks wks month months mos yr yrs year years tablet tablets tab tabs "
    "capsule capsules cap caps puff puffs drop drops gtt spray sprays patch patches vial vials "
    "ampule application suppository unit units unit/l units/l unit/ml units/ml unit/kg units/kg "
    "percent ratio score index points point meq meq/l meq/kg mmol/l/h k/ul m/ul k/mcl m/mcl "
    "k/cumm thou/ul mil/ul thou/cumm mil/cumm x10e3/ul x10e6/ul x10e9/l x10e12/l x10^3/ul "
    "x10^6/ul x10^9/l 10^3/ul 10^6/ul 10^9/l 10^12/l 10e3/ul 10e6/ul 10e9/l cells/ul cells/mm3 "
    "cells/hpf cells/mcl /hpf /lpf #/ul gm gm/dl gm/24h mg/24h mg/24hr cc cc/min beats/min "
    "breaths/min copies/ml log log10 ph inr mosm/kg mosmol/kg mm/hr pg/cell ppm titer gpl mpl "
    "ml/min/1.73m2 ml/min/1.73m^2 ml/min/1.73"
)
_TERM = re.compile(
    r"(?:10[*^][-+]?\d{1,2}|\d{1,3}|(?P<unit>(?:[^\W\d_]|[%'*_]|\[[A-Za-z0-9_']{1,14}\])+)"
    r"(?P<exponent>[-+]?\d{1,2})?)"
)
_ANNOTATION = re.compile(r"\{([^{}]*)\}")


@lru_cache(maxsize=4096)
def unit(text: str) -> bool:
    """Whether `text` is a unit of measure."""
    if len(text) > LONGEST or any(character.isspace() for character in text):
        return False
    if text.casefold() in _COMMON:
        return True
    if not all(found in _ANNOTATIONS for found in _ANNOTATION.findall(text)):
        return False
    if (bare := _ANNOTATION.sub("", text)) == "":
        return bool(text)
    terms = re.split(r"[./]", bare.replace("(", "").replace(")", ""))
    return any(terms) and all(not term or _term(term) for term in terms)


def _term(text: str) -> bool:
    match = _TERM.fullmatch(text)
    return match is not None and (match["unit"] is None or _atom(match["unit"]))


def _atom(text: str) -> bool:
    """An atom, or a prefix and an atom that takes one."""
    if text in _METRIC or text in _PLAIN:
        return True
    return any(text.startswith(prefix) and text[len(prefix) :] in _METRIC for prefix in _PREFIXES)
