"""Continuity: what a policy may not change from one release of a dataset to the next. Pure.

Whoever holds both has their rows side by side. Months, quarters and years lie within each other, so the
finest of them is all that both tell; weeks lie across them, and together they tell finer dates than either.
A column that is sensitive in one release and a quasi-identifier in the other is told in the one by class,
in the other as it is: neither release's models hold for who has both. Nor does what a release promised
by its models where a later one promises less: with a lower k, those whom it hid among k are told apart in
smaller parts, and codes and words that fewer share are told. Nor may texts be read less thoroughly, or be
trusted with more that looks like a name: most texts are in both releases, and the laxer one tells what the
other took out. The suppression limit is no promise to anyone in the data: it may change, and so may what
stands in an identifier's place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from cohortium.errors import Refused
from cohortium.release.longitudinal import WEEKS
from cohortium.release.policy import Policy
from cohortium.release.text_policy import loosened
from cohortium_anonymize import parse_models
from cohortium_anonymize.models import Model

MONTH = "month"  # what releases had before policies said a unit
# parameters of models that promise more when they are greater, and when they are smaller
STRICTER_ABOVE = frozenset({"k", "l", "least"})
STRICTER_BELOW = frozenset({"threshold", "c", "t", "beta", "delta", "most"})


def check_continuity(
    policy: Policy, before: Mapping[str, Any], downloads: Sequence[Mapping[str, Any]]
) -> None:
    """Refused when a release under `policy` may not follow that of the manifest `before`.

    `downloads` are the manifests of the dataset's releases that had a download rendition, as far as
    they are known: theirs are the dates that somebody may have.
    """
    earlier = before["policy"]
    was, now = _sensitive(earlier["privacy"]), _sensitive(policy.privacy)
    if changed := sorted(was ^ now):
        _refuse(
            f"column {changed[0]} was {_kind(changed[0], was)} in the release before, and is"
            f" {_kind(changed[0], now)} in this policy's [[privacy]]"
        )
    for promised in earlier["privacy"]:
        _check_model(promised, policy)
    if policy.zip_digits > earlier["zip_digits"]:
        _refuse(
            f"the policy's zip_digits is {policy.zip_digits}, in the release before it was"
            f" {earlier['zip_digits']}"
        )
    if looser := loosened(policy.text, earlier.get("text", {})):
        _refuse(looser)
    for manifest in downloads if policy.download else ():
        _check_unit(policy.dates.unit, manifest["policy"].get("dates", {}).get("unit", MONTH))


def _check_model(promised: Mapping[str, Any], policy: Policy) -> None:
    [model] = parse_models([dict(promised)])
    if any(_as_strict(now, model) for now in policy.models):
        return
    kind = promised["model"], promised.get("column")
    same = [m for m in policy.privacy if (m["model"], m.get("column")) == kind]
    _refuse(
        f"the release before was made under {_said(promised)}, this policy asks for"
        f" {_said(same[0]) if same else 'nothing of the kind'} in [[privacy]], which promises less"
    )


def _as_strict(now: Model, was: Model) -> bool:
    """Whether whatever satisfies the model `now` satisfies `was`."""
    return type(now) is type(was) and all(
        _holds(item.name, getattr(now, item.name), getattr(was, item.name))
        for item in fields(was)
        if item.compare
    )


def _holds(name: str, now: Any, was: Any) -> bool:
    if name in STRICTER_ABOVE:
        return bool(now >= was)
    return bool(now <= was) if name in STRICTER_BELOW else bool(now == was)


def _said(model: Mapping[str, Any]) -> str:
    """A model as a person reads it."""
    of = f" of {model['column']}" if "column" in model else ""
    values = (f"{k} = {v}" for k, v in model.items() if k not in ("model", "column"))
    return f"{model['model']}{of} with {', '.join(values)}"


def _check_unit(now: str, was: str) -> None:
    if (was == WEEKS) != (now == WEEKS):
        _refuse(
            f"the policy's date unit is {now}, in a download of the dataset it was {was}:"
            " both together would tell finer dates than either"
        )


def _refuse(what: str) -> None:
    raise Refused(
        f"not published: {what}: leave that as it was, or register the study under a new id",
        code="policy",
    )


def _sensitive(models: Any) -> set[str]:
    return {str(model["column"]) for model in models if "column" in model}


def _kind(column: str, sensitive: set[str]) -> str:
    return "sensitive" if column in sensitive else "a quasi-identifier"
