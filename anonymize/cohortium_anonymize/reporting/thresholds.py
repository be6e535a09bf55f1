"""What the privacy models asked, beside what the input and the release have of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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

AT_LEAST, AT_MOST = "at least", "at most"
Read = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One model: its name and column, the bound it sets, and how its figure is read off a risk."""

    model: str
    column: str | None
    sense: str
    bound: float
    read: Read

    def told(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
        """As it stands in a report; a figure that was not measured is None."""
        return {
            "model": self.model,
            "column": self.column,
            "sense": self.sense,
            "bound": self.bound,
            "before": self._figure(before),
            "after": self._figure(after),
        }

    def _figure(self, risk: Mapping[str, Any]) -> Any:
        try:
            return self.read(risk)
        except KeyError:
            return None


def thresholds(
    models: Sequence[Model], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """A row for each bound that the models set. Both risks are as `measures.risk` describes them."""
    return [asked.told(before, after) for model in models for asked in _asked(model)]


def _asked(model: Model) -> list[Asked]:
    match model:
        case KAnonymity(k):
            return [Asked("k-anonymity", None, AT_LEAST, k, _of("k"))]
        case MaximumRisk(threshold):
            return [
                Asked("maximum-reidentification-risk", None, AT_MOST, threshold, _of("max_risk"))
            ]
        case AverageRisk(threshold):
            name = "average-reidentification-risk"
            return [Asked(name, None, AT_MOST, threshold, _of("average_risk"))]
        case SampleUniqueness(threshold):
            return [Asked("sample-uniqueness", None, AT_MOST, threshold, _of("unique"))]
        case PopulationUniqueness(threshold, estimator):
            read = _of("uniqueness", "estimates", estimator)
            return [Asked("population-uniqueness", None, AT_MOST, threshold, read)]
        case KMap(k, estimator):
            return [Asked("k-map", None, AT_LEAST, k, _crowd if estimator is None else _absent)]
        case DeltaPresence(least, most):
            return [
                Asked("delta-presence", None, AT_LEAST, least, _of("presence", "least")),
                Asked("delta-presence", None, AT_MOST, most, _of("presence", "most")),
            ]
        case _:
            return [_of_column(model)]


def _of_column(model: Model) -> Asked:
    match model:
        case DistinctLDiversity(column, l):
            return Asked("distinct-l-diversity", column, AT_LEAST, l, _sensitive(column, "l"))
        case EntropyLDiversity(column, l, estimator):
            read = _sensitive(column, "entropy_l") if estimator == "shannon" else _absent
            return Asked("entropy-l-diversity", column, AT_LEAST, l, read)
        case RecursiveCLDiversity(column, c, l):
            return Asked("recursive-cl-diversity", column, AT_MOST, c, _recursive(column, l))
        case TCloseness(column, t, distance):
            key = "t" if distance == "equal" else f"t_{distance}"
            return Asked("t-closeness", column, AT_MOST, t, _sensitive(column, key))
        case BetaLikeness(column, beta, enhanced):
            name = "enhanced-beta-likeness" if enhanced else "basic-beta-likeness"
            key = "enhanced_beta" if enhanced else "beta"
            return Asked(name, column, AT_MOST, beta, _sensitive(column, key))
        case DeltaDisclosure(column, delta):
            return Asked("delta-disclosure", column, AT_MOST, delta, _sensitive(column, "delta"))
        case _:
            raise TypeError(f"no report knows {type(model).__name__}")


def _of(*keys: str) -> Read:
    def read(risk: Mapping[str, Any]) -> Any:
        value: Any = risk
        for key in keys:
            value = value[key]
        return value

    return read


def _sensitive(column: str, key: str) -> Read:
    return _of("sensitive", column, key)


def _recursive(column: str, least: int) -> Read:
    """c, when it was measured at the model's own l."""

    def read(risk: Mapping[str, Any]) -> Any:
        figures = risk["sensitive"][column]
        return figures["c"] if figures["l"] == least else None

    return read


def _crowd(risk: Mapping[str, Any]) -> Any:
    """The smallest class of the population, which the journalist's highest risk is one over."""
    journalist = risk["journalist"]
    known = journalist["basis"] == "population" and journalist["highest"]
    return round(1 / journalist["highest"]) if known else None


def _absent(risk: Mapping[str, Any]) -> Any:
    """Nothing is measured that the model speaks of."""
    del risk
