"""Reads what the leaders' view is made of, at one instant and within what the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import aid.queries
import alarms.queries
import plans.service
import resources.queries
import resources.queries_requisition
from aid.schemas import AidRequest
from alarms.schemas import Alarm
from app.papers.reading import current_proposal, read_duty
from app.papers.schemas import DutyPicture
from core import outbox
from core.auth import Actor
from core.visibility import prefix_of
from dispatch.schemas import Proposal
from plans.schemas import PlanMatch
from resources.schemas_requisition import Requisition

RUNNING = ("reported", "responding")


@dataclass(frozen=True)
class Situation:
    """Everything the sentences rest on, read in one go."""

    picture: DutyPicture
    seq: int
    proposal: Proposal | None
    matches: Mapping[UUID, PlanMatch]
    """The plan that answers best, of each running incident that one answers."""
    alarms: list[Alarm]
    requests: list[AidRequest]
    requisitions: list[Requisition]
    positions_at: datetime | None
    prefixes: list[str]


def read_situation(session: Session, actor: Actor, code: str | None, *, is_demo: bool) -> Situation:
    """Read the open incidents of an area with all that waits for a decision there."""
    picture = read_duty(session, actor, code, is_demo=is_demo)
    area = [prefix_of(picture.setting.area.code)]
    return Situation(
        picture=picture,
        seq=outbox.last_seq(session),
        proposal=current_proposal(session, actor),
        matches=_matches(session, actor, picture),
        alarms=[one for one in alarms.queries.snapshot_alarms(session, area) if _calls(one)],
        requests=_requests(session, actor),
        requisitions=_requisitions(session, actor),
        positions_at=_oldest_position(session, actor, picture),
        prefixes=area,
    )


def _matches(session: Session, actor: Actor, picture: DutyPicture) -> dict[UUID, PlanMatch]:
    if not actor.may("plans.activate"):
        return {}
    running = [file.incident for file in picture.files if file.incident.state in RUNNING]
    found = {one.id: plans.service.matching_plans(session, actor, one.id) for one in running}
    return {incident_id: held[0] for incident_id, held in found.items() if held}


def _calls(alarm: Alarm) -> bool:
    waits = alarm.ended_at is None and alarm.acknowledged_at is None
    return waits and alarm.severity != "notice"


def _requests(session: Session, actor: Actor) -> list[AidRequest]:
    if not actor.may("aid.read"):
        return []
    return aid.queries.list_requests(session, actor.prefixes, is_open=True, limit=500).rows


def _requisitions(session: Session, actor: Actor) -> list[Requisition]:
    if not actor.may("requisitions.read"):
        return []
    page = resources.queries_requisition.list_requisitions(
        session, actor.prefixes, is_open=True, limit=500
    )
    return [one for one in page.rows if one.state == "drafted"]


def _oldest_position(session: Session, actor: Actor, picture: DutyPicture) -> datetime | None:
    under_way = {
        order.team_id
        for file in picture.files
        for order in file.orders
        if order.state == "en_route" and order.team_id is not None
    }
    known = resources.queries.positions(session, actor.prefixes)
    return min((one.at for one in known if one.team_id in under_way), default=None)
