"""Getting files over HTTP: what a server may do to us, and what it costs."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cohortium_ledger.errors import FormatError, TreeUnavailable
from cohortium_ledger.remote.fetching import FolderSource, WebSource, checked_url, open_source

LIMIT = 1000
Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(body: bytes, *, status: int = 200, length: int | None = None, **headers: str) -> Answer:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 4096)
    except OSError:
        return  # the reader had enough, as it should


def dripping(where: str) -> Answer:
    """Forty bytes, one each tenth of a second: each is in time, all of them are not."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n"
        try:
            if where == "body":
                handler.wfile.write(head + b"\r\n")
            else:
                handler.wfile.write(head + b"X-Slow: ")
            for _ in range(40):
                handler.wfile.write(b"x")
                time.sleep(0.1)
        except OSError:
            return  # the reader went away, as it should

    return send


def silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(2)


def gibberish(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\x01 no HTTP at all\n\n")


PACKED = gzip.compress(b"p" * LIMIT)
LIES: dict[str, tuple[Answer, str]] = {
    "too long": (answer(b"x" * (LIMIT + 1)), "longer than 1000"),
    "endless": (endless, "longer than 1000"),
    "ends early": (answer(b"x" * 10, length=20), "ends early"),
    "redirected": (answer(b"", status=302, Location="/log/other"), "redirects .302.: give the"),
    "moved": (answer(b"", status=301, Location="file:///etc/passwd"), "redirects .301."),
    "broken": (answer(b"x", status=500), "answers 500"),
    "no content": (answer(b"", status=204), "answers 204"),
    "a bomb": (answer(gzip.compress(bytes(10**6)), Content_Encoding="gzip"), "longer than 1000"),
    "half a gzip": (answer(PACKED[:-9], Content_Encoding="gzip"), "one whole piece"),
    "two gzips": (answer(PACKED + PACKED, Content_Encoding="gzip"), "one whole piece"),
    "no gzip": (answer(b"plain", Content_Encoding="gzip"), "no gzip"),
    "brotli": (answer(b"plain", Content_Encoding="br"), "was not asked for"),
    "drips": (dripping("body"), "took too long"),
    "drips headers": (dripping("headers"), "took too long"),
    "silent": (silent, "took too long"),
    "gibberish": (gibberish, "does not speak HTTP"),
}


@pytest.mark.parametrize("case", LIES)
def test_a_lying_server_costs_little(web: Any, case: str) -> None:
    web.lies["f"], reason = LIES[case]
    source = WebSource(web.url, timeout=0.5)
    started = time.monotonic()
    with pytest.raises(TreeUnavailable, match=reason):
        source.get("f", LIMIT)
    assert time.monotonic() - started < 2


def test_what_is_there_and_what_is_not(web: Any) -> None:
    source = WebSource(web.url + "/")
    web.lies["plain"] = answer(b"x" * LIMIT)
    web.lies["packed"] = answer(PACKED, Content_Encoding="gzip")
    web.lies["gone"] = answer(b"", status=410)
    assert source.get("plain", LIMIT) == b"x" * LIMIT
    assert source.get("packed", LIMIT) == b"p" * LIMIT
    assert source.get("gone", LIMIT) is None
    assert source.get("never", LIMIT) is None


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        source = WebSource(f"http://127.0.0.1:{taken.getsockname()[1]}", timeout=0.5)
        with pytest.raises(TreeUnavailable, match="cannot be reached"):
            source.get("f", LIMIT)


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "tile").mkdir()
    (tmp_path / "f").write_bytes(b"x" * LIMIT)
    source = open_source(tmp_path)
    assert isinstance(source, FolderSource)
    assert source.get("f", LIMIT) == b"x" * LIMIT
    assert source.get("tile", LIMIT) is None
    assert source.get("f/g", LIMIT) is None
    with pytest.raises(TreeUnavailable, match="longer than 999"):
        source.get("f", LIMIT - 1)
    with pytest.raises(TreeUnavailable, match="no such folder"):
        open_source(tmp_path / "none")


@pytest.mark.parametrize(
    "url",
    ["ftp://host/log", "file:///etc", "http://", "https:///log", "http://u:p@host", "http://h?q=1",
     "http://h#f", "http://h:0", "http://h:x", "http://h:70000", "http://h/ a", "http://h/\n",
     "http://h/\u00e9", "http://[h"],
)  # fmt: skip
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(FormatError, match="no address of a log"):
        open_source(url)


def test_an_address_loses_its_last_slash_only() -> None:
    assert checked_url("https://example.org:8443/log/") == "https://example.org:8443/log"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate of 127.0.0.1 with its key, which nobody trusts unless told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_https_is_checked_and_timed_alike(
    web: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    web.server.socket = context.wrap_socket(web.server.socket, server_side=True)
    url = web.url.replace("http:", "https:")
    web.lies["plain"] = answer(b"x" * LIMIT)
    web.lies["drips"] = dripping("headers")
    monkeypatch.setattr(web.server, "handle_error", lambda *_: None)  # refused handshakes
    with pytest.raises(TreeUnavailable, match="certificate"):
        WebSource(url, timeout=2).get("plain", LIMIT)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    source = WebSource(url, timeout=1)
    assert source.get("plain", LIMIT) == b"x" * LIMIT
    with pytest.raises(TreeUnavailable, match="took too long"):
        source.get("drips", LIMIT)
    with pytest.raises(TreeUnavailable, match="certificate"):
        WebSource(url.replace("127.0.0.1", "localhost"), timeout=1).get("plain", LIMIT)
