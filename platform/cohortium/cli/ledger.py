"""``cohortium ledger``: read, prove, audit and export the log of a home, audit and monitor another's.

Nothing here writes to a log, and no command but `quorum` needs its signing key.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cohortium.cli.console import DEFAULT_HOME, HomeOption, JsonOption, print_json, progress
from cohortium.cli.monitor import monitor
from cohortium.cli.quorum import quorum
from cohortium.cli.trust import UNPINNED, read_policy
from cohortium.errors import BadInput, NotFound
from cohortium.home import Home
from cohortium_ledger import (
    EntryMissing,
    FormatError,
    LedgerExists,
    LedgerMissing,
    Log,
    Report,
    SignatureError,
    parse_checkpoint,
    parse_note,
    parse_policy,
)
from cohortium_ledger.auditing.audit import audit as check
from cohortium_ledger.auditing.log_keys import check_policy_age, policy_text
from cohortium_ledger.formats.checkpoint import MAX_CHECKPOINT
from cohortium_ledger.formats.policy import NO_QUORUM, Policy


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    area = typer.Typer(no_args_is_help=True, help="The tamper-evident log of a home.")
    area.command("checkpoint")(checkpoint)
    area.command("policy")(policy)
    area.command("quorum")(quorum)
    area.command("prove")(prove)
    area.command("audit")(audit)
    area.command("export")(export)
    area.command("monitor")(monitor)
    app.add_typer(area, name="ledger")


def checkpoint(home: HomeOption = DEFAULT_HOME) -> None:
    """Print the newest published checkpoint."""
    with _open(home) as log:
        typer.echo(log.checkpoint(), nl=False)


def policy(home: HomeOption = DEFAULT_HOME) -> None:
    """Print a policy file that trusts this log, to publish and to verify with."""
    with _open(home) as log:
        log.check_charter()
        typer.echo(bytes(log.policy), nl=False)


def prove(
    index: Annotated[int, typer.Argument(metavar="N", help="Index of the entry.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Print a tlog-proof of entry N under the newest checkpoint."""
    with _open(home) as log:
        try:
            proof = log.prove(index)
        except EntryMissing as error:
            raise NotFound(str(error)) from error
        typer.echo(proof, nl=False)


def audit(
    where: Annotated[
        str | None,
        typer.Argument(
            metavar="[URL|DIR]",
            help="Where a log's static tree is: served, exported or mirrored. Else the home's log.",
        ),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option("--policy", help="The keys and witnesses you trust (a tlog-policy file)."),
    ] = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            "--earlier", help="A checkpoint you kept, which it must continue; repeatable."
        ),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Derive everything again from the entries; exit 1 with the reason when something is wrong."""
    kept = [_kept(path) for path in earlier or ()]
    if where is not None:
        report = _audit_tree(where, policy, kept, as_json)
        pinned = policy is not None
    else:
        report = _audit_home(home, policy, kept)
        pinned = True
    if as_json:
        print_json(_summary(report) | {"pinned": pinned})
        return
    signed = report.checkpoint.size if report.checkpoint else 0
    typer.echo(f"{report.size} entries hold together; {signed} are under the newest checkpoint")
    for entry_type, count in report.types.items():
        typer.echo(f"  {count:>9}  {entry_type}")


def _audit_home(home: Path, policy: Path | None, earlier: list[bytes]) -> Report:
    """The whole audit of the home's own log; its policy, and checkpoints kept, when they are given."""
    with _open(home) as log:
        with progress() as bar:
            bar.add_task("entries", total=None)
            report = log.audit()
        trusted = parse_policy(policy_text("", [key.verifier for key in log.keys]))
        if policy is not None:
            trusted = read_policy(policy)
            _check(trusted, log)
        if earlier:
            check(log.entries(), policy=replace(trusted, quorum=NO_QUORUM), earlier=earlier)
    return report


def _check(policy: Policy, log: Log) -> None:
    """That the newest published checkpoint meets `policy`."""
    try:
        policy.verify_checkpoint(log.checkpoint())
    except SignatureError:
        check_policy_age(policy.logs, log.checkpoint(), log.entries())
        raise


def _audit_tree(where: str, policy: Path | None, earlier: list[bytes], quiet: bool) -> Report:
    """The audit of a log that anybody can read."""
    from cohortium_ledger.remote.reader import open_tree
    from cohortium_ledger.remote.tree_audit import audit_tree, served_policy

    if "://" not in where and not (Path(where) / "checkpoint").is_file():
        raise BadInput(
            f"{where} holds no checkpoint: give an export, a mirror or an http(s) address,"
            " or the home with --home"
        )
    try:
        reader = open_tree(where)
    except FormatError as error:
        raise BadInput(str(error)) from error
    if policy is None and not quiet:
        typer.echo(UNPINNED)
    trusted = served_policy(reader) if policy is None else read_policy(policy)
    with progress() as bar:
        task = bar.add_task("entries", total=None)
        return audit_tree(
            reader, trusted, earlier=earlier,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip


def _kept(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_CHECKPOINT + 1)
        parse_checkpoint(parse_note(data).text)
    except OSError as error:
        raise BadInput(f"the checkpoint {path} cannot be read: {error.strerror}") from error
    except FormatError as error:
        raise BadInput(f"{path} is no signed checkpoint: {error}") from error
    return data


def export(
    where: Annotated[
        str,
        typer.Argument(metavar="DIR|s3://...", help="A new place, or one of an older export."),
    ],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write the static tree (log.vkey, checkpoint, tile/...) that any C2SP client reads."""
    if "://" not in where and Path(where).exists() and not Path(where).is_dir():
        raise BadInput(f"{where} is not a folder")
    with _open(home) as log:
        try:
            log.export(where)
        except (LedgerExists, FormatError) as error:
            raise BadInput(str(error)) from error


def _open(home: Path) -> Log:
    try:
        return Log.open(Home(home).ledger_place)
    except LedgerMissing as error:
        raise NotFound(
            f"no ledger in {home}: make a home with 'cohortium init --home {home}'"
        ) from error


def _summary(report: Report) -> dict[str, object]:
    signed = report.checkpoint
    return {
        "size": report.size,
        "root": report.root.hex(),
        "checkpoint": {"size": signed.size, "root": signed.root.hex()} if signed else None,
        "checkpoints": report.checkpoints,
        "types": dict(report.types),
    }
