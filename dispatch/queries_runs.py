"""Every read of runs: lists, how far predictions were off, and what speeds are learnt from."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from geoalchemy2.shape import to_shape
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound
from core.visibility import visible
from core.wire import LineString, Page
from dispatch import schemas_runs as schemas
from dispatch.models_runs import Run
from dispatch.run_accuracy import SeenRun, accuracy_of
from geo.learning import ObservedRun
from geo.road_conditions import HourBand
from geo.types import VehicleClass

OFF_ROAD = "off_road"
LEARN_FROM = timedelta(days=180)
MOST_RUNS = 4000


def list_runs(
    session: Session,
    prefixes: Sequence[str],
    *,
    days: int,
    which: str,
    vehicle: VehicleClass | None,
    hour_band: HourBand | None,
    offset: int,
    limit: int,
) -> Page[schemas.Run]:
    """Return a page of runs, newest first: usable ones, those left out, or all."""
    since = clock.now(session) - timedelta(days=days)
    wanted = [visible(Run.jurisdiction_code, prefixes), Run.departed_at > since, *_which(which)]
    if vehicle is not None:
        wanted.append(Run.vehicle == vehicle)
    if hour_band is not None:
        wanted.append(Run.hour_band == hour_band)
    total = session.scalar(select(func.count()).select_from(Run).where(*wanted)) or 0
    query = select(Run).where(*wanted).order_by(Run.departed_at.desc(), Run.id)
    rows = list(session.scalars(query.offset(offset).limit(limit)))
    after = offset + len(rows)
    return Page(
        rows=[schemas.Run.model_validate(row) for row in rows],
        total=total,
        next_offset=after if after < total else None,
    )


def _which(which: str) -> list[ColumnElement[bool]]:
    if which == "usable":
        return [Run.ended_at.is_not(None), Run.excluded.is_(None)]
    return [Run.excluded.is_not(None)] if which == "excluded" else []


def run_way(session: Session, prefixes: Sequence[str], run_id: UUID) -> schemas.RunWay:
    """Return the way a run was expected to take."""
    query = select(Run.way).where(Run.id == run_id, visible(Run.jurisdiction_code, prefixes))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound(noun="run")
    if row.way is None:
        return schemas.RunWay(line=None)
    places = [(x, y) for x, y in to_shape(row.way).coords]
    return schemas.RunWay(line=LineString(type="LineString", coordinates=places))


def accuracy(session: Session, prefixes: Sequence[str], days: int) -> schemas.RunAccuracy:
    """Return how far predictions were off over the last days."""
    since = clock.now(session) - timedelta(days=days)
    columns = [getattr(Run, name) for name in SeenRun.__dataclass_fields__]
    mine = [visible(Run.jurisdiction_code, prefixes), Run.departed_at > since]
    ended = select(*columns).where(*mine, Run.ended_at.is_not(None))
    open_ = select(func.count()).select_from(Run).where(*mine, Run.ended_at.is_(None))
    runs = [SeenRun(*row) for row in session.execute(ended)]
    return accuracy_of(runs, days, since, session.scalar(open_) or 0)


def observed_runs(session: Session, table_id: str) -> tuple[list[ObservedRun], int]:
    """Return the runs that teach something about a speed table, oldest first, and how many do not.

    Predicted seconds are turned back into the table's by the factors that were in them.
    """
    since = clock.now(session) - LEARN_FROM
    of_late = [Run.ended_at.is_not(None), Run.departed_at > since]
    usable = [*of_late, Run.excluded.is_(None), Run.table_id == table_id]
    query = (
        select(Run.vehicle, Run.hour_band, Run.actual_s, Run.pieces)
        .where(*usable)
        .order_by(Run.departed_at.desc(), Run.id)
        .limit(MOST_RUNS)
    )
    all_ended = session.scalar(select(func.count()).select_from(Run).where(*of_late)) or 0
    runs = [
        ObservedRun(
            vehicle=VehicleClass(row.vehicle),
            band=HourBand(row.hour_band),
            actual_s=float(row.actual_s),
            fixed_s=sum(p["seconds"] for p in row.pieces if p["road_class"] == OFF_ROAD),
            table_s={
                p["road_class"]: p["seconds"] * p["factor"]
                for p in row.pieces
                if p["road_class"] != OFF_ROAD
            },
        )
        for row in session.execute(query)
    ]
    return runs[::-1], all_ended - len(runs)


def learnable_since(session: Session, since: datetime | None) -> tuple[int, bool]:
    """Return how many runs there are to learn from, and whether any ended after an instant."""
    usable = [Run.ended_at.is_not(None), Run.excluded.is_(None)]
    count = session.scalar(select(func.count()).select_from(Run).where(*usable)) or 0
    if since is None:
        return count, count > 0
    return count, bool(session.scalar(select(exists().where(*usable, Run.ended_at > since))))
