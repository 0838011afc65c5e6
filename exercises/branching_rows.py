"""Rows of a branched world: each as its table has it now, overlaid with what the log told of it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from geoalchemy2.shape import from_shape
from shapely.geometry import Point, shape
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Table,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP, Range

from dispatch.lifecycle import LIVE_ORDER
from exercises.copying import Start, table_in
from exercises.from_incident_names import SOMEBODY, without_people
from exercises.replay import Picture
from resources.schemas import Position

NOBODY = UUID(int=0)
"""Stands where a row must name an account: who did it is not carried into an exercise."""
_WHO = frozenset(
    {"by", "created_by", "raised_by", "started_by", "set_by", "issued_by", "sent_by", "lifted_by"}
)
_ON_ORDERS = ("assigned", "en_route", "on_scene")
_DROPPED = frozenset({"proposal_id", "import_id", "told_later"})
"""What points at something that does not come along."""
_AS_THE_ROW_HAS_IT = frozenset({("hazard_area", "inside")})
"""Columns whose shape is not that of the field with their name."""


@dataclass
class Taken:
    """The picture of a moment: what the log tells, who heard, where teams were, the stock.

    ``simulated`` holds the rows of the simulated field by table.
    """

    world: str
    at: datetime
    names: frozenset[str]
    picture: Picture = field(default_factory=dict)
    heard: dict[str, list[str]] = field(default_factory=dict)
    positions: list[Position] = field(default_factory=list)
    stock: dict[str, int] = field(default_factory=dict)
    entered_later: set[str] = field(default_factory=set)
    simulated: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, noun: str) -> dict[str, dict[str, Any]]:
        """Return the records of a noun by id."""
        return self.picture.get(noun, {})


def enter(connection: Connection, start: Start, taken: Taken) -> int:
    """Enter everything but orders, in an order in which references hold; return how many rows."""
    incidents = _of_area(taken.of("incident").values(), start.prefix)
    ids = {one["id"] for one in incidents}
    _set_teams(connection, start, taken)
    rows = _put(connection, start, taken, "incident", incidents)
    steps = [one | {"incident_id": row["id"]} for row in incidents for one in row["report_steps"]]
    rows += _put(connection, start, taken, "report_step", steps)
    _let_hear(connection, start, taken, incidents)
    for noun in ("activation", "need", "task", "hazard_area", "sitrep", "log_entry"):
        told = [one for one in taken.of(noun).values() if one["incident_id"] in ids]
        rows += _put(connection, start, taken, noun, told)
    closures = _of_area(taken.of("closure").values(), start.prefix)
    known = [one for one in closures if one["incident_id"] in ids or one["incident_id"] is None]
    rows += _put(connection, start, taken, "closure", known)
    rows += _put(connection, start, taken, "road_condition", taken.of("road_condition").values())
    teams = ids_in(connection, start.world, "team")
    steered = (one for one in taken.of("steering").values() if one["lifted_at"] is None)
    of_both = [one for one in steered if one["incident_id"] in ids and one["team_id"] in teams]
    rows += _put(connection, start, taken, "steering", of_both)
    return rows + _place_teams(connection, start, taken, teams)


def order_rows(connection: Connection, start: Start, taken: Taken) -> int:
    """Enter the orders whose incident, team, depot and goods came along, under their numbers."""
    here = {
        name: ids_in(connection, start.world, name)
        for name in ("incident", "team", "depot", "truck", "lot", "need")
    }
    orders = [one for one in taken.of("order").values() if _is_whole(one, here)]
    if not orders:
        return 0
    rows = _put_assignments(connection, start, orders)
    with _numbers_kept(connection, start.world):
        rows += _put(connection, start, taken, "order", orders)
    lines = [
        line | {"order_id": one["id"], "position": n}
        for one in orders
        for n, line in enumerate(one["lines"])
    ]
    return rows + _put(connection, start, taken, "order_line", lines)


def free_whose_orders_stayed(connection: Connection, start: Start) -> None:
    """Set free the teams and lorries that were under way on orders which did not come along."""
    bound = table_in("assignment", start.world)
    for name in ("team", "truck"):
        table, owner = table_in(name, start.world), bound.c[f"{name}_id"]
        kept = select(owner).where(bound.c.state == "live", owner.is_not(None))
        lost = table.c.state.in_(_ON_ORDERS) & table.c.id.not_in(kept)
        connection.execute(update(table).where(lost).values(state="available"))


def ids_in(connection: Connection, world: str, name: str) -> set[str]:
    """Return the ids of a table's rows, as records name them."""
    return {str(one) for one in connection.scalars(select(table_in(name, world).c.id))}


