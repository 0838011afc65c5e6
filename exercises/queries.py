"""Every read of exercises."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound
from core.models import Account, Jurisdiction, Seat, World
from core.visibility import sees, visible
from core.world_clock import WorldClock
from core.world_paths import address_of
from exercises import schemas
from exercises.lifecycle import OPEN
from exercises.models import Exercise
from exercises.scenario import Scenario

_FROM_ROW = frozenset(Exercise.__table__.columns.keys()) & frozenset(
    schemas.ExerciseView.model_fields
)


REMOVED = "removed"
"""The state of an exercise that was taken off the list; its row stays."""
LISTED = Exercise.is_dry.is_(False) & (Exercise.state != REMOVED)
"""What is in the list: neither removed nor a dry run."""


def of_world(session: Session) -> Exercise | None:
    """Return the exercise that the session is in; None in the live world."""
    return session.scalar(select(Exercise).where(Exercise.world == session.info["world"]))


def scenario_of(session: Session, world: str) -> Scenario | None:
    """Return the scenario by which an exercise is played; None where it has none."""
    kept = session.scalar(select(Exercise.scenario).where(Exercise.world == world))
    return Scenario.model_validate(kept) if kept is not None else None


def exercises(
    session: Session, prefixes: list[str], account_id: UUID
) -> list[schemas.ExerciseView]:
    """Return the exercises of somebody's area and those in which they have a seat, newest first."""
    seated = select(Seat.world).where(Seat.account_id == account_id)
    query = (
        select(Exercise)
        .where(LISTED, visible(Exercise.area_code, prefixes) | Exercise.world.in_(seated))
        .order_by(Exercise.created_at.desc())
    )
    return views(session, session.scalars(query))


def exercises_with(
    session: Session, prefixes: list[str], states: Collection[str]
) -> list[Exercise]:
    """Return the exercises of an area that stand in one of these states, newest first."""
    query = select(Exercise).where(
        LISTED, visible(Exercise.area_code, prefixes), Exercise.state.in_(states)
    )
    return list(session.scalars(query.order_by(Exercise.created_at.desc())))


def exercise(
    session: Session,
    prefixes: list[str],
    exercise_id: UUID,
    *,
    account_id: UUID | None = None,
    for_update: bool = False,
) -> Exercise:
    """Return one exercise that lies in somebody's area, or in which they have a seat."""
    query = select(Exercise).where(Exercise.id == exercise_id, LISTED)
    row = session.scalar(query.with_for_update() if for_update else query)
    if row is None:
        raise NotFound(noun="exercise")
    if not sees(prefixes, row.area_code) and not _is_seated(session, row.world, account_id):
        raise NotFound(noun="exercise")
    return row


def _is_seated(session: Session, world: str, account_id: UUID | None) -> bool:
    if account_id is None:
        return False
    seat = select(Seat.id).where(Seat.world == world, Seat.account_id == account_id).limit(1)
    return session.scalar(seat) is not None


def clock_of(row: World) -> WorldClock:
    """Return the clock of an exercise's world."""
    assert row.clock_at is not None
    assert row.clock_set_at is not None
    assert row.clock_speed is not None
    return WorldClock(row.clock_at, row.clock_set_at, row.clock_speed)


def clock_view(row: World, wall: datetime) -> schemas.ClockView | None:
    """Return the clock of a world as it travels; None for the live world, which has none."""
    if row.clock_at is None:
        return None
    shown = clock_of(row)
    return schemas.ClockView(
        id=row.name, at=shown.at, set_at=shown.set_at, speed=shown.speed, wall_at=wall
    )


def open_count(session: Session) -> int:
    """Return how many exercises have not ended."""
    states = ("preparing", *(state.value for state in OPEN))
    return session.scalar(select(func.count()).where(LISTED, Exercise.state.in_(states))) or 0


