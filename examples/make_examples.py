"""Makes the example problems beside this file; everything in them is invented by seeded chance.

python examples/make_examples.py [FOLDER]
"""

from __future__ import annotations

import json
import sys
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from app.bench.optimiser.instances import SCALES, city_problem
from dispatch.optimiser.files.writing import problem_json
from dispatch.optimiser.parts import (
    Cover,
    Depot,
    Incident,
    IntArray,
    Item,
    Lot,
    Need,
    Pair,
    Running,
    RunningState,
    Team,
    Truck,
    Uncertainty,
)
from dispatch.optimiser.problem import Problem

Json = dict[str, Any]
NOW = 1_780_272_000
"""2026-06-01T08:00:00+08:00; the lots' expiry dates are counted from it."""

COUNTY = replace(SCALES["county"], teams=80, lots=400, depots=10)
CITY = replace(SCALES["city"], lots=2_500, depots=80, incidents=40)
RECORDS: dict[str, type] = {
    "incidents": Incident,
    "needs": Need,
    "teams": Team,
    "depots": Depot,
    "lots": Lot,
    "running": Running,
    "cover": Cover,
}


def tiny() -> Json:
    """Two incidents, four teams, one depot with one lorry: small enough to try every choice."""
    return {
        "format": "muster-problem/1",
        "id": "synthetic-tiny",
        "now": "2026-06-01T08:00:00+08:00",
        "incidents": [
            {"id": "warehouse-fire", "priority": 1},
            {"id": "road-crash", "priority": 3},
        ],
        "needs": [
            {
                "id": "hoses",
                "incident": "warehouse-fire",
                "capability": "fire",
                "amount": 3,
                "latest_s": 900,
            },
            {
                "id": "foam",
                "incident": "warehouse-fire",
                "item": "foam-drum",
                "amount": 12,
                "latest_s": 3600,
            },
            {
                "id": "ambulances",
                "incident": "road-crash",
                "capability": "medical",
                "amount": 1,
                "latest_s": 900,
            },
            {
                "id": "cutters",
                "incident": "road-crash",
                "capability": "cutting",
                "amount": 1,
                "latest_s": 1200,
            },
        ],
        "teams": [
            {"id": "engine-1", "units": {"fire": 2, "cutting": 1}},
            {"id": "engine-2", "units": {"fire": 1}, "ready_s": 120},
            {"id": "rescue-1", "units": {"cutting": 1, "medical": 1}},
            {"id": "ambulance-1", "units": {"medical": 1}},
        ],
        "items": {"foam-drum": {"kg": 200, "litres": 200}},
        "depots": [
            {"id": "store", "load_s": 600, "trucks": [{"id": "lorry-1", "payload_kg": 1600}]}
        ],
        "lots": [
            {
                "id": "foam-2024",
                "depot": "store",
                "item": "foam-drum",
                "amount": 6,
                "expires_at": "2026-12-31",
            },
            {
                "id": "foam-2025",
                "depot": "store",
                "item": "foam-drum",
                "amount": 20,
                "expires_at": "2028-12-31",
            },
        ],
        "travel": {
            "teams_to_incidents": [[300, 420], [360, 240], [700, 480], [540, 300]],
            "depots_to_incidents": [[780, 900]],
        },
        "cover": [
            {
                "area": "old town",
                "capability": "medical",
                "within_s": 600,
                "count": 1,
                "weight": 2000,
                "travel": [None, None, 900, 240],
            }
        ],
    }


def county() -> Problem:
    """A county with what an officer adds: running teams, pins, groups, cover, districts, ranges."""
    problem = city_problem("county", 7, size=COUNTY, covered=2)
    teams, incidents = problem.teams, problem.incidents
    free = [team.id for team in teams if team.free]
    needs = list(problem.needs)
    first = [k for k, need in enumerate(needs) if need.incident == incidents[0].id][:2]
    for k in first:
        needs[k] = replace(needs[k], group="first-attack")
    return replace(
        problem,
        id="synthetic-county",
        now=NOW,
        lots=tuple(_dated(lot) for lot in problem.lots),
        incidents=tuple(
            replace(incident, district=f"district-{k % 3 + 1}")
            for k, incident in enumerate(incidents)
        ),
        needs=tuple(needs),
        teams=tuple(
            replace(t, tier=1, jurisdiction="neighbour") if k % 9 == 0 else t
            for k, t in enumerate(teams)
        ),
        running=(
            Running(free[0], incidents[0].id, RunningState.EN_ROUTE),
            Running(free[1], incidents[1].id, RunningState.ON_SCENE),
        ),
        pins=(Pair(free[2], incidents[2].id),),
        exclusions=(Pair(free[3], incidents[3].id),),
        policy=replace(problem.policy, move_ups=True),
        uncertainty=Uncertainty(worlds=40),
    )


def city() -> Problem:
    """A city of 2,000 teams and 40 incidents; its travel times lie in .npy files beside it."""
    problem = city_problem("city", 7, size=CITY)
    wanted = {need.item for need in problem.needs}
    lots = tuple(_dated(lot) for lot in problem.lots if lot.item in wanted)
    return replace(problem, id="synthetic-city", now=NOW, lots=lots)


def _dated(lot: Lot) -> Lot:
    return replace(lot, expires_at=NOW + (lot.expires_at or 0))


def lean_json(problem: Problem) -> Json:
    """The problem without the fields that hold their default."""
    data = problem_json(problem)
    for name, kind in RECORDS.items():
        data[name] = [_lean(row, kind) for row in data[name]]
    for depot in data["depots"]:
        depot["trucks"] = [_lean(truck, Truck) for truck in depot["trucks"]]
    data["items"] = {code: _lean(row, Item) for code, row in data["items"].items()}
    plain = Problem((), (), problem.travel)
    data["policy"] = {
        name: value
        for name, value in data["policy"].items()
        if value != problem_json(plain)["policy"][name]
    }
    return {name: value for name, value in data.items() if value not in ([], {}, None)}


def _lean(row: Json, kind: type) -> Json:
    default = {
        f.name: f.default if f.default_factory is MISSING else f.default_factory()
        for f in fields(kind)
    }
    return {name: value for name, value in row.items() if value != default[name]}


def with_matrices_beside(data: Json, problem: Problem, folder: Path) -> Json:
    """The same with its travel times in small .npy files; -1 is unreachable."""
    travel = problem.travel
    names: dict[str, IntArray] = {
        "teams_to_incidents": travel.teams_to_incidents,
        "depots_to_incidents": travel.depots_to_incidents,
    }
    data["travel"] = {}
    for name, matrix in names.items():
        file = f"city-{name.replace('_', '-')}.npy"
        np.save(folder / file, matrix.astype(np.int16))
        data["travel"][name] = {"npy": file}
    return data


def write(data: Json, path: Path) -> None:
    """Write a problem with one record a line."""
    parts = [f"{json.dumps(name)}: {_lines(value)}" for name, value in data.items()]
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _lines(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(_compact(row) for row in value) + "\n]"
    if isinstance(value, dict) and any(isinstance(inner, list) for inner in value.values()):
        inner = ",\n".join(f"{json.dumps(name)}: {_lines(row)}" for name, row in value.items())
        return "{\n" + inner + "\n}"
    return _compact(value)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(folder: Path) -> None:
    """Write the three examples into a folder."""
    write(tiny(), folder / "tiny.json")
    write(lean_json(county()), folder / "county.json")
    large = city()
    write(with_matrices_beside(lean_json(large), large, folder), folder / "city.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
