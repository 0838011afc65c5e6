"""Two clerks, one lorry, hospital, expert or safety stock: nothing is overwritten silently."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core import clock
from core.errors import DomainError, NotFound, StaleVersion, VersionRequired
from resources import (
    queries,
    queries_confirming,
    queries_experts,
    queries_movements,
    queries_trust,
    schemas,
    schemas_bulk,
    schemas_patches,
    schemas_stock,
    schemas_trust,
    service,
    service_bulk,
    service_confirming,
    service_directory,
    service_movements,
    service_stock,
    service_trucks,
)
from resources.errors import MoreFreeThanThereIs, TruckCommitted, UnknownDepot
from resources.errors_bulk import BulkRefused
from resources.models import Depot, Facility, Lot, Truck
from resources.models_experts import Expert
from resources.trust_reasons import Matters, Named, Scene


@pytest.fixture
def truck(town: Session) -> Truck:
    """A lorry of the demo city that is free."""
    query = select(Truck).where(Truck.state == "available").order_by(Truck.plate).limit(1)
    return town.scalars(query).one()


@pytest.fixture
def hospital(town: Session) -> Facility:
    """A hospital of the demo city."""
    query = select(Facility).where(Facility.kind == "hospital").order_by(Facility.code).limit(1)
    return town.scalars(query).one()


@pytest.fixture
def expert(town: Session) -> Expert:
    """An expert of Hongshan, last confirmed half a year ago."""
    row = Expert(
        code="ZJ-1", name="示例专家", jurisdiction_code="420111", expertise="危险化学品",
        organisation="示例研究院", phone="027-00000001",
        confirmed_at=clock.now(town) - timedelta(days=170),
    )  # fmt: skip
    town.add(row)
    town.flush()
    return row


def test_a_lorry_is_changed_only_by_whoever_saw_it_as_it_is(
    town: Session, people: Any, truck: Truck
) -> None:
    town.info["actor_name"] = "刘文员"
    seen = truck.version
    first = schemas_patches.TruckPatch(payload_kg=7300)
    after = service_trucks.change_truck(town, people.officer, truck.id, seen, first)
    assert (after.payload_kg, after.changed_by, after.version) == (7300, "刘文员", seen + 1)
    second = schemas_patches.TruckPatch(payload_kg=9000, hazardous_permit=True)
    with pytest.raises(StaleVersion) as refused:
        service_trucks.change_truck(town, people.officer, truck.id, seen, second)
    assert refused.value.facts["record"]["payload_kg"] == 7300
    assert refused.value.facts["record"]["changed_by"] == "刘文员"
    with pytest.raises(VersionRequired):
        service_trucks.change_truck(town, people.officer, truck.id, None, second)
    assert town.get_one(Truck, truck.id, populate_existing=True).payload_kg == 7300


def test_a_change_of_a_lorry_is_told_with_its_depot_and_a_move_with_both(
    town: Session, people: Any, truck: Truck
) -> None:
    left = truck.depot_id
    other = town.scalars(select(Depot).where(Depot.id != left).order_by(Depot.code)).first()
    assert other is not None
    patch = schemas_patches.TruckPatch(depot_id=other.id, state="unavailable")
    after = service_trucks.change_truck(town, people.officer, truck.id, truck.version, patch)
    assert (after.depot_id, after.state) == (other.id, "unavailable")
    told = [one for one in town.info["happenings"] if one["kind"] == "depot.changed"]
    assert {str(left), str(other.id)} == {one["data"]["depot"]["id"] for one in told}
    places = queries.depots_by_id(town, [left, other.id])
    assert truck.id not in {one.id for one in places[left].trucks}
    assert truck.id in {one.id for one in places[other.id].trucks}


def test_a_lorry_under_an_order_is_only_vouched_for(
    town: Session, people: Any, truck: Truck
) -> None:
    before = truck.version
    service.set_truck_states(town, service.lock_trucks(town, [truck.id]), "assigned")
    assert truck.version == before + 1
    with pytest.raises(TruckCommitted):
        service_trucks.change_truck(
            town, people.officer, truck.id, truck.version, schemas_patches.TruckPatch(payload_kg=1)
        )
    seen = schemas_patches.TruckPatch(confirmed=True, how="seen")
    after = service_trucks.change_truck(town, people.officer, truck.id, truck.version, seen)
    assert (after.confirmed_at, after.state) == (clock.now(town), "assigned")


def test_a_clerk_moves_no_lorry_of_another_county_and_none_into_one(
    town: Session, people: Any, truck: Truck
) -> None:
    home = town.get_one(Depot, truck.depot_id).jurisdiction_code
    foreign = town.scalars(
        select(Depot).where(Depot.jurisdiction_code != home).order_by(Depot.code)
    ).first()
    assert foreign is not None
    patch = schemas_patches.TruckPatch(depot_id=foreign.id)
    with pytest.raises(NotFound):
        service_trucks.change_truck(
            town, people.clerk(foreign.jurisdiction_code), truck.id, truck.version, patch
        )
    with pytest.raises(UnknownDepot):
        service_trucks.change_truck(town, people.clerk(home), truck.id, truck.version, patch)


def test_a_hospital_is_changed_only_by_whoever_saw_it_as_it_is(
    town: Session, people: Any, hospital: Facility
) -> None:
    town.info["actor_name"] = "刘文员"
    seen = hospital.version
    patch = schemas_patches.FacilityPatch(capacity=300, free=25, phone=None, confirmed=True)
    after = service_directory.change_facility(town, people.officer, hospital.id, seen, patch)
    assert (after.free, after.phone, after.confirmed_how) == (25, None, "phone")
    assert town.info["happenings"][-1]["kind"] == "facility.changed"
    with pytest.raises(StaleVersion) as refused:
        service_directory.change_facility(town, people.officer, hospital.id, seen, patch)
    assert refused.value.facts["record"]["free"] == 25
    for full in ({"free": 301}, {"capacity": 24}):
        with pytest.raises(MoreFreeThanThereIs):
            service_directory.change_facility(
                town,
                people.officer,
                hospital.id,
                after.version,
                schemas_patches.FacilityPatch(**full),
            )


def test_an_expert_is_changed_only_by_whoever_saw_the_row_and_nothing_personal_is_told(
    town: Session, people: Any, expert: Expert
) -> None:
    seen = expert.version
    patch = schemas_patches.ExpertPatch(phone="027-99999999")
    after = service_directory.change_expert(town, people.clerk("420111"), expert.id, seen, patch)
    assert (after.phone, after.version) == ("027-99999999", seen + 1)
    told = town.info["happenings"][-1]
    assert told["kind"] == "expert.changed"
    assert not {"027-99999999", "示例专家", "示例研究院"} & set(map(str, _values(told["data"])))
    with pytest.raises(StaleVersion):
        service_directory.change_expert(town, people.clerk("420111"), expert.id, seen, patch)
    with pytest.raises(NotFound):
        service_directory.change_expert(town, people.clerk("420102"), expert.id, seen, patch)


def _values(body: Any) -> list[Any]:
    if isinstance(body, dict):
        return [value for one in body.values() for value in _values(one)]
    return [body]


@pytest.fixture
def pair(town: Session, people: Any, depot: Depot) -> list[schemas.Lot]:
    """Two lots of one item in one depot: they share its safety stock."""
    item = town.scalars(select(Lot.item_code).where(Lot.depot_id == depot.id).limit(1)).one()
    return [
        service_stock.enter_lot(
            town,
            people.officer,
            schemas.LotIn(depot_id=depot.id, item_code=item, batch=f"同库{n}", quantity=5),
        )
        for n in (1, 2)
    ]


def _edit(row: schemas.Lot, amount: int) -> schemas_bulk.LotsEditIn:
    one = schemas_bulk.LotsEditRow(id=row.id, version=row.version, safety_stock=amount)
    return schemas_bulk.LotsEditIn(action="edit", rows=[one])


def test_a_safety_stock_is_not_overwritten_through_another_lot_of_the_same_item(
    town: Session, people: Any, pair: list[schemas.Lot]
) -> None:
    one, other = pair
    done = service_bulk.edit_many(town, people.officer, _edit(one, 40), "en")
    assert done.done == 1
    for row in (one, other):
        with pytest.raises(DomainError) as refused:
            service_bulk.edit_many(town, people.officer, _edit(row, 70), "en")
        assert isinstance(refused.value, BulkRefused)
    told = [e["data"]["lot"]["id"] for e in town.info["happenings"] if e["kind"] == "lot.changed"]
    assert {str(one.id), str(other.id)} <= set(told)
    [rule] = rules_of(town, one)
    assert rule.quantity == 40


def rules_of(town: Session, lot: schemas.Lot) -> list[schemas_stock.SafetyStock]:
    """The safety stock of a lot's item in its depot."""
    return queries_movements.safety_stocks(town, ["4201"], lot.depot_id, lot.item_code)


