"""Fills a demo city up to a province: thousands of depots, a million lots, 20,000 teams, by COPY.

Rows are like the demo city's own: each new depot and team is like one of the city, moved by up to
some kilometres. The ledger holds: every lot has its opening line, written beside it while the
triggers that would add it up rest.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from app.seed.bulk import Row, copy_rows
from core.db import LIVE, Database
from core.ids import new_id
from resources.models import Depot, Item, Lot, StockMovement, Team, TeamCapability
from resources.models_stock import SafetyStock

DEPOTS, QUICK_DEPOTS = 3_000, 200
ITEMS = 300
_BATCH = 50_000
_FAR_DEG = 0.15
_SAFE_EACH = 5
_TRIGGERS = ("lot", "stock_movement")


def fill(database: Database, depots: int, lots: int, teams: int) -> None:
    """Bring the inventory of a demo city up to these numbers, and let the planner see it."""
    chance = Random(20261122)
    with database.engine.begin() as connection, Session(connection) as session:
        session.connection(execution_options={"schema_translate_map": {"world": LIVE}})
        _more_items(session, connection)
        _more_depots(session, connection, depots, chance)
        _more_teams(session, connection, teams, chance)
        _more_lots(session, connection, lots, chance)
        session.close()
    with database.engine.connect() as plain:
        quiet = plain.execution_options(isolation_level="AUTOCOMMIT")
        for name in ("lot", "stock_movement", "depot", "team", "team_capability"):
            quiet.execute(text(f'VACUUM ANALYZE "{LIVE}"."{name}"'))


def _more_items(session: Session, connection: Connection) -> None:
    """Variants of the catalogue's items under codes that are still free."""
    known = list(session.scalars(select(Item).order_by(Item.code)))
    taken = {one.code for one in known}
    free = (str(code) for code in range(2_010_101, 2_999_999) if _is_code(str(code)))
    fresh = [next(code for code in free if code not in taken) for _ in range(ITEMS - len(known))]
    rows = [
        {
            "id": new_id(),
            "code": code,
            "name": f"{known[k % len(known)].name}（{k // len(known) + 2}型）",
            "name_en": f"{known[k % len(known)].name_en}, type {k // len(known) + 2}",
            "unit": known[k % len(known)].unit,
            "unit_en": known[k % len(known)].unit_en,
            "kg": known[k % len(known)].kg,
            "litres": known[k % len(known)].litres,
            "hazardous": False,
            "reusable": k % 3 == 0,
            "standard": "bench",
        }
        for k, code in enumerate(fresh)
    ]
    copy_rows(connection, Item, rows, LIVE)


def _is_code(code: str) -> bool:
    return all(part != "00" for part in (code[1:3], code[3:5], code[5:7]))


def _near(chance: Random, lon: float, lat: float) -> str:
    moved = lon + chance.uniform(-_FAR_DEG, _FAR_DEG), lat + chance.uniform(-_FAR_DEG, _FAR_DEG)
    return f"SRID=4326;POINT({moved[0]:.6f} {moved[1]:.6f})"


def _more_depots(session: Session, connection: Connection, wanted: int, chance: Random) -> None:
    place = func.ST_X(Depot.position), func.ST_Y(Depot.position)
    known = session.execute(select(Depot, *place).order_by(Depot.code)).all()
    rows = []
    for k in range(len(known), max(wanted, len(known))):
        like, lon, lat = known[k % len(known)]
        rows.append(_depot_like(like, _near(chance, lon, lat), k))
    copy_rows(connection, Depot, rows, LIVE)


def _depot_like(like: Depot, position: str, k: int) -> Row:
    return {
        "id": new_id(),
        "code": f"BENCH-D{k:05d}",
        "name": f"{like.name}第{k}库",
        "kind": like.kind,
        "jurisdiction_code": like.jurisdiction_code,
        "position": position,
        "address": like.address,
        "keeper_name": None,
        "phone": None,
        "load_s": like.load_s,
        "confirmed_at": like.confirmed_at,
        "retired_at": None,
        "synthetic": True,
    }


