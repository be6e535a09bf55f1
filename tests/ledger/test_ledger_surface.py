"""The package's face: what it exports, and whom it knows."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import cohortium_ledger

PACKAGE = Path(cohortium_ledger.__file__).parent
ALLOWED = {"cryptography", "rfc8785", "cohortium_ledger"}
# Imported by whoever opens a store in a database, or on an object store, and by nobody else.
OPTIONAL = {
    "postgres_connection": {"psycopg"},
    "postgres_restoration": {"psycopg"},
    "postgres_store": {"psycopg"},
    "tile_store": {"obstore"},
}
PINNED = {
    "Log", "leaf_hash", "node_hash", "parse_checkpoint", "parse_note", "parse_policy", "parse_proof",
    "tree_root", "verify_consistency", "verify_inclusion",
}  # fmt: skip


def _rank(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def test_exported_names_are_sorted_and_are_there() -> None:
    names = cohortium_ledger.__all__
    assert names == sorted(set(names), key=_rank)
    assert set(names) >= PINNED
    public = {n for n, v in vars(cohortium_ledger).items() if not n.startswith("_")}
    inside = {p.stem for p in PACKAGE.glob("*.py")} | {
        p.parent.name for p in PACKAGE.glob("*/__init__.py")
    }
    modules = inside - set(names)
    assert public - modules - {"annotations"} == set(names)


@pytest.mark.parametrize(
    "module", sorted(PACKAGE.rglob("*.py")), ids=lambda p: f"{p.parent.name}-{p.stem}"
)
def test_modules_know_only_the_standard_library_and_two_packages(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [node.module or ""]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            allowed = ALLOWED | OPTIONAL.get(module.stem, set())
            assert top in allowed or top in sys.stdlib_module_names, name


def test_every_entry_type_has_a_section_in_the_docs() -> None:
    page = (PACKAGE.parents[1] / "docs" / "formats" / "entries.md").read_text()
    sections = {line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")}
    assert sections >= cohortium_ledger.ENTRY_TYPES
    assert {s for s in sections if "." in s} == cohortium_ledger.ENTRY_TYPES


def test_the_example_in_the_docs_runs(tmp_path: Path) -> None:
    page = (PACKAGE.parents[1] / "docs" / "formats" / "ledger.md").read_text()
    example = page.split("```python\n")[1].split("```")[0]
    names: dict[str, object] = {"directory": tmp_path / "ledger"}
    exec(compile(example, "ledger.md", "exec"), names)  # noqa: S102 - our own page
    assert names["n"] == 0


def test_the_package_is_imported_without_what_is_optional() -> None:
    code = (
        "import sys; sys.modules.update(psycopg=None, obstore=None)\n"
        "import cohortium_ledger\n"
        "try: cohortium_ledger.Log.open('postgresql://nowhere/log')\n"
        "except cohortium_ledger.LedgerError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
    assert "cohortium[postgres]" in run.stdout
