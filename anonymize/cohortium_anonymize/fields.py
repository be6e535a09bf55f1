"""The fields of one TOML table, read strictly: all of them known, each of its type."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from cohortium_anonymize.errors import SpecError

Fields = dict[str, tuple[type, ...]]
Made = TypeVar("Made")

WHOLE: tuple[type, ...] = (int,)
NUMBER: tuple[type, ...] = (int, float)
TEXT: tuple[type, ...] = (str,)
FLAG: tuple[type, ...] = (bool,)
TABLE: tuple[type, ...] = (dict,)


def fields(entry: Any, known: Fields, where: str, needed: Collection[str] = ()) -> dict[str, Any]:
    """The entry's fields; SpecError names one that is unknown, of the wrong type, or missing."""
    if not isinstance(entry, Mapping):
        raise SpecError(f"{where} is a table")
    for key, value in entry.items():
        if key not in known:
            raise SpecError(f"{where}: unknown key {key}; it knows {', '.join(known) or 'none'}")
        if not isinstance(value, known[key]) or (
            isinstance(value, bool) and bool not in known[key]
        ):
            raise SpecError(f"{where}: {key} has the wrong type")
    if missing := [field for field in needed if field not in entry]:
        raise SpecError(f"{where} needs {', '.join(missing)}")
    return dict(entry)


def of_kind(
    entry: Mapping[str, Any],
    kinds: Mapping[str, tuple[Fields, Fields, Callable[..., Made]]],
    where: str,
) -> Made:
    """What the table says by its `kind`: kind -> (needed fields, optional ones, how it is made)."""
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise SpecError(f"{where}.kind is one of {', '.join(kinds)}")
    needed, optional, make = kinds[kind]
    rest = {key: value for key, value in entry.items() if key != "kind"}
    return make(**fields(rest, {**needed, **optional}, f"{where} {kind}", needed))
