"""ZIP codes under 45 CFR 164.514(b)(2)(i)(B): three digits, none where 20,000 people or fewer live.

The list of small areas is a versioned table with a digest, which a manifest names. The one here is in
the guidance of the Office for Civil Rights, on the census of 2000; a newer one is read from a file.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.errors import SpecError

SMALL_AREA = "000"  # (B)(2): what stands for every area of `LEAST_PEOPLE` people or fewer
LEAST_PEOPLE = 20_000  # (B)(1): an area must have more than so many to be told
ZIP_CODE = r"^\s*([0-9]{3})(?:[0-9]{2}(?:-?[0-9]{4})?)?\s*$"
_FILE_COLUMNS = ["prefix", "population"]


@dataclass(frozen=True, slots=True)
class SmallAreas:
    """The ZIP code areas (three digits) of 20,000 people or fewer, as of one census.

    `known`: the areas that the table speaks of; None when it lists small ones alone.
    """

    version: str
    prefixes: tuple[str, ...]
    known: frozenset[str] | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the version and the sorted prefixes, one a line: what a manifest names."""
        lines = (self.version, *sorted(self.prefixes))
        return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()

    def describe(self) -> dict[str, str]:
        """As it stands in a manifest or a report."""
        return {"version": self.version, "sha256": self.digest}


CENSUS_2000 = SmallAreas(
    "census-2000",
    (
        "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831",
        "878", "879", "884", "890", "893",
    ),
)  # fmt: skip


def read_small_areas(path: Path) -> SmallAreas:
    """The table in the CSV file at `path`: columns prefix, population; its version is the file's stem.

    Every area with `LEAST_PEOPLE` people or fewer is small. An area that the file lacks is not known
    to be large, so `zip3` withholds it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != _FILE_COLUMNS:
                raise SpecError(f"{path}: its columns are {' and '.join(_FILE_COLUMNS)}")
            rows = [_area(path, reader.line_num, row) for row in reader]
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror or 'cannot be read'}") from None
    except (UnicodeDecodeError, csv.Error):
        raise SpecError(f"{path}: not CSV in UTF-8") from None
    people = dict(rows)
    if len(people) < len(rows) or not rows:
        raise SpecError(f"{path}: a prefix stands there twice, or none does")
    small = tuple(sorted(prefix for prefix, count in rows if count <= LEAST_PEOPLE))
    return SmallAreas(path.stem, small, frozenset(people))


def zip3(codes: Any, small: SmallAreas = CENSUS_2000) -> Any:
    """The first three digits of ZIP `codes` (strings), '000' for areas not known to be large.

    Reads three, five or nine digits, with or without a hyphen; anything else becomes null.
    """
    codes = pc.cast(codes, pa.string())
    prefix = pc.replace_substring_regex(codes, ZIP_CODE, r"\1")
    hidden = pc.is_in(prefix, value_set=pa.array(small.prefixes, pa.string()))
    if small.known is not None:
        told = pc.is_in(prefix, value_set=pa.array(sorted(small.known), pa.string()))
        hidden = pc.or_(hidden, pc.invert(told))
    prefix = pc.if_else(hidden, SMALL_AREA, prefix)
    return pc.if_else(
        pc.match_substring_regex(codes, ZIP_CODE), prefix, pa.scalar(None, pa.string())
    )


def _area(path: Path, line: int, row: dict[str, str]) -> tuple[str, int]:
    prefix, population = row["prefix"], row["population"]
    if not (prefix and len(prefix) == 3 and prefix.isascii() and prefix.isdigit()):
        raise SpecError(f"{path}: line {line}: a prefix has three digits")
    if not (population and population.isascii() and population.isdigit()):
        raise SpecError(f"{path}: line {line}: a population is a whole number")
    return prefix, int(population)
