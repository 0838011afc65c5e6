"""Tiles and pictures of the site's further map layers, fetched by the service for the browsers."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app.map_fetching import MapFetcher, Picture
from app.map_layers import MapLayer
from core.auth import SignedIn
from core.errors import NotFound
from core.transaction import operation_id
from core.wire import Problem

router = APIRouter(prefix="/api", tags=["site"], generate_unique_id_function=operation_id)

Id = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9-]{0,39}$", examples=["tdt-vec"])]
Level = Annotated[int, Path(ge=-5, le=29)]
Cell = Annotated[int, Path(ge=0, lt=2**29)]
Metres = Annotated[float, Query(ge=-4e7, le=4e7)]
Pixels = Annotated[int, Query(ge=1, le=4096)]
_FAULTS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (401, 404, 422, 502)
}


@router.get("/map-layers/{layer_id}/{z}/{x}/{y}", response_class=Response, responses=_FAULTS)
async def get_map_tile(
    request: Request, _actor: SignedIn, layer_id: Id, z: Level, x: Cell, y: Cell
) -> Response:
    """Return a tile of a layer that the service fetches."""
    layer = _layer(request, layer_id, by_tiles=True)
    return _answer(await _fetcher(request).fetch(layer, {"z": z, "x": x, "y": y}))


@router.get("/map-layers/{layer_id}/picture", response_class=Response, responses=_FAULTS)
async def get_map_picture(
    request: Request,
    _actor: SignedIn,
    layer_id: Id,
    west: Metres,
    south: Metres,
    east: Metres,
    north: Metres,
    width: Pixels,
    height: Pixels,
) -> Response:
    """Return a picture of a box of a layer that the service fetches."""
    layer = _layer(request, layer_id, by_tiles=False)
    box = {"west": west, "south": south, "east": east, "north": north}
    return _answer(await _fetcher(request).fetch(layer, {**box, "width": width, "height": height}))


def _layer(request: Request, layer_id: str, *, by_tiles: bool) -> MapLayer:
    layers: tuple[MapLayer, ...] = request.app.state.map_layers
    for layer in layers:
        if layer.id == layer_id and layer.proxy and layer.by_tiles == by_tiles:
            return layer
    raise NotFound(noun="map_layer")


def _fetcher(request: Request) -> MapFetcher:
    fetcher: MapFetcher = request.app.state.map_fetcher
    return fetcher


def _answer(picture: Picture) -> Response:
    kept = {"cache-control": "private, max-age=86400"}
    return Response(picture.body, media_type=picture.media_type, headers=kept)
