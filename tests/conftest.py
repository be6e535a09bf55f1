"""What all tests share: third parties' vectors, homes made once, processes to kill, a log to watch."""

from __future__ import annotations

import fcntl
import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import settings

from cohortium_ledger import (
    AddCheckpoint,
    Checkpoint,
    CompactRange,
    Signer,
    leaf_hash,
    prove_consistency,
)

settings.register_profile("untimed", deadline=None)  # tests assert no times: machines differ
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # bytes; all that the tests leave is a fourth of it
LAST = -200  # of what is done at exit: `multiprocessing` removes its own folder first


def pytest_configure(config: pytest.Config) -> None:
    """Where there is room, homes are made in memory, thrown away at the end: synchronizing a disk
    for them takes as long as the tests. Power cuts are told from what is asked of a disk, not from
    one. A TMPDIR set by hand is used, and left as it is."""
    if "TMPDIR" in os.environ or hasattr(config, "workerinput") or not roomy():
        return
    folder = tempfile.mkdtemp(prefix="cohortium-tests-", dir=MEMORY)
    Path(folder).chmod(0o755)  # a database's user goes in
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    Finalize(None, shutil.rmtree, (folder, True), exitpriority=LAST)


def roomy() -> bool:
    """Whether there are files in memory, room for ours, and leave to run programs there."""
    if not os.access(MEMORY, os.W_OK):
        return False
    told = os.statvfs(MEMORY)
    return told.f_bavail * told.f_frsize > ROOM and not told.f_flag & os.ST_NOEXEC


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third parties' vectors and patients; its absence fails in CI, else skips."""
    folder = Path(os.environ.get("COHORTIUM_SHARED", ROOT / "../shared"))
    folder = folder if folder.is_absolute() else ROOT / folder
    if folder.is_dir():
        return folder
    reason = f"COHORTIUM_SHARED: no folder {folder}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Has a folder filled once in a run, whichever worker asks first: its name, what fills it.

    Each worker gets a copy of its own, made when nobody has a file of the first one open. What fills
    it must close what it opens; where it fails, nothing is kept and the next to ask begins anew.
    """
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if hasattr(request.config, "workerinput") else base) / "once"
    root.mkdir(exist_ok=True)

    def copy(name: str, fill: Callable[[Path], object]) -> Path:
        made, making = root / name, root / f"{name}.making"
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                shutil.rmtree(making, ignore_errors=True)
                making.mkdir()
                fill(making)
                making.rename(made)
        return Path(shutil.copytree(made, tmp_path_factory.mktemp(name) / name))

    return copy


@pytest.fixture(scope="session")
def south(once: Once) -> Path:
    """A folder with a ``home`` that took in the sample hospital south, everybody enrolled in two
    studies, and ``datasets.json``: the study, its dataset, and that of ``elsewhere``; each has one release.
    """
    return once("south", _fill_south)


def _fill_south(folder: Path) -> None:
    from cohortium.flows import enrol
    from cohortium.flows import publish as flow
    from cohortium.flows.intake import intake
    from cohortium.release.policy import Policy
    from cohortium.times import system_clock
    from cohortium.wiring import create_home, open_home
    from cohortium_anonymize.text import Deidentifier

    home = create_home(folder / "home")
    samples = ROOT / "data" / "samples"
    study = json.loads((samples / "study.json").read_bytes())
    one = Deidentifier()  # for both releases: what it has read it remembers
    datasets = []
    with pytest.MonkeyPatch.context() as patched, open_home(home.root) as installation:
        patched.setattr(flow, "beside", lambda *_: nullcontext(one))
        intake(
            samples / "south", hospital="south", vault=installation.vault,
            journal=installation.journal, clock=system_clock, keys=home.keys / "hospitals",
            reports=home.reports,
        )  # fmt: skip
        for name in (study["id"], "elsewhere"):
            document = json.dumps({**study, "id": name}).encode()
            enrol.register_study(installation, document, by="test")
            patients = enrol.find_patients(installation, "all", hospital=None)
            enrol.grant_consents(installation, name, patients, by="test")
            datasets.append(flow.publish(installation, name, Policy()).dataset)
        installation.log.integrate()
    (folder / "datasets.json").write_text(json.dumps([study["id"], *datasets]))


class GrowingLog:
    """A log in memory, for the tests of those who watch logs. `branch` tells two histories apart."""

    def __init__(self, origin: str = "example.org/log", seed: bytes = b"s" * 32) -> None:
        self.signer = Signer(origin, seed)

    def leaves(self, size: int, branch: str = "", common: int = 0) -> list[bytes]:
        """Leaf hashes of a tree of `size`; the first `common` are those of every branch."""
        names = (f"{i}" if i < common else f"{branch}{i}" for i in range(size))
        return [leaf_hash(name.encode()) for name in names]

    def checkpoint(self, size: int, branch: str = "", common: int = 0) -> bytes:
        """A signed checkpoint of that tree."""
        tree = CompactRange()
        for leaf in self.leaves(size, branch, common):
            tree.append(leaf)
        return self.signer.sign_note(bytes(Checkpoint(self.signer.name, size, tree.root())))

    def request(self, old: int, size: int, branch: str = "", common: int = 0) -> bytes:
        """An add-checkpoint request with its proof, when there can be one."""
        leaves = self.leaves(size, branch, common)
        proof = prove_consistency(leaves, old) if old <= size else []
        return bytes(AddCheckpoint(old, tuple(proof), self.checkpoint(size, branch, common)))


@pytest.fixture(scope="session")
def growing_log() -> type[GrowingLog]:
    """A log in memory, to be made by the test: origin, seed."""
    return GrowingLog


FORKS = multiprocessing.get_context("forkserver")
COMMANDS = sorted(path.stem for path in (ROOT / "platform" / "cohortium" / "cli").glob("[a-z]*.py"))
FORKS.set_forkserver_preload([
    "pytest", "uvicorn", "typer._adapters", "typer._click.decorators",
    *(f"cohortium.cli.{name}" for name in COMMANDS),
    "cohortium.api", "cohortium.bundle.verification", "cohortium.demo", "cohortium.flows.ask",
    "cohortium.flows.erase", "cohortium.flows.intake", "cohortium.flows.publish", "cohortium.listener",
    "cohortium.wiring", "cohortium.witness", "cohortium_anonymize.engine.pipeline",
    "cohortium_anonymize.text.streams.run", "cohortium_ledger.remote.tree_audit", "assembled",
])  # fmt: skip
BEGIN = """
import os, sys
os.dup2(out.fileno(), 1)
os.dup2(err.fileno(), 2)
out.close(), err.close()
os.chdir(folder)
os.environ.clear()
os.environ.update(environment)
sys.argv = ["-c", *arguments]
sys.dont_write_bytecode = True
if log:
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT, 0o600), 2)
exec(program, {"__name__": "__main__"})
"""


Command = Callable[..., tuple[int | None, bytes, str]]


class Forked:
    """A Python program in a process of its own, with this one's environment and folder.

    It is forked from a process that has imported our modules, which saves it a second or two. It ends
    without taking the interpreter down: what Python says then is to be seen in `subprocess` alone.
    """

    def __init__(self, program: str, *arguments: object, log: Path | None = None) -> None:
        """With a `log`, its errors go to that file."""
        (out, its_out), (err, its_err) = FORKS.Pipe(duplex=False), FORKS.Pipe(duplex=False)
        scope = {
            "program": program, "arguments": [*map(str, arguments)], "out": its_out, "err": its_err,
            "folder": str(Path.cwd()), "environment": dict(os.environ), "log": log and str(log),
        }  # fmt: skip
        self._process = FORKS.Process(target=exec, args=(BEGIN, scope))
        with pytest.MonkeyPatch.context() as patched:  # for the one that is forked from, once
            patched.setenv("PYTHONPATH", str(ROOT / "tests" / "modules"))
            self._process.start()
        self.pid = self._process.pid or 0
        for pipe in (its_out, its_err):
            pipe.close()
        self._out, self._err = (os.fdopen(os.dup(pipe.fileno()), "rb") for pipe in (out, err))

    def line(self) -> str:
        """The next line of what it says."""
        return self._out.readline().decode()

    def send_signal(self, number: int) -> None:
        if self._process.is_alive():
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()

    def wait(self, seconds: float = 60) -> int:
        """How it ended; a signal is negative. Who does not end in so many seconds is killed."""
        self._process.join(seconds)
        if (code := self._process.exitcode) is None:
            self.kill()
            pytest.fail(f"it did not end in {seconds} s")
        return code

    def end(self, seconds: float = 120) -> tuple[int | None, bytes, str]:
        """How it ended (a signal is negative), the rest of what it said, and its errors.

        Who does not end in so many seconds is killed.
        """
        late = Timer(seconds, self.kill)
        late.start()
        with self._out, self._err:
            out, err = self._out.read(), self._err.read()
        self._process.join()
        late.cancel()
        return self._process.exitcode, out, err.decode()


def command(*arguments: object) -> tuple[int | None, bytes, str]:
    """Run ``cohortium`` in a process of its own: its exit code, what it says, its errors."""
    return Forked("from cohortium.cli import main; main()", *arguments).end()


@pytest.fixture(scope="session")
def forked() -> type[Forked]:
    """Starts a program in a process of its own: program, arguments."""
    return Forked


@pytest.fixture(scope="session")
def cohortium() -> Command:
    """Runs the command in a process of its own and waits: arguments."""
    return command


@pytest.fixture(scope="session", autouse=True)
def one_command() -> None:
    """`assembled`, for the tests that run the command in their own process."""
    import assembled  # noqa: F401 - it is enough to import it


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """What the command sets for its process is undone: files are closed to others by who writes them."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)
