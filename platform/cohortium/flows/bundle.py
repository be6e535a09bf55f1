"""Bundles: everything a sponsor needs to check a release or an answer offline, in one zip."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cohortium.bundle.writing import write_receipt_bundle, write_release_bundle
from cohortium.coverage import Fate, leaves
from cohortium.errors import BadInput, Conflict, NotFound, Unavailable
from cohortium.events import Event
from cohortium.flows.delay import check_delay
from cohortium.flows.grant import operator_grant, still_granted
from cohortium.flows.receipt import check_published, stored_receipt
from cohortium.ports import Installation
from cohortium.release.keys import ReleaseKeys
from cohortium.standing import Release
from cohortium.times import instant


def bundle(installation: Installation, what: str, output: Path) -> dict[str, Any]:
    """Write the bundle of a release (by id) or of a receipt (by index, or a file that holds one)."""
    if not output.parent.is_dir():
        raise BadInput(f"there is no folder {output.parent}: create it first")
    if output.is_dir():
        raise BadInput(f"{output} is a folder: name the zip to write")
    installation.state.refresh()
    if any(release.id == what for release in installation.state.releases()):
        return bundle_release(installation, installation.state.release(what), output)
    return bundle_receipt(installation, _index(what), output)


def bundle_release(installation: Installation, release: Release, output: Path) -> dict[str, Any]:
    """Write a release's bundle."""
    opening = installation.vault.opening(release.index)
    if opening is None:
        raise Unavailable(
            f"the keys of release {release.id} are gone: it cannot be bundled any more"
        )
    check_published(installation.integrate(), release.index)
    check_delay(installation, release)
    _record_leaving(installation, release)
    keys = ReleaseKeys(bytes.fromhex(opening.private["key"]))
    subjects, states = opening.private["consents"], opening.private["fates"]
    told = [Fate(int(index), states[index], subjects[index]) for index in states]
    folder = installation.home.releases / release.id
    write_release_bundle(
        output,
        vkey=installation.log.vkey,
        proof=installation.log.prove(release.index),
        entries=installation.log.entries,
        manifest=_manifest(installation, release),
        exact_key=keys.exact,
        exact=opening.private["exact"],
        leaves=leaves(keys.tree, told),
        folder=folder,
    )
    return {"bundle": str(output), "kind": "release", "release": release.id, "index": release.index}


def _record_leaving(installation: Installation, release: Release) -> None:
    """A bundle holds the download rendition: that it leaves is on the ledger before it is written."""
    grant = operator_grant(installation, release.dataset)
    size = installation.state.refresh()
    event = Event(
        "release.downloaded", {"grant": grant.id, "release": release.id},
        instant(installation.clock()), private={"file": "bundle", "by": grant.id}, replay=False,
    )  # fmt: skip
    installation.journal.record([event], guard=still_granted(installation, grant, size))
    installation.integrate()
    installation.state.refresh()


def bundle_receipt(installation: Installation, index: int, output: Path) -> dict[str, Any]:
    """Write a receipt's bundle."""
    receipt = stored_receipt(installation, index)
    check_published(installation.integrate(), index)
    release = installation.state.release(receipt["release"])
    write_receipt_bundle(
        output,
        vkey=installation.log.vkey,
        proof=installation.log.prove(index),
        entries=installation.log.entries,
        manifest=_manifest(installation, release),
        answer_key=bytes.fromhex(receipt["opening"]["key"]),
        answer=receipt["opening"]["content"],
    )
    return {"bundle": str(output), "kind": "receipt", "release": release.id, "index": index}


def _manifest(installation: Installation, release: Release) -> bytes:
    try:
        return (installation.home.releases / release.id / "manifest.json").read_bytes()
    except OSError as error:
        raise Conflict(f"the files of release {release.id} are not in this home") from error


def _index(what: str) -> int:
    """A receipt's index, from digits or from a JSON file with a receipt (or an answer that has one)."""
    if what.isdecimal() and what.isascii():
        return int(what)
    path = Path(what)
    if not path.is_file():
        raise NotFound(
            f"no release, receipt index or receipt file {what!r}: see cohortium dataset list"
        )
    try:
        told = json.loads(path.read_bytes())
        index = told.get("receipt", told)["index"]
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise BadInput(f"{what} holds no receipt: save the answer with --json") from error
    if type(index) is not int or index < 0:
        raise BadInput(f"{what} holds a receipt without an index")
    return index
