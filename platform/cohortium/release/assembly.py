"""Assembly: from what a publication measured to the manifest that says all about it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from cohortium.coverage import Fate
from cohortium.gate.disclosure import rounded
from cohortium.manifest import KIND, VERSION
from cohortium.records.tables import TABLES
from cohortium.release import longitudinal
from cohortium.release.figures import Figures, inherited_bounds, inherited_cap
from cohortium.release.persons import Cohort
from cohortium.release.policy import Policy
from cohortium.release.renditions import QUERYABLE
from cohortium.release.text import Tally
from cohortium.release.trajectories import blurred as in_steps
from cohortium.release.written import Written
from cohortium_anonymize import hipaa

PROMISES = (
    "every subject gave a consent to this study that was in force at the consent checkpoint",
    "every combination of quasi-identifiers in the table subjects belongs to at least k subjects",
    "all dates of a subject are moved by one secret offset, in tables and notes alike",
    "pseudonyms are of this release alone and cannot be computed without its key",
    "beside earlier releases of the dataset it tells no group of fewer than k subjects of a class apart",
    "what subjects says of a person is what was known when a release first had them",
)
NOT_PROMISED = (
    "k-anonymity of subjects is not anonymity under the GDPR: treat the data as personal",
    *longitudinal.NOT_PROMISED,
    "events near birth, such as first vaccinations, tell an age that subjects does not",
    "a date offset can be estimated from seasonal events such as influenza vaccinations",
    "releases of one dataset can be linked row by row; who left is then one of k or more, and whoever"
    " knows the others of them knows who",
    "models of sensitive columns hold in each release by itself: those of a class who are in several of"
    " them may be k with less various values",
    "rounded counts over ten do not survive many overlapping questions",
    "shifted dates are not Safe Harbor under HIPAA; they fall under Expert Determination",
    "text de-identification is not perfect: an identifier may have been missed",
    "consent coverage proves the set of consents, not which row is whose",
)

RULE = "blocks/1"  # of succession: docs/formats/manifest.md says what it means
HIPAA = {  # the method of 45 CFR 164.514(b) that each part rests on
    "release": "Expert Determination, (b)(1): an expert must find its risk very small, and say why",
    "dates": "Expert Determination, (b)(1): shifted by a secret offset; never Safe Harbor",
    "zip": "as Safe Harbor, (b)(2)(i)(B), asks: three digits at most, none of small areas",
    "birth_year": "as Safe Harbor, (b)(2)(i)(C), asks: ages over 89 are one category",
    "text": "Expert Determination, (b)(1): identifiers are searched for, and one may be missed",
}

ENCOUNTER = "encounter"
TOLD = ("k", "max_risk", "unique", "l", "t", "entropy_l", "loss")  # figures that researchers see

EVENTS_TOLD = ("trajectories", "codes")  # figures of events, blurred by steps


@dataclass(frozen=True, slots=True)
class Counts:
    """Exact counts of persons. `released` and `suppressed` are positions in the cohort."""

    cohort: Cohort
    released: Mapping[int, str]
    suppressed: frozenset[int]


def exact_counts(
    counts: Counts, rows: Mapping[str, int], risk: Mapping[str, Any], utility: Mapping[str, Any]
) -> dict[str, Any]:
    """What stands in the sponsor's bundle, and what the manifest commits to."""
    cohort, withheld = counts.cohort, dict[str, int]()
    for reason in cohort.withheld.values():
        withheld[reason] = withheld.get(reason, 0) + 1
    return {
        "eligible": cohort.eligible,
        "duplicates": cohort.duplicates,
        "persons": len(cohort.persons),
        "released": len(counts.released),
        "suppressed": len(counts.suppressed),
        "withheld": withheld,
        "tables": dict(rows),
        "risk": dict(risk),
        "utility": dict(utility),
    }


def rows_of(files: Sequence[Written]) -> dict[str, int]:
    """How many rows each table of a release has."""
    rows = {file.table: file.rows for file in files if file.rendition == QUERYABLE}
    return {name: rows.get(name, 0) for name in TABLES}


