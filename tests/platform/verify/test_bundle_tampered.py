"""Bundles that were altered, forged or made of lies are refused, and the reason names the check."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import rfc8785

from cohortium.bundle import Report, verify
from cohortium_ledger import Draft, Entry, leaf_hash
from cohortium_ledger.formats.entry import entry_bytes
from cohortium_ledger.formats.tiles import entry_bundle, parse_entry_bundle

TILE = "log/tile/entries/000.p/24"
SMALL = 1024  # members up to this size have every byte changed, larger ones every 97th
RELEASE_MEMBERS = [
    "bundle.json", "manifest.json", "proof.tlog-proof", "exact.json", "consents.leaves",
    "download/subjects.parquet", TILE,
]  # fmt: skip
SUCCESSION = {"succession": {"succeeds": "r-1", "k": 5, "rule": "blocks/1", "max_delay_days": 30}}
RECEIPT_MEMBERS = ["answer.json", "manifest.json", "bundle.json"]


def failed(report: Report) -> str:
    """The check that failed; the report must say no."""
    assert not report.verified and report.reason
    assert [check.ok for check in report.checks].count(False) == 1 and not report.checks[-1].ok
    return report.checks[-1].name


def flips(source: Path, member: str, folder: Path):
    """Copies of a stored zip with one bit of one byte of `member` changed, CRC left wrong."""
    data = bytearray(source.read_bytes())
    with zipfile.ZipFile(source) as archive:
        content = archive.read(member)
        start = data.find(content, archive.getinfo(member).header_offset)
    target = folder / "flipped.zip"
    masks = (0x01, 0x20) if member.endswith(("json", "proof")) else (0x01,)  # 0x20: the case
    for offset in range(0, len(content), 1 if len(content) <= SMALL else 97):
        for mask in masks:
            data[start + offset] ^= mask
            target.write_bytes(data)
            yield offset, target
            data[start + offset] ^= mask


@pytest.mark.parametrize("member", RELEASE_MEMBERS)
def test_any_changed_byte_of_a_release_is_refused(honest, tmp_path: Path, zipped, member):
    source = zipped(honest.release_bundle(tmp_path / "b.zip"), tmp_path / "stored.zip")
    for offset, target in flips(source, member, tmp_path):  # unpinned is the harder case
        assert not verify(target).verified, f"{member} with byte {offset} changed was verified"


@pytest.mark.parametrize("member", ["bundle.json", "proof.tlog-proof"])
def test_any_changed_byte_is_refused_under_a_policy(honest, tmp_path: Path, zipped, member):
    source = zipped(honest.release_bundle(tmp_path / "b.zip"), tmp_path / "stored.zip")
    for offset, target in flips(source, member, tmp_path):
        report = verify(target, honest.policy)
        assert not report.verified, f"{member} with byte {offset} changed was verified"


@pytest.mark.parametrize("member", RECEIPT_MEMBERS)
def test_any_changed_byte_of_a_receipt_is_refused(honest, tmp_path: Path, zipped, member):
    source = zipped(honest.receipt_bundle(tmp_path / "b.zip"), tmp_path / "stored.zip")
    for offset, target in flips(source, member, tmp_path):
        assert not verify(target).verified, f"{member} with byte {offset} changed was verified"


@pytest.mark.parametrize("member", RELEASE_MEMBERS)
@pytest.mark.parametrize(
    "edit",
    [lambda data: None, lambda data: data + b"\n", lambda data: data[:-1], lambda data: b""],
    ids=["missing", "longer", "shorter", "empty"],
)
def test_members_missing_or_of_another_length_are_refused(
    honest, tmp_path: Path, zipped, members, member, edit
):
    source = honest.release_bundle(tmp_path / "b.zip")
    data = dict(members(source))[member]
    changed = zipped(source, tmp_path / "c.zip", change={member: edit(data)})
    assert failed(verify(changed, honest.policy)) in {"members", "entries", "files", "coverage"}


@pytest.mark.parametrize(
    "name", ["note.txt", "download/more.parquet", "../escape", "queryable/subjects.parquet",
             "log/tile/entries/000", "log/tile/entries/001.p/3", "BUNDLE.JSON"],
)  # fmt: skip
def test_a_member_too_many_is_refused(honest, tmp_path: Path, zipped, name):
    source = honest.release_bundle(tmp_path / "b.zip")
    more = zipped(source, tmp_path / "c.zip", change={name: b"more"})
    assert failed(verify(more, honest.policy)) == "members"


def test_a_parquet_edited_with_every_digest_recomputed_is_refused(
    honest, tmp_path: Path, zipped, members
):
    source = honest.release_bundle(tmp_path / "b.zip")
    parts = dict(members(source))
    edited = parts["download/subjects.parquet"].replace(b"rows", b"lies", 1)
    old, new = (
        hashlib.sha256(data).hexdigest().encode()
        for data in (parts["download/subjects.parquet"], edited)
    )
    manifest = parts["manifest.json"].replace(old, new)
    old_id = hashlib.sha256(parts["manifest.json"]).hexdigest().encode()
    new_id = hashlib.sha256(manifest).hexdigest().encode()
    change = {"download/subjects.parquet": edited, "manifest.json": manifest}
    half = zipped(source, tmp_path / "half.zip", change=change)
    assert failed(verify(half, honest.policy)) == "release"

    def renamed(data: bytes) -> bytes:
        return data.replace(old_id, new_id).replace(b"r-" + old_id[:32], b"r-" + new_id[:32])

    name = TILE
    chained = rechain([renamed(data) for data in parse_entry_bundle(parts[name])])
    whole = zipped(source, tmp_path / "whole.zip", change=change | {name: entry_bundle(chained)})
    assert failed(verify(whole, honest.policy)) == "entries"
    assert failed(verify(whole)) == "entries"


def rechain(entries: list[bytes]) -> list[bytes]:
    """The entries again, renumbered and chained anew."""
    chained: list[bytes] = []
    for n, entry in enumerate(json.loads(data) for data in entries):
        prev = leaf_hash(chained[-1]) if chained else None
        draft = Draft(entry["type"], entry["body"], entry["time"])
        chained.append(entry_bytes(n, prev, draft, draft.canonical_body()))
    return chained


@pytest.mark.parametrize("what", ["release_bundle", "receipt_bundle"])
def test_a_bundle_of_another_installation_is_refused(
    honest, tell, other_signer, tmp_path: Path, what
):
    other = tell(by=other_signer)
    bundle = getattr(other, what)(tmp_path / "b.zip")
    assert verify(bundle, other.policy).verified
    report = verify(bundle, honest.policy)
    assert failed(report) == "signature" and "another installation" in str(report.reason)


def test_another_key_behind_the_first_ones_name_is_refused(
    honest, tell, other_signer, tmp_path: Path
):
    bundle = tell(by=other_signer).release_bundle(
        tmp_path / "b.zip", vkey=honest.ledger.signer.vkey
    )
    assert failed(verify(bundle, honest.policy)) == "signature"
    assert failed(verify(bundle)) == "signature"


def test_a_signature_that_nothing_vouches_for_is_refused(
    honest, other_signer, tmp_path: Path, zipped, members
):
    source = honest.release_bundle(tmp_path / "b.zip")
    proof = dict(members(source))["proof.tlog-proof"]
    line = other_signer.sign_note(b"anything\n").split(b"\n\n")[1]
    more = zipped(source, tmp_path / "c.zip", change={"proof.tlog-proof": proof + line})
    assert failed(verify(more, honest.policy)) == "signature"


def withdrawal(entries: list[bytes]) -> int:
    return next(n for n, data in enumerate(entries) if b'"consent.withdrawn"' in data)


def test_keys_that_another_began_are_not_the_log_s_although_the_bundle_names_them(
    honest, tell, tmp_path: Path, other_signer
):
    """The policy says whose log it is, not the bundle: also where the log's key signed it all."""
    world = tell(by=other_signer)
    world.ledger.signer = honest.ledger.signer
    other = world.release_bundle(tmp_path / "b.zip", vkey=other_signer.vkey)
    report = verify(other, honest.policy)
    assert not report.verified
    assert report.checks[-1].name == "history"
    assert "a chain of keys of the log" in report.checks[-1].detail


