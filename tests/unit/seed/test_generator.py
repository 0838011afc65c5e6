"""The synthetic inventory: the same for the same seed, of the right size, and plainly invented."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.seed.catalogue import CAPABILITIES, CATALOGUE, ITEMS, MEASURES
from app.seed.generator import generate
from app.seed.records import DemoInventory, demo_id
from app.seed.sites import DISTRICT_WEIGHTS, district_names, read_places
from geo.types import VehicleClass

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
CORE = (113.98, 30.38, 114.55, 30.78)


@pytest.fixture(scope="module")
def city() -> DemoInventory:
    return generate(NOW)


def test_the_same_seed_gives_the_same_city_and_another_seed_another(city: DemoInventory) -> None:
    assert generate(NOW) == city
    assert generate(NOW, seed=7).teams != city.teams


def test_the_city_has_the_size_that_the_story_needs(city: DemoInventory) -> None:
    assert len(city.teams) >= 220
    assert len(city.depots) == 60
    assert len(city.lots) == 5000
    assert len(city.facilities) == 30
    assert len(city.hazard_sources) == 40


def test_a_bench_can_ask_for_a_larger_city() -> None:
    large = generate(NOW, teams=2000, lots=50_000, depots=250)
    assert 1950 <= len(large.teams) <= 2050
    assert len(large.lots) == 50_000
    assert len(large.depots) == 250
    assert len({team.code for team in large.teams}) == len(large.teams)
    assert len({truck.plate for depot in large.depots for truck in depot.trucks}) == sum(
        len(depot.trucks) for depot in large.depots
    )


def test_asking_for_more_lots_leaves_the_teams_alone(city: DemoInventory) -> None:
    assert generate(NOW, lots=6000).teams == city.teams


def test_every_kind_of_team_and_every_capability_is_present(city: DemoInventory) -> None:
    assert {team.kind for team in city.teams} == {
        "national_fire_rescue",
        "professional",
        "social",
        "grassroots",
        "unit",
        "volunteer",
        "contracted",
    }
    offered = {code for team in city.teams for code in team.capabilities}
    assert offered == {row.code for row in (*CAPABILITIES, *MEASURES)}
    counted = {row.code for row in CAPABILITIES}
    assert all(1 <= len(counted & set(team.capabilities)) <= 3 for team in city.teams)
    assert all(units > 0 for team in city.teams for units in team.capabilities.values())


def test_every_vehicle_is_one_that_the_roads_know(city: DemoInventory) -> None:
    known = set(VehicleClass)
    assert {team.vehicle for team in city.teams} <= known
    assert {truck.vehicle for depot in city.depots for truck in depot.trucks} <= known


def test_everything_invented_says_so(city: DemoInventory) -> None:
    named = [*city.teams, *city.depots, *city.facilities, *city.hazard_sources]
    assert all("演示" in thing.name for thing in named)
    assert all(thing.phone.startswith("000-") for thing in named)
    assert all("演示" in team.leader_name for team in city.teams)
    assert all("演示" in truck.plate for depot in city.depots for truck in depot.trucks)


def test_most_stand_on_the_roads_and_every_district_has_something(city: DemoInventory) -> None:
    west, south, east, north = CORE
    sites = [team.site for team in city.teams]
    inside = [s for s in sites if west <= s.lon <= east and south <= s.lat <= north]
    assert 0.75 < len(inside) / len(sites) < 0.97
    assert {site.district for site in sites} == set(DISTRICT_WEIGHTS) == set(district_names())
    assert any(not site.on_road for site in sites)


def test_a_depot_has_one_to_four_lorries_and_some_may_carry_dangerous_goods(
    city: DemoInventory,
) -> None:
    assert all(1 <= len(depot.trucks) <= 4 for depot in city.depots)
    trucks = [truck for depot in city.depots for truck in depot.trucks]
    assert all(truck.payload_kg > 0 for truck in trucks)
    assert {truck.hazardous_permit for truck in trucks} == {True, False}


def test_every_item_is_kept_and_some_lots_are_expired_or_long_unconfirmed(
    city: DemoInventory,
) -> None:
    assert {lot.item_code for lot in city.lots} == {item.code for item in ITEMS}
    assert all(lot.quantity > 0 for lot in city.lots)
    expired = [lot for lot in city.lots if lot.expires_on and lot.expires_on < NOW.date()]
    stale = [lot for lot in city.lots if lot.confirmed_at < NOW - timedelta(days=180)]
    assert 50 < len(expired) < 500
    assert 100 < len(stale) < 800


def test_no_lot_is_made_in_the_future_or_expires_before_it_is_made(city: DemoInventory) -> None:
    for lot in city.lots:
        assert lot.made_on is not None
        assert lot.made_on < NOW.date()
        assert lot.expires_on is None or lot.expires_on > lot.made_on


def test_item_codes_have_the_standard_shape_and_only_known_codes_claim_it() -> None:
    assert all(re.fullmatch(r"[1-3]([0-9]{2}){3}", item.code) for item in CATALOGUE)
    claimed = {item.code for item in CATALOGUE if item.standard == "GB/T 38565-2020"}
    assert claimed == {"1000000", "2000000", "3000000", "1010000", "1010100"}
    local = [item for item in CATALOGUE if item.code not in claimed]
    assert all(item.standard == "local" and item.code[1:3] == "99" for item in local)
    assert len({item.code for item in CATALOGUE}) == len(CATALOGUE)


def test_the_hazard_sources_hold_the_substances_of_the_story(city: DemoInventory) -> None:
    kept = {s["un"] for source in city.hazard_sources for s in source.substances}
    assert {"1017", "1075", "1005", "1203", "1230"} <= kept
    assert all(s["tonnes"] > 0 for source in city.hazard_sources for s in source.substances)


def test_an_identifier_is_the_same_everywhere_and_never_shared_by_two_kinds() -> None:
    assert demo_id("team", "WH-XF-001") == demo_id("team", "WH-XF-001")
    assert demo_id("team", "WH-XF-001") != demo_id("depot", "WH-XF-001")


def test_places_without_an_exact_position_say_so_with_a_source() -> None:
    places = read_places()
    assert all(place["source"] for place in places)
    for place in places:
        assert (place["approximate"] == "1") is (place["kind"] in ("township", "road"))


@pytest.mark.parametrize(
    ("name", "initials"),
    [("武昌区", "wcq"), ("黄陂区", "hpq"), ("三环线东段", "shxdd"), ("长丰街道", "cfjd")],
)
def test_a_place_can_be_typed_by_its_initials(name: str, initials: str) -> None:
    assert initials in {place["initials"] for place in read_places() if place["name"] == name}
