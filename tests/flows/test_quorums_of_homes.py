"""A home whose ledger has witnesses: three states told apart, work that stands, bundles with a quorum."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cohortium import wiring
from cohortium.bundle import verify
from cohortium.cli import run
from cohortium.errors import BadInput, Unavailable
from cohortium.flows.ask import ask
from cohortium.flows.bundle import bundle
from cohortium.flows.grant import operator_grant
from cohortium.flows.quorum import set_quorum
from cohortium.flows.receipt import receipt, stored_receipt
from cohortium.wiring import open_home, open_shared_log
from cohortium_ledger import Cosigner, Draft, Log, Signer, parse_note, parse_policy
from cohortium_ledger.errors import HistoryRolledBack

DATASET = "d-hearts"
LUNGS = {
    "id": "lungs", "title": "Lungs", "text": "We count.", "until": "2090-01-01",
    "terms": {"permission": "GRU"},
}  # fmt: skip
QUESTION = "SELECT count(DISTINCT subject) FROM subjects"


@pytest.fixture
def home(witnessed: Path, copy: Callable[[Path], Path]) -> Path:
    """The witnessed home, to be changed."""
    return copy(witnessed)


def lose(home: Path, *names: str) -> None:
    """Let these witnesses be gone for a while."""
    for name in names:
        (home / "witnesses" / name).rename(home / f"away-{name}")


def regain(home: Path) -> None:
    for path in home.glob("away-*"):
        path.rename(home / "witnesses" / path.name.removeprefix("away-"))


def command(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    """Run a command with --json; its exit code, answer and stderr."""
    code = run([*words, "--json"])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else None, told.err


def test_three_states_of_a_receipt(home: Path) -> None:
    with open_home(home) as installation:
        answer = ask(installation, operator_grant(installation, DATASET), DATASET, QUESTION)
        told = receipt(installation, answer)
        assert (told["state"], told["proof"]) == ("sequenced", None)
        installation.log.integrate()
        told = stored_receipt(installation, answer.index)
        assert (told["state"], told["proof"]) == ("integrated", None)
        installation.integrate()
        told = stored_receipt(installation, answer.index)
        assert told["state"] == "cosigned" and told["proof"]


def test_work_stands_without_a_quorum(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lose(home, "w1", "w3")
    words = ("ask", "--home", str(home), "--dataset", DATASET, QUESTION)
    code, told, line = command(capsys, *words)
    assert code == 0 and told["rows"] and told["receipt"]["state"] == "sequenced"
    assert line.startswith("cohortium: recorded; not signed yet: 3 of 5 witnesses answered (w1: ")
    assert len(line.splitlines()) == 1
    index = str(told["receipt"]["index"])
    zip_ = str(tmp_path / "b.zip")
    code, _, line = command(capsys, "bundle", index, "-o", zip_, "--home", str(home))
    assert code == 1 and "cannot be proven yet" in line and not Path(zip_).exists()
    regain(home)
    code, told, line = command(capsys, "bundle", index, "-o", zip_, "--home", str(home))
    assert (code, told["state"], line) == (0, "cosigned", "")


def test_signed_and_not_cosigned_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Within one process, whose first look was answered, witnesses are lost: it signs on, alone."""
    with open_home(home) as installation:
        ask(installation, operator_grant(installation, DATASET), DATASET, QUESTION)
        assert installation.integrate().state == "cosigned"
        for name in ("w1", "w2"):
            (home / "witnesses" / name / "witness.sqlite").unlink()
        ask(installation, operator_grant(installation, DATASET), DATASET, QUESTION)
        reached = installation.integrate()
        assert reached.state == "integrated"
        assert reached.warning is not None
        assert reached.warning.startswith(
            "recorded and signed; not cosigned yet: 3 of 5 witnesses answered (w1: it answers 500"
        )
    code, told, _ = command(capsys, "status", "--home", str(home))
    ledger = told["ledger"]
    assert code == 0 and ledger["state"] == "integrated" and ledger["quorum"] is True
    assert ledger["size"] == ledger["integrated"] > ledger["published"]