@pytest.mark.parametrize(
    "edit",
    [
        lambda entries: rechain(
            entries[: withdrawal(entries)] + entries[withdrawal(entries) + 1 :]
        ),
        lambda entries: entries[: withdrawal(entries)] + entries[withdrawal(entries) + 1 :],
        lambda entries: entries[:-1],
        lambda entries: rechain(
            [data.replace(b'"consent.withdrawn"', b'"erasure.done"') for data in entries]
        ),
    ],
    ids=["left out and chained anew", "left out", "cut short", "called something else"],
)
def test_a_withdrawal_left_out_is_refused(
    honest, tmp_path: Path, zipped, members, edit: Callable[[list[bytes]], list[bytes]]
):
    source = honest.release_bundle(tmp_path / "b.zip")
    name = TILE
    entries = edit(parse_entry_bundle(dict(members(source))[name]))
    without = zipped(source, tmp_path / "c.zip", change={name: entry_bundle(entries)})
    assert failed(verify(without, honest.policy)) == "entries"


def test_a_history_without_the_withdrawal_signed_by_another_is_refused(
    honest, other_signer, tmp_path: Path
):
    forged = type(honest.ledger)(other_signer)
    entries = honest.ledger.entries
    gone = withdrawal(entries)
    forged.entries = rechain(entries[:gone] + entries[gone + 1 :])
    bundle = honest.release_bundle(
        tmp_path / "b.zip", proof=forged.proof(honest.released - 1), entries=forged.between
    )
    assert failed(verify(bundle, honest.policy)) == "signature"


