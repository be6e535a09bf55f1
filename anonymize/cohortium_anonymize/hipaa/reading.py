"""The ``[safe_harbor]`` table of a configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cohortium_anonymize.fields import TABLE, TEXT, WHOLE, fields
from cohortium_anonymize.hipaa.areas import CENSUS_2000, read_small_areas
from cohortium_anonymize.hipaa.safe_harbor import SafeHarbor


def parse_safe_harbor(entry: Any, folder: Path) -> SafeHarbor:
    """What the table says; `small_areas` is a path relative to `folder`."""
    known = {"columns": TABLE, "reference_year": WHOLE, "small_areas": TEXT, "subject": TEXT}
    given = fields(entry, known, "[safe_harbor]", needed=("columns", "reference_year"))
    columns = fields(
        given["columns"], dict.fromkeys(given["columns"], TEXT), "[safe_harbor.columns]"
    )
    small = given.get("small_areas")
    return SafeHarbor(
        columns,
        given["reference_year"],
        CENSUS_2000 if small is None else read_small_areas(folder / small),
        given.get("subject"),
    )
