"""The score of an exercise or of a real incident, read from the log of the session's world."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.errors import NotFound
from core.models import Event
from exercises import replay_log, score_log
from exercises.criteria import CriteriaSet
from exercises.criteria_shipped import for_exercises, for_incidents
from exercises.models import Exercise
from exercises.models_score import ExerciseCriteria, SiteCriteria
from exercises.scenario import Scenario
from exercises.schemas_criteria import CriteriaView, SiteCriteriaView, SiteKind
from exercises.schemas_score import Score, ScoreSubject
from exercises.score_log import Part
from exercises.scoring.log import Log, Told
from exercises.scoring.score import score
from incidents.models import Incident


def score_of(session: Session, exercise: Exercise, until_seq: int | None = None) -> Score:
    """Return the score of an exercise up to an event, or up to its newest; read in its own world.

    ``session`` is of the world of the exercise (``database.picture(exercise.world)``).
    """
    seq, at = _until(session, until_seq)
    told = score_log.told_by_noun(session, Part(seq))
    scenario = Scenario.model_validate(exercise.scenario) if exercise.scenario else None
    log = Log(
        begins_at=exercise.begins_at.astimezone(UTC),
        until_at=at,
        until_seq=seq,
        is_over=exercise.state == "ended" and until_seq is None,
        limits=score_log.site_limits(session),
        told=told,
        objectives=len(scenario.objectives) if scenario else 0,
        has_sheet=True,
    )
    subject = _subject(log, "exercise", exercise, exercise.world)
    by = criteria_of(session, exercise)
    return score(log, subject, by.criteria, by.origin, by.version)


def score_of_incident(session: Session, incident_id: UUID, until_seq: int | None = None) -> Score:
    """Return the score of one incident of the session's world, by the shipped criteria.

    An incident that was closed is scored up to then, whatever was told of it later.
    """
    row = session.get(Incident, incident_id)
    if row is None:
        raise NotFound(noun="incident")
    begins, ends = replay_log.bounds_of(session, incident_id) or (0, outbox.last_seq(session))
    if row.closed_at is None:
        ends = outbox.last_seq(session)  # refusals and answers are told of no incident
    seq, at = _until(session, ends if until_seq is None else until_seq)
    if row.closed_at is None and until_seq is None:
        at = clock.now(session).astimezone(UTC)
    told = _only_answers_about(score_log.told_by_noun(session, Part(seq, incident_id, begins)))
    log = Log(
        begins_at=row.reported_at.astimezone(UTC),
        until_at=at,
        until_seq=seq,
        is_over=row.closed_at is not None and until_seq is None,
        limits=score_log.site_limits(session),
        told=told,
    )
    subject = _subject(log, "incident", row, session.info["world"])
    by = site_criteria(session, "incident")
    return score(log, subject, by.criteria, by.origin, by.version)


def _only_answers_about(told: dict[str, list[Told]]) -> dict[str, list[Told]]:
    """Leave out what an exercise expected, and answers that say nothing of this incident."""
    told["inject"], told["evaluation"] = [], []
    needs = {one.id for one in told["need"]}
    sent = {one.record["proposal_id"] for one in told["order"]}
    told["proposal"] = [
        one
        for one in told["proposal"]
        if (one.id in sent if one.verb == "accepted" else _speaks_of(one, needs))
    ]
    titles = {one.record["title"] for one in told["incident"]}
    told["refusal"] = [one for one in told["refusal"] if one.record["incident"] in titles]
    return told


def _speaks_of(told: Told, needs: set[str]) -> bool:
    return any(one["need_id"] in needs for one in told.record["needs"])


def _until(session: Session, until_seq: int | None) -> tuple[int, datetime]:
    """Return up to which event, and by which moment things are due: now, or when it happened."""
    newest = outbox.last_seq(session)
    if until_seq is None:
        return newest, clock.now(session).astimezone(UTC)
    seq = min(until_seq, newest)
    last = select(Event.at).where(Event.seq <= seq).order_by(Event.seq.desc()).limit(1)
    at = session.scalar(last)
    return seq, (at or clock.now(session)).astimezone(UTC)


def _subject(log: Log, kind: str, row: Exercise | Incident, world: str) -> ScoreSubject:
    return ScoreSubject.model_validate(
        {
            "kind": kind,
            "id": row.id,
            "number": row.number,
            "title": row.title,
            "world": world,
            "begins_at": log.begins_at,
            "until_at": log.until_at,
            "until_seq": log.until_seq,
            "is_over": log.is_over,
            "incident_ids": list(log.histories("incident")),
        }
    )


def criteria_of(session: Session, exercise: Exercise) -> CriteriaView:
    """Return what an exercise is marked by: its director's, its scenario's, the site's set."""
    row = session.get(ExerciseCriteria, exercise.id)
    if row is not None:
        return CriteriaView(
            id=exercise.id,
            origin="exercise",
            criteria=CriteriaSet.model_validate(row.criteria),
            changed_at=row.changed_at,
            changed_by_name=row.changed_by_name,
            version=row.version,
        )
    carried = (exercise.scenario or {}).get("criteria")
    here = site_criteria(session, "exercise")
    return CriteriaView(
        id=exercise.id,
        origin="scenario" if carried else here.origin,
        criteria=CriteriaSet.model_validate(carried) if carried else here.criteria,
        changed_at=None,
        changed_by_name=None,
        version=0,
    )


def site_criteria(session: Session, kind: SiteKind) -> SiteCriteriaView:
    """Return what this site marks exercises or incidents by: its own set, or the shipped one."""
    row = session.get(SiteCriteria, kind)
    shipped = for_exercises() if kind == "exercise" else for_incidents()
    return SiteCriteriaView(
        id=kind,
        kind=kind,
        origin="site" if row else "shipped",
        criteria=CriteriaSet.model_validate(row.criteria) if row else shipped,
        changed_at=row.changed_at if row else None,
        changed_by_name=row.changed_by_name if row else None,
        version=row.version if row else 0,
    )
