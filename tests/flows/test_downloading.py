"""A download stands on the ledger before it leaves, and under a grant that has not ended."""

from __future__ import annotations

from typing import Any

import pytest

from cohortium.errors import Denied
from cohortium.flows import dataset
from cohortium.flows.grant import end_grant
from cohortium.standing import Grant
from cohortium.wiring import Installation
from hearts import DATASET


def test_a_download_is_recorded(home: Installation, grant: Grant, entries: Any) -> None:
    file = dataset.downloadable(home, DATASET)[0]
    index = dataset.record_download(home, grant, file, (0, 10))
    [entry] = entries(home, "release.downloaded")
    assert (entry.n, entry.body["grant"], entry.body["release"]) == (index, grant.id, file.release)
    home.log.audit()


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_nothing_leaves_under_a_grant_that_has_ended(
    home: Installation, grant: Grant, entries: Any, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    file = dataset.downloadable(home, DATASET)[0]
    if when == "before":
        end_grant(home, grant.id, by="test")
    else:
        record, refresh = home.journal.record, home.state.refresh

        def ending(events: Any, *, guard: Any = None) -> Any:
            monkeypatch.undo()  # once
            event = dataset.Event("grant.ended", {"grant": grant.id}, "2026-01-31T09:30:00.000Z")
            record([event])  # as another process would: our state does not know
            return record(events, guard=guard)

        monkeypatch.setattr(home.journal, "record", ending)
        assert refresh() == home.log.size
    with pytest.raises(Denied, match="just ended"):
        dataset.record_download(home, grant, file, (0, 10))
    assert entries(home, "release.downloaded") == []
    assert list(home.vault.openings("release.downloaded")) == []
    home.log.audit()
