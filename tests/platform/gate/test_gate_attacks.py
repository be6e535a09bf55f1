"""Hostile statements: every one is refused by the parser of questions, and none is echoed."""

from __future__ import annotations

import re

import pytest

from cohortium.errors import Refused
from cohortium.gate.explanation import explain
from cohortium.gate.question import parse
from cohortium.gate.refusal import MESSAGES
from cohortium.gate.registry import Registry

ATTACKS: dict[str, list[str]] = {
    "rows": [
        "SELECT * FROM observations",
        "FROM observations",
        "SELECT subject FROM observations",
        "SELECT subject, count(*) FROM observations GROUP BY subject",
        "SELECT observations.subject, count(*) FROM observations GROUP BY 1",
        "SELECT code FROM observations",
        "SELECT DISTINCT code, count(*) FROM observations GROUP BY code",
        "SELECT DISTINCT ON (code) code FROM observations",
        "SELECT COLUMNS(*) FROM observations",
        "SELECT COLUMNS('sub.*'), count(*) FROM observations GROUP BY ALL",
        "SELECT observations FROM observations",
        "SELECT observations, count(*) FROM observations GROUP BY observations",
        "SELECT * EXCLUDE (code) FROM observations",
        "SELECT string_agg(code, ',') FROM observations",
        "SELECT list(subject) FROM observations",
        "SELECT array_agg(value) FROM observations",
        "SELECT histogram(code) FROM observations",
        "SELECT map(list(code), list(value)) FROM observations",
        "SELECT arg_max(subject, value) FROM observations",
        "SELECT max(value) FROM observations",
        "SELECT min(observed) FROM observations",
        "SELECT max(value, 100) FROM observations",
        "SELECT first(subject) FROM observations",
        "SELECT any_value(value_text) FROM observations",
        "SELECT mode(code) FROM observations",
        "SELECT approx_top_k(code, 1000) FROM observations",
        "SELECT quantile_disc(value, 0.5) FROM observations",
        "SELECT median(value) FROM observations",
        "SELECT bit_xor(hash(subject)) FROM observations",
        "SELECT bit_or(grade) FROM observations",
        "SELECT sum(CASE WHEN subject = 'p1' THEN value END) FROM observations",
        "SELECT sum(value) FILTER (WHERE subject = 'p1') FROM observations",
        "SELECT count(*) FILTER (WHERE code = 'x') FROM observations",
        "SELECT sum(value ORDER BY subject) FROM observations",
        "SELECT sum(DISTINCT value) FROM observations",
        "SELECT count(DISTINCT code) FROM observations",
        "SELECT count(value) FROM observations",
        "SELECT count(subject) FROM observations",
        "SELECT sum(value) OVER () FROM observations",
        "SELECT row_number() OVER (ORDER BY subject), count(*) FROM observations",
        "SELECT code, count(*) FROM observations GROUP BY code QUALIFY row_number() OVER () = 1",
        "SELECT code, count(*) FROM observations GROUP BY code HAVING count(*) = 1",
        "SELECT count(*) FROM observations GROUP BY GROUPING SETS ((code), (subject))",
        "SELECT code, count(*) FROM observations GROUP BY ROLLUP (code, grade)",
        "SELECT code, count(*) FROM observations GROUP BY CUBE (code)",
        "SELECT code, count(*) FROM observations GROUP BY ALL",
        "SELECT count(*) FROM observations GROUP BY ()",
        "SELECT count(*) FROM observations TABLESAMPLE 1 ROWS",
        "SELECT count(*) FROM observations USING SAMPLE 1",
        "SELECT value, count(*) FROM observations GROUP BY value",
        "SELECT observed, count(*) FROM observations GROUP BY observed",
        "SELECT value_text, count(*) FROM observations GROUP BY value_text",
        "SELECT sum(raw) FROM observations",
        "SELECT code, grade, observed, sex, count(*) FROM observations GROUP BY 1, 2, 3, 4",
        "PIVOT observations ON code USING count(*)",
        "UNPIVOT observations ON value INTO NAME n VALUE v",
        "SUMMARIZE observations",
        "SUMMARIZE SELECT * FROM observations",
        "TABLE observations",
        "VALUES (1), (2)",
    ],
    "conditions": [
        "SELECT count(*) FROM observations WHERE subject = 'p1'",
        "SELECT count(*) FROM observations WHERE subject IN ('p1', 'p2')",
        "SELECT count(*) FROM observations o WHERE o.subject IS NOT NULL",
        "SELECT count(*) FROM observations WHERE subject LIKE 'p%'",
        "SELECT count(*) FROM observations WHERE code LIKE '84%'",
        "SELECT count(*) FROM observations WHERE code ILIKE '84%'",
        "SELECT count(*) FROM observations WHERE code GLOB '8*'",
        "SELECT count(*) FROM observations WHERE code SIMILAR TO '8.*'",
        "SELECT count(*) FROM observations WHERE regexp_matches(code, '^8')",
        "SELECT count(*) FROM observations WHERE length(code) = 4",
        "SELECT count(*) FROM observations WHERE code || 'x' = 'ax'",
        "SELECT count(*) FROM observations WHERE value + 1 > 2",
        "SELECT count(*) FROM observations WHERE -value > 2",
        "SELECT count(*) FROM observations WHERE value = dose",
        "SELECT count(*) FROM observations WHERE code = code",
        "SELECT count(*) FROM observations WHERE 1 = 1",
        "SELECT count(*) FROM observations WHERE TRUE",
        "SELECT count(*) FROM observations WHERE code",
        "SELECT count(*) FROM observations WHERE value_text = 'Mrs Zebra'",
        "SELECT count(*) FROM observations WHERE code IS NOT DISTINCT FROM 'x'",
        "SELECT count(*) FROM observations WHERE code = NULL",
        "SELECT count(*) FROM observations WHERE code = ANY (['a'])",
        "SELECT count(*) FROM observations WHERE code IN (SELECT code FROM observations)",
        "SELECT count(*) FROM observations WHERE EXISTS (SELECT 1 FROM subjects)",
        "SELECT count(*) FROM observations WHERE value > (SELECT avg(value) FROM observations)",
        "SELECT count(*) FROM observations WHERE (code, grade) = ('a', 1)",
        "SELECT count(*) FROM observations WHERE code BETWEEN SYMMETRIC 'a' AND 'b'",
        "SELECT count(*) FROM observations WHERE rowid = 1",
        "SELECT count(*) FROM observations WHERE filename = 'x'",
        "SELECT count(*) FROM observations WHERE random() < 0.5",
        "SELECT count(*) FROM observations WHERE observed > current_date",
        "SELECT count(*) FROM observations WHERE observed > now()",
        "SELECT count(*) FROM observations WHERE observed > TIMESTAMP '2020-01-01 00:00:00'",
        "SELECT count(*) FROM observations WHERE observed = 'epoch'::date",
        "SELECT count(*) FROM observations WHERE observed = DATE '2020-02-31'",
        "SELECT count(*) FROM observations WHERE observed = 'today'::DATE",
        "SELECT count(*) FROM observations WHERE code = 'x' COLLATE NOCASE",
        "SELECT count(*) FROM observations WHERE code = x'41'",
        "SELECT count(*) FROM observations WHERE value = 1e999",
        "SELECT count(*) FROM observations WHERE value = 'nan'::double",
        "SELECT count(*) FROM observations WHERE grade = 170141183460469231731687303715884105728",
    ],
    "joins and tables": [
        "SELECT count(*) FROM observations, subjects",
        "SELECT count(*) FROM observations CROSS JOIN subjects",
        "SELECT count(*) FROM observations NATURAL JOIN subjects",
        "SELECT count(*) FROM observations LEFT JOIN subjects USING (subject)",
        "SELECT count(*) FROM observations SEMI JOIN subjects USING (subject)",
        "SELECT count(*) FROM observations POSITIONAL JOIN subjects",
        "SELECT count(*) FROM observations ASOF JOIN subjects USING (subject)",
        "SELECT count(*) FROM observations a JOIN observations b USING (subject)",
        "SELECT count(*) FROM observations JOIN subjects USING (subject) JOIN subjects s USING (subject)",
        "SELECT count(*) FROM observations JOIN subjects ON TRUE",
        "SELECT count(*) FROM observations JOIN subjects ON observations.code = subjects.sex",
        "SELECT count(*) FROM observations o JOIN subjects s ON o.subject <> s.subject",
        "SELECT count(*) FROM observations o JOIN subjects s ON o.subject = o.subject",
        "SELECT count(*) FROM observations o JOIN subjects s ON subject = subject",
        "SELECT count(*) FROM observations JOIN subjects USING (code)",
        "SELECT count(*) FROM observations JOIN (VALUES ('p1')) v(subject) USING (subject)",
        "SELECT count(*) FROM (SELECT * FROM observations) t",
        "SELECT count(*) FROM observations, LATERAL (SELECT 1) t",
        "SELECT count(*) FROM observations o(a, b, c)",
        "SELECT count(*) FROM observations AT (VERSION => 1)",
        "SELECT count(*) FROM main.observations",
        "SELECT count(*) FROM memory.main.observations",
        "SELECT count(*) FROM observations UNION ALL SELECT count(*) FROM subjects",
        "SELECT count(*) FROM observations EXCEPT SELECT 10",
        "SELECT count(*) FROM observations INTERSECT SELECT 10",
        "SELECT count(*)",
        "SELECT 1",
    ],
    "metadata": [
        "SELECT * FROM duckdb_tables()",
        "SELECT * FROM information_schema.tables",
        "SELECT count(*) FROM sqlite_master",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM pragma_storage_info('observations')",
        "SELECT * FROM parquet_metadata('/data/observations.parquet')",
        "SELECT * FROM parquet_bloom_probe('/data/o.parquet', 'subject', 'p1')",
        "SELECT * FROM parquet_kv_metadata('/data/o.parquet')",
        "DESCRIBE observations",
        "SHOW TABLES",
        "SHOW ALL TABLES",
        "PRAGMA database_list",
        "PRAGMA show_tables",
        "EXPLAIN SELECT count(*) FROM observations",
        "EXPLAIN ANALYZE SELECT count(*) FROM observations",
        "SELECT version()",
        "SELECT current_setting('memory_limit')",
        "SELECT getenv('HOME')",
    ],
    "files": [
        "SELECT count(*) FROM '/etc/passwd'",
        "SELECT count(*) FROM 'observations.parquet'",
        "SELECT count(*) FROM read_csv('/etc/passwd')",
        "SELECT count(*) FROM read_text('/proc/self/environ')",
        "SELECT count(*) FROM read_parquet('/data/observations.parquet')",
        "SELECT count(*) FROM read_blob('/etc/shadow')",
        "SELECT count(*) FROM glob('/*')",
        "SELECT count(*) FROM query('SELECT 1')",
        "SELECT count(*) FROM query_table('observations')",
        "SELECT count(*) FROM json_execute_serialized_sql('{}')",
        "COPY observations TO '/tmp/x.csv'",
        "COPY (SELECT * FROM observations) TO '/dev/stdout'",
        "EXPORT DATABASE '/tmp/x'",
        "IMPORT DATABASE '/tmp/x'",
        "ATTACH '/tmp/x.db' AS x",
        "DETACH memory",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CREATE SECRET s (TYPE s3)",
        "SELECT count(*) FROM 'https://example.org/x.parquet'",
    ],
    "state": [
        "SET memory_limit = '100GB'",
        "RESET ALL",
        "SET VARIABLE secret = 1",
        "SELECT getvariable('secret')",
        "CREATE TABLE t AS SELECT 1",
        "CREATE TEMP VIEW observations AS SELECT 1",
        "CREATE TEMP MACRO count(x) AS 42",
        "CREATE TEMP MACRO json_serialize_sql(x) AS '{}'",
        "DROP VIEW observations",
        "DELETE FROM observations",
        "INSERT INTO observations VALUES (1)",
        "UPDATE observations SET code = 'x'",
        "TRUNCATE observations",
        "MERGE INTO observations USING subjects USING (subject) WHEN MATCHED THEN DELETE",
        "PREPARE q AS SELECT 1",
        "EXECUTE q",
        "BEGIN",
        "COMMIT",
        "CHECKPOINT",
        "VACUUM",
        "USE memory",
        "CALL pragma_version()",
        "SELECT nextval('s')",
        "SELECT setseed(0.5)",
        "WITH x AS (SELECT 1) SELECT count(*) FROM observations",
        "WITH x AS (DELETE FROM observations RETURNING *) SELECT count(*) FROM x",
        "WITH x AS (COPY observations TO '/tmp/x') SELECT count(*) FROM observations",
        "WITH observations AS (SELECT 1 AS subject) SELECT count(*) FROM observations",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
    ],
    "errors and timing": [
        "SELECT error('found ' || value) FROM observations",
        "SELECT sum(CAST(subject AS INTEGER)) FROM observations",
        "SELECT sum(value::decimal(3, 2)) FROM observations",
        "SELECT count(*) FROM observations WHERE 1 // 0 = 1",
        "SELECT sum(1 / (value - 47)) FROM observations",
        "SELECT sum(value * 1e308) FROM observations",
        "SELECT avg(2 * value) FROM observations",
        "SELECT sleep_ms(1000)",
        "SELECT count(*) FROM observations WHERE pg_sleep(5) IS NULL",
        "SELECT count(*) FROM observations WHERE repeat('x', 2000000000) = 'y'",
        "SELECT sum(range(100000000)) FROM observations",
        "SELECT count(*) FROM range(1000000000000)",
        "SELECT count(*) FROM observations WHERE list_transform([1], lambda x: x) = [1]",
        "SELECT printf('%1000000000d', 1)",
    ],
    "parameters and several statements": [
        "SELECT count(*) FROM observations WHERE code = ?",
        "SELECT count(*) FROM observations WHERE code = $1",
        "SELECT count(*) FROM observations WHERE code = $name",
        "SELECT count(*) FROM observations LIMIT ?",
        "SELECT count(*) FROM observations; SELECT count(*) FROM subjects",
        "SELECT count(*) FROM observations; DROP TABLE observations",
        "SELECT count(*) FROM observations; --\nDELETE FROM observations",
        "; ;",
        "",
        "   \n\t",
        "-- only a comment",
        "/* only a comment */",
    ],
    "text": [
        "SELECT count(*) FROM observations\x00 WHERE code = 'x'",
        "SELECT count(*) FROM observations WHERE code = 'a\x00b'",
        "SELECT count(*)\u2028FROM observations",
        "SELECT\u00a0count(*) FROM observations",
        "SELECT count(*) FROM observations -- \u202e evil",
        "SELECT count(*) FROM obser\u200bvations",
        "SELECT count(*) FROM observations WHERE code = '\u200d'",
        "SELECT count(*) FROM observations WHERE code = 'e\u0301'",
        "SELECT count(*) FROM observat\u0456ons",
        "SELECT \uff43ount(*) FROM observations",
        "SELECT count(*) FROM observations \udcff",
        "SELECT count(*) FROM observations /* unclosed",
        "SELECT count(*) FROM observations WHERE code = 'unclosed",
        'SELECT count(*) FROM "observations""; DROP"',
        "SELECT count(*) FROM observations WHERE code = '" + "x" * 201 + "'",
        "SELECT count(*) FROM observations WHERE code = '" + "x" * 10_240 + "'",
        'SELECT count(*) AS "x; DROP TABLE" FROM observations',
        'SELECT count(*) AS "<script>" FROM observations',
        'SELECT count(*) AS "na\u00efve" FROM observations',
        "SELECT count(*) AS " + "a" * 41 + " FROM observations",
    ],
    "size": [
        "SELECT count(*) FROM observations WHERE " + "NOT " * 7 + "code = 'x'",
        "SELECT count(*) FROM observations WHERE " + "(NOT " * 900 + "code = 'x'" + ")" * 900,
        "SELECT count(*) FROM observations WHERE " + "(" * 4000 + "code = 'x'" + ")" * 4000,
        "SELECT count(*) FROM observations WHERE code IN (" + ",".join(["'a'"] * 51) + ")",
        "SELECT count(*) FROM observations WHERE "
        + " OR ".join(f"code = '{number}'" for number in range(60)),
        "SELECT " + ", ".join(f"count(*) AS c{number}" for number in range(11)) + " FROM subjects",
        "SELECT count(*) FROM observations LIMIT 10%",
        "SELECT count(*) FROM observations LIMIT 5 OFFSET 5",
        "SELECT count(*) FROM observations LIMIT 99999999999999999999",
        "SELECT code, count(*) FROM observations GROUP BY 1 ORDER BY random()",
        "SELECT code, count(*) FROM observations GROUP BY 1 ORDER BY subject",
        "SELECT code, count(*) FROM observations GROUP BY 1 ORDER BY ALL",
        "SELECT code, count(*) FROM observations GROUP BY 1 ORDER BY 2 NULLS FIRST",
        "SELECT code, count(*) FROM observations GROUP BY 7",
        "SELECT count(*), count(*) FROM observations",
    ],
}
CASES = [(category, text) for category, texts in ATTACKS.items() for text in texts]

