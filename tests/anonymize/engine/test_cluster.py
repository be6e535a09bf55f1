"""A real Dask cluster: its own processes, over TLS, a worker killed midway, and the same release."""

from __future__ import annotations

import datetime
import ipaddress
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cohortium.cli import run
from cohortium_anonymize.engine import parts

CONFIG = f'input = "people.parquet"\n{Path(__file__).with_name("people.toml").read_text()}'
SHARDS = 40


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The CA's certificate; one for everybody, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, n)]) for n in ("ca", "cluster")]
    now = datetime.datetime.now(datetime.UTC)
    made = [folder / name for name in ("ca.pem", "cert.pem", "key.pem")]
    for at, path in enumerate(made[:2]):
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        certificate = (
            x509.CertificateBuilder()
            .subject_name(names[at])
            .issuer_name(names[0])
            .public_key(keys[at].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=at == 0, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([address]), critical=False)
            .sign(keys[0], hashes.SHA256())
        )
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    made[2].write_bytes(
        keys[1].private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return made


def dask(role: str, *options: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", role, *map(str, options)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(
    certificates: list[Path], tmp_path: Path
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler with two workers, and the workers."""
    ca, certificate, key = certificates
    tls = ["--tls-ca-file", ca, "--tls-cert", certificate, "--tls-key", key]
    told = tmp_path / "scheduler.json"
    with ExitStack() as stack:

        def started(*options: str | Path) -> subprocess.Popen[bytes]:
            process = dask(*options, *tls)  # type: ignore[arg-type]
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        started(
            "scheduler", "--host", "tls://127.0.0.1", "--port", "0", "--no-dashboard",
            "--dashboard-address", "127.0.0.1:0", "--scheduler-file", told,
        )  # fmt: skip
        workers = [
            started(
                "worker", "--scheduler-file", told, "--host", "tls://127.0.0.1", "--nthreads", "1",
                "--no-nanny", "--no-dashboard", "--memory-limit", "0",
                "--local-directory", tmp_path / f"worker{n}", "--pid-file", tmp_path / f"pid{n}",
            )
            for n in range(2)
        ]  # fmt: skip
        end = time.monotonic() + 120
        while not _ready(told):
            assert time.monotonic() < end, "the scheduler never came up"
            time.sleep(0.05)
        yield json.loads(told.read_text())["address"], workers


def _ready(told: Path) -> bool:
    try:
        return bool(json.loads(told.read_text())["address"])
    except (OSError, ValueError):
        return False


def people(folder: Path) -> None:
    rows = range(SHARDS * 200)
    table = {"age": [n * 7 % 90 for n in rows], "zip": [f"{n * 13 % 40:03d}" for n in rows]}
    table["note"] = [f"note {n * 31 % 8009}" for n in rows]
    pq.write_table(pa.table(table), folder / "people.parquet", row_group_size=200)
    (folder / "config.toml").write_text(CONFIG)


def anonymize(folder: Path, out: str, *options: str) -> int:
    asked = [str(folder / "config.toml"), "--output", str(folder / out)]
    return run(["anonymize", *asked, *options])


def test_a_worker_is_killed_and_the_release_is_the_same(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    certificates: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    address, workers = cluster
    monkeypatch.setattr(parts, "SHARD_ROWS", 200)
    people(tmp_path)
    seen: list[int] = []

    def kill() -> None:
        while len(made := list(tmp_path.glob("out/.anonymize/*/*.arrow"))) < 3:
            time.sleep(0.002)
        workers[0].send_signal(signal.SIGKILL)
        seen.append(len(made))

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    tls = [
        str(n)
        for pair in zip(("--tls-ca", "--tls-cert", "--tls-key"), certificates, strict=True)
        for n in pair
    ]
    assert anonymize(tmp_path, "out", "--engine", "dask", "--scheduler", address, *tls) == 0
    killer.join(60)
    assert seen, "the worker was never killed"
    assert seen[0] < SHARDS, "it was killed when all was done"
    assert workers[0].wait(60) == -signal.SIGKILL
    assert workers[1].poll() is None
    assert anonymize(tmp_path, "local", "--workers", "1") == 0
    names = ["people.parquet", "report.html", "report.json"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    for name in names[:1]:
        ours, theirs = (tmp_path / out / name for out in ("local", "out"))
        assert ours.read_bytes() == theirs.read_bytes()
    capsys.readouterr()
    assert anonymize(tmp_path, "no", "--engine", "dask", "--scheduler", address) == 2
    assert "give --tls-ca, --tls-cert and --tls-key" in capsys.readouterr().err
    assert not (tmp_path / "no").exists()
