"""Asks OSRM and Valhalla for ways, in a Python of its own that has their packages.

    python road_engine_child.py < order.json      (answers one JSON object)

It imports nothing of Muster: neither engine has a package for the Python that Muster runs on
(`osrm-bindings` and `pyvalhalla` need 3.12). The
order names the road file, a Lua profile for OSRM, a folder to build in, and pairs of places.
"""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

Order = dict[str, Any]
Pair = list[list[float]]
Found = dict[str, float] | None


def main() -> None:
    """Read an order and answer with seconds (OSRM) and metres (Valhalla) of every pair."""
    order = json.load(sys.stdin)
    folder = Path(order["folder"])
    answer: dict[str, list[Found] | None] = {}
    for name, ask in (("osrm", by_osrm), ("valhalla", by_valhalla)):
        try:
            answer[name] = ask(order, folder / name)
        except ImportError:
            answer[name] = None
    print(json.dumps(answer))


def by_osrm(order: Order, folder: Path) -> list[Found]:
    """Seconds and metres of the quickest way of each pair under the speeds of the profile."""
    osrm = importlib.import_module("osrm")

    folder.mkdir(parents=True, exist_ok=True)
    roads = folder / "roads.osm.pbf"
    roads.write_bytes(Path(order["roads"]).read_bytes())
    library = Path(str(osrm.__file__)).parent / "share" / "profiles" / "lib"
    shutil.copytree(library, folder / "lib", dirs_exist_ok=True)
    profile = folder / "muster.lua"
    profile.write_text(order["profile"])
    base = folder / "roads.osrm"
    for arguments in (
        ("extract", "-p", str(profile), str(roads)),
        ("partition", str(base)),
        ("customize", str(base)),
    ):
        run([sys.executable, "-m", "osrm", *arguments])
    engine = osrm.OSRM(algorithm="MLD", storage_config=str(base), use_shared_memory=False)
    return [_osrm_way(osrm, engine, pair) for pair in order["pairs"]]


def _osrm_way(osrm: Any, engine: Any, pair: Pair) -> Found:
    asked = osrm.RouteParameters(
        coordinates=[tuple(place) for place in pair], overview="false", continue_straight=False
    )
    try:
        found = engine.Route(asked)
        ends = [waypoint["distance"] for waypoint in found["waypoints"]]
        route = found["routes"][0]
        return {
            "seconds": float(route["duration"]),
            "metres": float(route["distance"]),
            "off_m": max(float(end) for end in ends),
        }
    except RuntimeError:
        return None


def by_valhalla(order: Order, folder: Path) -> list[Found]:
    """Metres of the shortest way of each pair."""
    valhalla = importlib.import_module("valhalla")

    (folder / "tiles").mkdir(parents=True, exist_ok=True)
    settings = valhalla.get_config(tile_dir=str(folder / "tiles"), tile_extract="")
    config = folder / "config.json"
    config.write_text(json.dumps(settings))
    tool = next((Path(str(valhalla.__file__)).parent / "bin").glob("valhalla_build_tiles*"))
    run([str(tool), "-c", str(config), order["roads"]])
    actor = valhalla.Actor(settings)
    return [_valhalla_way(actor, pair) for pair in order["pairs"]]


def _valhalla_way(actor: Any, pair: Pair) -> Found:
    options = {
        "shortest": True,
        "service_penalty": 0,
        "maneuver_penalty": 0,
        "exclude_unpaved": False,
    }
    asked = {
        "locations": [{"lon": lon, "lat": lat, "radius": 0} for lon, lat in pair],
        "costing": "auto",
        "costing_options": {"auto": options},
        "directions_type": "none",
        "units": "kilometers",
    }
    try:
        found = actor.route(asked)
    except RuntimeError:
        return None
    found = json.loads(found) if isinstance(found, str) else found
    return {"metres": found["trip"]["summary"]["length"] * 1000.0}


def run(command: list[str]) -> None:
    """Run a tool of an engine; what it says is shown only when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[:4]} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")


if __name__ == "__main__":
    main()
