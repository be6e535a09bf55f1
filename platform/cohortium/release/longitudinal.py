"""What a policy says of events: its sections ``[dates]``, ``[values]`` and ``[codes]``. Pure.

All three are about the download rendition, which is the one that leaves. The queryable one keeps
days, values and every code that k persons share: it is read by the gate's worker alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cohortium.errors import BadInput
from cohortium_anonymize.trajectories.combinations import MAX_M

WEEKS = "weeks-since-first"
UNITS: Mapping[str, str] = {  # what stands in the place of a day
    "month": "months", "quarter": "quarters", "year": "years",
    WEEKS: "weeks since the subject's first event",
}  # fmt: skip
CODED = (  # tables whose codes are things that may be known of a patient
    "conditions", "procedures", "medications", "allergies", "immunizations", "observations",
)  # fmt: skip
DEFAULT_M = 2  # things known of a patient together; each more costs codes that many share
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Dates:
    """The `unit` of dates; `max_unique`, if any, is the largest share of subjects that three known
    intervals may single out, from 0 to 1, the doubt of the sample counted against the release."""

    unit: str = "month"
    max_unique: float | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """The `m` rarest codes of each subject, in `tables`, are together held by k; 0: not looked at."""

    m: int = DEFAULT_M
    tables: tuple[str, ...] = CODED


def read_dates(table: Mapping[str, Any]) -> Dates:
    """The section ``[dates]``; BadInput names the key that is wrong."""
    _refuse_unknown(table, ("max_unique", "unit"), "dates")
    unit, most = table.get("unit", Dates().unit), table.get("max_unique")
    if not isinstance(unit, str) or unit not in UNITS:
        raise BadInput(f"the policy's date unit is one of {', '.join(UNITS)}")
    if most is not None and (type(most) not in (int, float) or not 0 <= most <= 1):
        raise BadInput("the policy's max_unique is a number from 0 to 1")
    return Dates(unit, None if most is None else float(most))


def read_codes(table: Mapping[str, Any]) -> Codes:
    """The section ``[codes]``; BadInput names the key that is wrong."""
    _refuse_unknown(table, ("m", "tables"), "codes")
    m, tables = table.get("m", DEFAULT_M), table.get("tables", list(CODED))
    if type(m) is not int or not 0 <= m <= MAX_M:
        raise BadInput(f"the policy's m is a whole number from 0 to {MAX_M}")
    if not isinstance(tables, list) or not all(name in CODED for name in tables):
        raise BadInput(f"the policy's code tables are a list of some of {', '.join(CODED)}")
    return Codes(m, tuple(name for name in CODED if name in tables))


def read_digits(values: Mapping[str, Any], release: Mapping[str, Any], default: int) -> int:
    """Significant digits of values: ``digits`` of ``[values]``, or ``value_digits`` of ``[release]``."""
    _refuse_unknown(values, ("digits",), "values")
    if "digits" in values and "value_digits" in release:
        raise BadInput(
            "the policy's digits stand twice: in [values], and in [release] value_digits"
        )
    name = "digits" if "digits" in values else "value_digits"
    digits = values.get("digits", release.get("value_digits", default))
    if type(digits) is not int or not 1 <= digits <= MOST_DIGITS:
        raise BadInput(f"the policy's {name} is a whole number from 1 to {MOST_DIGITS}")
    return digits


def promises(dates: Dates, codes: Codes) -> list[str]:
    """What a release that was made so promises of its events."""
    made = [
        f"the download rendition has {UNITS[dates.unit]} instead of days and bands instead of values"
    ]
    if codes.m:
        rarest = "rarest code" if codes.m == 1 else f"{codes.m} rarest codes, all together,"
        made.append(
            f"in the download rendition the {rarest} of each subject in {', '.join(codes.tables)}"
            " are those of at least k subjects"
        )
    return made


NOT_PROMISED: Sequence[str] = (
    "event tables are not k-anonymous: other combinations of codes, more of them than were bounded,"
    " measured values, several known dates or intervals, or how many events somebody has may single a"
    " subject out: risk.trajectories says how often",
    "notes and other text may say in words what codes leave out",
)


def _refuse_unknown(table: Mapping[str, Any], known: Sequence[str], name: str) -> None:
    if unknown := sorted(table.keys() - set(known)):
        raise BadInput(f"the policy's [{name}] has no {unknown[0]!r}: it has {', '.join(known)}")