def view(session: Session, row: Exercise) -> schemas.ExerciseView:
    """Return one exercise as it travels."""
    return views(session, [row])[0]


def views(session: Session, rows: Iterable[Exercise]) -> list[schemas.ExerciseView]:
    """Return exercises as they travel, with their seats and what their clocks show now."""
    found = list(rows)
    worlds = [row.world for row in found]
    known = {one.name: one for one in session.scalars(select(World).where(World.name.in_(worlds)))}
    names = _names(session, {row.area_code for row in found})
    seats = _seats(session, worlds)
    wall = clock.now(session)

    def shown(row: Exercise) -> schemas.ExerciseView:
        world = known.get(row.world)
        return schemas.ExerciseView(
            address=f"{address_of(row.world)}/",
            title_en=title_en(row.title, row.scenario),
            area_name=names[row.area_code][0],
            area_name_en=names[row.area_code][1],
            shown_at=clock_of(world).shows(wall) if world is not None else None,
            shown_for=wall,
            seats=seats.get(row.world, []),
            has_scenario=row.scenario is not None,
            injects=len(row.scenario["injects"]) if row.scenario else 0,
            lasts_s=row.scenario["lasts_s"] if row.scenario else None,
            **{name: getattr(row, name) for name in _FROM_ROW},
        )

    return [shown(row) for row in found]


def title_en(title: str, scenario: dict[str, Any] | None) -> str | None:
    """Return an exercise's English title: its scenario's, as long as it is called as that is."""
    script = scenario["title"] if scenario else {}
    return script.get("en") if script.get("zh") == title else None


def title_en_of(session: Session, world: World) -> str | None:
    """Return the English title of the exercise that a world is, if there is one."""
    if world.clock_at is None:
        return None
    query = select(Exercise.title, Exercise.scenario).where(Exercise.world == world.name)
    row = session.execute(query).one_or_none()
    return title_en(row.title, row.scenario) if row is not None else None


def _names(session: Session, codes: set[str]) -> dict[str, tuple[str, str | None]]:
    query = select(Jurisdiction.code, Jurisdiction.name, Jurisdiction.name_en)
    rows = session.execute(query.where(Jurisdiction.code.in_(codes)))
    return {code: (name, name_en) for code, name, name_en in rows}


def _seats(session: Session, worlds: list[str]) -> dict[str, list[schemas.SeatView]]:
    query = (
        select(Seat, Account.display_name, Jurisdiction.name, Jurisdiction.name_en)
        .join(Account, Account.id == Seat.account_id)
        .join(Jurisdiction, Jurisdiction.code == Seat.jurisdiction_code)
        .where(Seat.world.in_(worlds))
        .order_by(Seat.role, Account.display_name)
    )
    seats: dict[str, list[schemas.SeatView]] = {}
    for row in session.execute(query):
        seats.setdefault(row[0].world, []).append(_seat(*row))
    return seats


def _seat(seat: Seat, account_name: str, area: str, area_en: str | None) -> schemas.SeatView:
    return schemas.SeatView(
        id=seat.id,
        account_id=seat.account_id,
        account_name=account_name,
        role=seat.role,
        jurisdiction_code=seat.jurisdiction_code,
        jurisdiction_name=area,
        jurisdiction_name_en=area_en,
        team_id=seat.team_id,
    )


def preparing(session: Session) -> list[UUID]:
    """Return the exercises whose worlds are still to be made, the oldest first."""
    query = select(Exercise.id).where(LISTED, Exercise.state == "preparing")
    return list(session.scalars(query.order_by(Exercise.created_at)))


def running_worlds(session: Session) -> dict[str, bool]:
    """Return the worlds in which somebody works, and of each whether its clock goes just now."""
    query = select(Exercise.world, Exercise.state).where(
        LISTED, Exercise.state.in_(("running", "paused"))
    )
    rows = session.execute(query.order_by(Exercise.created_at))
    return {world: state == "running" for world, state in rows}
