"""The layers other systems may read: which table, which place, which properties, which instant.

Names and telephone numbers of people are left out: a layer is copied on, a screen is not.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from geo.models import Closure
from incidents.models import Incident
from resources.models import Depot, Facility, Item, Lot, Team, TeamCapability


@dataclass(frozen=True)
class Layer:
    """One collection of features.

    ``rows`` selects from the tables; ``holds`` says what belongs to the layer at all; ``began`` and
    ``ended`` are the instants a ``datetime`` filter is held against, None where there is none.
    """

    id: str
    title: str
    title_en: str
    description: str
    rows: Select[Any]
    key: InstrumentedAttribute[Any]
    place: InstrumentedAttribute[Any]
    jurisdiction: InstrumentedAttribute[str]
    properties: dict[str, ColumnElement[Any] | InstrumentedAttribute[Any]]
    filters: frozenset[str]
    holds: tuple[ColumnElement[bool], ...] = ()
    began: InstrumentedAttribute[Any] | None = None
    ended: InstrumentedAttribute[Any] | None = None


def _columns(table: type, *names: str) -> dict[str, Any]:
    return {name: getattr(table, name) for name in names}


def _capabilities() -> ColumnElement[Any]:
    """A team's capabilities as one object, code to units."""
    pairs = func.jsonb_object_agg(TeamCapability.capability_code, TeamCapability.units)
    return (
        select(pairs)
        .where(TeamCapability.team_id == Team.id)
        .correlate(Team)
        .scalar_subquery()
        .label("capabilities")
    )


TEAMS = Layer(
    "teams",
    "救援队伍",
    "Rescue teams",
    "Rescue teams at their bases, with state, capabilities and when each was last confirmed.",
    select(),
    Team.id,
    Team.home,
    Team.jurisdiction_code,
    _columns(
        Team, "code", "name", "kind", "jurisdiction_code", "address", "vehicle", "headcount",
        "turnout_s", "state", "tier", "confirmed_at", "confirmed_how", "synthetic",
    )
    | {"capabilities": _capabilities()},
    frozenset({"code", "name", "kind", "jurisdiction_code", "state", "vehicle"}),
    (Team.retired_at.is_(None),),
    began=Team.confirmed_at,
)  # fmt: skip

DEPOTS = Layer(
    "depots",
    "物资储备库",
    "Depots",
    "Depots of emergency supplies with their loading time and when each was last confirmed.",
    select(),
    Depot.id,
    Depot.position,
    Depot.jurisdiction_code,
    _columns(
        Depot, "code", "name", "kind", "jurisdiction_code", "address", "load_s", "tier",
        "confirmed_at", "confirmed_how", "synthetic",
    ),
    frozenset({"code", "name", "kind", "jurisdiction_code"}),
    (Depot.retired_at.is_(None),),
    began=Depot.confirmed_at,
)  # fmt: skip

LOTS = Layer(
    "lots",
    "物资库存",
    "Stock",
    "Lots of supplies at the place of their depot: what is here, promised and free.",
    select().join_from(Lot, Depot, Depot.id == Lot.depot_id).join(Item, Item.code == Lot.item_code),
    Lot.id,
    Depot.position,
    Depot.jurisdiction_code,
    _columns(Lot, "item_code", "batch", "made_on", "expires_on", "quantity", "reserved")
    | {
        "free": (Lot.quantity - Lot.reserved).label("free"),
        "item_name": Item.name.label("item_name"),
        "unit": Item.unit,
        "reusable": Item.reusable,
        "depot_code": Depot.code.label("depot_code"),
        "depot_name": Depot.name.label("depot_name"),
        "jurisdiction_code": Depot.jurisdiction_code,
        "confirmed_at": Lot.confirmed_at,
        "confirmed_how": Lot.confirmed_how,
        "synthetic": Lot.synthetic,
    },
    frozenset({"item_code", "depot_code", "jurisdiction_code", "batch"}),
    (Depot.retired_at.is_(None),),
    began=Lot.confirmed_at,
)

FACILITIES = Layer(
    "facilities",
    "医院与避难场所",
    "Hospitals and shelters",
    "Hospitals and shelters with their beds or places, how many are free, and since when.",
    select(),
    Facility.id,
    Facility.position,
    Facility.jurisdiction_code,
    _columns(
        Facility, "code", "kind", "name", "jurisdiction_code", "address", "capacity", "free",
        "confirmed_at", "confirmed_how", "synthetic",
    ),
    frozenset({"code", "kind", "name", "jurisdiction_code"}),
    (Facility.retired_at.is_(None),),
    began=Facility.confirmed_at,
)  # fmt: skip

INCIDENTS = Layer(
    "incidents",
    "突发事件",
    "Incidents",
    "Incidents from the report on, with level, priority and state.",
    select(),
    Incident.id,
    Incident.position,
    Incident.jurisdiction_code,
    _columns(
        Incident, "number", "kind", "title", "state", "priority", "level", "response_level",
        "jurisdiction_code", "place_name", "reported_at",
    ),
    frozenset({"number", "kind", "state", "jurisdiction_code"}),
    began=Incident.reported_at,
)  # fmt: skip

CLOSURES = Layer(
    "closures",
    "封路",
    "Road closures",
    "Closures of roads with their validity; lifted ones are left out.",
    select(),
    Closure.id,
    Closure.area,
    Closure.jurisdiction_code,
    _columns(Closure, "kind", "reason", "jurisdiction_code", "valid_from", "valid_to"),
    frozenset({"kind", "jurisdiction_code"}),
    (and_(Closure.lifted_at.is_(None)),),
    began=Closure.valid_from,
    ended=Closure.valid_to,
)

LAYERS = {each.id: each for each in (TEAMS, DEPOTS, LOTS, FACILITIES, INCIDENTS, CLOSURES)}
