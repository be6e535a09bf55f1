"""The house stands as it was laid: source roots are no packages, locks name no hosts."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = (
    "pyproject.toml", "platform", "anonymize", "ledger", "notebooks", "tests", "data/samples",
)  # fmt: skip
PACKAGES = (
    "pandas", "pyarrow", "presidio-analyzer", "duckdb", "fastapi", "cryptography", "jupyter", "pytest",
)  # fmt: skip
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("name", REQUIRED)
def test_top_level(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("root", ["platform", "ledger", "anonymize"])
def test_source_roots_are_no_packages(root: str) -> None:
    assert not (ROOT / root / "__init__.py").exists()


def test_standard_platform_is_not_shadowed() -> None:
    import platform

    assert platform.python_version()


def test_pyproject_names_the_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    named = {
        re.split(r"[<>=\[; ]", line)[0]
        for group in [project["dependencies"], *extras]
        for line in group
    }
    assert set(PACKAGES) <= named


def test_base_install_is_the_verifier_alone() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = {re.split(r"[<>=]", line)[0] for line in project["dependencies"]}
    assert base == {"cryptography", "rfc8785", "rich", "typer"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_have_hashes_and_no_hosts(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    pinned = re.findall(r"^[a-z0-9][^\s=]*==\S+", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pinned) == len(blocks) > 0
    assert all("--hash=sha256:" in block for block in blocks)


def test_no_lock_that_records_hosts() -> None:
    assert not (ROOT / "uv.lock").exists()


def test_ci_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("make check", "make test"):
        assert command in script
        assert command in readme


def test_docs_name_every_command() -> None:
    """A command without docs fails the build."""
    import typer.main

    from cohortium.cli import build

    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    command = typer.main.get_command(build())
    names = []
    for name, sub in command.commands.items():  # type: ignore[attr-defined] # a click group
        inner = getattr(sub, "commands", None)
        names += [f"{name} {leaf}" for leaf in inner] if inner else [name]
    missing = [name for name in names if f"cohortium {name}" not in pages]
    assert not missing


def test_docs_name_every_setting() -> None:
    from cohortium.settings import Settings

    page = (ROOT / "docs/operator.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"COHORTIUM_{name.upper()}" not in page] == []


def test_docs_name_every_entry_type() -> None:
    from cohortium_ledger import ENTRY_TYPES

    page = (ROOT / "docs/formats/entries.md").read_text(encoding="utf-8")
    assert [kind for kind in ENTRY_TYPES if kind not in page] == []


def test_nothing_of_this_machine_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in listed.stdout.split():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".txt", ".sh", ".cfg"} and path.is_file():
            assert "/site-packages/" not in path.read_text(encoding="utf-8") or name.startswith(
                "tests"
            )
