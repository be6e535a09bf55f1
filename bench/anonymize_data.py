"""Inputs of the kanon rows: Adult drawn again and again, and a harder table; seeded, CSV or Parquet.

A drawn row is a row of Adult each of whose cells is, one time in ten, another row's. The harder table
has fifteen columns of 27 words and rows of forty kinds, one cell in twenty drawn anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from cohortium_anonymize import Column, KAnonymity, Rows, Spec, read_table
from cohortium_anonymize.tables import read_hierarchy

SHARED = Path(os.environ.get("COHORTIUM_SHARED", "../shared")) / "vectors" / "anonymize"
QUASI = ("sex", "age", "race", "marital-status", "education", "native-country", "occupation")
PERTURBED = 0.1
CHUNK = 1_000_000  # rows drawn at once
HARD_COLUMNS, HARD_WORDS, HARD_KINDS, HARD_NOISE = 15, 27, 40, 0.05


def adult() -> Path:
    """The file itself: 30,162 rows."""
    return SHARED / "adult.csv"


def adult_spec(*, time_limit: float = 600.0) -> Spec:
    """Seven quasi-identifiers, k = 5, at most 5 % suppressed, least loss."""
    columns = {
        name: Column("quasi-identifier", read_hierarchy(hierarchy(name), ";")) for name in QUASI
    }
    return Spec(columns, (KAnonymity(5),), 0.05, time_limit=time_limit, delimiter=";")


def hierarchy(name: str) -> Path:
    """The hierarchy file of one of Adult's columns."""
    return SHARED / f"adult_hierarchy_{name}.csv"


def hard_spec(*, time_limit: float) -> Spec:
    """Fifteen quasi-identifiers of four levels: 4^15 nodes."""
    ladder = Rows(tuple((f"v{v}", f"a{v // 3}", f"b{v // 9}", "*") for v in range(HARD_WORDS)))
    columns = {f"q{q}": Column("quasi-identifier", ladder) for q in range(HARD_COLUMNS)}
    return Spec(columns, (KAnonymity(5),), 0.05, time_limit=time_limit, delimiter=";")


def drawn(path: Path, rows: int, seed: int = 1) -> Path:
    """`rows` rows of Adult, drawn anew, as the suffix of `path` says."""
    source = read_table(adult(), ";")
    columns = {
        name: source.column(name).combine_chunks().dictionary_encode()
        for name in source.column_names
    }
    return _write(path, _draws(columns, rows, np.random.default_rng(seed)))


def hard(path: Path, rows: int, seed: int = 1) -> Path:
    """`rows` rows of the harder table."""
    return _write(path, _hard(rows, np.random.default_rng(seed)))


def _draws(
    columns: dict[str, pa.DictionaryArray], rows: int, generator: np.random.Generator
) -> Iterator[pa.Table]:
    for start in range(0, rows, CHUNK):
        many = min(CHUNK, rows - start)
        total = len(next(iter(columns.values())))
        chosen = generator.integers(0, total, many)
        told = {}
        for name, column in columns.items():
            codes = column.indices.to_numpy()[chosen]
            other = generator.random(many) < PERTURBED
            drawn_anew = generator.integers(0, total, int(other.sum()))
            codes[other] = column.indices.to_numpy()[drawn_anew]
            told[name] = pa.DictionaryArray.from_arrays(pa.array(codes), column.dictionary)
        yield pa.table({name: column.cast(pa.string()) for name, column in told.items()})


def _hard(rows: int, generator: np.random.Generator) -> Iterator[pa.Table]:
    kinds = generator.integers(0, HARD_WORDS, (HARD_COLUMNS, HARD_KINDS))
    words = pa.array([f"v{v}" for v in range(HARD_WORDS)])
    for start in range(0, rows, CHUNK):
        many = min(CHUNK, rows - start)
        kind = generator.integers(0, HARD_KINDS, many)
        told = {}
        for q in range(HARD_COLUMNS):
            anew = generator.random(many) < HARD_NOISE
            codes = np.where(anew, generator.integers(0, HARD_WORDS, many), kinds[q][kind])
            told[f"q{q}"] = words.take(pa.array(codes))
        yield pa.table(told)


def _write(path: Path, tables: Iterator[pa.Table]) -> Path:
    first = next(tables)
    quoting = pa.csv.WriteOptions(delimiter=";", quoting_style="none")
    writer = (
        pa.parquet.ParquetWriter(path, first.schema, compression="zstd")
        if path.suffix == ".parquet"
        else pa.csv.CSVWriter(path, first.schema, write_options=quoting)
    )
    with writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)
    return path
