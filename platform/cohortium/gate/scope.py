"""What FROM brings into view: one table, or an event table joined to subjects on `subject`.

Names are resolved here against the registry; nothing else can be named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cohortium.gate.refusal import refuse
from cohortium.gate.registry import SUBJECT, SUBJECTS, Field, Registry, Role, Table
from cohortium.gate.syntax import Node, expect, take

_UNKNOWN: Final = "a column that is not registered, or not with this table, is named"
_JOIN: Final = "the only join is of one event table to subjects, on subject alone"


@dataclass(frozen=True, slots=True)
class Scope:
    """The tables in view under the names the question gives them, in lower case."""

    tables: tuple[tuple[str, Table], ...]

    @property
    def event(self) -> Table:
        """The table whose rows are counted: the event table, where there is one."""
        named = [table for _, table in self.tables]
        return next((table for table in named if table.name != SUBJECTS), named[0])

    @property
    def joined(self) -> Table | None:
        """The subjects table where it is joined to."""
        if len(self.tables) == 1:
            return None
        return next(table for _, table in self.tables if table.name == SUBJECTS)

    def field(self, path: Sequence[str]) -> Field:
        """The column that `path` (``[column]`` or ``[table, column]``) names; text never."""
        found = self._found(path)
        if len(found) > 1:
            refuse("column", "a column is named that both tables have: write table.column")
        if not found:
            refuse("column", _UNKNOWN)
        if found[0].role is Role.TEXT:
            refuse("column", "text columns cannot be named in a question")
        return found[0]

    def data(self, path: Sequence[str]) -> Field:
        """As `field`, and never the subject."""
        if self.is_subject(path):
            refuse(
                "column", "subject can only be counted, as count(distinct subject), and joined on"
            )
        return self.field(path)

    def is_subject(self, path: Sequence[str]) -> bool:
        """Whether `path` names the subject of a table in view."""
        return any(field.role is Role.SUBJECT for field in self._found(path))

    def _found(self, path: Sequence[str]) -> list[Field]:
        if not 1 <= len(path) <= 2:
            refuse("column", _UNKNOWN)
        wanted = path[0].lower() if len(path) == 2 else None
        in_view = [table for name, table in self.tables if wanted in {None, name}]
        fields = [table.field(path[-1]) for table in in_view]
        return [field for field in fields if field is not None]


def column_path(node: Node, optional: Sequence[str] = ()) -> tuple[str, ...]:
    """The names of a COLUMN_REF node."""
    taken = take(node, {"class", "type", "column_names"}, optional)
    expect(taken, **{"class": "COLUMN_REF", "type": "COLUMN_REF"})
    return tuple(str(name) for name in taken["column_names"])


def scope_of(node: object, registry: Registry) -> Scope:
    """Read a FROM clause."""
    if isinstance(node, dict) and node.get("type") == "JOIN":
        return _joined(node, registry)
    return Scope((_base(node, registry),))


def _base(node: object, registry: Registry) -> tuple[str, Table]:
    taken = take(node, {"type", "table_name", "qualified_name"}, {"alias"})
    expect(taken, type="BASE_TABLE", qualified_name={"path": [taken["table_name"]]})
    table = registry.table(taken["table_name"])
    if table is None:
        refuse("column", "a table that is not registered is named")
    return str(taken.get("alias", table.name)).lower(), table


def _joined(node: object, registry: Registry) -> Scope:
    keys = {"type", "left", "right", "join_type", "ref_type", "is_implicit"}
    taken = take(node, keys, {"using_columns", "condition"})
    expect(taken, join_type="INNER", ref_type="REGULAR", is_implicit=False)
    scope = Scope((_base(taken["left"], registry), _base(taken["right"], registry)))
    (left, first), (right, second) = scope.tables
    if left == right or (first.name == SUBJECTS) == (second.name == SUBJECTS):
        refuse("shape", _JOIN)
    if "using_columns" in taken and "condition" not in taken:
        if [str(name).lower() for name in taken["using_columns"]] != [SUBJECT]:
            refuse("shape", _JOIN)
    elif "condition" in taken and "using_columns" not in taken:
        _check_condition(taken["condition"], {left, right})
    else:
        refuse("shape", _JOIN)
    return scope


def _check_condition(node: object, names: set[str]) -> None:
    taken = take(node, {"class", "type", "left", "right"})
    expect(taken, **{"class": "COMPARISON", "type": "COMPARE_EQUAL"})
    paths = [column_path(taken["left"]), column_path(taken["right"])]
    qualified = {path[0].lower() for path in paths if len(path) == 2}
    if qualified != names or any(path[-1].lower() != SUBJECT for path in paths):
        refuse("shape", _JOIN)
