"""A release of a table, attacked with the table that it was made of."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.attacks.battery import Battery, attack
from cohortium_anonymize.attacks.columns import Ints
from cohortium_anonymize.attacks.tables import columns_of
from cohortium_anonymize.attacks.terms import Terms
from cohortium_anonymize.preparation import prepare
from cohortium_anonymize.release import Release
from cohortium_anonymize.spec import Spec


def attack_release(release: Release, spec: Spec, table: pa.Table, terms: Terms) -> Battery:
    """What attacks on `release`, made of `table`, come to; deterministic for an order of the rows.

    Of a subject with several rows the first one is attacked: an adversary of these attacks knows of one.
    Raises SpecError for a column that is not released.
    """
    rows = _first_rows(release, spec, table)
    kept = pc.take(release.kept, pa.array(rows))
    coded, _ = prepare(table, spec)
    subject = [spec.rows_per_subject] if spec.rows_per_subject else []
    told = release.table.drop_columns([n for n in subject if n in release.table.column_names])
    columns = columns_of(table.take(kept), coded.take(kept), told.take(pa.array(rows)), spec.quasi)
    return attack(columns, tuple(spec.quasi), terms, terms.seed)


def _first_rows(release: Release, spec: Spec, table: pa.Table) -> Ints:
    """The places, among the released rows, of each subject's first."""
    if spec.rows_per_subject is None:
        return np.arange(release.table.num_rows)
    who = pc.dictionary_encode(
        table.column(spec.rows_per_subject).take(release.kept).combine_chunks(),
        null_encoding="encode",
    )
    return np.sort(np.unique(who.indices.to_numpy(), return_index=True)[1])
