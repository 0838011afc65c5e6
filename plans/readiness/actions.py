"""What to do first: actions that fix most of what is missing for their cost, cheapest first (pure).

A `Lack` is one thing missing in one case. For each action the units that it brings in time to each
lack are counted exactly, by the rules of the cases themselves; it fixes a lack when that is at
least what is missing. Actions are then chosen greedily by what they newly fix for one unit of cost
(the classical rule for covering, within ln n of the best choice: Chvátal 1979). Two actions that
only together would fix a lack are not looked for: the list is a bound from below on what can be
fixed, and each line of it stands by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import ceil

import numpy as np

from plans.readiness.cases import Solved, Solver
from plans.readiness.goods import Haulage, takes
from plans.readiness.ground import NO_WAY, IntArray
from plans.readiness.reasons import goods_reasons, team_reasons
from plans.readiness.supply import Asked

MOST_ACTIONS = 60
TURNOUT_S = 300
"""Within how many seconds a team that is newly placed is taken to leave."""

NEAREST_DEPOTS = 12
"""Depots nearest to a place at which laying in more is looked at."""

_TEAM_ACTIONS = {
    "aged": "confirm",
    "off_duty": "duty",
    "shift_ends": "shift",
    "not_free": "service",
    "no_agreement": "agreement",
}
_GOODS_ACTIONS = {
    "aged": "confirm",
    "expired": "renew",
    "no_lorry": "lorry",
    "lorries": "lorry",
    "no_agreement": "agreement",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing missing in one case: `case` is the case's row, `missing` how many."""

    case: int
    spot: int
    asked: Asked
    missing: int


Key = tuple[str, str, str]
"""What is done, with what (capability or item), and where (district, depot or place)."""


@dataclass(frozen=True)
class Action:
    """One thing to do: its cost, how many units, and which lacks (rows) it fixes by itself."""

    doing: str
    code: str
    is_item: bool
    where: str
    where_name: str
    amount: int
    cost: float
    fixes: frozenset[int]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """An action on the list: what it newly fixes, and the cases that are whole with it at last."""

    action: Action
    newly: int
    cases: tuple[int, ...]


@dataclass(frozen=True)
class Sites:
    """Where a new team could be put: the places themselves, with drives between them (p, p), s."""

    drive_s: IntArray
    names: Sequence[str]
    keys: Sequence[str]


def lacks_of(solved: Sequence[Solved]) -> list[Lack]:
    """Return everything that is known to be missing, case by case."""
    return [
        Lack(row, one.case.spot, each.asked, each.asked.quantity - each.covered)
        for row, one in enumerate(solved)
        for each in one.filled
        if each.asked.quantity is not None and each.missing
    ]


def choose(actions: Sequence[Action], lacks: Sequence[Lack]) -> list[Chosen]:
    """Return the actions in the order in which to do them; at most `MOST_ACTIONS`."""
    of_case: dict[int, set[int]] = {}
    for row, lack in enumerate(lacks):
        of_case.setdefault(lack.case, set()).add(row)
    fixed: set[int] = set()
    chosen: list[Chosen] = []
    heap = [(-len(one.fixes) / one.cost, one.cost, k) for k, one in enumerate(actions)]
    heapify(heap)
    while heap and len(chosen) < MOST_ACTIONS:
        _worth, cost, row = heappop(heap)
        newly = actions[row].fixes - fixed
        worth = -len(newly) / cost
        if not newly:
            continue
        if heap and (worth, cost, row) > heap[0]:
            heappush(heap, (worth, cost, row))  # what it fixes has become less: look again
            continue
        before, fixed = fixed, fixed | newly
        whole = [case for case, rows in of_case.items() if rows <= fixed and not rows <= before]
        chosen.append(Chosen(actions[row], len(newly), tuple(sorted(whole))))
    return chosen


def all_actions(
    solver: Solver, lacks: Sequence[Lack], sites: Sites, costs: Mapping[str, float]
) -> list[Action]:
    """Return every action that fixes some lack by itself."""
    return [
        *_existing_teams(solver, lacks, costs),
        *_new_teams(solver, lacks, sites, costs),
        *_existing_goods(solver, lacks, costs),
        *_new_goods(solver, lacks, costs),
    ]


class _Pool:
    """Collects, for each action, the units that it brings to each lack, and who is part of it."""

    def __init__(self) -> None:
        self.gains: dict[Key, dict[int, int]] = {}
        self.members: dict[Key, set[int]] = {}

    def add(self, key: Key, lack: int, units: int, members: Sequence[int]) -> None:
        gains = self.gains.setdefault(key, {})
        gains[lack] = gains.get(lack, 0) + units
        self.members.setdefault(key, set()).update(members)

    def fixing(self, lacks: Sequence[Lack]) -> Iterator[tuple[Key, frozenset[int], list[int]]]:
        """Keys that fix something, what they fix, and who is part of them."""
        for key, gains in self.gains.items():
            fixes = frozenset(row for row, units in gains.items() if units >= lacks[row].missing)
            if fixes:
                yield key, fixes, sorted(self.members[key])


def _existing_teams(
    solver: Solver, lacks: Sequence[Lack], costs: Mapping[str, float]
) -> Iterator[Action]:
    """Confirm, put on duty, extend the shift, bring back into service, agree: by district."""
    ground, pool = solver.ground, _Pool()
    homes = np.array([team.jurisdiction_code[:6] for team in ground.teams], np.str_)
    seen: dict[tuple[int, str, int], dict[Key, tuple[int, list[int]]]] = {}
    for row, lack in enumerate(lacks):
        if lack.asked.is_item:
            continue
        same = lack.spot, lack.asked.code, lack.asked.within_s
        if same not in seen:
            seen[same] = _by_district(solver, lack, homes)
        for key, (units, members) in seen[same].items():
            pool.add(key, row, units, members)
    for key, fixes, members in pool.fixing(lacks):
        doing, code, where = key
        each = 1 if doing == "agreement" else len(members)
        names = tuple(ground.teams[k].name for k in members)
        yield Action(doing, code, False, where, "", len(members), costs[doing] * each, fixes, names)


