"""HTML and SVG by construction: what is not markup already is escaped, so no figure or name can become any."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

NONE = "\N{EM DASH}"  # where there is no figure
VOID = frozenset({"meta", "line", "rect", "circle", "path"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(tag: str, *children: str | Iterable[str] | None, **attributes: Any) -> Markup:
    """An element. Children that are not `Markup` are escaped; ``class_`` is written class, a_b a-b."""
    told = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in VOID and not children:
        return Markup(f"<{tag}{told}/>" if tag != "meta" else f"<{tag}{told}>")
    return Markup(f"<{tag}{told}>{joined(*children)}</{tag}>")


def joined(*children: str | Iterable[str] | None) -> Markup:
    """Children one after the other; None is nothing."""
    parts: list[str] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Markup):
            parts.append(child)
        elif isinstance(child, str):
            parts.append(escape(child))
        else:
            parts.append(joined(*child))
    return Markup("".join(parts))


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: int = 1
) -> Markup:
    """A table whose first column heads its rows; from column `numeric` on cells are set right."""
    body = [
        element("tr", element("th", row[0], scope="row"), [
            element("td", cell, class_="n" if place >= numeric else None)
            for place, cell in enumerate(row[1:], 1)
        ])
        for row in rows
    ]  # fmt: skip
    heads = [
        element("th", name, scope="col", class_="n" if place >= numeric else None)
        for place, name in enumerate(head)
    ]
    made = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", heads)),
        element("tbody", body),
    )
    return element("div", made, class_="scroll", tabindex="0", role="region", aria_label=caption)


def beside(picture: Markup | None, *tables: Markup | None) -> Markup:
    """A picture with the tables of its figures, next to each other where there is room."""
    return element("div", picture, *tables, class_="pair")


def share(value: float | None) -> str:
    """A share of one as a percentage."""
    if value is None:
        return NONE
    if 0 < value < 0.0005:
        return "< 0.05 %"
    return f"{100 * value:.1f} %"


def number(value: Any) -> str:
    """A figure with as many digits as a person reads; nothing, a dash."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        if not math.isfinite(value):
            return NONE
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
    return str(value)


def words(key: str) -> str:
    """A key of the JSON, as words."""
    return key.replace("_", " ")
