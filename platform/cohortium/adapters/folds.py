"""What each type of entry does to the tables of the state: a schema, and one statement a type.

No entry type is missing by accident: those that are not here say nothing that anybody asks for.
"""

from __future__ import annotations

SCHEMA = """
create table if not exists meta (one integer primary key check (one = 1), size integer not null);
create table if not exists hospital (name text primary key, key text not null, idx integer not null);
create table if not exists study (id text primary key, title text not null, digest text not null,
  until text not null, idx integer not null);
create table if not exists consent (idx integer primary key, study text not null,
  hospital text not null, method text not null, withdrawn integer, withdrawn_method text);
create index if not exists consent_study on consent (study, withdrawn);
create table if not exists intake (idx integer primary key, hospital text not null,
  batch text not null, records integer not null);
create table if not exists release (id text primary key, dataset text not null, study text not null,
  manifest text not null, consent_size integer not null, idx integer not null);
create table if not exists review (idx integer primary key, study text not null,
  hospital text not null, decision text not null);
create table if not exists access (id text primary key, dataset text not null, until text not null,
  download integer not null, idx integer not null, ended integer);
create table if not exists question (idx integer primary key, access text not null,
  dataset text not null, release text not null, time text not null, outcome text, closed integer);
"""
TABLES = ("hospital", "study", "consent", "intake", "release", "review", "access", "question")

# entry type -> the statement that folds it, and the fields of the body it needs
FOLDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "key.bound": (
        "insert or replace into hospital select :name, :key, :n"
        " where :role = 'hospital' and :until is null",  # else it ends a key, and binds none
        ("name", "key", "role", "until"),
    ),
    "study.registered": (
        "insert or ignore into study values (:study, :title, :digest, :until, :n)",
        ("study", "title", "digest", "until"),
    ),
    "consent.granted": (
        "insert into consent values (:n, :study, :hospital, :method, null, null)",
        ("study", "hospital", "method"),
    ),
    "consent.withdrawn": (
        "update consent set withdrawn = :n, withdrawn_method = :method"
        " where idx = :consent and study = :study and withdrawn is null",
        ("consent", "study", "method"),
    ),
    "intake.received": (
        "insert into intake values (:n, :hospital, :batch, :records)",
        ("hospital", "batch", "records"),
    ),
    "release.published": (
        "insert into release values (:release, :dataset, :study, :manifest, :consent_size, :n)",
        ("release", "dataset", "study", "manifest", "consent_size"),
    ),
    "quarantine.reviewed": (
        "insert into review values (:n, :study, :hospital, :decision)",
        ("study", "hospital", "decision"),
    ),
    "grant.issued": (
        "insert into access values (:grant, :dataset, :until, :download, :n, null)",
        ("grant", "dataset", "until", "download"),
    ),
    "grant.ended": (
        "update access set ended = :n where id = :grant and ended is null",
        ("grant",),
    ),
    "query.intent": (
        "insert into question values (:n, :grant, :dataset, :release, :time, null, null)",
        ("grant", "dataset", "release"),
    ),
    "query.refused": (
        "insert into question values (:n, :grant, :dataset, '', :time, 'refused', :n)",
        ("grant", "dataset"),
    ),
    "query.answered": (
        "update question set outcome = 'answered', closed = :n where idx = :intent",
        ("intent",),
    ),
    "query.aborted": (
        "update question set outcome = 'aborted', closed = :n where idx = :intent",
        ("intent",),
    ),
}
