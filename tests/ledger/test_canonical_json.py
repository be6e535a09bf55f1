"""The short way to canonical JSON gives what rfc8785, the other implementation, gives."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium_ledger import FormatError, canonical_json
from cohortium_ledger.formats.canonical import parse_canonical, readable_json

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.text(st.characters(max_codepoint=127))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
        | st.tuples(inner, inner)
    ),
    max_leaves=12,
)


@given(VALUES)
@settings(max_examples=500, deadline=None)
def test_both_ways_print_the_same(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@given(VALUES)
@settings(max_examples=300, deadline=None)
def test_what_is_readable_is_read(value: Any) -> None:
    try:
        data = readable_json(value)
    except FormatError:
        with pytest.raises(FormatError):
            parse_canonical(rfc8785.dumps(value))
    else:
        assert canonical_json(parse_canonical(data)) == data == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [2**53, -(2**53), [{"a": 2**60}], float("nan"), float("inf"), {1: "a"}, {None: 1}, {"a": b"b"},
     {"a": {1}}, "\ud800", {True: 1, "true": 2}],
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(FormatError):
        canonical_json(value)


@pytest.mark.parametrize("data", [b'{"a":1.0}', b'{"a":1,"a":1}', b'{"b":1,"a":1}', b"[1, 2]",
                                  b'"\\u0041"', b"-0", b"9007199254740992", b"[NaN]"])  # fmt: skip
def test_what_is_not_printed_so_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        parse_canonical(data)
