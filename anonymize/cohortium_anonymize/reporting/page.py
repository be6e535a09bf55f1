"""report.html: the JSON report as a page that an ethics board can read. Pure; no script, no network.

Sections come in the order of a reader's questions: what was released, how sure is it, what did it cost,
what was attacked, what is and is not protected. A section whose figures the report lacks is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from cohortium_anonymize.reporting import losses, risks, trials
from cohortium_anonymize.reporting.markup import Markup, element, joined, number, share

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
PROMISE = (
    "What these figures bound is what somebody learns who knows the quasi-identifiers alone. They do not "
    "make the data anonymous under the GDPR, they do not add up over several releases, and the "
    "transformation that was chosen is itself a hint about the rows. Access control and a record of use "
    "belong around every release."
)


def page(report: Mapping[str, Any], title: str = "Anonymization report") -> str:
    """The whole page of a `report` (`document`), whether a release came of it or not."""
    told = _solved(report) if report["solution"] else _unsolved(report)
    style = files(__package__).joinpath("page.css").read_text("utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Markup(style)),
    )
    body = element("body", element("main", element("h1", title), told))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _solved(report: Mapping[str, Any]) -> Markup:
    return joined(
        _summary(report),
        trials.people(report),
        risks.bounds(report),
        risks.adversaries(report),
        risks.class_sizes(report),
        risks.sensitive(report),
        losses.lattice(report),
        losses.columns(report),
        losses.statistics(report),
        losses.model(report),
        trials.attacks(report),
        trials.trajectories(report),
        trials.codes(report),
        trials.transforms(report),
        trials.hipaa(report),
        _protection(report),
    )


def _summary(report: Mapping[str, Any]) -> Markup:
    """The sentence and the tiles on top."""
    risk, utility = report["risk"], report["utility"]
    broken = [row for row in report["thresholds"] if risks.held(row) is False]
    verdict = (
        element("p", "Every bound of the privacy models that was measured holds.", class_="good")
        if not broken
        else element(
            "p",
            f"{len(broken)} of the bounds below do not hold on the released rows.",
            class_="bad",
        )
    )
    tiles = [
        (number(risk["k"]), "people, at least, share all that is told of one"),
        (share(risk["prosecutor"]["average"]), "average chance of picking someone out"),
        (number(risk["subjects"]), "people released"),
        (number(report["suppressed"]), "people left out to protect them"),
        (share(1 - utility["loss"]), "of the detail kept (1 - loss)"),
        (share(risk["uniqueness"]["sample"]), "of people alone in their class"),
    ]
    cards = [element("li", element("b", value), element("span", told)) for value, told in tiles]
    return joined(verdict, element("ul", cards, class_="tiles"))


def _unsolved(report: Mapping[str, Any]) -> Markup:
    return joined(
        element("p", "Nothing was released.", class_="bad"),
        element("p", f"{report['reason']}."),
        element("p", f"The table has {number(report['rows'])} rows; at most {number(report['limit'])} may be "
        f"suppressed, and the best transformation found loses {number(report['fewest_suppressed'])}."),
    )  # fmt: skip


def _protection(report: Mapping[str, Any]) -> Markup:
    """What is and is not protected, in words."""
    protection = report.get("protection", {})
    lists = [
        joined(element("h3", name), element("ul", [element("li", line) for line in lines]))
        for name, lines in (
            ("Promised", protection.get("promises", [])),
            ("Not promised", protection.get("not_promised", [])),
        )
        if lines
    ]
    return joined(element("h2", "What is and is not protected"), element("p", PROMISE), lists)
