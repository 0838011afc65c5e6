"""The file of map layers: read whole, refused with each fault named, turned into right addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.map_layers import (
    MapLayersWrong,
    image_hosts,
    read_map_layers,
    shown_address,
    upstream_address,
)

TIANDITU = """
[[layer]]
id = "tdt-vec"
title = "天地图"
role = "base"
kind = "wmts"
url = "https://t0.tianditu.gov.cn/vec_c/wmts"
layer = "vec"
matrix_set = "c"
format = "tiles"
projection = "EPSG:4490"
datum = "CGCS2000"
attribution = "天地图"
labels = "tdt-cva"
token_env = "TIANDITU_TOKEN"
proxy = true

[[layer]]
id = "tdt-cva"
title = "注记"
role = "labels"
kind = "wmts"
url = "https://t0.tianditu.gov.cn/cva_c/wmts"
layer = "cva"
matrix_set = "c"
projection = "EPSG:4490"
attribution = "天地图"
"""


def layer(**changes: object) -> str:
    given = {"id": "a", "title": "甲", "kind": "xyz", "attribution": "甲"} | changes
    given.setdefault("url", "https://a.example/{z}/{x}/{y}.png")
    lines = (
        f"{key} = {value if isinstance(value, int | float) else repr(value)}".replace(
            "True", "true"
        )
        for key, value in given.items()
    )
    return "[[layer]]\n" + "\n".join(lines) + "\n"


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def written(text: str) -> Path:
        path = tmp_path / "layers.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_without_a_file_there_are_no_further_layers() -> None:
    assert read_map_layers(None) == ()


def test_tianditu_is_asked_with_its_matrix_and_its_token_stays_in_the_service(
    write,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setenv("TIANDITU_TOKEN", "s&cret")
    base, labels = read_map_layers(write(TIANDITU))
    assert shown_address(base) == "/api/map-layers/tdt-vec/{z}/{x}/{y}"
    address = upstream_address(base, {"z": 10, "x": 837, "y": 169})
    assert address.startswith("https://t0.tianditu.gov.cn/vec_c/wmts?SERVICE=WMTS&")
    assert "TILEMATRIXSET=c" in address
    assert address.endswith("TILEMATRIX=10&TILEROW=169&TILECOL=837&tk=s%26cret")
    assert "cret" not in shown_address(base) + base.address
    assert image_hosts((base, labels)) == ["https://t0.tianditu.gov.cn"]
    assert image_hosts((base,)) == []


def test_a_box_in_degrees_is_written_north_first_only_where_the_standard_wants_it(write) -> None:  # type: ignore[no-untyped-def]
    def box(**changes: object) -> str:
        given = {"kind": "wms", "layer": "l", "url": "https://a.example/wms"} | changes
        (one,) = read_map_layers(write(layer(**given)))
        return one.address

    assert "BBOX={south},{west},{north},{east}" in box(projection="EPSG:4490")
    assert "CRS=EPSG%3A4490" in box(projection="EPSG:4490")
    assert "BBOX={west},{south},{east},{north}" in box(projection="EPSG:4326", version="1.1.1")
    assert "SRS=EPSG%3A4326" in box(projection="EPSG:4326", version="1.1.1")
    assert "BBOX={west},{south},{east},{north}" in box()


def test_arcgis_services_are_asked_by_tile_or_by_picture(write) -> None:  # type: ignore[no-untyped-def]
    url = "https://gis.example/arcgis/rest/services/City/MapServer/"
    (tiles,) = read_map_layers(write(layer(kind="arcgis-tiles", url=url)))
    assert tiles.address == f"{url}tile/{{z}}/{{y}}/{{x}}"
    (dynamic,) = read_map_layers(write(layer(kind="arcgis-dynamic", url=url, layer="3")))
    assert dynamic.address.startswith(f"{url}export?bboxSR=3857&imageSR=3857&")
    assert dynamic.address.endswith(
        "bbox={west},{south},{east},{north}&size={width},{height}&f=image"
    )
    assert not dynamic.by_tiles


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "there is no [[layer]]"),
        ("[[layer]", "line 1"),
        (layer(url="ftp://a/{x}{y}{z}"), "layer 1 (a): url: must be http or https"),
        (layer(url="https://a.example/{z}/{x}"), "url: xyz needs {x}, {y} and {z}"),
        (layer(datum="GCJ02"), "GCJ02 tiles lie hundreds of metres off"),
        (layer(kind="wmts", url="https://a.example"), "layer: wmts needs it"),
        (layer(kind="wmts", url="https://a.example", layer="l"), "matrix_set: wmts needs it"),
        (layer(colour="red"), "layer 1 (a): colour"),
        (layer(token_env="KEY"), "needs proxy = true"),
        (layer(token_env="KEY", proxy=True), "a: token_env: KEY is not set"),
        (layer(role="base", labels="b"), "labels: there is no layer b of role labels"),
        (layer(labels="b"), "labels: only a base layer has them"),
        (layer(min_zoom=9, max_zoom=3), "min_zoom: lies above max_zoom"),
        (layer() + layer(), "two layers have the same id"),
        (layer(kind="tms"), "layer 1 (a): kind"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_with_the_fault_and_its_place(
    write,
    text: str,
    fault: str,  # type: ignore[no-untyped-def]
) -> None:
    with pytest.raises(MapLayersWrong) as refused:
        read_map_layers(write(text), {})
    assert fault in str(refused.value)


def test_all_faults_are_named_at_once_and_a_missing_file_by_its_path(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(MapLayersWrong) as refused:
        read_map_layers(write(layer(id="a", datum="BD09") + layer(id="b", opacity=3)))
    assert "layer 1 (a)" in str(refused.value) and "layer 2 (b): opacity" in str(refused.value)
    with pytest.raises(MapLayersWrong, match=r"none\.toml"):
        read_map_layers(tmp_path / "none.toml")
