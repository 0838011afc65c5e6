"""The roads as the service holds them: loaded once, re-weighted only when a closure changes.

When `./muster roads build` has put a new network in use, it is loaded beside the old one and takes
its place between two questions; nobody waits and nothing is restarted.

Without a road file, or with one that cannot be read, the service still runs: times are
straight-line estimates, marked as such, and the status says why.
"""

import logging
from collections import OrderedDict
from enum import StrEnum
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

from geo.road_regions import Network, Region, network_in_use, open_network
from geo.road_state import RoadsNow, StateKey
from geo.schemas import RoadStatus
from geo.straight_line import StraightLineTravel
from geo.travel import RoadNetwork, TravelTimes, load_network, network_of

logger = logging.getLogger("muster.roads")

AS_EVER = RoadsNow()
"""No closure, day, dry, nothing learnt."""
_KEPT_STATES = 4
_LOOK_EVERY_S = 2.0


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


class RoadBook:
    """Travel times for any state of the roads; safe to use from several threads."""

    def __init__(
        self, road_file: Path | None, cache_dir: Path, kept_states: int = _KEPT_STATES
    ) -> None:
        """Hold a network; ``kept_states`` is in how many states it is kept ready."""
        self._kept_states = kept_states
        self.road_file = road_file
        self._cache_dir = cache_dir
        self._lock = Lock()
        self._base: RoadNetwork | StraightLineTravel | None = None
        self._trouble: RoadTrouble | None = None
        self._states: OrderedDict[StateKey, TravelTimes] = OrderedDict()
        self._in_use: Network | None = None
        self._looked_s = 0.0
        self._refused: Network | None = None
        self._loading: Thread | None = None

    def open(self) -> TravelTimes:
        """Load the road file unless that has been done, and return the times without closures."""
        with self._lock:
            return self._open()

    def travel_times(self, now: RoadsNow = AS_EVER) -> TravelTimes:
        """Return the travel times in exactly this state of the roads."""
        self._look_for_news()
        with self._lock:
            known = self._states.get(now.key)
            if known is None:
                areas = [closure.as_road_closure() for closure in now.closures]
                base = self._open().with_speeds(now.speeds)
                known = base.with_closures(areas)
                self._warm(known)
                self._states[now.key] = known
            self._states.move_to_end(now.key)
            while len(self._states) > self._kept_states:
                self._states.popitem(last=False)
            return known

    def _warm(self, fresh: TravelTimes) -> None:
        """Make a new state ready in the background for the classes that the last one served."""
        last = next(reversed(self._states.values()), None)
        if isinstance(fresh, RoadNetwork) and isinstance(last, RoadNetwork):
            used = last.classes_in_use()
            Thread(target=fresh.warm, args=(used,), name="warm-roads", daemon=True).start()

    def status(self, closures: int = 0, locale: str = "zh-CN") -> RoadStatus:
        """Say what the drive times rest on, in the reader's language."""
        base = self.open()
        roads = base if isinstance(base, RoadNetwork) else None
        return RoadStatus(
            available=roads is not None,
            file=self._source(),
            sha256=base.road_file_hash,
            nodes=roads.node_count if roads else 0,
            arcs=roads.arc_count if roads else 0,
            bbox=roads.bounds if roads else None,
            closures=closures,
            message=self._message(locale),
        )

    def regions(self) -> tuple[Region, ...]:
        """The regions of the network in use; none where the site's plain road file counts."""
        return self._in_use.regions if self._in_use is not None else ()

    def _source(self) -> str | None:
        if self._in_use is not None:
            return ", ".join(region.source for region in self._in_use.regions)
        return self.road_file.name if self.road_file else None

    def wait_for_news(self) -> None:
        """Look now whether another network was put in use, and wait until it has been loaded."""
        self._looked_s = 0.0
        self._look_for_news()
        if self._loading is not None:
            self._loading.join()

    def _look_for_news(self) -> None:
        now_s = monotonic()
        if self._base is None or now_s - self._looked_s < _LOOK_EVERY_S:
            return
        self._looked_s = now_s
        found = network_in_use(self._cache_dir)
        is_busy = self._loading is not None and self._loading.is_alive()
        is_news = found != self._in_use and (found is None or found != self._refused)
        if is_news and not is_busy:
            self._loading = Thread(target=self._swap, args=(found,), daemon=True)
            self._loading.start()

    def _swap(self, network: Network | None) -> None:
        fresh = self._load_network(network)
        if fresh is None:
            self._refused = network
            return
        with self._lock:
            self._base, self._in_use, self._trouble = fresh, network, None
            self._states.clear()
        logger.info("another road network is in use: %s", self._source())

    def _load_network(self, network: Network | None) -> RoadNetwork | None:
        try:
            if network is None:
                found = load_network(self.road_file, self._cache_dir) if self.road_file else None
            else:
                arrays = open_network(self._cache_dir, network)
                found = network_of(*arrays) if arrays is not None else None
        except (OSError, ValueError, RuntimeError):
            logger.exception("the new road network cannot be read; the old one stays")
            return None
        return found

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
        network = network_in_use(self._cache_dir)
        built = self._load_network(network) if network is not None else None
        if built is not None:
            self._in_use = network
            return built
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
