"""Reads of trust: how far counts are relied on, what to confirm first, how fresh each county is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Integer, case, cast, func, literal, select, true
from sqlalchemy.orm import Session

from core import clock
from core.config import get_settings
from core.models import Jurisdiction
from core.visibility import visible
from resources import schemas_trust
from resources.models import Depot, Facility, Item, Lot, Team, TeamCapability, Truck
from resources.models_experts import Expert
from resources.trust import DAY_S, TrustRule, age_days, relied_on
from resources.trust_reasons import WEIGHT, Matters

AT_MOST = 500
NO_STOCK: Mapping[str, None] = dict.fromkeys(
    ("batch", "quantity", "relied_on", "unit", "kind", "capacity", "free")
)
"""What a row that is no lot and no place does not have."""


def site_trust() -> TrustRule:
    """Return how far this site trusts a count of a certain age."""
    settings = get_settings()
    return TrustRule(
        settings.trust_full_days, settings.trust_floor_days, settings.trust_floor_percent
    )


def percent_sql(confirmed_at: Any, now: datetime) -> ColumnElement[int]:
    """Return the site's rule in the database: integers divide as they do in ``TrustRule``."""
    rule, age = site_trust(), age_days_sql(confirmed_at, now)
    span = max(1, rule.floor_days - rule.full_days)
    fallen = (100 - rule.floor_percent) * (age - rule.full_days) / cast(span, Integer)
    return case(
        (age <= rule.full_days, literal(100, Integer)),
        (age >= rule.floor_days, literal(rule.floor_percent, Integer)),
        else_=literal(100, Integer) - cast(func.floor(fallen), Integer),
    )


def age_days_sql(confirmed_at: Any, now: datetime) -> ColumnElement[int]:
    """Return the whole days since somebody vouched for a row, never less than none."""
    seconds = func.extract("epoch", literal(now) - confirmed_at)
    return cast(func.greatest(0, func.floor(seconds / DAY_S)), Integer)


def worth_of(session: Session, confirmed_at: datetime) -> tuple[int, int, int]:
    """Return age in days, trust, and how much of the trust a confirmation would bring back."""
    age = age_days(confirmed_at, clock.now(session))
    percent = site_trust().percent(age)
    return age, percent, (100 - percent) * 10 + min(age, 365)


def lots(
    session: Session, prefixes: Sequence[str], matters: Matters
) -> list[schemas_trust.ToConfirm]:
    """Return lots with what they matter by, those that matter first."""
    rank = _rank(matters, Lot.id, Lot.item_code)
    query = (
        select(Lot, Depot.name, Depot.jurisdiction_code, Item.name, Item.name_en, Item.unit)
        .join(Depot, Depot.id == Lot.depot_id)
        .join(Item, Item.code == Lot.item_code)
        .where(visible(Depot.jurisdiction_code, prefixes), Depot.retired_at.is_(None))
        .where(Lot.quantity > 0, old_enough(session, Lot.confirmed_at))
        .order_by(rank.desc(), Lot.confirmed_at)
        .limit(AT_MOST)
    )
    return [_lot(session, matters, *row) for row in session.execute(query)]


def _lot(
    session: Session,
    matters: Matters,
    lot: Lot,
    depot: str,
    code: str,
    name: str,
    name_en: str,
    unit: str,
) -> schemas_trust.ToConfirm:
    age, percent, worth = worth_of(session, lot.confirmed_at)
    why = matters.why(lot.id, [lot.item_code])
    share = matters.share([lot.item_code], lot.quantity)
    return schemas_trust.ToConfirm(
        noun="lot",
        id=lot.id,
        version=lot.version,
        title=name,
        title_en=name_en,
        place=depot,
        phone=None,
        batch=lot.batch,
        jurisdiction_code=code,
        quantity=lot.quantity,
        relied_on=relied_on(lot.quantity, percent),
        unit=unit,
        state=None,
        kind=None,
        capacity=None,
        free=None,
        why=why,
        score=round(WEIGHT[why] * share * worth, 1),
        age_days=age,
        trust_percent=percent,
        confirmed_at=lot.confirmed_at,
        confirmed_by=lot.confirmed_by,
        confirmed_how=lot.confirmed_how,
    )


def _rank(matters: Matters, row_id: Any, code: Any) -> ColumnElement[int]:
    """Return in what order rows are looked at: however many there are, what matters is not cut."""
    return case(
        (row_id.in_(matters.proposed), 3),
        (code.in_(set(matters.needed)), 2),
        (code.in_(matters.planned), 1),
        else_=0,
    )


def old_enough(session: Session, confirmed_at: Any) -> ColumnElement[bool]:
    """A row confirmed within the last day need not be asked about again."""
    return age_days_sql(confirmed_at, clock.now(session)) >= 1


