"""Reading a `Spec` from TOML, strictly: an unknown key, model or value is an error of one line.

The models and settings that the format knows but this version does not build are refused by name,
never ignored. Paths are relative to the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cohortium_anonymize.attacks.terms import Terms, parse_terms
from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.fields import FLAG, NUMBER, TEXT, WHOLE, Fields, fields
from cohortium_anonymize.hierarchies.reading import parse_rule
from cohortium_anonymize.hipaa.reading import parse_safe_harbor
from cohortium_anonymize.measures.learning import Learning
from cohortium_anonymize.measures.utility import Metric
from cohortium_anonymize.models import (
    AverageRisk,
    BetaLikeness,
    DeltaDisclosure,
    DeltaPresence,
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    KMap,
    MaximumRisk,
    Model,
    PopulationUniqueness,
    RecursiveCLDiversity,
    SampleUniqueness,
    TCloseness,
)
from cohortium_anonymize.spec import ROLES, Column, Order, Spec
from cohortium_anonymize.subset import Subset, read_matching, read_numbers
from cohortium_anonymize.transforms.reading import parse_transform

ORDER: Order = "rows"  # of a file that names none: ARX's figures for the same file are then met

# model -> the parameters it needs, those it may have, and how it is made
MODELS: dict[str, tuple[Fields, Fields, Callable[..., Model]]] = {
    "k-anonymity": ({"k": WHOLE}, {}, KAnonymity),
    "k-map": ({"k": WHOLE}, {"estimator": TEXT, "population": WHOLE}, KMap),
    "distinct-l-diversity": ({"column": TEXT, "l": WHOLE}, {}, DistinctLDiversity),
    "entropy-l-diversity": ({"column": TEXT, "l": NUMBER}, {"estimator": TEXT}, EntropyLDiversity),
    "recursive-cl-diversity": ({"column": TEXT, "c": NUMBER, "l": WHOLE}, {}, RecursiveCLDiversity),
    "t-closeness": ({"column": TEXT, "t": NUMBER}, {"distance": TEXT}, TCloseness),
    "delta-presence": (
        {"min": NUMBER, "max": NUMBER},
        {},
        lambda **given: DeltaPresence(given["min"], given["max"]),
    ),
    "basic-beta-likeness": ({"column": TEXT, "beta": NUMBER}, {}, BetaLikeness),
    "enhanced-beta-likeness": (
        {"column": TEXT, "beta": NUMBER},
        {},
        lambda column, beta: BetaLikeness(column, beta, enhanced=True),
    ),
    "delta-disclosure": ({"column": TEXT, "delta": NUMBER}, {}, DeltaDisclosure),
    "average-reidentification-risk": ({"threshold": NUMBER}, {}, AverageRisk),
    "maximum-reidentification-risk": ({"threshold": NUMBER}, {}, MaximumRisk),
    "sample-uniqueness": ({"threshold": NUMBER}, {}, SampleUniqueness),
    "population-uniqueness": (
        {"threshold": NUMBER},
        {"estimator": TEXT, "population": WHOLE},
        PopulationUniqueness,
    ),
}


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
    sections = ("columns", "subset", "suppression", "utility", "search", "report", "attack")
    tables: Fields = dict.fromkeys(sections, (dict,))
    known: Fields = {
        "input": TEXT,
        "delimiter": TEXT,
        "rows_per_subject": TEXT,
        "privacy": (list,),
        "safe_harbor": (dict,),
    }
    given = fields(document, {**known, **tables}, "the configuration")
    delimiter = given.get("delimiter", ",")
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n\0':
        raise SpecError("delimiter is one character of ASCII, neither a quote nor a line's end")
    if "://" in given.get("input", ""):
        raise SpecError(
            "input is a path, a folder or a pattern: addresses such as s3:// are not read"
        )
    return Spec(
        columns={
            name: _column(name, entry, folder, delimiter)
            for name, entry in given.get("columns", {}).items()
        },
        privacy=parse_models(given.get("privacy", [])),
        suppression_limit=parse_suppression(given.get("suppression", {})),
        metric=parse_metric(given.get("utility", {})),
        **_search(given.get("search", {})),
        rows_per_subject=given.get("rows_per_subject"),
        subset=_subset(given["subset"], folder, delimiter) if "subset" in given else None,
        input=folder / given["input"] if "input" in given else None,
        delimiter=delimiter,
        **_report(given.get("report", {})),
        attack=_attack(given["attack"]) if "attack" in given else None,
        safe_harbor=parse_safe_harbor(given["safe_harbor"], folder)
        if "safe_harbor" in given
        else None,
    )


def parse_models(entries: Sequence[Any]) -> tuple[Model, ...]:
    """The ``[[privacy]]`` tables."""
    return tuple(_model(entry) for entry in entries)


def parse_suppression(entry: Mapping[str, Any]) -> float:
    """The limit in the ``[suppression]`` table; 0 without one."""
    return float(fields(entry, {"limit": NUMBER}, "[suppression]").get("limit", 0.0))


def parse_metric(entry: Mapping[str, Any]) -> Metric:
    """The ``[utility]`` table."""
    known: Fields = {"metric": TEXT, "count_suppression": FLAG, "aggregate": TEXT}
    given = fields(entry, known, "[utility]")
    name = given.get("metric", "loss")
    if name in ("discernibility", "aecs"):
        given.pop("aggregate", None)  # the format lets one stand; it says nothing here
    return Metric(name, given.get("count_suppression", True), given.get("aggregate"))


def _search(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The ``[search]`` table: how long, whether the suppressed are searched again, what settles ties."""
    known: Fields = {"time_limit": NUMBER, "local_recoding": FLAG, "order": TEXT}
    return {"order": ORDER, **fields(entry, known, "[search]")}


