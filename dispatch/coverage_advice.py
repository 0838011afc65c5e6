"""What to do about cover: whose departure costs most, and where a team would stand by best."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dispatch import schemas_coverage as schemas
from dispatch.coverage_answer import View, judged_share
from dispatch.coverage_situation import Situation
from dispatch.queries_coverage import Spot
from geo.coverage import Coverage, Movable, MoveUp, best_moves
from geo.coverage_times import Base, Row
from geo.types import FloatArray, VehicleClass

MOST_ROWS = 40


def departures_of(
    situation: Situation, view: View, seen: Sequence[bool]
) -> list[schemas.Departure]:
    """Return the teams whose departure leaves most people uncovered, the worst first.

    `seen` says of each team whether the reader may know of it.
    """
    cover = situation.coverage()
    people = _weights(view)
    known = float(people[cover.known & (cover.asked > 0)].sum())
    share = judged_share(view, cover)
    found = []
    for team, force in enumerate(situation.forces):
        lost = cover.lost_without(team) & view.cells
        if not seen[team] or not lost.any():
            continue
        people_lost = float(people[lost].sum())
        found.append(
            schemas.Departure(
                team_id=force.id,
                team_name=force.name,
                jurisdiction_code=force.jurisdiction_code,
                lon=force.base.lon,
                lat=force.base.lat,
                cells_lost=int(lost.sum()),
                people_lost=round(people_lost, 1),
                share_after=_after(share, -people_lost, known),
            )
        )
    found.sort(key=lambda row: (-row.people_lost, -row.cells_lost, str(row.team_id)))
    return found[:MOST_ROWS]


def bases_of_places(situation: Situation, places: Sequence[Spot]) -> list[Base]:
    """Every place in every vehicle class of the free teams: what the drive times are needed of."""
    vehicles = sorted({one.base.vehicle for one in situation.forces if one.free})
    return [Base(spot.lon, spot.lat, vehicle) for vehicle in vehicles for spot in places]


@dataclass(frozen=True)
class Moves:
    """The situation whose teams might stand by elsewhere, the places and the times from them."""

    situation: Situation
    places: Sequence[Spot]
    rows: dict[Base, Row]

    def best(self, view: View, seen: Sequence[bool]) -> list[schemas.Move]:
        """Return the best move of each team that gains people.

        Most people first; of moves that differ by less than a thousandth of them, the nearest.
        """
        cover = self.situation.coverage()
        people = _weights(view)
        moves = best_moves(cover, people, self._movable(cover, seen))
        rows = [self._move(move, view, cover) for move in moves[:MOST_ROWS]]
        fine = max(1.0, float(people.sum()) / 1000)
        return sorted(rows, key=lambda row: (-round(_net(row) / fine), _far_s(row)))

    def _movable(self, cover: Coverage, seen: Sequence[bool]) -> list[Movable]:
        alike: dict[tuple[VehicleClass, int], list[int]] = defaultdict(list)
        for team, force in enumerate(self.situation.forces):
            if cover.able[team] and seen[team]:
                alike[force.base.vehicle, force.ready_s].append(team)
        return [
            Movable(
                teams,
                ready_s,
                np.stack([self.rows[Base(p.lon, p.lat, vehicle)].seconds for p in self.places]),
            )
            for (vehicle, ready_s), teams in sorted(alike.items())
        ]

    def _move(self, move: MoveUp, view: View, cover: Coverage) -> schemas.Move:
        force, place = self.situation.forces[move.team], self.places[move.home]
        start, end = np.array([force.base[:2]]), np.array([[place.lon, place.lat]])
        drive_s = int(self.situation.times.matrix(start, end, force.base.vehicle).seconds[0, 0])
        known = float(_weights(view)[cover.known & (cover.asked > 0)].sum())
        net = move.gained - move.lost
        return schemas.Move(
            team_id=force.id,
            team_name=force.name,
            from_lon=force.base.lon,
            from_lat=force.base.lat,
            to_name=place.name,
            to_kind=place.kind,
            to_lon=place.lon,
            to_lat=place.lat,
            drive_s=drive_s if drive_s >= 0 else None,
            people_gained=round(move.gained, 1),
            people_lost=round(move.lost, 1),
            share_after=_after(judged_share(view, cover), net, known),
        )


def _net(row: schemas.Move) -> float:
    return row.people_gained - row.people_lost


def _far_s(row: schemas.Move) -> float:
    """The drive, and for ever where there is no way: unknown is never nearest."""
    return math.inf if row.drive_s is None else row.drive_s


def _weights(view: View) -> FloatArray:
    return np.where(view.cells, view.ground.people.number, 0.0)


def _after(share: float | None, people: float, known: float) -> float | None:
    return None if share is None or not known else share + people / known
