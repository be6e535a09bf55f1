"""What a quorum tolerates: the formula, against every choice of witnesses; and ready policies."""

from __future__ import annotations

from itertools import combinations

import pytest

from cohortium_ledger import Cosigner, FormatError, Policy, Signer, parse_policy
from cohortium_ledger.formats.quorum import Tolerance, default_threshold, group_policy, tolerance

LOG = Signer("example.org/log", b"s" * 32).vkey


def witnesses(count: int) -> dict[str, str]:
    return {f"w{n}": Cosigner.generate(f"witness.example/{n}").vkey for n in range(1, count + 1)}


def met(policy: Policy) -> list[frozenset[str]]:
    """Every set of witnesses that makes the quorum."""
    names = sorted(policy.witnesses)
    every = (set(c) for size in range(len(names) + 1) for c in combinations(names, size))
    return [frozenset(c) for c in every if policy.is_met(c)]


def counted(policy: Policy) -> Tolerance:
    """The same, by looking at all quorums."""
    quorums = met(policy)
    shared = min(len(one & other) for one in quorums for other in quorums)
    return Tolerance(max(0, shared - 1), len(policy.witnesses) - min(map(len, quorums)))


@pytest.mark.parametrize(
    ("n", "m", "dishonest", "down"),
    [(5, 3, 0, 2), (4, 3, 1, 1), (5, 4, 2, 1), (7, 5, 2, 2), (1, 1, 0, 0), (4, 1, 0, 3)],
)
def test_the_table_of_the_docs(n: int, m: int, dishonest: int, down: int) -> None:
    policy = parse_policy(group_policy([LOG], witnesses(n), m))
    assert tolerance(policy) == Tolerance(dishonest, down) == counted(policy)


@pytest.mark.parametrize("n", range(1, 8))
def test_every_threshold_up_to_seven(n: int) -> None:
    for m in range(1, n + 1):
        policy = parse_policy(group_policy([LOG], witnesses(n), m))
        assert tolerance(policy) == counted(policy)
        assert tolerance(policy) == Tolerance(max(0, 2 * m - n - 1), n - m)


@pytest.mark.parametrize(
    "groups",
    [
        "group a 2 w1 w2 w3\ngroup b any w4 w5\ngroup q all a b\nquorum q\n",
        "group a 2 w1 w2 w3\ngroup q 2 a w4 w5\nquorum q\n",
        "group a all w1 w2\ngroup b all w3 w4\ngroup q any a b\nquorum q\n",
        "quorum w3\n",
    ],
)
def test_nested_groups(groups: str) -> None:
    lines = "".join(f"witness {name} {vkey}\n" for name, vkey in witnesses(5).items())
    policy = parse_policy(f"log {LOG}\n{lines}{groups}")
    known = tolerance(policy)
    quorums = met(policy)
    assert known.dishonest == counted(policy).dishonest
    for down in range(len(policy.witnesses)):
        survives = all(
            any(q <= set(policy.witnesses) - set(gone) for q in quorums)
            for gone in combinations(policy.witnesses, down)
        )
        assert survives == (down <= known.down)


def test_ready_policies() -> None:
    assert [default_threshold(n) for n in (1, 3, 4, 5, 7, 10)] == [1, 3, 3, 4, 5, 7]
    policy = parse_policy(group_policy([LOG], witnesses(5), 4))
    assert policy.is_met(["w1", "w2", "w3", "w5"]) and not policy.is_met(["w1", "w2", "w3"])
    with pytest.raises(FormatError, match="cannot need 6"):
        group_policy([LOG], witnesses(5), 6)


def test_no_quorum_tolerates_nothing() -> None:
    assert tolerance(parse_policy(f"log {LOG}\nquorum none\n")) == Tolerance(0, 0)
