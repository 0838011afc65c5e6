"""The request's unit of work: one session, one commit, before the answer leaves; one effect a key.

The dependency is declared with ``scope="function"``: with the default scope the client would get
its 200 before the commit, and a failed commit would go unnoticed.
"""

import hashlib
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor, MaybeActor
from core.db import LIVE, Database
from core.errors import DomainError, Invalid
from core.models import IdempotencyKey

KEY_HEADER = "idempotency-key"
KEY_KEPT = timedelta(days=7)
"""How long a call can be repeated without a second effect."""


class IdempotencyKeyReused(DomainError):
    """This idempotency key was already used for a different request."""

    status = 422
    zh = "该幂等键已用于另一个不同的请求。"


class Replayed(Exception):
    """The call was answered before; this is that answer."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body
        super().__init__("replayed")


def unit_of_work(request: Request, actor: MaybeActor) -> Iterator[Session]:
    """Open the session of a request in the actor's world and commit it with its events."""
    _require_storable(request)
    database: Database = request.app.state.database
    with database.transaction(actor.world if actor else LIVE) as session:
        if actor is not None:
            session.info.update(actor_id=actor.account_id, actor_name=actor.name)
            _claim_key(session, request, actor)
        request.state.session = session
        yield session
        _remember(session)


def _require_storable(request: Request) -> None:
    """Refuse a parameter with a zero character: the database could not even compare it."""
    for name, value in request.query_params.multi_items():
        if "\0" in value:
            raise Invalid(field=name)


SessionDep = Annotated[Session, Depends(unit_of_work, scope="function")]


def _claim_key(session: Session, request: Request, actor: Actor) -> None:
    key = request.headers.get(KEY_HEADER)
    remembers = hasattr(request.state, "raw_body")  # set by IdempotentRoute alone
    if key is None or not remembers or request.method in ("GET", "HEAD"):
        return
    if not 8 <= len(key) <= 100:
        raise Invalid(field="Idempotency-Key")
    fingerprint = _fingerprint(request)
    claim = (
        insert(IdempotencyKey)
        .values(
            account_id=actor.account_id,
            key=key,
            request_hash=fingerprint,
            created_at=clock.now(session),
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    if session.scalar(claim) is None:
        _answer_again(session, actor, key, fingerprint)
    request.state.idempotency_key = (actor.account_id, key)


def _answer_again(session: Session, actor: Actor, key: str, fingerprint: bytes) -> None:
    row = session.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.account_id == actor.account_id, IdempotencyKey.key == key
        )
    )
    if row is None or row.request_hash != fingerprint:
        raise IdempotencyKeyReused()
    raise Replayed(row.status or 200, row.body or b"")


def _fingerprint(request: Request) -> bytes:
    body: bytes = request.state.raw_body
    line = f"{request.method} {request.url.path}\n".encode()
    return hashlib.sha256(line + body).digest()


@dataclass(frozen=True)
class Answered:
    """The answer to a call that carried a key, to be kept with it."""

    key: tuple[Any, str]
    status: int
    body: bytes


class IdempotentRoute(APIRoute):
    """A route that remembers its answer, in the same transaction, when the call carries a key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, wrapped."""
        inner = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if KEY_HEADER in request.headers:
                request.state.raw_body = await request.body()
            try:
                response = await inner(request)
            except Replayed as replay:
                return Response(
                    replay.body,
                    replay.status,
                    {"idempotency-replayed": "true"},
                    media_type="application/json",
                )
            claimed = getattr(request.state, "idempotency_key", None)
            if claimed is not None:
                kept = Answered(claimed, response.status_code, bytes(response.body))
                request.state.session.info["answered"] = kept
            return response

        return answer


def _remember(session: Session) -> None:
    """Keep the answer with its key, as the last thing before the commit."""
    answered: Answered | None = session.info.pop("answered", None)
    if answered is None:
        return
    row = session.get_one(IdempotencyKey, answered.key)
    row.status = answered.status
    row.body = answered.body


def forget_keys(session: Session) -> int:
    """Forget calls that nobody repeats any more; return how many there were."""
    old = IdempotencyKey.created_at < clock.now(session) - KEY_KEPT
    return len(
        session.scalars(delete(IdempotencyKey).where(old).returning(IdempotencyKey.key)).all()
    )


def operation_id(route: APIRoute) -> str:
    """Return the name of the route's function."""
    return route.name


def router(tag: str) -> APIRouter:
    """Return a router under /api whose calls are idempotent when they carry a key."""
    return APIRouter(
        prefix="/api",
        tags=[tag],
        route_class=IdempotentRoute,
        generate_unique_id_function=operation_id,
    )


async def if_match(
    if_match: Annotated[str | None, Header(description='The version seen, such as "3"')] = None,
) -> int | None:
    """Return the version the client based its change on, from the If-Match header."""
    if if_match is None:
        return None
    text = if_match.removeprefix("W/").strip('" ')
    if not text.isdigit():
        raise Invalid(field="If-Match")
    return int(text)


IfMatch = Annotated[int | None, Depends(if_match)]