def overlaid(table: Table, row: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with what a record tells in place of what it says itself."""
    values: dict[str, Any] = {}
    for column in table.columns:
        name = column.name
        if name in _DROPPED:
            values[name] = {} if name == "told_later" else None
        elif name in _WHO:
            values[name] = NOBODY if row.get(name) is not None or not column.nullable else None
        elif name in record and (table.name, name) not in _AS_THE_ROW_HAS_IT:
            values[name] = as_column(column, record[name])
        else:
            values[name] = row.get(name)
        if values[name] is None and not column.nullable and name.endswith("by_name"):
            values[name] = SOMEBODY
    return values


def as_column(column: Column[Any], value: Any) -> Any:
    """Return a value of a record as its column takes it."""
    if value is None:
        return None
    if isinstance(column.type, TIMESTAMP):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, Uuid):
        return UUID(value)
    if isinstance(column.type, Geometry):
        return from_shape(_shape(value), srid=4326)
    return value


def _shape(value: Mapping[str, Any]) -> Any:
    return Point(value["lon"], value["lat"]) if "lon" in value else shape(value)


def _of_area(records: Iterable[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    return [one for one in records if one["jurisdiction_code"].startswith(prefix)]


def _put(
    connection: Connection,
    start: Start,
    taken: Taken,
    name: str,
    records: Iterable[dict[str, Any]],
) -> int:
    """Enter records as rows of the new world; one whose row is gone is left out."""
    told = {one["id"]: without_people(one, taken.names) for one in records}
    if not told:
        return 0
    old, new = table_in(name, start.source), table_in(name, start.world)
    found = connection.execute(select(old).where(old.c.id.in_([UUID(one) for one in told])))
    rows = [
        overlaid(new, without_people(dict(row), taken.names), told[str(row["id"])])
        for row in found.mappings()
    ]
    if rows:
        connection.execute(insert(new), rows)
    return len(rows)


def _set_teams(connection: Connection, start: Start, taken: Taken) -> None:
    """Give the copied teams and lorries the states of the moment; who came later is not there."""
    teams, trucks = table_in("team", start.world), table_in("truck", start.world)
    gone = [UUID(one) for one in taken.entered_later]
    skills = table_in("team_capability", start.world)
    connection.execute(delete(skills).where(skills.c.team_id.in_(gone)))
    connection.execute(delete(teams).where(teams.c.id.in_(gone)))
    names = ("state", "on_duty", "crew", "out_reason", "out_until", "tier")
    told = [_renamed(teams, one, names) for one in taken.of("team").values()]
    _change(connection, teams, told)
    lorries = (truck for depot in taken.of("depot").values() for truck in depot["trucks"])
    _change(connection, trucks, [_renamed(trucks, one, ("state",)) for one in lorries])


def _renamed(table: Table, record: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        f"new_{name}": as_column(table.c[name], record[name]) for name in names
    }
    return values | {"its_id": UUID(record["id"])}


def _change(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    names = [name for name in rows[0] if name.startswith("new_")]
    values: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in names}
    statement = update(table).where(table.c.id == bindparam("its_id")).values(values)
    connection.execute(statement, rows)


def _let_hear(
    connection: Connection, start: Start, taken: Taken, incidents: list[dict[str, Any]]
) -> None:
    rows = [
        {"incident_id": UUID(one["id"]), "entry": entry}
        for one in incidents
        for entry in taken.heard.get(one["id"], [])
        if entry != f"j:{one['jurisdiction_code']}" and entry.startswith(("j:", "team:"))
    ]
    if rows:
        connection.execute(insert(table_in("incident_hearer", start.world)), rows)


def _place_teams(connection: Connection, start: Start, taken: Taken, teams: set[str]) -> int:
    rows = [
        one.model_dump(exclude={"lon", "lat"})
        | {"position": from_shape(Point(one.lon, one.lat), srid=4326)}
        for one in taken.positions
        if str(one.team_id) in teams
    ]
    if rows:
        connection.execute(insert(table_in("resource_position", start.world)), rows)
    return len(rows)


def _is_whole(order: Mapping[str, Any], here: Mapping[str, set[str]]) -> bool:
    named = [(name, order[f"{name}_id"]) for name in ("incident", "team", "depot", "truck")]
    goods = [("lot", one["lot_id"]) for one in order["lines"]]
    goods += [("need", one["need_id"]) for one in order["lines"]]
    return all(one is None or one in here[name] for name, one in (*named, *goods))


def _put_assignments(connection: Connection, start: Start, orders: list[dict[str, Any]]) -> int:
    """Enter what binds a team or lorry: still, where its order was under way at the moment."""
    told = {one["id"]: one for one in orders}
    old, order = table_in("assignment", start.source), table_in("order", start.source)
    query = select(old, order.c.id.label("order_id")).join(order, order.c.assignment_id == old.c.id)
    found = connection.execute(query.where(order.c.id.in_([UUID(one) for one in told])))
    rows = [
        {one.name: row[one.name] for one in old.columns}
        | _bound(row["during"], told[str(row["order_id"])])
        for row in found.mappings()
    ]
    _end_before_the_next_trip(rows)
    connection.execute(insert(table_in("assignment", start.world)), rows)
    return len(rows)


def _bound(planned: Range[datetime], order: Mapping[str, Any]) -> dict[str, Any]:
    """Return from when until when it was bound: a lorry's later trip begins when it was planned."""
    begun, ended = planned.lower, None
    assert begun is not None
    is_live = order["state"] in LIVE_ORDER
    if not is_live:
        told = order["closed_at"] or order["released_at"] or order["issued_at"]
        ended = max(datetime.fromisoformat(told), begun + timedelta(microseconds=1))
    during = Range(begun, ended, bounds="[)")
    state = "live" if is_live else "ended"
    return {"during": during, "state": state, "proposal_id": None, "fills": order["fills"]}


def _end_before_the_next_trip(rows: list[dict[str, Any]]) -> None:
    """Let each trip that a lorry still has to make end when its next one begins."""
    next_begins: dict[UUID, datetime] = {}
    trips = [one for one in rows if one["state"] == "live" and one["truck_id"] is not None]
    for one in sorted(trips, key=lambda trip: trip["during"].lower, reverse=True):
        begins = one["during"].lower
        one["during"] = Range(begins, next_begins.get(one["truck_id"]), bounds="[)")
        next_begins[one["truck_id"]] = begins


@contextmanager
def _numbers_kept(connection: Connection, world: str) -> Iterator[None]:
    """Let orders be entered under the numbers they have; later ones go on from there."""
    order = table_in("order", world)
    name = f'"{world}"."order"'
    connection.execute(text(f"ALTER TABLE {name} ALTER COLUMN number SET GENERATED BY DEFAULT"))
    yield
    connection.execute(text(f"ALTER TABLE {name} ALTER COLUMN number SET GENERATED ALWAYS"))
    newest = select(func.max(order.c.number)).scalar_subquery()
    connection.execute(select(func.setval(func.pg_get_serial_sequence(name, "number"), newest)))