def teams(
    session: Session, prefixes: Sequence[str], matters: Matters
) -> list[schemas_trust.ToConfirm]:
    """Return teams with what they matter by, those that matter first."""
    codes = (
        select(func.array_agg(TeamCapability.capability_code))
        .where(TeamCapability.team_id == Team.id)
        .scalar_subquery()
    )
    rank = (
        select(func.max(_rank(matters, Team.id, TeamCapability.capability_code)))
        .where(TeamCapability.team_id == Team.id)
        .scalar_subquery()
    )
    query = (
        select(Team, codes)
        .where(visible(Team.jurisdiction_code, prefixes), Team.retired_at.is_(None))
        .where(old_enough(session, Team.confirmed_at))
        .order_by(func.coalesce(rank, 0).desc(), Team.confirmed_at)
        .limit(AT_MOST)
    )
    return [
        _plain(session, matters, "team", team, can or []) for team, can in session.execute(query)
    ]


def depots(
    session: Session, prefixes: Sequence[str], matters: Matters
) -> list[schemas_trust.ToConfirm]:
    """Return depots with what they matter by, those that matter first."""
    query = (
        select(Depot)
        .where(visible(Depot.jurisdiction_code, prefixes), Depot.retired_at.is_(None))
        .where(old_enough(session, Depot.confirmed_at))
        .order_by(Depot.id.in_(matters.proposed).desc(), Depot.confirmed_at)
        .limit(AT_MOST)
    )
    return [_plain(session, matters, "depot", depot, []) for depot in session.scalars(query)]


def _plain(
    session: Session,
    matters: Matters,
    noun: Literal["team", "depot"],
    row: Team | Depot,
    codes: Iterable[str],
) -> schemas_trust.ToConfirm:
    age, percent, worth = worth_of(session, row.confirmed_at)
    why = matters.why(row.id, codes)
    return schemas_trust.ToConfirm(
        noun=noun,
        id=row.id,
        version=row.version,
        title=row.name,
        title_en=row.name,
        place=row.address,
        phone=row.phone,
        **NO_STOCK,
        jurisdiction_code=row.jurisdiction_code,
        state=row.state if isinstance(row, Team) else None,
        why=why,
        score=round(WEIGHT[why] * worth, 1),
        age_days=age,
        trust_percent=percent,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        confirmed_how=row.confirmed_how,
    )


def freshness(session: Session, prefixes: Sequence[str]) -> list[schemas_trust.Freshness]:
    """Return how fresh the rows of every kind are in each county one sees."""
    sources: tuple[tuple[schemas_trust.Noun, Any, Any, Any], ...] = (
        ("lot", Lot, Depot, select(Lot).join(Depot, Depot.id == Lot.depot_id)),
        ("team", Team, Team, select(Team)),
        ("depot", Depot, Depot, select(Depot)),
        ("truck", Truck, Depot, select(Truck).join(Depot, Depot.id == Truck.depot_id)),
        ("facility", Facility, Facility, select(Facility)),
        ("expert", Expert, Expert, select(Expert)),
    )
    return [
        one
        for noun, table, owner, query in sources
        for one in _freshness_of(session, prefixes, noun, table, owner, query)
    ]


def _freshness_of(
    session: Session,
    prefixes: Sequence[str],
    noun: schemas_trust.Noun,
    table: Any,
    owner: Any,
    query: Any,
) -> list[schemas_trust.Freshness]:
    now, rule = clock.now(session), site_trust()
    age = age_days_sql(table.confirmed_at, now)
    county = func.left(owner.jurisdiction_code, 6)
    rows = query.with_only_columns(
        county.label("jurisdiction_code"),
        func.min(Jurisdiction.name).label("jurisdiction_name"),
        func.count().label("rows"),
        func.count().filter(age <= rule.full_days).label("fresh"),
        func.count().filter(age >= rule.floor_days).label("stale"),
        func.round(func.avg(percent_sql(table.confirmed_at, now))).label("trust_percent"),
        func.min(table.confirmed_at).label("oldest_at"),
    ).join(Jurisdiction, Jurisdiction.code == county)
    rows = rows.where(visible(owner.jurisdiction_code, prefixes), owner.retired_at.is_(None))
    grouped = session.execute(rows.where(_kept(noun)).group_by(county).order_by(county))
    return [schemas_trust.Freshness(noun=noun, **row._mapping) for row in grouped]


def _kept(noun: schemas_trust.Noun) -> ColumnElement[bool]:
    """Neither an empty lot nor a lorry that left is asked about."""
    match noun:
        case "lot":
            return Lot.quantity > 0
        case "truck":
            return Truck.state != "retired"
        case _:
            return true()
