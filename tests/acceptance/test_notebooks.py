"""The notebooks run as they are committed: at the demo's home, and at a server someone names.

They are committed without outputs, and say in one line what is missing where there is no server.
What reads notebooks is imported where it is used: it takes seconds, which workers with other tests
need not spend.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cohortium.bundle import verify
from cohortium.client import BadRequest, connect, magic
from cohortium.demo.server import serving
from cohortium.demo.session import grant_token
from cohortium.errors import NotFound
from cohortium_ledger import parse_policy
from cohortium_ledger.formats.quorum import Tolerance, tolerance

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ANALYST = ROOT / "notebooks" / "analyst.ipynb"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody serves there


@pytest.fixture(scope="module")
def demo_home(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A home as `make demo` leaves it."""

    def fill(folder: Path) -> None:
        command = [
            sys.executable, "-c", "from cohortium.cli import main; main()",
            "demo", "--home", str(folder / "home"), "--json",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    return once("demo", fill) / "home"


def test_the_demos_home_is_cosigned_and_goes_on_so(demo_home: Path) -> None:
    policy = (demo_home / "bundles" / "policy").read_text()
    assert tolerance(parse_policy(policy)) == Tolerance(dishonest=2, down=1)
    for name in ("release.zip", "receipt.zip"):
        assert verify(demo_home / "bundles" / name, policy).verified
    token = grant_token(demo_home)
    with serving(demo_home) as address, connect(address, token) as client:
        [dataset] = client.datasets()
        answer = dataset.ask("SELECT count(DISTINCT subject) FROM subjects")
        assert answer.receipt["state"] == "cosigned"
        assert answer.verify(policy).pinned


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with our settings and no others, and this venv's kernels first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COHORTIUM_")}
    kernels = str(Path(sys.prefix) / "share" / "jupyter")
    return kept | {"JUPYTER_PATH": kernels, "JUPYTER_PREFER_ENV_PATH": "1"} | settings


def nbmake(settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Execute the analyst's notebook as `pytest --nbmake` does, with only `settings` of ours."""
    command = [
        sys.executable, "-m", "pytest", "--nbmake", "--nbmake-timeout=80", "-q",
        "-p", "no:cacheprovider", str(ANALYST),
    ]  # fmt: skip
    return subprocess.run(
        command, cwd=ROOT, env=environment(**settings), capture_output=True, text=True
    )


def test_runs_at_the_demos_home(demo_home: Path) -> None:
    before = ANALYST.read_bytes()
    done = nbmake({"COHORTIUM_HOME": str(demo_home)})
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    assert ANALYST.read_bytes() == before


@pytest.fixture(scope="module")
def executed(demo_home: Path) -> Iterator[dict[str, Any]]:
    """The cells of the analyst's notebook by id, executed at a server named by the environment."""
    with serving(demo_home) as address:
        settings = {"COHORTIUM_URL": address, "COHORTIUM_TOKEN": grant_token(demo_home)}
        notebook = read(ANALYST)
        run(notebook, settings)
        yield {cell.id: cell for cell in notebook.cells}


def read(path: Path) -> Any:
    """A notebook; raises nbformat's ValidationError where it is none."""
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def run(notebook: Any, settings: dict[str, str]) -> None:
    """Execute `notebook` where it lies, with only `settings` of ours."""
    from nbclient import NotebookClient

    where = {"metadata": {"path": str(ANALYST.parent)}}
    client = NotebookClient(notebook, timeout=80, kernel_name="python3", resources=where)
    client.execute(env=environment(**settings))


def shown(cell: Any) -> str:
    """What a cell's last expression shows as plain text."""
    return "".join(output["data"].get("text/plain", "") for output in cell.outputs)


def test_shows_two_charts(executed: dict[str, Any]) -> None:
    drawn = [id for id, cell in executed.items() if "image/png" in str(cell.get("outputs"))]
    assert drawn == ["plot-conditions", "plot-months"]


def test_proves_its_answer(executed: dict[str, Any]) -> None:
    assert shown(executed["verify"]).count("True") == 4
    assert shown(executed["forged"]).startswith("(True, False, ")
    assert shown(executed["download"]).count("True") == 2


def test_says_unpinned_without_a_policy(executed: dict[str, Any]) -> None:
    assert shown(executed["pinned"]).startswith('"UNPINNED')


def test_shows_why_a_question_is_refused(executed: dict[str, Any]) -> None:
    assert "'code': 'column'" in shown(executed["refused"])
    assert "refused" in shown(executed["asked"])


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"COHORTIUM_HOME": "no-such-home"}, "make demo"),
        ({"COHORTIUM_URL": NOWHERE, "COHORTIUM_TOKEN": "coh_x"}, "no server answers"),
        ({"COHORTIUM_URL": "nowhere"}, "the address is no URL"),
    ],
    ids=["no demo", "no server", "no address"],
)
def test_a_wrong_environment_is_one_line(settings: dict[str, str], told: str) -> None:
    from nbclient.exceptions import CellExecutionError

    notebook = read(ANALYST)
    with pytest.raises(CellExecutionError):
        run(notebook, settings)
    [failed] = [cell for cell in notebook.cells if cell.get("outputs")]
    [error] = failed.outputs
    assert failed.id == "connect"
    assert told in error.evalue
    assert [line for part in error.traceback for line in part.splitlines()] == [
        f"{error.ename}: {error.evalue}"
    ]


@pytest.mark.parametrize(
    ("line", "names", "told"),
    [
        ("two names", {}, "one name"),
        ("kept", {}, "asks `dataset`"),
        ("kept", {"dataset": "d-hearts"}, "asks `dataset`"),
    ],
)
def test_an_ask_cell_says_what_it_lacks(line: str, names: dict[str, Any], told: str) -> None:
    shell = SimpleNamespace(user_ns=names)
    with pytest.raises(BadRequest, match=told):
        magic.ask(shell, line, "select count(*) from subjects")


def test_a_home_that_is_no_demo_gives_no_token(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="make demo"):
        grant_token(tmp_path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_is_committed_clean(path: Path) -> None:
    notebook = read(path)
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        assert not cell.metadata
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