def _model(entry: Any) -> Model:
    if not isinstance(entry, dict) or not isinstance(entry.get("model"), str):
        raise SpecError('[[privacy]]: model names a model, such as "k-anonymity"')
    name = entry["model"]
    if name not in MODELS:
        raise SpecError(f"privacy model {name} is unknown: it is one of {', '.join(MODELS)}")
    needed, optional, make = MODELS[name]
    given = {key: value for key, value in entry.items() if key != "model"}
    return make(**fields(given, {**needed, **optional}, f"privacy model {name}", needed))


def _attack(entry: Mapping[str, Any]) -> Terms | None:
    """The ``[attack]`` table; None where it says that there is none."""
    terms = parse_terms(entry)
    return terms if terms.enabled else None


def _report(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The ``[report]`` table: what is computed of both tables."""
    given = fields(entry, {"target": TEXT, "model": FLAG, "statistics": FLAG}, "[report]")
    learning = Learning(given.get("target"), given.get("model", True))
    return {"learning": learning, "statistics": given.get("statistics", True)}


def _subset(entry: Mapping[str, Any], folder: Path, delimiter: str) -> Subset:
    given = fields(entry, {"file": TEXT, "rows": TEXT}, "[subset]")
    if len(given) != 1:
        raise SpecError("[subset] has either file, a table, or rows, a list of row numbers")
    if "file" in given:
        return read_matching(folder / given["file"], delimiter)
    return read_numbers(folder / given["rows"])


def _column(name: str, entry: Any, folder: Path, delimiter: str) -> Column:
    given = fields(
        entry, {"role": TEXT, "hierarchy": (str, dict), "transform": (dict,)}, f"column {name}"
    )
    role = given.get("role", "other")
    if role not in ROLES:
        raise SpecError(f"column {name}: role is one of {', '.join(ROLES)}")
    rule = given.get("hierarchy")
    if rule is None and role == "quasi-identifier":
        raise SpecError(f"column {name}: a quasi-identifier needs a hierarchy")
    transform = given.get("transform")
    return Column(
        role,
        None if rule is None else parse_rule(name, rule, folder, delimiter),
        None if transform is None else parse_transform(name, transform),
    )
