"""Wire shapes of places and closures."""

from core.wire import Output


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
