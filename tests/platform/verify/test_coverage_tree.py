"""The subject-consent tree binds every consent, and the exact counts must add up."""

from __future__ import annotations

import hashlib
import hmac

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from cohortium import coverage
from cohortium.coverage import Fate
from cohortium.errors import Refused
from cohortium_ledger import leaf_hash, tree_root, verify_inclusion
from cohortium_ledger.tree.prover import prove_inclusion

KEY = b"k" * 32
FATES = [Fate(9, "released", "s9"), Fate(3, "suppressed", None), Fate(20, "withheld", None)]


def test_a_leaf_is_what_the_format_says():
    leaf = coverage.leaves(KEY, FATES)[1]  # ordered by index, not as given
    key = hmac.digest(KEY, b"9", hashlib.sha256)
    content = rfc8785.dumps({"consent": 9, "status": "released", "subject": "s9"})
    assert leaf == hmac.digest(key, content, hashlib.sha256)


def test_a_leaf_opens_to_its_fate_alone():
    leaf, key = coverage.leaves(KEY, FATES)[1], coverage.leaf_key(KEY, 9)
    assert coverage.opens(leaf, key, FATES[0])
    assert not coverage.opens(leaf, key, Fate(9, "released", "s8"))
    assert not coverage.opens(leaf, coverage.leaf_key(KEY, 3), FATES[0])


def test_one_leaf_is_proven_under_the_root():
    leaves = coverage.leaves(KEY, FATES)
    hashes = [leaf_hash(leaf) for leaf in leaves]
    root = bytes.fromhex(coverage.root(leaves))
    verify_inclusion(1, 3, hashes[1], prove_inclusion(hashes, 1), root)
    assert root == tree_root(leaves)


def test_what_is_no_leaf_or_no_fate_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        coverage.root([b"short"])
    for status, subject in (("released", None), ("withheld", "s1"), ("lost", None)):
        with pytest.raises(ValueError, match="subject"):
            Fate(1, status, subject)  # type: ignore[arg-type]  # that is the point


counts = st.integers(0, 1000)


@given(counts, counts, counts, st.dictionaries(st.text(max_size=5), counts, max_size=4), st.data())
def test_any_one_count_changed_breaks_the_arithmetic(
    duplicates, released, suppressed, withheld, data
):
    persons = released + suppressed + sum(withheld.values())
    exact = {
        "eligible": persons + duplicates, "duplicates": duplicates, "persons": persons,
        "released": released, "suppressed": suppressed, "withheld": withheld, "tables": {},
    }  # fmt: skip
    coverage.check_arithmetic(exact)
    name = data.draw(st.sampled_from(coverage.COUNTS))
    with pytest.raises(Refused):
        coverage.check_arithmetic(exact | {name: exact[name] + 1})


@pytest.mark.parametrize(
    "bad", [{}, {"eligible": -1}, {"eligible": 1.0}, {"withheld": 3}, {"tables": []}]
)
def test_counts_of_another_form_are_refused(bad):
    zero = dict.fromkeys(coverage.COUNTS, 0) | {"withheld": {}, "tables": {}}
    coverage.check_arithmetic(zero)
    with pytest.raises(Refused):
        coverage.check_arithmetic(zero | bad if bad else {})
