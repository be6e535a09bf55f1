"""The process that signs for a server: started with it, started again when it dies, ended with it.

The log's key is read there and nowhere in the server's own process. It is told to end by the end of
its input, so it also ends when the server was killed (`cohortium.signing` is the other side).
"""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from cohortium import logging
from cohortium.errors import Unavailable

RESTART_SECONDS = 2.0  # before another is started in the place of one that died
END_SECONDS = 20.0  # for the last checkpoint, and for witnesses that do not answer
PROGRAM = "from cohortium.signing import main; main()"
BINDING = "from cohortium.signing import bind; bind()"


class SigningProcess:
    """Keeps one signing process running over the home at `home`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._trouble = ""
        self._watch = threading.Thread(target=self._keep, name="signing", daemon=True)

    @property
    def pid(self) -> int | None:
        """The process that runs now; None when there is none."""
        with self._lock:
            running = self._process is not None and self._process.poll() is None
            return self._process.pid if running and self._process else None

    def check(self) -> None:
        """Refuse to go on over a ledger that may not be signed. Raises Unavailable with the reason."""
        if trouble := self._trouble:
            raise Unavailable(f"the ledger is not signed any more: {trouble}", code="ledger")

    def bind_receipts(self) -> None:
        """Have the log's key vouch for that of the receipts, in a process of its own; once for a home.

        Where that fails, answers are refused until the server is started again.
        """
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-c", BINDING, str(self._home)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            self._trouble = done.stdout.decode(errors="replace").strip()
            logging.logger().error("receipts", status=done.returncode)

    def start(self) -> None:
        """Start it, and start it again whenever it dies, until `close`."""
        self._watch.start()

    def close(self) -> None:
        """Tell it to sign what there is and end; wait for that, but not for ever."""
        with self._lock:
            self._ending.set()
            process = self._process
        if process is not None:
            _end(process)
        if self._watch.ident is not None:
            self._watch.join()

    def _keep(self) -> None:
        while True:
            with self._lock:
                if self._ending.is_set():
                    return
                process = self._process = self._spawn()
            self._listen(process)
            status = process.wait()
            if not self._ending.is_set():
                logging.logger().error("signing", status=status)
                self._ending.wait(RESTART_SECONDS)

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Take in what it tells until it ends; a ledger that was refused stays so meanwhile."""
        if process.stdout is not None:
            with process.stdout as told:
                for line in told:
                    self._trouble = line.decode(errors="replace").strip()

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-c", PROGRAM, str(self._home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
