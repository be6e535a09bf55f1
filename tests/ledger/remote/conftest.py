"""A log that anybody can read: its files made from the specification's words, and a server for them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from cohortium_ledger import Checkpoint, Signer
from cohortium_ledger.formats.tiles import Tile, entry_bundle

TIME = "2026-01-31T00:00:00.000Z"
Step = tuple[str, dict[str, Any]]
Answer = Callable[[BaseHTTPRequestHandler], None]


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def mth(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962's recursive definition, over leaf hashes."""
    if not hashes:
        return sha(b"")
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha(b"\x01" + mth(hashes[:split]) + mth(hashes[split:]))


class World:
    """Entries, and the static tree over them: `files`, by path. One history; `forked` makes another."""

    def __init__(self, signer: Signer | None = None) -> None:
        self.signer = signer or Signer("example.org/log", b"s" * 32)
        self.entries: list[bytes] = []
        self.files: dict[str, bytes] = {}
        self.get_calls: list[str] = []

    @property
    def policy(self) -> str:
        return f"log {self.signer.vkey}\nquorum none\n"

    def add(self, *steps: Step, prev: str | None = None) -> None:
        for kind, body in steps:
            before = sha(b"\x00" + self.entries[-1]).hex() if self.entries else "0" * 64
            value = {"v": 1, "n": len(self.entries), "prev": prev or before, "time": TIME}
            self.entries.append(rfc8785.dumps({**value, "type": kind, "body": body}))

    def fill(self, size: int, word: str = "w") -> None:
        """Harmless entries up to `size`, and their tree, signed."""
        prev = sha(b"\x00" + self.entries[-1]).hex() if self.entries else "0" * 64
        for n in range(len(self.entries), size):
            text = f'{{"body":{{"n":"{word}{n}"}},"n":{n},"prev":"{prev}","time":"{TIME}"'
            self.entries.append(f'{text},"type":"model.trained","v":1}}'.encode())
            prev = sha(b"\x00" + self.entries[-1]).hex()
        self.publish()

    def note(self, size: int | None = None) -> bytes:
        leaves = [sha(b"\x00" + entry) for entry in self.entries[:size]]
        return self.signer.sign_note(bytes(Checkpoint(self.signer.name, len(leaves), mth(leaves))))

    def publish(self, size: int | None = None) -> None:
        """The files of the tree of `size`, as C2SP tlog-tiles has them; older partials stay."""
        entries = self.entries[:size]
        self.files["log.vkey"] = f"{self.signer.vkey}\n".encode()
        self.files["checkpoint"] = self.note(size)
        for n in range(0, len(entries), 256):
            part = entries[n : n + 256]
            self.files[Tile(None, n // 256, len(part)).path] = entry_bundle(part)
        row, level = [sha(b"\x00" + entry) for entry in entries], 0
        while row:
            for n in range(0, len(row), 256):
                part = row[n : n + 256]
                self.files[Tile(level, n // 256, len(part)).path] = b"".join(part)
            row = [mth(row[n : n + 256]) for n in range(0, len(row) - 255, 256)]
            level += 1

    def forked(self, at: int, size: int) -> World:
        """Another history of the same log: as this one, but for entry `at`."""
        other = World(self.signer)
        other.entries = self.entries[:at]
        other.add(("model.trained", {"n": "another"}))
        other.fill(size)
        return other

    def write(self, folder: Path) -> Path:
        for path, data in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return folder

    def get(self, path: str, limit: int) -> bytes | None:
        """This world as a source, in memory."""
        self.get_calls.append(path)
        return self.files.get(path)


class Web:
    """A server over a world; `lies` answers some paths in its own way."""

    def __init__(self) -> None:
        self.world: World = World()
        self.lies: dict[str, Answer] = {}
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.removeprefix("/log/")
                if path in web.lies:
                    web.lies[path](self)
                elif path in web.world.files and self.path.startswith("/log/"):
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(web.world.files[path])))
                    self.end_headers()
                    self.wfile.write(web.world.files[path])
                else:
                    self.send_error(404)

            def log_message(self, *_arguments: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/log"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def new_world() -> type[World]:
    return World


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    web = Web()
    thread = threading.Thread(target=web.server.serve_forever, args=(0.02,))
    thread.start()
    yield web
    web.server.shutdown()
    web.server.server_close()
    thread.join()
