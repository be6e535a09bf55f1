"""What may leave, table by table; and the budget."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium.errors import Refused
from cohortium.gate import limits
from cohortium.gate.budget import Allow, Refuse, decide
from cohortium.gate.disclosure import disclose, dominated, rounded, significant
from cohortium.gate.plan import Plan, compile
from cohortium.gate.question import parse
from cohortium.gate.registry import Registry

MILLION = 10**6  # measures of the test release are summed in millionths


def plan_of(sql: str, registry: Registry) -> Plan:
    return compile(parse(sql, registry), registry)


@pytest.fixture
def by_code(registry: Registry) -> Plan:
    sql = "SELECT code, count(*) n, count(distinct subject) s, avg(value) a, sum(value) t FROM observations GROUP BY code"
    return plan_of(sql, registry)


# exact row (code, subjects, rows, most rows of one, and of the measure: sum, values, subjects with
# values, most values of one) -> what leaves of it
DISCLOSED = [
    (("a", 10, 12, 2, 1200 * MILLION, 12, 10, 2), ("a", 10, 10, 100.0, 1000.0)),
    (("a", 13, 1003, 100, 123_456_789_000, 1003, 13, 100), ("a", 1005, 15, 123.0, 124000.0)),
    (("a", 9, 500, 60, 1200 * MILLION, 500, 9, 60), None),
    (("a", 0, 0, 0, None, 0, 0, None), None),
    (("a", 40, 90, 5, 9 * MILLION, 9, 9, 1), ("a", 90, 40, None, None)),
    (("a", 40, 90, 5, None, None, 0, 0), ("a", 90, 40, None, None)),
    ((None, 12, 12, 1, 0, 12, 12, 1), (None, 10, 10, 0.0, 0.0)),
    (("a", 10, 10, 1, -1, 10, 10, 1), ("a", 10, 10, -1e-07, -1e-06)),
    # one subject's share of rows, then of values: a third may be, more may not
    (("a", 11, 15, 5, 150 * MILLION, 15, 11, 5), ("a", 15, 10, 10.0, 150.0)),
    (("a", 10, 14, 5, 140 * MILLION, 14, 10, 5), ("a", None, 10, None, None)),
    (("a", 60, 99, 4, 140 * MILLION, 14, 10, 5), ("a", 100, 60, None, None)),
    (("a", 10, 73, 64, 100 * MILLION, 10, 10, 1), ("a", None, 10, 10.0, 100.0)),
]


@pytest.mark.parametrize(("row", "left"), DISCLOSED)
def test_disclosed(row: tuple[Any, ...], left: tuple[Any, ...] | None, by_code: Plan) -> None:
    answer = disclose(by_code, [row])
    assert answer.columns == ("code", "n", "s", "a", "t")
    assert answer.rows == (() if left is None else (left,))


def test_nine_and_none_look_alike(registry: Registry) -> None:
    plan = plan_of("SELECT count(*) FROM observations", registry)
    assert disclose(plan, [(9, 30, 4)]) == disclose(plan, [(0, 0, 0)]) == disclose(plan, [])


@pytest.mark.parametrize(
    "row",
    [
        ("a", 10, 12, 1),
        ("a", "10", 12, 1, 1, 1, 1, 1),
        ("a", 10, None, 1, 1, 1, 1, 1),
        ("a", 10, 12, None, 1, 1, 1, 1),
        ("a", 10, 12, 1, 1.5, 1, 1, 1),
        ("a", True, 12, 1, 1, 1, 1, 1),
        (1.5, 10, 12, 1, 1, 1, 1, 1),
        ("a", 10, 12, 1, 1, 1, 1, 1, "secret"),
    ],
)
def test_rows_that_are_not_the_plans_fail(row: tuple[Any, ...], by_code: Plan) -> None:
    with pytest.raises(Refused) as caught:
        disclose(by_code, [row])
    assert caught.value.code == "failed"
    assert "secret" not in str(caught.value.reasons)


def test_a_sum_tells_no_more_than_average_and_count(registry: Registry) -> None:
    """Ten people's small whole numbers would survive three digits: 123 must not come out."""
    plan = plan_of("SELECT sum(value) FROM observations", registry)
    sums = {disclose(plan, [(10, n, 2, 123 * MILLION, n, 10, 2)]).rows for n in (11, 12)}
    assert sums == {((112.0,),), ((102.0,),)}