def test_every_command_tells_the_state(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--home", str(home))
    study = home / "study.json"
    study.write_text(json.dumps(LUNGS))
    patients = ("--study", "lungs", "--patients", "all")
    for words in (
        ("study", "register", str(study)), ("consent", "grant", *patients),
        ("consent", "withdraw", *patients), ("publish", "hearts"),
    ):  # fmt: skip
        code, told, line = command(capsys, *words, *at)
        assert (code, told["state"], line) == (0, "cosigned", ""), words


def test_a_bundle_carries_the_quorum(home: Path, tmp_path: Path) -> None:
    with open_home(home) as installation:
        [release] = installation.state.releases()
        bundle(installation, release.id, tmp_path / "b.zip")
        policy = bytes(installation.log.policy).decode()
        vkey = installation.log.vkey
    report = verify(tmp_path / "b.zip", policy)
    assert report.verified
    [signature] = [check.detail for check in report.checks if check.name == "signature"]
    assert "cosigned by 5 of 5 witnesses" in signature
    assert verify(tmp_path / "b.zip", f"log {vkey}\nquorum none\n").verified
    assert verify(tmp_path / "b.zip").verified
    stranger = policy.replace("group hospitals 4 w1", "group hospitals 4 w9").replace(
        _line(policy, "w1"), _line(policy, "w1").replace(" w1 ", " w9 ")
    )
    assert verify(tmp_path / "b.zip", stranger).verified  # names are the policy's own
    for fewer in (2, 3):
        cut = _without_cosignatures(tmp_path / "b.zip", tmp_path / f"c{fewer}.zip", 5 - fewer)
        refused = verify(cut, policy)
        assert not refused.verified and "quorum" in str(refused.reason)
        assert verify(cut, f"log {vkey}\nquorum none\n").verified
    assert verify(_without_cosignatures(tmp_path / "b.zip", tmp_path / "c.zip", 1), policy).verified


def _line(policy: str, name: str) -> str:
    [found] = [line for line in policy.splitlines() if line.startswith(f"witness {name} ")]
    return found


def _without_cosignatures(source: Path, target: Path, count: int) -> Path:
    """The bundle without the last `count` lines of its checkpoint."""
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(target, "w") as cut:
        for name in whole.namelist():
            data = whole.read(name)
            if name == "proof.tlog-proof":
                data = b"\n".join(data.split(b"\n")[: -1 - count]) + b"\n"
            cut.writestr(name, data)
    return target


def old_copy(home: Path, tmp_path: Path) -> tuple[Path, int]:
    """A copy that went no further than before a question, its witnesses knowing the answer; their size."""
    aside = tmp_path / "aside"
    shutil.copytree(home, aside)
    with open_home(home) as installation:
        ask(installation, operator_grant(installation, DATASET), DATASET, QUESTION)
        size = installation.integrate().size
    shutil.rmtree(aside / "witnesses")
    (home / "witnesses").rename(aside / "witnesses")
    return aside, size


def test_a_ledger_put_back_from_an_old_copy_signs_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aside, size = old_copy(home, tmp_path)
    study = tmp_path / "study.json"
    study.write_text(json.dumps(LUNGS))
    code, told, line = command(capsys, "study", "register", str(study), "--home", str(aside))
    assert code == 1 and told is None
    assert f"has seen {size} entries" in line and "restored from an old backup" in line
    with open_home(aside) as installation:
        installation.log.append([Draft("model.trained", {}, "2026-01-31T09:30:00.000Z")])
    with Log.open(aside / "ledger") as log, pytest.raises(Exception, match="no published"):
        log.prove(log.size - 1)
    with open_home(aside) as installation, pytest.raises(HistoryRolledBack):
        installation.integrate()


@pytest.fixture(params=["rolled back", "forked"])
def lost(request: pytest.FixtureRequest, home: Path, tmp_path: Path) -> Path:
    """A home with an older ledger than its witnesses saw, or with another one."""
    aside = tmp_path / "aside"
    study = tmp_path / "study.json"
    study.write_text(json.dumps(LUNGS))
    assert run(["study", "register", str(study), "--home", str(home)]) == 0
    shutil.copytree(home, aside)
    with open_home(home) as installation:
        ask(installation, operator_grant(installation, DATASET), DATASET, QUESTION)
        assert installation.integrate().state == "cosigned"
    shutil.rmtree(aside / "witnesses")
    (home / "witnesses").rename(aside / "witnesses")
    if request.param == "forked":
        with open_shared_log(aside) as log:
            log.append([Draft("model.trained", {}, "2026-01-31T09:30:00.000Z")] * 5)
    return aside


def recording(home: Path, tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """Every command that records something, as it would be done in this home."""
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**LUNGS, "id": "other"}))
    purpose = tmp_path / "purpose.json"
    purpose.write_text(json.dumps({"primary": "GRU"}))
    with open_home(home) as installation:
        patient = next(iter(installation.vault.patients()))
        vkey = installation.log.vkey
    records = tmp_path / "new.ndjson"
    records.write_text(json.dumps({"resourceType": "Patient", "id": "new", "gender": "female"}))
    policy = tmp_path / "policy"
    policy.write_text(f"log {vkey}\nquorum none\n")
    patients = ("--patients", "all")
    yield "study", "register", str(other)
    yield "consent", "grant", "--study", "lungs", *patients
    yield "consent", "withdraw", "--study", "hearts", *patients
    yield "publish", "hearts"
    yield "ask", "--dataset", DATASET, QUESTION
    yield (
        "grant", "issue", "--researcher", "r@example.org", "--dataset", DATASET,
        "--purpose", str(purpose), "--until", f"{datetime.now(UTC):%Y-%m-%d}",
    )  # fmt: skip
    yield "intake", str(records), "--hospital", patient.hospital
    yield "intake", str(records), "--hospital", "elsewhere"
    yield "erase", "--hospital", patient.hospital, "--patient", patient.id, "--yes"
    yield "ledger", "quorum", str(policy)
    yield "keys", "rotate", "log"


