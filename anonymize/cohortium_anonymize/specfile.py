"""Reading a `Spec` from TOML, strictly: an unknown key, model or value is an error of one line.

The models and settings that the format knows but this version does not build are refused by name,
never ignored. Paths are relative to the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.hierarchies.generated import Dates, Intervals, Prefix
from cohortium_anonymize.hierarchies.hierarchy import Rule, Suppress
from cohortium_anonymize.measures.utility import Metric
from cohortium_anonymize.models.models import (
    AverageRisk,
    BetaLikeness,
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    MaximumRisk,
    Model,
    RecursiveCLDiversity,
    SampleUniqueness,
    TCloseness,
)
from cohortium_anonymize.spec import ROLES, TIME_LIMIT, Column, Spec
from cohortium_anonymize.tables import read_hierarchy

Value = TypeVar("Value")
Fields = dict[str, tuple[type, ...]]

WHOLE: tuple[type, ...] = (int,)
NUMBER: tuple[type, ...] = (int, float)
TEXT: tuple[type, ...] = (str,)
FLAG: tuple[type, ...] = (bool,)

# model -> its parameters and how it is made; `estimator` and `distance` are looked at apart
MODELS: dict[str, tuple[Fields, Callable[..., Model]]] = {
    "k-anonymity": ({"k": WHOLE}, KAnonymity),
    "distinct-l-diversity": ({"column": TEXT, "l": WHOLE}, DistinctLDiversity),
    "entropy-l-diversity": ({"column": TEXT, "l": NUMBER}, EntropyLDiversity),
    "recursive-cl-diversity": ({"column": TEXT, "c": NUMBER, "l": WHOLE}, RecursiveCLDiversity),
    "t-closeness": ({"column": TEXT, "t": NUMBER}, TCloseness),
    "basic-beta-likeness": ({"column": TEXT, "beta": NUMBER}, BetaLikeness),
    "enhanced-beta-likeness": (
        {"column": TEXT, "beta": NUMBER},
        lambda column, beta: BetaLikeness(column, beta, enhanced=True),
    ),
    "average-reidentification-risk": ({"threshold": NUMBER}, AverageRisk),
    "maximum-reidentification-risk": ({"threshold": NUMBER}, MaximumRisk),
    "sample-uniqueness": ({"threshold": NUMBER}, SampleUniqueness),
}
CHOICES = {
    "entropy-l-diversity": ("estimator", "shannon", ("shannon", "grassberger")),
    "t-closeness": ("distance", "equal", ("equal", "ordered", "hierarchical")),
}
NOT_BUILT = ("k-map", "delta-presence", "delta-disclosure", "population-uniqueness")


def read_spec(path: Path) -> Spec:
    """The configuration in the TOML file at `path`."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror or 'cannot be read'}") from None
    except UnicodeDecodeError:
        raise SpecError(f"{path}: not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{path}: not TOML: {error}") from None
    return parse_spec(document, path.parent)


def parse_spec(document: Mapping[str, Any], folder: Path) -> Spec:
    """The configuration in a parsed `document`, its paths relative to `folder`."""
    document = dict(document)
    if "subset" in document:
        raise SpecError(
            "[subset] serves k-map and delta-presence, which this version does not build"
        )
    tables: Fields = dict.fromkeys(("columns", "suppression", "utility", "search"), (dict,))
    fields: Fields = {
        "input": TEXT,
        "delimiter": TEXT,
        "rows_per_subject": TEXT,
        "privacy": (list,),
    }
    given = _fields(document, {**fields, **tables}, "the configuration")
    delimiter = given.get("delimiter", ",")
    if len(delimiter) != 1:
        raise SpecError("delimiter is one character")
    return Spec(
        columns={
            name: _column(name, entry, folder, delimiter)
            for name, entry in given.get("columns", {}).items()
        },
        privacy=parse_models(given.get("privacy", [])),
        suppression_limit=parse_suppression(given.get("suppression", {})),
        metric=parse_metric(given.get("utility", {})),
        time_limit=_time_limit(given.get("search", {})),
        rows_per_subject=given.get("rows_per_subject"),
        input=folder / given["input"] if "input" in given else None,
        delimiter=delimiter,
    )


def parse_models(entries: Sequence[Any]) -> tuple[Model, ...]:
    """The ``[[privacy]]`` tables."""
    return tuple(_model(entry) for entry in entries)


