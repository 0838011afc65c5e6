"""A day's log of a busy city, drawn by chance: fifty thousand events with records of real size."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

import incidents.queries
import resources.queries
from app.bench.ui.city import City
from core.db import Database
from core.ids import new_id
from core.models import Event
from exercises.replay_keeping import EVERYWHERE
from resources.models_traces import PositionTrace

Record = dict[str, Any]
DAY = timedelta(hours=24)
ORDERS, MOVING, ROUTE_POINTS = 800, 100, 60
TRACE_EVERY_S = 60
MIX = (("team", 0.40), ("order", 0.25), ("need", 0.15), ("incident", 0.10), ("log_entry", 0.10))
"""Which share of a day's events is about what."""
_STATES = ("available", "assigned", "en_route", "on_scene", "returning")
_STEPS = ("issued", "acknowledged", "departed", "eta_changed", "arrived", "released")
_KINDS = {"team": "changed", "need": "covered", "incident": "corrected", "log_entry": "written"}
_BATCH = 2_000


def write_day(city: City, count: int) -> int:
    """Write so many events and the ways of teams into the city's log; return the last number."""
    database = Database(city.url)
    chance = Random(20_261_122)
    try:
        with database.picture() as session:
            held = {
                "team": _dumped(resources.queries.snapshot_teams(session, EVERYWHERE)),
                "need": _dumped(incidents.queries.snapshot_needs(session, EVERYWHERE)),
                "incident": _dumped(incidents.queries.snapshot_incidents(session, EVERYWHERE)),
            }
        begins_at = database.clock() + timedelta(minutes=1)
        held["order"] = [_order(chance, held, begins_at) for _ in range(ORDERS)]
        rows = list(_events(chance, held, begins_at, count))
        with database.engine.begin() as connection:
            live = connection.execution_options(schema_translate_map={"world": "live"})
            for first in range(0, count, _BATCH):
                live.execute(insert(Event), rows[first : first + _BATCH])
            traces = list(_traces(chance, held["team"][:MOVING], begins_at))
            live.execute(insert(PositionTrace), traces)
            return int(live.exec_driver_sql("SELECT max(seq) FROM live.event").scalar_one())
    finally:
        database.dispose()


def _dumped(records: Any) -> list[Record]:
    return [one.model_dump(mode="json") for one in records]


def _events(
    chance: Random, held: dict[str, list[Record]], begins_at: datetime, count: int
) -> Iterator[Record]:
    nouns, weights = [one[0] for one in MIX], [one[1] for one in MIX]
    for number in range(count):
        noun = chance.choices(nouns, weights)[0]
        at = begins_at + DAY * (number / count)
        kind, record = _next(chance, noun, held, at)
        incident_id = record["id"] if noun == "incident" else record.get("incident_id")
        yield {
            "at": at,
            "kind": kind,
            "incident_id": UUID(incident_id) if incident_id else None,
            "audience": ["j:420100"],
            "actor_id": None,
            "actor_name": "值班员（演示）",
            "data": {noun: record},
            "schema": 1,
        }


def _next(
    chance: Random, noun: str, held: dict[str, list[Record]], at: datetime
) -> tuple[str, Record]:
    """Change one of the records and return the event that tells of it."""
    if noun == "log_entry":
        return "log_entry.written", _remark(chance.choice(held["incident"]), at)
    place = chance.randrange(len(held[noun]))
    record = dict(held[noun][place], version=held[noun][place]["version"] + 1)
    held[noun][place] = record
    if noun == "team":
        record["state"] = chance.choice(_STATES)
    elif noun == "need":
        record["committed"] = chance.randrange(4)
    elif noun == "incident":
        record["trapped"] = chance.randrange(50)
    else:
        step = _STEPS[record["version"] % len(_STEPS)]
        record["state"] = {"departed": "en_route", "arrived": "on_scene"}.get(step, "acknowledged")
        return f"order.{step}", record
    return f"{noun}.{_KINDS[noun]}", record


def _remark(incident: Record, at: datetime) -> Record:
    return {
        "id": str(new_id()),
        "incident_id": incident["id"],
        "at": at.isoformat(),
        "by_name": "值班员（演示）",
        "text": "已与现场核实情况，后续力量按方案到位。" * 2,
        "corrects_id": None,
    }


def _order(chance: Random, held: dict[str, list[Record]], at: datetime) -> Record:
    """Return an order as it travels, with a way of real length."""
    team, incident = chance.choice(held["team"]), chance.choice(held["incident"])
    home, scene = team["home"], incident["position"]
    route = [
        [
            home["lon"] + (scene["lon"] - home["lon"]) * n / ROUTE_POINTS,
            home["lat"] + (scene["lat"] - home["lat"]) * n / ROUTE_POINTS,
        ]
        for n in range(ROUTE_POINTS + 1)
    ]
    nothing = dict.fromkeys(
        (
            "proposal_id", "depot_id", "depot_name", "truck_id", "truck_plate", "replaces_id",
            "no_way_since", "note", "acknowledged_at", "loaded_at", "departed_at", "arrived_at",
            "released_at", "closed_at",
        )
    )  # fmt: skip
    return nothing | {
        "id": str(new_id()),
        "number": chance.randrange(10**6),
        "kind": "team",
        "state": "issued",
        "incident_id": incident["id"],
        "incident_title": incident["title"],
        "incident_place": incident["place_name"],
        "team_id": team["id"],
        "team_name": team["name"],
        "fills": {},
        "reason": {"code": "nearest", "facts": {}},
        "vehicle": team["vehicle"],
        "travel_s": 900,
        "distance_m": 9_000,
        "estimated": False,
        "eta_at": at.isoformat(),
        "route": {"type": "LineString", "coordinates": route},
        "recipients": [],
        "lines": [],
        "issued_at": at.isoformat(),
        "issued_by_name": "值班员（演示）",
        "told_later": {},
        "version": 1,
    }


def _traces(chance: Random, teams: list[Record], begins_at: datetime) -> Iterator[Record]:
    """Return where some teams are minute by minute as they drive about."""
    for team in teams:
        lon, lat = team["home"]["lon"], team["home"]["lat"]
        for second in range(0, int(DAY.total_seconds()), TRACE_EVERY_S):
            lon += chance.uniform(-0.002, 0.002)
            lat += chance.uniform(-0.002, 0.002)
            at = begins_at + timedelta(seconds=second)
            yield {"team_id": team["id"], "at": at, "lon": lon, "lat": lat, "source": "simulated"}