# what reasons say in words of their own, which a question may use too
OURS = set(
    "answer between calendar column columns conditions count digits distinct figures group grouped "
    "literal literals observations order quarter select selected subject subjects table tables "
    "alias numbers number value values date_trunc month years NULL limit named question nested "
    "bytes code codes quotes literal text statement statements joined value_text letters comment "
    "SELECT GROUP ORDER DISTINCT LIMIT WHERE COUNT BETWEEN options clause characters".lower().split()
)


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 200
    assert len(set(CASES)) == len(CASES)


@pytest.mark.parametrize(("category", "text"), CASES, ids=range(len(CASES)))
def test_refused_without_echo(category: str, text: str, registry: Registry) -> None:
    with pytest.raises(Refused) as caught:
        parse(text, registry)
    refused = caught.value
    assert str(refused) == MESSAGES[refused.code]
    assert len(refused.reasons) == 1
    said = refused.reasons[0].lower()
    registered = {f.name for table in registry.tables for f in table.fields}
    for word in re.findall(r"\w{5,}", text.lower()):
        assert word in OURS | registered or word not in said, (word, said)
    assert refused.__cause__ is None or refused.__suppress_context__


def test_the_same_reason_whatever_the_literal(registry: Registry) -> None:
    """A refusal cannot carry a value out: it is the same for every value."""
    form = "SELECT count(*) FROM observations WHERE subject = '{}' AND value_text = '{}'"
    seen = {explain(form.format(value, value), registry) for value in ("Mrs Zebra", "p17", "x")}
    assert len(seen) == 1


def test_the_parser_keeps_no_state(registry: Registry) -> None:
    """What a hostile text would leave behind (macros, variables, views) is not there afterwards."""
    question = "SELECT count(*) FROM observations WHERE code = 'a'"
    before = parse(question, registry).canonical
    for text in ATTACKS["state"]:
        assert explain(text, registry).decision == "refuse"
    assert parse(question, registry).canonical == before
