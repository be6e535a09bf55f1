"""The text of a question as the syntax tree of the engine that will run its answer.

DuckDB's own parser reads the text (`json_serialize_sql`), so there is no second grammar to disagree
with. The text is a bound parameter of a constant statement on a connection without data, locked and
without access to anything; it is never executed, here or later. The tree's form is undocumented and
changes between versions, so the version is pinned and every node is taken with a closed set of keys:
an unknown key is a refusal.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, Final

import duckdb

from cohortium.errors import Unavailable
from cohortium.gate.limits import MAX_TEXT_BYTES
from cohortium.gate.refusal import refuse

ENGINE_VERSION: Final = "2.0.0"
_SERIALIZE: Final = (  # fully qualified: a temporary macro of the same name could forge the tree
    "SELECT system.main.json_serialize_sql("
    "$1::VARCHAR, skip_null := true, skip_empty := true, skip_default := true)"
)
_LOCK: Final = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET enable_external_access = false",
    "SET python_enable_replacements = false",
    "SET lock_configuration = true",
)
_POSITIONS: Final = frozenset({"query_location", "query_location_length"})

Node = Mapping[str, Any]


def tree(text: str) -> Node:
    """The SELECT node of `text`; refuses anything but exactly one plain SELECT."""
    _readable(text)
    try:
        row = _database().cursor().execute(_SERIALIZE, [text]).fetchone()
        document = json.loads(row[0]) if row else {}
    except (duckdb.Error, ValueError, RecursionError):
        refuse("parse", "the text cannot be parsed")
    if document.get("error") is not False:
        refuse("parse", "the text is not one SELECT statement that can be parsed")
    statements = take(document, {"error", "statements"})["statements"]
    if len(statements) != 1:
        refuse("parse", "exactly one statement can be asked")
    node: Node = take(statements[0], {"node"})["node"]
    return node


def take(node: object, required: Collection[str], optional: Collection[str] = ()) -> Node:
    """`node` as a mapping with all `required` and no keys beyond `optional`, positions aside."""
    if not isinstance(node, dict):
        refuse("shape", "the question has a part that is not known here")
    keys = node.keys() - _POSITIONS
    if not (keys >= set(required) and keys <= {*required, *optional}):
        refuse("shape", "the question has a clause or option that is not answered here")
    return node


def expect(node: Node, **values: object) -> None:
    """Refuse unless each named key of `node` has exactly the given value."""
    for key, value in values.items():
        if node.get(key) != value:
            refuse("shape", "the question has a clause or option that is not answered here")


def _readable(text: str) -> None:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
        refuse("parse", f"the text is longer than {MAX_TEXT_BYTES} bytes")
    if not text.strip():
        refuse("parse", "the text is empty")
    for character in text:  # NUL ends the parser's text early; invisible ones deceive a reader
        if not character.isprintable() and character not in "\t\n\r":
            refuse("parse", "the text has a control, invisible or unknown character")
    if not unicodedata.is_normalized("NFC", text):
        refuse("parse", "the text is not in Unicode normal form C")


@lru_cache(maxsize=1)
def _database() -> duckdb.DuckDBPyConnection:
    if duckdb.__version__ != ENGINE_VERSION:
        raise Unavailable(f"questions need duckdb {ENGINE_VERSION}: install the pinned packages")
    connection = duckdb.connect(":memory:", config={"threads": 1})
    for statement in _LOCK:
        connection.execute(statement)
    return connection
