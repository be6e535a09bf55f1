"""Reading a tree that others serve: every file is checked, every size works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohortium_ledger import (
    AuditError,
    Checkpoint,
    LedgerError,
    ProofError,
    SignatureError,
    Signer,
    Tile,
    parse_checkpoint,
    parse_note,
    parse_policy,
    tree_root,
)
from cohortium_ledger.errors import FormatError, TreeUnavailable
from cohortium_ledger.remote.reader import SignedTree, TreeReader, open_tree
from cohortium_ledger.remote.tree_audit import audit_tree, served_policy

SIZE = 700
THOROUGH = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest) -> Any:
    """A log of SIZE entries; publishing it anew at a smaller size is cheap."""
    return {}


def head(world: Any, size: int | None = None) -> Checkpoint:
    return parse_checkpoint(parse_note(world.note(size)).text)


@given(data=st.data())
@THOROUGH
def test_all_sizes_and_spans_read_as_they_were_written(
    full: dict[str, Any], new_world: Any, data: st.DataObject
) -> None:
    if "world" not in full:
        full["world"] = new_world()
        full["world"].fill(SIZE)
    world = full["world"]
    size = data.draw(st.integers(0, SIZE) | st.sampled_from([255, 256, 257, 511, 512, 513]))
    start = data.draw(st.integers(0, size))
    stop = data.draw(st.integers(start, size))
    past = data.draw(st.integers(0, size))
    world.publish(size)
    reader = TreeReader(world)
    assert list(reader.entries(start, stop, head(world, size))) == world.entries[start:stop]
    assert SignedTree(reader, head(world, size)).root(past) == tree_root(world.entries[:past])


@given(data=st.data())
@THOROUGH
def test_no_bit_of_any_file_can_change(
    full: dict[str, Any], new_world: Any, data: st.DataObject
) -> None:
    if "small" not in full:
        full["small"] = new_world()
        full["small"].fill(300)
        del full["small"].files["log.vkey"]  # an audit under a policy does not read it
    world = full["small"]
    policy = parse_policy(world.policy)
    assert "clean" in full or audit_tree(TreeReader(world), policy).size == 300
    full["clean"] = True
    path = data.draw(st.sampled_from(sorted(world.files)))
    good = world.files[path]
    at = data.draw(st.integers(0, len(good) * 8 - 1))
    world.files[path] = bytes(
        byte ^ (1 << at % 8) if n == at // 8 else byte for n, byte in enumerate(good)
    )
    try:
        with pytest.raises(LedgerError):
            audit_tree(TreeReader(world), policy)
    finally:
        world.files[path] = good


def test_a_partial_tile_that_is_gone_is_cut_from_the_full_one(world: Any) -> None:
    world.fill(300)
    old = head(world)
    world.fill(512)
    for path in [path for path in world.files if ".p/" in path and "tile/1" not in path]:
        del world.files[path]
    assert list(TreeReader(world).entries(0, 300, old)) == world.entries[:300]
    del world.files[Tile(None, 1).path]
    with pytest.raises(TreeUnavailable, match=r"no tile/entries/001\.p/44"):
        list(TreeReader(world).entries(0, 300, old))


CHANGES = {
    "a short tile": (Tile(0, 0).path, lambda d: d[:-1], FormatError, "256 hashes"),
    "a long tile": (Tile(0, 1, 44).path, lambda d: d + d[:32], FormatError, "44 hashes"),
    "an empty tile": (Tile(0, 0).path, lambda d: b"", FormatError, "256 hashes"),
    "swapped hashes": (Tile(0, 0).path, lambda d: d[32:] + d[:32], ProofError, "tile 0 of level 0"),
    "another edge": (Tile(1, 0, 1).path, lambda d: d[::-1], ProofError, "edge of the tree"),
    "an entry less": (Tile(None, 1, 44).path, lambda d: d[2 + int.from_bytes(d[:2]) :], FormatError, "44 entries"),
    "half an entry": (Tile(None, 1, 44).path, lambda d: d[:-1], FormatError, "middle of an entry"),
    "another entry": (Tile(None, 1, 44).path, lambda d: d[:-1] + b"x", AuditError, "entry 299 is not"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_a_wrong_file_is_named(world: Any, case: str) -> None:
    world.fill(300)
    path, change, kind, words = CHANGES[case]
    world.files[path] = change(world.files[path])
    with pytest.raises(kind, match=words):
        audit_tree(TreeReader(world), parse_policy(world.policy))


def test_three_levels_of_tiles(world: Any, tmp_path: Path) -> None:
    size = 65_536 + 300
    world.fill(size)
    assert {path.split("/")[1] for path in world.files if "/" in path} == {"0", "1", "2", "entries"}
    reader = open_tree(world.write(tmp_path / "log"))
    told: list[tuple[int, int]] = []
    report = audit_tree(
        reader, parse_policy(world.policy), progress=lambda done, total: told.append((done, total))
    )
    assert (report.size, report.root) == (size, tree_root(world.entries))
    assert told[0] == (0, size) and told[-1] == (size, size) and len(told) < 300
    checkpoint = head(world)
    for tile in (Tile(1, 0), Tile(2, 0, 1), Tile(1, 1, 1), Tile(0, 255), Tile(0, 257, 44)):
        data = world.files[tile.path]
        (tmp_path / "log" / tile.path).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        tree_or_error(reader, checkpoint, tile)
        (tmp_path / "log" / tile.path).write_bytes(data)


def tree_or_error(reader: TreeReader, checkpoint: Checkpoint, tile: Tile) -> None:
    assert tile.level is not None
    first = min(tile.index << 8 * (tile.level + 1), checkpoint.size - 1)
    with pytest.raises(ProofError):
        list(reader.entries(first, first + 1, checkpoint))


def test_over_http_as_from_a_folder(world: Any, web: Any, tmp_path: Path) -> None:
    world.fill(600)
    web.world = world
    policy = parse_policy(world.policy)
    there = audit_tree(open_tree(web.url), policy)
    assert there == audit_tree(open_tree(str(world.write(tmp_path / "log"))), policy)
    assert open_tree(web.url).tile(Tile(None, 2, 88)) == world.files[Tile(None, 2, 88).path]


def test_whose_log_it_is_decides_the_policy(world: Any) -> None:
    world.fill(3)
    other = Signer.generate(world.signer.name)
    with pytest.raises(SignatureError):
        audit_tree(TreeReader(world), parse_policy(f"log {other.vkey}\nquorum none\n"))
    assert audit_tree(TreeReader(world), served_policy(TreeReader(world))).size == 3
    for served, error in ((None, TreeUnavailable), (b"\xff\n", FormatError), (b"x\n", FormatError)):
        world.files.pop("log.vkey", None)
        if served is not None:
            world.files["log.vkey"] = served
        with pytest.raises(error):
            served_policy(TreeReader(world))
    del world.files["checkpoint"]
    with pytest.raises(TreeUnavailable, match="no checkpoint"):
        TreeReader(world).checkpoint()


def test_checkpoints_that_somebody_kept_are_held_against_it(world: Any) -> None:
    world.fill(300)
    policy = parse_policy(world.policy)
    kept = [world.note(size) for size in (0, 1, 256, 299)]
    assert audit_tree(TreeReader(world), policy, earlier=kept).checkpoints == 5
    fork = world.forked(7, 20)
    with pytest.raises(AuditError, match="size 20"):
        audit_tree(TreeReader(world), policy, earlier=[fork.note()])
    with pytest.raises(AuditError, match="301 were signed"):
        audit_tree(TreeReader(world), policy, earlier=[world.forked(0, 301).note()])


def test_every_partial_tile_in_a_folder_is_compared(new_world: Any, tmp_path: Path) -> None:
    """The audit of a folder reads older partial tiles too; nobody can ask an address for them."""
    world = new_world()
    world.fill(3)
    world.fill(260)
    world.fill(300)
    partial = [path for path in world.files if ".p/" in path]
    assert "tile/0/000.p/3" in partial and "tile/entries/001.p/4" in partial
    folder = world.write(tmp_path / "export")
    (folder / "tile" / "notes.txt").write_text("no tile of the log")
    policy = parse_policy(world.policy)
    assert audit_tree(open_tree(folder), policy).size == 300
    for path in partial:
        whole = world.files[path]
        for damaged in (bytes([*whole[:-1], whole[-1] ^ 1]), whole[:-1], b"", whole * 2):
            (folder / path).write_bytes(damaged)
            with pytest.raises(LedgerError):
                audit_tree(open_tree(folder), policy)
        (folder / path).write_bytes(whole)
    ahead = dict(world.files)
    world.fill(310)  # an export under way: its checkpoint comes last
    world.files["checkpoint"] = ahead["checkpoint"]
    assert audit_tree(open_tree(world.write(folder)), policy).size == 300


def test_a_file_of_an_older_partial_tile_is_named(new_world: Any, tmp_path: Path) -> None:
    world = new_world()
    world.fill(3)
    world.fill(300)
    folder = world.write(tmp_path / "export")
    path = folder / "tile" / "entries" / "000.p" / "3"
    path.write_bytes(path.read_bytes().replace(b'"w1"', b'"w2"'))
    with pytest.raises(ProofError, match=r"tile/entries/000\.p/3 is not of the signed tree"):
        audit_tree(open_tree(folder), parse_policy(world.policy))
