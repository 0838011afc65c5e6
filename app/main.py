"""Wires the service together: database, roads, routes, errors, live push and the command UI."""

import gc
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import app.errors
import dispatch.routes
import dispatch.routes_closure_impact
import dispatch.routes_coverage
import dispatch.routes_order_way
import dispatch.routes_policies
import dispatch.routes_runs
import dispatch.routes_siting
import dispatch.routes_studies
import exchange.routes
import geo.routes
import geo.routes_closure_imports
import geo.routes_closures
import geo.routes_places
import geo.routes_reach
import geo.routes_roads
import hazards.routes
import hazards.routes_ways
import incidents.routes
import plans.routes
import resources.importing.routes
import resources.routes
import resources.routes_catalogue
import resources.routes_readiness
import resources.routes_requisition
import resources.routes_stock
from app import (
    live,
    routes_confirmations,
    routes_danger,
    routes_export,
    routes_feed,
    routes_map_layers,
    routes_runs_export,
    routes_search,
    routes_session,
    routes_site,
    wiring,
)
from app.describe import describe_errors
from app.hub import Hub
from app.map_fetching import MapFetcher
from app.map_layers import image_hosts, read_map_layers
from app.permissions import PERMISSIONS
from core.config import PROJECT_ROOT, Settings, get_settings
from core.db import Database
from core.ids import new_id
from dispatch.siting_desk import SitingDesk
from geo.road_book import RoadBook

UI = PROJECT_ROOT / "frontend" / "dist"
ROUTERS = (
    routes_session.router,
    routes_site.router,
    routes_feed.router,
    incidents.routes.router,
    hazards.routes.router,
    routes_danger.router,
    hazards.routes_ways.router,
    plans.routes.router,
    resources.routes.router,
    resources.importing.routes.router,
    resources.importing.routes.streaming,
    resources.routes_requisition.router,
    resources.routes_stock.router,
    resources.routes_catalogue.router,
    resources.routes_readiness.router,
    routes_confirmations.router,
    geo.routes.router,
    geo.routes_places.router,
    geo.routes_closures.router,
    geo.routes_closure_imports.router,
    geo.routes_closure_imports.looking,
    geo.routes_roads.router,
    dispatch.routes_closure_impact.router,
    dispatch.routes.router,
    dispatch.routes_policies.router,
    dispatch.routes_runs.router,
    dispatch.routes_coverage.router,
    dispatch.routes_siting.router,
    dispatch.routes_order_way.router,
    geo.routes_reach.router,
    dispatch.routes_studies.router,
    routes_export.router,
    routes_map_layers.router,
    routes_search.router,
    routes_runs_export.router,
    exchange.routes.router,
    live.router,
)
LARGEST_BODY_BYTES = 4_000_000
LARGEST_FILE_BYTES = 21_000_000
"""A file may be longer than a form, at the one address that takes files in."""
FILES_AT = "/api/imports"
_POLICY = b"content-security-policy"
SECURITY_HEADERS = {
    _POLICY: (
        b"default-src 'self'; img-src 'self' data: blob:%s; style-src 'self' 'unsafe-inline';"
        b" worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"DENY",
}
NO_UI = """<!doctype html><meta charset="utf-8"><title>Muster</title>
<p>界面尚未构建 · The command UI has not been built: run <code>./muster demo</code>.</p>"""


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """Return the service; the database is opened when it starts, not when it is described."""
    chosen = settings or get_settings()

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        opened = database or Database(chosen.required_database_url)
        application.state.database = opened
        application.state.hub = Hub(opened)
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = chosen.request_threads
        await application.state.hub.start()
        threading.Thread(target=_prepare, args=(application,), daemon=True).start()
        yield
        application.state.siting_desk.close()
        await application.state.hub.stop()
        application.state.map_fetcher.close()
        if database is None:
            opened.dispose()

    application = FastAPI(
        title="Muster",
        summary="Emergency-response coordination and resource dispatch (应急指挥调度平台)",
        version=routes_site.product_version(),
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    application.state.settings = chosen
    application.state.permissions = PERMISSIONS
    application.state.map_layers = read_map_layers(chosen.map_layers)
    application.state.map_fetcher = MapFetcher()
    application.state.road_book = RoadBook(wiring.road_file(chosen), chosen.data_dir / "roads")
    application.state.siting_desk = SitingDesk()
    application.state.coverage_book = wiring.coverage_book(chosen, application.state.road_book)
    wiring.register_reactions()
    for router in ROUTERS:
        application.include_router(router)
    app.errors.install(application)
    describe_errors(application)
    _serve_ui(application)
    hosts = image_hosts(application.state.map_layers)
    application.add_middleware(EdgeHeaders, image_hosts=hosts)
    return application


def _prepare(application: FastAPI) -> None:
    """Open the roads, then tell the collector that what is there now stays for ever."""
    application.state.road_book.open()
    gc.collect()
    gc.freeze()  # a full collection would else stop every request for a tenth of a second


class EdgeHeaders:
    """Gives every request an id and every answer the security headers."""

    def __init__(self, inner: ASGIApp, image_hosts: Sequence[str] = ()) -> None:
        self.inner = inner
        hosts = "".join(f" {host}" for host in image_hosts).encode()
        policy = SECURITY_HEADERS[_POLICY] % hosts
        self.security_headers = SECURITY_HEADERS | {_POLICY: policy}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with an id in its state."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        request_id = str(new_id())
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                headers += self.security_headers.items()
                headers.append((b"x-request-id", request_id.encode()))
                message["headers"] = headers
            await send(message)

        most = LARGEST_FILE_BYTES if scope["path"] == FILES_AT else LARGEST_BODY_BYTES
        if _announced_bytes(scope) > most:
            refusal = app.errors.too_large(Request(scope))
            await refusal(scope, receive, send_with_headers)
            return
        await self.inner(scope, _bounded(receive, most), send_with_headers)


def _bounded(receive: Receive, most: int) -> Receive:
    """Refuse a body that turns out too long while it is read: not every one says its length."""
    taken = 0

    async def receive_next() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413)
        return message

    return receive_next


def _announced_bytes(scope: Scope) -> int:
    """Return how long the body says it is."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _serve_ui(application: FastAPI) -> None:
    assets = UI / "assets"
    if assets.is_dir():
        application.mount("/assets", StaticFiles(directory=assets), name="assets")

    @application.get("/{path:path}", include_in_schema=False)
    def show_ui(path: str, request: Request) -> Response:
        """Answer every other address with the command UI, which knows its own pages."""
        if path.startswith("api/"):
            return app.errors.no_such_address(request)
        return _ui_file(path)


def _ui_file(path: str) -> Response:
    wanted = (UI / path).resolve() if path else UI / "index.html"
    inside = wanted.is_relative_to(UI.resolve()) and wanted.is_file()
    page: Path = wanted if inside else UI / "index.html"
    if not page.is_file():
        return HTMLResponse(NO_UI)
    return FileResponse(page, headers={"cache-control": "no-cache"})
