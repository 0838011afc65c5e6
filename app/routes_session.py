"""Signing in and out, who am I, and keys for programs."""

import secrets
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from app.schemas import (
    AccountView,
    GrantView,
    Me,
    MePatch,
    NewToken,
    SignInIn,
    Token,
    TokenIn,
    WorldView,
)
from core import auth, clock
from core.auth import COOKIE, Actor, SignedIn, allow
from core.config import Settings
from core.db import Database
from core.errors import Forbidden, Invalid, NotFound
from core.models import Account, ApiToken, World
from core.transaction import SessionDep, operation_id
from core.wire import Problem

router = APIRouter(prefix="/api", tags=["session"], generate_unique_id_function=operation_id)
TokenKeeper = Annotated[Actor, allow("tokens.manage")]


@router.post("/session", responses={401: {"model": Problem}, 429: {"model": Problem}})
def sign_in(request: Request, response: Response, credentials: SignInIn) -> Me:
    """Sign in with user name and password; the answer sets the session cookie."""
    state = request.app.state
    database: Database = state.database
    address = request.client.host if request.client else None
    with database.transaction() as session:
        account, refusal = auth.sign_in(
            session, state.settings, credentials.username, credentials.password, address
        )
    if refusal is not None:
        raise refusal
    with database.transaction() as session:
        agent = request.headers.get("user-agent")
        secret = auth.open_session(session, state.settings, account, address, agent)
        session.flush()
        actor = auth.actor_by_cookie(session, state.settings, state.permissions, secret)
        assert actor is not None
        me = _me(session.get_one(World, actor.world), actor)
    _set_cookie(response, state.settings, secret)
    return me


def _set_cookie(response: Response, settings: Settings, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(settings.session_absolute_s),
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
        path="/",
    )


def _me(world: World, actor: Actor) -> Me:
    return Me(
        account=AccountView(
            id=actor.account_id,
            username=actor.username,
            display_name=actor.name,
            locale=actor.locale,
            team_id=actor.team_id,
        ),
        grants=[GrantView.model_validate(grant) for grant in actor.grants],
        permissions=sorted(actor.permissions),
        world=WorldView.model_validate(world),
    )


@router.delete("/session", status_code=204, responses={401: {"model": Problem}})
def sign_out(session: SessionDep, actor: SignedIn, response: Response) -> None:
    """Sign out: the session ends on the server too."""
    if actor.session_id is not None:
        auth.end_session(session, actor.session_id)
    response.delete_cookie(COOKIE, path="/")


@router.get("/me", responses={401: {"model": Problem}})
def get_me(session: SessionDep, actor: SignedIn) -> Me:
    """Return who is signed in and what they may do."""
    return _me(session.get_one(World, actor.world), actor)


@router.patch("/me", responses={401: {"model": Problem}})
def change_me(session: SessionDep, actor: SignedIn, change: MePatch) -> Me:
    """Change one's own language."""
    session.get_one(Account, actor.account_id).locale = change.locale
    me = _me(session.get_one(World, actor.world), actor)
    me.account.locale = change.locale
    return me


@router.get("/tokens", responses={403: {"model": Problem}})
def list_tokens(session: SessionDep, _actor: TokenKeeper) -> list[Token]:
    """List the keys of programs."""
    rows = session.scalars(select(ApiToken).order_by(ApiToken.created_at.desc()))
    return [Token.model_validate(row) for row in rows]


@router.post(
    "/tokens",
    status_code=201,
    responses={403: {"model": Problem}, 422: {"model": Problem}},
)
def make_token(
    request: Request, session: SessionDep, actor: TokenKeeper, wanted: TokenIn
) -> NewToken:
    """Make a key for a program; its secret is shown this once.

    A key can do no more than whoever makes it, so that no key makes itself a stronger one.
    """
    unknown = sorted(set(wanted.scopes) - set(request.app.state.permissions))
    if unknown:
        raise Invalid(field="scopes", unknown=unknown)
    beyond = sorted(set(wanted.scopes) - actor.permissions)
    if beyond:
        raise Forbidden(permission=beyond[0])
    secret = "mst_" + secrets.token_urlsafe(32)
    now = clock.now(session)
    row = ApiToken(
        account_id=actor.account_id,
        name=wanted.name,
        token_hash=auth.digest(secret),
        scopes=sorted(set(wanted.scopes)),
        created_at=now,
        expires_at=now + timedelta(days=wanted.days),
    )
    session.add(row)
    session.flush()
    return NewToken(**Token.model_validate(row).model_dump(), secret=secret)


@router.delete(
    "/tokens/{token_id}",
    status_code=204,
    responses={403: {"model": Problem}, 404: {"model": Problem}},
)
def revoke_token(session: SessionDep, _actor: TokenKeeper, token_id: UUID) -> None:
    """Make a key useless at once."""
    row = session.get(ApiToken, token_id)
    if row is None:
        raise NotFound(noun="token")
    row.revoked_at = clock.now(session)
