"""kill -9 of processes that append and sign at once: what they were told is there, and one history."""

from __future__ import annotations

import base64
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cohortium_ledger import Draft, Entry, Log, Signer, parse_policy, verify_consistency

SIGNER = Signer("example.org/log", b"s" * 32)
POLICY = parse_policy(f"log {SIGNER.vkey}\nquorum none\n")
TIME = "2026-01-31T09:30:00.000Z"
ROUNDS = 2
PROCESSES = 3

WRITER = """
import base64, itertools, os, sys, threading
from cohortium_ledger import Draft, Log, Signer
where, name, time = sys.argv[1:]

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def work(log, name):
    for i in itertools.count():
        draft = Draft("model.trained", {"by": f"{name}-{i}"}, time)
        say("acknowledged", f"{name}-{i}", *log.append([draft] * (1 + i % 3)))
        if i % 4 == 3:
            say("signed", base64.b64encode(log.integrate()).decode())

log = Log.open(where, Signer("example.org/log", b"s" * 32))
for thread in range(2):
    threading.Thread(target=work, args=(log, f"{name}{thread}")).start()
"""

HOLDER = """
import os, sys, time
from cohortium_ledger import Draft, Log, Signer

def hold(size):
    os.write(1, b"held\\n")
    time.sleep(600)

with Log.open(sys.argv[1], Signer("example.org/log", b"s" * 32)) as log:
    log.append([Draft("model.trained", {"by": "holder"}, sys.argv[2])], guard=hold)
"""


def started(program: str, *arguments: object) -> subprocess.Popen[bytes]:
    """Without a buffer: what `communicate` reads follows the lines read before, whole."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE, bufsize=0
    )


def killed(process: subprocess.Popen[bytes]) -> list[str]:
    """Kill it; the whole lines that it wrote."""
    process.send_signal(signal.SIGKILL)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    return out.decode().rpartition("\n")[0].splitlines()


def test_what_killed_processes_were_told_is_there(where: Path | str) -> None:
    Log.create(where, SIGNER).close()
    draw = random.Random(7)  # noqa: S311 - when to kill
    told: list[str] = []
    for turn in range(ROUNDS):
        writers = [started(WRITER, where, f"r{turn}p{p}t", TIME) for p in range(PROCESSES)]
        first = [_line(writer) for writer in writers]
        time.sleep(draw.uniform(0.0, 0.4))
        draw.shuffle(writers)
        for writer in writers:
            told += killed(writer)
            time.sleep(draw.uniform(0.0, 0.05))
        told += first
        with Log.open(where, SIGNER) as log:
            check(log, told)


def _line(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode().removesuffix("\n")


def check(log: Log, told: list[str]) -> None:
    entries = [Entry.parse(data).body for data in log.entries()]
    new = POLICY.verify_checkpoint(log.integrate())
    given: dict[int, str] = {}
    for line in told:
        what, *words = line.split()
        if what == "signed":
            old = POLICY.verify_checkpoint(base64.b64decode(words[0]))
            proof = log.prove_consistency(old.size, new.size)
            verify_consistency(old.size, new.size, old.root, new.root, proof)
            continue
        name, *indices = words
        for index in map(int, indices):
            assert given.setdefault(index, name) == name
            assert entries[index] == {"by": name}
    assert len(given) > 0
    assert log.audit().size == len(entries)


@pytest.mark.parametrize("turn", range(2))
def test_who_is_killed_while_it_holds_the_head_frees_it(where: Path | str, turn: int) -> None:
    with Log.create(where, SIGNER) as log:
        log.append([Draft("model.trained", {"by": "first"}, TIME)])
        holder = started(HOLDER, where, TIME)
        assert _line(holder) == "held"
        assert killed(holder) == []
        assert log.append([Draft("model.trained", {"by": "next"}, TIME)] * (1 + turn))[0] == 1
        assert [Entry.parse(data).body["by"] for data in log.entries()][:2] == ["first", "next"]
        log.integrate()
        assert log.audit().size == 2 + turn
