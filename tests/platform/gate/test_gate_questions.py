"""What the grammar takes, the canonical text, and the golden tree of the pinned engine."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import duckdb
import pytest

from cohortium.errors import BadInput, Refused
from cohortium.gate import syntax
from cohortium.gate.explanation import explain
from cohortium.gate.question import parse
from cohortium.gate.registry import Registry

O = "FROM observations"  # noqa: E741
J = "FROM observations JOIN subjects USING (subject)"

TAKEN = [
    (f"SELECT count(*) {O}", f"SELECT count(*) {O}"),
    (f"select COUNT(*) AS n {O};", f"SELECT count(*) {O}"),
    (f"{O} SELECT count(*)", f"SELECT count(*) {O}"),
    (f"SELECT count(DISTINCT subject) {O}", f"SELECT count(DISTINCT subject) {O}"),
    (f"SELECT sum(value), avg(o.dose) {O} o", f"SELECT avg(dose), sum(value) {O}"),
    (
        f"SELECT count(*), code, avg(value) {O} GROUP BY code",
        f"SELECT code, avg(value), count(*) {O} GROUP BY code",
    ),
    (
        f"SELECT year(observed) AS y, count(*) {O} GROUP BY y ORDER BY y DESC LIMIT 3",
        f"SELECT year(observed), count(*) {O} GROUP BY year(observed)",
    ),
    (
        f"SELECT date_trunc('month', observed), count(*) {O} GROUP BY 1 ORDER BY 1",
        f"SELECT date_trunc('month', observed), count(*) {O} GROUP BY date_trunc('month', observed)",
    ),
    (
        f"SELECT date_trunc('QUARTER', observed) q, grade, count(*) {O} GROUP BY q, grade",
        f"SELECT date_trunc('quarter', observed), grade, count(*) {O}"
        " GROUP BY date_trunc('quarter', observed), grade",
    ),
    (
        "SELECT sex, count(*) FROM subjects s JOIN observations o ON s.subject = o.subject GROUP BY sex",
        f"SELECT subjects.sex, count(*) {J} GROUP BY subjects.sex",
    ),
    (
        f"SELECT count(*) {J} WHERE deceased = TRUE AND observations.code = '8480-6'",
        f"SELECT count(*) {J} WHERE observations.code = '8480-6' AND subjects.deceased = TRUE",
    ),
    (
        f"SELECT count(*) {O} WHERE code = 'Patient''s [Mass/volume] <5%> (x), \u00fcber'",
        f"SELECT count(*) {O} WHERE code = 'Patient''s [Mass/volume] <5%> (x), \u00fcber'",
    ),
    (
        f"SELECT count(*) {O} WHERE value NOT BETWEEN 90 AND 140.50",
        f"SELECT count(*) {O} WHERE value < 90 OR value > 140.5",
    ),
    (f"SELECT count(*) {O} WHERE raw > 0.5", f"SELECT count(*) {O} WHERE raw > 0.5"),
    (
        f"SELECT count(*) {O} WHERE NOT (grade IN (3, 1, 3) OR code IS NULL)",
        f"SELECT count(*) {O} WHERE code IS NOT NULL AND grade NOT IN (1, 3)",
    ),
    (
        f"SELECT count(*) {O} WHERE {'NOT ' * 6} code = 'a'",
        f"SELECT count(*) {O} WHERE code = 'a'",
    ),
]

# every line is one class of equal questions: the conditions on observations
EQUAL = [
    ["code = 'a' AND grade = 1", "GRADE=1 and Code='a'", "(grade = 1) /* x */ AND\n (code = 'a') --"],
    ["code IN ('a', 'b')", "code in ('b','a','b')", "code = 'b' OR code = 'a'", "'a' = code OR code IN ('b')"],
    ["code NOT IN ('a', 'b')", "code <> 'a' AND code != 'b'", "NOT (code = 'a' OR code = 'b')"],
    ["grade >= 3", "grade > 2", "NOT grade < 3", "NOT (grade <= 2)", "3 <= grade"],
    ["observed < DATE '2020-03-01'", "observed <= '2020-02-29'::date", "DATE '2020-03-01' > observed", "NOT observed >= CAST('2020-03-01' AS DATE)"],
    ["value > 140", "value > 140.0", "value > 1.4e2", "140 < value", "value > 140.000", "NOT value <= 140"],
    ["code IS NULL", "NOT (code IS NOT NULL)", "NOT NOT code IS NULL"],
    ["grade BETWEEN 1 AND 2", "grade >= 1 AND grade < 3", "grade > 0 AND grade <= 2"],
    ["code = 'a'", "code = 'a' AND code = 'a'", "code = 'a' OR (code = 'a')", "code = E'\\x61'"],
    ["value = 0", "value = -0.0", "value = 0.0"],
    ["code = 'a' OR (grade = 1 AND value > 2)", "(value > 2 AND 1 = grade) OR 'a' = code"],
]  # fmt: skip


@pytest.mark.parametrize(("asked", "canonical"), TAKEN)
def test_taken(asked: str, canonical: str, registry: Registry) -> None:
    question = parse(asked, registry)
    assert question.canonical == canonical
    assert parse(canonical, registry).canonical == canonical


@pytest.mark.parametrize("texts", EQUAL, ids=lambda texts: texts[0])
def test_equal_conditions_have_one_canonical_text(texts: list[str], registry: Registry) -> None:
    forms = {parse(f"SELECT count(*) {O} WHERE {t}", registry).canonical for t in texts}
    assert len(forms) == 1, forms


def test_different_conditions_have_different_texts(registry: Registry) -> None:
    firsts = [texts[0] for texts in EQUAL]
    forms = {parse(f"SELECT count(*) {O} WHERE {t}", registry).canonical for t in firsts}
    assert len(forms) == len(EQUAL)


def test_boolean_complements(registry: Registry) -> None:
    texts = ["deceased = FALSE", "NOT deceased = true", "deceased <> TRUE", "FALSE = deceased"]
    forms = {parse(f"SELECT count(*) FROM subjects WHERE {t}", registry).canonical for t in texts}
    assert forms == {"SELECT count(*) FROM subjects WHERE deceased = FALSE"}


WRONG = [
    ("nonsense(", "parse"),
    (f"SELECT count(*) {O} HAVING count(*) > 1", "shape"),
    ("SELECT count(*) FROM patients", "column"),
    (f"SELECT count(*) {O} WHERE colour = 'x'", "column"),
    (f"SELECT count(*) {O} WHERE code = 1", "column"),
    (f"SELECT count(*) {O} WHERE grade = '1'", "column"),
    (f"SELECT count(*) {O} WHERE grade = 1.5", "column"),
    (f"SELECT count(*) {O} WHERE value = TRUE", "column"),
    (f"SELECT count(*) {O} WHERE observed > '2020-01-01'", "column"),
    (f"SELECT count(*) {J} WHERE deceased > TRUE", "column"),
    (f"SELECT sum(grade) {O}", "column"),
    (f"SELECT sum(raw) {O}", "policy"),
    (f"SELECT code, grade, year(observed), sex, count(*) {J} GROUP BY 1, 2, 3, 4", "policy"),
    (f"SELECT code {O} GROUP BY code", "shape"),
    (f"SELECT code, count(*) {O}", "shape"),
    (f"SELECT count(*) {O} GROUP BY code", "shape"),
    (f"SELECT code, code AS c, count(*) {O} GROUP BY code, 1", "shape"),
    (f"SELECT year(code), count(*) {O} GROUP BY 1", "column"),
    (f"SELECT count(*) AS a, sum(value) AS A {O}", "shape"),
    (f"SELECT count(*) {O} WHERE observed > DATE '2500-01-01'", "shape"),
]


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_refusals_have_the_code_that_fits(text: str, code: str, registry: Registry) -> None:
    with pytest.raises(Refused) as caught:
        parse(text, registry)
    assert caught.value.code == code
    said = explain(text, registry).as_json()
    assert said["decision"] == "refuse"
    assert said["code"] == code
    assert said["reasons"] == list(caught.value.reasons)
    assert said["canonical"] is None


def test_explain_allows_with_what_is_done(registry: Registry) -> None:
    said = explain(f"SELECT avg(value) {O}", registry).as_json()
    assert said["decision"] == "allow"
    assert said["code"] is None
    assert said["canonical"] == f"SELECT avg(value) {O}"
    assert any("10 subjects" in reason for reason in said["reasons"])  # type: ignore[attr-defined]


def test_default_names(registry: Registry) -> None:
    asked = f"SELECT code, year(observed), count(*), count(distinct subject), sum(value), avg(value) {O} GROUP BY 1, 2"
    names = [output.name for output in parse(asked, registry).outputs]
    assert names == ["code", "observed_year", "count", "subjects", "sum_value", "avg_value"]


def test_nodes_are_frozen(registry: Registry) -> None:
    question = parse(f"SELECT count(*) {O}", registry)
    with pytest.raises(dataclasses.FrozenInstanceError):
        question.limit = 3  # type: ignore[misc]


GOLDEN: dict[str, Any] = {
    "type": "SELECT_NODE",
    "cte_map": {},
    "select_list": [
        {"class": "COLUMN_REF", "type": "COLUMN_REF", "column_names": ["code"]},
        {
            "class": "FUNCTION",
            "type": "FUNCTION",
            "alias": "n",
            "function_name": "count",
            "order_bys": {"type": "ORDER_MODIFIER"},
            "distinct": True,
            "arguments": [
                {
                    "expression": {
                        "class": "COLUMN_REF",
                        "type": "COLUMN_REF",
                        "column_names": ["subject"],
                    }
                }
            ],
            "qualified_name": {"path": ["count"]},
        },
    ],
    "from_table": {
        "type": "BASE_TABLE",
        "table_name": "observations",
        "qualified_name": {"path": ["observations"]},
    },
    "where_clause": {
        "class": "COMPARISON",
        "type": "COMPARE_GREATERTHAN",
        "left": {"class": "COLUMN_REF", "type": "COLUMN_REF", "column_names": ["value"]},
        "right": {
            "class": "CONSTANT",
            "type": "VALUE_CONSTANT",
            "literal": {"kind": "NUMERIC", "text": "1.5"},
        },
    },
    "group_expressions": [{"class": "COLUMN_REF", "type": "COLUMN_REF", "column_names": ["code"]}],
    "group_sets": [[0]],
    "aggregate_handling": "STANDARD_HANDLING",
}


def _without_positions(node: Any) -> Any:
    if isinstance(node, dict):
        kept = {k: v for k, v in node.items() if not k.startswith("query_location")}
        return {key: _without_positions(value) for key, value in kept.items()}
    return [_without_positions(item) for item in node] if isinstance(node, list) else node


def test_the_engine_and_its_tree_are_the_ones_we_know() -> None:
    """Another version may name clauses otherwise: then read facts anew before trusting it."""
    assert duckdb.__version__ == syntax.ENGINE_VERSION
    text = "SELECT code, count(DISTINCT subject) AS n FROM observations WHERE value > 1.5 GROUP BY code"
    assert _without_positions(syntax.tree(text)) == GOLDEN


def test_an_unknown_key_in_any_node_is_a_refusal(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever clause a later engine adds, and wherever, is refused rather than passed over."""

    def places(node: Any) -> list[dict[str, Any]]:
        below = list(node.values()) if isinstance(node, dict) else node
        nested = [p for item in below if isinstance(item, dict | list) for p in places(item)]
        return ([node] if isinstance(node, dict) else []) + nested

    for number in range(len(places(GOLDEN))):
        forged = json.loads(json.dumps(GOLDEN))
        places(forged)[number]["surprise"] = True
        monkeypatch.setattr("cohortium.gate.question.tree", lambda _, node=forged: node)
        with pytest.raises(Refused):
            parse("", registry)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Bad Name"},
        {"type": "blob"},
        {"role": "owner"},
        {"bounds": [2, 1]},
        {"bounds": ["x", 1]},
        {"role": "date"},
        {"name": "code"},
        {"name": "subject"},
    ],
)
def test_a_broken_manifest_is_bad_input(manifest: dict[str, Any], change: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(manifest))
    broken["tables"][1]["columns"][4].update(change)
    with pytest.raises(BadInput):
        Registry.from_manifest(broken)
    with pytest.raises(BadInput):
        Registry.from_manifest({"tables": [{"name": "x"}]})
