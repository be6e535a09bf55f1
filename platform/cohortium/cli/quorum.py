"""``cohortium ledger quorum``: which witnesses must cosign before a checkpoint is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cohortium.cli.console import DEFAULT_HOME, HomeOption, JsonOption, integrate, out, print_json
from cohortium.cli.trust import policy_bytes
from cohortium.errors import BadInput

if TYPE_CHECKING:
    from cohortium.flows.quorum import QuorumSet

LOCAL = (
    "Witnesses in the home itself show the mechanism and prove no independence: whoever holds the"
    " home holds their keys."
)
FRAGILE = (
    "This quorum tolerates no dishonest witness: one that signs two histories is enough for two."
    " Take 4 of 5, or 5 of 7."
)


def quorum(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="A tlog-policy: log line of this ledger, witnesses with addresses, groups, quorum.",
        ),
    ] = None,
    local: Annotated[
        int | None,
        typer.Option(
            "--local", min=1, max=16, metavar="N",
            help="Instead of a file: N witnesses in the home itself; 5 need 4, 7 need 5.",
        ),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Set the policy that checkpoints are published under, and say what it tolerates."""
    from cohortium.flows.quorum import set_quorum
    from cohortium.wiring import open_home

    if (file is None) == (local is None):
        raise BadInput("give a policy file, or --local and a number of witnesses")
    text = None if file is None else _read(file)
    with open_home(home) as installation:
        if text is None:
            text = installation.local_policy(local or 0)
        done = set_quorum(installation, text)
        reached = integrate(installation).state
    _tell(done, reached, as_json)
    if local is not None:
        typer.echo(LOCAL, err=True)
    if done.tolerance.dishonest == 0:
        typer.echo(FRAGILE, err=True)


def _read(file: Path) -> str:
    try:
        return policy_bytes(file).decode()
    except UnicodeDecodeError as error:
        raise BadInput(f"the policy {file} is no text in UTF-8") from error


def _tell(done: QuorumSet, reached: str, as_json: bool) -> None:
    witnesses = len(done.policy.witnesses)
    dishonest, down = done.tolerance.dishonest, done.tolerance.down
    if as_json:
        print_json(
            {
                "index": done.index, "witnesses": witnesses, "dishonest": dishonest, "down": down,
                "state": reached,
            }
        )  # fmt: skip
        return
    out.print(f"policy     entry {done.index}, {witnesses} witnesses; {reached}")
    out.print(f"tolerates  {dishonest} dishonest, {down} down")
