"""Our side of `fhir-release`: records in a folder to a published release, in a fresh process.

Does what `cohortium intake`, `study register`, `consent grant --patients all` and `publish` do, in a
new home. Start-up and the imports of these modules are left out, as they are for the peer; whatever
loads while the work runs (the schema models, the language model) counts. Prints seconds and peak memory.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from cohortium.flows.enrol import grant_consents, register_study
from cohortium.flows.intake import intake
from cohortium.flows.publish import publish
from cohortium.release.policy import Policy
from cohortium.samples import samples
from cohortium.wiring import create_home, open_home


def main(folder: Path) -> None:
    """Time the whole, and say where the time went."""
    told: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        create_home(home)
        marks = [time.perf_counter()]
        with open_home(home) as opened:
            intake(
                folder, hospital="north", vault=opened.vault, journal=opened.journal,
                clock=opened.clock, keys=opened.home.keys / "hospitals", reports=opened.home.reports,
            )  # fmt: skip
            opened.log.integrate()
        marks.append(time.perf_counter())
        with open_home(home) as opened:
            study = register_study(opened, (samples() / "study.json").read_bytes(), by="bench")
            grant_consents(opened, study, list(opened.vault.patients()), by="bench")
            opened.log.integrate()
        marks.append(time.perf_counter())
        with open_home(home) as opened:
            published = publish(opened, study, Policy(notes=False))
            opened.log.integrate()
        marks.append(time.perf_counter())
    for name, start, end in zip(("intake", "consent", "publish"), marks, marks[1:], strict=False):
        told[name] = end - start
    told |= {"seconds": marks[-1] - marks[0], "released": published.persons["released"]}
    print(json.dumps({**told, "rss_mb": _peak(), "cpu": sum(os.times()[:4])}))


def _peak() -> float:
    """Peak resident memory of this process plus that of the largest it started, MB."""
    own, started = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (own + started) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
