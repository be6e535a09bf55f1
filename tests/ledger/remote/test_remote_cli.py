"""``ledger audit URL|DIR``, ``ledger monitor`` and ``mirror``: what they print and how they end."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-c", "from cohortium.cli import main; main()"]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(cohortium: Any) -> Run:
    """Runs a command: its exit code, what it says, its errors."""

    def say(*arguments: object) -> tuple[int, str, str]:
        code, out, error = cohortium(*arguments)
        return code, out.decode(), error

    return say


@pytest.fixture
def policy(world: Any, tmp_path: Path) -> Path:
    path = tmp_path / "policy"
    path.write_text(world.policy)
    return path


def test_an_audit_from_outside(
    world: Any, web: Any, tmp_path: Path, policy: Path, run: Run
) -> None:
    world.fill(300)
    web.world = world
    folder = world.write(tmp_path / "export")
    for where in (web.url, folder):
        code, out, error = run("ledger", "audit", where)
        assert (code, error) == (0, "")
        assert out.startswith("UNPINNED") and "300 entries hold together" in out
        code, out, error = run("ledger", "audit", where, "--policy", policy, "--json")
        report = json.loads(out)
        assert (code, error, report["size"], report["pinned"]) == (0, "", 300, True)
        assert report["types"] == {"model.trained": 300}
    assert json.loads(run("ledger", "audit", folder, "--json")[1])["pinned"] is False
    kept, fork = tmp_path / "kept", tmp_path / "fork"
    kept.write_bytes(world.note(7))
    fork.write_bytes(world.forked(3, 7).note())
    assert run("ledger", "audit", folder, "--policy", policy, "--earlier", kept)[0] == 0
    code, out, error = run("ledger", "audit", folder, "--policy", policy, "--earlier", fork)
    assert (code, out) == (1, "") and "size 7" in error and error.count("\n") == 1
    world.files["tile/entries/000"] = world.files["tile/entries/000"].replace(b'"w9"', b'"w8"')
    code, out, error = run("ledger", "audit", web.url, "--policy", policy)
    assert (code, out) == (1, "") and "entry 9 " in error and error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ledger", "audit", "{tmp}"), 2, "holds no checkpoint"),
        (("ledger", "audit", "ftp://x/y"), 2, "no address of a log"),
        (("ledger", "audit", "{url}", "--policy", "{tmp}/none"), 2, "cannot be read"),
        (("ledger", "audit", "{url}", "--earlier", "{tmp}/none"), 2, "cannot be read"),
        (("ledger", "audit", "{url}", "--earlier", "{policy}"), 2, "is no signed checkpoint"),
        (("ledger", "audit", "{url}/nowhere"), 1, "no log.vkey"),
        (("ledger", "audit", "http://127.0.0.1:1"), 1, "cannot be reached"),
        (("ledger", "monitor", "{url}", "--state", "{tmp}/s"), 2, "--policy"),
        (("ledger", "monitor", "{tmp}/no", "--policy", "{policy}", "--state", "{tmp}/s"), 2, "no folder"),
        (("ledger", "monitor", "{url}", "--policy", "{policy}", "--state", "{tmp}"), 2, "cannot be the state"),
        (("ledger", "monitor", "{url}", "--policy", "{policy}", "--state", "{tmp}/s", "--receipts", "{tmp}/no"), 2,
         "not a folder"),
        (("mirror", "update", "--dir", "{tmp}/no"), 2, "mirror init"),
        (("mirror", "serve", "--dir", "{tmp}/no"), 2, "mirror init"),
        (("mirror", "init", "--dir", "{tmp}/m", "--log", "x", "--url", "{url}"), 2, "verifier key"),
    ],
)  # fmt: skip
def test_wrong_uses_are_one_line(
    web: Any,
    tmp_path: Path,
    policy: Path,
    arguments: tuple[str, ...],
    code: int,
    words: str,
    run: Run,
) -> None:
    names = {"{tmp}": str(tmp_path), "{url}": web.url, "{policy}": str(policy)}
    filled = list(arguments)
    for name, value in names.items():
        filled = [argument.replace(name, value) for argument in filled]
    got, out, error = run(*filled)
    assert got == code and words in error and error.count("\n") == 1
    assert "UNPINNED" in out or out == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["policy"]


def test_the_monitor_once(world: Any, web: Any, tmp_path: Path, policy: Path, run: Run) -> None:
    world.fill(300)
    web.world = world
    watch = ("ledger", "monitor", web.url, "--policy", policy, "--state", tmp_path / "s", "--once")
    code, out, error = run(*watch)
    assert (code, error) == (0, "") and out.startswith("size 300, root ")
    web.world = world.forked(7, 400)
    code, out, error = run(*watch)
    assert code == 1 and error.startswith("ALARM fork: ") and error.count("\n") == 1
    code, out, error = run(*watch, "--json")
    told = json.loads(out)
    assert (code, error, told["size"]) == (1, "", 300)
    assert [alarm["kind"] for alarm in told["alarms"]] == ["fork"]
    web.world = world
    assert run(*watch)[0] == 0


def test_the_monitor_again_and_again(
    world: Any, web: Any, tmp_path: Path, policy: Path, run: Run
) -> None:
    world.fill(3)
    web.world = world
    state = tmp_path / "s"
    arguments = ["ledger", "monitor", web.url, "--policy", policy, "--state", state, "--json"]
    watching = subprocess.Popen(
        [*COMMAND, *map(str, [*arguments, "--every", "1"])], stdout=subprocess.PIPE, text=True
    )
    try:
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["entries"] == 3
        world.fill(5)
        sizes = [json.loads(watching.stdout.readline()) for _ in range(3)]
        assert sum(look["entries"] for look in sizes) == 2 and sizes[-1]["size"] == 5
    finally:
        watching.terminate()
        watching.wait()


def test_a_mirror_that_serves_what_it_has_verified(
    world: Any, web: Any, tmp_path: Path, policy: Path, run: Run
) -> None:
    world.fill(300)
    web.world = world
    folder = tmp_path / "m"
    code, out, error = run(
        "mirror", "init", "--dir", folder, "--log", world.signer.vkey, "--url", web.url,
        "--policy", policy,
    )  # fmt: skip
    assert (code, out, error) == (0, "", "")
    code, out, error = run("mirror", "update", "--dir", folder, "--json")
    assert (code, error) == (0, "")
    assert json.loads(out) | {"root": ""} == {"before": 0, "size": 300, "root": ""}
    assert run("ledger", "audit", folder, "--policy", policy)[0] == 0
    serving = subprocess.Popen(
        [*COMMAND, "mirror", "serve", "--dir", str(folder), "--port", "0", "--every", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert serving.stdout is not None and serving.stderr is not None
        url = serving.stdout.readline().split()[1]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        assert run("ledger", "audit", url, "--policy", policy)[0] == 0
        world.fill(600)
        assert _size(url, 600) == 600
        web.world = world.forked(7, 700)
        told = serving.stderr.readline()
        assert told.startswith("mirror: not updated: forked: the tree of size 700")
        assert _size(url, 600) == 600
    finally:
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(timeout=30) in (0, -signal.SIGTERM)
    code, out, error = run("mirror", "update", "--dir", folder)
    assert (code, out) == (1, "") and "forked" in error and error.count("\n") == 1


def _size(url: str, wanted: int) -> int:
    """The size on the served checkpoint, once it is `wanted` or half a minute is over."""
    deadline = time.monotonic() + 30
    while True:
        with urllib.request.urlopen(f"{url}/checkpoint") as response:  # noqa: S310 - our own server
            size = int(response.read().split(b"\n")[1])
        if size == wanted or time.monotonic() > deadline:
            return size
        time.sleep(0.2)
