"""`cohortium verify`: what it prints, its exit codes, and that the base install is enough."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cohortium.cli import run

# an import of anything but the standard library and the named packages fails, as if not installed
GUARD = """
import sys
allowed = {allowed} | sys.stdlib_module_names
class Guard:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in allowed and not name.startswith("_sysconfig"):
            raise ModuleNotFoundError("not in the base install: " + name, name=name)
sys.meta_path.insert(0, Guard())
"""
VERIFIER = {"cohortium", "cohortium_ledger", "cryptography", "rfc8785", "cffi", "_cffi_backend"}
BASE = {  # what typer and rich bring along
    "typer", "rich", "pygments", "markdown_it", "mdurl", "shellingham", "annotated_doc",
    "pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection",
}  # fmt: skip
CHECK = """
from pathlib import Path
from cohortium.bundle import verify
assert verify(Path(sys.argv[1]), Path(sys.argv[2]).read_text()).verified
strangers = {name.partition(".")[0] for name in sys.modules} - allowed
strangers = {name for name in strangers if not name.startswith(("_", "__"))}
assert not strangers, strangers
print("verified")
"""
COMMAND = """
from cohortium.cli import run
raise SystemExit(run(["verify", sys.argv[1], "--policy", sys.argv[2]]))
"""


@pytest.fixture
def policy(honest, tmp_path: Path) -> Path:
    path = tmp_path / "policy"
    path.write_text(honest.policy)
    return path


@pytest.fixture
def bundle(honest, tmp_path: Path) -> Path:
    return honest.release_bundle(tmp_path / "b.zip")


@pytest.fixture
def tampered(bundle: Path, tmp_path: Path, zipped) -> Path:
    change = {"download/subjects.parquet": b"other"}
    return zipped(bundle, tmp_path / "tampered.zip", change=change)


def test_it_prints_a_line_for_every_check(bundle, policy, capsys):
    assert run(["verify", str(bundle), "--policy", str(policy)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok  ") for line in lines[:-1]) and len(lines) == 14
    assert lines[-1].startswith("verified: release of r-")
    assert "UNPINNED" not in "".join(lines)


def test_it_says_unpinned_first(bundle, capsys, monkeypatch):
    monkeypatch.delenv("COHORTIUM_POLICY", raising=False)
    assert run(["verify", str(bundle)]) == 0
    assert capsys.readouterr().out.startswith("UNPINNED")


def test_the_policy_may_come_from_the_environment(bundle, policy, capsys, monkeypatch):
    monkeypatch.setenv("COHORTIUM_POLICY", str(policy))
    assert run(["verify", str(bundle), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pinned"] is True


def test_a_tampered_bundle_is_a_no_with_its_reason(tampered, policy, capsys):
    assert run(["verify", str(tampered), "--policy", str(policy)]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[-1].startswith("NO  files")
    assert said.err.startswith("cohortium: not verified: download/subjects.parquet")
    assert said.err.count("\n") == 1


def test_json_is_one_object_either_way(bundle, tampered, policy, capsys):
    for path, code in ((bundle, 0), (tampered, 1)):
        assert run(["verify", str(path), "--policy", str(policy), "--json"]) == code
        found = json.loads(capsys.readouterr().out)
        assert found["verified"] is (code == 0) and found["pinned"] is True
        assert found["kind"] == "release" and found["release"].startswith("r-")
        assert all(check.keys() == {"name", "ok", "detail"} for check in found["checks"])
        assert (found["reason"] is None) is (code == 0)


@pytest.mark.parametrize(
    "arguments",
    [["none.zip"], ["policy"], ["b.zip", "--policy", "none"], ["b.zip", "--policy", "b.zip"], []],
)
def test_bad_input_is_two_and_one_line(bundle, policy, tmp_path, capsys, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    assert run(["verify", *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith("cohortium: ") and error.count("\n") == 1


@pytest.mark.parametrize(
    ("allowed", "script"),
    [
        (VERIFIER, CHECK),
        (VERIFIER | BASE, COMMAND),
    ],
    ids=["library", "command"],
)  # fmt: skip
def test_the_base_install_is_enough(bundle, policy, allowed, script):
    roots = [path for path in sys.path if path]
    paths = f"import sys; sys.path[:0] = {roots!r}\n"  # -I leaves the environment out
    code = paths + GUARD.format(allowed=allowed) + script
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(bundle), str(policy)],
        capture_output=True, text=True, env={"PATH": os.environ["PATH"]}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "verified" in done.stdout


def test_the_guard_of_that_test_guards(bundle, policy):
    code = GUARD.format(allowed=VERIFIER) + "import pyarrow"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False)
    assert b"not in the base install: pyarrow" in done.stderr
