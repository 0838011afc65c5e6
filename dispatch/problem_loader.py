"""From the picture to the optimiser's problem: who may go where, from where, in what time."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from dispatch.eligibility import EligibleGoods, eligible_goods, eligible_teams
from dispatch.grades import asked_code, asked_grades, units_of
from dispatch.optimiser import problem as optimiser
from dispatch.optimiser.lots import NO_EXPIRY, LotTable
from dispatch.picture import Picture, SeenIncident, SeenNeed
from dispatch.queries_orders import RunningOrder
from geo.road_book import RoadBook
from geo.road_state import RoadsNow
from geo.route import UNREACHABLE, TravelMatrix
from geo.types import VehicleClass
from resources.lifecycle import FREE
from resources.queries_solver import SolverDepot, SolverLot, SolverTeam, SolverTruck
from resources.stock import expires_at

SEED = 1
LEAST_WINDOW_S = 300
"""A need whose time is nearly up, or past, is still served: late help is priced, not refused."""

MUTUAL_AID_TIERS = 1
_ANYWHERE = (114.3, 30.6)
_TRUCK_CLASS = VehicleClass.HEAVY_TRUCK
_ONWARD_CLASS = VehicleClass.HEAVY_TRUCK
_RUNNING_STATE = {
    "issued": optimiser.RunningState.ASSIGNED,
    "acknowledged": optimiser.RunningState.ASSIGNED,
    "en_route": optimiser.RunningState.EN_ROUTE,
    "on_scene": optimiser.RunningState.ON_SCENE,
}

BoolArray = NDArray[np.bool_]
MatrixOf = Callable[
    [NDArray[np.float64], NDArray[np.float64], Sequence[VehicleClass]], TravelMatrix
]


@dataclass(frozen=True)
class Loaded:
    """A problem with the picture it was made from, its travel times and what each step took."""

    problem: optimiser.Problem
    picture: Picture
    incidents: list[SeenIncident]
    team_estimated: BoolArray
    depot_estimated: BoolArray
    road_data: bool
    timings_s: dict[str, float] = field(default_factory=dict)
    barred: Mapping[tuple[str, UUID], int] = field(default_factory=dict)


def load_problem(picture: Picture, roads: RoadBook) -> Loaded:
    """Make the problem of all open needs together; the same picture gives the same problem."""
    began = time.perf_counter()
    incidents = _incidents_in_play(picture)
    running = _running_in_play(picture, incidents)
    times = roads.travel_times(picture.roads)
    targets = _places([(incident.lon, incident.lat) for incident in incidents])
    teams = _times(
        times.matrix,
        [whereabouts(team, running.get(team.id)) for team in picture.teams],
        targets,
        [VehicleClass(team.vehicle) for team in picture.teams],
    )
    depots = _times(
        times.matrix,
        [(depot.lon, depot.lat) for depot in picture.depots],
        targets,
        depot_vehicles(picture.depots, picture.trucks),
    )
    cover = _cover(picture, running, times.matrix)
    between = _between(picture, incidents, times.matrix)
    travelled = time.perf_counter()
    goods = eligible_goods(picture, incidents)
    problem = _problem(picture, incidents, running, teams, depots, goods)
    travel = replace(problem.travel, between_incidents=between, trucks_go_on=False)
    problem = replace(problem, cover=cover, travel=travel)
    problem.require_consistent()
    return Loaded(
        problem=problem,
        picture=picture,
        incidents=incidents,
        team_estimated=teams.estimated,
        depot_estimated=depots.estimated,
        road_data=times.road_file_hash is not None,
        barred=goods.barred,
        timings_s={"travel": travelled - began, "build": time.perf_counter() - travelled},
    )


def warm_up(roads: RoadBook, now: RoadsNow) -> None:
    """Prepare the roads of every vehicle class, so that the first solve does not wait for it."""
    times = roads.travel_times(now)
    for vehicle in VehicleClass:
        times.matrix(_places([_ANYWHERE]), _places([_ANYWHERE]), vehicle)


def _incidents_in_play(picture: Picture) -> list[SeenIncident]:
    """Open incidents with something to decide: a need, a team under way, or a pin."""
    concerned = {need.incident_id for need in picture.needs}
    concerned |= {order.incident_id for order in picture.running}
    concerned |= {row.incident_id for row in picture.steerings}
    return [incident for incident in picture.incidents if incident.id in concerned]


def _running_in_play(
    picture: Picture, incidents: Sequence[SeenIncident]
) -> dict[UUID, RunningOrder]:
    here = {incident.id for incident in incidents}
    held = _held_by_word(picture)
    return {
        order.team_id: order
        for order in picture.running
        if order.incident_id in here and order.id not in held
    }


def _held_by_word(picture: Picture) -> set[UUID]:
    """Orders by hand that serve nothing asked for yet: the officer's word stands.

    Once a need is raised there that the team can serve, the order is like any other.
    """
    able = {team.id: team.capability_codes for team in picture.teams}
    asked = {
        (need.incident_id, need.capability_code) for need in picture.needs if need.remaining > 0
    }
    return {
        order.id
        for order in picture.running
        if order.by_hand
        and not order.fills
        and not any((order.incident_id, code) in asked for code in able.get(order.team_id, ()))
    }


def whereabouts(team: SolverTeam, order: RunningOrder | None) -> tuple[float, float]:
    """A team starts from its base, or from where it was last seen once it is under way."""
    if order is not None and order.departed_at is not None:
        return team.lon, team.lat
    return team.home_lon, team.home_lat


def depot_vehicles(
    depots: Sequence[SolverDepot], trucks: Sequence[SolverTruck]
) -> list[VehicleClass]:
    """The class whose drive times count for a depot: that of its lorries, the most common first."""
    of_depot: dict[UUID, list[str]] = defaultdict(list)
    for truck in trucks:
        of_depot[truck.depot_id].append(truck.vehicle)
    classes = []
    for depot in depots:
        vehicles = of_depot.get(depot.id)
        most_common = max(sorted(set(vehicles)), key=vehicles.count) if vehicles else _TRUCK_CLASS
        classes.append(VehicleClass(most_common))
    return classes


def _places(pairs: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    return np.array(pairs, np.float64).reshape(-1, 2)


def _times(
    matrix: MatrixOf,
    sources: Sequence[tuple[float, float]],
    targets: NDArray[np.float64],
    vehicles: Sequence[VehicleClass],
) -> TravelMatrix:
    shape = (len(sources), len(targets))
    if 0 in shape:
        return TravelMatrix(np.full(shape, UNREACHABLE, np.int32), np.zeros(shape, np.bool_))
    return matrix(_places(sources), targets, vehicles)


def _problem(
    picture: Picture,
    incidents: list[SeenIncident],
    running: dict[UUID, RunningOrder],
    team_times: TravelMatrix,
    depot_times: TravelMatrix,
    goods: EligibleGoods,
) -> optimiser.Problem:
    agreed = eligible_teams(picture, incidents, team_times.seconds)
    cities = {one.jurisdiction_code[:4] for one in picture.incidents}
    depot_s = np.where(goods.reach, depot_times.seconds, UNREACHABLE)
    team_s = np.where(agreed | ~agreed.any(axis=1, keepdims=True), team_times.seconds, UNREACHABLE)
    here = {incident.id for incident in incidents}
    known = {team.id for team in picture.teams}
    pairs = [row for row in picture.steerings if row.incident_id in here and row.team_id in known]
    return optimiser.Problem(
        id=f"after-{picture.basis_seq}",
        now=_epoch(picture.now),
        seed=SEED,
        policy=picture.policy,
        incidents=tuple(
            optimiser.Incident(
                str(one.id), one.priority, one.lon, one.lat, district=one.jurisdiction_code
            )
            for one in incidents
        ),
        needs=tuple(_need(need, picture.now) for need in picture.needs if need.remaining > 0),
        teams=_graded(
            picture,
            [
                _team(team, picture.now, running.get(team.id), bool(agreed[row].any()), cities)
                for row, team in enumerate(picture.teams)
            ],
        ),
        depots=tuple(_depot(depot, picture) for depot in picture.depots),
        items={
            item.code: optimiser.Item(item.kg, item.litres, item.hazardous)
            for item in picture.items.values()
        },
        lots=_lots(picture, goods.lots),
        running=tuple(
            optimiser.Running(
                str(order.team_id),
                str(order.incident_id),
                _RUNNING_STATE[order.state],
                _epoch(order.issued_at),
            )
            for order in running.values()
        ),
        pins=tuple(_pair(row.team_id, row.incident_id) for row in pairs if row.kind == "pin"),
        exclusions=tuple(
            _pair(row.team_id, row.incident_id) for row in pairs if row.kind == "exclusion"
        ),
        travel=optimiser.Travel(team_s.astype(np.int64), depot_s.astype(np.int64)),
    )


def _cover(
    picture: Picture, running: dict[UUID, RunningOrder], matrix: MatrixOf
) -> tuple[optimiser.Cover, ...]:
    """The cover the site wants to keep, with the times from every team that could give it."""
    codes = {rule.capability_code for rule in picture.cover}
    rows = [k for k, team in enumerate(picture.teams) if codes & set(team.capability_codes)]
    areas = sorted({(rule.lon, rule.lat) for rule in picture.cover})
    near = _times(
        matrix,
        [whereabouts(picture.teams[k], running.get(picture.teams[k].id)) for k in rows],
        _places(areas),
        [VehicleClass(picture.teams[k].vehicle) for k in rows],
    )
    seconds = np.full((len(areas), len(picture.teams)), UNREACHABLE, np.int64)
    seconds[:, rows] = near.seconds.T
    column = {area: k for k, area in enumerate(areas)}
    return tuple(
        optimiser.Cover(
            area=str(rule.id),
            capability=rule.capability_code,
            within_s=rule.within_s,
            count=rule.count,
            weight=rule.weight,
            travel=tuple(seconds[column[rule.lon, rule.lat]].tolist()),
        )
        for rule in picture.cover
    )


def _between(
    picture: Picture, incidents: Sequence[SeenIncident], matrix: MatrixOf
) -> NDArray[np.int64] | None:
    """Times from incident to incident, for teams that go on when their work is done.

    One class of vehicle stands for all, the slow one, so that no later visit is promised too soon;
    a later visit becomes an order only by a new solve, with the team's own times. None where no
    need says how long its work takes.
    """
    if not any(need.work_s and need.capability_code for need in picture.needs):
        return None
    places = [(one.lon, one.lat) for one in incidents]
    found = _times(matrix, places, _places(places), [_ONWARD_CLASS] * len(places))
    return found.seconds.astype(np.int64)


def _need(need: SeenNeed, now: datetime) -> optimiser.Need:
    left_s = int((need.latest_at - now).total_seconds())
    return optimiser.Need(
        id=str(need.id),
        incident=str(need.incident_id),
        amount=need.remaining,
        capability=asked_code(need.capability_code, need.grade),
        item=need.item_code,
        least=min(need.least or 1, need.remaining),
        latest_s=max(left_s, LEAST_WINDOW_S),
        work_s=need.work_s,
    )


def _graded(picture: Picture, teams: Sequence[optimiser.Team]) -> tuple[optimiser.Team, ...]:
    """Let teams bring what is asked for by grade, where they reach it."""
    asked = asked_grades((need.capability_code, need.grade) for need in picture.needs)
    if not asked:
        return tuple(teams)
    return tuple(
        replace(team, units=units_of(seen, asked))
        for team, seen in zip(teams, picture.teams, strict=True)
    )


def _team(
    team: SolverTeam, now: datetime, order: RunningOrder | None, agreed: bool, cities: set[str]
) -> optimiser.Team:
    foreign = bool(cities) and team.jurisdiction_code[:4] not in cities
    return optimiser.Team(
        id=str(team.id),
        units=dict(zip(team.capability_codes, team.capability_units, strict=True)),
        lon=team.home_lon,
        lat=team.home_lat,
        vehicle=team.vehicle,
        ready_s=_ready_s(team, order, now),
        free=team.state in FREE,
        staffed=team.on_duty or order is not None,
        shift_end_s=_shift_end_s(team, now),
        agreed=agreed or not cities,
        jurisdiction=team.jurisdiction_code,
        tier=team.tier + (MUTUAL_AID_TIERS if foreign else 0),
        position_at=None if team.seen_at is None else _epoch(team.seen_at),
    )


def _shift_end_s(team: SolverTeam, now: datetime) -> int | None:
    """Seconds until the team's shift ends; None for a team without one."""
    ends_at = team.shift_ends_at
    return None if ends_at is None else max(0, int((ends_at - now).total_seconds()))


