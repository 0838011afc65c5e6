"""Positions keep the latest value, and what two people do to one lot at once never overlaps."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import clock
from core.db import Database
from core.errors import NotFound, StaleVersion
from resources import (
    queries,
    queries_stock,
    schemas,
    service_positions,
    service_stock,
    service_traces,
)
from resources.errors import NotYourTeam, StockNotFree
from resources.models import Depot, Item, Team
from resources.models_traces import PositionTrace
from resources.stock import StockLine


def seen(session: Session, team: Team) -> schemas.Position:
    [position] = queries.positions(session, [], team_ids=[team.id])
    return position


def at(team: Team, lon: float, moment: Any) -> schemas.PositionIn:
    return schemas.PositionIn(team_id=team.id, lon=lon, lat=30.5, at=moment)


def test_an_older_position_never_overwrites_a_newer_one(town: Session, free_team: Team) -> None:
    now = clock.now(town)
    service_positions.record_position(town, at(free_team, 114.41, now))
    service_positions.record_position(town, at(free_team, 114.40, now - timedelta(seconds=5)))
    assert seen(town, free_team).lon == 114.41


def test_of_several_positions_in_one_call_the_latest_counts(
    town: Session, free_team: Team, noon: Any
) -> None:
    noon.move(minutes=1)
    now = clock.now(town)
    moments = [now - timedelta(seconds=n) for n in (9, 1, 5)]
    service_positions.record_positions(
        town, [at(free_team, 114.4 + n / 100, m) for n, m in enumerate(moments)]
    )
    assert seen(town, free_team).at == moments[1]


def test_a_phone_whose_clock_is_ahead_cannot_freeze_its_team(
    town: Session, free_team: Team
) -> None:
    now = clock.now(town)
    service_positions.record_position(town, at(free_team, 114.41, now + timedelta(days=1)))
    service_positions.record_position(town, at(free_team, 114.42, None))
    assert seen(town, free_team).lon == 114.42


def test_positions_write_no_event(town: Session, free_team: Team) -> None:
    service_positions.record_position(town, at(free_team, 114.41, None))
    assert "happenings" not in town.info


def test_where_a_team_was_is_destroyed_after_its_time_and_its_last_place_stays(
    town: Session, free_team: Team
) -> None:
    now = clock.now(town)
    town.execute(delete(PositionTrace))
    for minutes, lon in ((0, 114.40), (20, 114.41), (40, 114.42)):
        moment = now - timedelta(days=30) + timedelta(minutes=minutes)
        town.add(PositionTrace(team_id=free_team.id, at=moment, lon=lon, lat=30.5, source="phone"))
    town.flush()
    assert service_traces.forget_traces(town, days=31) == 0
    assert service_traces.forget_traces(town, days=29) == 2
    kept = select(PositionTrace.lon).where(PositionTrace.team_id == free_team.id)
    assert town.scalars(kept).all() == [114.42]


def test_only_what_was_received_since_is_handed_out(town: Session, free_team: Team) -> None:
    future = datetime.now(UTC) + timedelta(minutes=1)
    assert queries.positions(town, ["4201"])
    assert queries.positions(town, ["4201"], since=future) == []


def test_a_team_leader_reports_for_the_own_team_only(
    town: Session, people: Any, free_team: Team
) -> None:
    other = town.scalars(select(Team).where(Team.id != free_team.id).limit(1)).one()
    leader = people.named("team_leader", free_team.jurisdiction_code, free_team.id)
    service_positions.report_positions(town, leader, [at(free_team, 114.41, None)])
    with pytest.raises(NotYourTeam):
        service_positions.report_positions(town, leader, [at(other, 114.41, None)])
    with pytest.raises(NotFound):
        service_positions.report_positions(
            town, people.officer, [schemas.PositionIn(team_id=uuid4(), lon=114.3, lat=30.5)]
        )


def _entered(city: Database, officer: Any, quantity: int) -> schemas.Lot:
    with city.transaction() as session:
        lot = schemas.LotIn(
            depot_id=session.scalars(select(Depot.id).limit(1)).one(),
            item_code=session.scalars(select(Item.code).limit(1)).one(),
            batch=uuid4().hex,
            quantity=quantity,
        )
        return service_stock.enter_lot(session, officer, lot)


def _all_at_once(count: int, act: Callable[[], None]) -> None:
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_ten_racers_never_promise_more_than_there_is(city: Database, people: Any) -> None:
    lot = _entered(city, people.officer, 7)
    won: list[int] = []
    lost: list[int] = []

    def race() -> None:
        try:
            with city.transaction() as session:
                service_stock.reserve(session, [StockLine(lot.id, 1)], uuid4())
            won.append(1)
        except StockNotFree:
            lost.append(1)

    _all_at_once(10, race)
    assert (len(won), len(lost)) == (7, 3)
    with city.picture() as session:
        after = queries_stock.lots_by_id(session, [lot.id])[lot.id]
    assert (after.quantity, after.reserved, after.free) == (7, 7, 0)


def test_two_clerks_counting_one_lot_lose_no_correction(city: Database, people: Any) -> None:
    lot = _entered(city, people.officer, 0)

    def add_one() -> None:
        while True:
            try:
                with city.transaction() as session:
                    current = queries_stock.lots_by_id(session, [lot.id])[lot.id]
                    patch = schemas.LotPatch(quantity=current.quantity + 1, note="+1")
                    service_stock.correct_lot(
                        session, people.officer, lot.id, current.version, patch
                    )
                return
            except StaleVersion:
                continue

    _all_at_once(8, add_one)
    with city.picture() as session:
        assert queries_stock.lots_by_id(session, [lot.id])[lot.id].quantity == 8
        assert sum(m.quantity_change for m in queries_stock.movements(session, lot.id)) == 8


def test_lines_in_opposite_order_do_not_deadlock(city: Database, people: Any) -> None:
    lots = [_entered(city, people.officer, 100) for _ in range(3)]
    turn = iter(range(8))

    def take_all() -> None:
        ordered = lots if next(turn) % 2 else list(reversed(lots))
        with city.transaction() as session:
            service_stock.reserve(session, [StockLine(lot.id, 2) for lot in ordered], uuid4())

    _all_at_once(8, take_all)
    with city.picture() as session:
        found = queries_stock.lots_by_id(session, [lot.id for lot in lots])
    assert {lot.reserved for lot in found.values()} == {16}
