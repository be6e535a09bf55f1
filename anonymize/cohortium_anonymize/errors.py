"""What can go wrong here, one small tree. Each error is one line: what is wrong and what to do.

    AnonymizeError          exit 2
    ├── SpecError           exit 2: the configuration is wrong, or asks for what is not built
    ├── InputError          exit 2: the table does not fit the configuration, or cannot be read
    │   ├── Unfit           exit 2: values of a column that cannot be taken
    │   └── InRow           exit 2: the same, with the first row that has one
    ├── EngineError         exit 1: workers died or cannot be reached; the same again may go well
    └── NoSolution          exit 1: no transformation satisfies the models within the limit

Messages name columns, counts and rows, never a value of the table. Of a table they count data rows
from 1; of a file beside it, the lines that an editor shows.
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
    """Values of a column that cannot be taken, by its hierarchy or at all; None: missing ones.

    `values` are they, for whoever has the table to find the row: the message never tells them.
    """

    def __init__(self, column: str, values: Sequence[str | None], why: str) -> None:
        super().__init__(f"column {column}: {why}")
        self.column = column
        self.values = tuple(values)
        self.why = why

    def __reduce__(self) -> tuple[Any, ...]:
        """Whole, from the process that met them."""
        return Unfit, (self.column, self.values, self.why)

    def in_row(self, row: int) -> InRow:
        """The same, naming the first such row."""
        return InRow(str(self), row)


class InRow(InputError):
    """What is wrong (`said`), and the first row of the table that has it.

    `row` counts from 0; the message counts data rows from 1, a header being none.
    """

    def __init__(self, said: str, row: int) -> None:
        super().__init__(f"{said}; the first stands in data row {row + 1}")
        self.said = said
        self.row = row

    def __reduce__(self) -> tuple[Any, ...]:
        """Whole, from the process that met it."""
        return InRow, (self.said, self.row)


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
