"""HTTP of injects inside an exercise: the director's board and what players are told."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Response

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Problem
from exercises import giving_media, queries_injects, service_injects
from exercises import schemas_injects as schemas
from exercises.giving_play import require_play

router = transaction.router("injects")

READS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 404)}
WRITES = READS | {409: {"model": Problem}, 422: {"model": Problem}}
CHANGES = WRITES | {412: {"model": Problem}, 428: {"model": Problem}}
PICTURE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=3600",
}

Director = Annotated[Actor, allow("injects.direct")]
Looking = Annotated[Actor, allow("inject_board.read")]
"""Who directs may look at the course also once the exercise is over."""
Reader = Annotated[Actor, allow("injects.read")]


@router.get("/injects", responses=READS)
def get_inject_board(session: SessionDep, _actor: Looking) -> schemas.InjectBoard:
    """Return all injects with their state, what is expected, and who read what."""
    return queries_injects.board(session, require_play(session))


@router.post("/injects", status_code=201, responses=WRITES)
def add_inject(
    session: SessionDep, actor: Director, wanted: schemas.InjectIn
) -> schemas.InjectView:
    """Enter an inject of the director's own; without a trigger it is given at once."""
    return service_injects.add(session, actor, wanted)


@router.patch("/injects/{inject_id}", responses=CHANGES)
def change_inject(
    session: SessionDep,
    actor: Director,
    inject_id: UUID,
    version: IfMatch,
    patch: schemas.InjectPatch,
) -> schemas.InjectView:
    """Write an inject anew before it comes."""
    return service_injects.change(session, actor, inject_id, version, patch)


@router.post("/injects/{inject_id}/give", responses=CHANGES)
def give_inject(
    session: SessionDep, actor: Director, inject_id: UUID, version: IfMatch
) -> schemas.InjectView:
    """Give an inject at once, or try again to give one that failed."""
    return service_injects.give_now(session, actor, inject_id, version)


@router.post("/injects/{inject_id}/skip", responses=CHANGES)
def skip_inject(
    session: SessionDep, actor: Director, inject_id: UUID, version: IfMatch
) -> schemas.InjectView:
    """Leave an inject out."""
    return service_injects.skip(session, actor, inject_id, version)


@router.post("/injects/{inject_id}/delay", responses=CHANGES)
def delay_inject(
    session: SessionDep,
    actor: Director,
    inject_id: UUID,
    version: IfMatch,
    wanted: schemas.DelayIn,
) -> schemas.InjectView:
    """Put an inject off."""
    return service_injects.put_off(session, actor, inject_id, version, wanted.by_s)


@router.get("/messages", responses=READS)
def list_messages(session: SessionDep, actor: Reader) -> list[schemas.MessageView]:
    """Return what one's own role was told, newest first."""
    require_play(session)
    return queries_injects.messages(session, actor)


@router.post("/messages/{inject_id}/read", responses=WRITES)
def read_message(
    session: SessionDep, actor: Reader, inject_id: UUID, wanted: schemas.ReadIn
) -> schemas.MessageView:
    """Say that what one was told is read, and perhaps understood."""
    return service_injects.read(session, actor, inject_id, understood=wanted.understood)


@router.get(
    "/messages/{inject_id}/media",
    responses=READS | {200: {"content": {"image/*": {}}}},
    response_class=Response,
)
def get_message_media(session: SessionDep, actor: Reader, inject_id: UUID) -> Response:
    """Show the picture that came with what one was told."""
    require_play(session)
    row = queries_injects.told_inject(session, actor, inject_id)
    picture = giving_media.picture_of(session, row.doing)
    return Response(picture.content, media_type=picture.media_type, headers=PICTURE_HEADERS)
