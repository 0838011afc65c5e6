"""HTTP of putting incidents and needs right: reopening, going back, taking a step back."""

from uuid import UUID

from core import transaction
from core.correcting import CorrectionIn
from core.transaction import IfMatch, SessionDep
from incidents import schemas, service_undo
from incidents.routes import CHANGE, Corrector, NeedRaiser, SitrepSender, StandsDown

router = transaction.router("incidents")


@router.post("/incidents/{incident_id}/reopen", responses=CHANGE)
def reopen_incident(
    session: SessionDep, actor: StandsDown, incident_id: UUID, why: CorrectionIn, seen: IfMatch
) -> schemas.Incident:
    """Take back a closing or a stand-down by mistake: the incident goes on."""
    return service_undo.reopen_incident(session, actor, incident_id, seen, why)


@router.post("/incidents/{incident_id}/undo", responses=CHANGE)
def undo_incident_correction(
    session: SessionDep, actor: Corrector, incident_id: UUID, why: CorrectionIn, seen: IfMatch
) -> schemas.Incident:
    """Go back to what was known of an incident before its last correction."""
    return service_undo.revert_incident(session, actor, incident_id, seen, why)


@router.post("/incidents/{incident_id}/report-steps/{step_id}/undo", responses=CHANGE)
def undo_report_step(
    session: SessionDep, actor: SitrepSender, incident_id: UUID, step_id: UUID, why: CorrectionIn
) -> schemas.Incident:
    """Note that a hop of the report chain was not made after all."""
    return service_undo.undo_hop(session, actor, incident_id, step_id, why)


@router.post("/needs/{need_id}/undo", responses=CHANGE)
def undo_need(
    session: SessionDep, actor: NeedRaiser, need_id: UUID, why: CorrectionIn, seen: IfMatch
) -> schemas.Need:
    """Take back the last change of a need, its cancelling, or its raising."""
    return service_undo.undo_need(session, actor, need_id, seen, why)
