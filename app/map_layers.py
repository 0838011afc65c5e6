"""Further base maps and overlays of a site: one settings file, checked whole before the start.

The file (TOML, named by ``MUSTER_MAP_LAYERS``) lists layers of five kinds: ``xyz`` tiles, ``wmts``
(天地图 among them, in EPSG:4490 or 3857), ``wms``, ``arcgis-tiles`` and ``arcgis-dynamic``. Each is
turned into one address with places for the tile or the box, so that the screens and the proxy know
one way to fetch. A token is read from the environment and leaves the service in no answer: a layer
with one is always fetched by the service itself.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Kind = Literal["xyz", "wmts", "wms", "arcgis-tiles", "arcgis-dynamic"]
Projection = Literal["EPSG:3857", "EPSG:4490", "EPSG:4326"]

_IMAGES = ("wms", "arcgis-dynamic")
_BOX = "{west},{south},{east},{north}"
_BOX_LATITUDE_FIRST = "{south},{west},{north},{east}"
_LARGEST_FILE_BYTES = 200_000


class MapLayersWrong(ValueError):
    """The file of map layers cannot be used; the message names each fault and where it is."""


class MapLayer(BaseModel):
    """One layer as the site describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern="^[a-z0-9][a-z0-9-]{0,39}$")
    title: str = Field(min_length=1, max_length=40)
    title_en: str | None = Field(default=None, max_length=40)
    role: Literal["base", "overlay", "labels"] = "overlay"
    kind: Kind
    url: str
    projection: Projection = "EPSG:3857"
    datum: Literal["WGS84", "CGCS2000", "GCJ02", "BD09"] = "WGS84"
    attribution: str = Field(min_length=1, max_length=200)
    labels: str | None = None
    layer: str | None = None
    style: str = "default"
    matrix_set: str | None = None
    matrix_prefix: str = ""
    format: str = "image/png"
    version: Literal["1.1.1", "1.3.0"] = "1.3.0"
    min_zoom: int = Field(default=0, ge=0, le=24)
    max_zoom: int = Field(default=18, ge=0, le=24)
    level_offset: int = Field(default=0, ge=-5, le=5)
    tile_size: Literal[256, 512] = 256
    opacity: float = Field(default=1.0, gt=0, le=1)
    token_env: str | None = Field(default=None, pattern="^[A-Z][A-Z0-9_]*$")
    token_parameter: str = Field(default="tk", pattern="^[A-Za-z_]+$")
    proxy: bool = False

    @model_validator(mode="after")
    def be_usable(self) -> Self:
        """Refuse what could not be shown, or shown only in the wrong place."""
        for wrong, why in _faults(self):
            if wrong:
                raise ValueError(why)
        return self

    @property
    def by_tiles(self) -> bool:
        """Whether it comes in tiles of a grid, not in pictures of any box."""
        return self.kind not in _IMAGES

    @property
    def address(self) -> str:
        """The upstream address with places for the tile or the box, without any token."""
        return _address(self)

    @property
    def host(self) -> str:
        """The origin that a browser fetches it from, unless the service does."""
        parts = urlsplit(self.url.format_map(_Blank()))
        return f"{parts.scheme}://{parts.netloc}"


class _Blank(dict[str, str]):
    def __missing__(self, _key: str) -> str:
        return "0"


def _faults(layer: MapLayer) -> list[tuple[bool, str]]:
    parts = urlsplit(layer.url)
    places = {f"{{{name}}}" for name in ("x", "y", "z")}
    tiled = layer.kind == "xyz"
    return [
        (parts.scheme not in ("http", "https") or not parts.netloc, "url: must be http or https"),
        (
            layer.datum in ("GCJ02", "BD09"),
            f"datum: {layer.datum} tiles lie hundreds of metres off and are not shown; "
            "use the WGS-84 or CGCS2000 service",
        ),
        (tiled and not all(p in layer.url for p in places), "url: xyz needs {x}, {y} and {z}"),
        (layer.kind in ("wmts", "wms") and not layer.layer, f"layer: {layer.kind} needs it"),
        (layer.kind == "wmts" and not layer.matrix_set, "matrix_set: wmts needs it"),
        (layer.min_zoom > layer.max_zoom, "min_zoom: lies above max_zoom"),
        (
            layer.token_env is not None and not layer.proxy,
            "token_env: a layer with a token needs proxy = true, else every browser would hold it",
        ),
        (layer.labels is not None and layer.role != "base", "labels: only a base layer has them"),
    ]


def read_map_layers(
    path: Path | None, environment: Mapping[str, str] = os.environ
) -> tuple[MapLayer, ...]:
    """The site's layers in the order of the file; none without a file.

    Raises
    ------
    MapLayersWrong : the file is missing, not TOML, or says something that cannot be meant.
    """
    if path is None:
        return ()
    try:
        raw = path.read_bytes()[:_LARGEST_FILE_BYTES]
        rows = tomllib.loads(raw.decode("utf-8")).get("layer")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        raise MapLayersWrong(f"MUSTER_MAP_LAYERS: {path}: {trouble}") from trouble
    if not isinstance(rows, list) or not rows:
        raise MapLayersWrong(f"MUSTER_MAP_LAYERS: {path}: there is no [[layer]] in it")
    faults: list[str] = []
    layers = [layer for n, row in enumerate(rows, 1) if (layer := _layer(n, row, faults))]
    faults += _faults_together(layers, environment)
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise MapLayersWrong(f"MUSTER_MAP_LAYERS: {path}:\n{listed}")
    return tuple(layers)


