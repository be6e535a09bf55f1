"""The vault's own HMAC, with half its work done ahead, is HMAC-SHA256."""

from __future__ import annotations

import hmac

from hypothesis import given
from hypothesis import strategies as st

from cohortium.adapters.vault.sealing import Mac, fingerprint, lookup


@given(key=st.binary(max_size=64), messages=st.lists(st.binary(max_size=300), max_size=4))
def test_it_is_hmac_sha256(key: bytes, messages: list[bytes]) -> None:
    mac = Mac(key)
    assert [mac.digest(m) for m in messages] == [hmac.digest(key, m, "sha256") for m in messages]


def test_fingerprints_and_lookups_are_built_on_it_as_documented() -> None:
    key, content = b"k" * 32, b'{"id":"1"}'
    own = hmac.digest(key, b"Patient\x001\x002", "sha256")
    assert fingerprint(Mac(key), "Patient", "1", 2, content) == hmac.digest(own, content, "sha256")
    assert lookup(Mac(key), "a", "b") == hmac.digest(key, b"a\0b", "sha256")[:16]
