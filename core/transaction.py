"""The request's unit of work: one session, one commit, before the answer leaves; one effect a key.

The dependency is declared with ``scope="function"``: with the default scope the client would get
its 200 before the commit, and a failed commit would go unnoticed.
"""

import functools
import hashlib
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor, MaybeActor
from core.db import LIVE, Database, commit
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


async def unit_of_work(request: Request, actor: MaybeActor) -> AsyncIterator[Session]:
    """Open the session of a request in the actor's world and commit it with its events.

    Nothing is read or written here: the first statement runs on the thread of the route itself, so
    no connection waits for a thread. The end has a thread of its own, for the same reason: whoever
    holds locks is never kept waiting by those who want them.
    """
    _require_storable(request)
    database: Database = request.app.state.database
    session = database.open(actor.world if actor else LIVE)
    if actor is not None:
        session.info.update(actor_id=actor.account_id, actor_name=actor.name)
        session.info["claim"] = _claim_of(request, actor)
    request.state.session = session
    try:
        yield session
    except BaseException:
        await _at_once(session.close)
        raise
    await _at_once(_finish, session)


async def _at_once(function: Callable[..., None], *arguments: Any) -> None:
    """Run a short end of work on a thread without queueing behind requests that wait for it."""
    limiter = anyio.CapacityLimiter(1)
    await anyio.to_thread.run_sync(function, *arguments, limiter=limiter)


def _finish(session: Session) -> None:
    """Commit what a call did, with its answer; closing undoes whatever was not committed."""
    try:
        if not session.info.get("replayed"):
            _remember(session)
            commit(session)
    finally:
        session.close()


def _require_storable(request: Request) -> None:
    """Refuse a parameter with a zero character: the database could not even compare it."""
    for name, value in request.query_params.multi_items():
        if "\0" in value:
            raise Invalid(field=name)


SessionDep = Annotated[Session, Depends(unit_of_work, scope="function")]


@dataclass(frozen=True)
class Claim:
    """A key under which this call may be answered once."""

    account_id: UUID
    key: str
    fingerprint: bytes


def _claim_of(request: Request, actor: Actor) -> Claim | None:
    key = request.headers.get(KEY_HEADER)
    remembers = hasattr(request.state, "raw_body")  # set by IdempotentRoute alone
    if key is None or not remembers or request.method in ("GET", "HEAD"):
        return None
    if not 8 <= len(key) <= 100:
        raise Invalid(field="Idempotency-Key")
    request.state.idempotency_key = (actor.account_id, key)
    return Claim(actor.account_id, key, _fingerprint(request))


def _take(session: Session, claim: Claim) -> None:
    """Claim the key; a call that was answered before gets that answer and has no effect."""
    taken = (
        insert(IdempotencyKey)
        .values(
            account_id=claim.account_id,
            key=claim.key,
            request_hash=claim.fingerprint,
            created_at=clock.now(session),
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    if session.scalar(taken) is not None:
        return
    row = session.get(IdempotencyKey, (claim.account_id, claim.key))
    if row is None or row.request_hash != claim.fingerprint:
        raise IdempotencyKeyReused()
    session.info["replayed"] = True
    raise Replayed(row.status or 200, row.body or b"")


def _claiming(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return the endpoint on a thread, where it takes the key of its call before it begins.

    It is a coroutine outside, so that its answer is made on the event loop: an endpoint that holds
    locks must not wait for a thread while those who want the locks have all of them.
    """
    if inspect.iscoroutinefunction(endpoint):
        return endpoint

    def work(values: dict[str, Any]) -> Any:
        session = values.get("session")
        if isinstance(session, Session) and (claim := session.info.pop("claim", None)):
            _take(session, claim)
        return endpoint(**values)

    @functools.wraps(endpoint)
    async def begin(**values: Any) -> Any:
        return await anyio.to_thread.run_sync(work, values)

    return begin


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

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _claiming(endpoint), **options)

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


LONGEST_VERSION = 9
"""Digits: more a version in the database cannot have."""


async def if_match(
    if_match: Annotated[str | None, Header(description='The version seen, such as "3"')] = None,
) -> int | None:
    """Return the version the client based its change on, from the If-Match header."""
    if if_match is None:
        return None
    text = if_match.removeprefix("W/").strip('" ')
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_VERSION:
        raise Invalid(field="If-Match")
    return int(text)


IfMatch = Annotated[int | None, Depends(if_match)]
