"""Downloads that can be interrupted: ranges to resume, SHA-256 against the manifest to believe.

A file is gathered in ``.<name>.part`` and gets its name once its digest is that of the manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from cohortium.client.connection import Connection
from cohortium.client.errors import DownloadFailed, Unreachable

ATTEMPTS = 5
PIECE = 1 << 20


def download(connection: Connection, base: str, manifest: bytes, directory: Path) -> list[Path]:
    """Fetch every file of the download rendition that `manifest` lists, from under `base`."""
    directory.mkdir(parents=True, exist_ok=True)
    fetched = [_fetch(connection, base, file, directory) for file in _files(json.loads(manifest))]
    (directory / "manifest.json").write_bytes(manifest)
    return fetched


def _files(manifest: Any) -> Iterator[dict[str, Any]]:
    for table in manifest["tables"]:
        for file in table["files"]:
            if file["rendition"] == "download":
                yield file


def _fetch(connection: Connection, base: str, file: dict[str, Any], directory: Path) -> Path:
    name = PurePosixPath(file["path"]).name
    target, part = directory / name, directory / f".{name}.part"
    if not name or name.startswith("."):
        raise DownloadFailed("the manifest names a file that cannot be kept", code="path")
    if target.is_file() and _digest(target) == file["sha256"]:
        return target
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _gather(connection, f"{base}/{quote(file['path'])}", file, part)
            break
        except Unreachable:
            if attempt == ATTEMPTS:
                raise
    if part.stat().st_size != file["bytes"] or _digest(part) != file["sha256"]:
        part.unlink()
        raise DownloadFailed(
            f"{name} did not arrive as the manifest says: fetch it again", code="digest"
        )
    part.replace(target)
    return target


def _gather(connection: Connection, path: str, file: dict[str, Any], part: Path) -> None:
    """Append to `part` what it lacks."""
    have = part.stat().st_size if part.exists() else 0
    if have > file["bytes"]:
        part.unlink()
        have = 0
    if have == file["bytes"]:
        return
    headers = {"Range": f"bytes={have}-", "If-Range": f'"{file["sha256"]}"'} if have else {}
    with connection.stream(path, headers) as response:
        mode = "ab" if response.status_code == 206 else "wb"
        with part.open(mode) as kept:
            for piece in response.iter_bytes(PIECE):
                kept.write(piece)
            kept.flush()
            os.fsync(kept.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
