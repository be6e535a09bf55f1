"""Datasets as researchers see them: the data dictionary, with rounded counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SHOWN = ("name", "type", "role", "description", "unit", "system")


def describe(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """``{"dataset","study","release"?,"subjects","tables":[{"name","rows","columns":[...]}]}``."""
    return {
        "dataset": manifest["dataset"],
        "study": manifest["study"],
        "subjects": manifest["subjects"],
        "tables": [
            {
                "name": table["name"],
                "rows": table["rows"],
                "columns": [
                    {name: column[name] for name in SHOWN if column.get(name) is not None}
                    for column in table["columns"]
                ],
            }
            for table in manifest["tables"]
        ],
        "protection": manifest["protection"],
    }
