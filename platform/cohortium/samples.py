"""Where the samples are: two small synthetic hospitals, a study and a researcher's purpose.

They stand in data/samples of a checkout, and inside the package when installed from a wheel.
"""

from __future__ import annotations

from pathlib import Path

from cohortium.errors import NotFound

HERE = Path(__file__).resolve().parent


def samples() -> Path:
    """The folder of samples."""
    for folder in (HERE / "samples_data", HERE.parents[1] / "data" / "samples"):
        if (folder / "study.json").is_file():
            return folder
    raise NotFound("the samples are not installed here: run from a checkout of the project")
