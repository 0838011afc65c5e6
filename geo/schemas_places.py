"""Wire shapes of places: found by name, named back, milestones, coordinates, what was loaded."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from core.wire import Input, Latitude, Longitude, Output, example
from geo.entered import DatumIn
from geo.types import Datum

Compass = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]
Box = tuple[float, float, float, float]


class AlongRoad(Output):
    """What a place given by a milestone rests on, and how far the nearest known stone is."""

    road: str
    metres: int
    direction: Literal["up", "down"] | None
    how: Literal["stone", "along_road", "straight"]
    nearest_stone_m: int


class CoordinateReading(Output):
    """How a text was read as a position."""

    form: str
    datum: Datum


class Place(Output):
    """A place of the offline gazetteer, a milestone or a position, as the answer to a question.

    `bbox` is there for what is long; `match` says why it was found; `distance_m` how far it is from
    where the asker looks.
    """

    id: str
    kind: str
    name: str
    name_en: str | None
    others: list[str]
    lon: Longitude
    lat: Latitude
    jurisdiction_code: str | None
    district_name: str
    population: int | None
    approximate: bool
    source: str
    bbox: Box | None
    match: str | None
    distance_m: int | None
    along: AlongRoad | None
    reading: CoordinateReading | None


class SearchNote(Output):
    """Why something that was asked for is not among the answers."""

    code: Literal["no_such_road", "no_stones", "outside_stones", "road_not_drawn"]
    road: str | None
    asked: str
    known_from: str | None
    known_to: str | None
    nearest: str | None
    nearest_lon: float | None
    nearest_lat: float | None


class PlaceAnswer(Output):
    """Everything that answers a question, best first, and what could not be answered."""

    hits: list[Place]
    notes: list[SearchNote]


class RoadNear(Output):
    """The nearest named road; `towards` is where the point lies as seen from the road."""

    name: str
    number: str | None
    distance_m: int
    towards: Compass
    chainage: str | None


class PlaceNear(Output):
    """What a point on the map is called: jurisdiction, township, road and the nearest place."""

    jurisdiction_code: str | None
    jurisdiction_name: str | None
    township_name: str | None
    road: RoadNear | None
    nearest: Place | None
    distance_m: int | None
    towards: Compass | None


class CoordinateForms(Output):
    """A position in every form the product writes; a grid is None where it is not defined."""

    degrees: str
    dms: str
    mgrs: str | None
    utm: str | None
    gauss_krueger_3: str | None
    gcj02: str
    bd09: str


class PlaceRegion(Output):
    """One load of places or milestones, and when it was made."""

    id: str
    source: str
    sha256: str
    places: int
    milestones: int
    loaded_at: datetime


class MilestoneRoad(Output):
    """A road with known milestones."""

    number: str | None
    road: str | None
    stones: int
    first: str
    last: str
    sources: list[str]


class MilestoneTable(Input):
    """A table of milestones as CSV text: road or number, stone, longitude, latitude, datum."""

    model_config = example(
        name="milestones",
        source="里程桩.csv",
        text="编号,道路,桩号,经度,纬度,坐标系\nG42,沪蓉高速,K785+000,114.41,30.62,GCJ02\n",
        datum="WGS84",
    )

    name: str = Field(pattern="^[a-z0-9][a-z0-9_-]{0,39}$", examples=["milestones"])
    source: str = Field(min_length=1, max_length=200, examples=["里程桩.csv"])
    text: str = Field(min_length=1, max_length=3_000_000)
    datum: DatumIn = Datum.WGS84


class RowFault(Output):
    """What is wrong in a row, counted as a spreadsheet counts it (the heading is row 1)."""

    row: int
    problem: str
    given: str


class MilestonePreview(Output):
    """What a table would bring: its rows by road, what is wrong, and what looks odd."""

    rows: int
    roads: list[MilestoneRoad]
    errors: list[RowFault]
    warnings: list[RowFault]
