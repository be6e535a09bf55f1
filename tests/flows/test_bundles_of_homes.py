"""Bundles of a real home are accepted, and refused when any byte of any member is another."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import rfc8785

from cohortium.bundle import verify
from cohortium.bundle.layout import tile_count, tile_name
from cohortium.errors import BadInput, Conflict, Denied, NotFound, Refused, Unavailable
from cohortium.events import Event
from cohortium.flows import ask, enrol
from cohortium.flows.bundle import bundle
from cohortium.flows.grant import operator_grant
from cohortium.flows.publish import publish
from cohortium.flows.receipt import receipt
from cohortium.release.policy import Policy
from cohortium.wiring import create_home, open_home
from cohortium_ledger import Draft, Entry, leaf_hash
from cohortium_ledger.formats.entry import entry_bytes
from cohortium_ledger.formats.tiles import entry_bundle

Copy = Callable[[Path], Path]
Members = dict[str, bytes]


@pytest.fixture(scope="module")
def made(published: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A home with a withdrawal and an answer; its policy, and the bundles of both kinds."""
    root = tmp_path_factory.mktemp("bundles")
    home = root / "home"
    shutil.copytree(published, home)
    with open_home(home) as installation:
        grant = operator_grant(installation, "d-hearts")
        leaving = enrol.find_patients(installation, ["north-p30", "south-p31"])
        enrol.withdraw_consents(installation, "hearts", leaving, by="test")
        sql = "select sex, count(*) from subjects group by sex"
        answer = ask.ask(installation, grant, "d-hearts", sql)
        told = receipt(installation, answer)
        (root / "answer.json").write_text(json.dumps({"rows": [], "receipt": told}))
        release = installation.state.releases()[0].id
        bundle(installation, release, root / "release.zip")
        bundle(installation, str(root / "answer.json"), root / "receipt.zip")
        policy = f"log {installation.log.vkey}\nquorum none\n"
    return {"root": root, "home": home, "policy": policy, "index": answer.index}


