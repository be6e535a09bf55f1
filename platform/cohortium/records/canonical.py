"""Canonical JSON of a record: what is fingerprinted and stored.

UTF-8, keys sorted, no white space. Numbers keep the value the parser read, not their spelling. This
is not RFC 8785 (keys sort by code point, big integers stay); entries of the ledger are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson


def canonical(data: Mapping[str, Any]) -> bytes:
    """The canonical bytes of `data`. Raises TypeError for what JSON or UTF-8 cannot hold."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
