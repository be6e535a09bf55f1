"""``quarantine``: list, show, release, reject."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
    from cohortium.flows.quarantine import Decided, Seen

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As `quarantine list` has it.")]
ByOption = Annotated[str | None, typer.Option("--by", help="Who decides; default: system user.")]
BESIDE = 40  # characters of the original shown on each side of what was found
UNREAD = 400  # characters shown of a text of which nothing was de-identified
HIDDEN = "\N{REPLACEMENT CHARACTER}"  # for what could command a terminal


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    group = typer.Typer(no_args_is_help=True, help="Quarantined texts: look and decide.")
    group.command("list")(list_texts)
    group.command("show")(show)
    group.command("release")(release)
    group.command("reject")(reject)
    app.add_typer(group, name="quarantine")


def list_texts(
    study: Annotated[str | None, typer.Option("--study", help="Of this study alone.")] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """List the texts that the newest releases left out, without a word of them."""
    from cohortium.flows.quarantine import quarantine
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        rows = [found.describe() for found in quarantine(installation, study)]
    if as_json:
        print_json({"texts": rows})
        return
    for row in rows:
        out.print(
            f"{row['id']}  {row['decision'] or 'waits':<7}  {row['reason'] or 'none now':<15}"
            f"  {row['table']}.{row['column']}  {row['length']} characters  of {row['hospital']},"
            f" out of {row['study']} of {row['published']}"
        )
    if not rows:
        out.print("no text is quarantined")


def show(
    id_: IdArgument,
    raw: Annotated[
        bool,
        typer.Option("--raw", help="Also what was found, as the hospital wrote it; on a terminal."),
    ] = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Show a quarantined text as it was de-identified, what the second look found marked >>so<<."""
    from cohortium.flows.quarantine import look
    from cohortium.wiring import open_home

    if raw and (as_json or not sys.stdout.isatty()):
        raise BadInput("--raw shows a patient's own words: on a terminal, never in a file")
    with open_home(home) as installation:
        seen = look(installation, id_)
    if as_json:
        print_json(seen.describe())
        return
    for line in _told(seen):
        typer.echo(line)
    for line in _raw(seen) if raw else ():
        typer.echo(line)


def release(
    id_: IdArgument, by: ByOption = None, home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Let a text leave, as de-identified, with the next release of its study."""
    from cohortium.flows.quarantine import release as flow

    done, reached = _decide(flow, id_, by, home)
    _say(done, reached, as_json, "the next release has it, if the same is made of it then")


def reject(
    id_: IdArgument, by: ByOption = None, home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Keep a text out of every next release of its study."""
    from cohortium.flows.quarantine import reject as flow

    done, reached = _decide(flow, id_, by, home)
    _say(done, reached, as_json, "no next release has it")


def _decide(flow: Callable[..., Decided], id_: str, by: str | None, home: Path) -> tuple[Any, str]:
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        done = flow(installation, id_, by=by or operator())
        return done, integrate(installation).state


def _say(done: Decided, reached: str, as_json: bool, means: str) -> None:
    if as_json:
        told = {"id": done.id, "decision": done.decision, "index": done.index}
        print_json({**told, "before": done.before, "state": reached})
        return
    when = "decided before, at" if done.before else "recorded as"
    out.print(f"{done.decision} {done.id}: {when} entry {done.index}; {means}")


def _told(seen: Seen) -> list[str]:
    told = seen.describe()
    about = (
        f"{told['id']}: {told['table']}.{told['column']} of {told['hospital']},"
        f" {told['length']} characters, {told['reason'] or 'held back no more'};"
        f" decision: {told['decision'] or 'none yet'}"
    )
    if not seen.result.text:
        return [about, "", "Nothing of it was de-identified, so it cannot be released."]
    residues = [(found.start, found.end) for found in seen.result.residues]
    return [about, "", visible(marked(seen.result.text, residues))]


def _raw(seen: Seen) -> list[str]:
    """What was found with what stands beside it, as the hospital wrote it."""
    if not seen.result.text:
        return ["", f"It begins: {visible(seen.text[:UNREAD])}"]
    lines = ["", "Taken out, as the hospital wrote it:"]
    for span in seen.result.spans:
        start, end = max(span.start - BESIDE, 0), span.end + BESIDE
        words = marked(seen.text[start:end], [(span.start - start, span.end - start)])
        lines.append(f"  {span.type} ({span.source}): {visible(' '.join(words.split()))}")
    return lines


def marked(text: str, found: Sequence[tuple[int, int]]) -> str:
    """`text` with each of `found`, overlaps as one, between >> and <<."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(found):
        if end <= at:
            continue
        if parts and start < at:
            parts[-2:] = [parts[-2] + text[at:end], "<<"]
        else:
            parts += [text[at:start], ">>", text[start:end], "<<"]
        at = end
    return "".join([*parts, text[at:]])


def visible(text: str) -> str:
    """`text` without what a terminal would obey: escapes, other controls, changes of direction."""
    return "".join(c if c.isprintable() or c in "\n\t" else HIDDEN for c in text)
