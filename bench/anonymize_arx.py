"""ARX beside us, where ARX_JAR names its jar: a small driver, compiled when it runs.

One process of Java reads the CSV and the hierarchies, and anonymizes some times over; the first round
warms it up and is not counted. Reading counts, as it does for us.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import anonymize_data as data

DRIVER = Path(__file__).with_name("ArxDriver.java")
HEAP = "-Xmx8g"


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of a warm round, and the loss of what it found."""

    seconds: float
    loss: float


def measured(file: Path, runs: int) -> Measured | None:
    """The median of some warm rounds over `file`; None without a jar."""
    jar = os.environ.get("ARX_JAR")
    if not jar:
        return None
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as folder:
        subprocess.run(["javac", "-cp", jar, "-d", folder, DRIVER], check=True)
        ladders = [f"{name}={data.hierarchy(name)}" for name in data.QUASI]
        classes = f"{jar}{os.pathsep}{folder}"
        command = ["java", HEAP, "-cp", classes, "ArxDriver", str(file), str(runs + 1)]
        done = subprocess.run([*command, *ladders], check=True, text=True, stdout=subprocess.PIPE)
    rounds = [line.split() for line in done.stdout.splitlines() if line.startswith("round ")]
    return Measured(median(float(seconds) for _, seconds, _ in rounds[1:]), float(rounds[-1][2]))