@pytest.mark.parametrize(
    ("lies", "check"),
    [
        ({"counts": {"released": 8}}, "arithmetic"),
        ({"counts": {"persons": 12}}, "arithmetic"),
        ({"counts": {"duplicates": 0}}, "arithmetic"),
        ({"counts": {"withheld": {"quarantined": 2}}}, "arithmetic"),
        ({"counts": {"eligible": 13, "persons": 12, "released": 10}}, "consents"),
        ({"counts": {"eligible": True}}, "consents"),
        ({"counts": {"tables": {"subjects": 99}}}, "arithmetic"),
        ({"counts": {"tables": {}}}, "arithmetic"),
        ({"manifest": {"subjects": 20}}, "arithmetic"),
        ({"manifest": {"exact": "0" * 64}}, "arithmetic"),
        ({"manifest": {"intakes": [{"index": 0, "batch": "b"}]}}, "intakes"),
        ({"manifest": {"study": "study-2"}}, "release"),
        ({"consents": {"root": "0" * 64}}, "consents"),
        ({"consents": {"size": 3}}, "release"),
        ({"consents": {"tree": "0" * 64}}, "coverage"),
        ({"body": {"dataset": "dataset-2"}}, "release"),
        ({"body": {"release": "r-0"}}, "release"),
        ({"manifest": SUCCESSION, "body": {"succeeds": "r-0"}}, "release"),
        ({"manifest": SUCCESSION, "body": {"succeeds": "r-1", "max_delay_days": 31}}, "release"),
        ({"body": {"study": "study-2"}}, "history"),
        ({"body": {"consent_size": 1 << 40}}, "history"),
    ],
)  # fmt: skip
def test_lies_of_a_custodian_are_refused(tell, tmp_path: Path, lies, check):
    world = tell(**lies)
    assert failed(verify(world.release_bundle(tmp_path / "b.zip"), world.policy)) == check


def test_what_an_entry_says_of_succession_is_what_the_manifest_says(tell, tmp_path: Path):
    body = {"succeeds": "r-1", "max_delay_days": 30}
    world = tell(manifest=SUCCESSION, body=body)
    assert verify(world.release_bundle(tmp_path / "b.zip"), world.policy).verified


def test_a_consent_too_few_or_too_many_is_refused(empty_world, tmp_path: Path):
    world = empty_world
    world.begin(13)
    world.withdraw(world.consents[4])
    world.publish(world.consents, [world.intake()])  # the withdrawn one is covered too
    assert failed(verify(world.release_bundle(tmp_path / "b.zip"))) == "consents"


def test_leaves_of_another_number_are_refused(honest, tmp_path: Path):
    bundle = honest.release_bundle(tmp_path / "b.zip", leaves=honest.leaves[:-1])
    assert failed(verify(bundle)) == "coverage"
    bundle = honest.release_bundle(tmp_path / "b.zip", leaves=honest.leaves[::-1])
    assert failed(verify(bundle)) == "coverage"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda w: w.ledger.keys.update(north=w.ledger.keys["south"]),
        lambda w: w.ledger.keys.update(west=w.ledger.keys["south"]),
    ],
    ids=["another hospital's key", "no hospital known"],
)
def test_a_wrong_hospital_signature_is_refused(empty_world, tmp_path: Path, wrong):
    world = empty_world
    world.begin(13)
    wrong(world)
    body = {"study": "study-1", "method": "witnessed", "commitment": "0" * 64}
    hospital = "west" if "west" in world.ledger.keys else "north"
    index = world.ledger.add("consent.granted", body, hospital)
    world.publish([*world.consents, index], [])
    report = verify(world.release_bundle(tmp_path / "b.zip"), world.policy)
    assert failed(report) == "history" and f"entry {index}" in str(report.reason)


@pytest.mark.parametrize("again", [{"hospital": "south"}, {"study": "study-2"}, {"method": "post"}])
def test_a_contradictory_withdrawal_is_refused(empty_world, tmp_path: Path, again):
    world = empty_world
    world.begin(13)
    body = {"study": "study-1", "consent": world.consents[0], "method": "desk", "hospital": "north"}
    body |= again | {"commitment": "0" * 64}
    world.ledger.add("consent.withdrawn", body, str(body["hospital"]))
    world.publish(world.consents[1:], [])
    assert failed(verify(world.release_bundle(tmp_path / "b.zip"))) == "history"