@given(st.integers(0, 10**9))
def test_rounding_is_to_the_nearest_five(count: int) -> None:
    assert rounded(count) % limits.ROUND_TO == 0
    assert abs(rounded(count) - count) <= limits.ROUND_TO // 2


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=6))
def test_three_digits_stay(value: Decimal) -> None:
    shown = significant(value)
    assert abs(Decimal(shown) - value) <= abs(value) * Decimal("0.005")
    assert (
        len(f"{Decimal(repr(shown)).normalize():e}".split("e")[0].strip("-").replace(".", "")) <= 3
    )
    assert str(shown) != "-0.0"


def test_order_and_limit_act_on_what_is_published(registry: Registry) -> None:
    sql = "SELECT code, count(*) AS n FROM observations GROUP BY code ORDER BY n DESC LIMIT 3"
    rows = [
        ("a", 20, 21, 2),
        ("b", 20, 22, 2),
        ("c", 20, 19, 1),
        (None, 20, 48, 5),
        ("e", 5, 900, 200),
        ("f", 20, 900, 400),
    ]
    answer = disclose(plan_of(sql, registry), rows)
    assert answer.rows == ((None, 50), ("a", 20), ("b", 20))  # 21, 22, 19 all read 20: by code


def test_order_does_not_depend_on_the_order_of_the_data(by_code: Plan) -> None:
    rows = [(code, 20, 20, 1, 1, 20, 20, 1) for code in ("b", None, "a")]
    assert disclose(by_code, rows) == disclose(by_code, rows[::-1])
    assert [row[0] for row in disclose(by_code, rows).rows] == ["a", "b", None]


@pytest.mark.parametrize(
    "sql", ["SELECT code, avg(value) v FROM observations GROUP BY 1 ORDER BY {}"]
)
@pytest.mark.parametrize(("how", "codes"), [("v", "bac"), ("2 DESC", "abc"), ("code DESC", "cba")])
def test_nulls_come_last(sql: str, how: str, codes: str, registry: Registry) -> None:
    rows = [
        ("a", 20, 20, 1, 40, 20, 20, 1),
        ("b", 20, 20, 1, 20, 20, 20, 1),
        ("c", 20, 20, 1, 9, 9, 9, 1),
    ]
    answer = disclose(plan_of(sql.format(how), registry), rows)
    assert "".join(str(row[0]) for row in answer.rows) == codes


def test_literals_are_never_in_the_sql(registry: Registry) -> None:
    sql = "SELECT avg(value) FROM observations WHERE code IN ('zebra', 'yak') AND value > 77.25 AND observed < DATE '2021-07-08'"
    plan = plan_of(sql, registry)
    assert not any(text in plan.sql for text in ("zebra", "yak", "77", "2021", "'"))
    assert [p.value for p in plan.parameters if p.type == "VARCHAR"] == ["yak", "zebra"]


def test_a_plan_needs_the_registry_of_its_question(registry: Registry) -> None:
    question = parse("SELECT count(*) FROM observations", registry)
    with pytest.raises(ValueError, match="another registry"):
        compile(question, Registry(registry.tables[:1]))


def test_the_numbers_promised() -> None:
    assert (limits.MIN_SUBJECTS, limits.ROUND_TO) == (10, 5)
    assert limits.MAX_SHARE * 3 == 1
    assert limits.QUESTIONS_PER_DAY == 200


@given(st.lists(st.integers(1, 64), min_size=10, max_size=40))
def test_no_one_gives_more_than_a_third_of_a_figure(own: list[int]) -> None:
    most, rest = max(own), sum(own) - max(own)
    assert dominated(most, sum(own)) == (2 * most > rest)


@pytest.mark.parametrize(
    ("asked", "cap", "decision"),
    [
        (0, 1, Allow(0)),
        (0, 200, Allow(199)),
        (
            1,
            1,
            Refuse("questions-per-day", "a grant may ask 1 questions a day: ask again tomorrow"),
        ),
        (
            500,
            0,
            Refuse("questions-per-day", "a grant may ask 0 questions a day: ask again tomorrow"),
        ),
    ],
)
def test_budget(asked: int, cap: int, decision: Allow | Refuse) -> None:
    assert decide(asked, cap=cap) == decision


def test_budget_of_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="fewer than none"):
        decide(-1)