def blurred(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures as researchers see them: `TOLD` alone, two digits of what is no whole number.

    The others (class sizes, subjects, averages over them) would give the exact number of subjects.
    """
    return {
        name: float(f"{value:.2g}") if isinstance(value, float) else value
        for name, value in figures.items()
        if name in TOLD
    }


def of_events(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of events, as researchers see them: shares in steps."""
    return {name: in_steps(figures[name]) for name in EVENTS_TOLD if name in figures}


def fates(counts: Counts) -> list[Fate]:
    """What became of every eligible consent."""
    told = []
    for position, person in enumerate(counts.cohort.persons):
        for consent in person.consents:
            if position in counts.released:
                told.append(Fate(consent, "released", counts.released[position]))
            elif position in counts.suppressed:
                told.append(Fate(consent, "suppressed", None))
            else:
                told.append(Fate(consent, "withheld", None))
    return told


@dataclass(frozen=True, slots=True)
class Assembly:
    """Everything a manifest is made of."""

    study: str
    dataset: str
    created: str
    policy: Policy
    size: int
    root: str
    tree: str
    intakes: Sequence[tuple[int, str]]
    counts: Counts
    files: Sequence[Written]
    figures: Figures
    risk: Mapping[str, Any]
    utility: Mapping[str, Any]
    transformation: Mapping[str, int]
    tally: Tally
    exact: str
    before: Mapping[str, Any] | None  # the manifest of the release that this one succeeds
    succeeds: str | None
    least: int  # the smallest k of any release of the dataset
    attacks: Mapping[str, Any] | None = None  # blurred; None where none were made

    def document(self) -> dict[str, Any]:
        """The manifest, as an object."""
        return {
            "v": VERSION,
            "kind": KIND,
            "dataset": self.dataset,
            "study": self.study,
            "created": self.created,
            "policy": {
                **self.policy.describe(),
                "small_areas": {
                    "version": hipaa.CENSUS_2000.version, "sha256": hipaa.CENSUS_2000.digest,
                },
            },
            "consents": {"size": self.size, "root": self.root, "tree": self.tree},
            "intakes": [{"index": index, "batch": batch} for index, batch in self.intakes],
            "succession": {
                "succeeds": self.succeeds, "k": self.least, "rule": RULE,
                "max_delay_days": self.policy.withdrawal.max_delay_days,
            },
            "subjects": rounded(len(self.counts.released)),
            "tables": [self._table(name) for name in TABLES],
            "risk": {
                **blurred(self.risk), **of_events(self.risk),
                "transformation": dict(self.transformation),
            },
            "utility": {**blurred(self.utility), **of_events(self.utility)},
            "text": {
                "texts": rounded(self.tally.texts),
                "quarantined": {
                    reason: rounded(count) for reason, count in sorted(self.tally.quarantined.items())
                },
                "reviewed": {
                    outcome: rounded(self.tally.reviewed(outcome)) for outcome in ("rejected", "released")
                },
                "withheld_values": {
                    at: rounded(count)
                    for at, count in sorted(self.tally.withheld.items()) if rounded(count)
                },
            },
            "protection": {
                "promises": self._promises(), "not_promised": list(NOT_PROMISED),
                "hipaa": dict(HIPAA),
            },
            "exact": self.exact,
            **({"attacks": dict(self.attacks)} if self.attacks else {}),
            "software": {name: version(name) for name in ("cohortium", "pyarrow", "duckdb", "spacy")},
        }  # fmt: skip

    def _promises(self) -> list[str]:
        policy = self.policy
        if not policy.download:
            return list(PROMISES)
        return [*PROMISES, *longitudinal.promises(policy.dates, policy.codes)]

    def _table(self, name: str) -> dict[str, Any]:
        return {
            "name": name,
            "rows": rounded(rows_of(self.files)[name]),
            "rows_per_subject": self.figures.rows_per_subject(name)
            if (cap := inherited_cap(self.before, name)) is None
            else cap,
            "columns": [self._column(name, column.name) for column in TABLES[name].columns],
            "files": [file.describe() for file in self.files if file.table == name],
        }

    def _column(self, table: str, name: str) -> dict[str, Any]:
        column = TABLES[table].column(name)
        kind = "string" if table == "subjects" else column.type
        role, description = column.role, column.description
        if name == ENCOUNTER:  # a name in a question would single one encounter out
            role, description = (
                "text",
                f"{description}; joins rows of a file, cannot be asked about",
            )
        described: dict[str, Any] = {
            "name": name, "type": kind, "role": role, "description": description,
            "unit": column.unit, "system": column.system,
            "bounds": self._bounds(table, name) if column.role == "measure" else None,
        }  # fmt: skip
        return {key: value for key, value in described.items() if value is not None}

    def _bounds(self, table: str, name: str) -> list[float] | None:
        return inherited_bounds(self.before, table, name) or self.figures.bounds(table, name)


def dataset_id(study: str) -> str:
    """The id of the dataset that a study's releases are versions of."""
    return f"d-{study}"
