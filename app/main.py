"""Wires the service together: database, roads, routes, errors, live push and the command UI."""

import gc
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI, HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import aid.routes
import alarms.routes
import alarms.routes_timers
import app.brief.routes
import app.errors
import app.evaluation.routes
import app.evaluation.routes_export
import app.papers.routes
import app.plan_papers.routes
import app.survey.routes
import dispatch.routes
import dispatch.routes_by_hand
import dispatch.routes_closure_impact
import dispatch.routes_coverage
import dispatch.routes_deciding
import dispatch.routes_field
import dispatch.routes_order_way
import dispatch.routes_policies
import dispatch.routes_runs
import dispatch.routes_siting
import dispatch.routes_studies
import dispatch.routes_undo
import exchange.routes
import exchange.routes_bulk
import exchange.routes_edxl
import exercises.routes
import exercises.routes_drills
import exercises.routes_evaluations
import exercises.routes_from_incident
import exercises.routes_improvement
import exercises.routes_improvement_tasks
import exercises.routes_injects
import exercises.routes_list
import exercises.routes_score
import exercises.routes_templates
import geo.routes
import geo.routes_closure_imports
import geo.routes_closures
import geo.routes_places
import geo.routes_reach
import geo.routes_roads
import hazards.routes
import hazards.routes_ways
import incidents.routes
import incidents.routes_undo
import plans.routes
import plans.routes_cards
import plans.routes_documents
import plans.routes_readiness
import plans.routes_reporting
import resources.importing.routes
import resources.lot_book
import resources.routes
import resources.routes_bulk
import resources.routes_catalogue
import resources.routes_experts
import resources.routes_holds
import resources.routes_labels
import resources.routes_lots
import resources.routes_readiness
import resources.routes_requisition
import resources.routes_sharing
import resources.routes_stock
from app import (
    live,
    routes_choices,
    routes_confirmations,
    routes_danger,
    routes_export,
    routes_feed,
    routes_field_worker,
    routes_labels,
    routes_log,
    routes_lot_export,
    routes_map_layers,
    routes_order_brief,
    routes_readiness_export,
    routes_replay,
    routes_runs_export,
    routes_score_export,
    routes_search,
    routes_session,
    routes_sheets,
    routes_site,
    routes_tokens,
    routes_walls,
    wiring,
)
from app.alarm_watch import AlarmWatch
from app.describe import describe_errors
from app.hub import Hubs
from app.map_fetching import MapFetcher
from app.map_layers import image_hosts, read_map_layers
from app.permissions import PERMISSIONS
from app.state_colours import read_state_colours
from app.ui_files import serve_ui
from core import world_paths
from core.config import Settings, get_settings
from core.db import Database
from core.ids import new_id
from core.world_paths import WorldPaths
from dispatch.siting_desk import SitingDesk
from geo.road_book import RoadBook

