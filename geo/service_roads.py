"""Writes of how one drives: conditions are set, tables and fits put in force or set aside."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import Conflict, Forbidden, Invalid, NotFound, require_version
from core.outbox import Happening
from core.visibility import audience, sees
from geo import events_roads as events
from geo import queries_roads as queries
from geo import schemas_roads as schemas
from geo.models_roads import RoadCondition, SpeedFit, SpeedTable
from geo.road_conditions import MAY_RUN_IN_EMERGENCY


class BeyondYourRoads(Forbidden):
    """This holds for the roads of the whole area; only who is responsible for all of it decides."""

    zh = "该设置对全域路网生效，只有负责全域的人员可以决定。"


class ConditionEndsBeforeItBegins(Invalid):
    """The condition ends before it begins, or has ended already; see the field {field}."""

    zh = "路况的结束时间早于开始时间或已过，请检查字段 {field}。"


class NoEmergencyRunning(Invalid):
    """Emergency running does not apply to {vehicle}; see the field {field}."""

    zh = "{vehicle} 不适用应急行驶，请检查字段 {field}。"


class ConditionWithdrawn(Conflict):
    """This was withdrawn already."""

    zh = "该路况设置已撤销。"


class FitInThatState(Conflict):
    """The fit is already in this state."""

    zh = "该次修正已处于此状态。"


class FitOfAnotherTable(Conflict):
    """These factors were learnt against another speed table; learn anew."""

    zh = "该次修正是按另一张速度表学习得到的，请重新学习。"


def set_condition(
    session: Session, actor: Actor, wanted: schemas.RoadConditionIn
) -> schemas.RoadCondition:
    """Say how one drives in the whole area; the newest word that holds counts."""
    require_whole_area(session, actor)
    now = clock.now(session)
    valid_from = wanted.valid_from or now
    if wanted.valid_to is not None and wanted.valid_to <= max(valid_from, now):
        raise ConditionEndsBeforeItBegins(field="valid_to")
    for vehicle in wanted.emergency:
        if vehicle not in MAY_RUN_IN_EMERGENCY:
            raise NoEmergencyRunning(field="emergency", vehicle=vehicle)
    row = RoadCondition(
        weather=wanted.weather,
        light=wanted.light,
        emergency=sorted(set(wanted.emergency)),
        note=wanted.note,
        valid_from=valid_from,
        valid_to=wanted.valid_to,
        set_at=now,
        set_by=actor.account_id,
        set_by_name=actor.name,
    )
    session.add(row)
    session.flush()
    out = schemas.RoadCondition.model_validate(row)
    _tell(session, events.RoadConditionSet(road_condition=out))
    return out


def withdraw_condition(
    session: Session, actor: Actor, condition_id: UUID, seen: int | None
) -> schemas.RoadCondition:
    """Take back what was said about driving; an earlier word that still holds counts again."""
    row = session.scalar(
        select(RoadCondition).where(RoadCondition.id == condition_id).with_for_update()
    )
    if row is None:
        raise NotFound(noun="road_condition")
    require_whole_area(session, actor)
    current = schemas.RoadCondition.model_validate(row).model_dump(mode="json")
    require_version(seen, row.version, current)
    if row.withdrawn_at is not None:
        raise ConditionWithdrawn()
    row.withdrawn_at, row.withdrawn_by_name = clock.now(session), actor.name
    row.version += 1
    session.flush()
    out = schemas.RoadCondition.model_validate(row)
    _tell(session, events.RoadConditionWithdrawn(road_condition=out))
    return out


def enter_table(
    session: Session, source: str, kmh: dict[str, dict[str, int]], by: str
) -> schemas.SpeedTable:
    """Put a site's own speeds in force in the place of the present ones.

    Learnt factors were learnt against the old table: they are set aside with it.
    """
    set_table_aside(session)
    row = SpeedTable(
        source=source, kmh=kmh, active=True, entered_at=clock.now(session), entered_by_name=by
    )
    session.add(row)
    session.flush()
    out = schemas.SpeedTable.model_validate(row)
    _tell(session, events.SpeedTableEntered(speed_table=out))
    _set_fit_aside(session, by)
    return out


def set_table_aside(session: Session) -> schemas.SpeedTable | None:
    """Go back to the shipped speeds; the table stays on record."""
    row = session.scalar(select(SpeedTable).where(SpeedTable.active).with_for_update())
    if row is None:
        return None
    row.active = False
    row.version += 1
    session.flush()
    out = schemas.SpeedTable.model_validate(row)
    _tell(session, events.SpeedTableSetAside(speed_table=out))
    _set_fit_aside(session, None)
    return out


def store_fit(
    session: Session,
    verdict: str,
    reason: str,
    found: tuple[schemas.FitFigures, list[schemas.LearntFactor]],
    by: str | None,
) -> schemas.SpeedFit:
    """Keep what was learnt from runs; an adopted fit takes the place of the one in force."""
    adopted = verdict == "adopted"
    if adopted:
        _set_fit_aside(session, by)
    figures, factors = found
    now = clock.now(session)
    row = SpeedFit(
        made_at=now,
        made_by_name=by,
        verdict=verdict,
        reason=reason,
        figures=figures.model_dump(mode="json"),
        factors=[one.model_dump(mode="json") for one in factors],
        active=adopted,
        switched_at=now if adopted else None,
        switched_by_name=by if adopted else None,
    )
    session.add(row)
    session.flush()
    out = schemas.SpeedFit.model_validate(row)
    _tell(session, events.SpeedFitMade(speed_fit=out))
    if adopted:
        _tell(session, events.SpeedFitActivated(speed_fit=out))
    return out


def activate_fit(
    session: Session, actor: Actor, fit_id: UUID, seen: int | None
) -> schemas.SpeedFit:
    """Put learnt factors in force, also those kept aside or an earlier fit, instead of others."""
    row = _fit(session, actor, fit_id, seen)
    if row.active:
        raise FitInThatState()
    if row.figures["table_id"] != queries.table_in_force(session).id:
        raise FitOfAnotherTable()
    _set_fit_aside(session, actor.name)
    row.active = True
    return _switched(session, row, actor.name, events.SpeedFitActivated)


def deactivate_fit(
    session: Session, actor: Actor, fit_id: UUID, seen: int | None
) -> schemas.SpeedFit:
    """Drive by the table again: the factors of a fit are no longer in force."""
    row = _fit(session, actor, fit_id, seen)
    if not row.active:
        raise FitInThatState()
    row.active = False
    return _switched(session, row, actor.name, events.SpeedFitDeactivated)


def _fit(session: Session, actor: Actor, fit_id: UUID, seen: int | None) -> SpeedFit:
    rows = list(session.scalars(select(SpeedFit).order_by(SpeedFit.id).with_for_update()))
    row = next((one for one in rows if one.id == fit_id), None)
    if row is None:
        raise NotFound(noun="speed_fit")
    require_whole_area(session, actor)
    current = schemas.SpeedFit.model_validate(row).model_dump(mode="json")
    require_version(seen, row.version, current)
    return row


def _set_fit_aside(session: Session, by: str | None) -> None:
    row = session.scalar(select(SpeedFit).where(SpeedFit.active).with_for_update())
    if row is not None:
        row.active = False
        _switched(session, row, by, events.SpeedFitDeactivated)


def _switched(
    session: Session, row: SpeedFit, by: str | None, happening: type[Happening]
) -> schemas.SpeedFit:
    row.switched_at, row.switched_by_name = clock.now(session), by
    row.version += 1
    session.flush()
    out = schemas.SpeedFit.model_validate(row)
    facts: dict[str, Any] = {"speed_fit": out}
    _tell(session, happening(**facts))
    return out


def require_whole_area(session: Session, actor: Actor) -> None:
    """Refuse somebody who is not responsible for the whole area of these roads."""
    code, _counties = queries.whole_area(session)
    if not sees(actor.prefixes, code):
        raise BeyondYourRoads()


def _tell(session: Session, happening: Happening) -> None:
    """Everybody in the area drives on these roads, so everybody hears of it."""
    code, counties = queries.whole_area(session)
    outbox.record(session, happening, audience=audience(code, *counties))
