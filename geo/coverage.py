"""Which ground is covered: how many teams reach each cell of a grid in time, where too few do.

A cell is covered by a standard (so many teams within so many seconds) when that many reach its
middle over the roads as they are. Ground without a road is unknown ground and counted apart: it
is neither covered nor a gap that a team could close. Ground whose roads are cut off is a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import label
from shapely.geometry.base import BaseGeometry

from geo.snapping import metres_per_degree
from geo.types import BoolArray, FloatArray, IntArray

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Grid:
    """Square cells over an area; m cells whose middle lies inside it.

    Attributes
    ----------
    middle : (m, 2) degrees; people : (m,) who lives there, 1 each where nobody knows
    step : (2,) width and height of a cell in degrees; side_m : the same in metres
    """

    middle: FloatArray
    people: FloatArray
    step: FloatArray
    side_m: float

    @property
    def count(self) -> int:
        """How many cells there are."""
        return len(self.middle)

    @cached_property
    def corner(self) -> FloatArray:
        """South-west corner of the rectangle around all cells (2,), degrees."""
        return np.asarray(self.middle.min(axis=0) - self.step / 2)

    @cached_property
    def slots(self) -> NDArray[np.int64]:
        """Column from the west and row from the south of each cell (m, 2)."""
        return np.floor((self.middle - self.corner) / self.step).astype(np.int64)

    @property
    def columns(self) -> int:
        """Cells from west to east."""
        return int(self.slots[:, 0].max()) + 1

    @property
    def rows(self) -> int:
        """Cells from south to north."""
        return int(self.slots[:, 1].max()) + 1


def grid_over(area: BaseGeometry, side_m: float) -> Grid:
    """Cells of a side over an area in degrees. Raises ValueError for an empty area or no side."""
    if area.is_empty or side_m <= 0:
        raise ValueError("a grid needs an area and a positive side")
    west, south, east, north = area.bounds
    step = side_m / metres_per_degree((south + north) / 2)
    lon = np.arange(west + step[0] / 2, east + step[0] / 2, step[0])
    lat = np.arange(south + step[1] / 2, north + step[1] / 2, step[1])
    middle = np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2)
    inside = middle[shapely.contains_xy(area, middle[:, 0], middle[:, 1])]
    if not len(inside):
        inside = np.array([area.representative_point().coords[0]])
    return Grid(inside, np.ones(len(inside)), np.asarray(step), side_m)


def settle(grid: Grid, places: ArrayLike, people: ArrayLike) -> Grid:
    """The grid with people: those of each place live in the cell nearest to it.

    Parameters
    ----------
    places : (k, 2) degrees of townships or villages; people : (k,)
    """
    points, numbers = np.asarray(places, np.float64), np.asarray(people, np.float64)
    tree = shapely.STRtree(shapely.points(grid.middle / grid.step))
    nearest = tree.nearest(shapely.points(points / grid.step))
    lived_in = np.bincount(nearest, weights=numbers, minlength=grid.count).astype(np.float64)
    return Grid(grid.middle, lived_in, grid.step, grid.side_m)


@dataclass(frozen=True)
class Standard:
    """What a site asks for: `count` teams with a capability within `within_s` seconds."""

    capability: str
    within_s: int
    count: int = 1


@dataclass(frozen=True, eq=False)
class Asked:
    """What each cell asks for, where districts differ; a count of 0 asks for nothing.

    Attributes
    ----------
    within_s, count : (m,)
    """

    within_s: Counts
    count: Counts


class Level(IntEnum):
    """How a cell stands, as one byte on its way to the map."""

    UNKNOWN = 0
    NOTHING_ASKED = 1
    NONE = 2
    SHORT = 3
    JUST = 4
    SPARE = 5


class Coverage:
    """How many teams reach each cell in time, kept while teams leave and come back.

    Parameters
    ----------
    seconds : (h, m) from each home to each cell, negative where there is no way
    home : (t,) row of each team in `seconds`; ready_s : (t,) until it can leave
    able : (t,) whether it has the capability and is free
    known : (m,) the ground that is judged; by default what some home has a way to
    """

    def __init__(
        self, standard: Standard | Asked, seconds: IntArray, home: ArrayLike, ready_s: ArrayLike,
        able: ArrayLike, known: BoolArray | None = None,
    ) -> None:  # fmt: skip
        cells = seconds.shape[1]
        self.within_s = np.broadcast_to(np.asarray(standard.within_s, np.int64), cells)
        self.asked = np.broadcast_to(np.asarray(standard.count, np.int64), cells)
        self.home = np.asarray(home, np.int64)
        self.ready_s = np.asarray(ready_s, np.int64)
        self.able = np.array(able, np.bool_)
        self._seconds = seconds
        self.known = np.asarray((seconds >= 0).any(axis=0)) if known is None else known
        self.teams = self._count()

    def _count(self) -> Counts:
        """Teams in time per cell (m,): per home, sorted by readiness, by what the way leaves."""
        found = np.zeros(self._seconds.shape[1], np.int64)
        for home in np.unique(self.home[self.able]):
            ranked = np.sort(self.ready_s[self.able & (self.home == home)])
            row = self._seconds[home]
            in_time = np.searchsorted(ranked, self.within_s - row, side="right")
            found += np.where(row >= 0, in_time, 0)
        return found

    def reaches(self, team: int) -> BoolArray:
        """The cells (m,) that a team reaches in time from its home."""
        return self.in_time(self._seconds[self.home[team]], int(self.ready_s[team]))

    def in_time(self, seconds: IntArray, ready_s: int) -> BoolArray:
        """The cells reached in time by somebody who is ready after so long; shape of `seconds`."""
        return np.asarray((seconds >= 0) & (seconds <= self.within_s - ready_s))

    def leave(self, team: int) -> None:
        """A team is gone: its cells have one fewer."""
        if self.able[team]:
            self.able[team] = False
            self.teams = self.teams - self.reaches(team)

    def come_back(self, team: int) -> None:
        """A team is there again."""
        if not self.able[team]:
            self.able[team] = True
            self.teams = self.teams + self.reaches(team)

    def short(self) -> Counts:
        """Teams missing per cell (m,); nothing on ground that is not judged."""
        missing = np.maximum(self.asked - self.teams, 0)
        return np.where(self.known, missing, 0)

    def levels(self) -> NDArray[np.uint8]:
        """How each cell stands (m,), a `Level`."""
        spare = np.where(self.teams > self.asked, Level.SPARE, Level.JUST)
        lacking = np.where(self.teams == 0, Level.NONE, Level.SHORT)
        level = np.where(self.teams >= self.asked, spare, lacking)
        level = np.where(self.asked == 0, Level.NOTHING_ASKED, level)
        return np.where(self.known, level, Level.UNKNOWN).astype(np.uint8)

    def share(self, people: FloatArray) -> float:
        """Share of the people on judged ground who are covered; 1.0 where nobody lives."""
        everybody = float(people[self.known].sum())
        covered = float(people[self.known & (self.short() == 0)].sum())
        return covered / everybody if everybody else 1.0

    def lost_without(self, team: int) -> BoolArray:
        """The cells (m,) that are covered now and would not be if a team left."""
        if not self.able[team]:
            return np.zeros(len(self.teams), np.bool_)
        is_just = (self.teams == self.asked) & (self.asked > 0) & self.known
        return np.asarray(self.reaches(team) & is_just)


@dataclass(frozen=True)
class MoveUp:
    """Where a team would help most: the people newly covered there less those left uncovered."""

    team: int
    home: int
    gained: float
    lost: float


@dataclass(frozen=True, eq=False)
class Movable:
    """Teams that are alike on the road: the same vehicle, ready after the same time.

    Attributes
    ----------
    teams : their numbers; ready_s : until they leave their new place
    seconds : (k, m) from each possible place to each cell in their vehicle, negative: no way
    """

    teams: Sequence[int]
    ready_s: int
    seconds: IntArray


def best_moves(coverage: Coverage, people: FloatArray, movable: Sequence[Movable]) -> list[MoveUp]:
    """Each team's best place, the most people gained first; only moves that gain, donors pay.

    Every team is tried at every place: for those alike the gains of all of them are one product of
    the places' reach (k, m) with what each team's leaving opens or leaves open (m, t).
    """
    weight = np.where(coverage.known & (coverage.asked > 0), people, 0.0).astype(np.float32)
    found = [move for alike in movable for move in _moves_of(coverage, weight, alike)]
    return sorted(found, key=lambda move: (move.lost - move.gained, move.team))


def _moves_of(coverage: Coverage, weight: NDArray[np.float32], alike: Movable) -> list[MoveUp]:
    here = np.array([coverage.reaches(t) & coverage.able[t] for t in alike.teams])
    without = coverage.teams - here
    opened = weight * (without == coverage.asked - 1)
    lost = (weight * (here & (without < coverage.asked) & (coverage.teams >= coverage.asked))).sum(
        axis=1, dtype=np.float64
    )
    reach = coverage.in_time(alike.seconds, alike.ready_s).astype(np.float32)
    gained = reach @ opened.T
    best = gained.argmax(axis=0)
    return [
        MoveUp(team, int(place), float(gained[place, k]), float(lost[k]))
        for k, (team, place) in enumerate(zip(alike.teams, best, strict=True))
        if gained[place, k] > lost[k] + 0.5
    ]


def best_move(
    coverage: Coverage, people: FloatArray, seconds: IntArray, team: int, candidates: ArrayLike
) -> MoveUp | None:
    """The home among candidates (rows of `seconds`) to which moving a team gains most people.

    None where no move gains anything. The team is taken from its own home first: donors pay.
    """
    rows = np.asarray(candidates, np.int64)
    alike = Movable([team], int(coverage.ready_s[team]), seconds[rows])
    found = best_moves(coverage, people, [alike])
    return replace(found[0], home=int(rows[found[0].home])) if found else None


def outline(grid: Grid, chosen: BoolArray) -> BaseGeometry:
    """The cells chosen as one area in degrees, made of whole rows so that it draws quickly."""
    if not chosen.any():
        return shapely.Polygon()
    cells = grid.slots[chosen]
    order = np.lexsort((cells[:, 0], cells[:, 1]))
    cells = cells[order]
    breaks = np.flatnonzero((np.diff(cells[:, 0]) != 1) | (np.diff(cells[:, 1]) != 0)) + 1
    ends = np.array([0, *breaks.tolist(), len(cells)])
    runs = [
        shapely.box(
            *(grid.corner + cells[first] * grid.step),
            *(grid.corner + (cells[last - 1] + 1) * grid.step),
        )
        for first, last in pairwise(ends.tolist())
    ]
    return shapely.union_all(runs, grid_size=1e-9)


def patches(grid: Grid, chosen: BoolArray) -> list[IntArray]:
    """The cells chosen, taken together where they touch along a side: cell numbers of each."""
    field = np.zeros((grid.rows, grid.columns), np.bool_)
    field[grid.slots[chosen, 1], grid.slots[chosen, 0]] = True
    labels, count = label(field)
    number = labels[grid.slots[:, 1], grid.slots[:, 0]]
    order = np.argsort(number, kind="stable").astype(np.int32)
    starts = np.searchsorted(number[order], np.arange(1, count + 2))
    return [order[begin:end] for begin, end in pairwise(starts.tolist())]
