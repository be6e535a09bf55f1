"""Recomputation: the risk that a release claims, measured again from the rows in its bundle.

Needs more than the offline verifier does (pyarrow, duckdb), so it stands apart from it and comes
after it: `verify` has shown by then that the rows are those published. Pure but for reading the bundle.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from cohortium.bundle import layout
from cohortium.bundle.container import Container, open_container
from cohortium.bundle.contents import read_contents
from cohortium.errors import BadInput, Refused
from cohortium.manifest import Manifest
from cohortium.release.assembly import blurred
from cohortium_anonymize import AnonymizeError, measure

SUBJECTS, SUBJECT = "subjects", "subject"
CLOSE = 1e-9  # relative: sums are made in another order


def recompute(path: Path) -> str:
    """Measure the rows in the release bundle at `path`; says what was found to agree.

    Raises Refused, naming the figure, when one differs; BadInput when it is the bundle of something else.
    """
    with open_container(path) as box:
        if layout.EXACT not in box.names:
            raise BadInput("--recompute measures the rows of a release: give a release's bundle")
        contents = read_contents(box)
        manifest, exact = contents.manifest, contents.private.content
        table = _subjects(box, manifest)
    try:
        quasi, sensitive = _columns(manifest, table)
        figures = measure(table, quasi, sensitive, subject=SUBJECT)
        compared = check(figures, manifest.document, exact)
    except AnonymizeError as error:
        raise Refused(f"the rows of {SUBJECTS} cannot be measured: {error}") from None
    except (KeyError, TypeError, AttributeError):
        raise Refused(
            "the manifest's policy and risk are not in the form that can be measured"
        ) from None
    return (
        f"k {figures['k']}, {figures['classes']} classes of {figures['subjects']} subjects:"
        f" {compared} figures as the rows have them"
    )


def check(figures: Mapping[str, Any], manifest: Mapping[str, Any], exact: Mapping[str, Any]) -> int:
    """Compare `figures`, measured, with what a manifest claims and the exact counts say: how many agree."""
    claimed = manifest["risk"]
    names = [name for name in blurred(figures) if name in claimed or name == "k"]
    for name in names:
        _agree("the manifest claims", name, claimed.get(name), blurred(figures)[name])
    for model in manifest["policy"].get("privacy", []):
        if model.get("model") == "k-anonymity" and figures["k"] < model["k"]:
            raise Refused(f"the policy asks for k of {model['k']}, the rows have {figures['k']}")
    _agree(f"{layout.EXACT} counts", "released", exact["released"], figures["subjects"])
    leaves = list(_leaves(exact.get("risk", {}), figures))
    for name, told, measured in leaves:
        _agree(f"{layout.EXACT} claims", name, told, measured)
    return len(names) + len(leaves)


def _subjects(box: Container, manifest: Manifest) -> pa.Table:
    files = [file for file in manifest.rendition("download") if file.table == SUBJECTS]
    if not files:
        raise Refused(
            "the bundle holds no rows (the release has no download rendition): nothing to measure"
        )
    parts = [io.BytesIO(box.read(file.path, file.bytes)) for file in files]
    try:
        return pa.concat_tables([pa.parquet.read_table(part) for part in parts])
    except (pa.ArrowException, OSError):
        raise Refused(f"{files[0].path} is no Parquet file that can be read") from None


def _columns(manifest: Manifest, table: pa.Table) -> tuple[Sequence[str], Sequence[str]]:
    """Quasi-identifiers and sensitive columns, as claimed; no column may be neither."""
    quasi = list(manifest.document["risk"].get("transformation", {}))
    models = manifest.document["policy"].get("privacy", [])
    sensitive = sorted({model["column"] for model in models if "column" in model} - set(quasi))
    strange = [name for name in table.column_names if name not in (SUBJECT, *quasi, *sensitive)]
    if strange:
        raise Refused(
            f"column {strange[0]} of {SUBJECTS} is not among those the risk was measured over"
        )
    return quasi, sensitive


def _leaves(told: Any, measured: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The figures that both have, by dotted name; of class sizes also those that one alone has."""
    if not (isinstance(told, Mapping) and isinstance(measured, Mapping)):
        yield name, told, measured
        return
    every = name == "class_sizes"
    for key in sorted(told.keys() | measured.keys() if every else told.keys() & measured.keys()):
        inner = f"{name}.{key}" if name else key
        yield from _leaves(told.get(key, 0), measured.get(key, 0), inner)


def _agree(who: str, name: str, told: Any, measured: Any) -> None:
    numbers = all(isinstance(value, int | float) for value in (told, measured))
    if told != measured and not (
        numbers and math.isclose(told, measured, rel_tol=CLOSE, abs_tol=1e-12)
    ):
        raise Refused(f"{who} {name} of {_said(told)}, the rows have {_said(measured)}")


def _said(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
