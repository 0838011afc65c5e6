"""Reads of the state of the roads: closures, conditions and speeds that hold at an instant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.config import get_settings
from core.models import Jurisdiction
from core.wire import Page
from geo import schemas_roads as schemas
from geo.models_roads import RoadCondition, SpeedFit, SpeedTable
from geo.queries_closures import active_closures
from geo.road_conditions import HourBand, Light, Weather
from geo.road_state import RoadConditions, RoadsNow, SpeedCorrections
from geo.road_state import SpeedTable as Table
from geo.speeds import HIGHWAYS, speeds_kmh
from geo.types import VehicleClass


def roads_now(session: Session, at: datetime) -> RoadsNow:
    """Return everything that travel times depend on at an instant, beside the road file."""
    return RoadsNow(
        closures=tuple(active_closures(session, at)),
        conditions=conditions_at(session, at),
        corrections=corrections_in_force(session),
        table=table_in_force(session),
    )


def conditions_at(session: Session, at: datetime) -> RoadConditions:
    """Return how one drives at an instant: an officer's word, and the clock where there is none."""
    by_clock = RoadConditions.by_the_clock(at)
    word = session.scalar(
        select(RoadCondition)
        .where(_holds(at))
        .order_by(RoadCondition.set_at.desc(), RoadCondition.id.desc())
        .limit(1)
    )
    if word is None:
        return by_clock
    return RoadConditions(
        weather=Weather(word.weather),
        light=by_clock.light if word.light is None else Light(word.light),
        hour_band=by_clock.hour_band,
        emergency=frozenset(VehicleClass(one) for one in word.emergency),
    )


def _holds(at: datetime) -> ColumnElement[bool]:
    ends_later = or_(RoadCondition.valid_to.is_(None), RoadCondition.valid_to > at)
    open_ = RoadCondition.withdrawn_at.is_(None)
    return and_(open_, RoadCondition.valid_from <= at, ends_later)


def corrections_in_force(session: Session) -> SpeedCorrections:
    """Return the learnt factors in force; none where the site has switched learning off."""
    if not get_settings().learn_speeds:
        return SpeedCorrections()
    fit = session.execute(select(SpeedFit.id, SpeedFit.factors).where(SpeedFit.active)).first()
    return SpeedCorrections() if fit is None else corrections_of(fit.id, fit.factors)


def fit_in_force(session: Session) -> schemas.SpeedFit | None:
    """Return the fit whose factors are in force, None where there is none."""
    if not get_settings().learn_speeds:
        return None
    row = session.scalar(select(SpeedFit).where(SpeedFit.active))
    return None if row is None else schemas.SpeedFit.model_validate(row)


def corrections_of(fit_id: UUID, factors: Sequence[dict[str, Any]]) -> SpeedCorrections:
    """Return the factors of a fit as the roads use them."""
    learnt = {
        (VehicleClass(one["vehicle"]), str(one["road_class"]), HourBand(one["hour_band"])): float(
            one["factor"]
        )
        for one in factors
    }
    return SpeedCorrections(str(fit_id), learnt)


def table_in_force(session: Session) -> Table:
    """Return the site's own speed table, or the shipped one."""
    row = session.execute(select(SpeedTable.id, SpeedTable.kmh).where(SpeedTable.active)).first()
    return Table() if row is None else table_of(row.id, row.kmh)


def table_of(table_id: UUID, kmh: dict[str, dict[str, int]]) -> Table:
    """Return a site's speeds as the roads use them; what it leaves out is as shipped."""
    found = {}
    for vehicle, speeds in kmh.items():
        shipped = dict(zip(HIGHWAYS, speeds_kmh(VehicleClass(vehicle)), strict=True))
        found[VehicleClass(vehicle)] = tuple(speeds.get(road, shipped[road]) for road in HIGHWAYS)
    return Table(str(table_id), found)


def active_table(session: Session) -> SpeedTable | None:
    """Return the record of the site's own speed table in force, None for the shipped one."""
    return session.scalar(select(SpeedTable).where(SpeedTable.active))


def conditions_now(session: Session) -> schemas.ConditionsNow:
    """Return what holds now with the word behind it, and what is still to come."""
    now = clock.now(session)
    holding = conditions_at(session, now)
    rows = list(session.scalars(select(RoadCondition).where(_not_over(now)).order_by(*_NEWEST)))
    words = [schemas.RoadCondition.model_validate(row) for row in rows]
    current = [one for one in words if one.valid_from <= now]
    return schemas.ConditionsNow(
        at=now,
        weather=holding.weather,
        light=holding.light,
        hour_band=holding.hour_band,
        emergency=sorted(holding.emergency),
        word=current[0] if current else None,
        coming=[one for one in words if one.valid_from > now],
    )


_NEWEST = (RoadCondition.set_at.desc(), RoadCondition.id.desc())


def _not_over(now: datetime) -> ColumnElement[bool]:
    ends_later = or_(RoadCondition.valid_to.is_(None), RoadCondition.valid_to > now)
    return and_(RoadCondition.withdrawn_at.is_(None), ends_later)


def list_conditions(session: Session, offset: int, limit: int) -> Page[schemas.RoadCondition]:
    """Return a page of what officers have said about driving, newest first."""
    total = session.scalar(select(func.count()).select_from(RoadCondition)) or 0
    query = select(RoadCondition).order_by(*_NEWEST).offset(offset).limit(limit)
    rows = [schemas.RoadCondition.model_validate(row) for row in session.scalars(query)]
    after = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=after if after < total else None)


def list_fits(session: Session, limit: int) -> list[schemas.SpeedFit]:
    """Return the fits, newest first."""
    query = select(SpeedFit).order_by(SpeedFit.number.desc()).limit(limit)
    return [schemas.SpeedFit.model_validate(row) for row in session.scalars(query)]


def newest_fit_at(session: Session) -> datetime | None:
    """Return when speeds were last learnt from runs by the clock, None if never."""
    query = select(SpeedFit.made_at).where(SpeedFit.made_by_name.is_(None))
    return session.scalar(query.order_by(SpeedFit.number.desc()).limit(1))


def whole_area(session: Session) -> tuple[str, list[str]]:
    """Return the code of the city or province whose roads these are, and its counties' codes."""
    query = select(Jurisdiction.code).where(Jurisdiction.level == "county")
    counties = sorted(session.scalars(query))
    cities, provinces = {code[:4] for code in counties}, {code[:2] for code in counties}
    shared = cities if len(cities) == 1 else provinces if len(provinces) == 1 else {""}
    return shared.pop().ljust(6, "0"), counties
