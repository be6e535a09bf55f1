"""Go's x/mod, which knows nothing of us, accepts our notes, roots and proofs unchanged."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cohortium_ledger import Draft, Log, Signer, parse_proof

GO = shutil.which("go")
SOURCES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
PROGRAM = """
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func decode(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	check(err)
	return b
}

func hashes(s string) (list []tlog.Hash) {
	for _, f := range strings.Fields(s) {
		list = append(list, hash(f))
	}
	return list
}

func hash(s string) (h tlog.Hash) {
	copy(h[:], decode(s))
	return h
}

func check(err error) {
	if err != nil {
		fmt.Println("REFUSED", err)
		os.Exit(1)
	}
}

func main() {
	var lines []string
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		lines = append(lines, in.Text())
	}
	verifier, err := note.NewVerifier(lines[0])
	check(err)
	opened, err := note.Open(decode(lines[1]), note.VerifierList(verifier))
	check(err)
	var size, index, old int64
	var root string
	_, err = fmt.Sscanf(strings.SplitN(opened.Text, "\\n", 2)[1], "%d\\n%s\\n", &size, &root)
	check(err)
	_, err = fmt.Sscanf(lines[2], "%d %d", &index, &old)
	check(err)
	leaf := tlog.RecordHash(decode(lines[3]))
	check(tlog.CheckRecord(hashes(lines[4]), size, hash(root), index, leaf))
	check(tlog.CheckTree(hashes(lines[6]), size, hash(root), old, hash(lines[5])))
	signer, err := note.NewSigner(lines[7])
	check(err)
	signed, err := note.Sign(&note.Note{Text: opened.Text}, signer)
	check(err)
	fmt.Println(base64.StdEncoding.EncodeToString(signed))
}
"""


def _b64(*values: bytes) -> str:
    return " ".join(base64.b64encode(value).decode() for value in values)


@pytest.mark.skipif(
    GO is None or not SOURCES.is_dir(), reason="needs golang-go and golang-golang-x-mod-dev"
)
def test_go_accepts_our_log(tmp_path: Path) -> None:
    signer = Signer.generate("example.org/log")
    index, old, size = 259, 100, 300
    draft = Draft("study.registered", {"study": "s"}, "2026-01-31T09:30:00.000Z")
    with Log.create(tmp_path / "ledger", signer) as log:
        log.append([draft] * size)
        note = log.integrate()
        lines = [
            signer.vkey,
            _b64(note),
            f"{index} {old}",
            _b64(log.entry(index)),
            _b64(*parse_proof(log.prove(index)).hashes),
            _b64(log.root(old)),
            _b64(*log.prove_consistency(old, size)),
            signer.skey,
        ]
    program = tmp_path / "check" / "main.go"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    binary = tmp_path / "go-check"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOFLAGS": "-mod=mod",
    }
    subprocess.run(
        [str(GO), "build", "-o", str(binary), str(program)],
        check=True,
        env=environment,
        timeout=300,
    )
    run = subprocess.run(
        [str(binary)], input="\n".join(lines), capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert base64.b64decode(run.stdout) == note
    lines[3] = _b64(b"another entry")
    wrong = subprocess.run(
        [str(binary)], input="\n".join(lines), capture_output=True, text=True, timeout=60
    )
    assert wrong.returncode == 1
