"""Makes survey reports: reads the picture once and keeps it, so that files can be made again."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.survey import models, queries, schemas
from app.survey.events import SurveyReportPrepared
from app.survey.gaps import summary
from app.survey.reading import Asked, read_picture
from core import clock
from core.auth import Actor
from core.errors import Forbidden, NotFound
from core.outbox import record
from core.visibility import audience, prefix_of, sees
from geo.travel import TravelTimes


class NeighboursNotSeen(Forbidden):
    """You see nothing beyond this area, so its neighbours cannot be put into the report."""

    zh = "您无权查看本地区以外的资源，报告不能包含相邻地区。"


def asked_of(
    actor: Actor, code: str, with_neighbours: bool, is_demo: bool, travel: TravelTimes
) -> Asked:
    """Return what is to be read, if the actor may read it."""
    if not sees(actor.prefixes, code):
        raise NotFound(noun="jurisdiction")
    if with_neighbours and readers_of(actor, code) == code:
        raise NeighboursNotSeen()
    return Asked(code, actor.prefixes, with_neighbours, is_demo, travel)


def readers_of(actor: Actor, code: str) -> str:
    """Return the widest of the actor's jurisdictions that holds an area: who may read all of it."""
    holding = [
        one.jurisdiction_code
        for one in actor.grants
        if one.role != "team_leader" and code.startswith(one.prefix)
    ]
    return min(holding, key=lambda one: len(prefix_of(one)), default=code)


def prepare_report(
    session: Session, actor: Actor, wanted: schemas.SurveyReportIn, asked: Asked
) -> models.SurveyReport:
    """Read an area's picture and keep it as the next edition of its report."""
    picture = read_picture(session, asked)
    _one_at_a_time(session, wanted.jurisdiction_code)
    row = models.SurveyReport(
        jurisdiction_code=picture.area.code,
        jurisdiction_name=picture.area.name,
        edition=queries.last_edition(session, picture.area.code) + 1,
        unit=wanted.unit,
        dated_on=wanted.dated_on,
        with_neighbours=wanted.with_neighbours,
        readers_code=readers_of(actor, picture.area.code)
        if wanted.with_neighbours
        else picture.area.code,
        prepared_at=clock.now(session),
        prepared_by=actor.account_id,
        prepared_by_name=actor.name,
        picture=picture.model_dump(mode="json"),
        summary=summary(picture).model_dump(mode="json"),
    )
    session.add(row)
    session.flush()
    happening = SurveyReportPrepared(survey_report=queries.report_note(row))
    record(session, happening, audience=audience(row.readers_code))
    return row


def _one_at_a_time(session: Session, code: str) -> None:
    """Two who make the report of one area at the same moment get two editions."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"survey_report/{code}"))))
