"""What can go wrong here, one small tree. Each error is one line: what is wrong and what to do.

    AnonymizeError          exit 2
    ├── SpecError           exit 2: the configuration is wrong, or asks for what is not built
    ├── InputError          exit 2: the table does not fit the configuration, or cannot be read
    └── NoSolution          exit 1: no transformation satisfies the models within the limit

Messages name columns, counts and row numbers, never a value of the table.
"""

from __future__ import annotations

from typing import Any, ClassVar


class AnonymizeError(Exception):
    """Base of every error of this package. `exit_code` is what a command should end with."""

    exit_code: ClassVar[int] = 2


class SpecError(AnonymizeError):
    """The configuration is wrong."""


class InputError(AnonymizeError):
    """The table cannot be read, or does not fit the configuration."""


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
