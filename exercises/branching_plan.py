"""Who may branch an exercise off which log, where, from which moments, and how it is played."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.db import LIVE, Database
from core.errors import Forbidden, NotFound
from core.local_time import BEIJING
from core.models import Event, Jurisdiction, Seat
from core.visibility import sees
from dispatch.models import Order
from exercises import queries, replay_log
from exercises.directing import require_not_playing
from exercises.errors import BranchElsewhere, MomentBeforeEvent, MomentBeforeLog, MomentNotInLog
from exercises.models import Exercise
from exercises.schemas import BranchIn, ExerciseIn
from incidents.models import Incident
from resources.models import Depot, Team

REPLAYS = "replay.read"
REPLAYING_SEATS = ("director", "observer", "commander", "duty_officer")
AS_ITS_SOURCE = ("kind", "purpose", "speed", "seed", "plan_codes", "played_by_system")
"""What a branch of an exercise has of it where nothing else is said."""


def as_branched(session: Session, actor: Actor, wanted: ExerciseIn) -> ExerciseIn:
    """Refuse a branch off a log that the planner may not replay, or for an area beyond its own.

    Nobody branches off an exercise that goes on and that they play in: its director would see more.
    What is not said of a branch of an exercise is as that exercise has it: with the same seed the
    simulated field goes on as it did there.
    """
    branch = wanted.branch
    if branch is None:
        return wanted
    if branch.world == LIVE:
        if not actor.may(REPLAYS):
            raise Forbidden(permission=REPLAYS)
        return wanted
    source = session.scalar(select(Exercise).where(Exercise.world == branch.world))
    if source is None or source.state in ("preparing", "failed"):
        raise NotFound(noun="exercise")
    if not _is_seated(session, actor, branch) and not sees(actor.prefixes, source.area_code):
        raise NotFound(noun="exercise")
    require_not_playing(session, actor, source)
    if wanted.area_code != source.area_code:
        raise BranchElsewhere(area=source.area_code, field="area_code")
    unsaid = [name for name in AS_ITS_SOURCE if name not in wanted.model_fields_set]
    return wanted.model_copy(update={name: getattr(source, name) for name in unsaid})


def _is_seated(session: Session, actor: Actor, branch: BranchIn) -> bool:
    seat = select(Seat.id).where(
        Seat.world == branch.world,
        Seat.account_id == actor.account_id,
        Seat.role.in_(REPLAYING_SEATS),
    )
    return session.scalar(seat.limit(1)) is not None


def require_moment(database: Database, branch: BranchIn) -> None:
    """Refuse a moment before the log begins, before its own event, or after what has happened."""
    with database.picture(branch.world) as session:
        now = clock.now(session)
        begins_at, last = session.execute(select(func.min(Event.at), func.max(Event.seq))).one()
        happened_at = replay_log.at_of(session, branch.seq)
    if begins_at is None or branch.at < begins_at:
        raise MomentBeforeLog(begins_at=_text(begins_at or now), field="branch.at")
    if branch.seq > last or branch.at > now:
        raise MomentNotInLog(seq=last, ends_at=_text(now), field="branch.at")
    if happened_at is not None and branch.at < happened_at:
        told = _text(happened_at)
        raise MomentBeforeEvent(seq=branch.seq, happened_at=told, field="branch.at")


def area_of(session: Session, actor: Actor, incident_id: UUID | None) -> str:
    """Return the area in which a branch of what is replayed is held.

    Of an exercise that is its own; of an incident the narrowest area that has the scene and
    everybody who was sent there; of a whole log that of the reader.
    """
    exercise = queries.of_world(session)
    if exercise is not None:
        return exercise.area_code
    if incident_id is None:
        return actor.home_code
    codes = _involved(session, incident_id)
    holds = [func.starts_with(code, Jurisdiction.prefix) for code in codes]
    narrowest = func.length(Jurisdiction.prefix).desc()
    query = select(Jurisdiction.code).where(*holds).order_by(narrowest)
    found = session.scalar(query.limit(1))
    return found if found is not None and sees(actor.prefixes, found) else actor.home_code


def _involved(session: Session, incident_id: UUID) -> set[str]:
    sent = select(Team.jurisdiction_code).join(Order, Order.team_id == Team.id)
    carried = select(Depot.jurisdiction_code).join(Order, Order.depot_id == Depot.id)
    scene = select(Incident.jurisdiction_code).where(Incident.id == incident_id)
    there = Order.incident_id == incident_id
    return set(session.scalars(scene.union(sent.where(there), carried.where(there))))


def _text(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
