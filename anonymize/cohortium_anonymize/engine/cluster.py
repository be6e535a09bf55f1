"""A Dask cluster as a crew: its workers do the jobs, over TLS with certificates on both sides.

Whoever can reach a Dask scheduler can run code on its workers, and results are pickles: TLS with a CA of
one's own is what keeps others out, so that plain TCP is for the loopback alone unless one insists.
All machines see the same files under the same paths.
"""

from __future__ import annotations

import ipaddress
import os
import time
from concurrent.futures import CancelledError, Executor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cohortium_anonymize.errors import EngineError, SpecError

CONNECT = "20s"
GRACE = 60.0  # seconds without any worker, after which nobody is waited for
AHEAD = 2  # jobs given out for each thread there is, so that none waits for the next


@dataclass(slots=True)
class Cluster:
    """The cluster of the scheduler at `address`; files of certificates, or those of Dask's own settings."""

    address: str
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    insecure: bool = False
    _share: int = 1
    _client: Any = field(default=None, repr=False)
    _seen: float = 0.0

    def __post_init__(self) -> None:
        """Refuse addresses that nothing protects, and certificates that are only half there."""
        url = urlsplit(self.address if "://" in self.address else f"tcp://{self.address}")
        if url.scheme not in ("tls", "tcp") or not url.hostname:
            raise SpecError("--scheduler is an address such as tls://scheduler.example:8786")
        given = [path is not None for path in (self.ca, self.certificate, self.key)]
        if any(given) and not all(given):
            raise SpecError("--tls-ca, --tls-cert and --tls-key go together")
        for path in (self.ca, self.certificate, self.key):
            if path is not None and not os.access(path, os.R_OK):
                raise SpecError(f"{path}: cannot be read")
        if url.scheme == "tcp" and any(given):
            raise SpecError("certificates are for tls:// addresses: this one is tcp://")
        if url.scheme == "tcp" and not _loopback(url.hostname) and not self.insecure:
            raise SpecError(
                f"{self.address}: over tcp:// anyone on the way can read the data and run code on the"
                " workers: use tls://, or say --insecure on a network that you trust"
            )
        self.address = url.geturl()

    @property
    def share(self) -> int:
        """As many as the worker with the most threads does."""
        return self._share

    def hire(self) -> tuple[Executor, int]:
        """An executor of the cluster. EngineError when the scheduler cannot be reached."""
        try:
            from distributed import Client, Security
        except ImportError:
            raise SpecError(
                "--engine dask needs the extra dask: pip install 'cohortium[dask]'"
            ) from None
        security = self._security(Security)
        try:
            self._client = Client(  # type: ignore[no-untyped-call] # theirs has no types
                self.address,
                security=security,
                timeout=CONNECT,
                set_as_default=False,
            )
            threads = self._client.nthreads()
        except OSError as error:
            raise EngineError(
                f"{self.address}: no scheduler could be reached there ({type(error).__name__}):"
                " is it up, and do the certificates fit?"
            ) from None
        self._seen = time.monotonic()
        self._share = max(threads.values(), default=1)
        return self._client.get_executor(pure=False), AHEAD * max(1, sum(threads.values()))

    def _security(self, make: Any) -> Any:
        """Dask's security, of the files that were given or of Dask's own settings."""
        if not self.address.startswith("tls"):
            return None
        files = {
            "tls_ca_file": self.ca, "tls_client_cert": self.certificate, "tls_client_key": self.key,
        }  # fmt: skip
        given = {name: str(path) for name, path in files.items() if path is not None}
        security = make(require_encryption=True, **given)
        try:
            context = security.get_connection_args("client")["ssl_context"]
        except OSError:  # ssl.SSLError among them
            raise SpecError("the certificates or the key cannot be read: PEM is wanted") from None
        if context is None:
            raise SpecError(f"{self.address}: give --tls-ca, --tls-cert and --tls-key")
        return security

    def dismiss(self, executor: Executor) -> None:
        """Take back what is not done, and leave."""
        with suppress(OSError):  # a scheduler that is gone has nothing to take back
            executor.shutdown(wait=False)
            self._client.close()

    def lost(self, error: BaseException) -> bool:
        """Workers died, too many for the scheduler, or the scheduler did."""
        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        return isinstance(error, KilledWorker | CommClosedError | CancelledError)

    def look(self) -> None:
        """Wait for a worker, but not for ever."""
        try:
            if self._client.nthreads():
                self._seen = time.monotonic()
        except OSError:
            raise EngineError(f"{self.address}: the scheduler is gone") from None
        if time.monotonic() - self._seen > GRACE:
            raise EngineError(f"{self.address}: the scheduler has had no worker for {GRACE:.0f} s")


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
