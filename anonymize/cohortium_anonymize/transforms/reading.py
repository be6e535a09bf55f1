"""A transform as a configuration names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cohortium_anonymize.fields import FLAG, NUMBER, WHOLE, Fields, of_kind
from cohortium_anonymize.transforms.coding import TopBottom
from cohortium_anonymize.transforms.microaggregation import Microaggregate

Transform = TopBottom | Microaggregate
KINDS: Mapping[str, tuple[Fields, Fields, Callable[..., Transform]]] = {
    "top-bottom": ({}, {"low": NUMBER, "high": NUMBER, "percentile": FLAG}, TopBottom),
    "microaggregate": ({"k": WHOLE}, {}, Microaggregate),
}


def parse_transform(name: str, entry: Mapping[str, Any]) -> Transform:
    """The transform of column `name`."""
    return of_kind(entry, KINDS, f"column {name}: transform")
