"""Sections on what it cost: the transformation, what each column kept, statistics and a model before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cohortium_anonymize.reporting import drawing
from cohortium_anonymize.reporting.markup import (
    Markup,
    beside,
    element,
    joined,
    number,
    share,
    table,
)

PAIRS = 40  # rows of a table that a person reads; the JSON has all


def lattice(report: Mapping[str, Any]) -> Markup:
    """The chosen node, as a ladder of levels for each column."""
    search, columns = report["search"], report["utility"]["columns"]
    proof = _proof(report)
    steps = [(name, told["level"], told["height"]) for name, told in columns.items()]
    said = ", ".join(f"{name} {level} of {height}" for name, level, height in steps)
    recoded = search.get("local_recoding")
    more = f" What it suppressed was recoded in {len(recoded)} further rounds." if recoded else ""
    return joined(
        element("h2", "The transformation that was chosen"),
        element("p", f"Each column is told at one level of its hierarchy, from 0, as it was, to the last. That makes "
        f"{number(search.get('nodes'))} possible transformations, of which {number(search.get('checked'))} had to be "
        f"looked at. This one costs {number(report['information_loss'])} by {report.get('metric', 'the metric')}. "
        f"{proof}{more}"),
        drawing.ladders("Levels", said, steps),
    )  # fmt: skip


def _proof(report: Mapping[str, Any]) -> str:
    """How far the result is from the best there can be."""
    least = f"none costs less than {number(report['lower_bound'])}."
    if report["optimal"]:
        return "It is proven that none costs less."
    if put_off := report["search"].get("put_off"):
        return f"After the search {number(put_off)} people were left out for others' sake; {least}"
    return f"The search was ended early; {least}"


def columns(report: Mapping[str, Any]) -> Markup:
    """What each column kept."""
    utility = report["utility"]
    told = utility["columns"]
    bars = [(name, column["kept"], share(column["kept"])) for name, column in told.items()]
    rows = [
        [name, f"{c['level']} of {c['height']}", share(c["kept"]), share(1 - c["loss"]),
         number(c["distinct"][0]), number(c["distinct"][1])]
        for name, c in told.items()
    ]  # fmt: skip
    names = {
        "loss": "loss, from 0 to 1",
        "precision": "precision (Sweeney)",
        "non_uniform_entropy": "non-uniform entropy, bits lost",
        "discernibility": "discernibility",
        "aecs": "rows a class (AECS)",
    }
    whole = [[said, number(utility[key])] for key, said in names.items() if key in utility]
    return joined(
        element("h2", "What each column kept"),
        element("p", "Information kept is the part of the column's entropy that the release still tells, rows left "
        "out telling nothing; detail kept is the share of the hierarchy's values that a label rules out."),
        drawing.meters("Information kept", "One bar a column; the table below has the figures.", bars),
        table("Quasi-identifiers", ["column", "level", "information kept", "detail kept", "values before", "after"], rows),
        table("All columns together", ["metric", "value"], whole),
    )  # fmt: skip


def statistics(report: Mapping[str, Any]) -> Markup | None:
    """Means, deviations, correlations and associations."""
    told = report.get("statistics")
    if not told:
        return None
    numbers = [
        [name, *(number(n) for n in (*c["mean"], *c["deviation"])), share(c["told"])]
        for name, c in told["numbers"].items()
    ]
    head = [
        "column",
        "mean, input",
        "release",
        "standard deviation, input",
        "release",
        "rows that tell it",
    ]
    return joined(
        element("h2", "Statistics before and after"),
        element(
            "p",
            "Computed as an analyst would who has the release alone: an interval counts as its middle.",
        ),
        table("Numbers", head, numbers) if numbers else None,
        _pairs("Correlations of numbers (Pearson)", told["correlations"]),
        _pairs("Associations of categories (Cramér's V, corrected)", told["associations"]),
    )


def _pairs(caption: str, found: Sequence[Mapping[str, Any]]) -> Markup | None:
    there = [pair for pair in found if pair["values"][0] is not None]
    if not there:
        return None
    both = [tuple(pair["values"]) for pair in there if pair["values"][1] is not None]
    strongest = sorted(there, key=lambda pair: -abs(pair["values"][0]))[:PAIRS]
    rows = [
        [" and ".join(pair["columns"]), *(number(value) for value in pair["values"])]
        for pair in strongest
    ]
    left = f", the {PAIRS} strongest of {len(there)}" if len(there) > PAIRS else ""
    drawn = (
        drawing.scatter(
            caption, "A dot a pair of columns; on the dashed line nothing changed.", both
        )
        if both
        else None
    )
    figures = element(
        "details",
        element("summary", "The figures"),
        table(f"{caption}{left}", ["columns", "input", "release"], rows),
    )
    return joined(element("h3", caption), beside(drawn, figures))


def model(report: Mapping[str, Any]) -> Markup | None:
    """What a model learns."""
    told = report.get("model")
    if not told:
        return None
    names = {
        "baseline": "always the commonest",
        "before": "taught by the input",
        "after": "taught by the release",
    }
    bars = [(said, told[key] or 0.0, share(told[key])) for key, said in names.items()]
    sampled = told["rows"] < told["of"]
    chosen = ", a sample chosen by what the rows say and a fixed seed" if sampled else ""
    return joined(
        element("h2", "What a model can still learn"),
        element("p", f"A {told['model']} predicts {told['target']} from the quasi-identifiers of rows it was not taught: "
        f"{number(told['rows'])} of {number(told['of'])} rows in {told['folds']} turns{chosen}."),
        beside(
            drawing.meters("Right answers", "One bar a model; the table beside it has the figures.", bars),
            table("Share of right answers", ["model", "right"], [[said, value] for said, _, value in bars]),
        ),
    )  # fmt: skip
