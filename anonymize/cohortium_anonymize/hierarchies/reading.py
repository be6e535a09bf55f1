"""A hierarchy as a configuration names it: a file, or a kind that is built."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.fields import NUMBER, TEXT, WHOLE, Fields, of_kind
from cohortium_anonymize.hierarchies.codes import Atc, Icd10, Zip
from cohortium_anonymize.hierarchies.generated import Dates, Intervals, Prefix
from cohortium_anonymize.hierarchies.hierarchy import Rule, Suppress
from cohortium_anonymize.hipaa.areas import CENSUS_2000, read_small_areas
from cohortium_anonymize.tables import read_hierarchy

_Kinds = Mapping[str, tuple[Fields, Fields, Callable[..., Rule]]]


def parse_rule(name: str, rule: str | dict[str, Any], folder: Path, delimiter: str) -> Rule:
    """The hierarchy of column `name`; a path is relative to `folder`."""
    if isinstance(rule, str):
        with _of(name):
            return read_hierarchy(folder / rule, delimiter)

    def zip_codes(small_areas: str | None = None) -> Zip:
        with _of(name):
            areas = None if small_areas is None else read_small_areas(folder / small_areas)
        return Zip(areas or CENSUS_2000)

    kinds: _Kinds = {
        "intervals": ({"width": NUMBER, "levels": WHOLE}, {}, Intervals),
        "prefix": ({"levels": WHOLE}, {}, Prefix),
        "date": ({"levels": (list,)}, {}, lambda levels: Dates(tuple(levels))),
        "icd10": ({}, {}, Icd10),
        "atc": ({}, {}, Atc),
        "zip": ({}, {"small_areas": TEXT}, zip_codes),
        "suppress": ({}, {}, Suppress),
    }
    return of_kind(rule, kinds, f"column {name}: hierarchy")


@contextmanager
def _of(name: str) -> Iterator[None]:
    """Errors of a column's file, naming the column."""
    try:
        yield
    except SpecError as error:
        raise SpecError(f"column {name}: {error}") from None
