"""Row `audit-tree`: entries to their root, beside a bare loop of hashlib over the same entries.

Beside it is told what the whole audit takes: canonical form, chain, bodies, rules and hospitals' signatures.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.ledger_merkle_work import entries
from bench.results import Row
from cohortium_ledger import Draft, Signer, audit, leaf_hash, signed_bytes, tree_root
from cohortium_ledger.auditing.role_keys import vouched_binding
from cohortium_ledger.formats.entry import entry_bytes

RUNS = 5
ENTRIES, BYTES = 200_000, 300
CONSENTS = 10_000
_TIME = "2026-01-31T00:00:00.000Z"


def rows() -> list[Row]:
    """Medians of interleaved runs."""
    data = entries(ENTRIES, BYTES)
    ours, loop = [], []
    for _ in range(RUNS):
        loop.append(_rate(lambda: bare(data), len(data)))
        ours.append(_rate(lambda: tree_root(data), len(data)))
    chain = consents(CONSENTS)
    whole = _rate(lambda: audit(chain), len(chain))
    unsigned = _rate(lambda: audit(chain[: CONSENTS + 1]), CONSENTS + 1)
    print(
        f"the whole audit: {unsigned:.0f} entries/s that nobody signed,"
        f" {whole:.0f}/s when half are consents that a hospital signed"
    )
    return [
        Row.of(
            "audit-tree", median(ours), median(loop), unit="1/s", target=0.25, better="higher"
        )
    ]  # fmt: skip


def bare(data: list[bytes]) -> None:
    """What nobody can do less of: each entry hashed once."""
    for entry in data:
        hashlib.sha256(entry).digest()


def consents(count: int) -> list[bytes]:
    """A chain of `count` studies, then a hospital's key and `count` consents that it signed."""
    key = Ed25519PrivateKey.generate()
    drafts = [Draft("study.registered", _study(n), _TIME) for n in range(count)]
    raw = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    bound = vouched_binding(Signer.generate("log.example.org/bench"), "hospital", "north", raw)
    drafts.append(Draft("key.bound", bound, _TIME))
    drafts += [Draft("consent.granted", _consent(key, n), _TIME) for n in range(count)]
    chain: list[bytes] = []
    prev: bytes | None = None
    for n, draft in enumerate(drafts):
        chain.append(entry_bytes(n, prev, draft, draft.canonical_body()))
        prev = leaf_hash(chain[-1])
    return chain


def _study(n: int) -> dict[str, str]:
    digest = f"{n:064x}"
    return {
        "study": f"s{n}", "title": "A study", "digest": digest, "until": "2030-01-01",
        "commitment": digest,
    }  # fmt: skip


def _consent(key: Ed25519PrivateKey, n: int) -> dict[str, str]:
    body = {
        "hospital": "north", "study": "s0", "method": "witnessed", "commitment": f"{n + 1:064x}",
    }  # fmt: skip
    signature = key.sign(signed_bytes("consent.granted", body))
    return {**body, "signature": base64.b64encode(signature).decode()}


def _rate(work: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)
