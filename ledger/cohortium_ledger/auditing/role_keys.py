"""The keys of hospitals and of signers of receipts: who vouches for each, and when it ends.

An entry `key.bound` of role ``hospital`` or ``receipt`` is signed. The first key of a name is vouched for by a key
of the log; every later one by an earlier key of the same name that has no end. Where that is lost,
or in other hands, a key of the log vouches again and the entry says `lost`: all earlier keys of the
name end there. With `until` an entry sets the end of a key. So who may append, and no more, binds no
key and ends none. Time is the log's own: the latest that any entry so far has carried, since some
entries tell the day alone. Pure: no IO, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cohortium_ledger.auditing.bodies import signed_bytes
from cohortium_ledger.errors import EntryError, FormatError, SignatureError
from cohortium_ledger.formats.canonical import base64_bytes, base64_text
from cohortium_ledger.formats.entry import check_time
from cohortium_ledger.formats.keys import ED25519, Verifier
from cohortium_ledger.signing.signer import Signer

VOUCHED_ROLES: Final = frozenset({"hospital", "receipt"})
_TYPE = "key.bound"
_NAMELESS = "key"  # signatures here are over bodies, which say whose they are

Sign = Callable[[bytes], str]  # message -> its Ed25519 signature, base64
_Keys = dict[Verifier, str | None]  # key -> its end, if it has one


class RoleKeys:
    """The keys of all names after the entries so far: feed it their bodies, and all entries' times."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], _Keys] = {}
        self._signatures: set[str] = set()
        self._now = ""

    def advance(self, time: str) -> None:
        """Take note of the time of the next entry."""
        self._now = max(self._now, time)

    def take(self, body: Mapping[str, Any], by_log: Verifier | None) -> None:
        """Bind, or end, the key that the next such body names; `by_log` is the log's key that it names.

        Raises EntryError.
        """
        name = (str(body.get("role")), str(body.get("name")))
        known, key = self._keys.get(name, {}), _verifier(body, "key")
        lost = body.get("lost") is True
        if by_log is not None and bool(known) != lost:
            raise EntryError(
                "the log's key vouches for a first key, or for one in a lost one's place"
            )
        self._check_signature(by_log or _own(body, known), body)
        if lost:
            known = {
                earlier: min(until or self._now, self._now) for earlier, until in known.items()
            }
        self._keys[name] = {**known, key: _end(body)}

    def knows(self, role: str, name: str) -> bool:
        """Whether any key was bound for a name."""
        return (role, name) in self._keys

    def signed(self, role: str, name: str, message: bytes, signature: bytes) -> bool:
        """Whether a key of the name that has not ended made `signature` over `message`."""
        known = self._keys.get((role, name), {})
        return any(
            _verifies(key, message, signature)
            for key, until in reversed(known.items())
            if until is None or self._now < until
        )

    def _check_signature(self, by: Verifier, body: Mapping[str, Any]) -> None:
        signature = body.get("signature")
        if not isinstance(signature, str) or signature in self._signatures:
            raise EntryError("binding a key needs a signature of its own")
        try:
            by.verify(signed_bytes(_TYPE, body), base64_bytes(signature))
        except (FormatError, SignatureError) as error:
            raise EntryError("the key that is to have signed it has not") from error
        self._signatures.add(signature)


def role_binding(
    role: str, name: str, key: str, *, by: str, sign: Sign, **also: str | bool
) -> dict[str, Any]:
    """The body that binds `key` for `name`, or sets its end, signed by the key `by` (both raw, base64).

    `also` are of its optional fields: `until` (the end of `key`), `log` (the log's origin, where `by` is
    the log's) and `lost`.
    """
    body = {"role": role, "name": name, "key": key, "by": by, **also}
    return {**body, "signature": sign(signed_bytes(_TYPE, body))}


def vouched_binding(
    signer: Signer, role: str, name: str, key: str, *, lost: bool = False
) -> dict[str, Any]:
    """The body by which `signer`, a key of the log without an end, vouches for `key` (raw, base64)."""
    also: dict[str, str | bool] = {"lost": True} if lost else {}
    return role_binding(
        role, name, key, log=signer.name, by=base64_text(signer.verifier.public_key),
        sign=lambda message: base64_text(signer.sign(message)), **also,
    )  # fmt: skip


def _own(body: Mapping[str, Any], known: _Keys) -> Verifier:
    """The earlier key of the same name by which a body is signed."""
    if not known:
        raise EntryError("the first key of a name needs the signature of a key of the log")
    by = _verifier(body, "by")
    if body.get("lost") is True or by not in known or known[by] is not None:
        raise EntryError("a later key needs the signature of an earlier one that has no end")
    return by


def _end(body: Mapping[str, Any]) -> str | None:
    until = body.get("until")
    try:
        if until is not None:
            check_time(until)
    except FormatError as error:
        raise EntryError(f"its end is no time: {error}") from error
    return until


def _verifies(key: Verifier, message: bytes, signature: bytes) -> bool:
    try:
        key.verify(message, signature)
    except SignatureError:
        return False
    return True


def _verifier(body: Mapping[str, Any], field: str) -> Verifier:
    key = body.get(field)
    if not isinstance(key, str):
        raise EntryError("binding a key needs the key, and whose key vouches for it")
    try:
        return Verifier(_NAMELESS, ED25519, base64_bytes(key))
    except FormatError as error:
        raise EntryError(f"there is no key as {field}: {error}") from error
