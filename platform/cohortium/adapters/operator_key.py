"""A new operator key: the operator's data key is wrapped anew, what it encrypts stays as it is.

The new key is on the disk before the vault knows it, and takes the old one's place after. The vault
decides: which of two keys it opens under is the operator's, whenever a crash came between.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cohortium.adapters.home_keys import HomeKeys
from cohortium.adapters.keys import derive
from cohortium.adapters.lock import exclusive
from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.owners import OPERATOR
from cohortium.adapters.vault.sealing import context, seal, unseal
from cohortium.errors import Unavailable
from cohortium.home import Home

_CONTEXT = context("data-key", "", OPERATOR)


def rotate_operator(home: Home, keys: HomeKeys) -> None:
    """Put a new operator key in the place of the old one, which opens nothing from then on.

    :raises Unavailable: the vault does not open under the old one
    """
    with exclusive(home.root / ".keys.lock"):
        _finish(home, keys)
        old, new = keys.operator(), secrets.token_bytes(32)
        keys.write_next_operator(new)
        database = Database(home.vault)
        try:
            with database.transaction():
                data_key = _opened(_wrapped(database), old)
                if data_key is None:
                    raise Unavailable("the operator's data key does not open: restore the vault")
                database.write(
                    "UPDATE owners SET data_key = ? WHERE id = ?",
                    (seal(_cipher(new), data_key, _CONTEXT), OPERATOR),
                )
        finally:
            database.close()
        keys.promote_operator()


def finish_operator_rotation(home: Home, keys: HomeKeys) -> None:
    """Finish, or undo, a rotation that a dead process left. Call at every opening."""
    if keys.next_operator.exists():
        with exclusive(home.root / ".keys.lock"):
            _finish(home, keys)


def _finish(home: Home, keys: HomeKeys) -> None:
    new = keys.pending_operator()
    if new is None:
        return
    database = Database(home.vault)
    try:
        wrapped = _wrapped(database)
    finally:
        database.close()
    if _opened(wrapped, new) is not None:
        keys.promote_operator()
    elif _opened(wrapped, keys.operator()) is not None:
        keys.drop_next_operator()  # the vault never knew it
    else:
        raise Unavailable("the vault opens under neither operator key: restore them", code="key")


def _wrapped(database: Database) -> bytes:
    row = database.one("SELECT data_key FROM owners WHERE id = ?", (OPERATOR,))
    if row is None or row[0] is None:
        raise Unavailable("the vault has no operator: restore it from a backup", code="tampered")
    return bytes(row[0])


def _opened(wrapped: bytes, key: bytes) -> bytes | None:
    try:
        return unseal(_cipher(key), wrapped, _CONTEXT)
    except InvalidTag:
        return None


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(derive(key, "cohortium/vault/operator/v1"))
