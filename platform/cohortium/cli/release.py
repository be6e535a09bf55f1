"""``publish``, ``dataset``, ``grant`` and ``bundle``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cohortium.cli.console import (
    DEFAULT_HOME,
    HomeOption,
    JsonOption,
    integrate,
    operator,
    out,
    print_json,
    progress,
)


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command("publish")(publish)
    app.command("bundle")(bundle)
    dataset = typer.Typer(no_args_is_help=True, help="Datasets: list and show.")
    dataset.command("list")(list_datasets)
    dataset.command("show")(show_dataset)
    app.add_typer(dataset, name="dataset")
    grant = typer.Typer(no_args_is_help=True, help="Grants: issue, end and list.")
    grant.command("issue")(issue)
    grant.command("end")(end)
    grant.command("list")(list_grants)
    app.add_typer(grant, name="grant")


def publish(
    study: Annotated[str, typer.Argument(help="The study whose consented records are released.")],
    policy: Annotated[
        Path | None,
        typer.Option("--policy", help="Release policy, TOML; default: k=5, at most 5%."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Make a release of a study: anonymize, measure, decide, write, record."""
    from cohortium.flows.publish import publish as run
    from cohortium.release.policy import Policy, read_policy
    from cohortium.wiring import open_home

    rules = read_policy(policy.read_bytes()) if policy else Policy()
    with open_home(home) as installation, progress() as bar:
        task = bar.add_task("publishing", total=None)
        published = run(
            installation, study, rules,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip
        reached = integrate(installation).state
    if as_json:
        print_json({**published.describe(), "state": reached})
        return
    out.print(f"release  {published.release} of dataset {published.dataset}")
    out.print(f"folder   {published.path}")
    out.print(f"report   {published.report}")
    shown = Table("figure", "value", title="What was released, and what it tells")
    for name, value in figures(published.persons, published.risk, published.utility):
        shown.add_row(name, value)
    out.print(shown)


def figures(
    persons: Mapping[str, Any], risk: Mapping[str, Any], utility: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """A publication's figures, as a person reads them."""
    withheld = ", ".join(f"{count} {reason}" for reason, count in persons["withheld"].items())
    text = persons["text"]
    rows = persons["tables"].items()
    return [
        ("consents", f"{persons['eligible']}, of which {persons['duplicates']} are duplicates"),
        ("persons", f"{persons['persons']}: {persons['released']} released, {persons['suppressed']} suppressed"),
        ("withheld", withheld or "none"),
        ("k", f"{risk['k']}, in {risk['classes']} classes of equal quasi-identifiers"),
        ("risk", f"highest {risk['max_risk']:.1%}, average {risk['average_risk']:.1%}, alone {risk['unique']:.1%}"),
        *(_told(name, column) for name, column in risk.get("sensitive", {}).items()),
        ("loss", f"{utility['loss']:.3g} of 1; precision {utility['precision']:.3g}"),
        ("kept", ", ".join(f"{n} {c['kept']:.0%}" for n, c in utility["columns"].items())),
        ("rows", ", ".join(f"{count} {name}" for name, count in rows if count)),
        ("texts", f"{text['texts']} de-identified, {sum(text['quarantined'].values())} quarantined"),
        ("reviewed", f"{text['released']} released after review, {text['rejected']} rejected"),
    ]  # fmt: skip


def _told(name: str, column: Mapping[str, Any]) -> tuple[str, str]:
    """What the worst class tells of a sensitive column."""
    return name, f"l {column['l']}, entropy l {column['entropy_l']:.3g}, t {column['t']:.3g}"


def bundle(
    what: Annotated[
        str, typer.Argument(help="A release's id, a receipt's index, or a file with a receipt.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The zip to write.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Write what a sponsor needs to verify a release or a receipt offline."""
    from cohortium.flows.bundle import bundle as run
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        made = run(installation, what, output)
        reached = integrate(installation).state
    print_json({**made, "state": reached}) if as_json else out.print(
        f"wrote {output}; verify it with cohortium verify {output}"
    )


def list_datasets(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List the datasets and their newest releases."""
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        newest = {release.dataset: release for release in installation.state.releases()}
    if as_json:
        rows = [{"id": r.dataset, "study": r.study, "release": r.id} for r in newest.values()]
        print_json({"datasets": rows})
        return
    table = Table("dataset", "study", "release")
    for release in newest.values():
        table.add_row(release.dataset, release.study, release.id)
    out.print(table)


def show_dataset(
    dataset: Annotated[str, typer.Argument(help="The dataset's id.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """What a dataset's newest release holds: its data dictionary."""
    from cohortium.flows import ask
    from cohortium.flows.dataset import describe
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        described = describe(ask.read_manifest(installation, ask.latest(installation, dataset)))
    if as_json:
        print_json(described)
        return
    for table in described["tables"]:
        shown = Table(
            "column", "type", "role", "what it is", title=f"{table['name']} ({table['rows']} rows)"
        )
        for column in table["columns"]:
            shown.add_row(*(column[name] for name in ("name", "type", "role", "description")))
        out.print(shown)


def issue(
    researcher: Annotated[str, typer.Option("--researcher", help="Who may ask.")],
    dataset: Annotated[str, typer.Option("--dataset", help="Which dataset.")],
    purpose: Annotated[Path, typer.Option("--purpose", help="The purpose: one JSON object.")],
    until: Annotated[str, typer.Option("--until", help="Last day of the grant, YYYY-MM-DD.")],
    download: Annotated[bool, typer.Option("--download", help="Allow file downloads.")] = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Give a researcher the right to ask one dataset until a day; prints the token once."""
    from cohortium.documents import read_day
    from cohortium.duo import read_purpose
    from cohortium.flows.grant import issue_grant
    from cohortium.wiring import open_home

    declared = read_purpose(purpose.read_bytes())
    last = read_day(until, "--until")
    with open_home(home) as installation:
        issued = issue_grant(
            installation, researcher=researcher, dataset=dataset, purpose=declared, until=last,
            download=download, by=operator(),
        )  # fmt: skip
        reached = integrate(installation).state
    if as_json:
        told = {"grant": issued.grant, "token": issued.token, "index": issued.index}
        print_json({**told, "state": reached})
        return
    out.print(f"grant  {issued.grant}, until {until}")
    typer.echo(f"token  {issued.token}")
    out.print("The token is shown this once; only its digest is kept.")


def end(
    grant: Annotated[str, typer.Argument(help="The grant's id.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """End a grant now."""
    from cohortium.flows.grant import end_grant
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        index = end_grant(installation, grant, by=operator())
        reached = integrate(installation).state
    told = {"grant": grant, "index": index, "state": reached}
    print_json(told) if as_json else out.print(f"grant {grant} ended")


def list_grants(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List the grants, ended ones included."""
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        grants = installation.state.grants()
    rows = [
        {
            "grant": g.id, "dataset": g.dataset, "until": g.until, "download": g.download,
            "ended": g.ended is not None,
        }
        for g in grants
    ]  # fmt: skip
    if as_json:
        print_json({"grants": rows})
        return
    table = Table("grant", "dataset", "until", "download", "ended")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    out.print(table)