def _more_teams(session: Session, connection: Connection, wanted: int, chance: Random) -> None:
    place = func.ST_X(Team.home), func.ST_Y(Team.home)
    known = session.execute(select(Team, *place).order_by(Team.code)).all()
    fresh = range(len(known), max(wanted, len(known)))
    ids = {k: new_id() for k in fresh}
    rows = []
    for k in fresh:
        like, lon, lat = known[k % len(known)]
        home = _near(chance, lon, lat)
        rows.append(_team_like(like, k, chance) | {"id": ids[k], "home": home})
    copy_rows(connection, Team, rows, LIVE)
    codes = list(session.scalars(select(TeamCapability.capability_code).distinct()))
    skills = [
        {"team_id": ids[k], "capability_code": code, "units": 1 + k % 3}
        for k in fresh
        for code in chance.sample(codes, 2)
    ]
    copy_rows(connection, TeamCapability, skills, LIVE)


def _team_like(like: Team, k: int, chance: Random) -> Row:
    return {
        "code": f"BENCH-T{k:05d}",
        "name": f"{like.name}第{k}分队",
        "kind": like.kind,
        "jurisdiction_code": like.jurisdiction_code,
        "address": like.address,
        "leader_name": f"负责人{k}",
        "phone": like.phone,
        "vehicle": like.vehicle,
        "headcount": like.headcount,
        "turnout_s": like.turnout_s,
        "state": chance.choice(("available", "available", "standby", "maintenance")),
        "confirmed_at": like.confirmed_at - timedelta(hours=chance.randrange(4000)),
        "retired_at": None,
        "synthetic": True,
    }


def _more_lots(session: Session, connection: Connection, wanted: int, chance: Random) -> None:
    depots = list(session.scalars(select(Depot.id).order_by(Depot.code)))
    codes = list(session.scalars(select(Item.code).order_by(Item.code)))[-ITEMS:]
    now = datetime.now().astimezone()
    missing = wanted - (session.scalar(select(func.count()).select_from(Lot)) or 0)
    for name in _TRIGGERS:
        connection.execute(text(f'ALTER TABLE "{LIVE}"."{name}" DISABLE TRIGGER USER'))
    for begin in range(0, missing, _BATCH):
        numbers = range(begin, min(begin + _BATCH, missing))
        lots = [_lot(k, depots, codes, now, chance) for k in numbers]
        copy_rows(connection, Lot, lots, LIVE)
        copy_rows(connection, StockMovement, _openings(lots), LIVE)
    for name in _TRIGGERS:
        connection.execute(text(f'ALTER TABLE "{LIVE}"."{name}" ENABLE TRIGGER USER'))
    copy_rows(connection, SafetyStock, _safety(depots, codes, now, chance), LIVE)


def _lot(k: int, depots: Sequence[UUID], codes: Sequence[str], now: datetime, c: Random) -> Row:
    made_on = date(2023, 1, 1) + timedelta(days=c.randrange(1300))
    return {
        "id": new_id(),
        "depot_id": depots[k % len(depots)],
        "item_code": codes[c.randrange(len(codes))],
        "batch": f"{made_on:%Y%m}-{k:07d}",
        "made_on": made_on,
        "expires_on": None if k % 4 == 0 else made_on + timedelta(days=c.choice((730, 1500, 2500))),
        "quantity": c.randrange(0, 500),
        "confirmed_at": now - timedelta(hours=c.randrange(1, 9000)),
        "confirmed_by": f"保管员{k % 200}",
        "changed_at": None,
        "changed_by": None,
        "synthetic": True,
    }


def _openings(lots: Sequence[Row]) -> Iterator[Row]:
    for lot in lots:
        yield {
            "id": new_id(),
            "lot_id": lot["id"],
            "kind": "opening",
            "quantity_change": lot["quantity"],
            "reserved_change": 0,
            "order_id": None,
            "at": lot["confirmed_at"],
            "by": None,
            "note": None,
        }


def _safety(
    depots: Sequence[UUID], codes: Sequence[str], now: datetime, chance: Random
) -> Iterator[Row]:
    for depot in depots:
        for code in chance.sample(codes, _SAFE_EACH):
            yield {
                "depot_id": depot,
                "item_code": code,
                "quantity": chance.randrange(1, 800),
                "set_at": now,
                "set_by": None,
                "version": 1,
            }
