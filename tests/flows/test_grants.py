"""Grants: the tokens that open them, and those that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cohortium.errors import (
    BadInput,
    Conflict,
    Denied,
    NotFound,
    Unauthenticated,
)
from cohortium.flows.grant import authenticate, authorize, end_grant, issue_grant
from cohortium.wiring import Installation, open_home
from hearts import DATASET

Copy = Callable[[Path], Path]


def test_tokens(published: Path, copy: Copy) -> None:
    path, today = copy(published), datetime.now(UTC).date()
    with open_home(path) as home:
        issued = issue_grant(
            home, researcher="Dr. R", dataset=DATASET, purpose={"primary": "GRU"}, until=today,
            download=False, by="test",
        )  # fmt: skip
        grant = authenticate(home, issued.token)
        assert grant.id == issued.grant
        authorize(grant, DATASET)
        with pytest.raises(Denied, match="download"):
            authorize(grant, DATASET, download=True)
        with pytest.raises(Denied, match="does not cover"):
            authorize(grant, "d-other")
        prefix, secret = issued.token.rsplit("_", 1)[0], issued.token[-43:]
        wrong = [
            None, "", "coh", "Bearer x", issued.token + "x", issued.token[:-1], issued.token.upper(),
            f"{prefix}_{'A' * 43}", f"coh_{'0' * 16}_{secret}", issued.token + "\n", " " + issued.token,
        ]  # fmt: skip
        for token in wrong:
            with pytest.raises(Unauthenticated) as denied:
                authenticate(home, token)
            assert secret not in str(denied.value)
    for path_bytes in (p.read_bytes() for p in path.rglob("*") if p.is_file()):
        assert secret.encode() not in path_bytes
        assert b"Dr. R" not in path_bytes
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with (
        open_home(path, clock=lambda: tomorrow) as home,
        pytest.raises(Unauthenticated, match="ended"),
    ):
        authenticate(home, issued.token)
    with open_home(path) as home:
        end_grant(home, issued.grant, by="test")
        with pytest.raises(Unauthenticated, match="ended"):
            authenticate(home, issued.token)
        with pytest.raises(Conflict):
            end_grant(home, issued.grant, by="test")
        with pytest.raises(NotFound):
            end_grant(home, "0" * 16, by="test")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"until": date(2020, 1, 1)}, BadInput),
        ({"until": date(9999, 12, 31)}, BadInput),
        ({"researcher": "  "}, BadInput),
        ({"researcher": "r" * 201}, BadInput),
        ({"dataset": "d-other"}, NotFound),
    ],
)
def test_grants_that_cannot_be(home: Installation, change: Any, error: type) -> None:
    wanted: dict[str, Any] = {
        "researcher": "r", "dataset": DATASET, "purpose": {"primary": "GRU"}, "by": "test",
        "until": home.clock().date(), "download": False, **change,
    }  # fmt: skip
    size = home.log.size
    with pytest.raises(error):
        issue_grant(home, **wanted)
    assert home.log.size == size
