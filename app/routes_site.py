"""What the screens need to know about the site: health, settings, base map, boundaries, audit."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy import ColumnElement, or_, select, text

from app.basemap import FILE_NAME
from app.map_layers import MapLayer, shown_address
from app.schemas import (
    Health,
    JurisdictionView,
    MapLayerView,
    SignInRecordView,
    SiteSettings,
)
from core.auth import Actor, SignedIn, allow
from core.config import Environment
from core.db import Database
from core.errors import NotFound
from core.models import Jurisdiction, Membership, SignInRecord
from core.transaction import SessionDep, operation_id
from core.visibility import visible
from core.wire import Problem
from geo.queries import boundaries

router = APIRouter(prefix="/api", tags=["site"], generate_unique_id_function=operation_id)
Auditor = Annotated[Actor, allow("audit.read")]

KEPT = "private, max-age=31536000, immutable"
PMTILES = "application/vnd.pmtiles"
LARGEST_PIECE_BYTES = 4_000_000
ATTRIBUTIONS = [
    "道路 © OpenStreetMap contributors (ODbL 1.0)",
    "行政区界 天地图 (公开展示须注明来源并标注审图号)",
    "地名 GeoNames (CC BY 4.0)",
]


def product_version() -> str:
    """Return the version of this installation."""
    try:
        return version("muster")
    except PackageNotFoundError:
        return "0.1.0"


def basemap_file(request: Request) -> Path:
    """Return where the base map of this site lies."""
    folder: Path = request.app.state.settings.data_dir
    return folder / FILE_NAME


@router.get("/health", responses={503: {"model": Health}})
def get_health(request: Request, response: Response) -> Health:
    """Say whether the service can work; 503 while the database is away."""
    database: Database = request.app.state.database
    try:
        with database.picture() as session:
            session.execute(text("SELECT 1"))
        reachable = True
    except Exception:
        reachable = False
        response.status_code = 503
    return Health(
        status="ok" if reachable else "degraded",
        database=reachable,
        roads=request.app.state.road_book.status().available,
        version=product_version(),
    )


@router.get("/settings")
def get_settings(request: Request) -> SiteSettings:
    """Return what the screens need to know before anybody has signed in."""
    road_status = request.app.state.road_book.status()
    return SiteSettings(
        version=product_version(),
        demo=request.app.state.settings.environment is Environment.DEMO,
        basemap=_basemap_address(request),
        bbox=road_status.bbox,
        attributions=ATTRIBUTIONS,
        map_layers=[_shown(layer) for layer in request.app.state.map_layers],
        state_colours=request.app.state.state_colours,
    )


def _basemap_address(request: Request) -> str | None:
    """Return where the base map is read: another address once another one was made."""
    path = basemap_file(request)
    return f"/api/basemap.pmtiles?made={_made(path)}" if path.exists() else None


def _made(basemap: Path) -> str:
    return f"{basemap.stat().st_mtime_ns:x}"


def _shown(layer: MapLayer) -> MapLayerView:
    fields = layer.model_dump(include=set(MapLayerView.model_fields) - {"url"})
    return MapLayerView(**fields, by_tiles=layer.by_tiles, url=shown_address(layer))


@router.get("/basemap.pmtiles", response_class=FileResponse, responses={404: {"model": Problem}})
def get_basemap(
    request: Request,
    _actor: SignedIn,
    made: Annotated[str | None, Query(include_in_schema=False)] = None,
    start: Annotated[int | None, Query(alias="from", ge=0, include_in_schema=False)] = None,
    length: Annotated[
        int, Query(alias="bytes", gt=0, le=LARGEST_PIECE_BYTES, include_in_schema=False)
    ] = LARGEST_PIECE_BYTES,
) -> Response:
    """Return the base map; it is read piece by piece through range requests.

    The screens ask for each piece at an address of its own, which a browser may keep for ever:
    another base map has another address.
    """
    path = basemap_file(request)
    if not path.exists():
        raise NotFound(noun="basemap")
    if start is None:
        return FileResponse(path, media_type=PMTILES)
    stamp = _made(path)
    headers = {"etag": f'"{stamp}"'} | ({"cache-control": KEPT} if made == stamp else {})
    return Response(_piece(path, start, length), headers=headers, media_type=PMTILES)


def _piece(path: Path, start: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(length)


@router.get("/boundaries")
def get_boundaries(
    session: SessionDep,
    _actor: SignedIn,
    level: Annotated[str | None, Query(pattern="^(city|county)$")] = None,
) -> dict[str, Any]:
    """Return the outlines of the jurisdictions as a GeoJSON FeatureCollection."""
    return boundaries(session, (level,) if level else ("city", "county"))


@router.get("/jurisdictions")
def list_jurisdictions(session: SessionDep, _actor: SignedIn) -> list[JurisdictionView]:
    """List the tree of jurisdictions by code."""
    rows = session.scalars(select(Jurisdiction).order_by(Jurisdiction.code))
    return [JurisdictionView.model_validate(row) for row in rows]


@router.get("/audit/sign-ins", responses={403: {"model": Problem}})
def list_sign_ins(
    session: SessionDep,
    actor: Auditor,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[SignInRecordView]:
    """List the latest attempts to sign in."""
    query = select(SignInRecord).where(_not_of_others(actor.prefixes))
    rows = session.scalars(query.order_by(SignInRecord.at.desc()).limit(limit))
    return [SignInRecordView.model_validate(row) for row in rows]


def _not_of_others(prefixes: Sequence[str]) -> ColumnElement[bool]:
    """Leave out accounts that work only elsewhere; a name that nobody bears concerns everybody."""
    working = select(Membership.account_id)
    here = working.where(visible(Membership.jurisdiction_code, prefixes))
    return or_(
        SignInRecord.account_id.is_(None),
        SignInRecord.account_id.in_(here),
        SignInRecord.account_id.not_in(working),
    )
