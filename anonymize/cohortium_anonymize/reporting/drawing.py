"""Pictures as inline SVG: paired bars, single bars, ladders of levels, a scatter, intervals.

Each has a title and a description for those who do not see it, and stands beside a table of the same
figures. Colours are classes of the page's style, so that they follow its light or dark theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cohortium_anonymize.reporting.markup import Markup, element, share

WIDTH = 640
LABEL = 170  # pixels left of a horizontal picture, for names
WIDE = 300  # the same, for sentences
FITS, FITS_WIDE = 22, 40  # characters that there is room for
ROW = 26


def svg(title: str, description: str, height: float, *shapes: Any, width: int = WIDTH) -> Markup:
    """A picture that scales with the page."""
    return element(
        "svg",
        element("title", title),
        element("desc", description),
        *shapes,
        viewBox=f"0 0 {width} {height:g}",
        role="img",
        aria_label=f"{title}. {description}",
        class_="figure",
        style=f"max-width:{width}px",
    )


def text(x: float, y: float, words: str, class_: str = "", anchor: str = "start") -> Markup:
    """Words at a place."""
    return element(
        "text", words, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor, class_=class_ or None
    )


def box(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    """A rectangle."""
    return element(
        "rect", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{max(0.0, width):.1f}",
        height=f"{max(0.0, height):.1f}", class_=class_,
    )  # fmt: skip


def stroke(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A line."""
    return element(
        "line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", class_=class_
    )


def short(name: str, length: int = FITS) -> str:
    """A name that fits: its beginning and its end, which tell most names apart."""
    if len(name) <= length:
        return name
    end = length // 3
    return f"{name[: length - 1 - end]}…{name[-end:]}"


def named(x: float, y: float, name: str, length: int = FITS) -> Markup:
    """A name left of `x`; where it does not fit, the whole of it when pointed at."""
    told = short(name, length)
    whole = element("title", name) if told != name else None
    return element(
        "text", told, whole, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor="end", class_="small"
    )


def columns(title: str, description: str, bars: Sequence[tuple[str, float, float]]) -> Markup:
    """Pairs of upright bars, shares of one: (label, before, after)."""
    height, base, top = 260, 200.0, 40.0
    slot = (WIDTH - 60) / max(1, len(bars))
    most = max([value for _, *pair in bars for value in pair], default=0.0) or 1.0
    shapes: list[Any] = [_legend()]
    for place, (label, *pair) in enumerate(bars):
        left = 50 + place * slot
        for side, value in enumerate(pair):
            tall = (base - top) * value / most
            x, wide = left + slot * (0.12 + 0.39 * side), slot * 0.36
            shapes.append(box(x, base - tall, wide, tall, ("before", "after")[side]))
            if value:
                shapes.append(
                    text(x + wide / 2, base - tall - 4, share(value).rstrip(" %"), "tiny", "middle")
                )
        shapes.append(text(left + slot / 2, base + 16, label, "small", "middle"))
    shapes.append(stroke(50, base, WIDTH - 10, base, "axis"))
    shapes.append(
        text(50 + (WIDTH - 60) / 2, base + 42, "people in a class of this size", "small", "middle")
    )
    shapes.append(text(6, 19, "% of people", "small"))
    return svg(title, description, height, *shapes)


def _legend() -> list[Markup]:
    return [
        shape
        for place, (name, class_) in enumerate((("input", "before"), ("release", "after")))
        for shape in (
            box(WIDTH - 200 + 100 * place, 8, 12, 12, class_),
            text(WIDTH - 182 + 100 * place, 19, name, "small"),
        )
    ]


def meters(title: str, description: str, bars: Sequence[tuple[str, float, str]]) -> Markup:
    """Lying bars on a scale from 0 to 1: (name, value, what to write beside it)."""
    room = WIDTH - LABEL - 90
    shapes: list[Any] = []
    for place, (name, value, told) in enumerate(bars):
        y = 6 + place * ROW
        shapes += [
            named(LABEL - 8, y + 14, name),
            box(LABEL, y + 2, room, 16, "track"),
            box(LABEL, y + 2, room * min(1.0, max(0.0, value)), 16, "after"),
            text(LABEL + room + 8, y + 15, told, "small"),
        ]
    return svg(title, description, 12 + ROW * len(bars), *shapes)


