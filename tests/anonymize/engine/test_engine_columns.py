"""Columns as files have them: in memory and in shards the same release, or the same refusal."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cohortium_anonymize import Column, InputError, KAnonymity, Prefix, Spec
from cohortium_anonymize.engine.crew import Local
from cohortium_anonymize.report import run as release

CREWS = [None, Local(1)]


def asked(folder: Path, zips: pa.Array, ill: pa.Array) -> Spec:
    folder.mkdir(exist_ok=True)
    pq.write_table(pa.table({"zip": zips, "ill": ill}), folder / "people.parquet")
    columns = {"zip": Column("quasi-identifier", Prefix(5)), "ill": Column("sensitive")}
    return Spec(columns, (KAnonymity(4),), input=folder / "people.parquet")


@pytest.mark.parametrize("crew", CREWS)
def test_views_of_words_are_released_as_words(crew: Local | None, tmp_path: Path) -> None:
    zips, ill = pa.array([f"0213{n % 9}" for n in range(60)]), pa.array(["flu", "gout", None] * 20)
    made = set()
    for kind in (pa.string(), pa.string_view()):
        spec = asked(tmp_path / str(kind), zips.cast(kind), ill.cast(kind))
        told = release(spec, tmp_path / str(kind) / "out", crew)
        made.add(Path(told["output"]).read_bytes())
    assert len(made) == 1


@pytest.mark.parametrize("crew", CREWS)
def test_a_quasi_identifier_without_values_is_refused(crew: Local | None, tmp_path: Path) -> None:
    spec = asked(tmp_path, pa.nulls(8, pa.string()), pa.array(["flu", "gout"] * 4))
    with pytest.raises(InputError, match="column zip is missing in every row"):
        release(spec, tmp_path / "out", crew)
    assert not (tmp_path / "out").exists()
