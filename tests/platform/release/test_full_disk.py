"""A disk that fills while a release is written: nothing stays, and one line says so."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from cohortium import cli
from cohortium.adapters.rendition import ReleaseFolder

WRITER = """
import os, resource, signal, sys
from pathlib import Path
import pyarrow as pa
from cohortium import cli
from cohortium.adapters.rendition import ReleaseFolder
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

class Command:
    def __call__(self, *_, **__):
        with ReleaseFolder(Path(sys.argv[1])) as folder:
            for name in ("a", "b"):
                folder.append("queryable", name, pa.table({"x": [os.urandom(20) for _ in range(9999)]}))

cli.build = Command
sys.exit(cli.run([]))
"""


def test_a_full_disk_leaves_no_folder_and_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("cohortium: the disk is full or cannot be written")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_every_writer_is_closed_although_one_cannot_be(tmp_path: Path) -> None:
    closed: list[str] = []

    class Full:
        def __init__(self, name: str) -> None:
            self.name = name

        def close(self) -> None:
            closed.append(self.name)
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"), ReleaseFolder(tmp_path) as folder:
        folder.append("queryable", "a", pa.table({"x": [1]}))
        folder._writers["queryable", "a"].close()
        folder._writers = {("queryable", n): Full(n) for n in "ab"}  # type: ignore[misc, assignment]
    assert sorted(closed) == ["a", "b"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (errno.ENOSPC, 1, "the disk is full or cannot be written"),
        (errno.EDQUOT, 1, "the disk is full or cannot be written"),
        (errno.EROFS, 1, "the disk is full or cannot be written"),
        (errno.EIO, 1, "the disk is full or cannot be written"),
        (errno.EFBIG, 1, "the disk is full or cannot be written"),
        (errno.EACCES, 2, "Permission denied: there"),
        (errno.ENOENT, 2, "No such file or directory: there"),
    ],
)
def test_what_the_system_says(
    number: int,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "there")

    monkeypatch.setattr(cli, "_close_to_others", lambda: None)  # of this process, not of the tests
    monkeypatch.setattr(cli, "build", lambda: failing)
    assert cli.run([]) == code
    assert words in capsys.readouterr().err
