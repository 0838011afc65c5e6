"""Wall screens over HTTP: an administrator makes a key, a screen signs itself in with it."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app import tokens, wall_accounts
from app.routes_session import me_of
from app.schemas import Me
from app.schemas_tokens import NewToken
from core import auth, clock
from core.auth import Actor, allow
from core.db import Database
from core.transaction import SessionDep, operation_id
from core.wire import Input, Problem, example

router = APIRouter(prefix="/api", tags=["walls"], generate_unique_id_function=operation_id)
Keeper = Annotated[Actor, allow("tokens.manage")]
_WRITE: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (401, 403, 409, 422)
}


class WallIn(Input):
    """A wall screen: its name, the area it shows, and for how many days."""

    model_config = example(name="指挥大厅主屏", area_code="420100", days=365)

    name: str = Field(min_length=1, max_length=100, examples=["指挥大厅主屏"])
    area_code: str | None = Field(default=None, max_length=20, examples=["420100"])
    days: int = Field(gt=0, le=730, examples=[365])


class WallKeyIn(Input):
    """The key of a wall screen."""

    model_config = example(key="mst_（密钥）")

    key: str = Field(min_length=1, max_length=200)


@router.post("/walls", status_code=201, responses=_WRITE)
def make_wall(request: Request, session: SessionDep, actor: Keeper, wanted: WallIn) -> NewToken:
    """Make the key of a wall screen: it reads the picture of an area, and can do nothing else.

    The key is shown this once and listed among programs' keys, where it is revoked.
    """
    address = request.client.host if request.client else None
    return tokens.make_for_wall(session, actor, wanted.name, wanted.area_code, wanted.days, address)


@router.post("/session/wall", responses={401: {"model": Problem}})
def sign_in_wall(request: Request, response: Response, given: WallKeyIn) -> Me:
    """Sign a wall screen in with its key; the session lasts as long as the key does."""
    state = request.app.state
    database: Database = state.database
    address = request.client.host if request.client else None
    with database.transaction() as session:
        found = wall_accounts.account_of_key(session, given.key, address)
    if found is None:
        raise wall_accounts.WallKeyRefused()
    account, until = found
    with database.transaction() as session:
        agent = request.headers.get("user-agent")
        secret = auth.open_session(session, state.settings, account, address, agent, until)
        session.flush()
        actor = auth.actor_by_cookie(session, state.settings, state.permissions, secret)
        if actor is None:
            raise wall_accounts.WallKeyRefused()
        me = me_of(session, actor)
        lasts_s = (until - clock.now(session)).total_seconds()
    auth.set_cookie(response, state.settings, secret, lasts_s)
    return me
