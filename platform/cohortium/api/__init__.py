"""The HTTP API: parse, call one flow, render. Routes under ``/v1``; docs/formats/api.md is the format."""

from __future__ import annotations

from cohortium.api.app import create_app

__all__ = ["create_app"]
