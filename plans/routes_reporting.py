"""HTTP of reporting and responding in one step."""

from typing import Annotated, Any

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Problem
from incidents.schemas import IncidentIn
from plans import schemas, service_reporting
from plans.schemas_reporting import Responded, ResponseIn

router = transaction.router("plans")
Reporter = Annotated[Actor, allow("incidents.report")]
Activator = Annotated[Actor, allow("plans.activate")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ADD = _READ | {code: {"model": Problem} for code in (404, 409)}


@router.post("/report-matches", responses=_READ)
def match_report(
    session: SessionDep, actor: Reporter, report: IncidentIn
) -> list[schemas.PlanMatch]:
    """Show the plans that would answer a report, before it is registered; nothing is written."""
    return service_reporting.plans_for_report(session, actor, report)


@router.post("/responses", status_code=201, responses=_ADD)
def report_and_respond(
    session: SessionDep, actor: Activator, _reporter: Reporter, wanted: ResponseIn
) -> Responded:
    """Register a report and start a plan on it at once: its needs call for a proposal."""
    return service_reporting.report_and_respond(session, actor, wanted)
