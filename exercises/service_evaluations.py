"""Every write of evaluation sheets: entries are added and corrected by others, never changed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.ids import new_id
from core.visibility import for_roles
from dispatch.photos import photo_from
from dispatch.told_times import moment_of
from exercises import queries_evaluations
from exercises.errors import NotYourEntry, UnknownCriterion
from exercises.events_injects import EvaluationNoted
from exercises.giving_play import Play, require_play
from exercises.models_injects import Evaluation, EvaluationPhoto
from exercises.queries_injects import WATCHING
from exercises.schemas_evaluations import CriterionView, EvaluationIn, EvaluationView


def note(session: Session, actor: Actor, wanted: EvaluationIn) -> EvaluationView:
    """Enter what an observer saw on a criterion, at the exercise's time of the press."""
    play = require_play(session)
    criterion = _criterion(session, play, wanted.criterion)
    if wanted.corrects_id is not None:
        _require_own_latest(session, actor, wanted)
    row = Evaluation(
        id=new_id(),
        criterion=criterion.key,
        about=criterion.text.model_dump(mode="json"),
        observer_id=actor.account_id,
        observer_name=actor.name,
        rating=wanted.rating,
        points=wanted.points,
        note=wanted.note,
        at=moment_of(wanted.happened_at, clock.now(session), [play.begins_at]),
        corrects_id=wanted.corrects_id,
    )
    session.add(row)
    session.flush()
    _keep_photo(session, row, wanted.photo)
    out = queries_evaluations.entries(session, [row.id])[0]
    outbox.record(session, EvaluationNoted(evaluation=out), audience=for_roles(WATCHING))
    return out


def _criterion(session: Session, play: Play, key: str) -> CriterionView:
    known = {one.key: one for one in queries_evaluations.criteria(session, play)}
    if key not in known:
        raise UnknownCriterion(field="criterion", criterion=key)
    return known[key]


def _require_own_latest(session: Session, actor: Actor, wanted: EvaluationIn) -> None:
    before = session.get(Evaluation, wanted.corrects_id)
    later = select(Evaluation.id).where(Evaluation.corrects_id == wanted.corrects_id)
    is_own = before is not None and before.observer_id == actor.account_id
    if before is None or not is_own or before.criterion != wanted.criterion:
        raise NotYourEntry()
    if session.scalar(later) is not None:
        raise NotYourEntry()


def _keep_photo(session: Session, row: Evaluation, text: str | None) -> None:
    if text is None:
        return
    photo = photo_from(text)
    session.add(
        EvaluationPhoto(
            evaluation_id=row.id,
            width_px=photo.width_px,
            height_px=photo.height_px,
            content=photo.content,
        )
    )
    session.flush()
