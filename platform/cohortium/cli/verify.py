"""``cohortium verify``: a bundle, checked offline. Needs the base install alone, but for --recompute."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cohortium.bundle import Check, Report
from cohortium.bundle import verify as verify_bundle
from cohortium.cli.console import JsonOption, out, print_json
from cohortium.errors import BadInput, Refused

PolicyOption = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        envvar="COHORTIUM_POLICY",
        help="The keys you trust (a tlog-policy file); without it nothing is pinned.",
    ),
]
UNPINNED = (
    "UNPINNED: no policy given; this shows that the bundle agrees with itself, not whose it is."
)


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command("verify")(verify)


def verify(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.zip", help="The bundle of a release, a receipt or a consent."),
    ],
    policy: PolicyOption = None,
    recompute: Annotated[
        bool,
        typer.Option(
            "--recompute", help="Measure a release's risk again from its rows (extra server)."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check a bundle offline: signatures, proofs, digests, consents. Exit 0 yes, 1 no, 2 no bundle."""
    text = None if policy is None else _read(policy)
    if as_json:
        report = verify_bundle(file, text)
        report = _recomputed(report, file) if recompute else report
        print_json(report.document())
    else:
        if text is None:
            out.print(UNPINNED, style="bold red", soft_wrap=True)
        report = verify_bundle(file, text, on_check=_print_check)
        if recompute and report.verified:
            report = _recomputed(report, file)
            _print_check(report.checks[-1])
        _print_end(report)
    if not report.verified:
        raise Refused(f"not verified: {report.reason}")


def _recomputed(report: Report, file: Path) -> Report:
    """The report of what holds so far, with one check more: are the figures those of the rows?"""
    if not report.verified:
        return report
    from cohortium.release.recomputation import recompute

    try:
        check = Check("figures", True, recompute(file))
    except Refused as no:
        check = Check("figures", False, str(no))
    return replace(report, checks=(*report.checks, check), verified=check.ok)


def _print_check(check: Check) -> None:
    mark = "[green]ok[/]  " if check.ok else "[red]NO[/]  "
    out.print(f"{mark}{check.name:<12}{escape(check.detail)}", soft_wrap=True)


def _print_end(report: Report) -> None:
    if report.verified:
        pinned = "" if report.pinned else " (UNPINNED)"
        of = f"of {report.release}" if report.release else f"at entry {report.index}"
        out.print(f"verified{pinned}: {report.kind} {of}", style="bold", soft_wrap=True)


def _read(policy: Path) -> str:
    try:
        return policy.read_text("utf-8")
    except OSError as error:
        raise BadInput(f"the policy {policy} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"the policy {policy} is no text in UTF-8") from error
