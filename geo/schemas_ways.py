"""Wire shapes of ways over the roads and of how places lie to them."""

from core.wire import LineString, Output, Point
from geo.standing import Standing
from geo.steps import Turn


class RouteStep(Output):
    """One stretch of a way along one road; an empty name is one the road file does not know.

    ``first`` is the number of the vertex of the line at which it begins.
    """

    turn: Turn
    name: str
    road_class: str
    metres: int
    seconds: int
    bearing_deg: int
    first: int


class Way(Output):
    """A way with its time; ``estimated`` where the road network has no answer.

    ``seconds_at`` is the time at each vertex of the line, ``metres_inside`` how far the way runs
    through areas that were to be avoided.
    """

    line: LineString
    seconds_at: list[int]
    seconds: int | None
    metres: int | None
    metres_inside: int
    estimated: bool
    steps: list[RouteStep]


class OtherSide(Output):
    """A road on another side of a place, and the drive to it; None where none leads there."""

    position: Point
    metres: int
    seconds: int | None


class PlaceOnRoads(Output):
    """How a place lies to the roads; ``message`` says what is unusual in the reader's language.

    ``off_road_m`` is None where there are no roads; ``cut_off_m`` is how far off a road lies that
    is not joined to the network.
    """

    standing: Standing
    message: str | None
    off_road_m: int | None
    has_road_time: bool
    position: Point | None
    road: str
    road_class: str
    cut_off_m: int | None
    other_side: OtherSide | None


class Route(Way):
    """The quickest way, others that differ from it, and how its two ends lie to the roads.

    ``avoided`` counts the areas it was to keep out of; ``message`` says why it could not, or why
    there is no way.
    """

    alternatives: list[Way]
    source: PlaceOnRoads
    target: PlaceOnRoads
    avoided: int
    message: str | None
