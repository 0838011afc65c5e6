"""Reads everything a report is written from, in the world where it happened, at one instant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.evaluation.facts import Evaluated, Staged
from app.evaluation.moments import key_moments, picture_of
from app.papers.reading import area_of, read_incident
from app.papers.schemas import IncidentFile, Setting
from app.papers.words import Speaker
from core.auth import Actor
from core.errors import Conflict
from core.grants import Grant
from core.models import Jurisdiction
from exercises import queries, queries_evaluations, queries_injects
from exercises import queries_improvement as improvements
from exercises.giving_play import require_play
from exercises.models import Exercise
from exercises.queries_score import score_of, score_of_incident
from exercises.schemas_injects import Wording
from geo.travel import TravelTimes
from plans.models import Plan

MOST_FINDINGS = 200


class StillResponding(Conflict):
    """The response to {title} still goes on; it is evaluated after it has been stood down."""

    zh = "“{title}”仍在处置中，响应终止后方可评估。"


@dataclass(frozen=True)
class Reading:
    """How it is read: by whom, in which language; without roads no maps are drawn."""

    actor: Actor
    travel: TravelTimes | None
    say: Speaker
    is_demo: bool


def read_exercise(live: Session, inside: Session, row: Exercise, by: Reading) -> Evaluated:
    """Read an exercise in its own world, and what the live world notes of it."""
    own = inside.get_one(Exercise, row.id)
    play, score = require_play(inside), score_of(inside, own)
    watching = _watching(live, by.actor, row)
    files = _files(inside, watching, score.subject.incident_ids, by)
    board, script = queries_injects.board(inside, play), queries.scenario_of(inside, row.world)
    staged = Staged(
        exercise=queries.view(live, row),
        objectives=[_words(one.zh, one.en) for one in script.objectives] if script else [],
        summary=_words(script.summary.zh, script.summary.en) if script else None,
        injects=board.injects,
        players=board.players,
        entries=[one for one in queries_evaluations.entries(inside) if one.corrected_by is None],
        criteria=queries_evaluations.criteria(inside, play),
    )
    setting = Setting(
        area=area_of(live, row.area_code),
        at=score.subject.until_at,
        written_by=by.actor.name,
        is_exercise=True,
        is_demo=by.is_demo,
    )
    told = Evaluated(setting, row.number, row.title, files, score, staged=staged)
    told = replace(told, plan_titles=_plan_titles(live, row.plan_codes))
    return _with_rest(live, inside, told, row.id, by)


def _watching(live: Session, actor: Actor, row: Exercise) -> Actor:
    """Return the reader as whoever watches all of an exercise, in its world."""
    area = live.get_one(Jurisdiction, row.area_code)
    seat = Grant("director", area.code, area.name, area.prefix)
    return replace(actor, world=row.world, grants=(seat,))


def _words(zh: str, en: str | None) -> Wording:
    return Wording(zh=zh, en=en)


def read_closed_incident(live: Session, incident_id: UUID, by: Reading) -> Evaluated:
    """Read a real incident whose response is over."""
    file = read_incident(live, by.actor, incident_id, is_demo=by.is_demo)
    one = file.incident
    if one.state not in ("stood_down", "closed"):
        raise StillResponding(title=one.title)
    told = Evaluated(
        file.setting, one.number, one.title, [file], score_of_incident(live, incident_id)
    )
    named = {act.plan_code: (act.plan_title, act.plan_title_en) for act in file.activations}
    told = replace(told, plan_titles=list(named.values()))
    return _with_rest(live, live, told, one.id, by)


def _files(
    inside: Session, watching: Actor, ids: Sequence[UUID], by: Reading
) -> list[IncidentFile]:
    found = [read_incident(inside, watching, one, is_demo=by.is_demo) for one in ids]
    return sorted(found, key=lambda one: one.incident.reported_at)


def _plan_titles(live: Session, codes: Sequence[str]) -> list[tuple[str, str]]:
    query = select(Plan.title, Plan.title_en).where(Plan.code.in_(codes)).distinct()
    return [(row[0], row[1]) for row in live.execute(query.order_by(Plan.title))]


def _with_rest(
    live: Session, inside: Session, told: Evaluated, subject_id: UUID, by: Reading
) -> Evaluated:
    """Add what was found, what becomes of it, and the pictures of the key moments."""
    wanted = improvements.Wanted(subject_id=subject_id, withdrawn=False, limit=MOST_FINDINGS)
    of_tasks = improvements.Wanted(subject_id=subject_id, limit=MOST_FINDINGS)
    travel = by.travel
    moments = key_moments(inside, told.files, told.score.subject.until_at)
    drawn = {
        one.key: picture_of(inside, told.files, one, travel, by.say)
        for one in moments
        if travel is not None
    }
    return replace(
        told,
        findings=improvements.findings(live, by.actor, replace(wanted, sort="number")).rows,
        tasks=improvements.tasks(live, by.actor, replace(of_tasks, sort="number")).rows,
        moments=moments,
        maps={key: svg for key, svg in drawn.items() if svg is not None},
    )