def parse_suppression(entry: Mapping[str, Any]) -> float:
    """The limit in the ``[suppression]`` table; 0 without one."""
    return float(_fields(entry, {"limit": NUMBER}, "[suppression]").get("limit", 0.0))


def parse_metric(entry: Mapping[str, Any]) -> Metric:
    """The ``[utility]`` table."""
    fields: Fields = {"metric": TEXT, "count_suppression": FLAG, "aggregate": TEXT}
    given = _fields(entry, fields, "[utility]")
    name = given.get("metric", "loss")
    if name in ("discernibility", "aecs"):
        given.pop("aggregate", None)  # the format lets one stand; it says nothing here
    return Metric(name, given.get("count_suppression", True), given.get("aggregate"))


def _time_limit(entry: Mapping[str, Any]) -> float:
    given = _fields(entry, {"time_limit": NUMBER, "local_recoding": FLAG}, "[search]")
    if given.get("local_recoding", False):
        raise SpecError("search.local_recoding is not built in this version: set it to false")
    return float(given.get("time_limit", TIME_LIMIT))


def _model(entry: Any) -> Model:
    if not isinstance(entry, dict) or not isinstance(entry.get("model"), str):
        raise SpecError('[[privacy]]: model names a model, such as "k-anonymity"')
    name = entry["model"]
    if name in NOT_BUILT:
        raise SpecError(f"privacy model {name} is not built in this version: take it out")
    if name not in MODELS:
        raise SpecError(f"privacy model {name} is unknown: it is one of {', '.join(MODELS)}")
    fields, make = MODELS[name]
    given = {key: value for key, value in entry.items() if key != "model"}
    _choose(name, given)
    given = _fields(given, fields, f"privacy model {name}")
    if missing := [field for field in fields if field not in given]:
        raise SpecError(f"privacy model {name} needs {', '.join(missing)}")
    return make(**given)


def _choose(model: str, given: dict[str, Any]) -> None:
    if model not in CHOICES:
        return
    field, built, known = CHOICES[model]
    chosen = given.pop(field, built)
    if chosen not in known:
        raise SpecError(f"privacy model {model}: {field} is one of {', '.join(known)}")
    if chosen != built:
        raise SpecError(f"privacy model {model}: {field} {chosen} is not built in this version")


def _column(name: str, entry: Any, folder: Path, delimiter: str) -> Column:
    given = _fields(entry, {"role": TEXT, "hierarchy": (str, dict)}, f"column {name}")
    role = given.get("role", "other")
    if role not in ROLES:
        raise SpecError(f"column {name}: role is one of {', '.join(ROLES)}")
    rule = given.get("hierarchy")
    if rule is None and role == "quasi-identifier":
        raise SpecError(f"column {name}: a quasi-identifier needs a hierarchy")
    return Column(role, None if rule is None else _rule(name, rule, folder, delimiter))


def _rule(name: str, rule: str | dict[str, Any], folder: Path, delimiter: str) -> Rule:
    if isinstance(rule, str):
        return read_hierarchy(folder / rule, delimiter)
    kinds: dict[str, tuple[Fields, Callable[..., Rule]]] = {
        "intervals": ({"width": NUMBER, "levels": WHOLE}, Intervals),
        "prefix": ({"levels": WHOLE}, Prefix),
        "date": ({"levels": (list,)}, lambda levels: Dates(tuple(levels))),
        "suppress": ({}, Suppress),
    }
    kind = rule.get("kind")
    if kind not in kinds:
        raise SpecError(f"column {name}: hierarchy.kind is one of {', '.join(kinds)}")
    fields, make = kinds[kind]
    rest = {key: value for key, value in rule.items() if key != "kind"}
    given = _fields(rest, fields, f"column {name}: hierarchy {kind}")
    if missing := [field for field in fields if field not in given]:
        raise SpecError(f"column {name}: hierarchy {kind} needs {', '.join(missing)}")
    return make(**given)


def _fields(entry: Any, known: Fields, where: str) -> dict[str, Any]:
    """The entry's fields, all of them known and of their type."""
    if not isinstance(entry, Mapping):
        raise SpecError(f"{where} is a table")
    for key, value in entry.items():
        if key not in known:
            raise SpecError(f"{where}: unknown key {key}; it knows {', '.join(known) or 'none'}")
        if not isinstance(value, known[key]) or (
            isinstance(value, bool) and bool not in known[key]
        ):
            raise SpecError(f"{where}: {key} has the wrong type")
    return dict(entry)
