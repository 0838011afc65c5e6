"""The roads as the service holds them: loaded once, re-weighted only when a closure changes.

Without a road file, or with one that cannot be read, the service still runs: times are
straight-line estimates, marked as such, and the status says why.
"""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock
from uuid import UUID

from shapely.geometry.base import BaseGeometry

from geo.closures import RoadClosure
from geo.schemas import RoadStatus
from geo.straight_line import StraightLineTravel
from geo.travel import RoadNetwork, TravelTimes, load_network

logger = logging.getLogger("muster.roads")

_KEPT_STATES = 4


class RoadTrouble(StrEnum):
    """Why there are no roads."""

    NOT_SET = "not_set"
    MISSING = "missing"
    UNREADABLE = "unreadable"


_MESSAGES = {
    RoadTrouble.NOT_SET: (
        "未配置路网文件，行车时间按直线距离估算。",
        "No road file is configured: drive times are estimated along straight lines.",
    ),
    RoadTrouble.MISSING: (
        "找不到路网文件 {file}，行车时间按直线距离估算。",
        "The road file {file} is missing: drive times are estimated along straight lines.",
    ),
    RoadTrouble.UNREADABLE: (
        "路网文件 {file} 无法读取，行车时间按直线距离估算。",
        "The road file {file} cannot be read: drive times are estimated along straight lines.",
    ),
}


@dataclass(frozen=True)
class ActiveClosure:
    """A closure that holds now; id and version say whether the roads must be weighted anew."""

    id: UUID
    version: int
    kind: str
    area: BaseGeometry
    valid_from: datetime
    valid_to: datetime | None

    @property
    def key(self) -> tuple[UUID, int]:
        """What identifies this state of the closure."""
        return self.id, self.version

    def as_road_closure(self) -> RoadClosure:
        """The closure as the roads know it: water under a bridge leaves the bridge open."""
        return RoadClosure(self.area, spares_bridges=self.kind == "flood")


class RoadBook:
    """Travel times for any set of closures; safe to use from several threads."""

    def __init__(self, road_file: Path | None, cache_dir: Path) -> None:
        self.road_file = road_file
        self._cache_dir = cache_dir
        self._lock = Lock()
        self._base: RoadNetwork | StraightLineTravel | None = None
        self._trouble: RoadTrouble | None = None
        self._states: OrderedDict[frozenset[tuple[UUID, int]], TravelTimes] = OrderedDict()

    def open(self) -> TravelTimes:
        """Load the road file unless that has been done, and return the times without closures."""
        with self._lock:
            return self._open()

    def travel_times(self, closures: Sequence[ActiveClosure] = ()) -> TravelTimes:
        """Return the travel times under exactly these closures."""
        key = frozenset(closure.key for closure in closures)
        with self._lock:
            known = self._states.get(key)
            if known is None:
                areas = [closure.as_road_closure() for closure in closures]
                known = self._states[key] = self._open().with_closures(areas)
            self._states.move_to_end(key)
            while len(self._states) > _KEPT_STATES:
                self._states.popitem(last=False)
            return known

    def status(self, closures: int = 0, locale: str = "zh-CN") -> RoadStatus:
        """Say what the drive times rest on, in the reader's language."""
        base = self.open()
        roads = base if isinstance(base, RoadNetwork) else None
        return RoadStatus(
            available=roads is not None,
            file=self.road_file.name if self.road_file else None,
            sha256=base.road_file_hash,
            nodes=roads.node_count if roads else 0,
            arcs=roads.arc_count if roads else 0,
            bbox=roads.bounds if roads else None,
            closures=closures,
            message=self._message(locale),
        )

    def _message(self, locale: str) -> str | None:
        if self._trouble is None:
            return None
        chinese, english = _MESSAGES[self._trouble]
        text = chinese if locale.startswith("zh") else english
        return text.format(file=self.road_file.name if self.road_file else "")

    def _open(self) -> RoadNetwork | StraightLineTravel:
        if self._base is None:
            self._base = self._load()
        return self._base

    def _load(self) -> RoadNetwork | StraightLineTravel:
        if self.road_file is None:
            return self._without_roads(RoadTrouble.NOT_SET)
        if not self.road_file.is_file():
            return self._without_roads(RoadTrouble.MISSING)
        try:
            return load_network(self.road_file, self._cache_dir)
        except (OSError, ValueError, RuntimeError):
            logger.exception("the road file cannot be read")
            return self._without_roads(RoadTrouble.UNREADABLE)

    def _without_roads(self, trouble: RoadTrouble) -> StraightLineTravel:
        self._trouble = trouble
        logger.warning("%s", self._message("en"))
        return StraightLineTravel()
