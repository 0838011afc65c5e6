"""Wire shapes of lots in lists: what a grid shows, and the nearest lots of an item."""

from uuid import UUID

from core.wire import Output, Point
from geo.types import VehicleClass
from resources.schemas import Lot


class LotRow(Lot):
    """A lot with where it lies, what must be kept there, and how far its count is trusted."""

    depot_code: str
    depot_position: Point
    county_code: str
    county_name: str | None
    safety_stock: int | None
    trust_percent: int
    relied_on: int
    below_safety: bool


class DepotSummary(Output):
    """What of a list of lots lies in one depot."""

    depot_id: UUID
    lots: int
    quantity: int
    free: int


class LotSummary(Output):
    """Sums of a list of lots; amounts only where all are of one item. And how the site judges rows:
    it warns so many days before expiry and trusts a count in full for so many days.
    """

    lots: int
    item_code: str | None
    unit: str | None
    quantity: int | None
    free: int | None
    depots: list[DepotSummary]
    warning_days: int
    full_days: int


class NearLot(Output):
    """A lot and how far it is by road; an unknown time is null and never comes first."""

    lot: LotRow
    seconds: int | None
    estimated: bool
    metres: int


class NearLots(Output):
    """The nearest lots of an item that have something free and in date."""

    item_code: str
    lon: float
    lat: float
    vehicle: VehicleClass
    depots_asked: int
    rows: list[NearLot]
