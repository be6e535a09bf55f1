"""The policy's ``[text]``: how what people wrote is de-identified. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from cohortium.errors import BadInput, Refused
from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.options import Profile, Style
from cohortium_anonymize.text.review import THRESHOLD

FEW: Final = 10  # quarantined texts that never stop a release

_CHOICES: Final = {"profile": get_args(Profile), "surrogates": get_args(Style)}
_THOROUGH: Final[tuple[Profile, ...]] = (
    "codes",
    "fast",
    "strict",
)  # each finds more than the one before
_SHARES: Final = ("quarantined", "threshold")


@dataclass(frozen=True, slots=True)
class TextTerms:
    """`profile` says how thoroughly texts are read, `surrogates` what stands in an identifier's place;
    `quarantined` is the highest share of texts that a release may do without, `threshold` the residual
    score, above 0, from which a text is quarantined."""

    profile: Profile = "strict"
    surrogates: Style = "tags"
    quarantined: float = 0.2
    threshold: float = THRESHOLD

    def reader(self, **more: Any) -> Deidentifier:
        """A de-identifier on these terms."""
        return Deidentifier(self.profile, style=self.surrogates, threshold=self.threshold, **more)


def read_text(section: Mapping[str, Any]) -> TextTerms:
    """The section's terms; BadInput for a key or value that is none."""
    for name, value in section.items():
        if name in _CHOICES:
            if value not in _CHOICES[name]:
                raise BadInput(f"the policy's [text] {name} is one of {', '.join(_CHOICES[name])}")
        elif name not in _SHARES:
            known = ", ".join([*_CHOICES, *_SHARES])
            raise BadInput(f"the policy's [text] has no {name!r}: it has {known}")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise BadInput(f"the policy's [text] {name} is a number from 0 to 1")
    terms = TextTerms(**section)
    if not terms.threshold:
        raise BadInput("the policy's [text] threshold is above 0: at 0 every text is quarantined")
    return terms


def loosened(now: TextTerms, before: Mapping[str, Any]) -> str:
    """What terms `now` look for less closely than those a manifest has (`before`; {} in older ones,
    which were on the terms by default), in words; '' where nothing."""
    was = TextTerms(**{name: before[name] for name in ("profile", "threshold") if name in before})
    if _THOROUGH.index(now.profile) < _THOROUGH.index(was.profile):
        return f"the policy's [text] profile is {now.profile}, in the release before it was {was.profile}"
    if now.threshold > was.threshold:
        return (
            f"the policy's [text] threshold is {now.threshold:g}, in the release before it was"
            f" {was.threshold:g}"
        )
    return ""


def check_quarantined(terms: TextTerms, texts: int, quarantined: Mapping[str, int]) -> None:
    """Refused when so many texts are held back that something is wrong with them, or with the reader."""
    held = sum(quarantined.values())
    if held > max(FEW, terms.quarantined * texts):
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(quarantined.items()))
        raise Refused(
            f"not published: {held} of {texts} texts are quarantined ({reasons}), more than"
            f" {terms.quarantined:.0%}: mend what they come from, or raise [text] quarantined",
            code="quarantine",
        )
