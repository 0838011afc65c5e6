"""The short list of what to confirm first: everything an office keeps, in one order."""

from collections.abc import Sequence
from typing import Any

from geoalchemy2 import Geography
from sqlalchemy import ColumnElement, Float, case, cast, func, null, select
from sqlalchemy.orm import Session

from core.visibility import visible
from resources import queries_trust, schemas_trust
from resources.models import Facility
from resources.models_experts import Expert
from resources.queries_trust import AT_MOST, NO_STOCK, old_enough, worth_of
from resources.trust_reasons import BRINGS_PEOPLE, NEAR_M, WEIGHT, Matters, Scene, Why


def to_confirm(
    session: Session,
    prefixes: Sequence[str],
    matters: Matters,
    limit: int,
    *,
    with_experts: bool = False,
) -> list[schemas_trust.ToConfirm]:
    """Return the rows most worth confirming now: what matters most and is trusted least, first."""
    found = [
        *queries_trust.lots(session, prefixes, matters),
        *queries_trust.teams(session, prefixes, matters),
        *queries_trust.depots(session, prefixes, matters),
        *_facilities(session, prefixes, matters),
        *(_experts(session, prefixes, matters) if with_experts else ()),
    ]
    found.sort(key=lambda row: (-row.score, row.confirmed_at, row.id))
    return found[:limit]


def _facilities(
    session: Session, prefixes: Sequence[str], matters: Matters
) -> list[schemas_trust.ToConfirm]:
    """Return hospitals and shelters with what they matter by, those that matter first."""
    away = _away(matters)
    named = Facility.name.in_(matters.activated.names) | Facility.phone.in_(matters.activated.names)
    query = (
        select(Facility, away)
        .where(visible(Facility.jurisdiction_code, prefixes), Facility.retired_at.is_(None))
        .where(old_enough(session, Facility.confirmed_at))
        .order_by(named.is_(True).desc(), away.asc().nulls_last(), Facility.confirmed_at)
        .limit(AT_MOST)
    )
    return [_facility(session, matters, *row) for row in session.execute(query)]


def _away(matters: Matters) -> ColumnElement[float | None]:
    """Return how far a place lies from the nearest scene people would be brought from."""
    cases = [
        (Facility.kind == kind, _metres_to(scenes))
        for kind in BRINGS_PEOPLE
        if (scenes := matters.scenes_for(kind))
    ]
    if not cases:
        return cast(null(), Float)
    away: Any = case(*cases, else_=None)
    return case((away < NEAR_M, away), else_=None)


def _metres_to(scenes: Sequence[Scene]) -> Any:
    points = ", ".join(f"({one.lon} {one.lat})" for one in scenes)
    there = cast(func.ST_GeomFromText(f"MULTIPOINT({points})", 4326), Geography)
    return func.ST_Distance(cast(Facility.position, Geography), there, False, type_=Float)


def _facility(
    session: Session, matters: Matters, row: Facility, away_m: float | None
) -> schemas_trust.ToConfirm:
    why, share = matters.why_place((row.name, row.phone), row.kind, away_m)
    shown = _shown(session, "facility", row, why, share, place=row.address)
    return shown.model_copy(update={"kind": row.kind, "capacity": row.capacity, "free": row.free})


def _experts(
    session: Session, prefixes: Sequence[str], matters: Matters
) -> list[schemas_trust.ToConfirm]:
    """Return every expert of an area with what the person matters by."""
    query = (
        select(Expert)
        .where(visible(Expert.jurisdiction_code, prefixes), Expert.retired_at.is_(None))
        .where(old_enough(session, Expert.confirmed_at))
    )
    return [_expert(session, matters, row) for row in session.scalars(query)]


def _expert(session: Session, matters: Matters, row: Expert) -> schemas_trust.ToConfirm:
    why = matters.why_expert((row.name, row.organisation, row.phone), row.expertise)
    place = " · ".join(part for part in (row.organisation, row.expertise) if part)
    return _shown(session, "expert", row, why, 1.0, place=place)


def _shown(
    session: Session,
    noun: schemas_trust.Confirmable,
    row: Facility | Expert,
    why: Why,
    share: float,
    *,
    place: str,
) -> schemas_trust.ToConfirm:
    age, percent, worth = worth_of(session, row.confirmed_at)
    return schemas_trust.ToConfirm(
        noun=noun,
        id=row.id,
        version=row.version,
        title=row.name,
        title_en=row.name,
        place=place,
        phone=row.phone,
        **NO_STOCK,
        state=None,
        jurisdiction_code=row.jurisdiction_code,
        why=why,
        score=round(WEIGHT[why] * share * worth, 1),
        age_days=age,
        trust_percent=percent,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        confirmed_how=row.confirmed_how,
    )
