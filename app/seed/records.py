"""The plain records of the demo city, and the folder that its files lie in."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

DATA = Path(__file__).resolve().parent / "data"
DEMO_NAMESPACE = UUID("6f1f6a6e-1a5b-5f0e-9d43-6d7573746572")


def demo_id(kind: str, code: str) -> UUID:
    """Return the identifier of a demo record: the same on every machine."""
    return uuid5(DEMO_NAMESPACE, f"{kind}/{code}")


@dataclass(frozen=True)
class Site:
    """A spot in a district at which something can stand; `on_road` says whether roads reach it."""

    district: str
    lon: float
    lat: float
    on_road: bool
    township_code: str
    township_name: str

    @property
    def ewkt(self) -> str:
        """The position as PostGIS reads it."""
        return ewkt_point(self.lon, self.lat)


def ewkt_point(lon: float, lat: float) -> str:
    """Return a WGS-84 point as PostGIS reads it."""
    return f"SRID=4326;POINT({lon:.6f} {lat:.6f})"


@dataclass(frozen=True)
class TeamRecord:
    """A synthetic rescue team."""

    code: str
    name: str
    kind: str
    site: Site
    leader_name: str
    phone: str
    vehicle: str
    headcount: int
    turnout_s: int
    state: str
    tier: int
    confirmed_at: datetime
    capabilities: dict[str, int]


@dataclass(frozen=True)
class TruckRecord:
    """A synthetic lorry of a depot."""

    plate: str
    vehicle: str
    payload_kg: int
    hazardous_permit: bool


@dataclass(frozen=True)
class DepotRecord:
    """A synthetic depot with its lorries."""

    code: str
    name: str
    kind: str
    site: Site
    keeper_name: str
    phone: str
    load_s: int
    tier: int
    trucks: tuple[TruckRecord, ...]


@dataclass(frozen=True)
class LotRecord:
    """A synthetic lot: one item, one batch, one expiry in one depot."""

    depot_code: str
    item_code: str
    batch: str
    made_on: date | None
    expires_on: date | None
    quantity: int
    confirmed_at: datetime


@dataclass(frozen=True)
class FacilityRecord:
    """A synthetic hospital, shelter or school."""

    code: str
    kind: str
    name: str
    site: Site
    capacity: int | None
    free: int | None
    phone: str
    confirmed_at: datetime


@dataclass(frozen=True)
class HazardSourceRecord:
    """A synthetic registered place where something dangerous is kept."""

    code: str
    name: str
    kind: str
    site: Site
    major_hazard_grade: int | None
    substances: tuple[dict[str, Any], ...]
    phone: str
    confirmed_at: datetime


@dataclass(frozen=True)
class DemoInventory:
    """Everything synthetic that can be sent, taken to or feared, as plain records."""

    teams: tuple[TeamRecord, ...] = field(default=())
    depots: tuple[DepotRecord, ...] = field(default=())
    lots: tuple[LotRecord, ...] = field(default=())
    facilities: tuple[FacilityRecord, ...] = field(default=())
    hazard_sources: tuple[HazardSourceRecord, ...] = field(default=())
