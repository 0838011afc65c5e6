"""HTTP of scores: of an exercise at the live world's address, of an incident in its own world."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from core import live_only, transaction
from core.auth import Actor, allow
from core.db import Database
from core.transaction import IfMatch, SessionDep
from exercises import queries, queries_score, service_score
from exercises.routes import CHANGES, ONE, READS, WRITES, Director, Reader
from exercises.schemas_criteria import CriteriaIn, CriteriaView, SiteCriteriaView, SiteKind
from exercises.schemas_score import Score
from incidents.queries import find_incident

router = live_only.router("exercises")
of_incidents = transaction.router("evaluations")

LARGEST_SEQ = 2**62
Scorer = Annotated[Actor, allow("scores.read")]
UntilSeq = Annotated[
    int | None,
    Query(ge=0, le=LARGEST_SEQ, description="the event up to which it counts; default: all"),
]


@router.get("/exercises/{exercise_id}/score", responses=WRITES)
def get_exercise_score(
    request: Request,
    session: SessionDep,
    actor: Reader,
    exercise_id: UUID,
    until_seq: UntilSeq = None,
) -> Score:
    """Return the score of an exercise, computed from its log when it is asked for."""
    row = service_score.scorable(session, actor, exercise_id)
    database: Database = request.app.state.database
    with database.picture(row.world) as inside:
        return queries_score.score_of(inside, row, until_seq)


@router.get("/exercises/{exercise_id}/criteria", responses=ONE)
def get_exercise_criteria(session: SessionDep, actor: Director, exercise_id: UUID) -> CriteriaView:
    """Return what an exercise is marked by, with weights and rules."""
    row = queries.exercise(session, actor.prefixes, exercise_id)
    return queries_score.criteria_of(session, row)


@router.put("/exercises/{exercise_id}/criteria", responses=CHANGES)
def set_exercise_criteria(
    session: SessionDep,
    actor: Director,
    version: IfMatch,
    exercise_id: UUID,
    wanted: CriteriaIn,
) -> CriteriaView:
    """Weigh an exercise by other criteria, before or after it; its score follows at once."""
    return service_score.set_criteria(session, actor, exercise_id, version, wanted)


@router.get("/score-criteria/{kind}", responses=READS)
def get_site_criteria(session: SessionDep, _actor: Scorer, kind: SiteKind) -> SiteCriteriaView:
    """Return what this site marks exercises or incidents by, where they bring nothing else."""
    return queries_score.site_criteria(session, kind)


@router.put("/score-criteria/{kind}", responses=CHANGES)
def set_site_criteria(
    session: SessionDep, actor: Director, version: IfMatch, kind: SiteKind, wanted: CriteriaIn
) -> SiteCriteriaView:
    """Set what this site marks exercises or incidents by; null goes back to what is shipped."""
    return service_score.set_site_criteria(session, actor, kind, version, wanted)


@of_incidents.get("/incidents/{incident_id}/score", responses=ONE)
def get_incident_score(
    request: Request,
    session: SessionDep,
    actor: Scorer,
    incident_id: UUID,
    until_seq: UntilSeq = None,
) -> Score:
    """Return the score of an incident by the same rules: times and decisions, from the log."""
    row = find_incident(session, actor.prefixes, incident_id)
    database: Database = request.app.state.database
    with database.picture(actor.world) as picture:
        return queries_score.score_of_incident(picture, row.id, until_seq)
