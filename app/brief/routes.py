"""HTTP of the leaders' view: the brief of this moment, of one's own area or one within it."""

from typing import Annotated, Any

from fastapi import Query, Request

from app.brief import schemas
from app.brief.reading import read_situation
from app.brief.sentences import brief_of
from core import transaction
from core.auth import Actor, allow
from core.config import Environment
from core.transaction import SessionDep
from core.wire import Problem

router = transaction.router("brief")
Reader = Annotated[Actor, allow("picture.read")]
Office = Annotated[str | None, Query(pattern=r"^\d{6}$", examples=["420111"])]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 404, 422)}


@router.get("/brief", responses=_READ)
def get_brief(
    request: Request, session: SessionDep, actor: Reader, jurisdiction_code: Office = None
) -> schemas.Brief:
    """Return the picture of this moment in sentences: what happened, what is asked and its cost."""
    is_demo = request.app.state.settings.environment is Environment.DEMO
    return brief_of(read_situation(session, actor, jurisdiction_code, is_demo=is_demo))