def image_hosts(layers: tuple[MapLayer, ...]) -> list[str]:
    """The origins from which browsers fetch pictures themselves: what the policy must allow."""
    return sorted({layer.host for layer in layers if not layer.proxy})


def shown_address(layer: MapLayer) -> str:
    """The address the screens fetch from: the layer's own, or the service that stands between."""
    if not layer.proxy:
        return layer.address
    if layer.by_tiles:
        return f"/api/map-layers/{layer.id}/{{z}}/{{x}}/{{y}}"
    box = "west={west}&south={south}&east={east}&north={north}"
    return f"/api/map-layers/{layer.id}/picture?{box}&width={{width}}&height={{height}}"


def upstream_address(layer: MapLayer, places: Mapping[str, object]) -> str:
    """The address of one tile or picture as the service fetches it, with the token."""
    address = layer.address
    for name, value in places.items():
        address = address.replace(f"{{{name}}}", str(value))
    if layer.token_env is None:
        return address
    token = urlencode({layer.token_parameter: os.environ[layer.token_env]})
    return f"{address}{'&' if '?' in address else '?'}{token}"


def _layer(number: int, row: Any, faults: list[str]) -> MapLayer | None:
    name = f"layer {number}"
    if isinstance(row, dict) and isinstance(row.get("id"), str):
        name += f" ({row['id']})"
    try:
        return MapLayer.model_validate(row)
    except ValidationError as refused:
        for fault in refused.errors(include_url=False, include_input=False):
            field = ".".join(str(part) for part in fault["loc"])
            message = fault["msg"].removeprefix("Value error, ")
            faults.append(f"{name}: {field + ': ' if field else ''}{message}")
        return None


def _faults_together(layers: list[MapLayer], environment: Mapping[str, str]) -> list[str]:
    by_id = {layer.id: layer for layer in layers}
    faults = []
    if len(by_id) < len(layers):
        faults.append("two layers have the same id")
    for layer in layers:
        if layer.labels and (layer.labels not in by_id or by_id[layer.labels].role != "labels"):
            faults.append(f"{layer.id}: labels: there is no layer {layer.labels} of role labels")
        if layer.token_env and not environment.get(layer.token_env):
            faults.append(f"{layer.id}: token_env: {layer.token_env} is not set")
    return faults


def _address(layer: MapLayer) -> str:
    match layer.kind:
        case "xyz":
            return layer.url
        case "wmts":
            return _with(layer.url, _wmts(layer), "TILEMATRIX={z}&TILEROW={y}&TILECOL={x}", layer)
        case "arcgis-tiles":
            return f"{layer.url.rstrip('/')}/tile/{{z}}/{{y}}/{{x}}"
        case "wms":
            return _with(layer.url, _wms(layer), f"BBOX={_box(layer)}&{_SIZE_WMS}", layer)
        case "arcgis-dynamic":
            code = layer.projection.removeprefix("EPSG:")
            asked = {"bboxSR": code, "imageSR": code, "format": "png32", "transparent": "true"}
            asked |= {"layers": f"show:{layer.layer}"} if layer.layer else {}
            size = f"bbox={_BOX}&size={{width}},{{height}}&f=image"
            return _with(f"{layer.url.rstrip('/')}/export", asked, size, layer)


_SIZE_WMS = "WIDTH={width}&HEIGHT={height}"


def _wmts(layer: MapLayer) -> dict[str, str]:
    return {
        "SERVICE": "WMTS",
        "REQUEST": "GetTile",
        "VERSION": "1.0.0",
        "LAYER": layer.layer or "",
        "STYLE": layer.style,
        "TILEMATRIXSET": layer.matrix_set or "",
        "FORMAT": layer.format,
    }


def _wms(layer: MapLayer) -> dict[str, str]:
    return {
        "SERVICE": "WMS",
        "REQUEST": "GetMap",
        "VERSION": layer.version,
        "LAYERS": layer.layer or "",
        "STYLES": "" if layer.style == "default" else layer.style,
        "FORMAT": layer.format,
        "TRANSPARENT": "TRUE",
        "CRS" if layer.version == "1.3.0" else "SRS": layer.projection,
    }


def _box(layer: MapLayer) -> str:
    """WMS 1.3.0 takes the axes in the order of the reference system: degrees north first."""
    geographic = layer.projection != "EPSG:3857"
    return _BOX_LATITUDE_FIRST if geographic and layer.version == "1.3.0" else _BOX


def _with(url: str, asked: Mapping[str, str], rest: str, layer: MapLayer) -> str:
    rest = rest.replace("TILEMATRIX={z}", f"TILEMATRIX={layer.matrix_prefix}{{z}}")
    return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}&{rest}"
