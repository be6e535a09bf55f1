"""CSV rows as strings by column name, one at a time, with the line each began on. No meaning here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import cast

from cohortium.errors import BadInput
from cohortium.records.record import Rejection
from cohortium.records.source import Member, utf8

# Longest field, in characters: a very long note; the csv module's own is 128 KB.
FIELD_LIMIT = 16 << 20
Row = dict[str, str]


def rows(
    member: Member, *, encoding: str = "utf-8-sig", delimiter: str = ","
) -> Iterator[tuple[int, Row] | Rejection | tuple[str, ...]]:
    """The header (names stripped, lower case) as a tuple first, then (line, non-empty cells) a row.

    Rows that do not fit the header, or are not of the encoding, are Rejections; trailing empty cells
    beyond the header are let be, since exports have them.
    """
    csv.field_size_limit(FIELD_LIMIT)
    with member.open() as stream:
        if encoding.startswith("utf-8"):
            utf8(cast("io.BufferedReader", stream).peek(2)[:2], member.name)
        text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        header = _header(member, reader)
        yield header
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Rejection(member.name, line, "is not valid CSV (quotes, or a field too long)")
                continue
            if cells:
                yield _row(member.name, line, header, cells)


def _header(member: Member, reader: Iterator[list[str]]) -> tuple[str, ...]:
    try:
        first = next(reader, [])
    except csv.Error as error:
        raise BadInput(f"{member.name}: its first line is no CSV header") from error
    header = tuple(name.strip().lower() for name in first)
    while header and not header[-1]:
        header = header[:-1]
    if not header or len(set(header)) < len(header) or not all(header):
        raise BadInput(f"{member.name}: its first line must name each column once")
    return header


def _row(
    name: str, line: int, header: tuple[str, ...], cells: list[str]
) -> tuple[int, Row] | Rejection:
    if len(cells) < len(header):
        return Rejection(name, line, f"has {len(cells)} fields, the header {len(header)}")
    if len(cells) > len(header) and any(cells[len(header) :]):
        return Rejection(name, line, f"has {len(cells)} fields, the header {len(header)}")
    row = {key: cell for key, cell in zip(header, cells, strict=False) if cell}
    if not "".join(cells).isascii():
        try:
            "".join(cells).encode()
        except UnicodeEncodeError:
            return Rejection(
                name, line, "is not UTF-8 (or not of the encoding that the mapping says)"
            )
    return line, row
