"""``ask`` and ``explain``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from cohortium.cli.console import DEFAULT_HOME, HomeOption, JsonOption, integrate, out, print_json

DatasetOption = Annotated[str, typer.Option("--dataset", help="The dataset's id.")]
Question = Annotated[str, typer.Argument(help="The question, in the SQL of docs/researcher.md.")]


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command("ask")(ask)
    app.command("explain")(explain)


def ask(
    question: Question,
    dataset: DatasetOption,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            envvar="COHORTIUM_TOKEN",
            help="The grant's token; without one, the operator's own grant.",
        ),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Ask a dataset; the answer comes with its receipt."""
    from cohortium.flows import ask as flow
    from cohortium.flows.grant import authenticate, authorize, operator_grant
    from cohortium.flows.receipt import receipt
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        if token is not None:
            grant = authenticate(installation, token)
            authorize(grant, dataset)
        else:
            grant = operator_grant(installation, dataset)
        try:
            answer = flow.ask(installation, grant, dataset, question)
        finally:
            if installation.journal.recorded is not None:  # a refusal is on the ledger too
                integrate(installation)
        given = receipt(installation, answer)
        told = {
            "columns": list(answer.columns),
            "rows": [list(row) for row in answer.rows],
            "tier": flow.TIER,
            "receipt": given,
        }
    if as_json:
        print_json(told)
        return
    table = Table(*answer.columns)
    for row in answer.rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    out.print(table)
    out.print(
        f"receipt {answer.index}: consents as of ledger size {answer.content['consent_size']}, "
        f"{answer.content['withdrawals_in_force']} withdrawals in force; {given['state']}"
    )


def explain(
    question: Question,
    dataset: DatasetOption,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """What the gate makes of a question, without running it."""
    from cohortium.flows import ask as flow
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        explained = flow.explain(installation, dataset, question)
    if as_json:
        print_json(explained)
    else:
        out.print(
            f"{explained['decision']}: {explained['canonical'] or '; '.join(explained['reasons'])}"
        )
    if explained["decision"] != "allow":
        raise typer.Exit(1)
