"""Every read of evaluation sheets: what there is to look at, and what observers noted."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.errors import NotFound
from exercises.giving_play import Play
from exercises.models import Exercise
from exercises.models_injects import Evaluation, EvaluationPhoto, Inject
from exercises.queries import scenario_of
from exercises.queries_injects import expected_views, title_of
from exercises.schemas_evaluations import CriterionView, EvaluationSheet, EvaluationView
from exercises.schemas_injects import ExpectedView, Wording

SOURCE = "突发事件应急预案管理办法第二十三条"
ASPECTS = (
    ("execution", "演练的执行情况", "How the exercise was carried out"),
    ("plan", "预案的合理性与可操作性", "Soundness and operability of the plan"),
    ("command", "指挥协调和应急联动情况", "Command, co-ordination and working together"),
    ("people", "应急人员的处置情况", "Handling by the people in the response"),
    ("equipment", "演练所用设备装备的适用性", "Fitness of the equipment used"),
    ("suggestions", "对完善预案、应急准备、机制、措施等的意见建议",
     "Suggestions for plans, preparedness, mechanisms and measures"),
)  # fmt: skip
"""What an evaluation covers. R(P2) art. 23 (STANDARDS 2.5); the wording is a paraphrase."""
FREE = ("其他观察", "Other observations")


def sheet(session: Session, play: Play) -> EvaluationSheet:
    """Return what there is to look at, and all that was noted, newest first."""
    exercise_id = session.scalars(select(Exercise.id).where(Exercise.world == play.world)).one()
    return EvaluationSheet(
        exercise_id=exercise_id, criteria=criteria(session, play), entries=entries(session)
    )


def criteria(session: Session, play: Play) -> list[CriterionView]:
    """Return the objectives, what is expected after what was given, and the legal aspects.

    What waits is not on it: an observer learns of an inject when it is given.
    """
    scenario = scenario_of(session, play.world)
    objectives = scenario.objectives if scenario else []
    found = [
        _plain(f"objective:{number}", "objective", one.zh, one.en)
        for number, one in enumerate(objectives)
    ]
    given = select(Inject).where(Inject.state == "given").order_by(Inject.passed_s, Inject.position)
    for row in session.scalars(given):
        views = enumerate(expected_views(play, row))
        found += [_expected(row, number, one) for number, one in views]
    found += [_plain(f"aspect:{key}", "aspect", zh, en, SOURCE) for key, zh, en in ASPECTS]
    return [*found, _plain("free", "free", *FREE)]


def _plain(
    key: str, kind: str, zh: str, en: str | None, source: str | None = None
) -> CriterionView:
    return CriterionView(
        key=key,
        kind=kind,
        text=Wording(zh=zh, en=en),
        source=source,
        inject=None,
        given_at=None,
        due_at=None,
        judged=None,
    )


def _expected(row: Inject, number: int, one: ExpectedView) -> CriterionView:
    return CriterionView(
        key=f"expected:{row.ref}:{number}",
        kind="expected",
        text=one.text,
        source=None,
        inject=title_of(row),
        given_at=row.given_at,
        due_at=one.due_at,
        judged=one.state if one.state in ("open", "met", "missed") else None,
    )


def entries(session: Session, ids: Sequence[UUID] | None = None) -> list[EvaluationView]:
    """Return what observers noted, newest first, each with what corrects it."""
    later = aliased(Evaluation)
    query = (
        select(Evaluation, later.id, EvaluationPhoto.evaluation_id)
        .outerjoin(later, later.corrects_id == Evaluation.id)
        .outerjoin(EvaluationPhoto, EvaluationPhoto.evaluation_id == Evaluation.id)
        .order_by(Evaluation.at.desc(), Evaluation.id.desc())
    )
    if ids is not None:
        query = query.where(Evaluation.id.in_(ids))
    return [_entry(*row) for row in session.execute(query)]


def _entry(row: Evaluation, corrected_by: UUID | None, photo: UUID | None) -> EvaluationView:
    return EvaluationView(
        id=row.id,
        criterion=row.criterion,
        title=row.about["zh"],
        title_en=row.about.get("en"),
        observer_id=row.observer_id,
        observer_name=row.observer_name,
        rating=row.rating,
        points=row.points,
        note=row.note,
        has_photo=photo is not None,
        at=row.at,
        corrects_id=row.corrects_id,
        corrected_by=corrected_by,
    )


def standing_entry(session: Session, entry_id: UUID) -> EvaluationView:
    """Return one entry that stands: what corrects it stands in the place of one corrected."""
    found = next(iter(entries(session, [entry_id])), None)
    if found is None or found.corrected_by is not None:
        raise NotFound(noun="evaluation")
    return found


def photo_of(session: Session, evaluation_id: UUID) -> bytes:
    """Return the picture of an entry."""
    row = session.get(EvaluationPhoto, evaluation_id)
    if row is None:
        raise NotFound(noun="photo")
    return row.content
