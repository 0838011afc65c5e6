"""Signing in and out, and who am I."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.schemas import (
    AccountView,
    GrantView,
    Me,
    MePatch,
    SignInIn,
)
from app.worlds import world_view
from core import auth
from core.auth import Actor, SignedIn
from core.db import LIVE, Database
from core.errors import Forbidden
from core.models import Account
from core.transaction import SessionDep, operation_id
from core.wire import Problem
from core.world_paths import address_of, cookie_of, world_of

router = APIRouter(prefix="/api", tags=["session"], generate_unique_id_function=operation_id)


class NoSeat(Forbidden):
    """You have no seat in this exercise."""

    zh = "您不是本次演练的参演人员。"


@router.post(
    "/session",
    responses={401: {"model": Problem}, 403: {"model": Problem}, 429: {"model": Problem}},
)
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
    world = world_of(request)
    with database.transaction() as session:
        agent = request.headers.get("user-agent")
        secret = auth.open_session(session, state.settings, account, address, agent, world=world)
        session.flush()
        actor = auth.actor_by_cookie(session, state.settings, state.permissions, secret, world)
        assert actor is not None
        if world != LIVE and not actor.grants:
            raise NoSeat()
        me = me_of(session, actor)
    auth.set_cookie(response, state.settings, secret, state.settings.session_absolute_s, world)
    return me


def me_of(session: Session, actor: Actor) -> Me:
    """Return who is signed in and what they may do."""
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
        world=world_view(session, actor.world),
    )


@router.delete("/session", status_code=204, responses={401: {"model": Problem}})
def sign_out(session: SessionDep, actor: SignedIn, response: Response) -> None:
    """Sign out: the session ends on the server too."""
    if actor.session_id is not None:
        auth.end_session(session, actor.session_id)
    response.delete_cookie(cookie_of(actor.world), path=f"{address_of(actor.world)}/")


@router.get("/me", responses={401: {"model": Problem}})
def get_me(session: SessionDep, actor: SignedIn) -> Me:
    """Return who is signed in and what they may do."""
    return me_of(session, actor)


@router.patch("/me", responses={401: {"model": Problem}})
def change_me(session: SessionDep, actor: SignedIn, change: MePatch) -> Me:
    """Change one's own language."""
    session.get_one(Account, actor.account_id).locale = change.locale
    me = me_of(session, actor)
    me.account.locale = change.locale
    return me
