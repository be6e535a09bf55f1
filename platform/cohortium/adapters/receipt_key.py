"""The key that signs submission receipts: ``keys/receipts.skey`` of a home, made when first wanted.

Apart from the log's key, so that whoever answers requests can promise an entry without being able to
sign a checkpoint.
"""

from __future__ import annotations

from cohortium.adapters.keys import read_secret, write_secret
from cohortium.errors import BadInput
from cohortium.home import Home
from cohortium_ledger import Signer
from cohortium_ledger.errors import FormatError
from cohortium_ledger.signing.submission import receipt_name


def receipt_signer(home: Home, origin: str) -> Signer:
    """The home's key for the receipts of the log `origin`.

    :raises BadInput: the file cannot be used, or holds another key
    """
    path = home.keys / "receipts.skey"
    if not path.exists():
        made = Signer.generate(receipt_name(origin))
        try:
            write_secret(path, made.skey.encode(), "receipt", made.vkey)
        except FileExistsError:  # another process was faster: its key counts
            return _read(home, origin)
        return made
    return _read(home, origin)


def _read(home: Home, origin: str) -> Signer:
    path = home.keys / "receipts.skey"
    try:
        signer = Signer.from_skey(read_secret(path, "receipt").decode())
    except (FormatError, UnicodeDecodeError):
        signer = None
    if signer is None or signer.name != receipt_name(origin):
        raise BadInput(f"key {path} signs no receipts of this ledger: put it back", code="key")
    return signer
