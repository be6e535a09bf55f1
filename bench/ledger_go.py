"""Go's x/mod tlog, doing what our tree does, where Go and its Debian package of x/mod are installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

SOURCES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
PROGRAM = """
package main

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/mod/sumdb/tlog"
)

type store []tlog.Hash

func (s store) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		found[i] = s[x]
	}
	return found, nil
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// spent is the processor time of this process so far, in seconds.
func spent() float64 {
	var used syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}

func entry(n, size int) []byte {
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(n + i)
	}
	binary.BigEndian.PutUint64(data, uint64(n))
	return data
}

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	size, _ := strconv.Atoi(os.Args[2])
	proofs, _ := strconv.Atoi(os.Args[3])
	entries := make([][]byte, n)
	for i := range entries {
		entries[i] = entry(i, size)
	}
	began := spent()
	hashes := store{}
	for i, data := range entries {
		more, err := tlog.StoredHashes(int64(i), data, hashes)
		check(err)
		hashes = append(hashes, more...)
	}
	appended := spent() - began
	root, err := tlog.TreeHash(int64(n), hashes)
	check(err)
	list := make([]tlog.RecordProof, proofs)
	began = spent()
	for i := range list {
		list[i], err = tlog.ProveRecord(int64(n), int64(i*7919%n), hashes)
		check(err)
	}
	proved := spent() - began
	leaves := make([]tlog.Hash, proofs)
	for i := range leaves {
		leaves[i] = tlog.RecordHash(entries[i*7919%n])
	}
	began = spent()
	for i, proof := range list {
		check(tlog.CheckRecord(proof, int64(n), root, int64(i*7919%n), leaves[i]))
	}
	verified := spent() - began
	check(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"append": float64(n) / appended, "prove": float64(proofs) / proved,
		"verify": float64(proofs) / verified, "root": root.String(),
	}))
}
"""


def build(folder: Path) -> Path | None:
    """The program, built in `folder`; None where Go or its x/mod is not installed."""
    go = shutil.which("go")
    if go is None or not SOURCES.is_dir():
        return None
    source, binary = folder / "tlog" / "main.go", folder / "tlog-bench"
    source.parent.mkdir()
    source.write_text(PROGRAM, encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode", "GOFLAGS": "-mod=mod",
    }  # fmt: skip
    subprocess.run([go, "build", "-o", binary, source], check=True, env=environment)
    return binary


def run(binary: Path, entries: int, size: int, proofs: int) -> dict[str, float]:
    """Appends, proofs and verifications a second of processor time, and the root."""
    done = subprocess.run(
        [binary, str(entries), str(size), str(proofs)],
        check=True, stdout=subprocess.PIPE, text=True, env={"GOMAXPROCS": "1"},
    )  # fmt: skip
    told: dict[str, float] = json.loads(done.stdout)
    return told
