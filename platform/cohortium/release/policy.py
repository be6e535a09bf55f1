"""Release policy: what must hold before anything is published. Read from TOML; pure.

``[[privacy]]`` and ``[suppression]`` are those of the structured anonymizer's configuration;
``[release]`` says what the renditions keep. What a file leaves out has the default below.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from cohortium.errors import BadInput
from cohortium.release.attack_policy import described as attack_described
from cohortium.release.attack_policy import read_attack
from cohortium.release.longitudinal import Codes, Dates, read_codes, read_dates, read_digits
from cohortium.release.text_policy import TextTerms, read_text
from cohortium.release.withdrawal import Withdrawal, read_withdrawal
from cohortium_anonymize import SpecError, parse_models
from cohortium_anonymize.attacks.terms import Terms
from cohortium_anonymize.models import Model

DEFAULT_K = 5  # equivalence classes smaller than this are commonly held to single people out
LEAST_K = 2  # with k = 1 a person may stand alone, and the manifest would promise nothing
DEFAULT_SUPPRESSION = 0.05  # share of persons that may be left out to reach it
AGE_TOP = 90  # 45 CFR 164.514(b)(2)(i)(C): ages over 89 become one category
ZIP_DIGITS = 3  # 45 CFR 164.514(b)(2)(i)(B): the initial three digits, where many people live
VALUE_DIGITS = 2  # significant digits of measured values in the download rendition
SENSITIVE = ("race", "ethnicity", "deceased")  # columns of `subjects` that a model may protect
SECTIONS = {
    "privacy", "suppression", "release", "withdrawal", "dates", "values", "codes", "attack", "text",
    "report",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Policy:
    """`privacy` are model tables; `suppression` a share; `download` whether that rendition is made."""

    privacy: tuple[Mapping[str, Any], ...] = ({"model": "k-anonymity", "k": DEFAULT_K},)
    suppression: float = DEFAULT_SUPPRESSION
    download: bool = True
    notes: bool = True
    value_digits: int = VALUE_DIGITS
    zip_digits: int = ZIP_DIGITS
    withdrawal: Withdrawal = field(default_factory=Withdrawal)
    dates: Dates = field(default_factory=Dates)
    codes: Codes = field(default_factory=Codes)
    attack: Terms = field(default_factory=Terms)
    text: TextTerms = field(default_factory=TextTerms)
    learn: str = ""  # what a model is to predict of `subjects`, for the operator's report

    @property
    def models(self) -> tuple[Model, ...]:
        """The privacy models, checked; SpecError names what is wrong with one."""
        return parse_models([dict(model) for model in self.privacy])

    @property
    def k(self) -> int:
        """How many persons share, at least, what is told of one."""
        return max(
            int(m.get("k", DEFAULT_K)) for m in self.privacy if m.get("model") == "k-anonymity"
        )

    def describe(self) -> dict[str, Any]:
        """As it stands in a manifest."""
        described = asdict(self)
        return {
            **described,
            "privacy": [dict(model) for model in self.privacy],
            "attack": attack_described(self.attack),
            "age_top": AGE_TOP,
        }


def read_policy(data: bytes) -> Policy:
    """The policy in a TOML file; BadInput names the key that is wrong."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput("the policy is not TOML in UTF-8") from error
    _refuse_unknown(table, SECTIONS, "the policy")
    suppression = _section(table, "suppression", {"limit"})
    release = _section(table, "release", {"download", "notes", "value_digits", "zip_digits"})
    privacy = table.get("privacy", [dict(model) for model in Policy().privacy])
    if not isinstance(privacy, list) or not all(isinstance(model, dict) for model in privacy):
        raise BadInput("the policy's privacy models are [[privacy]] tables")
    policy = Policy(
        privacy=tuple(privacy),
        suppression=_number(
            suppression.get("limit", DEFAULT_SUPPRESSION), 0, 1, "suppression limit"
        ),
        download=_boolean(release.get("download", True), "download"),
        notes=_boolean(release.get("notes", True), "notes"),
        value_digits=read_digits(_section(table, "values"), release, VALUE_DIGITS),
        zip_digits=_whole(release.get("zip_digits", ZIP_DIGITS), 0, ZIP_DIGITS, "zip_digits"),
        withdrawal=read_withdrawal(_section(table, "withdrawal")),
        dates=read_dates(_section(table, "dates")),
        codes=read_codes(_section(table, "codes")),
        attack=read_attack(_section(table, "attack")),
        text=read_text(_section(table, "text")),
        learn=_column(_section(table, "report", {"target"}).get("target", "")),
    )
    try:
        sensitive = {getattr(model, "column", None) for model in policy.models} - {None}
    except SpecError as error:
        raise BadInput(f"the policy: {error}") from error
    if not any(
        m.get("model") == "k-anonymity" and m.get("k", 0) >= LEAST_K for m in policy.privacy
    ):
        raise BadInput(
            f'the policy has no k-anonymity with k of {LEAST_K} or more: add [[privacy]] model = "k-anonymity"'
        )
    if strangers := sorted(str(name) for name in sensitive - set(SENSITIVE)):
        raise BadInput(
            f"the policy's models read column {strangers[0]}: they may read {', '.join(SENSITIVE)}"
        )
    return policy


def _column(name: Any) -> str:
    if name and name not in SENSITIVE:
        raise BadInput(f"the policy's [report] target is one of {', '.join(SENSITIVE)}")
    return str(name)


def _section(table: Mapping[str, Any], name: str, known: set[str] | None = None) -> dict[str, Any]:
    """A section; with `known` keys alone, else they are its reader's to check."""
    section = table.get(name, {})
    if not isinstance(section, dict):
        raise BadInput(f"the policy's {name} is a [{name}] table")
    if known is not None:
        _refuse_unknown(section, known, f"the policy's [{name}]")
    return section


def _refuse_unknown(table: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(table.keys() - known):
        raise BadInput(f"{where} has no {unknown[0]!r}: it has {', '.join(sorted(known))}")


def _number(value: Any, low: float, high: float, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise BadInput(f"the policy's {name} is a number from {low} to {high}")
    return float(value)


def _whole(value: Any, low: int, high: int, name: str) -> int:
    number = _number(value, low, high, name)
    if number != int(number):
        raise BadInput(f"the policy's {name} is a whole number from {low} to {high}")
    return int(number)


def _boolean(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise BadInput(f"the policy's {name} is true or false")
    return value
