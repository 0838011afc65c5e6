"""The step of scenes: they grow and shrink minute by minute, and what is seen of it is told.

What is told are corrected facts of the incident, and reports and calls for help of whoever leads on
scene. Before anybody is there, callers tell it.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import dispatch.service_field
import incidents.service
from core.auth import Actor
from core.errors import DomainError
from dispatch.models import Assignment, Order
from dispatch.queries import OPEN_INCIDENT
from dispatch.schemas_field import FieldReportIn
from exercises.field import model_scene as model
from exercises.field.cast import TITLES, Cast, acting, cast_of
from exercises.field.model_scene import Crews, Facts, Scene, Told
from exercises.models_field import SimOrder, SimScene
from incidents.models import Incident, Need
from incidents.schemas import IncidentPatch
from resources.models import Team

logger = logging.getLogger("muster.field")

TELLS_EVERY_S = 900
ASKS_EVERY_S = 1800.0
LEAST_DANGER_TO_STAY = 0.05
GROWING = "险情仍在发展（约{}%），现有力量压不住，请求增援"
TOO_FEW = "被困人员较多，搜救力量不足，请求增援"
CLEAR = "险情已得到控制，被困人员已全部救出"


@dataclass(frozen=True, slots=True)
class Presence:
    """A team that is or was at a scene, for what, and from when until when."""

    order_id: UUID
    team_id: UUID
    team_name: str
    capabilities: dict[str, int]
    from_at: datetime
    until: datetime | None


def step(session: Session) -> None:
    """Advance every scene to the present minute and tell what is new, every quarter of an hour."""
    cast = cast_of(session)
    if cast is None:
        return
    query = (
        select(Incident, SimScene)
        .outerjoin(SimScene, SimScene.incident_id == Incident.id)
        .where(Incident.state.in_(OPEN_INCIDENT))
        .order_by(Incident.id)
        .execution_options(populate_existing=True)
    )
    for incident, kept in session.execute(query).all():
        found = kept or _begin(session, cast, incident)
        if found is not None and found.next_at <= cast.now:
            _advance(session, cast, incident, found)


def _begin(session: Session, cast: Cast, incident: Incident) -> SimScene | None:
    """Begin a scene; one of a world that was branched off goes on from what is known by then."""
    facts = _facts(incident)
    scene = model.begins(facts)
    if scene is None:
        return None
    passed_s = (cast.now - incident.reported_at).total_seconds()
    scene = replace(scene, tick=max(0, int(passed_s // model.TICK_S)))
    row = SimScene(
        incident_id=incident.id,
        thing=incident.number,
        scene=asdict(scene),
        facts=asdict(facts),
        next_at=incident.reported_at + timedelta(seconds=TELLS_EVERY_S),
    )
    session.add(row)
    session.flush()
    return row


def _facts(incident: Incident) -> Facts:
    return Facts(
        kind=incident.kind,
        exposed=incident.exposed,
        trapped=incident.trapped,
        serious=incident.serious_injuries,
        minor=incident.minor_injuries,
        deaths=incident.deaths,
        spill=incident.spill,
    )


def _advance(session: Session, cast: Cast, incident: Incident, kept: SimScene) -> None:
    """Let the scene go on up to the last whole minute, then tell; the incident is locked first."""
    session.refresh(incident, with_for_update=True)
    facts = _facts(incident)
    scene = model.absorb(Scene(**kept.scene), Facts(**kept.facts), facts)
    there = presences(session, incident.id)
    passed_s = (cast.now - incident.reported_at).total_seconds()
    ticks = max(0, int(passed_s // model.TICK_S) - scene.tick)
    luck = cast.luck(kept.thing)
    scene = model.advance(scene, incident.kind, luck, ticks, _crews_at(there, incident.reported_at))
    now_there = [one for one in there if one.until is None]
    if not model.is_under_control(scene):
        kept.controlled_at = None
    elif kept.controlled_at is None:
        _all_clear(session, cast, kept, now_there)
    is_over = kept.controlled_at == cast.now and bool(now_there)
    _tell(session, cast, incident, scene, now_there, verified=is_over)
    _report_from_scene(session, cast, incident, kept, scene, now_there)
    kept.scene, kept.facts = asdict(scene), asdict(_facts(incident))
    kept.next_at = cast.now + timedelta(seconds=TELLS_EVERY_S)
    session.flush()


def _all_clear(session: Session, cast: Cast, kept: SimScene, there: Sequence[Presence]) -> None:
    """Remember since when the danger is over, and let those at the scene think of leaving."""
    kept.controlled_at = cast.now
    ids = [one.order_id for one in there]
    for order in session.scalars(select(SimOrder).where(SimOrder.order_id.in_(ids))):
        order.next_at = cast.now


def presences(session: Session, incident_id: UUID) -> list[Presence]:
    """Return who is or was at the scene of an incident, in the order in which they came."""
    query = (
        select(
            Order.id, Order.team_id, Team.name, Assignment.fills, Order.arrived_at,
            Order.released_at,
        )
        .join(Assignment, Assignment.id == Order.assignment_id)
        .join(Team, Team.id == Order.team_id)
        .where(Order.incident_id == incident_id, Order.arrived_at.is_not(None))
        .order_by(Order.arrived_at, Order.number)
    )  # fmt: skip
    rows = session.execute(query).all()
    codes = _capabilities(session, incident_id)
    found = []
    for order_id, team_id, name, fills, arrived_at, released_at in rows:
        able: dict[str, int] = {}
        for need_id, amount in fills.items():
            if (code := codes.get(need_id)) is not None:
                able[code] = able.get(code, 0) + int(amount)
        assert team_id is not None
        assert arrived_at is not None
        found.append(Presence(order_id, team_id, name, able, arrived_at, released_at))
    return found


def _capabilities(session: Session, incident_id: UUID) -> dict[str, str]:
    query = select(Need.id, Need.capability_code).where(
        Need.incident_id == incident_id, Need.capability_code.is_not(None)
    )
    return {str(need_id): code for need_id, code in session.execute(query) if code}


def _crews_at(there: Sequence[Presence], since: datetime) -> Callable[[int], Crews]:
    """Return who works at a tick; whoever comes within a minute counts from the next one on."""

    def crews(tick: int) -> Crews:
        at = since + timedelta(seconds=tick * model.TICK_S)
        return _sum(one for one in there if one.from_at <= at and not _gone(one, at))

    return crews


def _gone(one: Presence, at: datetime) -> bool:
    return one.until is not None and one.until <= at


def _sum(there: Any) -> dict[str, int]:
    crews: dict[str, int] = {}
    for one in there:
        for code, amount in one.capabilities.items():
            crews[code] = crews.get(code, 0) + amount
    return crews


def _tell(
    session: Session,
    cast: Cast,
    incident: Incident,
    scene: Scene,
    there: Sequence[Presence],
    *,
    verified: bool,
) -> None:
    """Correct the facts of the incident where they have changed; who reports depends on who is."""
    changes = _changes(_facts(incident), model.told(scene), verified=verified)
    if verified and incident.missing is None:
        changes["missing"] = 0
    if not changes:
        return
    title = TITLES["scene"] if there else TITLES["caller"]
    officer = cast.officer("duty_officer", title)
    with acting(session, officer) as actor:
        incidents.service.correct_incident(
            session, actor, incident.id, incident.version, IncidentPatch(**changes)
        )


def _changes(known: Facts, found: Told, *, verified: bool) -> dict[str, int]:
    """Return what is new: the dead never get fewer, what is unknown is told once it is not zero.

    When the danger is over somebody has looked everywhere: then nought is known, too.
    """
    pairs = {
        "trapped": (known.trapped, found.trapped),
        "serious_injuries": (known.serious, found.serious),
        "minor_injuries": (known.minor, found.minor),
        "deaths": (known.deaths, max(found.deaths, known.deaths or 0)),
    }
    return {
        name: new
        for name, (old, new) in pairs.items()
        if new != old and (verified or not (old is None and not new))
    }


def _report_from_scene(
    session: Session,
    cast: Cast,
    incident: Incident,
    kept: SimScene,
    scene: Scene,
    there: Sequence[Presence],
) -> None:
    spokesman = speaker(cast, incident.kind, there)
    if spokesman is None:
        return
    if kept.controlled_at == cast.now:
        _send(
            session,
            cast,
            incident,
            spokesman,
            {"kind": "note", "text": CLEAR},
        )
        return
    wanted = model.lacks(scene, incident.kind, _sum(there))
    asked = kept.asked_at
    if wanted is None or (asked and cast.now - asked < timedelta(seconds=ASKS_EVERY_S)):
        return
    kept.asked_at = cast.now
    burns = wanted[0] in model.KINDS[incident.kind].fought_by
    text = GROWING.format(round(scene.danger * 100)) if burns else TOO_FEW
    asked_for = {"lacking": "team", "capability_code": wanted[0], "quantity": wanted[1]}
    _send(session, cast, incident, spokesman, {"kind": "help", "text": text, **asked_for})


def speaker(cast: Cast, kind: str, there: Sequence[Presence]) -> Presence | None:
    """Return who speaks for the scene: the first who fights it or frees people, else the first."""
    rates = model.KINDS[kind]
    able = {*rates.fought_by, *rates.frees}
    led = [one for one in there if cast.leads(one.team_id)]
    return next((one for one in led if able & set(one.capabilities)), next(iter(led), None))


def _send(
    session: Session, cast: Cast, incident: Incident, speaker: Presence, report: dict[str, Any]
) -> None:
    actor: Actor = cast.leader(speaker.team_id, speaker.team_name)
    sent = FieldReportIn(incident_id=incident.id, order_id=speaker.order_id, **report)
    try:
        with acting(session, actor):
            dispatch.service_field.send_report(session, actor, sent)
    except DomainError as refusal:
        logger.info("%s: report from %s refused: %s", cast.world, incident.number, refusal)


def severity_of(session: Session, incident_id: UUID) -> float:
    """Return how dangerous the scene of an incident has become, 0 to 1; 0 where it has none."""
    kept = session.get(SimScene, incident_id)
    return 0.0 if kept is None else float(kept.scene["danger"])


def controlled_at(session: Session, incident_id: UUID) -> datetime | None:
    """Return since when the danger of an incident is over; None while it is not."""
    kept = session.get(SimScene, incident_id)
    return None if kept is None else kept.controlled_at


def still_needs(session: Session, incident_id: UUID, capability: str | None) -> bool:
    """Say whether a scene still needs crews with a capability: danger to fight, people to free."""
    kept = session.get(SimScene, incident_id)
    incident = session.get_one(Incident, incident_id)
    kind = model.KINDS.get(incident.kind)
    if kept is None or kind is None or capability is None or incident.state not in OPEN_INCIDENT:
        return False
    if capability in kind.fought_by and kept.scene["danger"] > LEAST_DANGER_TO_STAY:
        return True
    return capability in kind.frees and kept.scene["trapped"] >= 0.5


def is_under_control(session: Session, incident: Incident) -> bool:
    """Say whether nothing gets worse at an incident any more; without a scene nothing ever did."""
    kept = session.get(SimScene, incident.id)
    return kept is None or model.is_under_control(Scene(**kept.scene))
