"""Turns the generated records into rows of a world's tables."""

from datetime import datetime, timedelta
from zlib import crc32

from app.seed.bulk import Row
from app.seed.records import (
    DemoInventory,
    DepotRecord,
    FacilityRecord,
    HazardSourceRecord,
    LotRecord,
    Site,
    TeamRecord,
    demo_id,
)
from app.seed.sites import district_names


def address_of(site: Site) -> str:
    """Say where something stands, and that the spot is made up."""
    return f"武汉市{district_names()[site.district]}{site.township_name}附近（演示位置）"


def team_row(team: TeamRecord) -> Row:
    """Return a team without its capabilities."""
    return {
        "id": demo_id("team", team.code),
        "code": team.code,
        "name": team.name,
        "kind": team.kind,
        "jurisdiction_code": team.site.district,
        "home": team.site.ewkt,
        "address": address_of(team.site),
        "leader_name": team.leader_name,
        "phone": team.phone,
        "vehicle": team.vehicle,
        "headcount": team.headcount,
        "turnout_s": team.turnout_s,
        "state": team.state,
        "tier": team.tier,
        "confirmed_at": team.confirmed_at,
        "retired_at": None,
        "synthetic": True,
    }


def team_capability_rows(inventory: DemoInventory) -> list[Row]:
    """Return what every team can do."""
    return [
        {"team_id": demo_id("team", team.code), "capability_code": code, "units": units}
        for team in inventory.teams
        for code, units in team.capabilities.items()
    ]


def position_row(team: TeamRecord, now: datetime) -> Row:
    """Return where a team is at the beginning: at home."""
    return {
        "team_id": demo_id("team", team.code),
        "position": team.site.ewkt,
        "at": now,
        "received_at": now,
        "source": "home",
        "accuracy_m": None,
    }


def seen_at(depot: DepotRecord, now: datetime) -> datetime:
    """Return when somebody last looked at a depot and its lorries: up to four months ago."""
    return now - timedelta(days=crc32(depot.code.encode()) % 120)


def depot_row(depot: DepotRecord, now: datetime) -> Row:
    """Return a depot without its lorries."""
    return {
        "id": demo_id("depot", depot.code),
        "code": depot.code,
        "name": depot.name,
        "kind": depot.kind,
        "jurisdiction_code": depot.site.district,
        "position": depot.site.ewkt,
        "address": address_of(depot.site),
        "keeper_name": depot.keeper_name,
        "phone": depot.phone,
        "load_s": depot.load_s,
        "tier": depot.tier,
        "confirmed_at": seen_at(depot, now),
        "confirmed_how": "seen",
        "retired_at": None,
        "synthetic": True,
    }


def truck_rows(inventory: DemoInventory, now: datetime) -> list[Row]:
    """Return the lorries of all depots."""
    return [
        {
            "id": demo_id("truck", truck.plate),
            "depot_id": demo_id("depot", depot.code),
            "plate": truck.plate,
            "vehicle": truck.vehicle,
            "payload_kg": truck.payload_kg,
            "hazardous_permit": truck.hazardous_permit,
            "state": "available",
            "confirmed_at": seen_at(depot, now),
            "confirmed_how": "seen",
        }
        for depot in inventory.depots
        for truck in depot.trucks
    ]


def lot_row(lot: LotRecord) -> Row:
    """Return an empty lot; its opening line fills it."""
    return {
        "id": _lot_id(lot),
        "depot_id": demo_id("depot", lot.depot_code),
        "item_code": lot.item_code,
        "batch": lot.batch,
        "made_on": lot.made_on,
        "expires_on": lot.expires_on,
        "confirmed_at": lot.confirmed_at,
        "synthetic": True,
    }


def opening_row(lot: LotRecord, now: datetime) -> Row:
    """Return the ledger line that opens a lot, so that the ledger's sum is the balance."""
    return {
        "id": demo_id("opening", f"{lot.depot_code}/{lot.item_code}/{lot.batch}"),
        "lot_id": _lot_id(lot),
        "kind": "opening",
        "quantity_change": lot.quantity,
        "reserved_change": 0,
        "order_id": None,
        "at": now,
        "by": None,
        "note": "演示期初库存",
    }


def facility_row(facility: FacilityRecord) -> Row:
    """Return a hospital, shelter or school."""
    return {
        "id": demo_id("facility", facility.code),
        "code": facility.code,
        "kind": facility.kind,
        "name": facility.name,
        "jurisdiction_code": facility.site.district,
        "position": facility.site.ewkt,
        "address": address_of(facility.site),
        "capacity": facility.capacity,
        "free": facility.free,
        "phone": facility.phone,
        "confirmed_at": facility.confirmed_at,
        "confirmed_by": None,
        "confirmed_how": "seen",
        "synthetic": True,
    }


def hazard_source_row(source: HazardSourceRecord) -> Row:
    """Return a registered hazard source."""
    return {
        "id": demo_id("hazard_source", source.code),
        "code": source.code,
        "name": source.name,
        "kind": source.kind,
        "jurisdiction_code": source.site.district,
        "position": source.site.ewkt,
        "address": address_of(source.site),
        "major_hazard_grade": source.major_hazard_grade,
        "substances": list(source.substances),
        "phone": source.phone,
        "confirmed_at": source.confirmed_at,
        "synthetic": True,
    }


def _lot_id(lot: LotRecord) -> object:
    return demo_id("lot", f"{lot.depot_code}/{lot.item_code}/{lot.batch}")
