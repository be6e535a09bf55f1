"""Access: who asks, by bearer token. The API's only way to a grant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from cohortium.api.server import Server, server_of
from cohortium.flows.grant import authenticate
from cohortium.standing import Grant

_bearer = HTTPBearer(
    scheme_name="token",
    bearerFormat="coh_...",
    description="The token that came with the grant.",
    auto_error=False,
)


@dataclass(frozen=True, slots=True)
class Asker:
    """An authenticated researcher: the grant in force, and the token to look again later."""

    grant: Grant
    token: str = field(repr=False)


async def authenticated(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    server: Annotated[Server, Depends(server_of)],
) -> Asker:
    """The asker behind the request's token; Unauthenticated otherwise."""
    token = credentials.credentials if credentials else ""
    grant = await server.reading.run(authenticate, token)
    request.state.grant = grant.id
    return Asker(grant, token)


AskerOf = Annotated[Asker, Depends(authenticated)]
ServerOf = Annotated[Server, Depends(server_of)]
