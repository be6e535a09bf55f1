"""Getting one file of a log, from a web server or a folder, or posting one: bounded in size and time.

What comes is believed by nobody here; `remote` checks it. Over HTTP nothing is followed: a redirect
is refused, since the address is part of what was agreed upon. A response may be compressed with
gzip, within the same bound. A server that is slow, or endless, costs `timeout` seconds and `limit`
bytes at most.
"""

from __future__ import annotations

import http.client
import io
import os
import socket
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from cohortium_ledger.errors import FormatError, TreeUnavailable

TIMEOUT = 10.0  # seconds for one file, from the first byte sent to the last received
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_OVERHEAD = 4096  # header and the blocks of what does not get smaller
_CHUNK = 65_536
_MISSING = {404, 410}


class Source(Protocol):
    """Where the files of one log are."""

    def get(self, path: str, limit: int) -> bytes | None:
        """The file at `path`, None if there is none. Raises TreeUnavailable, also beyond `limit` bytes."""


def open_source(where: str | Path, timeout: float = TIMEOUT) -> Source:
    """The source at `where`: an http or https address, or a folder."""
    if isinstance(where, str) and "://" in where:
        return WebSource(where, timeout)
    if not Path(where).is_dir():
        raise TreeUnavailable("there is no such folder, and no http or https address either")
    return FolderSource(Path(where))


class FolderSource:
    """The files of a log in a folder: an export, or a mirror."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def paths(self, folder: str) -> Iterator[str]:
        """The files below `folder`, whatever they are, in order."""
        for path in sorted((self._directory / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(self._directory).as_posix()

    def get(self, path: str, limit: int) -> bytes | None:
        """The file at `path`."""
        try:
            with (self._directory / path).open("rb") as file:
                size = os.fstat(
                    file.fileno()
                ).st_size  # read() takes memory for all it is asked for
                data = file.read(min(size, limit) + 1)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        except OSError as error:
            raise TreeUnavailable(f"{path} cannot be read: {error.strerror}") from error
        if len(data) > limit:
            raise TreeUnavailable(f"{path} is longer than {limit} bytes")
        return data


class WebSource:
    """The files of a log below an http or https address."""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self._prefix = checked_url(url)
        self._timeout = timeout

    def get(self, path: str, limit: int) -> bytes | None:
        """The file at `path`."""
        deadline = time.monotonic() + self._timeout
        request = urllib.request.Request(  # noqa: S310 - checked_url allows http and https alone
            f"{self._prefix}/{path}", headers={"Accept-Encoding": "gzip"}
        )
        try:
            with _opener(deadline).open(request, timeout=self._timeout) as response:
                return _body(response, path, limit)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in _MISSING:
                return None
            raise TreeUnavailable(f"{path}: {_status(error.code)}") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise TreeUnavailable(f"{path}: {_reason(error)}") from error

    def post(self, path: str, data: bytes, limit: int) -> tuple[int, bytes]:
        """Status and body of the answer to `data`, whatever the status."""
        deadline = time.monotonic() + self._timeout
        request = urllib.request.Request(  # noqa: S310 - checked_url allows http and https alone
            f"{self._prefix}/{path}", data, {"Content-Type": "text/plain; charset=utf-8"}
        )
        try:
            with _opener(deadline, _TRANSPORT).open(request, timeout=self._timeout) as response:
                return response.status, _read(response, path, limit)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise TreeUnavailable(f"{path}: {_reason(error)}") from error


def checked_url(url: str) -> str:
    """`url` without its last slash, if it is an http or https address without secrets or a query."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as error:
        raise FormatError("no address of a log: it cannot be read") from error
    if not good or parts.username or parts.password or parts.query or parts.fragment:
        raise FormatError(
            "no address of a log: it is http:// or https://, a host and perhaps a path"
        )
    if not url.isascii() or any(c <= " " or c == "\x7f" for c in url):
        raise FormatError("no address of a log: characters that an address does not have")
    return url.rstrip("/")


def _body(response: Any, path: str, limit: int) -> bytes:
    """The body of a 200, unpacked; `limit` counts the bytes before and after."""
    if response.status != 200:
        raise TreeUnavailable(f"{path}: {_status(response.status)}")
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding == "identity":
        data = _read(response, path, limit)
    elif encoding == "gzip":
        data = _unpacked(_read(response, path, limit + _GZIP_OVERHEAD), path, limit)
    else:
        raise TreeUnavailable(f"{path} comes in an encoding that was not asked for")
    return data


def _read(response: Any, path: str, limit: int) -> bytes:
    parts: list[bytes] = []
    taken = 0
    while data := response.read1(_CHUNK):
        parts.append(data)
        taken += len(data)
        if taken > limit:
            raise TreeUnavailable(f"{path} is longer than {limit} bytes")
    if response.length:  # what Content-Length promised and did not come
        raise TreeUnavailable(f"{path} ends early")
    return b"".join(parts)


def _unpacked(data: bytes, path: str, limit: int) -> bytes:
    unpacking = zlib.decompressobj(_GZIP)
    try:
        plain = unpacking.decompress(data, limit + 1)
    except zlib.error as error:
        raise TreeUnavailable(f"{path} is no gzip, although it says so") from error
    if len(plain) > limit:
        raise TreeUnavailable(f"{path} is longer than {limit} bytes")
    if not unpacking.eof or unpacking.unused_data:
        raise TreeUnavailable(f"{path} is not one whole piece of gzip")
    return plain


def _status(code: int) -> str:
    if 300 <= code < 400:
        return f"the server redirects ({code}): give the address where the log is now"
    return f"the server answers {code}"


def _reason(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return "the server took too long"
    if isinstance(reason, OSError) and reason.strerror:
        return f"the server cannot be reached: {reason.strerror}"
    return f"the server does not speak HTTP as it should ({type(reason).__name__})"


_TRANSPORT = ()  # every status is an answer
_REFUSING = (urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor)


def _opener(
    deadline: float, refusing: Sequence[type[urllib.request.BaseHandler]] = _REFUSING
) -> urllib.request.OpenerDirector:
    """Opens http and https alone, through the environment's proxy, and follows nothing."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        _Plain(deadline),
        _Secure(deadline),
        *(kind() for kind in refusing),
    ):
        opener.add_handler(handler)
    return opener


class _Plain(urllib.request.HTTPHandler):
    """http, each response read until a deadline."""

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_until(http.client.HTTPConnection, self._deadline), req)


class _Secure(urllib.request.HTTPSHandler):
    """https, each response read until a deadline; certificates and names are checked."""

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_until(http.client.HTTPSConnection, self._deadline), req)


def _until(kind: type[http.client.HTTPConnection], deadline: float) -> Any:
    """Makes connections of `kind` whose responses are read until `deadline`."""

    def connect(host: str, **options: Any) -> http.client.HTTPConnection:
        connection = kind(host, **options)
        connection.response_class = partial(_Response, deadline=deadline)  # type: ignore[assignment]  # it is only called
        return connection

    return connect


class _Response(http.client.HTTPResponse):
    """A response that is over at a deadline, however slowly it drips, headers included."""

    def __init__(self, sock: socket.socket, *args: Any, deadline: float, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_Timed(raw, sock.settimeout, deadline))


class _Timed(io.RawIOBase):
    """Reads from a socket's file, each time with the time that is left."""

    def __init__(self, raw: Any, set_timeout: Callable[[float], None], deadline: float) -> None:
        super().__init__()
        self._raw = raw
        self._set_timeout = set_timeout
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._set_timeout(left)
        taken: int | None = self._raw.readinto(buffer)
        return taken

    def close(self) -> None:
        self._raw.close()
        super().close()
