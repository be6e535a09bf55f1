"""Files of texts de-identified, or measured, by as many workers as there are.

The output is put together in the order of the input, whoever did what; it depends on the input, the
options and the run's key alone. It stands in its place whole, or not at all; a run that was
interrupted goes on where it was (see `folder`). `tell` hears of each shard how many texts are done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cohortium_anonymize.engine.crew import Crew, Job, Shift
from cohortium_anonymize.engine.folder import write
from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text.explaining.evaluation import Tally, report
from cohortium_anonymize.text.streams import worker
from cohortium_anonymize.text.streams.folder import resumable
from cohortium_anonymize.text.streams.output import Part, join, part_name
from cohortium_anonymize.text.streams.source import Shard, Source
from cohortium_anonymize.text.streams.worker import Done, Work, end_workers

Tell = Callable[[int], object]


def deidentify(source: Source, output: Path, work: Work, crew: Crew, tell: Tell) -> dict[str, Any]:
    """Write `output`, JSON lines or a table by its name; how many texts there were, released, quarantined.

    InputError when the output cannot be written, EngineError when workers are lost for good: what was
    done is kept for the same call.
    """
    part = Part.of(source, output, explained=work.explained)
    if not output.parent.is_dir():
        raise InputError(f"--output {output}: no such folder")
    if output.is_dir():
        raise InputError(f"--output {output}: a folder stands there")
    with resumable(output, _job(source, output, work)) as folder:
        done = _parts(source, work, part, crew, folder, tell)
        parts = [folder / part_name(shard.number) for shard in source.shards]
        write(output, lambda file: join(parts, part, output, file))
    return _summary(done, output)


def measure(source: Source, work: Work, crew: Crew, tell: Tell) -> dict[str, Any]:
    """What of the annotated identifiers of `source` is found, and what else is lost."""
    jobs = [Job(s.name, worker.measure, (s, work)) for s in source.shards]
    tallies: list[Tally] = _performed(crew, jobs, source.shards, tell)
    return report(sum(tallies, Tally()))


def _parts(
    source: Source, work: Work, part: Part, crew: Crew, folder: Path, tell: Tell
) -> list[Done]:
    """The parts made that are not there yet; what became of each shard's texts."""
    left = [shard for shard in source.shards if not (folder / part_name(shard.number)).exists()]
    tell(source.texts - sum(shard.texts for shard in left))
    place = str(folder.resolve())
    jobs = [Job(s.name, worker.deidentify, (s, work, part, place)) for s in left]
    _performed(crew, jobs, left, tell)
    return [worker.read_done(folder, shard.number) for shard in source.shards]


def _performed(crew: Crew, jobs: Sequence[Job], shards: Sequence[Shard], tell: Tell) -> list[Any]:
    try:
        with Shift(crew) as shift:
            return shift.perform(jobs, lambda at: tell(shards[at].texts))
    finally:
        end_workers()


def _job(source: Source, output: Path, work: Work) -> dict[str, Any]:
    """All that the parts depend on."""
    return {
        "input": source.digest,
        "output": output.suffix.lower(),
        "profile": work.profile,
        "explained": work.explained,
        "seconds": work.seconds,
        "style": work.style,
        "version": version("cohortium"),
    }


def _summary(done: Sequence[Done], output: Path) -> dict[str, Any]:
    total = Done()
    for one in done:
        total.add(one)
    quarantined = total.reasons.total()
    return {
        "texts": total.texts,
        "released": total.texts - quarantined,
        "quarantined": quarantined,
        "reasons": dict(sorted(total.reasons.items())),
        "spans": total.spans,
        "output": str(output),
    }
