"""The process that reads patients' records from a vault and makes rows of them.

Run as ``python -I -m cohortium.adapters.extraction_process VAULT``. One frame in, JSON::

    {"keys": {HOSPITAL: PEM}, "shards": [[[HOSPITAL, PATIENT, NUMBER or null], ...], ...]}

The number is that of the intake as of which the patient's records are read; null: of all.

Frames out: of each shard every table, an Arrow stream each; or an
empty frame, then the kind, message and code of the error that ended it.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyarrow as pa

from cohortium.adapters.keys import parse_key
from cohortium.adapters.vault import Vault
from cohortium.errors import CohortiumError
from cohortium.records.frames import begin, read_frame, write_frame
from cohortium.records.record import PatientRef
from cohortium.records.tables import SCHEMAS, extract_patients


def _send(out: BinaryIO, vault: Vault, shard: list[tuple[str, str, int | None]]) -> None:
    patients = [PatientRef(hospital, name) for hospital, name, _ in shard]
    upto = {
        patient: cut
        for patient, (_, _, cut) in zip(patients, shard, strict=True)
        if cut is not None
    }
    tables = extract_patients(patients, partial(vault.records, upto=upto))
    for name, schema in SCHEMAS.items():
        stream = pa.BufferOutputStream()
        with pa.ipc.new_stream(stream, schema) as writer:
            writer.write_table(tables[name])
        write_frame(out, stream.getvalue())
    out.flush()


def main(path: Path) -> None:
    """Read, and send, every shard that is asked for."""
    begin()
    out: BinaryIO = sys.stdout.buffer
    asked: Any = orjson.loads(read_frame(sys.stdin.buffer) or b"{}")
    try:
        keys = {name: parse_key(pem.encode(), path) for name, pem in asked["keys"].items()}
        with Vault.open_records(path, keys) as vault:
            for shard in asked["shards"]:
                _send(out, vault, shard)
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more
    except CohortiumError as error:
        write_frame(out, b"")
        write_frame(out, orjson.dumps((type(error).__name__, str(error), error.code)))
        out.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
