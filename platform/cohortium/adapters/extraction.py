"""Rows extracted in a process of their own: while it reads the vault, whoever called does the rest.

It opens the vault by itself, and reads; hospitals' keys and the names of patients go over its standard
input, tables come back as Arrow streams, nothing is written. `extraction_process` is the other end. Few
patients are extracted in this process.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson
import pyarrow as pa

from cohortium.adapters.keys import pem
from cohortium.adapters.vault import Vault
from cohortium.errors import BadInput, NotFound, Unavailable
from cohortium.records.frames import read_frame, start, write_frame
from cohortium.records.record import PatientRef
from cohortium.records.tables import SCHEMAS, extract_patients

FEW = 512  # patients: below, a process costs more than it saves
Tables = Mapping[str, Any]
Shards = Sequence[Sequence[PatientRef]]


def rows(
    path: Path, vault: Vault, shards: Shards, upto: Mapping[PatientRef, int]
) -> Generator[Tables]:
    """The event tables of each shard in turn, `person` being a position in it. Close it.

    `vault` is open; `path` is its file; `upto` is `Vault.records`'.

    Where there are many patients, this process extracts the first shard and another one the others.

    :raises Unavailable: a record is not what came in, or the process ended early
    """
    if sum(map(len, shards)) <= FEW:
        for shard in shards:
            yield extract_patients(shard, partial(vault.records, upto=upto))
        return
    asked = {
        "keys": {name: pem(vault.key(name)).decode() for name in _hospitals(shards)},
        "shards": [
            [(patient.hospital, patient.id, upto.get(patient)) for patient in shard]
            for shard in shards[1:]
        ],
    }
    process = start("cohortium.adapters.extraction_process", str(path.absolute()))
    try:
        _ask(cast("BinaryIO", process.stdin), asked)
        yield extract_patients(shards[0], partial(vault.records, upto=upto))
        answers = cast("BinaryIO", process.stdout)
        for _ in shards[1:]:
            yield {name: _received(answers) for name in SCHEMAS}
    finally:
        process.kill()
        process.communicate()


def _hospitals(shards: Shards) -> set[str]:
    return {patient.hospital for shard in shards for patient in shard}


def _ask(stream: BinaryIO, asked: object) -> None:
    with suppress(BrokenPipeError):  # that it is gone is said where its answer is read
        write_frame(stream, orjson.dumps(asked))
        stream.flush()


def _received(stream: BinaryIO) -> pa.Table:
    frame = read_frame(stream)
    if frame is None:
        raise Unavailable("reading the vault ended early (killed, or out of memory): try again")
    if not frame:
        _raise(read_frame(stream))
    with pa.ipc.open_stream(frame) as tables:
        return tables.read_all()


def _raise(told: bytes | None) -> None:
    kind, message, code = orjson.loads(told) if told else ("", "the vault cannot be read", "error")
    raise {"BadInput": BadInput, "NotFound": NotFound}.get(kind, Unavailable)(message, code=code)
