"""What the solver reads: complete, in columns, in a steady order, with one query each."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from resources import queries, queries_solver
from resources.models import Depot, Item, Lot, Team, TeamCapability, Truck
from resources.trust import relied_on


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Count the statements sent while inside."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_all_teams_come_with_their_capabilities_in_one_query(town: Session) -> None:
    with statements(town) as sent:
        teams = queries_solver.solver_teams(town)
    assert len(sent) == 1
    in_use = Team.retired_at.is_(None)
    assert len(teams) == town.scalar(select(func.count()).select_from(Team).where(in_use))
    assert [team.id for team in teams] == sorted(team.id for team in teams)
    units = sum(sum(team.capability_units) for team in teams)
    stored_units = select(func.sum(TeamCapability.units)).join(Team).where(in_use)
    assert units == town.scalar(stored_units)
    some = teams[0]
    stored = {
        row.capability_code: row.units
        for row in town.scalars(select(TeamCapability).where(TeamCapability.team_id == some.id))
    }
    assert dict(zip(some.capability_codes, some.capability_units, strict=True)) == stored


def test_only_lots_of_the_asked_items_with_something_free_are_loaded(town: Session) -> None:
    codes = list(town.scalars(select(Item.code).order_by(Item.code).limit(3)))
    lots = queries_solver.solver_lots(town, codes)
    held = town.execute(
        select(Lot.id, Lot.quantity, Lot.reserved).where(Lot.item_code.in_(codes))
    ).all()
    stored = {lot_id: (quantity, reserved) for lot_id, quantity, reserved in held}
    assert lots
    for lot in lots:
        quantity, reserved = stored.pop(lot.id)
        assert lot.counted == quantity
        assert lot.free == relied_on(quantity, lot.trust_percent) - reserved > 0
    least = min(lot.trust_percent for lot in lots)
    assert all(relied_on(quantity, least) <= reserved for quantity, reserved in stored.values())
    for before, after in pairwise(lots):
        if before.item_code == after.item_code and before.expires_on and after.expires_on:
            assert before.expires_on <= after.expires_on
    assert queries_solver.solver_lots(town, []) == []


def test_depots_and_lorries_are_complete(town: Session) -> None:
    depots = queries_solver.solver_depots(town)
    trucks = queries_solver.solver_trucks(town)
    assert len(depots) == town.scalar(select(func.count()).select_from(Depot))
    in_use = Truck.state != "retired"
    assert len(trucks) == town.scalar(select(func.count()).select_from(Truck).where(in_use))
    assert {truck.depot_id for truck in trucks} <= {depot.id for depot in depots}
    assert all(113 < depot.lon < 116 and 29 < depot.lat < 32 for depot in depots)


def test_the_snapshot_takes_a_fixed_number_of_queries(town: Session) -> None:
    with statements(town) as sent:
        teams = queries.snapshot_teams(town, ["4201"])
        depots = queries.snapshot_depots(town, ["4201"])
        facilities = queries.snapshot_facilities(town, ["4201"])
        positions = queries.positions(town, ["4201"])
    assert len(sent) == 5
    assert len(teams) >= 200
    assert len(depots) == 60
    assert len(facilities) == 30
    assert {position.team_id for position in positions} <= {team.id for team in teams}
    assert all(depot.lots > 0 for depot in depots)


def test_a_district_sees_its_own_and_its_leader_the_own_team(town: Session) -> None:
    own = queries.snapshot_teams(town, ["420111"])
    assert own
    assert {team.jurisdiction_code[:6] for team in own} == {"420111"}
    other = next(t for t in queries.snapshot_teams(town, ["4201"]) if t not in own)
    assert queries.snapshot_teams(town, [], team_ids=[other.id]) == [other]
    assert queries.snapshot_teams(town, []) == []


def test_the_catalogues_are_complete(town: Session) -> None:
    assert len(queries.items(town)) == town.scalar(select(func.count()).select_from(Item))
    assert {c.code for c in queries.capabilities(town)} >= set(
        town.scalars(select(TeamCapability.capability_code))
    )
