"""Bodies of requests: read after the asker is known, checked strictly, never echoed."""

from __future__ import annotations

from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cohortium.api.problems import WrongMedia, invalid_input

Body = TypeVar("Body", bound=BaseModel)
MAX_DATASET = 100  # characters of a dataset's id


class Question(BaseModel):
    """A question to a dataset."""

    model_config = ConfigDict(extra="forbid", strict=True)

    dataset: str = Field(min_length=1, max_length=MAX_DATASET, description="The dataset's id.")
    question: str = Field(
        min_length=1, description="SQL, in the form that docs/researcher.md tells."
    )


async def read_body(request: Request, kind: type[Body]) -> tuple[Body, bytes]:
    """The request's JSON body as `kind`, and its bytes; BadInput names fields, not their values."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise WrongMedia("the body is JSON: send Content-Type: application/json", code="media_type")
    data = await request.body()
    try:
        return kind.model_validate_json(data), data
    except ValidationError as error:
        raise invalid_input(error.errors(include_input=False, include_url=False)) from None


def described(kind: type[BaseModel]) -> dict[str, Any]:
    """OpenAPI's description of a body that `read_body` reads."""
    content = {"application/json": {"schema": kind.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}
