"""Which single stretch of road breaks cases that hold: ways driven, then ways round what is lost.

Proven, in two steps. First everybody whose way to a place leads over a stretch is taken to stay
away: where a case holds even so, the stretch does not break it, because nobody else's way changes.
Only what is left is looked at with the stretch closed, and only the ways of those who used it are
found again. That second step is made for the `MOST_CLOSED` stretches that could break most cases;
what is left after it is told as possible and not as proven.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from geo.closures import RoadClosure
from geo.stretches import Stretches, cut_into_stretches
from geo.travel import RoadNetwork
from geo.types import VehicleClass
from geo.way_tree import WaysOf
from plans.readiness.cases import Solved, Solver
from plans.readiness.ground import NEVER_S, BoolArray, Force, IntArray, Store
from plans.readiness.losses import Loss, road_loss

MOST_CLOSED = 300
Namer = Callable[[str, str, tuple[float, float], float], str]
"""What a stretch is called: by its road's name, class, middle and length."""


@dataclass(frozen=True, eq=False)
class Used:
    """Who comes to a place over which stretch: teams (k, t) and depots (k, d) by stretch (k,)."""

    stretches: IntArray
    teams: BoolArray
    depots: BoolArray


class RoadLosses:
    """Looks for the roads that single cases hang on, over one state of the roads."""

    def __init__(
        self, network: RoadNetwork, closures: Sequence[RoadClosure], solver: Solver, name: Namer
    ) -> None:
        self.network, self.solver, self.name = network, solver, name
        self.closures = list(closures)
        self.stretches: Stretches = cut_into_stretches(network.lines.roads)
        self._used: dict[int, Used] = {}
        self._trees: dict[str, WaysOf] = {}

    def find(
        self, solved: Sequence[Solved], going_on: Callable[[int, int], None]
    ) -> dict[int, list[Loss]]:
        """Return for the cases (rows) that hold which roads break them; `going_on(done, total)`."""
        suspects = self._suspects(solved, going_on)
        ranked = sorted(suspects, key=lambda one: (-len(suspects[one]), one))
        found: dict[int, list[Loss]] = defaultdict(list)
        for number, stretch in enumerate(ranked):
            for row, loss in self._judge(stretch, suspects[stretch], solved, number):
                found[row].append(loss)
            going_on(number + 1, len(ranked))
        return found

    def _suspects(
        self, solved: Sequence[Solved], going_on: Callable[[int, int], None]
    ) -> dict[int, list[int]]:
        """Stretches without whose users some case would fall short, with those cases."""
        at_spot: dict[int, list[int]] = defaultdict(list)
        for row, one in enumerate(solved):
            if one.state == "met":
                at_spot[one.case.spot].append(row)
        suspects: dict[int, list[int]] = defaultdict(list)
        for number, (spot, rows) in enumerate(sorted(at_spot.items())):
            used = self._used[spot] = self._ways(spot, [solved[row] for row in rows])
            for row in rows:
                for stretch in used.stretches[self._hurt(used, solved[row])].tolist():
                    suspects[stretch].append(row)
            going_on(number + 1, len(at_spot))
        return suspects

    def _ways(self, spot: int, met: Sequence[Solved]) -> Used:
        """Find the ways of all teams that cases count on here, and of depots they draw on."""
        ground, place = self.solver.ground, self.solver.ground.spots[spot]
        target = place.lon, place.lat
        teams = self._over(target, ground.teams, self._counted_on(spot, met))
        drawn_on = sorted({depot for one in met for depot in one.depots})
        depots = self._over(target, ground.depots, drawn_on)
        stretches = sorted(set().union(*teams.values(), *depots.values()))
        return Used(
            np.array(stretches, np.int64),
            _table(stretches, teams, len(ground.teams)),
            _table(stretches, depots, len(ground.depots)),
        )

    def _counted_on(self, spot: int, met: Sequence[Solved]) -> list[int]:
        asked: dict[str, int] = {}
        for one in met:
            for each in one.case.asked:
                if not each.is_item:
                    asked[each.code] = max(asked.get(each.code, 0), each.within_s)
        rows: set[int] = set()
        for code, within_s in asked.items():
            curve = self.solver.supply.curve(spot, code)
            rows.update(curve.teams[curve.at_s <= within_s].tolist())
        return sorted(rows)

    def _over(
        self, target: tuple[float, float], bases: Sequence[Force | Store], rows: Sequence[int]
    ) -> dict[int, frozenset[int]]:
        """Over which stretches each of some teams or depots (rows) comes to a place."""
        of_class: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            of_class[bases[row].vehicle].append(row)
        found: dict[int, frozenset[int]] = {}
        for vehicle, some in of_class.items():
            if vehicle not in self._trees:
                self._trees[vehicle] = self.network.ways_of(VehicleClass(vehicle))
            places = np.array([(bases[row].lon, bases[row].lat) for row in some], np.float64)
            marks = self._trees[vehicle].marks(places, target, self.stretches.of_segment)
            found |= dict(zip(some, marks, strict=True))
        return found

    def _hurt(self, used: Used, solved: Solved) -> BoolArray:
        """Which stretches (k,) would break a case if their users stayed away."""
        hurt = np.zeros(len(used.stretches), np.bool_)
        for one in solved.filled:
            if one.asked.is_item or one.asked.quantity is None:
                continue
            curve = self.solver.supply.curve(solved.case.spot, one.asked.code)
            in_time = curve.at_s <= one.asked.within_s
            teams, units = curve.teams[in_time], curve.units[in_time]
            hurt |= used.teams[:, teams] @ units > one.slack
        drawn = sorted(solved.depots)
        return np.asarray(hurt | used.depots[:, drawn].any(axis=1), np.bool_)

    def _judge(
        self, stretch: int, rows: Sequence[int], solved: Sequence[Solved], number: int
    ) -> Iterator[tuple[int, Loss]]:
        key, name = f"stretch:{stretch}", self._called(stretch)
        if number >= MOST_CLOSED:
            for row in rows:
                yield row, Loss("road", key, name, solved[row].case.asked[0], None, proven=False)
            return
        shut = self.network.with_closures([*self.closures, self.stretches.closure(stretch)])
        detours: dict[int, tuple[IntArray, dict[int, int]]] = {}
        for row in rows:
            spot = solved[row].case.spot
            if spot not in detours:
                detours[spot] = self._detour(shut, spot, stretch)
            loss = road_loss(self.solver, solved[row], key, name, detours[spot])
            if loss is not None:
                yield row, loss

    def _detour(
        self, shut: RoadNetwork, spot: int, stretch: int
    ) -> tuple[IntArray, dict[int, int]]:
        """Arrivals (t,) and hauls with the stretch closed; only its users' ways are found again."""
        ground, used = self.solver.ground, self._used[spot]
        row = int(np.searchsorted(used.stretches, stretch))
        teams = np.flatnonzero(used.teams[row]).tolist()
        depots = np.flatnonzero(used.depots[row]).tolist()
        at_s = ground.arrive_s(spot).copy()
        drive_s = self._drives(shut, spot, [ground.teams[k] for k in teams])
        at_s[teams] = np.where(drive_s >= 0, ground.ready_s[teams] + drive_s, NEVER_S)
        haul_s = self._drives(shut, spot, [ground.depots[k] for k in depots])
        return at_s, dict(zip(depots, haul_s.tolist(), strict=True))

    def _drives(self, shut: RoadNetwork, spot: int, bases: Sequence[Force | Store]) -> IntArray:
        if not bases:
            return np.zeros(0, np.int64)
        place = self.solver.ground.spots[spot]
        sources = np.array([(one.lon, one.lat) for one in bases], np.float64)
        vehicles = [VehicleClass(one.vehicle) for one in bases]
        target = np.array([(place.lon, place.lat)], np.float64)
        return shut.matrix(sources, target, vehicles).seconds[:, 0].astype(np.int64)

    def _called(self, stretch: int) -> str:
        one = self.stretches
        length_m = float(one.length_m[stretch])
        return self.name(one.name(stretch), one.highway(stretch), one.middle(stretch), length_m)


def _table(stretches: Sequence[int], over: dict[int, frozenset[int]], count: int) -> BoolArray:
    """Who (columns) uses which stretch (rows)."""
    number = {stretch: k for k, stretch in enumerate(stretches)}
    table = np.zeros((len(stretches), count), np.bool_)
    for column, some in over.items():
        for stretch in some:
            table[number[stretch], column] = True
    return table