ROUTERS = (
    routes_session.router,
    routes_choices.router,
    routes_tokens.router,
    routes_walls.router,
    routes_site.router,
    routes_feed.router,
    routes_log.router,
    incidents.routes.router,
    incidents.routes_undo.router,
    dispatch.routes_undo.router,
    hazards.routes.router,
    routes_danger.router,
    hazards.routes_ways.router,
    plans.routes.router,
    plans.routes_cards.router,
    plans.routes_cards.streaming,
    plans.routes_documents.router,
    plans.routes_documents.reading,
    plans.routes_readiness.router,
    plans.routes_reporting.router,
    routes_lot_export.router,
    resources.routes_lots.router,
    resources.routes_bulk.router,
    resources.routes.router,
    resources.importing.routes.router,
    resources.importing.routes.streaming,
    resources.routes_requisition.router,
    resources.routes_stock.router,
    resources.routes_sharing.router,
    aid.routes.router,
    exchange.routes_edxl.router,
    resources.routes_catalogue.router,
    resources.routes_experts.router,
    resources.routes_readiness.router,
    resources.routes_holds.router,
    resources.routes_labels.router,
    routes_labels.router,
    routes_confirmations.router,
    geo.routes.router,
    geo.routes_places.router,
    geo.routes_closures.router,
    geo.routes_closure_imports.router,
    geo.routes_closure_imports.looking,
    geo.routes_roads.router,
    dispatch.routes_closure_impact.router,
    dispatch.routes.router,
    dispatch.routes_by_hand.router,
    dispatch.routes_deciding.router,
    dispatch.routes_field.router,
    routes_order_brief.router,
    dispatch.routes_policies.router,
    dispatch.routes_runs.router,
    dispatch.routes_coverage.router,
    dispatch.routes_siting.router,
    dispatch.routes_order_way.router,
    geo.routes_reach.router,
    dispatch.routes_studies.router,
    exercises.routes.router,
    exercises.routes_from_incident.router,
    exercises.routes_drills.router,
    exercises.routes_list.router,
    exercises.routes_score.router,
    exercises.routes_score.of_incidents,
    exercises.routes_templates.router,
    exercises.routes_injects.router,
    exercises.routes_evaluations.router,
    exercises.routes_improvement.router,
    exercises.routes_improvement_tasks.router,
    app.evaluation.routes.router,
    app.evaluation.routes.looking,
    app.evaluation.routes_export.router,
    routes_replay.router,
    alarms.routes.router,
    alarms.routes_timers.router,
    routes_export.router,
    routes_sheets.router,
    app.brief.routes.router,
    app.papers.routes.router,
    app.plan_papers.routes.router,
    app.survey.routes.router,
    app.survey.routes.looking,
    routes_map_layers.router,
    routes_search.router,
    routes_readiness_export.router,
    routes_runs_export.router,
    routes_score_export.router,
    routes_score_export.of_incidents,
    exchange.routes.router,
    exchange.routes_bulk.router,
    live.router,
)
STOPS_WITHIN_S = 5.0
LARGEST_BODY_BYTES = 4_000_000
LARGEST_FILE_BYTES = 21_000_000
"""A file may be longer than a form, at the addresses that take files in."""
FILES_AT = ("/api/imports", "/api/plan-readings")
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


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """Return the service; the database is opened when it starts, not when it is described."""
    chosen = settings or get_settings()

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        given: Database | None = application.state.given
        opened = given or Database(
            chosen.required_database_url, exercise_url=chosen.exercise_database_url
        )
        application.state.database = opened
        application.state.hubs = Hubs(opened)
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = chosen.request_threads
        await application.state.hubs.live.start()
        threading.Thread(target=_prepare, args=(application,), daemon=True).start()
        watch = AlarmWatch(chosen, opened, threading.Event())
        watching = watch.start()
        yield
        watch.stop.set()
        await anyio.to_thread.run_sync(watching.join, STOPS_WITHIN_S)
        application.state.siting_desk.close()
        await application.state.hubs.stop()
        application.state.map_fetcher.close()
        if given is None:
            opened.dispose()

    application = FastAPI(
        title="Muster",
        summary="Emergency-response coordination and resource dispatch (应急指挥调度平台)",
        version=routes_site.product_version(),
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    equip(application, chosen, database)
    wiring.register_reactions()
    for router in ROUTERS:
        application.include_router(router)
    app.errors.install(application)
    describe_errors(application)
    application.include_router(routes_field_worker.router)
    serve_ui(application, chosen.ui_dir)
    hosts = image_hosts(application.state.map_layers)
    application.add_middleware(WorldPaths)
    application.add_middleware(EdgeHeaders, image_hosts=hosts)
    return application


def equip(application: FastAPI, settings: Settings, database: Database | None = None) -> None:
    """Give the service what it keeps between requests, as the site has it set; all of it is new."""
    state = application.state
    state.given = database
    state.settings = settings
    state.permissions = PERMISSIONS
    state.map_layers = read_map_layers(settings.map_layers)
    state.state_colours = read_state_colours(settings.state_colours)
    state.map_fetcher = MapFetcher()
    state.road_book = RoadBook(wiring.road_file(settings), settings.data_dir / "roads")
    state.siting_desk = SitingDesk()
    state.coverage_book = wiring.coverage_book(settings, state.road_book)


def _prepare(application: FastAPI) -> None:
    """Open the roads, then tell the collector that what is there now stays for ever."""
    application.state.road_book.open()
    resources.lot_book.warm(application.state.database)
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

        _world, path = world_paths.split(scope["path"])
        most = LARGEST_FILE_BYTES if path in FILES_AT else LARGEST_BODY_BYTES
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
