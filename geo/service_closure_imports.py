"""Closures out of files: looked at first, applied all together, lifted again in one act."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.db import LIVE
from core.errors import Conflict, DomainError, NotFound
from core.ids import new_id
from core.visibility import sees, visible
from geo import errors_closure_files as errors
from geo import queries, schemas_closures, service_closures
from geo import schemas_closure_imports as schemas
from geo.areas import area_m2
from geo.cap_messages import read_cap
from geo.closed_extent import ClosedExtent, closed_extent
from geo.closure_files import (
    MOST_BYTES,
    ClosureFile,
    FileRow,
    as_geojson,
    read_geojson,
    text_of,
)
from geo.closures import WATER, RoadClosure
from geo.errors import AreaOutsideRegion
from geo.marked_roads import RoadLines
from geo.models import Closure
from geo.service import OutsideYourJurisdiction

_REAL = frozenset({"Actual"})
_REHEARSED = _REAL | {"Exercise", "Test"}
_NO_KIND = "other"


class NothingLeftToLift(Conflict):
    """All closures of this import are lifted or over."""

    zh = "该次导入的封路均已解除或结束。"


def read_file(given: schemas.ClosureFileIn) -> ClosureFile:
    """Return what a file holds: XML is taken for a CAP message, all else for GeoJSON."""
    content = given.content
    if len(content) > MOST_BYTES:
        raise errors.FileTooLarge(bytes=len(content), most=MOST_BYTES)
    begins = text_of(content[:4000]).lstrip()[:1]
    if not begins:
        raise errors.FileEmpty()
    if begins == "<":
        return read_cap(content, given.datum)
    if begins in "{[":
        return read_geojson(content, given.datum)
    raise errors.FormatUnknown()


def preview_import(
    session: Session,
    actor: Actor,
    given: schemas.ClosureFileIn,
    lines: RoadLines | None,
    locale: str,
) -> schemas.ImportPreview:
    """Return each area of a file with its size, what it would close and what is wrong with it."""
    read = read_file(given)
    refusal = _refusal(session, read)
    replaced = _replaced(session, actor, read.replaces)
    return schemas.ImportPreview(
        format="cap" if read.format == "cap" else "geojson",
        title=read.title,
        message=read.message,
        message_type=read.message_type,
        status=read.status,
        is_signed=read.is_signed,
        refusal=_told(refusal, locale),
        replaces=[schemas.ReplacedClosure(id=row.id, reason=row.reason) for row in replaced],
        rows=[_preview(session, actor, row, lines, locale) for row in read.rows],
    )


def apply_import(
    session: Session, actor: Actor, wanted: schemas.ClosureImportIn
) -> schemas.ImportApplied:
    """Close the chosen areas of a file, all or none, and lift those the message takes back."""
    read = read_file(wanted)
    refusal = _refusal(session, read)
    if refusal is not None:
        raise refusal
    if read.is_signed and not wanted.origin_confirmed:
        raise errors.CapSignatureNotVerified()
    replaced = _replaced(session, actor, read.replaces)
    if not wanted.rows and not replaced:
        raise errors.NothingChosen(field="rows")
    import_id = new_id()
    lifted = [service_closures.lift(session, actor, row) for row in replaced]
    drawn = [_draw(session, actor, read, (wanted, chosen, import_id)) for chosen in wanted.rows]
    return schemas.ImportApplied(import_id=import_id, closures=drawn, lifted=lifted)


def _draw(
    session: Session,
    actor: Actor,
    read: ClosureFile,
    asked: tuple[schemas.ClosureImportIn, schemas.ChosenRow, UUID],
) -> schemas_closures.Closure:
    """Draw one chosen area; what is wrong with it is told with its row."""
    wanted, chosen, import_id = asked
    try:
        row = _row_of(read, chosen.row)
        closure = _closure_in(row, chosen, wanted.incident_id)
        source = schemas_closures.ClosureSource(
            file=wanted.file, format=_format(read), row=row.row, message=read.message
        )
        return service_closures.draw_closure(session, actor, closure, (import_id, source))
    except DomainError as refused:
        raise type(refused)(**refused.facts | {"row": chosen.row}) from None


def lift_import(session: Session, actor: Actor, import_id: UUID) -> list[schemas_closures.Closure]:
    """Lift all closures of one import that still hold or are to come: the import is undone."""
    rows = session.scalars(
        select(Closure)
        .where(Closure.import_id == import_id, visible(Closure.jurisdiction_code, actor.prefixes))
        .order_by(Closure.id)
        .with_for_update()
    ).all()
    if not rows:
        raise NotFound(noun="import")
    now = clock.now(session)
    open_ones = [
        row
        for row in rows
        if row.lifted_at is None and (row.valid_to is None or row.valid_to > now)
    ]
    if not open_ones:
        raise NothingLeftToLift()
    return [service_closures.lift(session, actor, row) for row in open_ones]


def _format(read: ClosureFile) -> Any:
    return "cap" if read.format == "cap" else "geojson"


def _refusal(session: Session, read: ClosureFile) -> DomainError | None:
    """Why nothing of a message can be applied in this world, None where it can."""
    known = _REAL if session.info["world"] == LIVE else _REHEARSED
    if read.status is not None and read.status not in known:
        return errors.CapNotActual(status=read.status)
    if read.message is not None and _of_messages(session, (read.message,)):
        return errors.CapAlreadyImported()
    return None


def _replaced(session: Session, actor: Actor, messages: Sequence[str]) -> list[Closure]:
    """The closures, locked, of earlier messages that a message names; the actor's own only."""
    found = _of_messages(session, messages)
    return [row for row in found if sees(actor.prefixes, row.jurisdiction_code)]


