"""Wire shapes of places and closures."""



from core.wire import Latitude, LineString, Longitude, Output
from geo.steps import Turn


class Place(Output):
    """A place of the offline gazetteer."""

    id: str
    kind: str
    name: str
    name_en: str | None
    lon: Longitude
    lat: Latitude
    jurisdiction_code: str
    district_name: str
    population: int | None
    approximate: bool
    source: str


class PlaceNear(Output):
    """What a point on the map is called: its jurisdiction, and the nearest named place."""

    jurisdiction_code: str | None
    jurisdiction_name: str | None
    nearest: Place | None
    distance_m: int | None


class RouteStep(Output):
    """One stretch of a way along one road; an empty name is one the road file does not know."""

    turn: Turn
    name: str
    road_class: str
    metres: int
    seconds: int
    bearing_deg: int


class Route(Output):
    """A way along the roads with its time; ``estimated`` where the road network has no answer."""

    line: LineString
    seconds: int | None
    metres: int | None
    estimated: bool
    steps: list[RouteStep]


class RoadStatus(Output):
    """What the drive times rest on."""

    available: bool
    file: str | None
    sha256: str | None
    nodes: int
    arcs: int
    bbox: tuple[float, float, float, float] | None
    closures: int
    message: str | None
