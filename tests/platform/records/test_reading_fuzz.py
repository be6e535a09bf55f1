"""Whatever JSON comes: it is rejected, or it makes rows; nothing else happens."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from cohortium.records.fhir_check import admit
from cohortium.records.fhir_types import RELIED_ON
from cohortium.records.identity import identity
from cohortium.records.mentions import mentions
from cohortium.records.record import Record, Rejection
from cohortium.records.rows_fhir import RULES
from cohortium.records.tables import extract

KINDS = sorted({*RULES, "Patient", "Practitioner", "Organization", "Location", "RelatedPerson"})
NAMES = sorted(
    {name for kind in KINDS for name in (*RELIED_ON[kind].objects, *RELIED_ON[kind].lists,
     *RELIED_ON[kind].dates, *RELIED_ON[kind].periods, *RELIED_ON[kind].quantities)}
    | {"contained", "status", "criticality", "gender", "id", "coding", "system", "code", "display",
       "text", "value", "unit", "comparator", "reference", "valueString", "valueInteger",
       "valueBoolean", "dose", "doseAndRate", "doseQuantity", "route", "attachment", "contentType",
       "data", "given", "family", "line", "postalCode", "url", "valueCoding", "start", "end",
       "alias", "physicalType", "practitioner", "validityPeriod"}
)  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False)
    | st.sampled_from(["", "x", "2024-05-06", "text/plain", "#x", "http://loinc.org", "eA=="])
)  # fmt: skip
VALUES: Any = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6))
def test_any_resource_is_rejected_or_makes_rows(kind: str, fields: dict[str, Any]) -> None:
    at = {"reference": "Patient/p"}
    data = orjson.loads(
        orjson.dumps({"id": "i", **fields, "resourceType": kind, "subject": at, "patient": at})
    )
    outcome = admit(data, "f", 1)
    assert isinstance(outcome, Record | Rejection)
    if isinstance(outcome, Record):
        tables = extract([(1, kind, data)])
        who = identity(kind, data)
        assert (who is None) == (kind != "Patient")
        if who is not None:
            assert tables["subjects"].num_rows == 1
            who.known()
            who.linkage()
        mentions(kind, data)
