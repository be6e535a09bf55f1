"""A guest's session at the demo's home, for notebooks: a server of its own and a fresh grant.

Serves homes that ``cohortium demo`` made and no others: a grant for whoever opens a notebook would
be wrong anywhere else.
"""

from __future__ import annotations

import atexit
import json
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from cohortium.demo import MARK
from cohortium.demo.server import serving
from cohortium.errors import NotFound
from cohortium.home import Home
from cohortium.samples import samples

GUEST = "analyst@example.org"


def guest(home: str | Path) -> dict[str, str]:
    """Serve `home` until this process ends; returns the environment of a session with it.

    That is COHORTIUM_URL, COHORTIUM_TOKEN (as `grant_token`) and COHORTIUM_POLICY (the ledger's key,
    as the demo wrote it down for a sponsor).
    """
    folder = Path(home).resolve()
    token = grant_token(folder)
    served = ExitStack()
    address = served.enter_context(serving(folder))
    atexit.register(served.close)
    return {
        "COHORTIUM_URL": address,
        "COHORTIUM_TOKEN": token,
        "COHORTIUM_POLICY": str(Home(folder).bundles / "policy"),
    }


def grant_token(home: Path) -> str:
    """A new grant on the demo's dataset until tomorrow, with downloads; returns its token."""
    if not (home / MARK).is_file():
        raise NotFound(
            f"no demo at {home}: run make demo, or set COHORTIUM_URL and COHORTIUM_TOKEN"
        )
    # Only where there is a home: an analyst's install may lack what the platform needs.
    from cohortium.flows.grant import issue_grant
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        releases = installation.state.releases()
        if not releases:
            raise NotFound(f"the demo at {home} did not finish: run make demo")
        return issue_grant(
            installation, researcher=GUEST, dataset=releases[-1].dataset,
            purpose=json.loads((samples() / "purpose.json").read_bytes()),
            until=installation.clock().date() + timedelta(days=1), download=True, by="demo",
        ).token  # fmt: skip
