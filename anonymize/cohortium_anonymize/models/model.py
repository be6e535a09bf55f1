"""What a privacy model is, and the checks of parameters that models share.

A class model says which classes satisfy it (`holds`), and gives a weaker test that merging classes
never breaks (`could`): where a node loses too many subjects by `could`, so does every less general
one, which lets the search prune exactly although suppression makes most models non-monotonic. Some
also know how many rows a class loses at least there (`shed`), whatever way it is taken apart. A
sample model judges the kept classes together (`met`); where it is not met, the smallest classes are
suppressed until it is (`search.judgement`).
"""

from __future__ import annotations

import math
from typing import Protocol, runtime_checkable

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.search.classes import Classes
from cohortium_anonymize.search.keys import Floats, Ints, Mask

NEAR = 1e-12  # a bound that is met but for rounding is met
SMALL = 1e-3  # what is smaller is not divided by: bounds of rows stay right within ROUNDING
POPULATION = (
    317_238_626  # people in the USA, which ARX assumes; figures tell of them unless told else
)


class ClassModel(Protocol):
    """A condition on one class at a time; `column` is the sensitive column it reads, if any."""

    @property
    def column(self) -> str | None:
        """The sensitive column."""
        ...

    @property
    def merges(self) -> bool:
        """Whether classes that satisfy the model still do when they are merged."""
        ...

    @property
    def sized(self) -> bool:
        """Whether no class without rows satisfies it."""
        ...

    def holds(self, classes: Classes) -> Mask:
        """Which classes satisfy the model; of a class without rows it says nothing."""
        ...

    def could(self, classes: Classes) -> Mask:
        """Which classes pass a test that merging never breaks and `holds` implies."""
        ...


@runtime_checkable
class Shedding(Protocol):
    """A class model that knows what must go of a class for the rest to satisfy it.

    The classes that a class falls into at a less general node, where they satisfy the model, do so
    together too; so what they leave out is bounded by the class alone.
    """

    def shed(self, classes: Classes) -> Floats:
        """The rows of each class that no less general node keeps, at least; 0 or less: none."""
        ...


class SampleModel(Protocol):
    """A condition on all kept classes together."""

    def met(self, sizes: Ints, counts: Ints, subjects: int) -> bool:
        """Whether `counts` classes of `sizes` subjects each (rising, none 0) satisfy it.

        `subjects` counts once who stands in several of them.
        """
        ...


def at_least(model: str, parameter: str, value: float, least: int) -> None:
    """Refuse a `value` below `least`, and what is no number."""
    if not value >= least:
        raise SpecError(f"{model}: {parameter} is at least {least}")


def share(model: str, parameter: str, value: float) -> None:
    """Refuse a `value` that is no share."""
    if not 0 <= value <= 1:
        raise SpecError(f"{model}: {parameter} is a number from 0 to 1")


def risk(model: str, value: float) -> None:
    """Refuse a threshold that is no share, or 0: someone's risk is never 0."""
    share(model, "threshold", value)
    if value == 0:
        raise SpecError(f"{model}: threshold is above 0: no class is so large that a risk is 0")


def positive(model: str, parameter: str, value: float) -> None:
    """Refuse a `value` that is not above 0, or is infinite and so asks for nothing."""
    if not 0 < value < math.inf:
        raise SpecError(f"{model}: {parameter} is a positive number")
