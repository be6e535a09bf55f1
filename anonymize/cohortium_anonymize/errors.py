"""What can go wrong here, one small tree. Each error is one line: what is wrong and what to do.

    AnonymizeError          exit 2
    ├── SpecError           exit 2: the configuration is wrong, or asks for what is not built
    ├── InputError          exit 2: the table does not fit the configuration, or cannot be read
    │   └── Unfit           exit 2: values that do not fit a column's hierarchy
    ├── EngineError         exit 1: workers died or cannot be reached; the same again may go well
    └── NoSolution          exit 1: no transformation satisfies the models within the limit

Messages name columns, counts and row numbers, never a value of the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar


class AnonymizeError(Exception):
    """Base of every error of this package. `exit_code` is what a command should end with."""

    exit_code: ClassVar[int] = 2


class SpecError(AnonymizeError):
    """The configuration is wrong."""


class InputError(AnonymizeError):
    """The table cannot be read, or does not fit the configuration."""


class Unfit(InputError):
    """Values of a column that its hierarchy cannot take.

    `values` are they, for whoever has the table to find the row: the message never tells them.
    """

    def __init__(self, column: str, values: Sequence[str], why: str) -> None:
        super().__init__(f"column {column}: {len(values)} of its values {why}")
        self.column = column
        self.values = tuple(values)

    def in_row(self, row: int) -> InputError:
        """The same, naming the first such row, counted from 0."""
        return InputError(f"{self}; the first stands in row {row}, counted from 0")


class EngineError(AnonymizeError):
    """Whoever does the work is gone or cannot be reached. Nothing was released."""

    exit_code: ClassVar[int] = 1


class NoSolution(AnonymizeError):
    """Nothing satisfies the models within the suppression limit.

    `figures` says how close the search came: rows, limit, fewest suppressed, nodes checked.
    `proven` is false when the time limit ended the search first.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, figures: dict[str, Any], proven: bool = True) -> None:
        super().__init__(message)
        self.figures = figures
        self.proven = proven
