"""Rows of bench-results.json: merging new ones into old ones, and a table of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of ours beside its peer's, in `unit`; `target` is what the ratio should reach."""

    name: str
    ours: float
    peer: float
    unit: str
    ratio: float
    target: float
    better: Literal["higher", "lower"]

    @classmethod
    def of(
        cls, name: str, ours: float, peer: float, *, unit: str, target: float,
        better: Literal["higher", "lower"] = "lower",
    ) -> Row:  # fmt: skip
        """A row with its ratio, ours over the peer's."""
        return cls(
            name, round(ours, 4), round(peer, 4), unit, round(ours / peer, 3), target, better
        )

    @property
    def reached(self) -> bool:
        """Whether the ratio is as good as the target."""
        return self.ratio <= self.target if self.better == "lower" else self.ratio >= self.target


def read(path: Path) -> list[Row]:
    """The rows in a results file; none when there is no file."""
    if not path.exists():
        return []
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return [Row(**row) for row in found]


def merge(path: Path, rows: list[Row]) -> None:
    """Put `rows` into the file in place of rows of the same names; the others stay."""
    known = {row.name: row for row in read(path)} | {row.name: row for row in rows}
    told = [asdict(known[name]) for name in sorted(known)]
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def show(path: Path) -> None:
    """Print what the file holds."""
    table = Table("row", "ours", "peer", "unit", "ratio", "to reach", "reached")
    for row in read(path):
        sign = "<=" if row.better == "lower" else ">="
        table.add_row(
            row.name, f"{row.ours:g}", f"{row.peer:g}", row.unit, f"{row.ratio:g}",
            f"{sign} {row.target:g}", "yes" if row.reached else "no",
        )  # fmt: skip
    Console().print(table)
