"""One checkpoint on its way around the witnesses: what each is sent, and what its answer is worth.

A witness that remembers another size than we thought says so (409), and is sent the proof from there.
If it remembers more than the checkpoint has, it must show it: then either another process of this log
was faster, or the log has lost entries. Asking is `witness_panel`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from cohortium_ledger.errors import (
    HistoryForked,
    HistoryRolledBack,
    LedgerError,
    SignatureError,
    TreeUnavailable,
)
from cohortium_ledger.formats.checkpoint import parse_checkpoint
from cohortium_ledger.formats.note import Note, NoteSignature, parse_note
from cohortium_ledger.formats.policy import Policy
from cohortium_ledger.formats.submission_request import (
    AddCheckpoint,
    parse_cosignatures,
    parse_size,
)
from cohortium_ledger.log.log import Log
from cohortium_ledger.witness.sightings import Sightings
from cohortium_ledger.witness.witness_client import Reply, WitnessClient
from cohortium_ledger.witness.witness_panel import Question, Word

CORRECTIONS = 3  # times that a witness may say it knows another size, before it is left out


class Cosigning:
    """The checkpoint `signed`; cosignatures are put into `lines`, why there is none into `reasons`."""

    def __init__(
        self,
        log: Log,
        policy: Policy,
        signed: bytes,
        lines: dict[str, NoteSignature],
        sightings: Sightings,
    ) -> None:
        self._log = log
        self._policy = policy
        self._signed = signed
        self._text = parse_note(signed).text
        self._size = parse_checkpoint(self._text).size
        self._lines = lines
        self._sightings = sightings
        self._corrections: dict[str, int] = {}
        self.reasons: dict[str, str] = {}

    def questions(self) -> Mapping[str, Question]:
        """What is asked of those who have not cosigned it yet."""
        return {
            name: self._request(name) for name in self._policy.witnesses if name not in self._lines
        }

    def take(self, name: str, word: Word) -> Question | None:
        """Keep a cosignature; ask again where the witness knows another size.

        Raises HistoryRolledBack, HistoryForked: it has seen what this log does not have.
        """
        try:
            if isinstance(word, Reply):
                return self._judge(name, word)
            seen = self._sightings.take(name, self._policy.witnesses[name], word)
        except (HistoryForked, HistoryRolledBack):
            raise
        except LedgerError as error:
            self.reasons[name] = addressed(self._policy, name, str(error))
            return None
        ahead = seen is not None and seen.size > self._size
        reason = (
            "it has cosigned a newer checkpoint meanwhile"
            if ahead
            else "it says that it has seen more, and does not show it"
        )
        self.reasons[name] = addressed(self._policy, name, reason)
        return None

    def _request(self, name: str) -> Question:
        """The checkpoint, with a proof from what the witness saw last."""
        old = min(self._sightings.size(name), self._size)
        proof = self._log.prove_consistency(old, self._size) if old else []
        request = bytes(AddCheckpoint(old, tuple(proof), self._signed))

        def ask(client: WitnessClient) -> Reply:
            return client.add_checkpoint(request)

        return ask

    def _judge(self, name: str, reply: Reply) -> Question | None:
        if reply.status == HTTPStatus.OK:
            self._lines[name] = self._line(name, reply.body)
            self._sightings.learn(name, self._size)
            return None
        if reply.status != HTTPStatus.CONFLICT:
            raise TreeUnavailable(f"it answers {reply.status}")
        self._corrections[name] = self._corrections.get(name, 0) + 1
        if self._corrections[name] > CORRECTIONS:
            raise TreeUnavailable("it keeps telling of other sizes")
        size = parse_size(reply.body)
        if size > self._size:
            origin = self._log.origin
            return lambda client: client.checkpoint(origin)
        self._sightings.learn(name, size)
        return self._request(name)

    def _line(self, name: str, body: bytes) -> NoteSignature:
        """The one line of an answer that counts: of the witness's key in the policy, and right."""
        witness = self._policy.witnesses[name]
        for line in parse_cosignatures(body):
            if (line.name, line.key_id) == (witness.name, witness.key_id):
                Note(self._text, (line,)).open([witness])
                return line
        raise SignatureError("its answer has no cosignature of the key in the policy")


def addressed(policy: Policy, name: str, reason: str) -> str:
    """Why a witness said nothing, with the host and port it was asked at, when it has an address."""
    url = policy.urls.get(name)
    return reason if url is None else f"{urlsplit(url).netloc}: {reason}"