@pytest.mark.parametrize("key", ["exact_key", "answer_key"])
def test_a_wrong_key_of_a_commitment_is_refused(honest, tmp_path: Path, key):
    make = honest.release_bundle if key == "exact_key" else honest.receipt_bundle
    report = verify(make(tmp_path / "b.zip", **{key: b"x" * 32}))
    assert failed(report) == ("arithmetic" if key == "exact_key" else "answer")


@pytest.mark.parametrize(
    ("said", "other", "check"),
    [
        (1, {}, "withdrawals"),
        (3, {}, "withdrawals"),
        (2, {"consent_size": 3}, "answer"),
        (2, {"release": "r-0"}, "answer"),
        (2, {"dataset": "dataset-2"}, "answer"),
        (2, {"rows": [["female"]]}, "answer"),
    ],
)
def test_answers_that_are_not_as_recorded_are_refused(
    honest, tell, tmp_path: Path, said, other, check
):
    world = tell()
    world.ask(said, **other)
    assert failed(verify(world.receipt_bundle(tmp_path / "b.zip"))) == check


def test_an_answer_to_another_release_is_refused(tell, tmp_path: Path):
    world = tell()
    first = world.manifest
    world.publish(
        [i for i in world.consents if i not in [*world.consents[:2], world.consents[4]]], []
    )
    world.ask(0)
    report = verify(world.receipt_bundle(tmp_path / "b.zip", manifest=first))
    assert failed(report) == "release"
    assert verify(world.receipt_bundle(tmp_path / "b.zip")).verified


@pytest.mark.parametrize(
    "grant", [{"grant": "g2"}, {"dataset": "dataset-2"}, {"until": "2026-02-28"}]
)
def test_an_answer_without_a_grant_in_force_is_refused(empty_world, tmp_path: Path, grant):
    world = empty_world
    world.begin(13)
    world.publish(world.consents, [])
    world.grant(**grant)
    world.ask(0)
    assert failed(verify(world.receipt_bundle(tmp_path / "b.zip"))) == "receipt"


def test_an_answer_after_the_grants_end_is_refused(empty_world, tmp_path: Path):
    world = empty_world
    world.begin(13)
    world.publish(world.consents, [])
    world.grant()
    world.ledger.add("grant.ended", {"grant": "g1", "commitment": "0" * 64})
    world.ask(0)
    assert failed(verify(world.receipt_bundle(tmp_path / "b.zip"))) == "receipt"


def test_a_bundle_about_another_entry_is_refused(honest, tmp_path: Path):
    intent = Entry.parse(honest.ledger.entries[honest.answered]).body["intent"]
    about_intent = honest.receipt_bundle(tmp_path / "b.zip", proof=honest.ledger.proof(intent))
    assert failed(verify(about_intent)) == "receipt"
    about_answer = honest.release_bundle(
        tmp_path / "c.zip", proof=honest.ledger.proof(honest.answered)
    )
    assert failed(verify(about_answer)) == "release"


def test_a_proof_that_does_not_lead_to_the_root_is_refused(honest, tmp_path: Path):
    lines = honest.ledger.proof(honest.released).split(b"\n")
    lines[2], lines[3] = lines[3], lines[2]
    bundle = honest.release_bundle(tmp_path / "b.zip", proof=b"\n".join(lines))
    assert failed(verify(bundle)) == "inclusion"


def test_a_proof_with_extra_data_is_refused(honest, tmp_path: Path):
    proof = honest.ledger.proof(honest.released).replace(b"\nindex", b"\nextra AAAA\nindex", 1)
    assert failed(verify(honest.release_bundle(tmp_path / "b.zip", proof=proof))) == "members"


@pytest.mark.parametrize(
    "head",
    [
        {"v": 2}, {"v": True}, {"kind": "answer"}, {"index": -1}, {"index": "7"}, {"index": 0},
        {"log": "nobody"}, {"log": 7}, {"more": 1}, {"kind": "receipt"},
    ],
)  # fmt: skip
def test_a_bundle_json_of_another_form_is_refused(honest, tmp_path: Path, zipped, members, head):
    source = honest.release_bundle(tmp_path / "b.zip")
    value = json.loads(dict(members(source))["bundle.json"]) | head
    changed = zipped(source, tmp_path / "c.zip", change={"bundle.json": rfc8785.dumps(value)})
    assert failed(verify(changed, honest.policy)) in {"members", "signature"}
