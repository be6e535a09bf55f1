"""Writes a release's Parquet files, shard by shard, and names them by their content.

zstd; no statistics, no bloom filters, no page index: a footer would tell the smallest and largest
pseudonym or word of a note. A folder is filled under a temporary name and put in place whole.
Shards are kept as they come until all are there: only then is it known which values many share.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cohortium.home import write_atomically
from cohortium.release.written import Written
from cohortium_ledger.files import sync_path

READ_ONLY = 0o444
OPERATOR_ONLY = 0o400
MAKING = ".making-"
Revise = Callable[[str, str, pa.Table], pa.Table]


class Releases:
    """The folder of releases, one folder each."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def making(self) -> ReleaseFolder:
        """A new release's folder, in the making."""
        return ReleaseFolder(self._root)

    def unfinished(self) -> list[Path]:
        """Folders in the making: of a publication under way, or of one that died."""
        return sorted(self._root.glob(f"{MAKING}*"))

    def remove_strays(self, known: set[str]) -> list[str]:
        """Remove folders that no ledger entry names: what a crash left of unpublished releases."""
        strays = [path for path in self._root.iterdir() if path.is_dir() and path.name not in known]
        for path in strays:
            shutil.rmtree(path)
        return [path.name for path in strays]


class ReleaseFolder:
    """A release's folder in the making. Leaving the context without `place` removes it."""

    def __init__(self, releases: Path) -> None:
        self._releases = releases
        self._folder = releases / f"{MAKING}{os.getpid()}"
        self._writers: dict[tuple[str, str], pq.ParquetWriter] = {}

    def __enter__(self) -> ReleaseFolder:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            with ExitStack() as closing:  # every writer, also when one finds the disk full
                for writer in self._writers.values():
                    closing.callback(writer.close)
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def path(self) -> Path:
        """Where the files are until they are in place."""
        return self._folder

    def append(self, rendition: str, name: str, table: pa.Table) -> None:
        """Add a shard's rows to one table of one rendition."""
        at = (rendition, name)
        if at not in self._writers:
            (self._folder / rendition).mkdir(mode=0o700, exist_ok=True)
            self._writers[at] = _writer(self._shards(*at), table.schema, "lz4")
        if table.num_rows:
            self._writers[at].write_table(table)

    def finish(self, revise: Revise) -> list[Written]:
        """Write what `revise(rendition, name, shard)` makes of each shard; ordered by table.

        Each file is named by its digest; the shards as they came are removed.
        """
        return [self._finish(*at, revise) for at in sorted(self._writers)]

    def _shards(self, rendition: str, name: str) -> Path:
        return self._folder / rendition / f"{name}.shards"

    def _finish(self, rendition: str, name: str, revise: Revise) -> Written:
        self._writers.pop((rendition, name)).close()
        shards = self._shards(rendition, name)
        path = shards.with_suffix(".parquet")
        rows = _revised(shards, path, lambda shard: revise(rendition, name, shard))
        shards.unlink()
        digest = _digest(path)
        final = path.with_name(f"{name}-{digest[:16]}.parquet")
        path.replace(final)
        final.chmod(READ_ONLY)
        sync_path(final)
        sync_path(final.parent)
        relative = f"{rendition}/{final.name}"
        return Written(name, rendition, relative, digest, final.stat().st_size, rows)

    def keep(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Files beside the renditions that no manifest lists: they stay with the operator."""
        target = self._folder / folder
        target.mkdir(mode=0o700)
        for name, data in files.items():
            write_atomically(target / name, data, OPERATOR_ONLY)

    def place(self, release: str, manifest: bytes) -> Path:
        """Put the folder in place under the release's id, with its manifest, durably."""
        write_atomically(self._folder / "manifest.json", manifest, READ_ONLY)
        target = self._releases / release
        if target.exists():
            shutil.rmtree(target)  # a crash left it before its entry; the same id is the same bytes
        self._folder.replace(target)
        sync_path(self._releases)
        return target


def _writer(path: Path, schema: pa.Schema, compression: str) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        path,
        schema,
        compression=compression,
        write_statistics=False,
        write_page_index=False,
        store_schema=False,
    )


def _revised(source: Path, target: Path, revise: Callable[[pa.Table], pa.Table]) -> int:
    """Write `target` from `source`, a shard (row group) at a time; how many rows it has."""
    rows = 0
    with (
        pq.ParquetFile(source) as shards,
        _writer(target, shards.schema_arrow, "zstd") as writer,
    ):
        for group in range(shards.num_row_groups):
            revised = revise(shards.read_row_group(group))
            rows += revised.num_rows
            if revised.num_rows:
                writer.write_table(revised)
    return rows


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
