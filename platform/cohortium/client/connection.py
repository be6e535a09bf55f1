"""The connection: HTTP requests with the token, and their errors in one line."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

import httpx

from cohortium.client.errors import BadRequest, ClientError, ServerTrouble, Unreachable, of_response

ATTEMPTS = 4  # of a request that may be sent again, over some seconds
PAUSE = 0.4  # seconds before the first repetition; doubles
HOST = re.compile(r"[A-Za-z0-9_.:-]+")  # names, IPv4, IPv6; other alphabets arrive in punycode
AGAIN = {"busy", "in_flight"}  # problems that pass by waiting


class Connection:
    """One server, one token. The token goes to that server alone: redirects are not followed."""

    def __init__(
        self, url: str, token: str, *, timeout: float, transport: httpx.BaseTransport | None
    ) -> None:
        base = _checked(url)
        self.url = str(base).rstrip("/")
        self._http = httpx.Client(
            base_url=base,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=httpx.Timeout(timeout, connect=10.0),
            transport=transport,
            trust_env=not _is_loopback(
                base.host
            ),  # a proxy has no way to this machine's own server
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def get(self, path: str, **parameters: Any) -> Any:
        """A JSON document."""
        return self.send("GET", path, params=parameters).json()

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """A successful response. Sent again when the server was busy or the connection broke:
        everything sent here may be, questions by their Idempotency-Key."""
        pause = PAUSE
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._told():
                    response = self._http.request(
                        method, path, params=params, json=json, headers=headers
                    )
                if response.is_success:
                    return response
                raise of_response(response)
            except (Unreachable, ServerTrouble) as error:
                passing = error.code in AGAIN or error.code == "broken"
                if attempt == ATTEMPTS or not passing:
                    raise
            time.sleep(pause)
            pause *= 2
        raise AssertionError("unreachable")

    @contextmanager
    def stream(self, path: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """A response whose body is read piece by piece; unsuccessful ones raise."""
        with self._told(), self._http.stream("GET", path, headers=headers) as response:
            if not response.is_success:
                response.read()
                raise of_response(response)
            yield response

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except httpx.ConnectError as error:
            raise Unreachable(
                f"no server answers at {self.url}: start it (cohortium serve) or check the address",
                code="unreachable",
            ) from error
        except httpx.TimeoutException as error:
            raise Unreachable(
                f"{self.url} did not answer in time: ask again", code="timeout"
            ) from error
        except httpx.HTTPError as error:
            raise Unreachable(
                f"the connection to {self.url} broke: ask again", code="broken"
            ) from error


def _checked(url: str) -> httpx.URL:
    try:
        base = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise BadRequest("the address is no URL: it looks like https://host", code="url") from error
    if base.scheme not in ("http", "https") or not HOST.fullmatch(base.host):
        raise BadRequest("the address is no URL: it looks like https://host", code="url")
    if base.scheme == "http" and not _is_loopback(base.host):
        raise ClientError(
            "a token is not sent over plain http to another machine: use https", code="url"
        )
    return base


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