def test_a_rule_is_set_only_upon_the_one_that_was_seen(
    town: Session, people: Any, pair: list[schemas.Lot]
) -> None:
    lot = pair[0]
    for rule in rules_of(town, lot):
        wanted = schemas_stock.SafetyStockIn(
            depot_id=lot.depot_id, item_code=lot.item_code, quantity=0
        )
        service_movements.change_safety_stock(town, people.officer, rule.version, wanted)
    wanted = schemas_stock.SafetyStockIn(depot_id=lot.depot_id, item_code=lot.item_code, quantity=9)
    made = service_movements.change_safety_stock(town, people.officer, 0, wanted)
    assert made is not None
    with pytest.raises(StaleVersion) as refused:
        service_movements.change_safety_stock(town, people.officer, 0, wanted)
    assert refused.value.facts["record"]["quantity"] == 9


def test_places_and_experts_are_on_the_short_list_and_confirmed_with_the_rest(
    town: Session, people: Any, hospital: Facility, expert: Expert
) -> None:
    old = clock.now(town) - timedelta(days=170)
    town.execute(update(Facility).where(Facility.id == hospital.id).values(confirmed_at=old, jurisdiction_code="420111"))  # fmt: skip
    seen = queries.facilities_by_id(town, [hospital.id])[hospital.id]
    at = seen.position
    matters = Matters(
        scenes=(Scene(at.lon, at.lat + 0.009, frozenset({"ambulance_transport"})),),
        activated=Named(titles=("武汉市危险化学品事故应急预案",)),
    )
    rows = queries_confirming.to_confirm(town, ["420111"], matters, 10_000, with_experts=True)
    mine = {row.id: row for row in rows}
    assert (mine[hospital.id].why, mine[expert.id].why) == ("needed", "needed")
    assert 0.9 < mine[hospital.id].score / mine[expert.id].score < 1
    assert (mine[hospital.id].kind, mine[expert.id].phone) == ("hospital", "027-00000001")
    hidden = queries_confirming.to_confirm(town, ["420111"], matters, 10_000)
    assert expert.id not in {row.id for row in hidden}
    named = [
        schemas_trust.ConfirmedRow(noun=row.noun, id=row.id, version=row.version)
        for row in (mine[hospital.id], mine[expert.id])
    ]
    wanted = schemas_trust.ConfirmIn(how="phone", rows=named)
    keeper = people.clerk("420111")
    refused = service_confirming.confirm_rows(town, keeper, wanted)
    assert [one.noun for one in refused.left] == ["expert"]
    again = wanted.model_copy(update={"rows": named[1:]})
    able = people.may(keeper, "experts.write")
    done = service_confirming.confirm_rows(town, able, again)
    assert (done.confirmed, done.left) == (1, [])
    now = clock.now(town)
    assert queries.facilities_by_id(town, [hospital.id])[hospital.id].confirmed_at == now
    assert queries_experts.experts_by_id(town, [expert.id])[expert.id].confirmed_at == now
    stale = service_confirming.confirm_rows(town, able, wanted)
    assert [(one.noun, one.reason) for one in stale.left] == [
        ("facility", "stale"),
        ("expert", "stale"),
    ]


def test_freshness_counts_places_and_experts_of_every_county(
    town: Session, hospital: Facility, expert: Expert
) -> None:
    found = queries_trust.freshness(town, ["4201"])
    counted = {
        noun: sum(one.rows for one in found if one.noun == noun) for noun in ("facility", "expert")
    }
    places = town.scalars(select(Facility.id).where(Facility.retired_at.is_(None))).all()
    assert counted["facility"] == len(places)
    experts = town.scalars(select(Expert.id).where(Expert.retired_at.is_(None))).all()
    assert counted["expert"] == len(experts) > 0
    assert hospital.id in places
    assert expert.id in experts