def _ready_s(team: SolverTeam, order: RunningOrder | None, now: datetime) -> int:
    if order is None:
        return team.turnout_s + team.later_s  # an order given is a team called: then it is known
    if order.departed_at is not None:
        return 0
    return max(0, team.turnout_s - int((now - order.issued_at).total_seconds()))


def _depot(depot: SolverDepot, picture: Picture) -> optimiser.Depot:
    trucks = tuple(
        optimiser.Truck(
            id=str(truck.id),
            payload_kg=float(truck.payload_kg),
            hazmat=truck.hazardous_permit,
            vehicle=truck.vehicle,
        )
        for truck in picture.trucks
        if truck.depot_id == depot.id
    )
    return optimiser.Depot(str(depot.id), depot.lon, depot.lat, depot.load_s, trucks)


def _lots(picture: Picture, lots: Sequence[SolverLot]) -> LotTable:
    """Return the lots as columns; there are tens of thousands, so what repeats is made once."""
    depots = {depot.id: k for k, depot in enumerate(picture.depots)}
    codes = sorted({lot.item_code for lot in lots})
    items = {code: k for k, code in enumerate(codes)}
    days = {lot.expires_on for lot in lots}
    ends = {day: NO_EXPIRY if day is None else _epoch(expires_at(day)) for day in days}

    def column(values: Iterable[int]) -> NDArray[np.int64]:
        return np.fromiter(values, np.int64, len(lots))

    return LotTable(
        [str(lot.id) for lot in lots],
        codes,
        [str(depot.id) for depot in picture.depots],
        item=column(items[lot.item_code] for lot in lots),
        depot=column(depots[lot.depot_id] for lot in lots),
        amount=column(lot.free for lot in lots),
        expires_at=column(ends[lot.expires_on] for lot in lots),
        confirmed_at=column(_epoch(lot.confirmed_at) for lot in lots),
    )


def _pair(team_id: UUID, incident_id: UUID) -> optimiser.Pair:
    return optimiser.Pair(str(team_id), str(incident_id))


def _epoch(instant: datetime) -> int:
    return int(instant.timestamp())
