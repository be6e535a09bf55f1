"""The signing process of a server: it alone holds the log's key, signs and publishes checkpoints.

It reads nothing from its input but that it has ended: then the server has, too, however it died, and
after a last checkpoint so does this. Whatever goes wrong is one line in the log, and tried again. A
ledger that may not be signed (forked, rolled back, altered) is told to the server, a line on standard
output with the reason, and an empty line once it may be again.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from pathlib import Path

from cohortium import logging
from cohortium.errors import CohortiumError
from cohortium.flows.submission import bind_receipts
from cohortium.wiring import open_home, open_publisher
from cohortium_ledger.errors import (
    HistoryForked,
    HistoryRolledBack,
    KeysChanged,
    LedgerCorrupt,
    LedgerError,
)
from cohortium_ledger.witness.publication import Publisher

EVERY = 0.25  # seconds between looks at the ledger: an answer is signed within a second
UNSIGNABLE = (HistoryForked, HistoryRolledBack, LedgerCorrupt)
AFTER_TROUBLE = 2.0  # also where witnesses are missing: they are not asked more often than this


def main() -> None:
    """Sign for the home named in the arguments until the input ends."""
    for number in (signal.SIGINT, signal.SIGTERM):  # meant for the server: it tells us when to end
        signal.signal(number, signal.SIG_IGN)
    os.umask(0o077)
    logging.configure()
    keep(Path(sys.argv[1]), Parent(sys.stdin.fileno(), os.getppid()))


def bind() -> None:
    """Have the log's key vouch for the receipts' of the home named in the arguments, and end.

    A ledger that may not be signed is told as by `main`.
    """
    os.umask(0o077)
    logging.configure()
    try:
        with open_home(Path(sys.argv[1])) as installation:
            installation.hear()
            bind_receipts(installation)
    except UNSIGNABLE as error:
        sys.stdout.write(" ".join(str(error).split()) + "\n")
        sys.exit(1)
    except (CohortiumError, LedgerError) as error:
        sys.exit(str(error))


class Parent:
    """The process that started this one, as long as it lives."""

    def __init__(self, pipe: int, pid: int) -> None:
        self._pipe = pipe
        self._pid = pid
        self._told = ""

    def ends_within(self, seconds: float) -> bool:
        """Wait so long for its end; whether that came."""
        readable, _, _ = select.select([self._pipe], [], [], seconds)
        return bool(readable) or os.getppid() != self._pid

    def tell(self, trouble: str) -> None:
        """Say why the ledger may not be signed, or (empty) that it may; once for each change."""
        if trouble != self._told:
            self._told = trouble
            sys.stdout.write(" ".join(trouble.split()) + "\n")
            sys.stdout.flush()


def keep(home: Path, parent: Parent) -> None:
    """Sign and publish until `parent` ends, and once more then."""
    ending = False
    while not ending:
        try:
            with open_publisher(home) as publisher:
                publisher.hear()  # an old copy is one, also when nothing in it waits to be signed
                while not ending:
                    pause = _step(publisher)
                    parent.tell("")
                    ending = parent.ends_within(pause)
                _step(publisher)
        except KeysChanged:  # opened anew, it signs with all that sign now
            ending = parent.ends_within(EVERY)
        except Exception as error:
            logging.logger().error("integrate", error=type(error).__name__)
            if isinstance(error, UNSIGNABLE):
                parent.tell(str(error))
            ending = parent.ends_within(AFTER_TROUBLE)


def _step(publisher: Publisher) -> float:
    """Publish what there is; how long to wait before the next look."""
    reached = publisher.publish()
    return EVERY if reached.warning is None else AFTER_TROUBLE
