"""``study`` and ``consent``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
)
from cohortium.errors import BadInput

if TYPE_CHECKING:  # the base install has no flows to import
    from cohortium.flows.enrol import Enrolled

StudyOption = Annotated[str, typer.Option("--study", help="The study's id.")]
PatientsOption = Annotated[
    str, typer.Option("--patients", help="`all`, or a file with one patient identifier a line.")
]
HospitalOption = Annotated[
    str | None, typer.Option("--hospital", help="Only this hospital's patients.")
]
ByOption = Annotated[
    str | None, typer.Option("--by", help="Who acts at the desk; default: the system's user.")
]
MAX_LIST = 64 * 1024 * 1024  # bytes of a patient list; a million identifiers fit


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    study = typer.Typer(no_args_is_help=True, help="Studies: register and list.")
    study.command("register")(register_study)
    study.command("list")(list_studies)
    app.add_typer(study, name="study")
    consent = typer.Typer(no_args_is_help=True, help="Consents: grant, withdraw and show.")
    consent.command("grant")(grant)
    consent.command("withdraw")(withdraw)
    consent.command("show")(show)
    consent.command("receipt")(receipt)
    app.add_typer(consent, name="consent")


def register_study(
    file: Annotated[Path, typer.Argument(help="The study: one JSON object.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Register a study from a file: title, plain-language text, data-use terms, end."""
    from cohortium.flows import enrol
    from cohortium.wiring import open_home

    document = file.read_bytes()
    with open_home(home) as installation:
        study = enrol.register_study(installation, document, by=operator())
        reached = integrate(installation).state
    print_json({"id": study, "state": reached}) if as_json else out.print(f"registered {study}")


def list_studies(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List the studies."""
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        studies = installation.state.studies()
    if as_json:
        print_json({"studies": [{"id": s.id, "title": s.title, "until": s.until} for s in studies]})
        return
    table = Table("study", "title", "until")
    for study in studies:
        table.add_row(study.id, study.title, study.until)
    out.print(table)


def grant(
    study: StudyOption,
    patients: PatientsOption,
    hospital: HospitalOption = None,
    by: ByOption = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Enrol patients at the desk: witnessed and signed by their hospitals."""
    from cohortium.flows.enrol import grant_consents

    done, reached = _change(grant_consents, study, patients, hospital, by, home)
    told = {
        "study": study, "granted": done.changed, "unchanged": done.unchanged, "size": done.size,
        "state": reached,
    }  # fmt: skip
    words = f"{done.changed} consents to {study} granted, {done.unchanged} were in force already"
    print_json(told) if as_json else out.print(words)


def withdraw(
    study: StudyOption,
    patients: PatientsOption,
    hospital: HospitalOption = None,
    by: ByOption = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Withdraw consents at the desk; answers leave these patients out from now on."""
    from cohortium.flows.enrol import withdraw_consents

    done, reached = _change(withdraw_consents, study, patients, hospital, by, home)
    told = {
        "study": study, "withdrawn": done.changed, "unchanged": done.unchanged, "size": done.size,
        "state": reached,
    }  # fmt: skip
    words = f"{done.changed} consents to {study} withdrawn, {done.unchanged} were not in force"
    print_json(told) if as_json else out.print(words)


def _change(
    flow: Callable[..., Enrolled],
    study: str,
    patients: str,
    hospital: str | None,
    by: str | None,
    home: Path,
) -> tuple[Enrolled, str]:
    """Find the patients and run `flow` for them, whole list or nothing; and the state reached."""
    from cohortium.flows.enrol import find_patients, grant_consents
    from cohortium.wiring import open_home

    lines = read_list(patients)
    with open_home(home) as installation:
        installation.state.study(study)
        sent_only = flow is grant_consents
        found = find_patients(installation, lines, hospital=hospital, sent_only=sent_only)
        done = flow(installation, study, found, by=by or operator())
        reached = integrate(installation).state
    return done, reached


def show(study: StudyOption, home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Counts of a study's consents, by state and method."""
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        installation.state.study(study)
        counts = installation.state.consent_counts(study)
    if as_json:
        print_json({"study": study, **counts})
        return
    for name, count in counts.items():
        out.print(f"{name:<24} {count}")


def receipt(
    study: StudyOption,
    hospital: Annotated[str, typer.Option("--hospital", help="The patient's hospital.")],
    patient: Annotated[
        str, typer.Option("--patient", help="The hospital's own id, or any identifier.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.zip", help="The zip to write.")
    ],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Give a patient the proof of their consent, to keep: checked offline with `cohortium verify`."""
    from cohortium.flows.consent_receipt import consent_receipt
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        done = consent_receipt(installation, study, hospital, patient, output)
        reached = integrate(installation).state
    if as_json:
        told = {
            "receipt": str(done.path), "index": done.index, "withdrawn": done.withdrawn,
            "state": reached,
        }  # fmt: skip
        print_json(told)
        return
    out.print(
        f"wrote {done.path}: consent at entry {done.index}; it names the patient, who keeps it"
    )


def read_list(patients: str) -> Iterable[str] | str:
    """`all`, or the lines of the file named."""
    if patients == "all":
        return patients
    path = Path(patients)
    if path.stat().st_size > MAX_LIST:
        raise BadInput("the patient list is larger than 64 MiB: split it")
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadInput("the patient list is not UTF-8: save it as UTF-8") from error
