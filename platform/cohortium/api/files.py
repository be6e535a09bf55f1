"""Downloads: the files of a release's download rendition, by a grant that allows it.

Only paths that the manifest lists; ETag is the file's SHA-256; one range a request (RFC 9110 section
14). What leaves is recorded before the first byte does; HEAD and 304 let nothing leave.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any, BinaryIO
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from cohortium.api.access import Asker, AskerOf, ServerOf
from cohortium.api.problems import NoRange, documented
from cohortium.api.server import Server
from cohortium.errors import Unavailable
from cohortium.flows.dataset import (
    Downloadable,
    downloadable,
    find_downloadable,
    record_download,
)
from cohortium.flows.grant import authorize

router = APIRouter(prefix="/v1/datasets/{dataset}/files", tags=["downloads"])
CHUNK = 256 * 1024
MEDIA_TYPE = "application/vnd.apache.parquet"
_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))", re.ASCII)
_BYTES: dict[str, Any] = {"content": {MEDIA_TYPE: {}}, "description": "The file's bytes."}


@router.get("", summary="The files I may download", responses=documented(403, 409))
async def files(server: ServerOf, asker: AskerOf, dataset: str) -> dict[str, Any]:
    """Paths, digests and sizes, as the manifest lists them."""
    authorize(asker.grant, dataset, download=True)
    found = await server.reading.run(downloadable, dataset)
    return {
        "files": [
            {
                "path": file.path, "table": file.table, "sha256": file.sha256, "bytes": file.bytes,
                "href": f"/v1/datasets/{quote(dataset)}/files/{quote(file.path)}",
            }
            for file in found
        ]
    }  # fmt: skip


@router.head("/{path:path}", include_in_schema=False)
async def head(server: ServerOf, asker: AskerOf, dataset: str, path: str) -> Response:
    """What a GET of the whole file would say of it."""
    file = await _find(server, asker, dataset, path)
    return Response(None, headers=_headers(file, (0, file.bytes)), media_type=MEDIA_TYPE)


@router.get(
    "/{path:path}",
    summary="A file, whole or a range of it",
    response_class=Response,
    responses={200: _BYTES, 206: _BYTES, **documented(403, 404, 409, 416)},
)
async def download(
    request: Request, server: ServerOf, asker: AskerOf, dataset: str, path: str
) -> Response:
    """Recorded on the ledger before the first byte leaves."""
    file = await _find(server, asker, dataset, path)
    if _matches(request.headers.get("if-none-match", ""), file):
        return Response(status_code=304, headers={"ETag": _etag(file)})
    span = _span(request, file)
    part = span is not None
    start, stop = span or (0, file.bytes)
    opened = await to_thread.run_sync(_open, file)
    try:
        server.signing.check()
        await server.reading.run(record_download, asker.grant, file, (start, stop))
    except BaseException:
        opened.close()
        raise
    headers = _headers(file, (start, stop))
    if part:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{file.bytes}"
    return StreamingResponse(
        _read(opened, start, stop), 206 if part else 200, headers, media_type=MEDIA_TYPE
    )


async def _find(server: Server, asker: Asker, dataset: str, path: str) -> Downloadable:
    authorize(asker.grant, dataset, download=True)
    return await server.reading.run(find_downloadable, dataset, path)


def _headers(file: Downloadable, span: tuple[int, int]) -> dict[str, str]:
    return {
        "ETag": _etag(file),
        "Accept-Ranges": "bytes",
        "Content-Length": str(span[1] - span[0]),
        "Content-Disposition": "attachment",
    }


def _etag(file: Downloadable) -> str:
    return f'"{file.sha256}"'


def _matches(tags: str, file: Downloadable) -> bool:
    return tags.strip() == "*" or _etag(file) in (tag.strip() for tag in tags.split(","))


def _span(request: Request, file: Downloadable) -> tuple[int, int] | None:
    """The bytes [start, stop) asked for; None for the whole file, also where the header is no range."""
    asked = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if asked is None or request.headers.get("if-range", _etag(file)) != _etag(file):
        return None
    first, last, suffix = asked.groups()
    if suffix is not None:
        start, stop = max(0, file.bytes - int(suffix)), file.bytes
    else:
        start, stop = int(first), min(file.bytes, int(last) + 1 if last else file.bytes)
        if last and int(last) < start:
            return None  # not a valid range: RFC 9110 has it ignored
    if start >= stop:
        raise NoRange(file.bytes)
    return start, stop


def _open(file: Downloadable) -> BinaryIO:
    try:
        opened = file.location.open("rb")
    except OSError as error:
        raise Unavailable("the file cannot be read here: tell the operator", code="file") from error
    if opened.seek(0, 2) != file.bytes:
        opened.close()
        raise Unavailable("the file is not as published: tell the operator", code="file")
    return opened


async def _read(file: BinaryIO, start: int, stop: int) -> AsyncIterator[bytes]:
    try:
        await to_thread.run_sync(file.seek, start)
        while start < stop:
            data = await to_thread.run_sync(file.read, min(CHUNK, stop - start))
            if not data:
                raise EOFError("the file ended early")
            start += len(data)
            yield data
    finally:
        file.close()
