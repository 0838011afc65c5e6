"""Incidents, needs, report steps, sitreps and the duty log over HTTP."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from incidents import queries, schemas, service, service_callers
from incidents.kinds import kind_entries
from incidents.service_reports import propose_sitrep

router = transaction.router("incidents")
Reader = Annotated[Actor, allow("picture.read")]
Reporter = Annotated[Actor, allow("incidents.report")]
Corrector = Annotated[Actor, allow("incidents.correct")]
StandsDown = Annotated[Actor, allow("incidents.stand_down")]
Closer = Annotated[Actor, allow("incidents.close")]
NeedRaiser = Annotated[Actor, allow("needs.raise")]
SitrepSender = Annotated[Actor, allow("sitreps.send")]
LogWriter = Annotated[Actor, allow("log.write")]

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
SitrepKind = Literal["first", "follow_up", "correction", "final"]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_ADD = _ONE | {409: {"model": Problem}}
CHANGE = _ADD | {code: {"model": Problem} for code in (412, 428)}


@router.get("/incident-kinds", responses=_READ)
def list_incident_kinds(_actor: Reader) -> list[schemas.IncidentKindEntry]:
    """List what can happen, with the statutory class."""
    return [schemas.IncidentKindEntry.model_validate(entry) for entry in kind_entries()]


@router.get("/incidents", responses=_READ)
def list_incidents(
    session: SessionDep,
    actor: Reader,
    state: schemas.IncidentState | None = None,
    offset: Offset = 0,
    limit: Limit = 100,
) -> Page[schemas.Incident]:
    """List visible incidents, the latest reported first."""
    return queries.incidents_page(session, actor.prefixes, state, offset, limit)


@router.post("/incidents", status_code=201, responses=_ADD)
def report_incident(
    session: SessionDep, actor: Reporter, report: schemas.IncidentIn
) -> schemas.Incident:
    """Take down a report; the answer proposes the level and shows the report clocks."""
    return service.report_incident(session, actor, report)


@router.get("/incidents/{incident_id}", responses=_ONE)
def get_incident(session: SessionDep, actor: Reader, incident_id: UUID) -> schemas.Incident:
    """Show one incident."""
    row = queries.find_readable(session, actor.prefixes, incident_id)
    return queries.incident_view(session, row)


@router.post("/incidents/{incident_id}/caller", responses=_ONE)
def read_caller(session: SessionDep, actor: Reporter, incident_id: UUID) -> schemas.Caller:
    """Show who reported the incident, to call back; the look itself goes on record."""
    return service_callers.read_caller(session, actor, incident_id)


@router.patch("/incidents/{incident_id}", responses=CHANGE)
def correct_incident(
    session: SessionDep,
    actor: Corrector,
    incident_id: UUID,
    patch: schemas.IncidentPatch,
    seen: IfMatch,
) -> schemas.Incident:
    """Change what is known of an incident; fields left out stay as they are."""
    return service.correct_incident(session, actor, incident_id, seen, patch)


@router.post("/incidents/{incident_id}/stand-down", responses=CHANGE)
def stand_down_incident(
    session: SessionDep, actor: StandsDown, incident_id: UUID, seen: IfMatch
) -> schemas.Incident:
    """Declare the response to an incident ended."""
    return service.stand_down(session, actor, incident_id, seen)


@router.post("/incidents/{incident_id}/close", responses=CHANGE)
def close_incident(
    session: SessionDep, actor: Closer, incident_id: UUID, seen: IfMatch
) -> schemas.Incident:
    """Close an incident that was stood down and on which no order is open."""
    return service.close_incident(session, actor, incident_id, seen)


@router.post("/incidents/{incident_id}/report-steps/{step_id}/sent", responses=_ADD)
def settle_report_step(
    session: SessionDep, actor: SitrepSender, incident_id: UUID, step_id: UUID
) -> schemas.Incident:
    """Note that a hop of the statutory report chain was made."""
    return service.make_hop(session, actor, incident_id, step_id)


@router.get("/incidents/{incident_id}/needs", responses=_ONE)
def list_needs(
    session: SessionDep,
    actor: Reader,
    incident_id: UUID,
    offset: Offset = 0,
    limit: Limit = 200,
) -> Page[schemas.Need]:
    """List the needs of an incident in the order in which they were raised."""
    row = queries.find_readable(session, actor.prefixes, incident_id)
    return queries.needs_page(session, row.id, offset, limit)


@router.post("/incidents/{incident_id}/needs", status_code=201, responses=_ADD)
def raise_need(
    session: SessionDep, actor: NeedRaiser, incident_id: UUID, wanted: schemas.NeedIn
) -> schemas.Need:
    """Ask for a capability or an item on an incident."""
    return service.raise_need(session, actor, incident_id, wanted)


@router.patch("/needs/{need_id}", responses=CHANGE)
def change_need(
    session: SessionDep,
    actor: NeedRaiser,
    need_id: UUID,
    patch: schemas.NeedPatch,
    seen: IfMatch,
) -> schemas.Need:
    """Ask for another quantity or time, or cancel a need."""
    return service.change_need(session, actor, need_id, seen, patch)


@router.get("/incidents/{incident_id}/sitreps", responses=_ONE)
def list_sitreps(session: SessionDep, actor: Reader, incident_id: UUID) -> Page[schemas.Sitrep]:
    """List the reports that were sent on an incident."""
    row = queries.find_readable(session, actor.prefixes, incident_id)
    rows = [queries.sitrep_view(one) for one in queries.sitreps_of(session, row.id)]
    return Page(rows=rows, total=len(rows), next_offset=None)


@router.get("/incidents/{incident_id}/sitreps/draft", responses=_ONE)
def draft_sitrep(
    session: SessionDep, actor: Reader, incident_id: UUID, kind: SitrepKind | None = None
) -> schemas.SitrepDraft:
    """Propose the text of the next report and name what is missing in it."""
    return propose_sitrep(session, actor, incident_id, kind)


@router.post("/incidents/{incident_id}/sitreps", status_code=201, responses=_ADD)
def send_sitrep(
    session: SessionDep, actor: SitrepSender, incident_id: UUID, report: schemas.SitrepIn
) -> schemas.Sitrep:
    """Send a report upwards; it may settle a hop of the report chain."""
    return service.send_sitrep(session, actor, incident_id, report)


@router.get("/incidents/{incident_id}/log", responses=_ONE)
def list_log_entries(
    session: SessionDep,
    actor: Reader,
    incident_id: UUID,
    offset: Offset = 0,
    limit: Limit = 200,
) -> Page[schemas.LogEntry]:
    """List the duty log of an incident, the oldest entry first."""
    row = queries.find_readable(session, actor.prefixes, incident_id)
    return queries.log_page(session, row.id, offset, limit)


@router.post("/incidents/{incident_id}/log", status_code=201, responses=_ADD)
def write_log_entry(
    session: SessionDep, actor: LogWriter, incident_id: UUID, entry: schemas.LogEntryIn
) -> schemas.LogEntry:
    """Write a remark into the duty log."""
    return service.write_log_entry(session, actor, incident_id, entry)