def pairs(title: str, description: str, bars: Sequence[tuple[str, float, float]]) -> Markup:
    """Two lying bars a name, from 0 to 1: (name, before, after)."""
    room = WIDTH - LABEL - 90
    shapes: list[Any] = [_legend()]
    for place, (name, *values) in enumerate(bars):
        y = 30 + place * 40
        shapes.append(named(LABEL - 8, y + 21, name))
        for side, value in enumerate(values):
            top = y + 2 + 15 * side
            shapes += [
                box(LABEL, top, room, 13, "track"),
                box(LABEL, top, room * min(1.0, max(0.0, value)), 13, ("before", "after")[side]),
                text(LABEL + room + 8, top + 11, share(value), "tiny"),
            ]
    return svg(title, description, 40 + 40 * len(bars), *shapes)


def ladders(title: str, description: str, steps: Sequence[tuple[str, int, int]]) -> Markup:
    """The node of a lattice: a row of levels for each column, the chosen one filled."""
    most = max([height for _, _, height in steps], default=0) + 1
    cell = min(64.0, (WIDTH - LABEL - 120) / most)
    shapes: list[Any] = [
        text(LABEL, 14, "as it was", "tiny"),
        text(LABEL + cell * most, 14, "nothing told", "tiny", "end"),
    ]
    for place, (name, level, height) in enumerate(steps):
        y = 22 + place * ROW
        shapes.append(named(LABEL - 8, y + 15, name))
        for step in range(height + 1):
            state = "chosen" if step == level else "passed" if step < level else "open"
            x = LABEL + step * cell
            shapes.append(box(x, y + 1, cell - 4, ROW - 6, state))
            shapes.append(text(x + cell / 2 - 2, y + 15, str(step), f"tiny on-{state}", "middle"))
        shapes.append(text(LABEL + cell * (height + 1) + 6, y + 15, f"{level} of {height}", "tiny"))
    return svg(title, description, 30 + ROW * len(steps), *shapes)


def scatter(title: str, description: str, points: Sequence[tuple[float, float]]) -> Markup:
    """Points whose axes run from the least to 1; on the diagonal nothing changed."""
    low = -1.0 if any(min(point) < 0 for point in points) else 0.0
    side, left, top = 260.0, 60.0, 14.0

    def place(value: float) -> float:
        return side * (value - low) / (1 - low)

    shapes: list[Any] = [
        box(left, top, side, side, "plain"),
        stroke(left, top + side, left + side, top, "axis dashed"),
        text(left + side / 2, top + side + 34, "before", "small", "middle"),
        text(left - 8, top + side / 2 + 18, "after", "small", "end"),
    ]
    for value in (low, (1 + low) / 2, 1.0):
        across, up = left + place(value), top + side - place(value)
        shapes.append(text(across, top + side + 16, f"{value:g}", "tiny", "middle"))
        shapes.append(text(left - 8, up + 4, f"{value:g}", "tiny", "end"))
    for x, y in points:
        across, up = left + place(x), top + side - place(y)
        shapes.append(element("circle", cx=f"{across:.1f}", cy=f"{up:.1f}", r=4, class_="dot"))
    return svg(title, description, top + side + 44, *shapes, width=340)


def intervals(
    title: str,
    description: str,
    rows: Sequence[tuple[str, float, float, float]],
    limit: float | None,
) -> Markup:
    """Estimates with their intervals, from 0 to 1: (name, low, value, high); the limit as a line."""
    room = WIDTH - WIDE - 90
    bottom = 24.0 + ROW * len(rows)
    shapes: list[Any] = []
    for place, (name, low, value, high) in enumerate(rows):
        y = 24 + place * ROW + ROW / 2
        ends = [WIDE + room * min(1.0, max(0.0, end)) for end in (low, value, high)]
        shapes += [
            named(WIDE - 8, y + 4, name, FITS_WIDE),
            stroke(WIDE, y, WIDE + room, y, "guide"),
            stroke(ends[0], y, ends[2], y, "range"),
            element("circle", cx=f"{ends[1]:.1f}", cy=f"{y:.1f}", r=5, class_="dot"),
            text(WIDE + room + 8, y + 4, share(value), "tiny"),
        ]
    if limit is not None:
        x = WIDE + room * min(1.0, max(0.0, limit))
        shapes += [
            stroke(x, 16, x, bottom, "limit"),
            text(x, 12, f"limit {share(limit)}", "tiny", "middle"),
        ]
    return svg(title, description, bottom + 8, *shapes)
