"""Sections on risk: the models' bounds, the three adversaries, the sizes of classes, sensitive columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cohortium_anonymize.measures.reidentification import THRESHOLD
from cohortium_anonymize.reporting import drawing
from cohortium_anonymize.reporting.markup import (
    NONE,
    Markup,
    beside,
    element,
    joined,
    number,
    share,
    table,
)

BINS = ((1, 1), (2, 4), (5, 9), (10, 19), (20, 49), (50, 99), (100, 499), (500, None))
SHARES = frozenset(
    {
        "maximum-reidentification-risk", "average-reidentification-risk", "sample-uniqueness",
        "population-uniqueness", "delta-presence",
    }
)  # fmt: skip
ADVERSARIES = (
    ("prosecutor, highest", "prosecutor", "highest"),
    ("prosecutor, average", "prosecutor", "average"),
    ("over the threshold", "prosecutor", "at_risk"),
    ("journalist, highest", "journalist", "highest"),
    ("journalist, average", "journalist", "average"),
    ("marketer", "marketer", "average"),
)
ESTIMATORS = {
    "dankar": "Dankar's rule among the others",
    "pitman": "Pitman",
    "zayatz": "Zayatz",
    "snb": "slide negative binomial",
}
TABLE = "the table beside it has the figures."
FIGURES = {
    "l": "distinct values (l)",
    "entropy_l": "entropy l",
    "c": "recursive c, at that l",
    "t": "t, any two values 1 apart",
    "t_ordered": "t, values in order",
    "t_hierarchical": "t, by hierarchy",
    "alpha": "largest share of one value (alpha)",
    "beta": "growth of a share (beta)",
    "enhanced_beta": "growth, enhanced (beta)",
    "delta": "delta-disclosure (log2)",
}


def held(row: Mapping[str, Any]) -> bool | None:
    """Whether the release keeps a bound; None where that was not measured."""
    if row["after"] is None:
        return None
    near = 1e-9 * max(1.0, abs(row["bound"]))
    if row["sense"] == "at least":
        return bool(row["after"] >= row["bound"] - near)
    return bool(row["after"] <= row["bound"] + near)


def bounds(report: Mapping[str, Any]) -> Markup:
    """What was asked, before and after."""

    def figure(row: Mapping[str, Any], key: str) -> str:
        return share(row[key]) if row["model"] in SHARES else number(row[key])

    verdicts = {
        True: ("holds", "good"),
        False: ("does not", "bad"),
        None: ("not measured", "quiet"),
    }
    rows = []
    for row in report["thresholds"]:
        word, class_ = verdicts[held(row)]
        name = row["model"] + (f" of {row['column']}" if row["column"] else "")
        rows.append([
            name, f"{row['sense']} {figure(row, 'bound')}", figure(row, "before"),
            figure(row, "after"), element("span", word, class_=class_),
        ])  # fmt: skip
    limit = report.get("suppression_limit")
    if limit is not None:
        part = report["suppressed"] / max(1, report["suppressed"] + report["risk"]["subjects"])
        rows.append(["people left out", f"at most {share(limit)}", NONE, share(part), NONE])
    head = ["privacy model", "asked", "input", "release", ""]
    return joined(
        element("h2", "What was asked, and what holds"),
        table("Bounds of the policy, measured on the input and on the release", head, rows),
        element("p", "Figures of the release are those of its own rows, so anyone who holds it can compute them. "
        "Models that compare a class with all rows were met against the rows of the input.", class_="quiet"),
    )  # fmt: skip


def adversaries(report: Mapping[str, Any]) -> Markup:
    """Prosecutor, journalist, marketer, before and after."""
    before, after = report["before"], report["risk"]
    drawn = [(name, before[who][what], after[who][what]) for name, who, what in ADVERSARIES]
    drawn.append(("alone in the table", before["unique"], after["unique"]))
    known = (
        "The population is the whole table around the research subset."
        if after["journalist"]["basis"] == "population"
        else "The population is not known: for journalist and marketer the prosecutor's figures are a bound."
    )
    said = (
        "The prosecutor knows that the person is in the table; the journalist does not, and has a list "
        "of the population; the marketer links everyone and counts hits. The threshold is "
        f"{share(THRESHOLD)}, which the European Medicines Agency and Health Canada take for clinical "
        f"data made public. {known}"
    )
    figures = table(
        "Chance of re-identification, and share of people over the threshold or alone",
        ["risk", "input", "release"],
        [[name, share(was), share(now)] for name, was, now in drawn],
    )
    picture = drawing.pairs("Risk before and after", f"Two bars for each risk; {TABLE}", drawn)
    return joined(
        element("h2", "Who could find someone"),
        element("p", said),
        beside(picture, figures),
        _estimates(before["uniqueness"]["estimates"], after["uniqueness"]),
    )


def _estimates(before: Mapping[str, Any], after: Mapping[str, Any]) -> Markup:
    """How many would be alone in the population, by estimate."""
    people = number(after["population"])
    return table(
        f"Estimated share of {people} people who would be alone in the population, by estimator",
        ["estimator", "input", "release"],
        [
            [ESTIMATORS[name], share(was), share(after["estimates"][name])]
            for name, was in before.items()
        ],
    )


def class_sizes(report: Mapping[str, Any]) -> Markup:
    """How many people stand in classes of which size."""
    before, after = (binned(report[key]["class_sizes"]) for key in ("before", "risk"))
    totals = [max(1, sum(people for _, people in side)) for side in (before, after)]
    labels = [
        str(low) if low == high else f"{low}+" if high is None else f"{low} to {high}"
        for low, high in BINS
    ]
    bars = [
        (label, was / totals[0], now / totals[1])
        for label, (_, was), (_, now) in zip(labels, before, after, strict=True)
    ]
    rows = [
        [label, *(number(figure) for side in (was, now) for figure in side)]
        for label, was, now in zip(labels, before, after, strict=True)
    ]
    return joined(
        element("h2", "How many people look alike"),
        beside(
            drawing.columns("Class sizes", "Share of people by the number of people who are told of alike, "
                            f"in the input and in the release; {TABLE}", bars),
            table("Classes of equal quasi-identifiers, and the people in them",
                  ["size", "classes, input", "people", "classes, release", "people"], rows),
        ),
    )  # fmt: skip


def binned(sizes: Mapping[str, int]) -> list[tuple[int, int]]:
    """(classes, people) in each of BINS."""
    told = [(int(size), many) for size, many in sizes.items()]
    found = []
    for low, high in BINS:
        inside = [
            (size, many) for size, many in told if size >= low and (high is None or size <= high)
        ]
        found.append((sum(many for _, many in inside), sum(size * many for size, many in inside)))
    return found


def sensitive(report: Mapping[str, Any]) -> Markup | None:
    """The worst class's figures of each sensitive column."""
    columns = report["risk"].get("sensitive", {})
    if not columns:
        return None
    before = report["before"].get("sensitive", {})
    tables = [
        table(f"{name}: the worst class", ["figure", "input", "release"], [
            [told, number(before.get(name, {}).get(key)), number(figures[key])]
            for key, told in FIGURES.items() if key in figures
        ])
        for name, figures in columns.items()
    ]  # fmt: skip
    return joined(
        element("h2", "What a class tells of sensitive columns"),
        element("p", "Someone whose class is known may still be learnt about when all in it share a value. "
        "A dash under enhanced beta means that no beta holds."),
        tables,
    )  # fmt: skip