def _of_messages(session: Session, messages: Sequence[str]) -> list[Closure]:
    if not messages:
        return []
    query = (
        select(Closure)
        .where(Closure.source["message"].astext.in_(messages), Closure.lifted_at.is_(None))
        .order_by(Closure.id)
        .with_for_update()
    )
    now = clock.now(session)
    return [row for row in session.scalars(query) if row.valid_to is None or row.valid_to > now]


def _row_of(read: ClosureFile, number: int) -> FileRow:
    row = next((one for one in read.rows if one.row == number), None)
    if row is None:
        raise errors.RowNotInFile(row=number)
    if row.problem is not None:
        raise row.problem
    return row


def _closure_in(
    row: FileRow, chosen: schemas.ChosenRow, incident_id: UUID | None
) -> schemas_closures.ClosureIn:
    ends = None if chosen.open_ended else chosen.valid_to or row.valid_to
    return schemas_closures.ClosureIn.model_validate(
        {
            "kind": chosen.kind or row.kind or _NO_KIND,
            "reason": chosen.reason or row.name or f"#{row.row}",
            "area": None if row.area is None else as_geojson(row.area),
            "roads": [schemas_closures.MarkedRoad.model_validate(road) for road in row.roads],
            "closed_to": chosen.closed_to,
            "spares_bridges": chosen.spares_bridges,
            "incident_id": incident_id,
            "valid_from": chosen.valid_from or row.valid_from,
            "valid_to": ends,
        }
    )


def _preview(
    session: Session, actor: Actor, row: FileRow, lines: RoadLines | None, locale: str
) -> schemas.ImportRow:
    extent = _extent(row, lines)
    problem = row.problem or _misplaced(session, actor, row, extent)
    roads = [schemas_closures.MarkedRoad.model_validate(road) for road in row.roads]
    return schemas.ImportRow.model_validate(
        {
            "row": row.row,
            "name": row.name,
            "kind": row.kind,
            "area": None if row.area is None else as_geojson(row.area),
            "roads": roads,
            "area_km2": None if row.area is None else area_m2(row.area) / 1e6,
            "segments": None if extent is None else extent.segments,
            "km": None if extent is None else extent.metres / 1000.0,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "is_over": row.valid_to is not None and row.valid_to <= clock.now(session),
            "problem": _told(problem, locale),
        }
    )


def _extent(row: FileRow, lines: RoadLines | None) -> ClosedExtent | None:
    """What a row would close; unknown without roads or for a row that cannot be read."""
    if lines is None or row.problem is not None:
        return None
    water = (row.kind or _NO_KIND) == WATER
    return closed_extent(RoadClosure(row.area, roads=row.roads, spares_bridges=water), lines)


def _misplaced(
    session: Session, actor: Actor, row: FileRow, extent: ClosedExtent | None
) -> DomainError | None:
    if row.roads and extent is not None and extent.segments == 0:
        return errors.LineMatchesNoRoad()
    given = [schemas_closures.MarkedRoad.model_validate(road) for road in row.roads]
    shape = row.area if row.area is not None else service_closures.around_roads(given)
    code = queries.jurisdiction_of_area(session, shape)
    if code is None:
        return AreaOutsideRegion(field="area")
    return None if sees(actor.prefixes, code) else OutsideYourJurisdiction(jurisdiction=code)


def _told(problem: DomainError | None, locale: str) -> schemas.ImportProblem | None:
    if problem is None:
        return None
    return schemas.ImportProblem(code=problem.code, message=problem.message(locale))