def _by_district(
    solver: Solver, lack: Lack, homes: np.typing.NDArray[np.str_]
) -> dict[Key, tuple[int, list[int]]]:
    ground, found = solver.ground, {}
    units = ground.units_of(lack.asked.code)
    for reason, mask in team_reasons(ground, lack.spot, lack.asked).items():
        doing = _TEAM_ACTIONS.get(reason)
        rows = np.flatnonzero(mask) if doing else np.zeros(0, np.int64)
        for home in np.unique(homes[rows]).tolist():
            members = rows[homes[rows] == home]
            amount = int(units[members].sum())
            found[str(doing), lack.asked.code, str(home)] = amount, members.tolist()
    return found


def _new_teams(
    solver: Solver, lacks: Sequence[Lack], sites: Sites, costs: Mapping[str, float]
) -> Iterator[Action]:
    """Put new teams of a capability at a place: as many as the most useful number asks for."""
    by_code: dict[str, list[int]] = {}
    for row, lack in enumerate(lacks):
        if not lack.asked.is_item:
            by_code.setdefault(lack.asked.code, []).append(row)
    for code, rows in by_code.items():
        each = typical_units(solver.ground.units_of(code))
        spots = np.array([lacks[row].spot for row in rows])
        within = np.array([lacks[row].asked.within_s for row in rows])
        teams = np.array([ceil(lacks[row].missing / each) for row in rows])
        for site in range(len(sites.keys)):
            drive = sites.drive_s[site, spots]
            near = (drive >= 0) & (drive + TURNOUT_S <= within)
            for count in np.unique(teams[near]).tolist():
                fixed = np.flatnonzero(near & (teams <= count)).tolist()
                fixes = frozenset(rows[k] for k in fixed)
                where, name = sites.keys[site], sites.names[site]
                cost = costs["team"] * count
                yield Action("team", code, False, where, name, count, cost, fixes)


def typical_units(units: IntArray) -> int:
    """How many units of a capability a team usually brings; one where nobody has it."""
    able = units[units > 0]
    return max(1, int(np.median(able))) if len(able) else 1


def _existing_goods(
    solver: Solver, lacks: Sequence[Lack], costs: Mapping[str, float]
) -> Iterator[Action]:
    """Confirm or renew what lies there, give the depot a lorry, agree: by depot."""
    ground, pool = solver.ground, _Pool()
    for row, lack in enumerate(lacks):
        if not lack.asked.is_item:
            continue
        found = goods_reasons(ground, solver.haulage(lack.spot), lack.asked)
        for reason, doing in _GOODS_ACTIONS.items():
            for depot in np.flatnonzero(found[reason]).tolist():
                store = ground.depots[depot]
                key = doing, lack.asked.code, str(store.id)
                pool.add(key, row, int(found[reason][depot]), [depot])
    for key, fixes, members in pool.fixing(lacks):
        doing, code, where = key
        name = ground.depots[members[0]].name
        amount = max(lacks[row].missing for row in fixes)
        yield Action(doing, code, True, where, name, amount, costs[doing], fixes)


def _new_goods(
    solver: Solver, lacks: Sequence[Lack], costs: Mapping[str, float]
) -> Iterator[Action]:
    """Lay in more of an item at a depot that reaches the place in time with lorries to spare."""
    by_item: dict[str, list[int]] = {}
    for row, lack in enumerate(lacks):
        if lack.asked.is_item:
            by_item.setdefault(lack.asked.code, []).append(row)
    for code, rows in by_item.items():
        goods = solver.ground.items.get(code)
        kg = goods.kg if goods is not None else 0.0
        able: dict[int, list[int]] = {}
        for row in rows:
            for depot in solver.haulage(lacks[row].spot).nearest[:NEAREST_DEPOTS]:
                if _reaches(solver, lacks[row], depot):
                    able.setdefault(depot, []).append(row)
        for depot, near in able.items():
            store = solver.ground.depots[depot]
            for amount in sorted({lacks[row].missing for row in near}):
                fixes = frozenset(row for row in near if lacks[row].missing <= amount)
                cost = costs["stock"] + costs["stock_per_tonne"] * amount * kg / 1000
                yield Action("stock", code, True, str(store.id), store.name, amount, cost, fixes)


def _reaches(solver: Solver, lack: Lack, depot: int) -> bool:
    """Whether a depot of the same city could bring what is missing on top of what it brings."""
    haulage = solver.haulage(lack.spot)
    at_s = int(haulage.direct_s[depot])
    if at_s == NO_WAY or at_s > lack.asked.within_s or not solver.ground.shared[lack.spot, depot]:
        return False
    carried = haulage.most_from(lack.asked.code, lack.asked.within_s).get(depot, 0)
    return room_for(haulage, depot, lack.asked) >= carried + lack.missing


def room_for(haulage: Haulage, depot: int, asked: Asked) -> int:
    """How many units of an item the lorries of a depot could bring in time, stock or no stock."""
    goods = haulage.goods(asked.code)
    if not any(takes(lorry, goods) for lorry in haulage.ground.depots[depot].lorries):
        return 0
    return haulage.carried(depot, asked.code, asked.within_s)
