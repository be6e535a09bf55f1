"""A mirror over HTTP: the static tree of its folder, as the log itself serves it.

Only files of the tree are given out, each read whole, so that a reader sees one before or after an
update and never half. What a mirror believes is `cohortium_ledger.remote.mirror`'s.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cohortium_ledger.errors import FormatError, LedgerError
from cohortium_ledger.formats.tiles import parse_tile_path
from cohortium_ledger.remote.mirror import Mirror
from cohortium_ledger.remote.reader import open_tree

TEXTS = frozenset({"checkpoint", "log.vkey"})
TEXT = "text/plain; charset=utf-8"
FRESH = "public, max-age=5"
FOREVER = "public, max-age=31536000, immutable"


def create_app(directory: Path) -> Starlette:
    """The ASGI app over the mirror in `directory`."""

    def static(request: Request) -> Response:
        path: str = request.path_params["path"]
        if path in TEXTS:
            headers = {"Cache-Control": FRESH, "Content-Type": TEXT}
        elif _is_tile(path):
            headers = {"Cache-Control": FOREVER, "Content-Type": "application/octet-stream"}
        else:
            raise HTTPException(404)
        try:
            return Response((directory / path).read_bytes(), headers=headers)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise HTTPException(404) from error

    return Starlette(routes=[Route("/{path:path}", static, methods=["GET"])])


def keep_updating(
    mirror: Mirror, every: float, stop: threading.Event, tell: Callable[[str], None]
) -> None:
    """Update again and again until `stop`; `tell` hears of each trouble, and when it is over."""
    trouble = ""
    while not stop.is_set():
        try:
            mirror.update(open_tree(mirror.url))
            reason = ""
        except LedgerError as error:
            reason = str(error)
        if reason != trouble:
            tell(f"not updated: {reason}" if reason else "updated again")
        trouble = reason
        stop.wait(every)


def _is_tile(path: str) -> bool:
    try:
        parse_tile_path(path)
    except FormatError:
        return False
    return True
