"""Which ground is covered: how many teams reach each cell of a grid in time, where too few do.

A cell is covered by a standard (so many teams within so many seconds) when that many reach its
middle over the roads as they are. Cells that no road reaches are counted apart as unknown ground;
they are neither covered nor a gap that a team could close.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from geo.snapping import metres_per_degree
from geo.types import BoolArray, FloatArray, IntArray


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
        return len(self.middle)


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


class Coverage:
    """How many teams reach each cell in time, kept while teams leave and come back.

    Parameters
    ----------
    seconds : (h, m) from each home to each cell, negative where there is no way
    home : (t,) row of each team in `seconds`; ready_s : (t,) until it can leave
    able : (t,) whether it has the capability and is free
    """

    def __init__(
        self, standard: Standard, seconds: IntArray, home: ArrayLike, ready_s: ArrayLike,
        able: ArrayLike,
    ) -> None:  # fmt: skip
        self.standard = standard
        self._home = np.asarray(home, np.int64)
        self._left_s = standard.within_s - np.asarray(ready_s, np.int64)
        self._able = np.array(able, np.bool_)
        self._seconds = seconds
        self.known = np.asarray((seconds >= 0).any(axis=0))
        self.teams = self._count()

    def _count(self) -> NDArray[np.int64]:
        """Teams in time per cell (m,): per home, sorted by readiness, by steps of their limits."""
        found = np.zeros(self._seconds.shape[1], np.int64)
        for home in np.unique(self._home[self._able]):
            limits = self._left_s[self._able & (self._home == home)]
            row = self._seconds[home]
            ranked = np.sort(limits)
            in_time = len(ranked) - np.searchsorted(ranked, row, side="left")
            found += np.where(row >= 0, in_time, 0)
        return found

    def reaches(self, team: int) -> BoolArray:
        """The cells (m,) that a team reaches in time from its home."""
        row = self._seconds[self._home[team]]
        return np.asarray((row >= 0) & (row <= self._left_s[team]))

    def leave(self, team: int) -> None:
        """A team is gone: its cells have one fewer."""
        if self._able[team]:
            self._able[team] = False
            self.teams = self.teams - self.reaches(team)

    def come_back(self, team: int) -> None:
        """A team is there again."""
        if not self._able[team]:
            self._able[team] = True
            self.teams = self.teams + self.reaches(team)

    def short(self) -> NDArray[np.int64]:
        """Teams missing per cell (m,); nothing where no road leads."""
        missing = np.maximum(self.standard.count - self.teams, 0)
        return np.where(self.known, missing, 0)

    def share(self, people: FloatArray) -> float:
        """Share of the people on known ground who are covered; 1.0 where nobody lives."""
        everybody = float(people[self.known].sum())
        covered = float(people[self.known & (self.short() == 0)].sum())
        return covered / everybody if everybody else 1.0

    def lost_without(self, team: int) -> BoolArray:
        """The cells (m,) that are covered now and would not be if a team left."""
        if not self._able[team]:
            return np.zeros(len(self.teams), np.bool_)
        return np.asarray(self.reaches(team) & (self.teams == self.standard.count))


@dataclass(frozen=True)
class MoveUp:
    """Where a team would help most: the people newly covered there less those left uncovered."""

    home: int
    gained: float
    lost: float


def best_move(
    coverage: Coverage, people: FloatArray, seconds: IntArray, team: int, candidates: ArrayLike
) -> MoveUp | None:
    """The home among candidates (rows of `seconds`) to which moving a team gains most people.

    None where no move gains anything. The team is taken from its own home first: donors pay.
    """
    without = coverage.teams - coverage.reaches(team) if coverage._able[team] else coverage.teams
    need = coverage.standard.count
    lost = float(people[(without < need) & (coverage.teams >= need) & coverage.known].sum())
    best: MoveUp | None = None
    for home in np.asarray(candidates, np.int64).tolist():
        row = seconds[home]
        there = without + ((row >= 0) & (row <= coverage.standard.within_s))
        gained = float(people[(there >= need) & (without < need) & coverage.known].sum())
        if gained - lost > 0 and (best is None or gained > best.gained):
            best = MoveUp(home, gained, lost)
    return best


def outline(grid: Grid, chosen: BoolArray) -> BaseGeometry:
    """The cells chosen as one area in degrees, made of whole rows so that it draws quickly."""
    if not chosen.any():
        return shapely.Polygon()
    cells = np.rint((grid.middle[chosen] - grid.middle.min(axis=0)) / grid.step).astype(np.int64)
    order = np.lexsort((cells[:, 0], cells[:, 1]))
    cells = cells[order]
    breaks = np.flatnonzero((np.diff(cells[:, 0]) != 1) | (np.diff(cells[:, 1]) != 0)) + 1
    ends = np.array([0, *breaks.tolist(), len(cells)])
    corner = grid.middle.min(axis=0) - grid.step / 2
    runs = [
        shapely.box(
            *(corner + cells[first] * grid.step),
            *(corner + (cells[last - 1] + 1) * grid.step),
        )
        for first, last in pairwise(ends.tolist())
    ]
    return shapely.union_all(runs, grid_size=1e-9)