@pytest.fixture(params=["release", "receipt"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which kind of bundle."""
    return str(request.param)


def read(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path: Path, members: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def judged(path: Path, made: Mapping[str, Any]) -> Any:
    return verify(path, made["policy"])


def test_accepted_as_made_and_zipped_again(made: dict[str, Any], kind: str, tmp_path: Path) -> None:
    original = made["root"] / f"{kind}.zip"
    members = read(original)
    backwards = dict(reversed(members.items()))
    variants = [
        original,
        write(tmp_path / "a.zip", backwards, zipfile.ZIP_DEFLATED),
        write(tmp_path / "b.zip", members, zipfile.ZIP_BZIP2),
        write(tmp_path / "c.zip", {f"bundle/{n}": d for n, d in members.items()}),
    ]
    for path in variants:
        report = judged(path, made)
        assert report.verified, report.reason
        assert report.pinned
        assert report.kind == kind
        assert not verify(path, None).pinned


def test_a_release_bundle_differs_by_the_entry_of_its_leaving_alone(
    made: dict[str, Any], copy: Copy, tmp_path: Path
) -> None:
    with open_home(copy(made["home"])) as home:
        release = home.state.releases()[0].id
        before = home.log.size
        bundle(home, release, tmp_path / "again.zip")
        types = [Entry.parse(data).type for data in home.log.entries(before)]
    assert types == ["release.downloaded"]
    first, again = read(made["root"] / "release.zip"), read(tmp_path / "again.zip")
    same = {name for name in first if first[name] == again.get(name)}
    assert {n for n in first if not n.startswith(("log/", "proof"))} <= same


def test_receipt_bundles_are_the_same_bytes_each_time(
    made: dict[str, Any], copy: Copy, tmp_path: Path
) -> None:
    with open_home(copy(made["home"])) as home:
        for name in ("one.zip", "two.zip"):
            bundle(home, str(made["index"]), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def places(name: str, data: bytes) -> list[int]:
    """Bytes to change: some of each member, spread evenly, the first and the last among them.

    Every single byte is changed in tests/platform/verify, on a smaller bundle; one judgement of
    this one takes some 30 ms, since all its consents' signatures are checked.
    """
    count = 2 if name.endswith(".parquet") else 16
    return sorted({*range(0, len(data), max(1, len(data) // count)), len(data) - 1})


def test_any_changed_byte_of_any_member_is_refused(
    made: dict[str, Any], kind: str, tmp_path: Path
) -> None:
    members = read(made["root"] / f"{kind}.zip")
    path = tmp_path / "flipped.zip"
    tried = set()
    for name, data in members.items():
        for at in places(name, data):
            changed = bytes([*data[:at], data[at] ^ (0x01, 0x20, 0x80)[at % 3], *data[at + 1 :]])
            report = judged(write(path, {**members, name: changed}), made)
            assert not report.verified, (name, at)
            tried.add(name)
    assert tried == members.keys()


@pytest.mark.parametrize("change", ["shorter", "longer", "empty", "gone", "twice"])
def test_members_cut_grown_or_missing_are_refused(
    made: dict[str, Any], kind: str, tmp_path: Path, change: str
) -> None:
    members = read(made["root"] / f"{kind}.zip")
    path = tmp_path / "changed.zip"
    for name, data in members.items():
        others = {key: value for key, value in members.items() if key != name}
        match change:
            case "shorter":
                write(path, {**others, name: data[:-1]})
            case "longer":
                write(path, {**others, name: data + b"\n"})
            case "empty":
                write(path, {**others, name: b""})
            case "gone":
                write(path, others)
            case "twice":
                write(path, members)
                with (
                    zipfile.ZipFile(path, "a") as archive,
                    pytest.warns(UserWarning, match="Duplicate"),
                ):
                    archive.writestr(name, data)
        assert not judged(path, made).verified, name


@pytest.mark.parametrize(
    "name",
    ["README.txt", "queryable/subjects.parquet", "log/checkpoint", "../x", "download/more.parquet"],
)
def test_a_member_too_many_is_refused(
    made: dict[str, Any], kind: str, tmp_path: Path, name: str
) -> None:
    members = {**read(made["root"] / f"{kind}.zip"), name: b"more"}
    report = judged(write(tmp_path / "more.zip", members), made)
    assert not report.verified


def edited_parquet(members: Members, tmp_path: Path) -> Members:
    """The release with one row gone and every digest and size that follows made right again."""
    name = next(n for n in members if n.startswith("download/subjects"))
    file = tmp_path / "edited.parquet"
    (tmp_path / "source.parquet").write_bytes(members[name])
    table = pq.read_table(tmp_path / "source.parquet")
    pq.write_table(table.slice(1), file, compression="zstd", write_statistics=False)
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    manifest = json.loads(members["manifest.json"])
    new = f"download/subjects-{digest[:16]}.parquet"
    for table_ in manifest["tables"]:
        for entry in table_["files"]:
            if entry["path"] == name:
                entry.update({"path": new, "sha256": digest, "bytes": len(data)})
    out = {key: value for key, value in members.items() if key != name}
    return {**out, new: data, "manifest.json": rfc8785.dumps(manifest)}


def rebuilt(members: Members, change: Callable[[list[Entry]], list[Any]]) -> Members:
    """The members with their entries changed and chained anew, by someone without the log's key."""
    names = sorted(n for n in members if n.startswith("log/tile/entries/"))
    told: list[Entry] = []
    for name in names:
        data = members[name]
        while data:
            size = int.from_bytes(data[:2], "big")
            told.append(Entry.parse(data[2 : 2 + size]))
            data = data[2 + size :]
    chained: list[bytes] = []
    for entry in change(told):
        draft = Draft(entry.type, entry.body, entry.time)
        prev = leaf_hash(chained[-1]) if chained else None
        chained.append(entry_bytes(len(chained), prev, draft, draft.canonical_body()))
    out = {name: data for name, data in members.items() if name not in names}
    for number in range(tile_count(len(chained))):
        rows = chained[256 * number : 256 * (number + 1)]
        out[tile_name(number, len(chained))] = entry_bundle(rows)
    return out


def test_an_edited_table_is_refused_though_every_digest_fits(
    made: dict[str, Any], tmp_path: Path
) -> None:
    members = edited_parquet(read(made["root"] / "release.zip"), tmp_path)
    report = judged(write(tmp_path / "edited.zip", members), made)
    assert not report.verified
    digest = hashlib.sha256(members["manifest.json"]).hexdigest()

    def republish(entries: list[Entry]) -> list[Any]:
        """The entry of the release told to name the edited manifest."""
        body = {"manifest": digest, "release": f"r-{digest[:32]}"}
        return [
            replace(e, body={**e.body, **body}) if e.type == "release.published" else e
            for e in entries
        ]

    report = judged(write(tmp_path / "deeper.zip", rebuilt(members, republish)), made)
    assert not report.verified


def test_a_bundle_that_leaves_out_a_withdrawal_is_refused(
    made: dict[str, Any], kind: str, tmp_path: Path
) -> None:
    def without(entries: list[Entry]) -> list[Any]:
        last = max(e.n for e in entries if e.type == "consent.withdrawn")
        return [e for e in entries if e.n != last]

    members = read(made["root"] / f"{kind}.zip")
    report = judged(write(tmp_path / "less.zip", rebuilt(members, without)), made)
    assert not report.verified
    same = judged(write(tmp_path / "same.zip", rebuilt(members, list)), made)
    assert same.verified, same.reason  # the rebuilding itself is faithful


def test_another_installations_bundle_is_refused_under_this_policy(
    made: dict[str, Any], kind: str, tmp_path: Path
) -> None:
    create_home(tmp_path / "other", origin="log.example.org/other")
    with open_home(tmp_path / "other") as other:
        policy = f"log {other.log.vkey}\nquorum none\n"
    path = made["root"] / f"{kind}.zip"
    assert not verify(path, policy).verified
    assert judged(path, made).verified


def test_whose_key_is_in_the_bundle_does_not_matter(
    made: dict[str, Any], kind: str, tmp_path: Path
) -> None:
    """A bundle that names another log's key as its own is refused, pinned or not."""
    create_home(tmp_path / "other", origin="log.example.org/other")
    with open_home(tmp_path / "other") as other:
        vkey = other.log.vkey
    members = read(made["root"] / f"{kind}.zip")
    head = {**json.loads(members["bundle.json"]), "log": vkey}
    path = write(tmp_path / "claimed.zip", {**members, "bundle.json": rfc8785.dumps(head)})
    assert not judged(path, made).verified
    assert not verify(path, None).verified


def test_parts_of_two_releases_do_not_mix(made: dict[str, Any], copy: Copy, tmp_path: Path) -> None:
    with open_home(copy(made["home"])) as home:
        second = publish(home, "hearts", Policy())
        bundle(home, second.release, tmp_path / "second.zip")
        bundle(home, home.state.releases()[0].id, tmp_path / "first.zip")
    first, other = read(tmp_path / "first.zip"), read(tmp_path / "second.zip")
    for path in (tmp_path / "first.zip", tmp_path / "second.zip"):
        report = judged(path, made)
        assert report.verified, report.reason
    for name in first.keys() & other.keys():
        if first[name] != other[name]:
            mixed = write(tmp_path / "mixed.zip", {**first, name: other[name]})
            assert not judged(mixed, made).verified, name


@pytest.mark.parametrize(
    ("what", "error"),
    [("r-none", NotFound), ("99999", NotFound), ("0", NotFound), ("nothing.json", NotFound)],
)
def test_what_cannot_be_bundled_is_said(
    made: dict[str, Any], copy: Copy, tmp_path: Path, what: str, error: type
) -> None:
    with open_home(copy(made["home"])) as home, pytest.raises(error):
        bundle(home, what, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


def test_a_bundle_is_written_whole_or_not(made: dict[str, Any], copy: Copy, tmp_path: Path) -> None:
    with open_home(copy(made["home"])) as home:
        release = home.state.releases()[0]
        with pytest.raises(BadInput, match="no folder"):
            bundle(home, release.id, tmp_path / "nowhere" / "x.zip")
        (tmp_path / "list.json").write_text("[]")
        (tmp_path / "bool.json").write_text('{"index": true}')
        for name in ("list.json", "bool.json"):
            with pytest.raises(BadInput):
                bundle(home, str(tmp_path / name), tmp_path / "x.zip")
        folder = home.home.releases / release.id
        shutil.rmtree(folder / "download")
        with pytest.raises((Conflict, Unavailable, Refused, OSError)):
            bundle(home, release.id, tmp_path / "x.zip")
        shutil.rmtree(folder)
        with pytest.raises(Conflict, match="not in this home"):
            bundle(home, release.id, tmp_path / "x.zip")
    names = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert names == {"list.json", "bool.json"}


def test_no_bundle_leaves_under_a_grant_that_has_just_ended(
    published: Path, copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_home(copy(published)) as home:
        grant, record = operator_grant(home, "d-hearts"), home.journal.record

        def ending(events: Any, *, guard: Any = None) -> Any:
            monkeypatch.undo()  # once
            record([Event("grant.ended", {"grant": grant.id}, "2026-01-31T09:30:00.000Z")])
            return record(events, guard=guard)

        monkeypatch.setattr(home.journal, "record", ending)
        with pytest.raises(Denied, match="just ended"):
            bundle(home, home.state.releases()[0].id, tmp_path / "b.zip")
        assert not (tmp_path / "b.zip").exists()
        home.log.audit()
        assert bundle(home, home.state.releases()[0].id, tmp_path / "b.zip")["kind"] == "release"
