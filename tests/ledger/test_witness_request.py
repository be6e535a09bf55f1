"""The bodies of add-checkpoint: what is accepted prints back equal, the rest is refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cohortium_ledger import AddCheckpoint, FormatError, parse_checkpoint, parse_note
from cohortium_ledger.formats.submission_request import MAX_REQUEST, parse_cosignatures, parse_size

HASH = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw="
NOTE = f"example.org/log\n7\n{HASH}\n\n\u2014 example.org/log Az3grlgtzPI=\n"
SPECIFIED = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
\u2014 example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""
ANSWER = """\u2014 witness.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==
\u2014 witness.example/w2 AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==
"""
hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple)


def test_the_specifications_example() -> None:
    request = AddCheckpoint.parse(SPECIFIED.encode())
    assert (request.old, len(request.proof)) == (20852014, 4)
    assert bytes(request) == SPECIFIED.encode()
    note = parse_note(request.checkpoint)
    assert parse_checkpoint(note.text).size == 20852163
    assert len(note.signatures) == 2


REFUSED = {
    "nothing": "",
    "no old line": f"{HASH}\n\n{NOTE}",
    "old in capitals": f"OLD 1\n\n{NOTE}",
    "no size": f"old\n\n{NOTE}",
    "an empty size": f"old \n\n{NOTE}",
    "leading zeros": f"old 01\n\n{NOTE}",
    "a sign": f"old +1\n\n{NOTE}",
    "two blanks": f"old  1\n\n{NOTE}",
    "a trailing blank": f"old 1 \n\n{NOTE}",
    "too large a size": f"old {1 << 63}\n\n{NOTE}",
    "other digits": f"old \u0661\n\n{NOTE}",
    "carriage returns": f"old 1\r\n\r\n{NOTE}",
    "no empty line": f"old 1\n{HASH}",
    "no checkpoint": f"old 1\n{HASH}\n\n",
    "a short hash": f"old 1\nAAAA\n\n{NOTE}",
    "a long hash": f"old 1\n{'A' * 48}\n\n{NOTE}",
    "stray bits in base64": f"old 1\n{HASH[:-2]}x=\n\n{NOTE}",
    "base64 of URLs": f"old 1\n{'_' * 43}=\n\n{NOTE}",
    "64 hashes": f"old 1\n{(HASH + chr(10)) * 64}\n{NOTE}",
    "an empty line too early": f"\n\nold 1\n\n{NOTE}",
    "too long": f"old 1\n\n{'x' * MAX_REQUEST}",
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    with pytest.raises(FormatError) as error:
        AddCheckpoint.parse(REFUSED[case].encode())
    assert "\n" not in str(error.value)


def test_no_utf8() -> None:
    with pytest.raises(FormatError):
        AddCheckpoint.parse(b"old \xff\n\nx")


@pytest.mark.parametrize("count", [0, 1, 63])
def test_as_many_hashes_as_a_proof_may_have(count: int) -> None:
    data = f"old 1\n{(HASH + chr(10)) * count}\n{NOTE}".encode()
    assert len(AddCheckpoint.parse(data).proof) == count


@pytest.mark.parametrize(
    ("old", "proof", "checkpoint"),
    [(-1, (), b"x"), (1 << 63, (), b"x"), (0, (b"short",), b"x"), (0, (), b""), (0, (b"h" * 32,) * 64, b"x")],
)  # fmt: skip
def test_nothing_is_made_that_could_not_be_read(
    old: int, proof: tuple[bytes, ...], checkpoint: bytes
) -> None:
    with pytest.raises(FormatError):
        AddCheckpoint(old, proof, checkpoint)


@given(st.integers(0, (1 << 63) - 1), hashes, st.binary(min_size=1, max_size=300))
def test_what_is_printed_reads_back(old: int, proof: tuple[bytes, ...], checkpoint: bytes) -> None:
    request = AddCheckpoint(old, proof, checkpoint)
    assert AddCheckpoint.parse(bytes(request)) == request


@given(
    st.integers(0, 400),
    st.sampled_from(["", "\n", " ", "0", "=", "A", "\x00", "\u00e9", "old 1\n"]),
)
@example(3, "0")
def test_what_is_accepted_prints_back(place: int, inserted: str) -> None:
    whole = f"old 12\n{HASH}\n{HASH}\n\n{NOTE}"
    data = (whole[:place] + inserted + whole[place + 1 :]).encode()
    try:
        request = AddCheckpoint.parse(data)
    except FormatError:
        return
    assert bytes(request) == data


def test_answers() -> None:
    lines = parse_cosignatures(ANSWER.encode())
    assert [line.name for line in lines] == ["witness.example/w1", "witness.example/w2"]
    assert b"".join(bytes(line) for line in lines) == ANSWER.encode()
    assert parse_size(b"0\n") == 0
    assert parse_size(b"20852163\n") == 20852163


@pytest.mark.parametrize(
    "body", [b"", b"\n", b"no\n", ANSWER.encode()[:-1], ANSWER.encode() + b"\n"]
)
def test_answers_that_are_none(body: bytes) -> None:
    with pytest.raises(FormatError):
        parse_cosignatures(body)


@pytest.mark.parametrize("body", [b"", b"7", b"07\n", b"7\n\n", b"-7\n", b"\xff\n"])
def test_sizes_that_are_none(body: bytes) -> None:
    with pytest.raises(FormatError):
        parse_size(body)
