"""The tables of the vault's two files. docs/formats/vault.md explains every column.

`vault.db` has the records; `openings.db` has what was told to the ledger and what its commitments
hide. They are two files so that an intake, one long transaction, never makes an answer or a
withdrawal wait.
"""

from __future__ import annotations

RECORDS = """
CREATE TABLE IF NOT EXISTS hospitals (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, public_key TEXT NOT NULL UNIQUE,
  key_path TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS owners (
  id INTEGER PRIMARY KEY, hospital INTEGER REFERENCES hospitals, lookup BLOB, data_key BLOB, name BLOB,
  UNIQUE (hospital, lookup));
CREATE TABLE IF NOT EXISTS aliases (
  lookup BLOB NOT NULL, owner INTEGER NOT NULL REFERENCES owners, tag BLOB NOT NULL,
  PRIMARY KEY (lookup, owner)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS aliases_owner ON aliases (owner);
CREATE TABLE IF NOT EXISTS erasures (
  owner INTEGER PRIMARY KEY REFERENCES owners, erasure TEXT NOT NULL, tombstone BLOB NOT NULL,
  tag BLOB NOT NULL, wrapped BLOB);
CREATE TABLE IF NOT EXISTS batches (
  id INTEGER PRIMARY KEY, hospital INTEGER NOT NULL REFERENCES hospitals, batch TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL, time TEXT NOT NULL, floor INTEGER NOT NULL, blocks BLOB NOT NULL,
  versions BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS blocks (
  id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES owners, kind TEXT NOT NULL,
  batch INTEGER NOT NULL, first INTEGER NOT NULL, commitments BLOB NOT NULL, sealed BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS blocks_owner ON blocks (owner, kind);
CREATE TABLE IF NOT EXISTS records (
  lookup BLOB NOT NULL, version INTEGER NOT NULL, commitment BLOB NOT NULL, batch INTEGER NOT NULL,
  leaf INTEGER NOT NULL, owner INTEGER NOT NULL, PRIMARY KEY (lookup, version)) WITHOUT ROWID
"""

OPENINGS = """
CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY, type TEXT NOT NULL, body TEXT NOT NULL, time TEXT NOT NULL, owner INTEGER,
  sealed BLOB, floor INTEGER NOT NULL, replay INTEGER NOT NULL, tag BLOB, entry INTEGER UNIQUE);
CREATE INDEX IF NOT EXISTS events_open ON events (id) WHERE entry IS NULL;
CREATE INDEX IF NOT EXISTS events_type ON events (type, entry)
"""
