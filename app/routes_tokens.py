"""Programs' keys over HTTP: make, list, rotate, revoke, and what was done with them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app import tokens
from app.schemas_tokens import NewToken, RotationIn, Token, TokenIn, TokenRecord
from core.auth import Actor, allow
from core.transaction import SessionDep, operation_id
from core.wire import Problem

router = APIRouter(prefix="/api", tags=["tokens"], generate_unique_id_function=operation_id)
Owner = Annotated[Actor, allow("tokens.own", "tokens.manage")]
Auditor = Annotated[Actor, allow("audit.read")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403)}
_WRITE = _READ | {code: {"model": Problem} for code in (404, 409, 422)}


@router.get("/tokens", responses=_READ)
def list_tokens(session: SessionDep, actor: Owner) -> list[Token]:
    """List one's own keys, and for administrators those of their area."""
    return tokens.tokens_of(session, actor)


@router.post("/tokens", status_code=201, responses=_WRITE)
def make_token(request: Request, session: SessionDep, actor: Owner, wanted: TokenIn) -> NewToken:
    """Make a key for a program; its secret is shown this once.

    A key can do no more than whoever makes it and works nowhere else; no key makes keys.
    """
    return tokens.make(session, actor, wanted, _address(request))


@router.post("/tokens/{token_id}/rotate", status_code=201, responses=_WRITE)
def rotate_token(
    request: Request, session: SessionDep, actor: Owner, token_id: UUID, wanted: RotationIn
) -> NewToken:
    """Give one's own key a new secret; the old one ends at once or after an overlap."""
    return tokens.rotate(session, actor, token_id, wanted, _address(request))


@router.delete("/tokens/{token_id}", status_code=204, responses=_WRITE)
def revoke_token(request: Request, session: SessionDep, actor: Owner, token_id: UUID) -> None:
    """Make a key useless at once."""
    tokens.revoke(session, actor, token_id, _address(request))


@router.get("/audit/tokens", responses=_READ)
def list_token_records(
    session: SessionDep,
    actor: Auditor,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[TokenRecord]:
    """List what was done with programs' keys of one's area, the latest first."""
    return tokens.records(session, actor.prefixes, limit)


def _address(request: Request) -> str | None:
    return request.client.host if request.client else None
