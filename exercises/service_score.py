"""Who may see a score, and every write of the criteria of an exercise."""

from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import require_version
from core.models import Seat
from core.visibility import audience
from exercises import queries, queries_score
from exercises.criteria import CriteriaSet
from exercises.errors_score import NobodyObserves, NothingToScore, ScoreWhenOver
from exercises.events_criteria import ExerciseCriteriaSet, SiteCriteriaSet
from exercises.lifecycle import OPEN
from exercises.models import Exercise
from exercises.models_score import ExerciseCriteria, SiteCriteria
from exercises.queries_injects import PLAYERS, WATCHING
from exercises.schemas_criteria import (
    CriteriaChange,
    CriteriaIn,
    CriteriaView,
    SiteCriteriaChange,
    SiteCriteriaView,
    SiteKind,
)
from geo.queries_roads import whole_area
from plans.service_documents import require_own

WITH_A_WORLD = ("running", "paused", "ended")
_SITE_LOCK = 0x4D53_4352  # "MSCR"


def scorable(session: Session, actor: Actor, exercise_id: UUID) -> Exercise:
    """Return an exercise whose score somebody may see: its players only when it is over.

    Before that it would tell them what is expected. Whoever directs or observes sees it any time.
    """
    row = queries.exercise(session, actor.prefixes, exercise_id, account_id=actor.account_id)
    if row.state not in WITH_A_WORLD:
        raise NothingToScore(number=row.number, state=row.state)
    seats = select(Seat.role).where(Seat.world == row.world, Seat.account_id == actor.account_id)
    roles = set(session.scalars(seats))
    plays = bool(roles & set(PLAYERS)) and not roles & set(WATCHING)
    blind = plays or (not roles and "exercises.direct" not in actor.permissions)
    if blind and row.state in {state.value for state in OPEN}:
        raise ScoreWhenOver(number=row.number)
    return row


def set_criteria(
    session: Session, actor: Actor, exercise_id: UUID, version: int | None, wanted: CriteriaIn
) -> CriteriaView:
    """Weigh an exercise by other criteria, or give back those it came with; at any time."""
    row = queries.exercise(session, actor.prefixes, exercise_id, for_update=True)
    before = queries_score.criteria_of(session, row)
    require_version(version, before.version, before.model_dump(mode="json"))
    kept = session.get(ExerciseCriteria, row.id)
    if wanted.criteria is None:
        if kept is not None:
            session.delete(kept)
    else:
        _keep(session, actor, row, kept, wanted)
    session.flush()
    after = queries_score.criteria_of(session, row)
    told = CriteriaChange(
        id=row.id,
        number=row.number,
        title=row.title,
        origin=after.origin,
        changed_by_name=actor.name,
        version=after.version,
    )
    heard = audience(row.area_code)
    outbox.record(session, ExerciseCriteriaSet(exercise_criteria=told), audience=heard)
    return after


def set_site_criteria(
    session: Session, actor: Actor, kind: SiteKind, version: int | None, wanted: CriteriaIn
) -> SiteCriteriaView:
    """Set by what this site marks, or go back to what is shipped; for whoever is over all of it.

    A real incident has no observers' sheet, so a set for incidents that asks for one is refused.
    """
    code, counties = whole_area(session)
    require_own(actor, code)
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SITE_LOCK})
    before = queries_score.site_criteria(session, kind)
    require_version(version, before.version, before.model_dump(mode="json"))
    row = session.get(SiteCriteria, kind)
    if wanted.criteria is None:
        if row is not None:
            session.delete(row)
    else:
        _require_judged_by_log(kind, wanted.criteria)
        row = row or SiteCriteria(kind=kind, version=0)
        session.add(row)
        row.criteria = wanted.criteria.model_dump(mode="json")
        row.changed_at, row.changed_by_name = clock.now(session), actor.name
        row.version += 1
    session.flush()
    after = queries_score.site_criteria(session, kind)
    told = SiteCriteriaChange(
        id=kind,
        kind=kind,
        origin=after.origin,
        changed_by_name=actor.name,
        version=after.version,
    )
    heard = audience(code, *counties)
    outbox.record(session, SiteCriteriaSet(site_criteria=told), audience=heard)
    return after


def _require_judged_by_log(kind: SiteKind, wanted: CriteriaSet) -> None:
    found = [one for objective in wanted.objectives for one in objective.criteria]
    if kind == "incident" and any(one.measure == "observed" for one in found):
        raise NobodyObserves(field="criteria")


def _keep(
    session: Session,
    actor: Actor,
    row: Exercise,
    kept: ExerciseCriteria | None,
    wanted: CriteriaIn,
) -> None:
    assert wanted.criteria is not None
    if kept is None:
        kept = ExerciseCriteria(exercise_id=row.id, version=0)
        session.add(kept)
    kept.criteria = wanted.criteria.model_dump(mode="json")
    kept.changed_at = clock.now(session)
    kept.changed_by_name = actor.name
    kept.version += 1
