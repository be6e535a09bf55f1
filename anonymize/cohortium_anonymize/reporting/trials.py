"""Sections that others fill: attacks on the release, longitudinal protection, transforms, the HIPAA method."""

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
    words,
)

RISK, LOW, HIGH = "risk", "low", "high"
SHARES = frozenset({RISK, LOW, HIGH, "limit", "share", "main", "naive", "control", "unique"})


def attacks(report: Mapping[str, Any]) -> Markup | None:
    """Attacks on the release, with a control group; those that the limit is not held against, apart."""
    told = report.get("attacks")
    if not told:
        return None
    judged = [row for row in told["attacks"] if row["judged"]]
    others = [row for row in told["attacks"] if not row["judged"]]
    drawn = drawing.intervals(
        "Risk found by attacks", "A dot an attack with its confidence interval; the table has the figures.",
        [(row["attack"], row[LOW], row[RISK], row[HIGH]) for row in judged], told["limit"],
    )  # fmt: skip
    return joined(
        element("h2", "Attacks on the release"),
        element("p", "Each attack guesses about people who are in the release and, as a control, about people who are "
        "not. Only what it gets right beyond the control is owed to the release, and only where it does better than "
            "guessing; an interval may be wide because few guesses could have been wrong."),
        figures("Outcome", {key: value for key, value in told.items() if _is_plain(value)}),
        drawn if judged else None,
        _trials("Attacks that the limit is held against", judged) if judged else None,
        element("details", element("summary", "Attacks that are reported only"), _trials("Reported only", others))
        if others else None,
    )  # fmt: skip


def _trials(caption: str, rows: Sequence[Mapping[str, Any]]) -> Markup:
    head = ["attack", "tried", "right", "by guessing", "control", "risk", "from", "to"]
    keys = ("main", "naive", "control", RISK, LOW, HIGH)
    cells = [
        [row["attack"], number(row["trials"]), *(share(row[key]) for key in keys), number(row["over"])]
        for row in rows
    ]  # fmt: skip
    return table(caption, [*head, "over the limit"], cells)


def trajectories(report: Mapping[str, Any]) -> Markup | None:
    """Events over time."""
    return _section(
        report, "trajectories", "Events over time",
        "Someone who knows a few of a person's events, or the days between them, may single that person out.",
    )  # fmt: skip


def codes(report: Mapping[str, Any]) -> Markup | None:
    """Rare codes and combinations."""
    said = (
        "Codes that too few people have, alone or together, are told more coarsely or not at all."
    )
    return _section(report, "codes", "Codes", said)


def people(report: Mapping[str, Any]) -> Markup | None:
    """Of whom a release is made, where consents decide."""
    told = report.get("persons")
    if not told:
        return None
    counts = [[words(key), number(value)] for key, value in told.items() if _is_plain(value)]
    withheld = [[words(key), number(value)] for key, value in told.get("withheld", {}).items()]
    rows = [[words(key), number(value)] for key, value in told.get("tables", {}).items() if value]
    return joined(
        element("h2", "Who is in it"),
        element("p", "Every person is accounted for: released, suppressed for anonymity, or withheld for the reason given."),
        beside(
            None,
            table("Consents and persons", ["", "count"], counts),
            table("Withheld", ["reason", "persons"], withheld) if withheld else None,
            table("Rows released", ["table", "rows"], rows) if rows else None,
            table("Texts", ["", "count"], texts) if (texts := _texts(told.get("text", {}))) else None,
        ),
    )  # fmt: skip


def _texts(told: Mapping[str, Any]) -> list[list[str]]:
    """How many texts were read, and what became of those that were held back."""
    plain = [[words(key), number(value)] for key, value in told.items() if _is_plain(value)]
    held = told.get("quarantined", {}).items()
    return plain + [[f"quarantined: {reason}", number(count)] for reason, count in held]


def transforms(report: Mapping[str, Any]) -> Markup | None:
    """What was done beside generalization."""
    return _section(
        report, "transforms", "Other changes", "Made before the search, or within its classes."
    )


def hipaa(report: Mapping[str, Any]) -> Markup | None:
    """Which method of 45 CFR 164.514(b) the release rests on."""
    return _section(
        report, "hipaa", "HIPAA", "The method of 45 CFR 164.514(b) that each part rests on."
    )


def _section(report: Mapping[str, Any], key: str, title: str, said: str) -> Markup | None:
    told = report.get(key)
    if not told:
        return None
    return joined(element("h2", title), element("p", said), figures(title, told))


def figures(caption: str, told: Any) -> Markup:
    """Any JSON as tables: an object's plain values, then each list of objects, then what is inside."""
    if isinstance(told, str | int | float) or told is None:
        return element("p", _plain("", told))
    if isinstance(told, Sequence):
        if told and all(isinstance(item, Mapping) for item in told):
            return _grid(caption, told)
        return element("ul", [element("li", _plain("", item)) for item in told])
    plain = [[words(key), _plain(key, value)] for key, value in told.items() if _is_plain(value)]
    inner = {key: value for key, value in told.items() if not _is_plain(value) and value}
    alike = {
        key: value for key, value in inner.items()
        if isinstance(value, Mapping) and all(map(_is_plain, value.values()))
    }  # fmt: skip
    if len(alike) > 1:
        inner = {key: value for key, value in inner.items() if key not in alike}
        grid = _grid(caption, [{"of": words(key), **value} for key, value in alike.items()])
    else:
        grid = None
    return joined(
        table(caption, ["", "value"], plain) if plain else None,
        grid,
        [
            joined(element("h3", words(key)), figures(words(key), value))
            for key, value in inner.items()
        ],
    )


def _grid(caption: str, rows: Sequence[Mapping[str, Any]]) -> Markup:
    """Objects as rows, their plain keys as columns."""
    keys = list(
        dict.fromkeys(key for row in rows for key, value in row.items() if _is_plain(value))
    )
    cells = [[_plain(key, row.get(key)) for key in keys] for row in rows]
    return table(caption, [words(key) for key in keys], cells)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float) or (
        isinstance(value, list) and all(isinstance(item, str | int | float) for item in value)
    )  # fmt: skip


def _plain(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(key, item) for item in value)
    if isinstance(value, float) and key in SHARES:
        return share(value)
    return number(value)
