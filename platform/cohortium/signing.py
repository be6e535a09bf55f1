"""The signing process of a server: it alone holds the log's key, signs and publishes checkpoints.

It reads nothing from its input but that it has ended: then the server has, too, however it died, and
after a last checkpoint so does this. Whatever goes wrong is one line in the log, and tried again.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from pathlib import Path

from cohortium import logging
from cohortium.wiring import open_publisher
from cohortium_ledger.errors import KeysChanged
from cohortium_ledger.witness.publication import Publisher

EVERY = 0.25  # seconds between looks at the ledger: an answer is signed within a second
AFTER_TROUBLE = 2.0  # also where witnesses are missing: they are not asked more often than this


def main() -> None:
    """Sign for the home named in the arguments until the input ends."""
    for number in (signal.SIGINT, signal.SIGTERM):  # meant for the server: it tells us when to end
        signal.signal(number, signal.SIG_IGN)
    os.umask(0o077)
    logging.configure()
    keep(Path(sys.argv[1]), Parent(sys.stdin.fileno(), os.getppid()))


class Parent:
    """The process that started this one, as long as it lives."""

    def __init__(self, pipe: int, pid: int) -> None:
        self._pipe = pipe
        self._pid = pid

    def ends_within(self, seconds: float) -> bool:
        """Wait so long for its end; whether that came."""
        readable, _, _ = select.select([self._pipe], [], [], seconds)
        return bool(readable) or os.getppid() != self._pid


def keep(home: Path, parent: Parent) -> None:
    """Sign and publish until `parent` ends, and once more then."""
    ending = False
    while not ending:
        try:
            with open_publisher(home) as publisher:
                while not ending:
                    ending = parent.ends_within(_step(publisher))
                _step(publisher)
        except KeysChanged:  # opened anew, it signs with all that sign now
            ending = parent.ends_within(EVERY)
        except Exception as error:
            logging.logger().error("integrate", error=type(error).__name__)
            ending = parent.ends_within(AFTER_TROUBLE)


def _step(publisher: Publisher) -> float:
    """Publish what there is; how long to wait before the next look."""
    reached = publisher.publish()
    return EVERY if reached.warning is None else AFTER_TROUBLE