def test_nothing_is_recorded_where_witnesses_saw_another_ledger(
    lost: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Log.open(lost / "ledger") as log:
        size = log.size
    for words in recording(lost, tmp_path):
        code, told, line = command(capsys, *words, "--home", str(lost))
        assert (code, told) == (1, None), (words, line)
        assert "has seen" in line and line.endswith("; nothing was recorded\n"), (words, line)
        with Log.open(lost / "ledger") as log:
            assert log.size == size, words


def test_what_was_recorded_before_witnesses_could_be_heard_is_told(
    lost: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are reached when the withdrawals stand already: these act, and nobody is told otherwise."""
    monkeypatch.setattr(wiring, "_hear", lambda _publisher: None)
    words = ("consent", "withdraw", "--study", "hearts", "--patients", "all")
    code, told, line = command(capsys, *words, "--home", str(lost))
    assert code == 1 and told["withdrawn"] > 0 and told["state"] == "sequenced"
    assert line.startswith(f"cohortium: recorded, up to entry {told['size'] - 1}; in no signed ")
    assert "has seen" in line and "nothing was recorded" not in line
    with Log.open(lost / "ledger") as log:
        assert log.state(told["size"] - 1) == "sequenced"
    code, again, _ = command(capsys, *words, "--home", str(lost))
    assert (code, again) == (1, None)  # nobody is left to withdraw, and the ledger is no better
    code, counts, _ = command(capsys, "consent", "show", "--study", "hearts", "--home", str(lost))
    assert (code, counts["in_force"]) == (0, 0)


def test_an_old_copy_is_not_helped_by_another_quorum_or_key(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aside, newest = old_copy(home, tmp_path)
    with Log.open(aside / "ledger") as log:
        size = log.size
        (tmp_path / "policy").write_text(f"log {log.vkey}\nquorum none\n")
    for words in (
        ("ledger", "quorum", str(tmp_path / "policy")),
        ("keys", "rotate", "log"),
    ):
        code, told, line = command(capsys, *words, "--home", str(aside))
        assert code == 1 and told is None
        assert f"has seen {newest} entries, here are {size}" in line
    with Log.open(aside / "ledger") as log:
        assert log.size == size and log.policy.quorum != "none" and len(log.verifiers) == 1


def test_an_old_ledger_beside_a_newer_vault_takes_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(home / "ledger", tmp_path / "ledger")
    with open_home(home) as installation:
        ask(installation, operator_grant(installation, DATASET), DATASET, QUESTION)
    shutil.rmtree(home / "ledger")
    shutil.copytree(tmp_path / "ledger", home / "ledger")
    (home / "state.db").unlink()
    study = tmp_path / "study.json"
    study.write_text(json.dumps(LUNGS))
    with Log.open(home / "ledger") as log:
        size = log.size
    code, told, line = command(capsys, "study", "register", str(study), "--home", str(home))
    assert code == 1 and told is None
    assert "the ledger is an old copy" in line and f"it has {size} entries" in line
    with Log.open(home / "ledger") as log:
        assert log.size == size


def test_the_quorum_command(
    published: Path, copy: Callable[[Path], Path], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    home = copy(published)
    at = ("--home", str(home))
    code, told, line = command(capsys, "ledger", "quorum", "--local", "7", *at)
    assert code == 0 and "prove no independence" in line
    assert told | {"index": 0} == {
        "index": 0, "witnesses": 7, "dishonest": 2, "down": 2, "state": "cosigned",
    }  # fmt: skip
    assert run(["ledger", "policy", *at]) == 0
    policy = capsys.readouterr().out
    with Log.open(home / "ledger") as log:
        assert policy == bytes(log.policy).decode() and log.vkey in policy
        entry = json.loads(log.entry(told["index"]))
        assert entry["type"] == "policy.changed" and entry["body"]["text"] == policy
        log.policy.verify_checkpoint(log.checkpoint())
    weak = tmp_path / "weak"
    weak.write_text(policy.replace("group hospitals 5", "group hospitals 4"))
    code, told, line = command(capsys, "ledger", "quorum", str(weak), *at)
    assert (code, told["dishonest"], told["down"]) == (0, 0, 3)
    assert "tolerates no dishonest witness" in line
    assert run(["ledger", "audit", *at]) == 0


def test_policies_that_cannot_be_set(
    published: Path, copy: Callable[[Path], Path], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    home = copy(published)
    with open_home(home) as installation:
        before = installation.log.size
        own = f"log {installation.log.vkey}\n"
        key = Cosigner.generate("witness.example/w1").vkey
        stranger = f"log {Signer.generate('a.example/log').vkey}\n"
        for text in (
            "", "quorum none\n", "quorum\n", f"{stranger}quorum none\n", f"{own}{stranger}quorum none\n",
            f"{own}quorum q\n", f"{own}quorum none\n# {'x' * 40_000}\n",
            f"{own}witness w1 {key} gopher://w.example\nquorum w1\n",
        ):  # fmt: skip
            with pytest.raises(BadInput):
                set_quorum(installation, text)
        assert installation.log.size == before
    (tmp_path / "bad").write_bytes(b"# \xff\nquorum none\n")
    for words in ((), (str(tmp_path / "bad"), "--local", "5"), (str(tmp_path / "bad"),)):
        code, _, line = command(capsys, "ledger", "quorum", *words, "--home", str(home))
        assert code == 2 and len(line.splitlines()) == 1


def test_a_key_s_rotation_goes_on_being_cosigned(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, line = command(capsys, "keys", "rotate", "log", "--home", str(home))
    assert (code, told["state"], line) == (0, "cosigned", "")
    code, told, line = command(capsys, "keys", "retire", "log", "--home", str(home))
    assert (code, told["state"], line) == (0, "cosigned", "")
    with Log.open(home / "ledger") as log:
        names = [line.name for line in parse_note(log.checkpoint()).signatures]
        assert len(names) == 6 and names.count(log.origin) == 1
        assert parse_policy(bytes(log.policy)).logs == log.verifiers


def test_whoever_shares_the_log_signs_nothing(home: Path) -> None:
    (home / "keys" / "log.skey").unlink()
    log = open_shared_log(home)
    with log, open_home(home, log=log) as one, open_home(home, log=log) as other:
        for installation in (one, other):
            ask(installation, operator_grant(installation, DATASET), DATASET, QUESTION)
            assert installation.integrate().state == "sequenced"
    with pytest.raises(BadInput, match=r"log\.skey"), open_home(home):
        pass


def test_unavailable_is_not_raised_for_what_is_published(home: Path, tmp_path: Path) -> None:
    lose(home, "w1", "w2")
    with open_home(home) as installation:
        [release] = installation.state.releases()
        made = bundle(installation, release.id, tmp_path / "b.zip")
        policy = bytes(installation.log.policy).decode()
        assert made["release"] == release.id
        answer = ask(installation, operator_grant(installation, DATASET), DATASET, QUESTION)
        with pytest.raises(Unavailable, match="cannot be proven yet"):
            bundle(installation, str(answer.index), tmp_path / "c.zip")
    assert verify(tmp_path / "b.zip", policy).verified
