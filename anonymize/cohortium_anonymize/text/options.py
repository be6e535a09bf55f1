"""What callers choose: how texts are read, and what stands instead of what is found."""

from __future__ import annotations

from typing import Literal

# The language model over all of a text; over what needs it; not at all, for short coded fields.
Profile = Literal["strict", "fast", "codes"]
# Typed tags, or what looks real.
Style = Literal["tags", "plausible"]
