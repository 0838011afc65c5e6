"""HTTP of scenarios made out of incidents, at the address of the world in which they happened."""

from typing import Annotated, Any
from uuid import UUID

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Problem
from exercises.from_incident import NOT_DETECTED, scenario_of
from exercises.from_incident_reading import read_source
from exercises.schemas_from_incident import ScenarioMade

router = transaction.router("exercises")
_ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (401, 403, 404, 409, 422)
}
Director = Annotated[Actor, allow("exercises.direct")]


@router.post("/incidents/{incident_id}/scenario", responses=_ERRORS)
def make_scenario(session: SessionDep, actor: Director, incident_id: UUID) -> ScenarioMade:
    """Make a scenario out of an incident that is over, without people; nothing is kept."""
    made = scenario_of(read_source(session, actor.prefixes, incident_id))
    limits: list[Any] = list(NOT_DETECTED)
    return ScenarioMade(scenario=made.scenario, removed=made.removed, not_detected=limits)
