"""HTTP of drill clocks, at the live world's address: what is due, and drills held earlier."""

from typing import Annotated
from uuid import UUID

from core import live_only
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from exercises import queries_drills, service_drills
from exercises.routes import CHANGES, READS, WRITES
from exercises.schemas_drills import DrillClock, DrillRecordIn, DrillRecordView

router = live_only.router("exercises")
Reader = Annotated[Actor, allow("exercises.read")]
Director = Annotated[Actor, allow("exercises.direct")]


@router.get("/drill-clocks", responses=READS)
def list_drill_clocks(
    session: SessionDep, actor: Reader, townships: bool = False
) -> list[DrillClock]:
    """Return when bodies, plans and units must be drilled again, the most pressing first."""
    return queries_drills.drill_clocks_of(session, actor.prefixes, townships=townships)


@router.get("/drill-records", responses=READS)
def list_drill_records(session: SessionDep, actor: Reader) -> list[DrillRecordView]:
    """Return the drills that were held elsewhere or before, the latest first."""
    return queries_drills.drill_records(session, actor.prefixes)


@router.post("/drill-records", status_code=201, responses=WRITES)
def enter_drill_record(
    session: SessionDep, actor: Director, wanted: DrillRecordIn
) -> DrillRecordView:
    """Enter a drill that was held elsewhere or before."""
    return service_drills.enter(session, actor, wanted)


@router.delete("/drill-records/{record_id}", responses=CHANGES)
def remove_drill_record(
    session: SessionDep, actor: Director, record_id: UUID, version: IfMatch
) -> DrillRecordView:
    """Take back a drill that was entered by mistake."""
    return service_drills.remove(session, actor, record_id, version)
