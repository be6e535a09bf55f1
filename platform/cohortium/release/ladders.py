"""Items: what may be known of a patient, as words, and what each may be told as less exactly. Pure.

An item is a code of one table, or a display where there is no code. Codes of ICD-10 and ATC climb by
their own structure; those of SNOMED CT, LOINC, RxNorm and others say nothing of what is above them,
and are told or not. A generalized code is an item of its own, apart from the same code as recorded:
it stands without display in the file, so that the two can be told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from cohortium_anonymize.hierarchies.codes import atc_path, icd10_path
from cohortium_anonymize.trajectories.combinations import Above

APART = "\x1f"
_GENERAL = "\x1e"  # ends the word of a generalized code
_PATHS: Mapping[str, Callable[[str], tuple[str, ...] | None]] = {
    "icd10": icd10_path, "icd10cm": icd10_path, "icd10gm": icd10_path, "atc": atc_path,
}  # fmt: skip


def coded(table: str, system: str, code: str) -> str:
    """The item of a code."""
    return APART.join((table, system, code))


def shown(table: str, system: str, display: str) -> str:
    """The item of a display that has no code."""
    return APART.join((table, system, "", display))


def code_of(word: str) -> str:
    """The code that an item is told as; empty where it has none."""
    return word.split(APART)[2].removesuffix(_GENERAL)


def as_read(word: str, *, shown: bool) -> str:
    """The item that a download's reader takes `word` for, which stands with a display if `shown`.

    A code that could be a general one and stands without display is one, for all they know.
    """
    _, system, code, *display = word.split(APART)
    climbs = system in _PATHS and not display and not code.endswith(_GENERAL)
    return word if shown or not climbs else word + _GENERAL


def ladder() -> Above:
    """What is above an item: asked from an item upwards, as `combinations.protect` does."""
    known: dict[str, str] = {}

    def above(word: str) -> str | None:
        if not word.endswith(_GENERAL):
            steps = [word, *_steps(word)]
            known.update(pairwise(steps))
        return known.get(word)

    return above


def _steps(word: str) -> list[str]:
    """The generalized items above a code as recorded, the next one first."""
    table, system, code, *display = word.split(APART)
    path = _PATHS.get(system)
    found = path(code) if path and not display else None
    dotless = code.replace(".", "")
    steps = [step for step in dict.fromkeys(found or ()) if step.replace(".", "") != dotless]
    return [coded(table, system, step) + _GENERAL for step in steps]
