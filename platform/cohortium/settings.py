"""Settings from the environment (``COHORTIUM_*``). Each is documented in docs/operator.md."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from cohortium.gate.limits import QUESTIONS_PER_DAY, WALL_SECONDS


class Settings(BaseSettings):
    """What an operator may set; command-line options win over these."""

    model_config = SettingsConfigDict(env_prefix="COHORTIUM_", extra="ignore")

    home: Path = Field(
        default=Path("cohortium-home"), description="Where the installation keeps everything."
    )
    worker_memory_mb: int = Field(
        default=3072,
        ge=1536,
        le=65536,
        description="Address space of one question's worker, in MiB.",
    )
    worker_seconds: float = Field(
        default=WALL_SECONDS,
        gt=0,
        le=600,
        description="Wall-clock limit of one question's worker, in seconds.",
    )
    questions_per_day: int = Field(
        default=QUESTIONS_PER_DAY,
        ge=1,
        le=1_000_000,
        description="Questions one grant may ask in a day (UTC).",
    )
