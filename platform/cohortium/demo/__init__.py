"""The main job, start to end, on two small synthetic hospitals."""

from __future__ import annotations

MARK = ".demo"  # a home with this file was made by `demo`, which may make it anew
