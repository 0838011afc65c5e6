"""Who vouched, how long ago, and what the dispatcher may rely on; confirming in one go."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core import clock
from core.errors import StaleVersion
from resources import (
    queries,
    queries_confirming,
    queries_solver,
    queries_stock,
    queries_trust,
    schemas,
    schemas_trust,
    service_confirming,
    service_stock,
)
from resources.errors import NoteRequired
from resources.models import Capability, Depot, Item, Lot, Team, TeamCapability
from resources.queries_trust import site_trust
from resources.stock import StockLine
from resources.trust_reasons import WEIGHT, Matters


@pytest.fixture
def item(town: Session) -> str:
    """The code of an item that is kept nowhere yet."""
    town.add(
        Item(
            code="1999911", name="测试物资", name_en="test goods", unit="个", unit_en="pieces",
            kg=1.0, litres=1.0, hazardous=False, reusable=False, standard="local",
        )
    )  # fmt: skip
    town.flush()
    return "1999911"


def aged(
    town: Session, people: Any, depot: Depot, item: str, quantity: int, days: int
) -> schemas.Lot:
    """A lot that was last confirmed so many days ago."""
    wanted = schemas.LotIn(depot_id=depot.id, item_code=item, batch=uuid4().hex, quantity=quantity)
    lot = service_stock.enter_lot(town, people.officer, wanted)
    then = clock.now(town) - timedelta(days=days)
    town.execute(update(Lot).where(Lot.id == lot.id).values(confirmed_at=then))
    return queries_stock.lots_by_id(town, [lot.id])[lot.id]


@pytest.mark.parametrize("days", [0, 10, 30, 31, 45, 77, 105, 179, 180, 400])
def test_the_solver_relies_on_what_the_rule_says_in_the_database_too(
    town: Session, people: Any, depot: Depot, item: str, days: int
) -> None:
    aged(town, people, depot, item, 200, days)
    [seen] = queries_solver.solver_lots(town, [item])
    assert seen.trust_percent == site_trust().percent(days)
    assert (seen.counted, seen.free) == (200, 200 * seen.trust_percent // 100)


def test_what_is_promised_is_taken_from_what_is_relied_on(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    lot = aged(town, people, depot, item, 100, 105)
    service_stock.reserve(town, [StockLine(lot.id, 70)], uuid4())
    [seen] = queries_solver.solver_lots(town, [item])
    assert (seen.counted, seen.trust_percent, seen.free) == (100, 75, 5)
    service_stock.reserve(town, [StockLine(lot.id, 10)], uuid4())
    assert queries_solver.solver_lots(town, [item]) == []


def test_how_old_a_promised_count_may_be_is_the_word_of_the_policy(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    lot = aged(town, people, depot, item, 100, 400)
    line = [StockLine(lot.id, 1)]
    service_stock.reserve(town, line, uuid4(), counted_within=None)
    service_stock.reserve(town, line, uuid4(), counted_within=timedelta(days=500))
    with pytest.raises(Exception, match="last confirmed"):
        service_stock.reserve(town, line, uuid4(), counted_within=timedelta(days=399))


def test_the_list_begins_with_what_today_rests_on_and_is_trusted_least(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    old = aged(town, people, depot, item, 50, 170)
    older = aged(town, people, depot, item, 50, 400)
    proposed = aged(town, people, depot, item, 50, 170)
    aged(town, people, depot, item, 50, 0)
    matters = Matters(needed={item: 100}, proposed=frozenset({proposed.id}))
    rows = queries_confirming.to_confirm(town, [depot.jurisdiction_code], matters, 200)
    mine = [(row.id, row.why) for row in rows if row.quantity == 50 and row.title == "测试物资"]
    assert mine == [(proposed.id, "in_proposal"), (older.id, "needed"), (old.id, "needed")]
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    assert {row.jurisdiction_code for row in rows} == {depot.jurisdiction_code}


def test_the_weights_of_the_list_are_the_ones_that_are_stated() -> None:
    assert WEIGHT == {"in_proposal": 200, "needed": 100, "planned": 10, "old": 1}
    matters = Matters(needed={"a": 100})
    assert (matters.share(["a"], 50), matters.share(["a"], 500), matters.share(["b"], 1)) == (
        0.5,
        1.0,
        1.0,
    )


def test_a_team_that_is_needed_is_on_the_list_however_many_older_ones_there_are(
    town: Session, free_team: Team
) -> None:
    now = clock.now(town)
    town.execute(update(Team).values(confirmed_at=now - timedelta(days=300)))
    town.execute(
        update(Team)
        .where(Team.id == free_team.id)
        .values(confirmed_at=now - timedelta(days=40), jurisdiction_code="420111")
    )
    town.add(Capability(code="test_rare", name="稀有", name_en="rare", unit="队", unit_en="team"))
    town.flush()
    town.add(TeamCapability(team_id=free_team.id, capability_code="test_rare", units=1))
    town.flush()
    matters = Matters(needed={"test_rare": 1})
    first = queries_confirming.to_confirm(town, ["4201"], matters, 1)
    assert [(row.id, row.why) for row in first] == [(free_team.id, "needed")]


def _row(noun: Any, record: Any, **more: Any) -> schemas_trust.ConfirmedRow:
    return schemas_trust.ConfirmedRow(noun=noun, id=record.id, version=record.version, **more)


def test_many_rows_are_confirmed_in_one_go_and_exceptions_are_corrected(
    town: Session, people: Any, depot: Depot, item: str, free_team: Team
) -> None:
    town.info["actor_name"] = "刘文员"
    same, fewer = (aged(town, people, depot, item, 50, 90) for _ in range(2))
    place = queries.depots_by_id(town, [depot.id])[depot.id]
    team = queries.teams_by_id(town, [free_team.id])[free_team.id]
    rows = [
        _row("lot", same),
        _row("lot", fewer, quantity=44),
        _row("depot", place),
        _row("team", team),
    ]
    wanted = schemas_trust.ConfirmIn(how="count", rows=rows)
    with pytest.raises(NoteRequired), town.begin_nested():
        service_confirming.confirm_rows(town, people.officer, wanted)
    done = service_confirming.confirm_rows(
        town, people.officer, wanted.model_copy(update={"note": "季度核实"})
    )
    assert (done.confirmed, done.corrected, done.left) == (4, 1, [])
    lots = queries_stock.lots_by_id(town, [same.id, fewer.id])
    assert (lots[same.id].quantity, lots[fewer.id].quantity) == (50, 44)
    place = queries.depots_by_id(town, [depot.id])[depot.id]
    team = queries.teams_by_id(town, [free_team.id])[free_team.id]
    now = clock.now(town)
    vouched: list[Any] = [*lots.values(), place, team, *place.trucks]
    for row in vouched:
        assert (row.confirmed_at, row.confirmed_by, row.confirmed_how) == (now, "刘文员", "count")


def test_a_row_changed_meanwhile_is_left_alone_and_handed_back(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    lot, other = (aged(town, people, depot, item, 50, 90) for _ in range(2))
    patch = schemas.LotPatch(quantity=40, note="盘点")
    service_stock.correct_lot(town, people.officer, lot.id, lot.version, patch)
    wanted = schemas_trust.ConfirmIn(rows=[_row("lot", lot), _row("lot", other)])
    done = service_confirming.confirm_rows(town, people.officer, wanted)
    assert done.confirmed == 1
    [left] = done.left
    assert (left.id, left.reason) == (lot.id, "stale")
    assert left.record is not None
    assert left.record["quantity"] == 40


def test_a_clerk_confirms_nothing_of_another_county(
    town: Session, people: Any, depot: Depot, item: str
) -> None:
    lot = aged(town, people, depot, item, 50, 90)
    stranger = people.clerk("420102" if depot.jurisdiction_code != "420102" else "420111")
    wanted = schemas_trust.ConfirmIn(rows=[_row("lot", lot)])
    done = service_confirming.confirm_rows(town, stranger, wanted)
    assert (done.confirmed, done.left[0].reason, done.left[0].record) == (0, "not_there", None)


def test_a_depot_is_changed_only_by_whoever_saw_it_as_it_is(
    town: Session, people: Any, depot: Depot
) -> None:
    town.info["actor_name"] = "刘文员"
    seen = queries.depots_by_id(town, [depot.id])[depot.id]
    patch = schemas.DepotPatch(phone="027-1", confirmed=True, how="phone")
    after = service_confirming.change_depot(town, people.officer, depot.id, seen.version, patch)
    assert (after.phone, after.name, after.confirmed_how) == ("027-1", seen.name, "phone")
    with pytest.raises(StaleVersion) as refused:
        service_confirming.change_depot(town, people.officer, depot.id, seen.version, patch)
    assert refused.value.facts["record"]["changed_by"] == "刘文员"


def test_freshness_counts_every_row_once_and_stays_within_what_one_sees(
    town: Session, depot: Depot
) -> None:
    found = queries_trust.freshness(town, ["4201"])
    counted = {
        noun: sum(one.rows for one in found if one.noun == noun)
        for noun in ("lot", "team", "depot")
    }
    stocked = town.scalars(select(Lot.id).where(Lot.quantity > 0)).all()
    teams = town.scalars(select(Team.id).where(Team.retired_at.is_(None))).all()
    depots = town.scalars(select(Depot.id)).all()
    assert counted == {"lot": len(stocked), "team": len(teams), "depot": len(depots)}
    assert all(one.fresh + one.stale <= one.rows and 0 < one.trust_percent <= 100 for one in found)
    own = queries_trust.freshness(town, [depot.jurisdiction_code])
    assert {one.jurisdiction_code for one in own} == {depot.jurisdiction_code}
