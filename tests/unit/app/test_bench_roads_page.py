"""The page of the roads is made of the figures on record, missed ones included; the province is whole."""

import json
from pathlib import Path

import numpy as np

from app.bench.road_engines import ROADS
from app.bench.road_profile import profile
from app.bench.road_province import LINKS, tiled
from app.bench.roads_page import NOTES, growth, write_page
from geo.road_reading import read_roads
from geo.roads import CLOSED, arc_milliseconds
from geo.snapping import mutually_reachable_segments
from geo.speeds import SPEED_KMH
from geo.types import VehicleClass


def line(name: str, value: float | None, **more: object) -> dict[str, object]:
    plain = {"unit": "s", "baseline": None, "ratio": None, "target": None, "ok": None, "n": 1}
    dated = {"measured_on": "2026-11-22", "load_average": 1.5}
    return {"name": name, "value": value, **plain, **dated, **more}


def test_the_page_tells_met_and_missed_targets_and_what_was_not_measured(tmp_path: Path) -> None:
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    (folder / NOTES).write_text("## What is measured\n", encoding="utf-8")
    lines = [
        line("matrix", 0.7, target=0.5, ok=False, baseline=9.0, peer_name="SciPy"),
        line("closure", 0.04, target=0.1, ok=True),
        line("engine", None),
        line("province 1 x 1: build", 4.0, arcs=140_000),
        line("province 5 x 4: build", 40.0, arcs=2_200_000),
    ]
    (folder / "roads.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    write_page(folder)
    page = (folder / "roads.md").read_text(encoding="utf-8")
    assert "| matrix | 0.7 s | 0.5 | **missed** | SciPy: 9 |" in page
    assert "| closure | 0.04 s | 0.1 | met |" in page
    assert "| engine | not measured |" in page
    picture = (tmp_path / "pictures" / "roads" / "growth.svg").read_text(encoding="utf-8")
    assert picture.startswith("<svg") and "build" in picture


def test_growth_is_drawn_over_the_arcs_in_their_order() -> None:
    lines = [
        line("province 5 x 4: table", 2.0, arcs=2_200_000),
        line("province 1 x 1: table", 0.5, arcs=140_000),
    ]
    (series,) = growth(lines).series
    assert series.points == ((140_000.0, 0.5), (2_200_000.0, 2.0))


def test_a_province_of_copies_hangs_together_and_keeps_every_road() -> None:
    roads = read_roads(ROADS)
    province = tiled([roads, roads], 2, 1)
    assert province.segment_count == 2 * roads.segment_count + LINKS
    assert province.length_m[: roads.segment_count].sum() > 0
    ms = arc_milliseconds(province, VehicleClass.LIGHT)
    together = mutually_reachable_segments(province, ms)
    alone = mutually_reachable_segments(roads, arc_milliseconds(roads, VehicleClass.LIGHT))
    assert len(together) >= 2 * len(alone)
    assert (ms != CLOSED).sum() > 2 * np.count_nonzero(
        arc_milliseconds(roads, VehicleClass.LIGHT) != CLOSED
    )


def test_the_other_engine_is_given_every_speed_of_ours() -> None:
    text = profile()
    for road, kmh in SPEED_KMH.items():
        assert (f"['{road}'] = {kmh[0]}" in text) == (kmh[0] is not None)
