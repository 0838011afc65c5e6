"""Coverage in the form in which it is shown: bytes per cell, numbers by district, gaps."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from core.visibility import sees
from core.wire import PolygonArea
from dispatch import schemas_coverage as schemas
from dispatch.coverage_ground import Ground
from dispatch.coverage_situation import Situation
from geo.coverage import Coverage, Grid, outline, patches
from geo.types import BoolArray, IntArray

OUTSIDE = 255
MOST_TEAMS = 250
GAPS_SHOWN = 60
_DIGITS = 5


@dataclass(frozen=True, eq=False)
class View:
    """What a reader sees of the ground: the cells (m,) of the districts of their area."""

    ground: Ground
    cells: BoolArray

    @classmethod
    def of(cls, ground: Ground, prefixes: Sequence[str]) -> View:
        """The view of somebody whose area has these prefixes."""
        seen = np.array([sees(prefixes, one.code) for one in ground.districts], np.bool_)
        return cls(ground, seen[ground.district])


def raster_of(grid: Grid) -> schemas.CoverageRaster:
    """Where the cells lie."""
    return schemas.CoverageRaster(
        west=float(grid.corner[0]),
        south=float(grid.corner[1]),
        step_lon=float(grid.step[0]),
        step_lat=float(grid.step[1]),
        columns=grid.columns,
        rows=grid.rows,
        cell_m=grid.side_m,
    )


def side_of(
    situation: Situation, view: View, cover: Coverage, *, with_cells: bool = True
) -> schemas.CoverageSide:
    """How the ground stands, as far as the reader sees it; without cells only the numbers."""
    gaps = _gaps(situation, view, cover) if with_cells else []
    return schemas.CoverageSide(
        teams_free=int(cover.able.sum()),
        levels=_bytes(view, cover.levels()) if with_cells else "",
        teams=_bytes(view, np.minimum(cover.teams, MOST_TEAMS)) if with_cells else "",
        total=schemas.CoverageNumbers(**_numbers(view.ground, cover, view.cells)),
        districts=_districts(situation, view, cover),
        gaps=[_gap(situation, cover, one) for one in gaps[:GAPS_SHOWN]],
        gaps_in_all=len(gaps),
    )


def judged_share(view: View, cover: Coverage) -> float | None:
    """Share of the people on judged ground in view who are covered; None where nobody lives."""
    share = _numbers(view.ground, cover, view.cells)["share"]
    return None if share is None else float(share)


def _bytes(view: View, values: NDArray[np.integer]) -> str:
    grid = view.ground.grid
    field = np.full((grid.rows, grid.columns), OUTSIDE, np.uint8)
    slots = grid.slots[view.cells]
    field[slots[:, 1], slots[:, 0]] = values[view.cells]
    return base64.b64encode(field.tobytes()).decode()


def _numbers(ground: Ground, cover: Coverage, cells: BoolArray) -> dict[str, float | int | None]:
    people, asked = ground.people.number, cells & (cover.asked > 0)
    short = asked & (cover.short() > 0)
    unknown = asked & ~cover.known
    covered = asked & cover.known & ~short
    judged = float(people[asked & cover.known].sum())
    return {
        "cells": int(asked.sum()),
        "cells_covered": int(covered.sum()),
        "cells_short": int(short.sum()),
        "cells_unknown": int(unknown.sum()),
        "people": round(float(people[asked].sum()), 1),
        "people_covered": round(float(people[covered].sum()), 1),
        "people_short": round(float(people[short].sum()), 1),
        "people_unknown": round(float(people[unknown].sum()), 1),
        "share": float(people[covered].sum()) / judged if judged else None,
    }


def _districts(situation: Situation, view: View, cover: Coverage) -> list[schemas.DistrictCoverage]:
    ground = situation.ground
    found = []
    for row, county in enumerate(ground.districts):
        cells = view.cells & (ground.district == row)
        if cells.any():
            numbers = _numbers(ground, cover, cells)
            found.append(_district(situation, county.code, county.name, numbers))
    return found


def _district(
    situation: Situation, code: str, name: str, numbers: dict[str, float | int | None]
) -> schemas.DistrictCoverage:
    rule, question = situation.standards.get(code), situation.question
    share, target = numbers["share"], rule.share if rule else None
    judged = share is not None and target is not None
    return schemas.DistrictCoverage(
        code=code,
        name=name,
        within_s=rule.within_s if rule else question.within_s,
        count=rule.count if rule else (question.count or 1) if question.within_s else None,
        target=target,
        met=bool(share >= target) if judged and share is not None and target is not None else None,
        **numbers,
    )


@dataclass(frozen=True, eq=False)
class _Gap:
    """Ground in one piece that lacks teams for one reason."""

    cells: IntArray
    people: float
    reason: schemas.GapReason


def _gaps(situation: Situation, view: View, cover: Coverage) -> list[_Gap]:
    """Gaps in view, most people first, then the largest."""
    short = view.cells & (cover.short() > 0)
    people = situation.ground.people.number
    found = [
        _Gap(cells, float(people[cells].sum()), reason)
        for reason, chosen in _by_reason(situation, short)
        for cells in patches(situation.ground.grid, chosen)
    ]
    return sorted(found, key=lambda gap: (-round(gap.people), -len(gap.cells), int(gap.cells[0])))


def _by_reason(
    situation: Situation, short: BoolArray
) -> Iterator[tuple[schemas.GapReason, BoolArray]]:
    """The cells that lack teams by why they do."""
    cut_off = short & ~situation.reached_by_road
    teams_away = short & ~cut_off & (situation.at_home.short() == 0)
    yield "cut_off", cut_off
    yield "teams_away", teams_away
    yield "no_base_near", short & ~cut_off & ~teams_away


def _gap(situation: Situation, cover: Coverage, gap: _Gap) -> schemas.CoverageGap:
    ground, cells = situation.ground, gap.cells
    chosen = np.zeros(ground.grid.count, np.bool_)
    chosen[cells] = True
    districts = np.bincount(ground.district[cells], minlength=len(ground.districts))
    weight = ground.people.number[cells] + 1e-9
    lon, lat = np.average(ground.grid.middle[cells], axis=0, weights=weight)
    return schemas.CoverageGap(
        district_code=ground.districts[int(districts.argmax())].code,
        lon=round(float(lon), _DIGITS),
        lat=round(float(lat), _DIGITS),
        cells=len(cells),
        people=round(gap.people, 1),
        missing=int(cover.short()[cells].max()),
        reason=gap.reason,
        area=_polygon(outline(ground.grid, chosen)),
    )


def _polygon(area: shapely.Geometry) -> PolygonArea:
    shape = area if area.geom_type == "Polygon" else shapely.convex_hull(area)
    rings = [shape.exterior, *shape.interiors]
    return PolygonArea(
        type="Polygon",
        coordinates=[
            [(round(x, _DIGITS), round(y, _DIGITS)) for x, y in ring.coords] for ring in rings
        ],
    )
